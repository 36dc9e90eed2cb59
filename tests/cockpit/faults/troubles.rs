//! The troubles that every service is given, and what has to be told of each.

use oar_tui::actions::Keymap;
use oar_tui::domain::source::Service;
use oar_tui::sandbox::{Fault, ServiceName};
use oar_tui::store::Snapshot;
use oar_tui::ui::remedy::remedies;

/// What is told: code, what is wrong, what is to be done, what the service said. No code: no harm done.
pub type Told = [&'static str; 4];
pub const HARMLESS: Told = [""; 4];

const STATUS: fn(u16, Option<u64>) -> Fault =
    |code, retry_after| Fault::Status { code, retry_after };

/// Services whose answers hold so long that there is nothing to ask them again soon: the grade of a digest
/// stays, as does a run that is over and an old report; a manager is good for a day, and a cluster is
/// asked now and then.
pub const HOLD_LONG: [ServiceName; 5] = [
    ServiceName::Pyxis,
    ServiceName::Prow,
    ServiceName::Directory,
    ServiceName::Sheets,
    ServiceName::Clusters,
];

/// Troubles that each service is given, beside slowness.
pub fn troubles() -> Vec<Fault> {
    vec![
        STATUS(429, None),
        STATUS(429, Some(120)),
        STATUS(401, None),
        STATUS(403, None),
        STATUS(500, None),
        Fault::CutBody,
        Fault::MalformedBody,
        Fault::WrongContentType,
        Fault::EndlessBody,
        Fault::ClockSkew { seconds: 3600 },
    ]
}

/// The type of their answers says nothing: a signature is a file of its own kind, a ProwJob a text, what a
/// cluster says is JSON because it was asked for, and a directory speaks another protocol.
const OF_NO_TYPE: [ServiceName; 5] = [
    ServiceName::Mirror,
    ServiceName::Pyxis,
    ServiceName::Prow,
    ServiceName::Clusters,
    ServiceName::Directory,
];

/// What is told of a trouble of a service.
pub fn expected(name: ServiceName, fault: &Fault) -> Told {
    // JSON, or a raw file
    let page = ["OAR-422", "unreadable answer at ", "trying again", " came instead of "];
    let cut = ["OAR-503", "no answer for", "trying again", "the answer was cut off"];
    let endless = ["OAR-422", "unreadable answer at ", "trying again", "larger than"];
    // what goes on behind the end of a compressed body is no part of it
    let packed = ["OAR-422", "unreadable answer at ", "trying again", "compressed body is damaged"];
    let kind =
        ["OAR-422", "unreadable answer at ", "trying again", "octet-stream came instead of JSON"];
    let refused = ["OAR-403", "may not read it (403)", "give it a token that may, then R", ""];
    let login = ["OAR-401", "login refused", "renew its token, then R", ""];
    let ticket = ["OAR-401", "login refused", "run kinit, then R", ""];
    let limited = ["OAR-429", "rate limit reached", "next poll", ""];
    let failing = ["OAR-503", "no answer for", "trying again", "HTTP 500"];
    let leaving = ["OAR-503", "no answer for", "trying again", "LDAP result 52"];
    let foreign = ["OAR-422", "unreadable answer at ", "trying again", "this is not LDAP"];
    match (name, fault) {
        (_, Fault::Latency { .. } | Fault::ClockSkew { .. }) => HARMLESS,
        (_, Fault::Status { code: 429, .. }) => limited,
        (ServiceName::Errata, Fault::Status { code: 401, .. }) => ticket,
        (_, Fault::Status { code: 401, .. }) => login,
        (_, Fault::Status { code: 403, .. }) => refused,
        (ServiceName::Directory, Fault::Status { .. }) => leaving,
        (_, Fault::Status { .. }) => failing,
        (_, Fault::CutBody) => cut,
        (ServiceName::Directory, Fault::MalformedBody) => foreign,
        (_, Fault::MalformedBody) => page,
        (name, Fault::WrongContentType) if OF_NO_TYPE.contains(&name) => HARMLESS,
        (_, Fault::WrongContentType) => kind,
        (ServiceName::Github, _) => packed,
        _ => endless,
    }
}

/// The trouble in words; `Err`: in other words than expected.
pub fn told(
    ill: &Snapshot,
    service: Service,
    [code, what, remedy, detail]: Told,
) -> Result<String, String> {
    let all = remedies(ill, &Keymap::shipped());
    let own = all.iter().find(|one| one.service == service).ok_or("nothing is told")?;
    let told = format!("{} {} ({})", own.code, own.sentence(), own.detail);
    let parts = [&own.what, &own.remedy, &own.detail];
    let fits = parts.into_iter().zip([what, remedy, detail]);
    let fits = own.code == code && fits.into_iter().all(|(part, wanted)| part.contains(wanted));
    if fits { Ok(told) } else { Err(told) }
}

/// The same, and no other service is told to be ill.
pub fn told_alone(ill: &Snapshot, service: Service, expected: Told) -> String {
    let all = remedies(ill, &Keymap::shipped());
    let others: Vec<_> = all.iter().filter(|one| one.service != service).collect();
    assert!(others.is_empty(), "the other services are well: {others:?}");
    let told = told(ill, service, expected).unwrap();
    assert!(told.contains("showing "), "{told}");
    told
}
