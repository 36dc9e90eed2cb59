//! Comments of the notifier, told from all others by how they begin (reference/jira-and-notificator.md §8).

use crate::domain::bugs::{Addressee, Notice};
use crate::domain::clean;
use crate::domain::time::Timestamp;

const BEGINS: &str = "Errata Reliability Team Notification";
/// In the order in which the notifier looks for them.
const TITLES: [(&str, Addressee); 5] = [
    ("QA Contact Action Request", Addressee::QaContact),
    ("Team Lead Action Request", Addressee::TeamLead),
    ("Manager Action Request", Addressee::Manager),
    ("Assignee Action Request", Addressee::Assignee),
    ("Reporter Action Request", Addressee::Reporter),
];
/// Mentions that are kept of one comment.
const MOST: usize = 8;

/// The notice that a comment is; `None`: it is none, or addresses nobody we know.
pub fn notice(body: &str, at: Timestamp) -> Option<Notice> {
    if !body.starts_with(BEGINS) {
        return None;
    }
    let (_, to) = TITLES.into_iter().find(|(title, _)| body.contains(title))?;
    Some(Notice { to, at, mentions: mentions(body) })
}

/// `[~accountId:70121:5f0c…]`; the case of the word varies.
fn mentions(body: &str) -> Vec<String> {
    let found = body.split("[~").skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once(']')?;
        let (word, account) = inside.split_once(':')?;
        word.eq_ignore_ascii_case("accountid").then(|| clean::line(&clean::cut(account, 128)))
    });
    found.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_read_by_their_titles() {
        let at = Timestamp::UNIX_EPOCH;
        let body = |title: &str, rest: &str| {
            format!(
                "Errata Reliability Team Notification - {title}\nThis issue has been in the ON_QA \
                 state for over 24 hours.\n{rest}"
            )
        };
        let read = |text: &str| notice(text, at).map(|notice| (notice.to, notice.mentions));
        let account = |text: &str| vec![text.to_owned()];
        let cases = [
            (
                body("QA Contact Action Request", "[~accountId:70121:ab-1] please verify"),
                Some((Addressee::QaContact, account("70121:ab-1"))),
            ),
            (
                body(
                    "Assignee Action Request",
                    "[~accountid:a] [~accountId:b] the Manager is unknown",
                ),
                Some((Addressee::Assignee, vec!["a".to_owned(), "b".to_owned()])),
            ),
            (body("Reporter Action Request", "please"), Some((Addressee::Reporter, vec![]))),
            (body("Something Else", "[~accountId:a]"), None),
            (format!("see: {}", body("QA Contact Action Request", "")), None),
            (String::new(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(&text), expected, "{text}");
        }
    }
}
