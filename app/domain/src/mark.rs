//! Short marks of a state, by which a form tells that somebody else changed it meanwhile.

use serde::Serialize;

/// A short mark of a state: two readings with the same mark are the same. It hides nothing: what is secret must not go in.
#[must_use]
pub fn mark(state: &impl Serialize) -> String {
    let text = serde_json::to_string(state).unwrap_or_default();
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_state_has_the_same_mark() {
        assert_eq!(mark(&["a", "b"]), mark(&["a", "b"]));
        assert_ne!(mark(&["a", "b"]), mark(&["b", "a"]));
        assert_eq!(mark(&()).len(), 16);
    }
}
