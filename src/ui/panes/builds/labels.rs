//! Short names of jobs: what all of them have in common is hidden (design/ux.md §5c).

use std::borrow::Cow;
use std::collections::HashSet;

/// What is hidden of every name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Common {
    prefix: usize,
    suffix: usize,
    /// `stable-4.20-upgrade-from-stable-4.19-gcp` reads `upgrade 4.19→ gcp`; only where that keeps all
    /// names apart
    pretty: bool,
}

impl Common {
    /// The common beginning and end of some names, both to a dash. One name alone has nothing in common
    /// with another and is shown whole.
    pub fn of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Common {
        let mut rest = names.clone();
        let Some(first) = rest.next() else { return Common::default() };
        let (mut prefix, mut suffix, mut shortest, mut count) =
            (first.len(), first.len(), first.len(), 1);
        for name in rest {
            let same = |(a, b): &(u8, u8)| a == b;
            prefix = prefix.min(first.bytes().zip(name.bytes()).take_while(same).count());
            let backwards = first.bytes().rev().zip(name.bytes().rev());
            suffix = suffix.min(backwards.take_while(same).count());
            shortest = shortest.min(name.len());
            count += 1;
        }
        if count < 2 {
            return Common::default();
        }
        let head = first.as_bytes().get(..prefix).unwrap_or_default();
        let prefix = head.iter().rposition(|byte| *byte == b'-').map_or(0, |at| at + 1);
        let tail = first.as_bytes().get(first.len() - suffix..).unwrap_or_default();
        let suffix = tail.iter().position(|byte| *byte == b'-').map_or(0, |at| suffix - at);
        let suffix = if prefix + suffix < shortest { suffix } else { 0 };
        let common = Common { prefix, suffix, pretty: true };
        let mut seen = HashSet::new();
        let pretty = names.clone().all(|name| seen.insert(common.label(name)));
        Common { pretty, ..common }
    }

    /// The short name.
    pub fn label<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let end = name.len().saturating_sub(self.suffix);
        let core = name.get(self.prefix..end).filter(|core| !core.is_empty()).unwrap_or(name);
        match upgrade(core).filter(|_| self.pretty) {
            Some((from, rest)) => Cow::Owned(format!("upgrade {from}→ {rest}")),
            None => Cow::Borrowed(core),
        }
    }
}

/// Where an upgrade starts from and what it runs on, from `…upgrade-from-stable-4.19-gcp-ipi`.
fn upgrade(core: &str) -> Option<(&str, &str)> {
    let (_, from) = core.split_once("upgrade-from-")?;
    let (_, from) = from.split_once('-')?;
    let (version, rest) = from.split_once('-')?;
    let digit = version.starts_with(|c: char| c.is_ascii_digit());
    (digit && !rest.is_empty()).then_some((version, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOBS: [&str; 3] = [
        "periodic-ci-tests-release-4.20-automated-release-aws-ipi-f999",
        "periodic-ci-tests-release-4.20-automated-release-aws-ipi-disruptive-f999",
        "periodic-ci-tests-release-4.20-automated-release-stable-4.20-upgrade-from-stable-4.19-gcp-ipi-f999",
    ];

    #[test]
    fn what_all_names_share_is_hidden() {
        let common = Common::of(JOBS.into_iter());
        let labels = JOBS.map(|name| common.label(name).into_owned());
        assert_eq!(labels, ["aws-ipi", "aws-ipi-disruptive", "upgrade 4.19→ gcp-ipi"]);
    }

    #[test]
    fn names_that_would_read_alike_stay_as_they_are() {
        let jobs = [
            "p-stable-4.20-upgrade-from-stable-4.19-gcp-f9",
            "p-stable-4.20-upgrade-from-nightly-4.19-gcp-f9",
            "p-x-f9",
        ];
        let common = Common::of(jobs.into_iter());
        let labels = jobs.map(|name| common.label(name).into_owned());
        assert_eq!(labels[0], "stable-4.20-upgrade-from-stable-4.19-gcp");
        assert_eq!(labels.iter().collect::<HashSet<_>>().len(), 3);
    }

    #[test]
    fn one_name_alone_and_odd_names_are_shown_whole() {
        assert_eq!(Common::of(JOBS[..1].iter().copied()).label(JOBS[0]), JOBS[0]);
        for names in [["a-", "a-b"], ["日本-x", "日本-y"], ["é-", "è-"], ["", "a"]] {
            let common = Common::of(names.into_iter());
            let labels = names.map(|name| common.label(name).into_owned());
            assert_ne!(labels[0], labels[1], "{names:?}");
        }
    }
}
