//! The newest time that a file states, found in its text, so that a broken file counts too.

use crate::domain::time::{Timestamp, parse_stamp};

/// Members of result files that are real UTC times.
const RUN_TIMES: [&str; 2] = ["\"jobStartTime\"", "\"jobCompletionTime\""];
/// Top-level keys of StateBoxes that are real UTC times; those of tasks often are not
/// (reference/statebox.md §14).
const STATEBOX_TIMES: [&str; 2] = ["updated_at:", "created_at:"];

/// The newest believable time in a `.json` or `.yaml` file.
pub fn newest(name: &str, bytes: &[u8]) -> Option<Timestamp> {
    let text = String::from_utf8_lossy(bytes);
    let found: Vec<&str> = if name.ends_with(".json") {
        RUN_TIMES
            .iter()
            .flat_map(|key| text.match_indices(key))
            .filter_map(|(at, key)| text.get(at + key.len()..))
            .filter_map(|rest| rest.trim_start().strip_prefix(':'))
            .map(value)
            .collect()
    } else if name.ends_with(".yaml") || name.ends_with(".yml") {
        text.lines()
            .filter_map(|line| STATEBOX_TIMES.iter().find_map(|key| line.strip_prefix(key)))
            .map(value)
            .collect()
    } else {
        Vec::new()
    };
    found.into_iter().filter_map(parse_stamp).filter(|at| believable(*at)).max()
}

/// What stands in quotes, or the first word.
fn value(rest: &str) -> &str {
    let rest = rest.trim_start();
    match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'', '\n']).next().unwrap_or_default(),
        None => rest.split([' ', ',', '\n', '\r']).next().unwrap_or_default(),
    }
}

/// From 2000 to 2100.
fn believable(at: Timestamp) -> bool {
    (946_684_800..4_102_444_800).contains(&at.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_time_is_found_even_in_a_broken_file() {
        let found = |name, text: &str| newest(name, text.as_bytes()).map(|at| at.to_string());
        let cases = [
            ("a.json", r#"{"jobStartTime": "2026-07-02T18:27:17Z""#, Some("2026-07-02T18:27:17Z")),
            (
                "a.json",
                r#"{"jobCompletionTime":"2026-07-02T19:00:00Z","jobStartTime":"2026-07-02T18:00:00Z"}"#,
                Some("2026-07-02T19:00:00Z"),
            ),
            ("a.json", r#"{"jobStartTime": "9999-07-02T18:27:17Z"}"#, None),
            ("a.json", r#"{"jobStartTime": null}"#, None),
            ("a.yaml", "updated_at: '2026-07-02T19:02:38Z'\n", Some("2026-07-02T19:02:38Z")),
            ("a.yaml", "updated_at: 2026-07-02T19:02:38\n", Some("2026-07-02T19:02:38Z")),
            ("a.yaml", "tasks:\n  updated_at: '2026-07-02T19:02:38Z'\n", None),
            ("a.txt", "updated_at: '2026-07-02T19:02:38Z'\n", None),
        ];
        for (name, text, expected) in cases {
            assert_eq!(found(name, text).as_deref(), expected, "{text}");
        }
    }
}
