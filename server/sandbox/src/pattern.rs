//! The patterns that filters understand (contract 2.6).

/// A filter value that may hold wildcards; letters of either case are the same.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Letter(char),
    One,
    Any,
}

impl Pattern {
    /// The kind `wild`: `*` is any text, a backslash takes the meaning away.
    pub(crate) fn wild(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '*' => parts.push(Part::Any),
                '\\' => parts.extend(letters.next().map(folded)),
                _ => parts.push(folded(letter)),
            }
        }
        Self { parts }
    }

    /// The kind `pat`: `*` is any text; `?` is one letter where there is no `*`.
    pub(crate) fn subscriber_style(text: &str) -> Self {
        let has_star = text.contains('*');
        let parts = text
            .chars()
            .map(|letter| match letter {
                '*' => Part::Any,
                '?' if !has_star => Part::One,
                _ => folded(letter),
            })
            .collect();
        Self { parts }
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut part, mut letter) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while letter < letters.len() {
            match self.parts.get(part) {
                Some(Part::Any) => {
                    retry = Some((part, letter));
                    part += 1;
                    continue;
                }
                Some(Part::One) => {}
                Some(Part::Letter(expected)) if *expected == letters[letter] => {}
                _ => match retry {
                    Some((star, from)) => {
                        retry = Some((star, from + 1));
                        part = star + 1;
                        letter = from + 1;
                        continue;
                    }
                    None => return false,
                },
            }
            part += 1;
            letter += 1;
        }
        self.parts[part..].iter().all(|rest| *rest == Part::Any)
    }

    /// The text before the first wildcard, and whether there is none at all.
    pub(crate) fn prefix(&self) -> (String, bool) {
        let prefix: String = self
            .parts
            .iter()
            .map_while(|part| if let Part::Letter(letter) = part { Some(*letter) } else { None })
            .collect();
        let whole = self.parts.iter().all(|part| matches!(part, Part::Letter(_)));
        (prefix, whole)
    }
}

fn folded(letter: char) -> Part {
    Part::Letter(letter.to_lowercase().next().unwrap_or(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_star_the_whole_text_must_match() {
        assert!(Pattern::wild("FOO").matches("foo"));
        assert!(!Pattern::wild("foo").matches("foobar"));
        assert!(!Pattern::wild("a_b").matches("axb"));
        assert!(!Pattern::wild("").matches("a"));
    }

    #[test]
    fn stars_match_anywhere() {
        assert!(Pattern::wild("f*o*").matches("foobar"));
        assert!(Pattern::wild("*5201640*").matches("437520164001"));
        assert!(Pattern::wild("a\\*").matches("a*"));
        assert!(!Pattern::wild("a\\*").matches("ab"));
    }

    #[test]
    fn a_question_mark_needs_the_absence_of_a_star() {
        assert!(Pattern::subscriber_style("43?").matches("431"));
        assert!(!Pattern::subscriber_style("43?*").matches("431"));
    }

    #[test]
    fn the_prefix_ends_at_the_first_wildcard() {
        assert_eq!(Pattern::wild("Ab*c").prefix(), ("ab".to_owned(), false));
        assert_eq!(Pattern::wild("Ab").prefix(), ("ab".to_owned(), true));
    }
}
