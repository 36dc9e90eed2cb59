//! Small scanners for result texts: captured logs and free text.

use crate::domain::clean::cut;

/// Levels of the commands' logger, with the marks of its two forms: `2031-03-04T10:00:00Z: INFO: …`, and
/// the watcher's older `2031-03-04 10:00:00,123 - INFO - …`.
const LEVELS: [(&str, [&str; 2]); 4] = [
    ("ERROR", [": ERROR: ", " - ERROR - "]),
    ("WARNING", [": WARNING: ", " - WARNING - "]),
    ("INFO", [": INFO: ", " - INFO - "]),
    ("DEBUG", [": DEBUG: ", " - DEBUG - "]),
];
/// A time in front of a line is not longer.
const STAMP: usize = 33;

/// A line of the logger as time, level and message; `None` for any other line.
fn logged(line: &str) -> Option<(&str, &'static str, &str)> {
    let marks =
        LEVELS.iter().flat_map(|(level, marks)| marks.iter().map(move |mark| (level, mark)));
    let found = marks.filter_map(|(level, mark)| {
        let (stamp, message) = line.split_once(mark)?;
        (stamp.len() <= STAMP).then_some((stamp.trim(), *level, message.trim()))
    });
    found.min_by_key(|(stamp, ..)| stamp.len())
}

/// The level of a log line.
pub(super) fn level(line: &str) -> Option<&'static str> {
    logged(line).map(|(_, level, _)| level)
}

/// A line without the time and level in front of it.
pub(super) fn message(line: &str) -> &str {
    logged(line).map_or(line.trim(), |(.., message)| message)
}

/// The time in front of a log line, as text.
pub(super) fn stamp(line: &str) -> Option<&str> {
    logged(line).map(|(stamp, ..)| stamp)
}

/// What follows the last occurrence of `mark`.
pub(super) fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.rfind(mark).and_then(|at| text.get(at + mark.len()..))
}

/// What follows each occurrence of `mark`, in order.
pub(super) fn each_after<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark).filter_map(move |(at, _)| text.get(at + mark.len()..))
}

/// The digits a text starts with.
pub(super) fn number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// The first word of a text, without the punctuation that ends a sentence.
pub(super) fn word(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let word = word.trim_end_matches(['.', ',', ';', ')', '>', '\'', '"']);
    (!word.is_empty()).then_some(word)
}

/// A Prow job id: 36 characters, hexadecimal and dashes.
pub(super) fn uuid(text: &str) -> Option<&str> {
    let id = text.get(..36)?;
    let shape = id.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    shape.then_some(id)
}

/// An address a text starts with.
pub(super) fn url(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`'))
        .unwrap_or(text.len());
    let url = text.get(..end)?.trim_end_matches(['.', ',', ';', ')']);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    (!rest.is_empty()).then_some(url)
}

/// The first sentence of a text that says something, one line, at most `most` characters, without the
/// marks of headings and lists.
pub(crate) fn sentence(text: &str, most: usize) -> String {
    let line = text.lines().map(plain).find(|line| !line.is_empty()).unwrap_or_default();
    let line = line.as_str();
    let end = line.find(". ").map_or(line.len(), |at| at + 1);
    cut(line.get(..end).unwrap_or(line), most)
}

fn plain(line: &str) -> String {
    line.replace("**", "").trim().trim_matches(['*', '#', '-', '_', '=', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_of_both_loggers_lose_time_and_level() {
        for (line, is, expected) in [
            ("2031-03-04T10:00:00Z: ERROR: it broke: badly", true, "it broke: badly"),
            ("2031-03-04 10:00:00,123 - INFO - check #1: fine", true, "check #1: fine"),
            ("Task halted: ERROR in the middle of a long sentence: ERROR: no", false, ""),
            (" 'web_url': 'https://x'}", false, ""),
        ] {
            assert_eq!(level(line).is_some(), is, "{line}");
            if is {
                assert_eq!(message(line), expected);
            }
        }
        assert_eq!(stamp("2031-03-04T10:00:00Z: INFO: x"), Some("2031-03-04T10:00:00Z"));
    }

    #[test]
    fn ids_and_addresses_end_where_they_end() {
        assert_eq!(number("1484, and"), Some(1484));
        assert_eq!(number("99999999999999"), None);
        assert_eq!(
            uuid("e0126b93-d666-4c5c-a34e-2642d3f31e21)"),
            Some("e0126b93-d666-4c5c-a34e-2642d3f31e21")
        );
        assert_eq!(uuid("2053770481261088768 is a number, not a uuid"), None);
        assert_eq!(uuid("é126b93"), None);
        assert_eq!(
            url("https://jenkins.example.com/job/41/>, sent"),
            Some("https://jenkins.example.com/job/41/")
        );
        assert_eq!(url("https://prow.example.com/x. Note"), Some("https://prow.example.com/x"));
        assert_eq!(url("a new job triggered by you is pending"), None);
    }

    #[test]
    fn the_first_sentence_is_one_line_and_short() {
        let text = "\n## **Build 4.98.3 accepted**\n- more";
        assert_eq!(sentence(text, 60), "Build 4.98.3 accepted");
        assert_eq!(sentence("Waived: quota. And more.", 60), "Waived: quota.");
        assert_eq!(sentence("öööööööööö", 5), "öööö…");
        assert_eq!(sentence("", 5), "");
    }
}
