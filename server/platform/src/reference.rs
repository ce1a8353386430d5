//! Reference data that is kept for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// No more entries than this are kept; the keys are languages, and the portal speaks five.
const MOST_ENTRIES: usize = 16;

/// Values by key, each until its end.
pub(crate) struct Kept<T>(Mutex<HashMap<String, (Arc<T>, SystemTime)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    pub(crate) fn get(&self, key: &str, now: SystemTime) -> Option<Arc<T>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).filter(|(_, until)| now < *until).map(|(value, _)| Arc::clone(value))
    }

    pub(crate) fn keep(&self, key: &str, value: Arc<T>, until: SystemTime) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST_ENTRIES {
            entries.clear();
        }
        entries.insert(key.to_owned(), (value, until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn values_are_kept_until_their_end_and_not_without_bounds() {
        let (kept, start) = (Kept::default(), SystemTime::UNIX_EPOCH);
        let end = start + Duration::from_mins(1);
        kept.keep("de", Arc::new(1), end);
        assert_eq!(kept.get("de", start).as_deref(), Some(&1));
        assert_eq!(kept.get("de", end), None);
        for number in 0..100 {
            kept.keep(&number.to_string(), Arc::new(number), end);
        }
        assert!(kept.0.lock().unwrap().len() <= MOST_ENTRIES);
    }
}
