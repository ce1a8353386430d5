//! Comma-separated values as spreadsheets read them (RFC 4180), and safe to open there.

/// What stands before the first line, so that spreadsheets take the letters for what they are.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One line with its end. Every cell is quoted.
///
/// A spreadsheet takes a cell that begins like a formula for one, whatever stands around it: such a cell gets an apostrophe in
/// front, which the spreadsheet shows as text.
#[must_use]
pub fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    let apostrophe = if is_formula(cell) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}

/// What begins, after blanks, with a character that begins formulas; wide forms of them count, and tabs and line ends, behind
/// which some programs look for a formula.
fn is_formula(cell: &str) -> bool {
    let begins = |c: char| "=+-@|\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c);
    cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_quotes_doubled() {
        assert_eq!(line(["a", "b \"c\"", "d,e\nf", ""]), "\"a\",\"b \"\"c\"\"\",\"d,e\nf\",\"\"\r\n");
        assert_eq!(line(Vec::<String>::new()), "\r\n");
    }

    #[test]
    fn nothing_is_a_formula() {
        for cell in
            ["=1+1", "+43 1 234", "-1", "@SUM(A1)", "|cmd", " =1", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"]
        {
            assert_eq!(line([cell]), format!("\"'{cell}\"\r\n"), "{cell:?}");
        }
        for cell in ["a=1", "1-2", "x@y.example", "Müller"] {
            assert_eq!(line([cell]), format!("\"{cell}\"\r\n"), "{cell:?}");
        }
    }
}
