//! YAML as PyYAML writes it: block style, quoted stamps, literal blocks, long text folded at eighty
//! columns (`reference/statebox.md` §9).

/// Columns after which a long line is continued on the next one.
const WIDTH: usize = 80;

/// Appends `value` after `key: `, with what belongs to it indented by `indent` spaces.
pub(super) fn scalar(out: &mut String, value: &str, indent: usize) {
    if value.contains('\n') {
        return if literal_can_hold(value) {
            literal(out, value, indent)
        } else {
            double(out, value)
        };
    }
    let odd = value.chars().any(|c| c.is_control());
    match () {
        () if odd => double(out, value),
        () if plain_can_hold(value) => folded(out, value, indent, ""),
        () => folded(out, &value.replace('\'', "''"), indent, "'"),
    }
}

/// Appends a text or `null`.
pub(super) fn optional(out: &mut String, value: Option<&str>, indent: usize) {
    match value {
        Some(value) => scalar(out, value, indent),
        None => out.push_str("null"),
    }
}

/// A stamp or a date: always quoted, or it would be read as something else than text.
pub(super) fn quoted(out: &mut String, value: &str) {
    out.push('\'');
    out.push_str(value);
    out.push('\'');
}

fn literal_can_hold(value: &str) -> bool {
    let odd = |c: char| c != '\n' && c.is_control();
    let ends = value.ends_with(' ') || value.ends_with("\n\n");
    !(value.starts_with([' ', '\n']) || value.contains(" \n") || ends || value.contains(odd))
}

fn literal(out: &mut String, value: &str, indent: usize) {
    let kept = value.strip_suffix('\n');
    out.push_str(if kept.is_some() { "|" } else { "|-" });
    for line in kept.unwrap_or(value).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
}

fn double(out: &mut String, value: &str) {
    // a JSON string is a YAML string
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}

/// Whether a text without line breaks reads back as the same text with no quotes around it.
fn plain_can_hold(value: &str) -> bool {
    let special = |c: char| "-?:,[]{}#&*!|>'\"%@`=<~".contains(c);
    let word = ["null", "true", "false", "yes", "no", "on", "off"];
    let number = |c: char| c.is_ascii_digit() || "._+-:eE".contains(c);
    !(value.is_empty()
        || value.starts_with(special)
        || value.starts_with(' ')
        || value.ends_with([' ', ':'])
        || value.contains(": ")
        || value.contains(" #")
        || word.contains(&value.to_ascii_lowercase().as_str())
        || (value.chars().all(number) && value.matches('.').count() < 2)
        || looks_like_a_date(value))
}

fn looks_like_a_date(value: &str) -> bool {
    let digits =
        |range| value.get(range).is_some_and(|part: &str| part.bytes().all(|b| b.is_ascii_digit()));
    digits(0..4) && value.get(4..5) == Some("-") && digits(5..6)
}

fn folded(out: &mut String, value: &str, indent: usize, quote: &str) {
    out.push_str(quote);
    let mut column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    for (nth, word) in value.split(' ').enumerate() {
        if nth > 0 {
            // a line may only be broken at a single space: two would be read as one
            let single = !word.is_empty() && !out.ends_with(' ');
            if single && column > WIDTH {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += word.chars().count();
    }
    out.push_str(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str) -> String {
        let mut out = "key: ".to_owned();
        scalar(&mut out, value, 2);
        out
    }

    #[test]
    fn whatever_is_written_reads_back_as_the_same_text() {
        let long =
            "a sentence that is much longer than eighty columns and says: nothing of interest, "
                .repeat(3);
        let texts = [
            "plain",
            "it's",
            "",
            " lead",
            "tail ",
            "a: b",
            "a #b",
            "- x",
            "[x]",
            "null",
            "Yes",
            "1.0",
            "4.20",
            "4.20.17",
            "2026-Mar-25",
            "2026-03-25",
            "2026-03-25T14:07:00Z",
            "12:30",
            "é ✓",
            "tab\there",
            "x:",
            "one\ntwo",
            "one\n\ntwo\n",
            "one\n\n\n",
            " one\ntwo",
            "one \ntwo",
            "'quoted' text",
            "two  blanks",
            long.as_str(),
            long.trim_end(),
            "& anchor",
            "@at",
            "~",
            "=",
            "0123",
            "1e3",
            "-",
            "a\n- b: c\n# d",
        ];
        for text in texts {
            let document = written(text) + "\n";
            let read: std::collections::BTreeMap<String, String> = yaml_serde::from_str(&document)
                .unwrap_or_else(|error| panic!("{document}: {error}"));
            assert_eq!(read["key"], text, "{document}");
        }
    }

    #[test]
    fn the_forms_are_those_of_pyyaml() {
        assert_eq!(written("ART-90001"), "key: ART-90001");
        assert_eq!(written("a: b"), "key: 'a: b'");
        assert_eq!(written("one\ntwo"), "key: |-\n  one\n  two");
        assert_eq!(written("one\ntwo\n"), "key: |\n  one\n  two");
        let words = "0123456789 ".repeat(12);
        let words = format!("w{}", words.trim_end());
        let document = written(&words);
        let lengths: Vec<usize> = document.lines().map(str::len).collect();
        assert_eq!(lengths.len(), 2, "{document}");
        assert!(lengths[0] > WIDTH, "a line is broken at the first blank after column 80");
    }
}
