//! A KDC of MIT Kerberos: realm, a person with a password, a web service with a key.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oar_tui::config::ErrataLogin;
use oar_tui::domain::advisories::AdvisoryState;
use oar_tui::domain::time::Timestamp;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, ServiceName, start};
use tempfile::TempDir;

use crate::connectors::errata::{errata_at, rpm_of};

use super::{Daemon, again, command, done, free_port, inside, listening, present};

const REALM: &str = "OAR.TEST";
const PASSWORD: &str = "as good as none";
const PROGRAMS: &[&str] =
    &["krb5kdc", "kdb5_util", "kadmin.local", "kinit", "klist", "kdestroy", "apache2", "curl"];

/// A realm. Dropped, its KDC ends.
struct Realm {
    _kdc: Daemon,
    folder: TempDir,
}

impl Realm {
    fn start() -> Realm {
        let folder = TempDir::new().unwrap();
        let (at, port) = (folder.path().display(), free_port());
        let put = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        put(
            "krb5.conf",
            format!(
                "[libdefaults]\n default_realm = {REALM}\n dns_lookup_kdc = false\n \
                 dns_lookup_realm = false\n dns_canonicalize_hostname = false\n rdns = false\n \
                 udp_preference_limit = 1\n clockskew = 1\n[realms]\n {REALM} = {{\n  kdc = 127.0.0.1:{port}\n }}\n\
                 [domain_realm]\n localhost = {REALM}\n"
            ),
        );
        put(
            "kdc.conf",
            format!(
                "[kdcdefaults]\n kdc_listen = 127.0.0.1:{port}\n kdc_tcp_listen = 127.0.0.1:{port}\n\
                 [realms]\n {REALM} = {{\n  database_name = {at}/principal\n  \
                 key_stash_file = {at}/stash\n  acl_file = {at}/acl\n }}\n\
                 [logging]\n kdc = FILE:{at}/kdc.log\n"
            ),
        );
        let here = folder.path();
        done(realm(here, "kdb5_util").args(["create", "-s", "-r", REALM, "-P", "master"]));
        for query in [
            format!("addprinc -pw \"{PASSWORD}\" lead"),
            "addprinc -randkey HTTP/localhost".to_owned(),
            format!("ktadd -k {at}/http.keytab HTTP/localhost"),
        ] {
            done(realm(here, "kadmin.local").args(["-r", REALM, "-q", &query]));
        }
        let kdc = Daemon::start(realm(here, "krb5kdc").arg("-n"));
        listening(port);
        Realm { _kdc: kdc, folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn config(&self) -> PathBuf {
        self.path().join("krb5.conf")
    }

    /// Where tickets are kept: nothing is there until [`Realm::kinit`].
    fn tickets(&self) -> String {
        format!("FILE:{}/tickets", self.path().display())
    }

    /// Signs the person in for a time.
    fn kinit(&self, life: &str) {
        let mut kinit = realm(self.path(), "kinit");
        let asked = kinit.args(["-c", &self.tickets(), "-l", life, "lead"]);
        let mut child = asked.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(child.wait().unwrap().success());
    }
}

/// A program of the realm whose files are in `folder`.
fn realm(folder: &Path, program: &str) -> Command {
    let mut command = command(program);
    command.env("KRB5_CONFIG", folder.join("krb5.conf"));
    command.env("KRB5_KDC_PROFILE", folder.join("kdc.conf"));
    command
}

/// Apache in front of a service: it wants Negotiate, and knows the token that the service wants.
fn apache(realm: &Realm, service: &str, token: &str) -> (Daemon, u16) {
    let (at, port) = (realm.path().display(), free_port());
    let modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi", "proxy"];
    let modules = modules
        .into_iter()
        .chain(["proxy_http", "headers"])
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
    let config = format!(
        "{}ServerRoot {at}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {at}/httpd.pid\n\
         DefaultRuntimeDir {at}\nErrorLog {at}/error.log\nUser www-data\nGroup www-data\n\
         <Location />\nAuthType GSSAPI\nAuthName errata\nGssapiCredStore keytab:{at}/http.keytab\n\
         GssapiAllowedMech krb5\nRequire valid-user\n\
         RequestHeader set Authorization \"Bearer {token}\"\nProxyPass {service}/\n</Location>\n",
        modules.collect::<String>()
    );
    let file = realm.path().join("httpd.conf");
    fs::write(&file, config).unwrap();
    // Started by root it serves as somebody else, who has to read the invented key.
    for (name, mode) in [("", 0o755), ("http.keytab", 0o644), ("krb5.conf", 0o644)] {
        let path = realm.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut command = command("apache2");
    command.env("KRB5_CONFIG", realm.config()).arg("-f").arg(&file).arg("-DFOREGROUND");
    let daemon = Daemon::start(&mut command);
    listening(port);
    (daemon, port)
}

#[test]
fn the_errata_connector_reads_with_a_ticket_and_says_so_without_one() {
    const NAME: &str =
        "real::kerberos::the_errata_connector_reads_with_a_ticket_and_says_so_without_one";
    if inside(NAME) {
        return inside_the_realm();
    }
    if !present(PROGRAMS, "krb5-kdc krb5-admin-server krb5-user apache2 curl")
        || !present(&["mod_auth_gssapi.so"], "libapache2-mod-auth-gssapi")
    {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(start(Options::default())).unwrap();
    let number = runtime.block_on(rpm_of(&sandbox, "4.14")).to_string();
    let realm = Realm::start();
    let (_apache, port) = apache(&realm, sandbox.url(ServiceName::Errata), sandbox.token());
    let (config, tickets) = (realm.config(), realm.tickets());
    let url = format!("http://localhost:{port}");
    let run = |ticket: &str| {
        let config = config.to_str().unwrap();
        let realm = [("KRB5_CONFIG", config), ("KRB5CCNAME", &tickets)];
        let variables = [realm, [(URL, &url), (TICKET, ticket)]].concat();
        let variables = [variables, vec![(NUMBER, &number)]].concat();
        again(NAME, &[], &variables);
    };
    run("no");
    realm.kinit("10h");
    run("yes");
    realm.kinit("2s");
    run("over");
    done(super::command("kdestroy").env("KRB5CCNAME", &tickets));
    run("no");
}

/// Where the Errata Tool is, whether there is a ticket, and an advisory.
const URL: &str = "OAR_TUI_REAL_URL";
const TICKET: &str = "OAR_TUI_REAL_TICKET";
const NUMBER: &str = "OAR_TUI_REAL_NUMBER";

#[tokio::main(flavor = "current_thread")]
async fn inside_the_realm() {
    let url = std::env::var(URL).unwrap();
    let errata = errata_at(&url, ErrataLogin::Kerberos, None);
    let number = std::env::var(NUMBER).unwrap().parse().unwrap();
    let mut read = errata.advisory("rpm", number, false).await;
    let ticket = std::env::var(TICKET).unwrap();
    while ticket == "over" && read.is_ok() {
        // it still has a second or two
        read = errata.advisory("rpm", number, false).await;
    }
    match ticket.as_str() {
        "yes" => {
            assert_eq!(read.unwrap().advisory.state, AdvisoryState::RelPrep);
            let ends = errata.lane().health().login_ends.unwrap();
            let left = ends.duration_since(Timestamp::now());
            assert!(left.as_hours() == 9, "{ends}");
        }
        _ => match read {
            Err(Trouble::SignIn { detail }) => {
                assert!(detail.contains("run kinit"), "{detail}");
                assert_eq!(detail.contains("ended"), ticket == "over", "{detail}");
            }
            other => panic!("{other:?}"),
        },
    }
}
