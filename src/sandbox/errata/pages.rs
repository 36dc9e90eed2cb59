//! What the Errata Tool says of an advisory, in its shapes.

use serde_json::{Map, Value, json};

use super::plan::{AdvisoryPlan, now as holds};
use crate::domain::time::Timestamp;

/// Nothing is planned before the creation; the first state stands in.
fn state(plan: &AdvisoryPlan, now: Timestamp) -> &'static str {
    holds(&plan.states, now).copied().unwrap_or("NEW_FILES")
}

fn shipped(plan: &AdvisoryPlan, now: Timestamp) -> Option<String> {
    let live = plan.states.iter().find(|(_, state)| *state == "SHIPPED_LIVE");
    live.filter(|(at, _)| *at <= now).map(|(at, _)| at.to_string())
}

/// `RHSA-2026:900001-02`; the short number replaces the long one when it ships.
fn name(plan: &AdvisoryPlan, now: Timestamp) -> String {
    let year = plan.created.to_zoned(jiff::tz::TimeZone::UTC).year();
    let kind = plan.errata_type.to_uppercase();
    match shipped(plan, now) {
        Some(_) => format!("{kind}-{year}:{}-03", plan.id % 100_000),
        None => format!("{kind}-{year}:{}-02", plan.id),
    }
}

fn y(plan: &AdvisoryPlan) -> String {
    plan.release.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// `GET /api/v1/erratum/{id}`
pub fn erratum(plan: &AdvisoryPlan, now: Timestamp) -> Value {
    let (ready, complete) = holds(&plan.docs, now).copied().unwrap_or_default();
    let security = holds(&plan.security, now).copied().flatten();
    let rpms = plan.grade.is_none();
    let facts = json!({
        "id": plan.id,
        "fulladvisory": name(plan, now),
        "errata_id": plan.id,
        "revision": 2,
        "status": state(plan, now),
        "synopsis": plan.synopsis,
        "content_types": if rpms { json!(["rpm"]) } else { json!(["docker"]) },
        "doc_complete": u8::from(complete),
        "text_ready": u8::from(ready),
        "security_approved": security,
        "blocking_advisories": [],
        "dependent_advisories": [],
        "mailed": 0,
        "pushed": u8::from(shipped(plan, now).is_some()),
        "release_date": null,
        "publish_date_override": plan.due.to_string(),
        "actual_ship_date": shipped(plan, now),
        "created_at": plan.created.to_string(),
        "updated_at": plan.updated(now).to_string(),
        "status_updated_at": plan.status_updated(now).to_string(),
        "product": { "id": 79, "short_name": "RHOSE", "name": "Red Hat OpenShift Enterprise" },
        "release": { "id": 1100, "name": format!("OCP {}", y(plan)) },
        "security_impact": if plan.errata_type == "rhsa" { "Important" } else { "None" },
    });
    let jira = plan.keys.iter().zip(1_700_000u64..).map(|(key, id)| {
        json!({ "jira_issue": {
            "id_jira": id, "key": key, "summary": "", "status": "Verified", "private": false,
        }})
    });
    let mut errata = Map::new();
    errata.insert(plan.errata_type.to_owned(), facts);
    json!({
        "original_type": plan.errata_type,
        "errata": errata,
        "content": { "content": {
            "topic": plan.synopsis, "description": plan.synopsis, "solution": "Apply it.",
            "keywords": "", "cve": "", "obsoletes": "", "errata_id": plan.id,
        }},
        "diffs": {},
        "bugs": { "bugs": [], "idsfixed": [] },
        "jira_issues": { "jira_issues": jira.collect::<Vec<_>>(), "idsfixed": plan.keys },
        "params": { "id": plan.id.to_string() },
    })
}

/// `GET /advisory/{id}.json`
pub fn legacy(plan: &AdvisoryPlan, now: Timestamp) -> Value {
    let owner = holds(&plan.owners, now);
    json!({
        "id": plan.id,
        "advisory_name": name(plan, now),
        "synopsis": plan.synopsis,
        "type": plan.errata_type.to_uppercase(),
        "status": state(plan, now),
        "product": { "id": 79, "short_name": "RHOSE", "name": "Red Hat OpenShift Enterprise" },
        "release": { "id": 1100, "name": format!("OCP {}", y(plan)) },
        "people": {
            "assigned_to": owner, "qe_group": "OpenShift QE", "package_owner": "art@example.com",
            "reporter": "art@example.com", "devel_group": "ART",
        },
        "timestamps": {
            "issue_date": plan.created.to_string(), "actual_ship_date": shipped(plan, now),
        },
        "content_types": if plan.grade.is_none() { json!(["rpm"]) } else { json!(["docker"]) },
    })
}

/// `GET /api/v1/erratum/{id}/push`
pub fn pushes(plan: &AdvisoryPlan, url: &str, now: Timestamp) -> Value {
    let jobs = plan.pushes.iter().filter_map(|job| {
        let status = holds(&job.states, now)?;
        Some(json!({
            "id": job.id,
            "url": format!("{url}/api/v1/push/{}", job.id),
            "errata": { "id": plan.id, "name": name(plan, now) },
            "target": { "id": 4, "name": job.target },
            "status": status,
            "options": {},
            "pub_task": { "id": job.id * 3, "state": status },
        }))
    });
    Value::Array(jobs.collect())
}

/// `GET /api/v1/erratum/{id}/security_alerts`
pub fn alerts(plan: &AdvisoryPlan, now: Timestamp) -> Value {
    let there = plan.alerts.iter().filter(|alert| alert.from <= now && now < alert.until);
    let there: Vec<_> = there.collect();
    if plan.errata_type != "rhsa" {
        return json!({ "alerts": {} });
    }
    let list = there.iter().map(|alert| {
        json!({
            "name": alert.name, "text": alert.text, "description": alert.text,
            "how_to_resolve": "Contact product security.", "blocking": alert.blocking,
        })
    });
    let list: Vec<Value> = list.collect();
    json!({ "alerts": { "blocking": there.iter().any(|alert| alert.blocking), "alerts": list } })
}

fn product(plan: &AdvisoryPlan) -> String {
    format!("OSE-{}-RHEL-9", y(plan))
}

/// `GET /api/v1/erratum/{id}/builds`
pub fn builds(plan: &AdvisoryPlan) -> Value {
    let builds =
        plan.builds.iter().map(|nvr| json!({ nvr.as_str(): { "nvr": nvr, "variant_arch": {} } }));
    json!({ product(plan): { "name": product(plan), "builds": builds.collect::<Vec<_>>() } })
}

/// `GET /advisory/{id}/builds.json`
pub fn legacy_builds(plan: &AdvisoryPlan) -> Value {
    let builds: Vec<Value> =
        plan.builds.iter().map(|nvr| json!({ nvr.as_str(): { product(plan): {} } })).collect();
    json!({ product(plan): builds })
}

/// `GET /api/v1/build/{nvr}`
pub fn build(nvr: &str) -> Value {
    let package = nvr.rsplitn(3, '-').last().unwrap_or(nvr);
    json!({
        "id": 3_000_000, "nvr": nvr, "package": { "id": 1, "name": package },
        "rpms_signed": true, "is_signed": true,
    })
}

/// `GET /api/v1/external_tests`: one per build, all on the first page.
pub fn external_tests(plan: &AdvisoryPlan, first: bool, now: Timestamp) -> Value {
    let tested = first && plan.grade.is_some() && state(plan, now) != "NEW_FILES";
    let builds = plan.builds.iter().zip(plan.id * 10..).filter(|_| tested);
    let tests = builds.map(|(nvr, id)| {
        json!({
            "id": id, "type": "external_tests",
            "attributes": {
                "status": "PASSED", "test_type": "greenwave_cvp", "active": true, "external_data": {},
            },
            "relationships": {
                "errata": { "id": plan.id }, "brew_build": { "id": id * 7, "nvr": nvr },
            },
        })
    });
    json!({ "data": tests.collect::<Vec<_>>() })
}

/// The page of an advisory for people.
pub fn page(plan: &AdvisoryPlan, now: Timestamp) -> String {
    let (name, state) = (name(plan, now), state(plan, now));
    document(&name, &format!("<h1>{name}</h1><p>{}</p><p>{state}</p>", plan.synopsis))
}

/// The page of its containers, where their grade stands.
pub fn container(plan: &AdvisoryPlan) -> String {
    let heading = match plan.grade {
        Some(grade) => format!("<h2>Docker Container Content - {grade}</h2>"),
        None => "<p>There are no container images in this advisory.</p>".to_owned(),
    };
    document("Container Content", &heading)
}

/// What the web server in front says to somebody without a ticket.
pub fn unauthorized() -> String {
    document(
        "401 Unauthorized",
        "<h1>Unauthorized</h1><p>This server could not verify that you are authorized to access the document requested.</p>",
    )
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{body}</body></html>\n"
    )
}
