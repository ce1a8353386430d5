//! How far a list was read, page by page in the order of ids.

use switchhook_platform::MOST_ROWS;

/// A page of a list as lines of a file, each with its id.
pub(super) struct Rows {
    pub(super) lines: Vec<(u64, String)>,
    pub(super) total: Option<u64>,
    pub(super) has_next: bool,
    /// Whether the list itself shows less than there is.
    pub(super) is_cut: bool,
}

/// What is in the file already, and which page comes next.
pub(super) struct Progress {
    next: Option<u32>,
    /// The last id in the file, and how many rows it has.
    last: u64,
    written: u64,
    /// How many rows the list had at the last page.
    total: Option<u64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self { next: Some(1), last: 0, written: 0, total: None }
    }
}

impl Progress {
    /// The page to read; none at the end.
    pub(super) fn next(&self) -> Option<u32> {
        self.next
    }

    /// How many rows are in the file.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn end(&mut self) {
        self.next = None;
    }

    /// The lines of a page that are not in the file yet.
    pub(super) fn take(&mut self, page: u32, rows: Rows) -> String {
        // What was terminated meanwhile moved the rest forward (contract 4): some of it is on pages before this one.
        let gone = self.total.zip(rows.total).map_or(0, |(before, now)| before.saturating_sub(now));
        self.total = rows.total;
        if gone > 0 && page > 1 {
            let back = u32::try_from(gone.div_ceil(u64::from(MOST_ROWS))).unwrap_or(u32::MAX);
            self.next = Some(page.saturating_sub(back).max(1));
            return String::new();
        }
        let (mut text, last) = (String::new(), self.last);
        for (id, line) in rows.lines.into_iter().filter(|(id, _)| *id > last) {
            self.last = id;
            self.written += 1;
            text.push_str(&line);
        }
        self.next = rows.has_next.then(|| page.saturating_add(1));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a list to its end; before each page `meanwhile` may change it.
    fn read(mut list: Vec<u64>, meanwhile: impl Fn(usize, &mut Vec<u64>)) -> Vec<u64> {
        let (mut progress, mut text, mut asked) = (Progress::default(), String::new(), 0);
        while let Some(page) = progress.next() {
            meanwhile(asked, &mut list);
            asked += 1;
            let size = MOST_ROWS as usize;
            let before = (page as usize - 1) * size;
            let lines = list.iter().skip(before).take(size).map(|id| (*id, format!("{id} "))).collect();
            let has_next = before + size < list.len();
            let rows = Rows { lines, total: u64::try_from(list.len()).ok(), has_next, is_cut: false };
            text += &progress.take(page, rows);
        }
        let ids: Vec<u64> = text.split_whitespace().map(|id| id.parse().unwrap()).collect();
        assert_eq!(progress.written(), ids.len() as u64);
        ids
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        for length in [0, 1, 99, 100, 101, 350] {
            let list: Vec<u64> = (1..=length).collect();
            assert_eq!(read(list.clone(), |_, _| ()), list);
        }
    }

    #[test]
    fn what_is_terminated_meanwhile_hides_nothing_else() {
        for gone in [1, 40, 100, 130] {
            let ids = read((1..=450).collect(), |asked, list| {
                if asked == 2 {
                    list.retain(|id| *id > gone);
                }
            });
            assert_eq!(ids, (1..=450).collect::<Vec<u64>>(), "{gone} gone");
        }
    }

    #[test]
    fn what_is_made_meanwhile_is_in_the_file_once() {
        let ids = read((1..=250).collect(), |asked, list| {
            if asked == 1 {
                list.push(251);
            }
        });
        assert_eq!(ids, (1..=251).collect::<Vec<u64>>());
    }
}
