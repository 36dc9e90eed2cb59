//! The invented people of the week: who verifies, who fixes, who manages whom. Jira, Slack and the
//! directory agree on them.

/// Somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    /// login in the directory, and the part of the mail before the `@`
    pub(super) uid: &'static str,
    /// as Jira and Slack show it
    pub(super) name: &'static str,
    /// uid of the manager; the director has none
    pub(super) manager: Option<&'static str>,
    /// Jira shows the mail
    pub(super) shows_mail: bool,
    /// the account can still log in
    pub(super) active: bool,
}

const fn one(uid: &'static str, name: &'static str, manager: &'static str) -> Person {
    Person { uid, name, manager: Some(manager), shows_mail: true, active: true }
}

/// Everybody. The first eight verify, the next six fix, then the managers.
pub(super) static PEOPLE: [Person; 20] = [
    one("j.lee", "Jin Lee", "s.brandt"),
    one("m.silva", "Marta Silva", "s.brandt"),
    one("r.okafor", "Remi Okafor", "s.brandt"),
    one("k.dvorak", "Karel Dvorak", "n.ito"),
    one("t.nguyen", "Thu Nguyen", "n.ito"),
    one("p.haas", "Petra Haas", "n.ito"),
    Person { shows_mail: false, ..one("l.moreau", "Luc Moreau", "n.ito") },
    Person { active: false, ..one("g.rossi", "Gaia Rossi", "s.brandt") },
    one("d.costa", "Dina Costa", "w.meyer"),
    one("a.kowal", "Adam Kowal", "w.meyer"),
    one("h.sato", "Hana Sato", "w.meyer"),
    one("e.berg", "Eva Berg", "w.meyer"),
    one("o.diaz", "Omar Diaz", "w.meyer"),
    one("c.novak", "Cyril Novak", "w.meyer"),
    one("s.brandt", "Silke Brandt", "v.chen"),
    one("n.ito", "Naomi Ito", "v.chen"),
    one("w.meyer", "Wolf Meyer", "v.chen"),
    one("b.moreau", "Bea Moreau", "v.chen"),
    one("amara", "Amara Diallo", "s.brandt"),
    Person { manager: None, ..one("v.chen", "Vera Chen", "") },
];

/// People who verify.
pub(super) const VERIFIERS: std::ops::Range<usize> = 0..8;
/// People who fix.
pub(super) const FIXERS: std::ops::Range<usize> = 8..14;

impl Person {
    /// The mail address; `example.com` belongs to nobody.
    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.uid)
    }

    /// The account in Jira.
    pub(super) fn account(&self) -> String {
        format!("70121:{:016x}", super::random::mix(7, self.uid))
    }

    /// The member id in Slack.
    pub(super) fn slack_id(&self) -> String {
        format!("U{:010X}", super::random::mix(9, self.uid) & 0xff_ffff_ffff)
    }
}
