//! The workspace of the week: its people, the channels and groups that the configuration names, and
//! enough other channels for more than one page.

use super::configstore::{ART_GROUP, CHANNELS, DOCS_GROUP, FORUM_GROUP, leads_group};
use super::people::{FIXERS, PEOPLE, VERIFIERS};
use super::random::mix;
use super::streams::LINES;
use crate::sandbox::slack::{Channel, Group, Member, Team};

/// Topics and kinds of the channels that have nothing to do with releases.
const TOPICS: [&str; 16] = [
    "apps",
    "builds",
    "console",
    "docs",
    "edge",
    "etcd",
    "images",
    "installer",
    "kernel",
    "lunch",
    "metal",
    "monitoring",
    "network",
    "node",
    "operators",
    "storage",
];
const KINDS: [&str; 15] = [
    "alerts", "announce", "backlog", "ci", "demo", "design", "forum", "help", "news", "oncall",
    "planning", "retro", "review", "social", "team",
];

/// Everybody and everything.
pub(super) fn team() -> Team {
    let members = PEOPLE.iter().map(|person| Member {
        id: person.slack_id(),
        name: person.uid.replace('.', ""),
        real_name: person.name.to_owned(),
        email: person.email(),
        deleted: !person.active,
    });
    Team { members: members.collect(), channels: channels(), groups: groups() }
}

fn channels() -> Vec<Channel> {
    let others = TOPICS.iter().flat_map(|topic| {
        KINDS.iter().map(move |kind| channel(format!("{kind}-{topic}"), *kind == "oncall", false))
    });
    let ours =
        CHANNELS.iter().map(|name| channel(name.trim_start_matches('#').to_owned(), false, true));
    // Oldest first; a channel's age comes from its name like its id.
    let mut all: Vec<Channel> = [channel("general".to_owned(), false, false)]
        .into_iter()
        .chain(others)
        .chain(ours)
        .collect();
    all.sort_by(|one, other| (one.created, &one.name).cmp(&(other.created, &other.name)));
    all
}

fn channel(name: String, private: bool, invited: bool) -> Channel {
    let number = mix(11, &name);
    Channel {
        id: format!("C{:010X}", number & 0xff_ffff_ffff),
        // over some six years
        created: 1_560_000_000 + i64::try_from(number % 190_000_000).unwrap_or(0),
        archived: !invited && number.is_multiple_of(9),
        name,
        private,
        invited,
    }
}

fn groups() -> Vec<Group> {
    let ids = |range: std::ops::Range<usize>| -> Vec<String> {
        let people = PEOPLE.get(range).unwrap_or_default().iter();
        people.filter(|person| person.active).map(|person| person.slack_id()).collect()
    };
    let group = |id: &str, handle: String, name: String, users| Group {
        id: id.to_owned(),
        handle,
        name,
        users,
    };
    let leads = LINES.iter().enumerate().map(|(place, line)| {
        let first = place % VERIFIERS.len().saturating_sub(1);
        let handle = format!("release-leads-{}", line.y.replace('.', "-"));
        group(
            &leads_group(line.y),
            handle,
            format!("Release leads {}", line.y),
            ids(first..first + 2),
        )
    });
    let others = [
        group(FORUM_GROUP, "qe-forum".to_owned(), "QE forum".to_owned(), ids(VERIFIERS)),
        group(ART_GROUP, "art-team".to_owned(), "ART".to_owned(), ids(FIXERS)),
        group(DOCS_GROUP, "docs-team".to_owned(), "Docs".to_owned(), ids(14..16)),
    ];
    leads.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_there_once_and_every_channel_of_the_configuration_is_open() {
        let team = team();
        let ids: std::collections::BTreeSet<&str> =
            team.channels.iter().map(|channel| channel.id.as_str()).collect();
        assert_eq!(ids.len(), team.channels.len());
        assert!(team.channels.len() > 200, "more than one page");
        for name in CHANNELS {
            let found = team.channels.iter().find(|one| format!("#{}", one.name) == name);
            assert!(found.is_some_and(|one| one.invited && !one.archived), "{name}");
        }
        assert!(team.groups.iter().all(|group| !group.users.is_empty()));
        assert_eq!(team.groups.len(), LINES.len() + 3);
    }
}
