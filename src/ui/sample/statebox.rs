//! StateBoxes as their writers write them, and what stands in build data about the same release.

use super::quoted;
use crate::domain::time::SignedDuration;

/// A StateBox on its way to a text. Times are written `25 09:31`, day and hour of the sample's month.
#[derive(Debug, Clone)]
pub struct StateBoxText {
    pub release: String,
    ticket: String,
    date: String,
    shipment: Option<String>,
    candidates: Vec<(&'static str, String)>,
    advisories: Vec<(&'static str, u32)>,
    pub updated: &'static str,
    tasks: Vec<(String, String)>,
    issues: Vec<String>,
}

/// RFC 3339 from `25 09:31`.
pub fn stamp(at: &str) -> String {
    super::at(at).to_string()
}

fn builds(candidates: &[(&'static str, String)]) -> String {
    let entry = |(arch, name): &(&str, String)| format!("{arch}: {}", quoted(name));
    format!("{{{}}}", candidates.iter().map(entry).collect::<Vec<_>>().join(", "))
}

impl StateBoxText {
    pub fn of(release: &str) -> StateBoxText {
        StateBoxText {
            release: release.to_owned(),
            ticket: "ART-14400".to_owned(),
            date: String::new(),
            shipment: None,
            candidates: Vec::new(),
            advisories: Vec::new(),
            updated: "25 14:00",
            tasks: Vec::new(),
            issues: Vec::new(),
        }
    }

    /// Planned date, such as `2026-Mar-25`.
    pub fn due(mut self, date: &str) -> StateBoxText {
        self.date = date.to_owned();
        self
    }

    pub fn ticket(mut self, ticket: &str) -> StateBoxText {
        self.ticket = ticket.to_owned();
        self
    }

    /// Number of the shipment merge request.
    pub fn shipment(mut self, number: u32) -> StateBoxText {
        let project = "https://gitlab.example/hybrid-platforms/art/ocp-shipment-data";
        self.shipment = Some(format!("{project}/-/merge_requests/{number}"));
        self
    }

    /// The nightly on amd64 that it is made from.
    pub fn candidate(self, nightly: &str) -> StateBoxText {
        self.candidate_on("x86_64", nightly)
    }

    pub fn candidate_on(mut self, arch: &'static str, nightly: &str) -> StateBoxText {
        self.candidates.retain(|(known, _)| *known != arch);
        self.candidates.push((arch, nightly.to_owned()));
        self
    }

    pub fn advisories(mut self, rpm: u32) -> StateBoxText {
        self.advisories = vec![("rpm", rpm), ("rhcos", rpm + 1), ("microshift", rpm + 2)];
        self
    }

    /// Last save; its commit comes with it.
    pub fn updated(mut self, at: &'static str) -> StateBoxText {
        self.updated = at;
        self
    }

    /// A task with a status word of the document; times may be empty. Replaces what was written of it.
    pub fn task(
        mut self,
        name: &str,
        status: &str,
        started: &str,
        ended: &str,
        result: &str,
    ) -> StateBoxText {
        let time = |at: &str| match at {
            "" => "null".to_owned(),
            at if at.len() > 8 => quoted(at),
            at => quoted(&stamp(at)),
        };
        let result =
            if result.is_empty() { "null".to_owned() } else { quoted(&format!("{result}\n")) };
        let text = format!(
            "- name: {name}\n  status: {status}\n  started_at: {}\n  completed_at: {}\n  result: {result}\n",
            time(started),
            time(ended),
        );
        self.tasks.retain(|(known, _)| known != name);
        self.tasks.push((name.to_owned(), text));
        self
    }

    /// A task that passed after so many minutes.
    pub fn passed(self, name: &str, started: &str, minutes: i64, result: &str) -> StateBoxText {
        let ended = super::at(started) + SignedDuration::from_mins(minutes);
        self.task(name, "Pass", started, &ended.to_string(), result)
    }

    /// Takes out what was written of a task.
    pub fn without(mut self, name: &str) -> StateBoxText {
        self.tasks.retain(|(known, _)| known != name);
        self
    }

    /// Ownership, trackers and push, all passed in the morning of a day.
    pub fn set_up(self, day: u8, push_minutes: i64) -> StateBoxText {
        self.passed("take-ownership", &format!("{day} 09:20"), 1, "")
            .passed("check-cve-tracker-bug", &format!("{day} 09:22"), 1, "no missed tracker bugs")
            .passed("push-to-cdn-staging", &format!("{day} 09:25"), push_minutes, "")
            .passed("analyze-candidate-build", &format!("{day} 11:02"), 3, "all jobs are good")
    }

    /// The three tasks behind the gates of the promoted build, all passed on a day.
    pub fn tested(self, day: u8, check_minutes: i64, stage_minutes: i64) -> StateBoxText {
        self.passed("image-consistency-check", &format!("{day} 08:00"), check_minutes, "")
            .passed("stage-testing", &format!("{day} 08:05"), stage_minutes, "")
            .passed("analyze-promoted-build", &format!("{day} 12:30"), 4, "all jobs are good")
    }

    fn issue(mut self, text: &str, since: &str, blocker: bool, task: &str, end: &str) -> Self {
        let (resolved, resolution) = match end {
            "" => (false, "null".to_owned()),
            end => (true, quoted(&format!("solved, {end}"))),
        };
        let at = if resolved { quoted(&stamp(end)) } else { "null".to_owned() };
        let tasks = if task.is_empty() { String::new() } else { quoted(task) };
        self.issues.push(format!(
            "- issue: {}\n  reported_at: {}\n  resolved: {resolved}\n  resolution: {resolution}\n  resolved_at: {at}\n  blocker: {blocker}\n  related_tasks: [{tasks}]\n",
            quoted(text),
            quoted(&stamp(since)),
        ));
        self
    }

    pub fn blocker(self, text: &str, since: &str, task: &str) -> StateBoxText {
        self.issue(text, since, true, task, "")
    }

    pub fn note(self, text: &str, since: &str, task: &str) -> StateBoxText {
        self.issue(text, since, false, task, "")
    }

    pub fn resolved(self, text: &str, since: &str, task: &str, end: &str) -> StateBoxText {
        self.issue(text, since, false, task, end)
    }

    /// Without an issue.
    pub fn unblocked(mut self) -> StateBoxText {
        self.issues.clear();
        self
    }

    fn numbers(&self) -> String {
        let numbers: Vec<String> =
            self.advisories.iter().map(|(kind, number)| format!("{kind}: {number}")).collect();
        format!("{{{}}}", numbers.join(", "))
    }

    /// The document.
    pub fn text(&self) -> String {
        let list = |name: &str, entries: &[String]| match entries {
            [] => format!("{name}: []\n"),
            entries => format!("{name}:\n{}", entries.concat()),
        };
        let tasks: Vec<String> = self.tasks.iter().map(|(_, text)| text.clone()).collect();
        format!(
            "release: {}\ncreated_at: {}\nupdated_at: {}\nmetadata:\n  jira_ticket: {}\n  advisory_ids: {}\n  release_date: {}\n  candidate_builds: {}\n  shipment_mr: {}\n{}{}",
            self.release,
            quoted(&stamp("20 09:00")),
            quoted(&stamp(self.updated)),
            quoted(&self.ticket),
            self.numbers(),
            if self.date.is_empty() { "null" } else { &self.date },
            builds(&self.candidates),
            self.shipment.as_ref().map_or_else(|| "null".to_owned(), |url| quoted(url)),
            list("tasks", &tasks),
            list("issues", &self.issues),
        )
    }

    /// Its entry in build data, agreeing with the StateBox. Without a merge request it ships by Errata.
    pub fn assembly(&self) -> String {
        let shipment = self.shipment.as_ref().map_or_else(String::new, |url| {
            format!("        shipment: {{url: {}}}\n", quoted(url))
        });
        format!(
            "  {}:\n    assembly:\n      basis: {{reference_releases: {}}}\n      group:\n        advisories: {}\n        release_jira: {}\n        release_date: {}\n{shipment}",
            self.release,
            builds(&self.candidates),
            self.numbers(),
            quoted(&self.ticket),
            if self.date.is_empty() { "null" } else { &self.date },
        )
    }
}
