//! Which services are asked at all, and what to do so that one is.

use super::settings::Settings;
use super::token::TokenFrom;
use crate::domain::source::Service;

/// What is missing for a service to be asked, as a sentence that says what to do; `None`: it is asked.
/// `has` looks whether a variable of the environment is set.
pub fn missing(
    settings: &Settings,
    service: Service,
    has: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let needs = |tokens: &[&TokenFrom], section: &str| {
        let unset: Vec<&str> = tokens.iter().filter_map(|token| unset(token, has)).collect();
        (!unset.is_empty())
            .then(|| format!("set {}, or name another place in [{section}]", unset.join(" and ")))
    };
    let inside = || {
        let hint = "set internal = true on a machine that reaches the company's network";
        (!is_internal(settings, has)).then(|| hint.to_owned())
    };
    if settings.off.contains(&service) {
        return Some("take it out of off = […] in the configuration".to_owned());
    }
    match service {
        Service::Github | Service::Streams | Service::Prow | Service::Mirror => None,
        Service::Registry => None,
        // the release team's configuration says which documents there are
        Service::Sheets => {
            needs(&[&settings.sheets.credentials, &settings.configstore.key], "sheets")
        }
        Service::Jira => needs(&[&settings.jira.user, &settings.jira.token], "jira"),
        Service::Gitlab => needs(&[&settings.gitlab.token], "gitlab"),
        Service::Jenkins => needs(&[&settings.jenkins.user, &settings.jenkins.token], "jenkins"),
        Service::Slack => needs(&[&settings.slack.token], "slack"),
        Service::Errata | Service::Directory | Service::Pyxis => inside(),
        Service::Clusters => settings
            .clusters
            .kubeconfig
            .is_none()
            .then(|| "set kubeconfig = \"PATH\" in [clusters]".to_owned()),
    }
}

/// The release team's own logins are only of use inside.
fn is_internal(settings: &Settings, has: &dyn Fn(&str) -> bool) -> bool {
    let logins = [&settings.gitlab.token, &settings.jenkins.token, &settings.configstore.key];
    settings.internal.unwrap_or_else(|| logins.iter().any(|token| unset(token, has).is_none()))
}

/// The variable that should hold a token and does not.
fn unset<'a>(token: &'a TokenFrom, has: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    match token {
        TokenFrom::Env(name) => (!has(name)).then_some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_without_its_login_says_what_to_set_and_the_public_ones_need_nothing() {
        let settings = Settings::default();
        let said = |service, set: &'static [&'static str]| {
            missing(&settings, service, &move |name| set.contains(&name))
        };
        for service in [Service::Github, Service::Streams, Service::Prow, Service::Mirror] {
            assert_eq!(said(service, &[]), None, "{service:?}");
        }
        let jira = "set JIRA_USERNAME and JIRA_TOKEN, or name another place in [jira]";
        assert_eq!(said(Service::Jira, &[]).as_deref(), Some(jira));
        let token = "set JIRA_TOKEN, or name another place in [jira]";
        assert_eq!(said(Service::Jira, &["JIRA_USERNAME"]).as_deref(), Some(token));
        assert_eq!(said(Service::Jira, &["JIRA_USERNAME", "JIRA_TOKEN"]), None);
        let sheets = "set OAR_JWK, or name another place in [sheets]";
        assert_eq!(said(Service::Sheets, &["GCP_SA_FILE"]).as_deref(), Some(sheets));
        assert_eq!(said(Service::Sheets, &["GCP_SA_FILE", "OAR_JWK"]), None);
    }

    #[test]
    fn services_without_a_login_are_asked_where_the_team_has_its_logins() {
        let mut settings = Settings::default();
        let inside = [Service::Errata, Service::Directory, Service::Pyxis];
        for service in inside {
            assert!(missing(&settings, service, &|_| false).is_some());
            assert_eq!(missing(&settings, service, &|name| name == "OAR_JWK"), None);
        }
        settings.internal = Some(false);
        assert!(inside.iter().all(|one| missing(&settings, *one, &|_| true).is_some()));
    }
}
