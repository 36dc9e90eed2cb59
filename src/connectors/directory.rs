//! The company's directory: who manages whom (reference/jira-and-notificator.md §6).

mod line;
mod screen;

use std::collections::BTreeMap;
use std::time::Duration;

use ldap3::{
    LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Scope, SearchEntry, SearchOptions,
    StdStream, ldap_escape,
};
use url::Url;

use self::line::Line;
use super::lane::Lane;
use super::remedy::brief;
use crate::config::DirectorySettings;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::managers::Manager;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// The directory.
#[derive(Debug)]
pub struct Directory {
    lane: Lane,
    url: String,
    base: String,
}

/// From the first byte to the last of one look-up, real time.
const DEADLINE: Duration = Duration::from_secs(20);
/// The mail by which people are known here.
const MAIL: &str = "rhatPrimaryMail";
const MANAGER: &str = "manager";

/// Result codes of RFC 4511 that mean something to us.
mod code {
    pub const SUCCESS: u32 = 0;
    pub const TIME_LIMIT: u32 = 3;
    /// there are more entries than the one we asked for
    pub const SIZE_LIMIT: u32 = 4;
    pub const METHOD_NOT_SUPPORTED: u32 = 7;
    pub const STRONGER_LOGIN: u32 = 8;
    pub const ADMIN_LIMIT: u32 = 11;
    pub const CONFIDENTIALITY: u32 = 13;
    pub const NO_SUCH_OBJECT: u32 = 32;
    pub const INAPPROPRIATE_LOGIN: u32 = 48;
    pub const INVALID_CREDENTIALS: u32 = 49;
    pub const INSUFFICIENT_ACCESS: u32 = 50;
    pub const BUSY: u32 = 51;
    pub const UNAVAILABLE: u32 = 52;
    pub const UNWILLING: u32 = 53;
}

impl Directory {
    /// As configured.
    pub fn new(settings: &DirectorySettings, clock: Clock) -> Directory {
        Directory::with_deadline(settings, clock, DEADLINE)
    }

    /// As configured, with less patience.
    pub fn with_deadline(
        settings: &DirectorySettings,
        clock: Clock,
        deadline: Duration,
    ) -> Directory {
        let lane = Lane::new(Service::Directory, clock, deadline);
        Directory { lane, url: settings.url.clone(), base: settings.base.clone() }
    }

    /// What every question to the directory has in common.
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// Connects and says hello without a name. The look-ups of a round share the connection.
    pub async fn open(&self) -> Result<Session<'_>, Trouble> {
        let url = Url::parse(&self.url)
            .map_err(|_| Trouble::Missing { what: "a directory at that address".to_owned() })?;
        self.lane.contacts(url.host_str().unwrap_or_default());
        self.lane
            .guarded(self.lane.deadline(), "bind", async {
                let (mut line, near) = Line::open(&url).await?;
                let settings = LdapConnSettings::new().set_std_stream(StdStream::Unix(near));
                let opened = LdapConnAsync::with_settings(settings, "ldapi:///").await;
                let (connection, ldap) = opened.map_err(|error| broken(&error, &line))?;
                // Why it ended is known to the line.
                line.tasks.spawn(async move { drop(connection.drive().await) });
                let mut session = Session { directory: self, ldap, line, mails: BTreeMap::new() };
                let answer = session.ldap.simple_bind("", "").await;
                let answer = answer.map_err(|error| broken(&error, &session.line))?;
                match answer.rc {
                    code::SUCCESS => Ok(session),
                    _ => Err(sorted(&answer, &self.base)),
                }
            })
            .await
    }
}

/// A connection for one round of look-ups. Dropped, it closes.
#[derive(Debug)]
pub struct Session<'a> {
    directory: &'a Directory,
    ldap: ldap3::Ldap,
    line: Line,
    /// of managers, by uid: many people have the same one
    mails: BTreeMap<String, Option<String>>,
}

impl Session<'_> {
    /// The manager of whoever has this mail; `None`: the directory knows neither the mail nor a manager
    /// for it, or it is no mail at all.
    pub async fn manager_of(&mut self, mail: &str) -> Result<Option<Manager>, Trouble> {
        if !is_mail(mail) {
            return Ok(None);
        }
        let directory = self.directory;
        directory
            .lane
            .guarded(directory.lane.deadline(), "manager", async {
                let filter = format!("({MAIL}={})", ldap_escape(mail));
                let Some(dn) = self.first(&filter, MANAGER).await? else { return Ok(None) };
                let Some(uid) = uid_of(&dn) else { return Ok(None) };
                let email = match self.mails.get(&uid) {
                    Some(known) => known.clone(),
                    None => {
                        let filter = format!("(uid={})", ldap_escape(uid.as_str()));
                        let found = self.first(&filter, MAIL).await?;
                        let email = found.map(|mail| clean::line(&mail)).filter(|m| is_mail(m));
                        self.mails.insert(uid.clone(), email.clone());
                        email
                    }
                };
                Ok(Some(Manager { uid, email }))
            })
            .await
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(1), self.ldap.unbind()).await;
    }

    /// The first value of an attribute in the first entry that fits.
    async fn first(&mut self, filter: &str, attribute: &str) -> Result<Option<String>, Trouble> {
        let base = &self.directory.base;
        let searching = self.ldap.with_search_options(SearchOptions::new().sizelimit(1)).search(
            base,
            Scope::Subtree,
            filter,
            vec![attribute],
        );
        let answer = searching.await.map_err(|error| broken(&error, &self.line))?;
        let ldap3::SearchResult(entries, answer) = answer;
        if !matches!(answer.rc, code::SUCCESS | code::SIZE_LIMIT) {
            return Err(sorted(&answer, base));
        }
        let Some(entry) = entries.into_iter().next() else { return Ok(None) };
        let attributes = SearchEntry::construct(entry).attrs;
        let named = attributes.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        Ok(named.and_then(|(_, values)| values.into_iter().next()))
    }
}

/// A result code by what the operator can do about it. "Not found" is no error: it is an empty answer.
fn sorted(answer: &LdapResult, base: &str) -> Trouble {
    let said = brief(&answer.text);
    let detail = match said.as_str() {
        "" => format!("LDAP result {}", answer.rc),
        said => format!("LDAP result {}, {said}", answer.rc),
    };
    match answer.rc {
        code::METHOD_NOT_SUPPORTED
        | code::STRONGER_LOGIN
        | code::INAPPROPRIATE_LOGIN
        | code::INVALID_CREDENTIALS => Trouble::SignIn { detail },
        code::INSUFFICIENT_ACCESS | code::UNWILLING | code::CONFIDENTIALITY => {
            Trouble::Refused { detail }
        }
        code::BUSY | code::ADMIN_LIMIT => Trouble::Throttled { retry_at: None },
        code::UNAVAILABLE | code::TIME_LIMIT => Trouble::Unreachable { detail },
        code::NO_SUCH_OBJECT => Trouble::Missing { what: clean::line(base) },
        _ => Trouble::Unreadable { place: "directory".to_owned(), detail },
    }
}

/// A question without an answer.
fn broken(error: &LdapError, line: &Line) -> Trouble {
    line.ended().unwrap_or_else(|| {
        let detail = format!("the connection broke, {}", brief(&error.to_string()));
        Trouble::Unreachable { detail }
    })
}

fn is_mail(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    text.len() <= 254
        && text.chars().all(plain)
        && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// The value of `uid` in a distinguished name such as `uid=ada,ou=users,dc=example,dc=com`.
fn uid_of(dn: &str) -> Option<String> {
    let mut parts = vec![String::new()];
    let mut letters = dn.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' | '+' => parts.push(String::new()),
            // `\,` is a comma; names with bytes written as `\2C` are nobody's uid
            '\\' => parts.last_mut()?.extend(letters.next()),
            letter => parts.last_mut()?.push(letter),
        }
    }
    let uid = parts.iter().find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("uid").then(|| value.trim().to_owned())
    })?;
    let plain = (1..=64).contains(&uid.len()) && clean::line(&uid) == uid;
    plain.then_some(uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uid_is_read_out_of_a_name_and_nothing_is_read_out_of_nonsense() {
        let cases = [
            ("uid=ada,ou=users,dc=example,dc=com", Some("ada")),
            ("UID = ada , ou=users", Some("ada")),
            ("cn=Lovelace\\, Ada+uid=ada,ou=users", Some("ada")),
            ("cn=uid\\,uid=no,ou=users", None),
            ("cn=Ada,ou=users,dc=example,dc=com", None),
            ("uid=,ou=users", None),
            ("uid", None),
            ("", None),
        ];
        for (dn, expected) in cases {
            assert_eq!(uid_of(dn).as_deref(), expected, "{dn}");
        }
    }

    #[test]
    fn what_is_no_mail_is_not_asked_for() {
        for mail in ["", "ada", "@", "ada@", "@example.com", "a da@example.com", "a@b\n"] {
            assert!(!is_mail(mail), "{mail:?}");
        }
        assert!(is_mail("ada+jira@example.com"));
    }

    #[test]
    fn result_codes_are_sorted_by_remedy() {
        let cases = [
            (49, "OAR-401"),
            (48, "OAR-401"),
            (50, "OAR-403"),
            (53, "OAR-403"),
            (51, "OAR-429"),
            (52, "OAR-503"),
            (32, "OAR-404"),
            (2, "OAR-422"),
        ];
        for (rc, expected) in cases {
            let answer = LdapResult {
                rc,
                matched: String::new(),
                text: "no\u{1b}[2J".to_owned(),
                refs: Vec::new(),
                ctrls: Vec::new(),
            };
            let trouble = sorted(&answer, "dc=example,dc=com");
            assert_eq!(trouble.code(), expected, "{rc}");
            assert!(!trouble.to_string().contains('\u{1b}'));
        }
    }
}
