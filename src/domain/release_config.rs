//! The release team's configuration, decrypted (reference/configstore.md §2). Only what is no secret is
//! taken out: addresses, owners, channels, group handles, numbers of documents. Keys nobody knows stay in
//! the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clean;
use super::version::YStream;

/// What it says, as far as it is no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseConfig {
    /// addresses of services by key: `jira_server`, `gitlab_url`, …
    pub addresses: BTreeMap<String, String>,
    /// QE owner where a y-stream has none of its own; e-mail
    pub default_owner: Option<String>,
    /// QE owners by y-stream; e-mail
    pub owners: BTreeMap<YStream, String>,
    /// spreadsheets of the legacy test reports by y-stream
    pub reports: BTreeMap<YStream, String>,
    /// Slack by team: `qe-release`, `qe-forum`, `art`, `approver`
    pub teams: BTreeMap<String, Team>,
    /// e-mail by team
    pub mails: BTreeMap<String, String>,
    /// what could not be used, one sentence each
    pub gaps: Vec<String>,
}

/// How a team is reached in Slack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// `#forum-…`
    pub channel: Option<String>,
    /// group of the whole team
    pub group: Option<String>,
    /// groups by y-stream: release leads
    pub leads: BTreeMap<YStream, String>,
    /// groups and people by what they do: `doc`, `prodsec`
    pub others: BTreeMap<String, Vec<String>>,
}

/// Keys whose value is an address.
const ADDRESSES: [&str; 6] = [
    "build_data_url",
    "jira_server",
    "jenkins_server",
    "gitlab_url",
    "release_url",
    "signature_url",
];
/// Longest value that is one.
const LONGEST: usize = 300;
/// Entries of one map that are looked at; the real ones have a dozen.
const MOST: usize = 200;

impl ReleaseConfig {
    /// Reads the decrypted text. A part that cannot be used is a gap.
    ///
    /// # Errors
    /// The text is no JSON object.
    pub fn read(text: &str) -> Result<ReleaseConfig, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|_| "what it holds is not JSON".to_owned())?;
        let Value::Object(all) = &value else {
            return Err("what it holds is no object".to_owned());
        };
        let mut config = ReleaseConfig::default();
        for key in ADDRESSES {
            let text = all.get(key).and_then(|value| config.line(key, value));
            if let Some(address) = text.and_then(|text| config.address(key, text)) {
                config.addresses.insert(key.to_owned(), address);
            }
        }
        config.take_owners(all.get("owners"));
        for (y, value) in config.by_stream("report_templates", all.get("report_templates")) {
            config.reports.insert(y, value);
        }
        let contacts = all.get("contacts").unwrap_or(&Value::Null);
        config.take_teams(contacts.get("slack"));
        for (team, value) in entries(contacts.get("email")) {
            if let Some(mail) = config.line(&format!("contacts.email.{team}"), value) {
                config.mails.insert(name(team), mail);
            }
        }
        Ok(config)
    }

    /// The QE owner of a y-stream.
    pub fn owner(&self, y: YStream) -> Option<&str> {
        self.owners.get(&y).or(self.default_owner.as_ref()).map(String::as_str)
    }

    fn take_owners(&mut self, owners: Option<&Value>) {
        let default = owners.and_then(|owners| owners.get("default"));
        self.default_owner = default.and_then(|value| self.line("owners.default", value));
        let streams = entries(owners).filter(|(key, _)| *key != "default");
        for (key, value) in streams {
            let place = format!("owners.{key}");
            if let Some((y, mail)) = self.stream(key, &place).zip(self.line(&place, value)) {
                self.owners.insert(y, mail);
            }
        }
    }

    fn take_teams(&mut self, slack: Option<&Value>) {
        for (team, value) in entries(slack) {
            let mut known = Team::default();
            for (key, value) in entries(Some(value)) {
                let place = format!("contacts.slack.{team}.{key}");
                let Some(text) = self.line(&place, value) else { continue };
                match key {
                    "channel" => known.channel = Some(text),
                    "id" => known.group = Some(text),
                    _ if key.starts_with(|c: char| c.is_ascii_digit()) => {
                        if let Some(y) = self.stream(key, &place) {
                            known.leads.insert(y, text);
                        }
                    }
                    _ => {
                        if let Some(who) = key.strip_suffix("_id") {
                            let all = text.split(',').map(|one| one.trim().to_owned());
                            known.others.insert(name(who), all.collect());
                        }
                    }
                }
            }
            self.teams.insert(name(team), known);
        }
    }

    fn by_stream(&mut self, place: &str, of: Option<&Value>) -> Vec<(YStream, String)> {
        let mut found = Vec::new();
        for (key, value) in entries(of) {
            let place = format!("{place}.{key}");
            found.extend(self.stream(key, &place).zip(self.line(&place, value)));
        }
        found
    }

    fn stream(&mut self, key: &str, place: &str) -> Option<YStream> {
        let y = key.parse().ok();
        if y.is_none() {
            self.gap(place, "is no y-stream");
        }
        y
    }

    fn line(&mut self, place: &str, value: &Value) -> Option<String> {
        let text = value.as_str().map(str::trim);
        let text = text.filter(|text| !text.is_empty() && text.len() <= LONGEST);
        let text = text.filter(|text| clean::line(text) == **text);
        if text.is_none() {
            self.gap(place, "is no short text");
        }
        text.map(str::to_owned)
    }

    /// An address with a password in it is a secret.
    fn address(&mut self, key: &str, text: String) -> Option<String> {
        let url = url::Url::parse(&text.replace("%s", "branch")).ok();
        let plain = url.is_some_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
        });
        if !plain {
            self.gap(key, "is no plain address");
        }
        plain.then_some(text)
    }

    /// Names the place, never the value.
    fn gap(&mut self, place: &str, what: &str) {
        self.gaps.push(format!("{} {what}", name(place)));
    }
}

fn entries(of: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let map = of.and_then(Value::as_object);
    map.into_iter().flatten().take(MOST).map(|(key, value)| (key.as_str(), value))
}

fn name(text: &str) -> String {
    clean::line(&clean::cut(text, 80))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r##"{
        "build_data_url": "https://raw.example.com/build-data/%s/releases.yml",
        "jira_server": "https://jira.example.com",
        "gitlab_url": "https://user:hunter2@gitlab.example.com",
        "release_url": 7,
        "owners": {"default": "lead@example.com", "4.20": "amara@example.com", "next": "x@example.com"},
        "report_templates": {"4.14": "sheet-id-of-4-14"},
        "contacts": {
            "slack": {
                "qe-release": {"channel": "#qe-release", "4.20": "leads-4-20"},
                "art": {"channel": "#forum-art", "id": "art-group"},
                "approver": {"doc_id": "docs-group", "prodsec_id": "a@example.com, b@example.com"}
            },
            "email": {"qe": "qe@example.com"}
        },
        "some_token": "hunter2"
    }"##;

    #[test]
    fn what_is_no_secret_is_taken_and_nothing_else() {
        let config = ReleaseConfig::read(TEXT).unwrap();
        let y = |text: &str| text.parse::<YStream>().unwrap();
        assert_eq!(config.owner(y("4.20")), Some("amara@example.com"));
        assert_eq!(config.owner(y("4.19")), Some("lead@example.com"));
        assert_eq!(config.reports[&y("4.14")], "sheet-id-of-4-14");
        assert_eq!(config.teams["qe-release"].leads[&y("4.20")], "leads-4-20");
        assert_eq!(config.teams["qe-release"].channel.as_deref(), Some("#qe-release"));
        assert_eq!(config.teams["art"].group.as_deref(), Some("art-group"));
        assert_eq!(config.teams["approver"].others["prodsec"], ["a@example.com", "b@example.com"]);
        assert_eq!(config.mails["qe"], "qe@example.com");
        let known: Vec<&str> = config.addresses.keys().map(String::as_str).collect();
        assert_eq!(known, ["build_data_url", "jira_server"]);
        assert_eq!(
            config.gaps,
            [
                "gitlab_url is no plain address",
                "release_url is no short text",
                "owners.next is no y-stream",
            ]
        );
        let kept = serde_json::to_string(&config).unwrap();
        assert!(!kept.contains("hunter2"), "{kept}");
    }

    #[test]
    fn what_is_no_object_is_refused_without_being_repeated() {
        for text in ["", "[]", "\"hunter2\"", "{\"a\": hunter2}"] {
            let why = ReleaseConfig::read(text).unwrap_err();
            assert!(!why.contains("hunter2"), "{why}");
        }
        assert_eq!(ReleaseConfig::read("{}"), Ok(ReleaseConfig::default()));
    }
}
