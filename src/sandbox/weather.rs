//! Troubles that are part of the week: they come and go by the sandbox's clock, without anybody's order.

use super::faults::Fault;
use super::services::ServiceName;
use crate::domain::time::Timestamp;

/// The troubles of a time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weather(pub Vec<Spell>);

/// One trouble of one service.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell {
    /// who has it
    pub service: ServiceName,
    /// first moment
    pub from: Timestamp,
    /// first moment without it
    pub until: Timestamp,
    /// what it is
    pub fault: Fault,
}

impl Weather {
    /// What a service suffers at a moment.
    pub fn at(&self, service: ServiceName, now: Timestamp) -> impl Iterator<Item = Fault> {
        let reigns = move |spell: &&Spell| {
            spell.service == service && spell.from <= now && now < spell.until
        };
        self.0.iter().filter(reigns).map(|spell| spell.fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spell_reigns_from_its_first_moment_to_its_last_and_over_its_own_service_only() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let fault = Fault::Status { code: 429, retry_after: Some(60) };
        let weather = Weather(vec![Spell {
            service: ServiceName::Jira,
            from: at("2026-03-25T14:20:00Z"),
            until: at("2026-03-25T14:30:00Z"),
            fault: fault.clone(),
        }]);
        let faults = |service, now| weather.at(service, at(now)).collect::<Vec<_>>();
        let jira = ServiceName::Jira;
        assert_eq!(faults(jira, "2026-03-25T14:19:59Z"), []);
        assert_eq!(faults(jira, "2026-03-25T14:20:00Z"), [fault]);
        assert_eq!(faults(jira, "2026-03-25T14:30:00Z"), []);
        assert_eq!(faults(ServiceName::Github, "2026-03-25T14:20:00Z"), []);
    }
}
