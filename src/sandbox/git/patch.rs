//! A unified diff of one file: one hunk from the first line that differs to the last. Not the
//! shortest one, but one that `patch` accepts.

/// Lines added and removed, and the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Patch {
    /// lines added
    pub additions: usize,
    /// lines removed
    pub deletions: usize,
    /// the hunk, without file names; `None` when it is too long to be sent
    pub text: Option<String>,
}

/// Lines around a change.
const CONTEXT: usize = 3;
/// The longest hunk that is sent, in lines.
const LONGEST: usize = 3_000;

/// The difference of two texts; `None` when one of them is not text.
pub fn patch(before: &[u8], after: &[u8]) -> Option<Patch> {
    let before: Vec<&str> = std::str::from_utf8(before).ok()?.split_inclusive('\n').collect();
    let after: Vec<&str> = std::str::from_utf8(after).ok()?.split_inclusive('\n').collect();
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let shorter = before.len().min(after.len()) - head;
    let same = |(a, b): &(&&str, &&str)| a == b;
    let tail = before.iter().rev().zip(after.iter().rev()).take(shorter).take_while(same).count();
    let removed = before.get(head..before.len() - tail).unwrap_or_default();
    let added = after.get(head..after.len() - tail).unwrap_or_default();
    let (additions, deletions) = (added.len(), removed.len());
    if additions + deletions > LONGEST {
        return Some(Patch { additions, deletions, text: None });
    }
    let start = head.saturating_sub(CONTEXT);
    let lead = before.get(start..head).unwrap_or_default();
    let follow = before.get(before.len() - tail..).unwrap_or_default();
    let follow = follow.get(..follow.len().min(CONTEXT)).unwrap_or_default();
    let range = |changed: usize| {
        let length = lead.len() + changed + follow.len();
        let first = if length == 0 { start } else { start + 1 };
        if length == 1 { first.to_string() } else { format!("{first},{length}") }
    };
    let mut text = format!("@@ -{} +{} @@", range(deletions), range(additions));
    for (sign, lines) in [(' ', lead), ('-', removed), ('+', added), (' ', follow)] {
        for line in lines {
            text.push('\n');
            text.push(sign);
            match line.strip_suffix('\n') {
                Some(line) => text.push_str(line),
                None => {
                    text.push_str(line);
                    text.push_str("\n\\ No newline at end of file");
                }
            }
        }
    }
    Some(Patch { additions, deletions, text: Some(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_stands_in_its_context() {
        let patch = patch(b"1\n2\n3\n4\n5\n6\n7\n8\n", b"1\n2\n3\n4\nfive\n6\n7\n8\n").unwrap();
        assert_eq!((patch.additions, patch.deletions), (1, 1));
        let expected = "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8";
        assert_eq!(patch.text.as_deref(), Some(expected));
    }

    #[test]
    fn new_and_deleted_files_count_every_line() {
        let added = patch(b"", b"a\nb").unwrap();
        let expected = "@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file";
        assert_eq!((added.additions, added.text.as_deref()), (2, Some(expected)));
        let removed = patch(b"a\n", b"").unwrap();
        assert_eq!(removed.text.as_deref(), Some("@@ -1 +0,0 @@\n-a"));
    }

    #[test]
    fn repeated_lines_are_not_counted_twice() {
        let patch = patch(b"a\na\n", b"a\na\na\n").unwrap();
        assert_eq!((patch.additions, patch.deletions), (1, 0));
    }

    #[test]
    fn what_is_not_text_has_no_patch() {
        assert_eq!(patch(b"\xff\xfe", b"a"), None);
        let long = "x\n".repeat(LONGEST + 1);
        assert_eq!(patch(b"", long.as_bytes()).unwrap().text, None);
    }
}
