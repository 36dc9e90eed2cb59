//! A message about an entry, ready to be sent to whoever has to act: polite, short, with the facts and
//! their time.

use super::Attention;
use crate::domain::time::{Timestamp, span};

/// The message. `link` is where the thing can be looked at.
pub fn message(entry: &Attention, link: Option<&str>, now: Timestamp) -> String {
    let release = match (entry.release, entry.due) {
        (Some(release), Some(due)) => {
            format!("{release} (planned for {}): ", due.strftime("%a %-d %b"))
        }
        (Some(release), None) => format!("{release}: "),
        (None, _) => String::new(),
    };
    let since = entry.since.map(|since| now.duration_since(since));
    let since = since.filter(|since| since.is_positive());
    let since = since.map(|since| format!(", for {} now", span(since))).unwrap_or_default();
    let request = match entry.who.as_str() {
        "you" => "I am looking at it.".to_owned(),
        who => format!("{who}, could you please have a look?"),
    };
    let link = link.map(|link| format!("\n{link}")).unwrap_or_default();
    format!(
        "{release}{}{since}. {request}{link}\n(as of {} UTC)",
        entry.what,
        now.strftime("%a %-d %b %H:%M")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attention::AttentionKind;

    #[test]
    fn a_message_says_what_since_when_who_and_as_of_when() {
        let now = "2026-03-25T14:07:00Z".parse().unwrap();
        let entry = Attention {
            release: Some("4.21.7".parse().unwrap()),
            service: None,
            due: Some("2026-03-24".parse().unwrap()),
            kind: AttentionKind::OutsideOverdue,
            what: "prod-release on !512 was not started".to_owned(),
            who: "ART".to_owned(),
            since: Some("2026-03-24T12:07:00Z".parse().unwrap()),
        };
        assert_eq!(
            message(&entry, Some("https://gitlab.example/-/merge_requests/512"), now),
            "4.21.7 (planned for Tue 24 Mar): prod-release on !512 was not started, for 26h now. \
             ART, could you please have a look?\nhttps://gitlab.example/-/merge_requests/512\n\
             (as of Wed 25 Mar 14:07 UTC)"
        );
    }
}
