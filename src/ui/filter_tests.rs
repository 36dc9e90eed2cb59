use super::*;

struct Row(&'static str, &'static [(&'static str, &'static str)]);

impl Fields for Row {
    fn shown(&self) -> String {
        self.0.to_owned()
    }

    fn field(&self, name: &str) -> Option<String> {
        self.1.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }
}

const ROWS: [Row; 4] = [
    Row(
        "4.21.7 BLOCKED 1d LATE prod pipeline",
        &[("release", "4.21.7"), ("state", "BLOCKED"), ("due", "-86400"), ("late", "yes")],
    ),
    Row(
        "4.20.17 BLOCKED TODAY image-consistency ✗",
        &[("release", "4.20.17"), ("state", "BLOCKED"), ("due", "0"), ("arch", "amd64 s390x")],
    ),
    Row("4.18.36 ACT Thu 26 your approval", &[("release", "4.18.36"), ("state", "ACT")]),
    Row(
        "4.9.2 NOT STRT Tue 31 needs an owner",
        &[("release", "4.9.2"), ("state", "NOT STRT"), ("due", "518400"), ("age", "2460")],
    ),
];

/// The numbers of the rows that stay.
fn kept(text: &str) -> Vec<usize> {
    let filter = Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    (0..ROWS.len()).filter(|number| filter.keeps(&ROWS[*number])).collect()
}

#[test]
fn a_filter_keeps_the_rows_it_names() {
    let cases: &[(&str, &[usize])] = &[
        ("", &[0, 1, 2, 3]),
        ("   ", &[0, 1, 2, 3]),
        ("blocked", &[0, 1]),
        ("BLOCKED image", &[1]),
        ("blocked | act", &[0, 1, 2]),
        ("blocked today|act", &[1, 2]),
        ("blocked |", &[0, 1]),
        ("!blocked", &[2, 3]),
        ("!blocked !act", &[3]),
        ("=act", &[2]),
        ("=block", &[]),
        ("=\"not strt\"", &[3]),
        ("\"your approval\"", &[2]),
        ("\"approval your\"", &[]),
        ("~imgcons", &[1]),
        ("~consimg", &[]),
        ("!~imgcons", &[0, 2, 3]),
        ("state:block", &[0, 1]),
        ("state:\"not strt\"", &[3]),
        ("state=act", &[2]),
        ("state=ac", &[]),
        ("!state:blocked", &[2, 3]),
        ("due<2d", &[0, 1]),
        ("due<=0", &[0, 1]),
        ("due<0", &[0]),
        ("due>=-1d", &[0, 1, 3]),
        ("due>5d12h", &[3]),
        ("age>40m", &[3]),
        ("age>1h24", &[]),
        ("late:yes", &[0]),
        ("arch:s390x", &[1]),
        ("release>=4.18", &[0, 1, 2]),
        ("release<4.18.36", &[3]),
        ("release=4.9.2", &[3]),
        ("release:4.2", &[0, 1]),
        ("verdict:fail", &[]),
        ("\"due<2d\"", &[]),
        ("✗", &[1]),
    ];
    for (text, expected) in cases {
        assert_eq!(kept(text), *expected, "{text}");
    }
}

#[test]
fn a_filter_that_cannot_be_read_says_where_and_names_the_nearest_field() {
    let cases = [
        ("stat:blocked", "column 1: no field \"stat\", did you mean state"),
        ("late:yes relaese>4.18", "column 10: no field \"relaese\", did you mean release"),
        ("zzz:1", "column 1: no field \"zzz\""),
        ("blocked \"your appr", "column 9: the quote does not end"),
        ("due<soon", "column 5: \"soon\" is no number, length of time such as 2d, or version"),
        ("a !", "column 3: \"!\" wants a word after it"),
        ("state:", "column 1: \"state:\" wants a word after it"),
        ("due>=", "column 1: \"due>=\" wants a word after it"),
        ("x | ~", "column 5: \"~\" wants a word after it"),
    ];
    for (text, expected) in cases {
        assert_eq!(Filter::parse(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn a_filter_remembers_its_text_and_an_empty_one_is_none() {
    assert_eq!(Filter::parse(" due<2d ").unwrap().text(), "due<2d");
    for text in ["", "  ", "|", "\"\""] {
        assert!(Filter::parse(text).unwrap().is_empty(), "{text:?}");
    }
}

#[test]
fn any_text_is_read_or_refused_without_harm() {
    let mut random = fastrand::Rng::with_seed(3);
    let letters: Vec<char> = "ab:=<>!~|\" 9dhmé✗due\u{301}-".chars().collect();
    for _ in 0..10_000 {
        let length = random.usize(0..12);
        let text: String = (0..length).filter_map(|_| random.choice(letters.iter())).collect();
        if let Ok(filter) = Filter::parse(&text) {
            let again = Filter::parse(filter.text()).unwrap();
            for row in &ROWS {
                assert_eq!(filter.keeps(row), again.keeps(row), "{text:?}");
            }
        }
    }
    assert!(Filter::parse(&format!("age>{}d", "9".repeat(40))).is_err());
}
