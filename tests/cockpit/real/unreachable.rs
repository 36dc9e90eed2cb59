//! Each service in turn behind a name that nobody knows, and behind a certificate that nobody vouches for:
//! told with what to do, and heard without further help when the name is there and the certificate is good.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use oar_tui::sandbox::{Running, ServiceName};
use oar_tui::store::Snapshot;
use tempfile::TempDir;

use super::authority::Authority;
use super::front::Front;
use super::{again, command, inside, present};
use crate::faults::program::{
    all_well, engine_at, go_through, is_heard, releases, sandbox, speed, until,
};
use crate::faults::troubles::{Told, told};

const NAME: &str =
    "real::unreachable::an_unknown_name_or_authority_is_told_of_each_service_and_passes";
/// Where the authorities are.
const FOLDER: &str = "OAR_TUI_REAL_FOLDER";
/// Names come from the second file, which the first says, and from nowhere else.
const OWN_NAMES: &str = "mount --bind \"$0/nsswitch.conf\" /etc/nsswitch.conf && \
                         mount --bind \"$0/hosts\" /etc/hosts && exec \"$@\"";

#[test]
fn an_unknown_name_or_authority_is_told_of_each_service_and_passes() {
    if inside(NAME) {
        return in_a_place_of_its_own();
    }
    if !present(&["nginx", "openssl", "unshare"], "nginx-light openssl util-linux") {
        return;
    }
    if !command("unshare").args(["--mount", "true"]).status().unwrap().success() {
        println!("no names of one's own here (unshare --mount is refused): nothing was tried");
        return;
    }
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("hosts"), "127.0.0.1 localhost\n").unwrap();
    fs::write(at("nsswitch.conf"), "hosts: files\n").unwrap();
    let [known, _] = ["known", "unknown"].map(|name| {
        fs::create_dir(at(name)).unwrap();
        Authority::new(&at(name))
    });
    let place = folder.path().to_str().unwrap();
    let variables = [(FOLDER, place), ("SSL_CERT_FILE", known.ca.to_str().unwrap())];
    let told = again(NAME, &["unshare", "--mount", "sh", "-c", OWN_NAMES, place], &variables);
    told.lines().filter(|row| row.contains(" OAR-")).for_each(|row| println!("{row}"));
}

#[tokio::main]
async fn in_a_place_of_its_own() {
    let names: Vec<ServiceName> = sandbox(1.0).await.services().collect();
    go_through(names.iter().map(|name| unknown_name(*name))).await;
    let over_tls = names.into_iter().filter(|name| *name != ServiceName::Directory);
    go_through(over_tls.map(unknown_authority)).await;
}

fn folder() -> PathBuf {
    PathBuf::from(std::env::var(FOLDER).unwrap())
}

fn authority(name: &str) -> Authority {
    Authority::of(&folder().join(name))
}

async fn unknown_name(name: ServiceName) -> String {
    const TOLD: Told = ["OAR-503", "no answer", "trying again", "its name is not known: check"];
    let (sandbox, files) = (sandbox(speed(name)).await, TempDir::new().unwrap());
    let host = format!("{}.oar.test", name.service().name());
    let front = front(name, &sandbox, files.path(), "known");
    let url = match front.ports() {
        [] => sandbox.url(name).replace("127.0.0.1", &host),
        ports => format!("https://{host}:{}", ports[0].1),
    };
    let appears = || {
        let mut hosts = OpenOptions::new().append(true).open(folder().join("hosts")).unwrap();
        hosts.write_all(format!("127.0.0.1 {host}\n").as_bytes()).unwrap();
    };
    let told = told_and_heard(name, sandbox, &url, TOLD, appears).await;
    drop(front);
    told
}

async fn unknown_authority(name: ServiceName) -> String {
    const TOLD: Told = ["OAR-503", "no answer", "trying again", "name it in SSL_CERT_FILE"];
    let (sandbox, files) = (sandbox(speed(name)).await, TempDir::new().unwrap());
    let mut front = front(name, &sandbox, files.path(), "unknown");
    let url = format!("https://localhost:{}", front.ports()[0].1);
    let told = told_and_heard(name, sandbox, &url, TOLD, || front.shows(&authority("known"))).await;
    drop(front);
    told
}

/// A proxy for a service that speaks HTTP.
fn front(name: ServiceName, sandbox: &Running, files: &Path, shown: &str) -> Front {
    let services = Some(name).filter(|name| *name != ServiceName::Directory);
    Front::start(files, sandbox, services, &authority(shown))
}

async fn told_and_heard(
    name: ServiceName,
    sandbox: Running,
    url: &str,
    expected: Told,
    mends: impl FnOnce(),
) -> String {
    let (service, files, mut notes) = (name.service(), TempDir::new().unwrap(), Vec::new());
    let mut engine = engine_at(&sandbox, name, &files, url);
    let row = format!("{} at {url}", service.name());
    let is_told = |snapshot: &Snapshot| told(snapshot, service, expected).is_ok();
    let ill = until(&mut engine, &mut notes, &format!("{row}: {expected:?}"), is_told).await;
    let told = told(&ill, service, expected).unwrap();
    let others = releases(&ill).len();
    assert!(others > 0 || name == ServiceName::Github, "{row}: the others are heard");
    mends();
    let well = |snapshot: &Snapshot| all_well(snapshot) && is_heard(snapshot, service);
    until(&mut engine, &mut notes, &format!("recovery from {row}"), well).await;
    engine.stop().await;
    sandbox.stop().await;
    format!("{row:<45} {told}")
}
