//! JUnit files, read while they come and as far as they go (reference/test-results.md §6). Many programs
//! write them: the root may be `testsuite` or `testsuites`, suites may stand in suites, numbers may be
//! missing, and what was being written when a run was aborted ends early.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::report::{FailedTest, Names};
use crate::domain::clean;

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Junit {
    /// all, skipped ones too
    pub tests: u32,
    /// those with a `failure`
    pub failures: u32,
    /// those with an `error` and no `failure`
    pub errors: u32,
    /// those that were skipped
    pub skipped: u32,
    /// names of those that failed or ended in an error
    pub failing: Vec<FailedTest>,
    /// where the reading ended, and why; `None`: at the end of the file
    pub fault: Option<String>,
}

/// Bytes of a file; the largest seen have about 10 MB, most of it output.
const LARGEST: u64 = 64 << 20;
/// Elements in elements.
const DEEPEST: usize = 64;
/// Test cases of a file.
const MOST_CASES: u32 = 200_000;

/// How a case ended, the worst one last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Passed,
    Skipped,
    Error,
    Failed,
}

/// A case that is being read.
struct Case {
    name: String,
    depth: usize,
    ending: Ending,
}

/// Numbers of a suite's attributes.
#[derive(Debug, Clone, Copy, Default)]
struct Declared {
    tests: u32,
    failures: u32,
    errors: u32,
    skipped: u32,
}

/// A walk through a file.
#[derive(Default)]
struct Walk {
    found: Junit,
    names: Names,
    depth: usize,
    case: Option<Case>,
    of_root: Option<Declared>,
    of_suites: Declared,
}

impl Junit {
    /// Reads a file. What is broken ends the reading; what came before counts, and the fault says where.
    pub fn read(from: impl BufRead) -> Junit {
        let mut reader = Reader::from_reader(from.take(LARGEST));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        let (mut walk, mut buffer) = (Walk::default(), Vec::new());
        let fault = loop {
            buffer.clear();
            let step = match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) => walk.begins(&element),
                Ok(Event::End(_)) => {
                    walk.ends();
                    Ok(())
                }
                Ok(Event::Eof) => break walk.is_unfinished(),
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(what) = step {
                break Some(what);
            }
        };
        let place = reader.buffer_position();
        walk.over(fault.map(|what| {
            let what = if place >= LARGEST { "larger than 64 MB".to_owned() } else { what };
            clean::line(&clean::cut(&format!("byte {place}: {what}"), 200))
        }))
    }
}

impl Walk {
    fn begins(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let name = element.local_name();
        let name = name.as_ref();
        if self.depth == 0 && !matches!(name, b"testsuite" | b"testsuites") {
            let name = clean::line(&clean::cut(&String::from_utf8_lossy(name), 40));
            return Err(format!("the root is {name}, not testsuite or testsuites"));
        }
        if self.depth >= DEEPEST {
            return Err(format!("more than {DEEPEST} elements in each other"));
        }
        match (name, &mut self.case) {
            (b"testsuite" | b"testsuites", None) if self.depth < 2 => {
                let declared = declared(element);
                match declared {
                    Some(declared) if self.depth == 0 => self.of_root = Some(declared),
                    Some(declared) => self.of_suites.add(declared),
                    None => {}
                }
            }
            (b"testcase", None) => {
                if self.found.tests >= MOST_CASES {
                    return Err(format!("more than {MOST_CASES} test cases"));
                }
                let name = attribute(element, b"name").filter(|name| !name.trim().is_empty());
                let name = name.or_else(|| attribute(element, b"classname"));
                let name = name.unwrap_or_else(|| "(no name)".to_owned());
                self.case = Some(Case { name, depth: self.depth, ending: Ending::Passed });
            }
            (child, Some(case)) if self.depth == case.depth + 1 => {
                let ending = match child {
                    b"failure" => Ending::Failed,
                    b"error" => Ending::Error,
                    b"skipped" => Ending::Skipped,
                    _ => Ending::Passed,
                };
                case.ending = case.ending.max(ending);
            }
            _ => {}
        }
        self.depth += 1;
        Ok(())
    }

    fn ends(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if let Some(case) = self.case.take_if(|case| case.depth == self.depth) {
            self.count(&case);
        }
    }

    fn count(&mut self, case: &Case) {
        self.found.tests += 1;
        match case.ending {
            Ending::Passed => return,
            Ending::Skipped => {
                self.found.skipped += 1;
                return;
            }
            Ending::Error => self.found.errors += 1,
            Ending::Failed => self.found.failures += 1,
        }
        self.names.add(&case.name);
    }

    /// Why the end of the file is not the end of what it holds.
    fn is_unfinished(&self) -> Option<String> {
        if self.depth > 0 {
            return Some("the file ends early".to_owned());
        }
        let nothing = self.found.tests == 0 && self.of_root.is_none() && self.of_suites.tests == 0;
        nothing.then(|| "no test is in it".to_owned())
    }

    /// Some writers list only what failed, and some files end early: the larger number counts.
    fn over(self, fault: Option<String>) -> Junit {
        let mut found = Junit { failing: self.names.into_vec(), fault, ..self.found };
        let declared = self.of_root.filter(|root| root.tests > 0).unwrap_or(self.of_suites);
        found.tests = found.tests.max(declared.tests);
        found.skipped = found.skipped.max(declared.skipped).min(found.tests);
        // A case that has both children is an error for some writers and a failure for others.
        if declared.failures.saturating_add(declared.errors)
            > found.failures.saturating_add(found.errors)
        {
            (found.failures, found.errors) = (declared.failures, declared.errors);
        }
        found
    }
}

impl Declared {
    fn add(&mut self, other: Declared) {
        self.tests = self.tests.saturating_add(other.tests);
        self.failures = self.failures.saturating_add(other.failures);
        self.errors = self.errors.saturating_add(other.errors);
        self.skipped = self.skipped.saturating_add(other.skipped);
    }
}

/// `None` where no number of tests is given.
fn declared(element: &BytesStart<'_>) -> Option<Declared> {
    let number = |name| attribute(element, name)?.trim().parse::<u32>().ok();
    Some(Declared {
        tests: number(b"tests")?,
        failures: number(b"failures").unwrap_or(0),
        errors: number(b"errors").unwrap_or(0),
        skipped: number(b"skipped").unwrap_or(0),
    })
}

/// The value of an attribute. One that cannot be read is as if it were not there; entities that nobody
/// knows stay as they are written.
fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut all = element.attributes();
    let found =
        all.with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value).into_owned();
    Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |text| text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> [u32; 4] {
        let read = Junit::read(text.as_bytes());
        [read.tests, read.failures, read.errors, read.skipped]
    }

    #[test]
    fn every_shape_of_a_root_is_counted_once() {
        let cases = [
            (
                "<testsuite tests='2' failures='1'><testcase name='a'><failure/></testcase>\
              <testcase name='b'/></testsuite>",
                [2, 1, 0, 0],
            ),
            (
                "<?xml version='1.0' encoding='UTF-8'?>\n<testsuites><testsuite name='s'><testsuite>\
              <testcase name='a'/><testcase name='b'><skipped message='no'/></testcase></testsuite>\
              </testsuite><testsuite><testcase name='c'><error/></testcase></testsuite></testsuites>",
                [3, 0, 1, 1],
            ),
            // numbers of suites inside suites are in those of the outer ones
            (
                "<testsuites><testsuite tests='5' failures='2'><testsuite tests='5' failures='2'/>\
              </testsuite><testsuite tests='1'/></testsuites>",
                [6, 2, 0, 0],
            ),
            (
                "<testsuites tests='415' failures='2' skipped='25'><testsuite tests='9'>\
              <testcase name='a'><failure>x</failure></testcase></testsuite></testsuites>",
                [415, 2, 0, 25],
            ),
            (
                "<x:testsuite xmlns:x='urn:x'><x:testcase name='a'><x:failure/></x:testcase></x:testsuite>",
                [1, 1, 0, 0],
            ),
            // a case inside the output of another is output
            (
                "<testsuite><testcase name='a'><system-out><testcase name='b'><failure/></testcase>\
              </system-out></testcase></testsuite>",
                [1, 0, 0, 0],
            ),
            ("<testsuite tests='many'><testcase/></testsuite>", [1, 0, 0, 0]),
            ("<testsuite tests='0'/>", [0, 0, 0, 0]),
        ];
        for (text, expected) in cases {
            assert_eq!(numbers(text), expected, "{text}");
            assert_eq!(Junit::read(text.as_bytes()).fault, None, "{text}");
        }
    }

    #[test]
    fn names_are_unescaped_cleaned_and_counted() {
        let text = "<testsuite><testcase name='[sig-storage] a &quot;b&quot; &amp; c\u{9b}'><failure/></testcase>\
            <testcase name='[sig-storage] a &quot;b&quot; &amp; c\u{9b}'><failure/></testcase>\
            <testcase name='' classname='of.a.class'><error/></testcase>\
            <testcase><failure/></testcase><testcase name='&nobody;'><failure/></testcase></testsuite>";
        let read = Junit::read(text.as_bytes());
        let names: Vec<_> = read.failing.iter().map(|one| (&*one.name, one.times)).collect();
        let expected = [
            ("[sig-storage] a \"b\" & c\u{fffd}", 2),
            ("of.a.class", 1),
            ("(no name)", 1),
            ("&nobody;", 1),
        ];
        assert_eq!((names.as_slice(), read.fault), (expected.as_slice(), None));
    }

    #[test]
    fn what_is_broken_says_where_and_what_came_before_counts() {
        let begun = "<testsuites><testsuite tests='40'><testcase name='a'><failure/></testcase>";
        let deep = format!("<testsuite>{}", "<testsuite>".repeat(100));
        let cases = [
            (begun.to_owned(), [40, 1, 0, 0], "the file ends early"),
            (format!("{begun}<testcase name="), [40, 1, 0, 0], "byte "),
            (format!("{begun}</wrong>"), [40, 1, 0, 0], "byte "),
            (String::new(), [0; 4], "no test is in it"),
            ("<testsuites></testsuites>".to_owned(), [0; 4], "no test is in it"),
            ("<html><body>log in</body></html>".to_owned(), [0; 4], "the root is html"),
            ("{\"json\": 1}".to_owned(), [0; 4], "no test is in it"),
            (deep, [0; 4], "more than 64 elements"),
        ];
        for (text, expected, why) in cases {
            let fault = Junit::read(text.as_bytes()).fault.unwrap();
            assert!(fault.starts_with("byte ") && fault.contains(why), "{text}: {fault}");
            assert_eq!(numbers(&text), expected, "{text}");
        }
    }

    #[test]
    fn no_damage_to_a_file_makes_the_reader_panic() {
        let whole = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><testsuites><testsuite tests=\"2\">\
            <testcase name=\"&b;&#x41;\"><failure><![CDATA[ ]] > ]]></failure></testcase><!-- - --></testsuite></testsuites>";
        for end in 0..whole.len() {
            let _ = Junit::read(&whole.as_bytes()[..end]);
            let mut spoilt = whole.as_bytes().to_vec();
            for byte in [0, b'<', b'>', b'"', b'&', 0xff] {
                spoilt[end] = byte;
                let _ = Junit::read(spoilt.as_slice());
            }
        }
    }
}
