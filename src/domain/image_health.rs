//! Freshness grades of a shipment's images (reference/shipment-gitlab.md §9). A failed look-up is
//! *unknown*, never *healthy*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::digest::Digest;
use super::time::Timestamp;

/// What Pyxis says of the images of a shipment's stage advisories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageHealth {
    /// one per image and architecture, in the order of the advisories
    pub images: Vec<ImageGrade>,
    /// what could not be read: an advisory, an image without a digest
    pub gaps: Vec<String>,
    /// images that are in an advisory and are not in `images`, as far as they could be counted
    pub left_out: u32,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageGrade {
    /// `ose-etcd`
    pub component: String,
    /// as the advisory writes it
    pub arch: Option<Arch>,
    /// its digest
    pub digest: Digest,
    /// what is known
    pub finding: Finding,
}

/// What is known of an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// looked at: `A` to `F`
    Grade(char),
    /// looked at without a result, and why
    Unknown(String),
    /// not looked at yet
    Unchecked,
}

/// A time span with a grade, as Pyxis keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeSpan {
    /// as written
    pub grade: Option<String>,
    /// when it begins
    pub start: Option<Timestamp>,
}

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// every image was looked at and is A or B
    Healthy,
    /// at least one is C or worse
    Unhealthy,
    /// no image is known to be bad, but not all are known to be good
    Unknown,
}

/// The grade at `now`: the span that began last. A span without a readable grade that began last is no
/// grade: it is not passed over for an older, better one.
pub fn current(spans: &[GradeSpan], now: Timestamp) -> Finding {
    let begun = spans.iter().filter(|span| span.start.is_some_and(|start| start <= now));
    let Some(newest) = begun.max_by_key(|span| span.start) else {
        return Finding::Unknown("no grade yet".to_owned());
    };
    let mut letters = newest.grade.as_deref().unwrap_or_default().trim().chars();
    match (letters.next(), letters.next()) {
        (Some(letter @ 'A'..='F'), None) => Finding::Grade(letter),
        _ => Finding::Unknown("its newest grade is empty".to_owned()),
    }
}

impl Finding {
    /// `Grade C`, or why there is none.
    pub fn words(&self) -> String {
        match self {
            Finding::Grade(grade) => format!("Grade {grade}"),
            Finding::Unknown(why) => why.clone(),
            Finding::Unchecked => "not looked at yet".to_owned(),
        }
    }

    /// Looked at, and good.
    pub fn is_healthy(&self) -> bool {
        matches!(self, Finding::Grade('A' | 'B'))
    }
}

impl ImageHealth {
    /// Images per grade.
    pub fn grades(&self) -> BTreeMap<char, u32> {
        let mut grades = BTreeMap::new();
        for image in &self.images {
            if let Finding::Grade(grade) = image.finding {
                *grades.entry(grade).or_default() += 1;
            }
        }
        grades
    }

    /// Looked at without a result.
    pub fn unknown(&self) -> usize {
        self.images.iter().filter(|image| matches!(image.finding, Finding::Unknown(_))).count()
    }

    /// Not looked at yet, those that are not listed included.
    pub fn unchecked(&self) -> usize {
        let listed = self.images.iter().filter(|image| image.finding == Finding::Unchecked);
        listed.count() + self.left_out as usize
    }

    /// `A 191  C 2  3 unknown`: what is known and what is not.
    pub fn words(&self) -> String {
        let grades = self.grades().into_iter().map(|(grade, n)| format!("{grade} {n}"));
        let unknown = [(self.unknown(), "unknown"), (self.unchecked(), "not looked at")];
        let unknown = unknown.into_iter().filter(|(n, _)| *n > 0);
        let parts = grades.chain(unknown.map(|(n, word)| format!("{n} {word}")));
        parts.collect::<Vec<_>>().join("  ")
    }

    /// The image with the worst grade, where one is C or worse.
    pub fn worst(&self) -> Option<&ImageGrade> {
        let bad = self.images.iter().filter_map(|image| match image.finding {
            Finding::Grade(grade @ 'C'..='F') => Some((grade, image)),
            _ => None,
        });
        bad.rev().max_by_key(|(grade, _)| *grade).map(|(_, image)| image)
    }

    /// Healthy only if every image was looked at and is A or B, and nothing is missing. Of no images at
    /// all nothing is known.
    pub fn verdict(&self) -> Verdict {
        let whole = self.gaps.is_empty() && self.left_out == 0 && !self.images.is_empty();
        if self.worst().is_some() {
            Verdict::Unhealthy
        } else if whole && self.images.iter().all(|image| image.finding.is_healthy()) {
            Verdict::Healthy
        } else {
            Verdict::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(findings: &[Finding], gaps: &[&str], left_out: u32) -> ImageHealth {
        let image = |finding: &Finding| ImageGrade {
            component: "ose-etcd".to_owned(),
            arch: Some(Arch::Amd64),
            digest: format!("sha256:{}", "a".repeat(64)).parse().unwrap(),
            finding: finding.clone(),
        };
        ImageHealth {
            images: findings.iter().map(image).collect(),
            gaps: gaps.iter().map(|gap| (*gap).to_owned()).collect(),
            left_out,
        }
    }

    #[test]
    fn healthy_is_said_only_when_every_image_was_looked_at_and_is_good() {
        let unknown = || Finding::Unknown("no answer".to_owned());
        let (a, b, c) = (Finding::Grade('A'), Finding::Grade('B'), Finding::Grade('C'));
        let cases = [
            (health(&[a.clone(), b.clone()], &[], 0), Verdict::Healthy),
            (health(&[a.clone(), c.clone()], &[], 0), Verdict::Unhealthy),
            // a look-up that failed is not left out of the count
            (health(&[a.clone(), unknown()], &[], 0), Verdict::Unknown),
            // nothing scanned is not nothing bad
            (health(&[], &[], 0), Verdict::Unknown),
            (health(&[unknown()], &[], 0), Verdict::Unknown),
            // an advisory that could not be fetched
            (health(std::slice::from_ref(&a), &["image: not found"], 0), Verdict::Unknown),
            (health(std::slice::from_ref(&a), &[], 3), Verdict::Unknown),
            (health(&[a, Finding::Unchecked], &[], 0), Verdict::Unknown),
            // bad is bad, whatever is missing
            (health(&[c, Finding::Unchecked, unknown()], &["x"], 1), Verdict::Unhealthy),
        ];
        for (health, expected) in cases {
            assert_eq!(health.verdict(), expected, "{health:?}");
        }
    }

    #[test]
    fn the_grade_that_began_last_counts_and_an_empty_one_is_no_grade() {
        let now: Timestamp = "2026-03-25T14:00:00Z".parse().unwrap();
        let span = |grade: Option<&str>, start: &str| GradeSpan {
            grade: grade.map(str::to_owned),
            start: start.parse().ok(),
        };
        let old = span(Some("A"), "2026-03-01T00:00:00Z");
        let new = span(Some("C"), "2026-03-20T00:00:00Z");
        let later = span(Some("F"), "2026-04-01T00:00:00Z");
        let empty = |grade| span(grade, "2026-03-21T00:00:00Z");
        let grade = |spans: &[GradeSpan]| match current(spans, now) {
            Finding::Grade(grade) => Some(grade),
            _ => None,
        };
        assert_eq!(grade(&[new.clone(), old.clone(), later.clone()]), Some('C'));
        assert_eq!(grade(&[later]), None);
        assert_eq!(grade(&[]), None);
        for none in [None, Some(""), Some("AB"), Some("G"), Some("unknown")] {
            assert_eq!(grade(&[old.clone(), empty(none)]), None, "{none:?}");
        }
    }
}
