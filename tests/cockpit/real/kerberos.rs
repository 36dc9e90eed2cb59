//! A KDC of MIT Kerberos: realm, a person with a password, a web service with a key.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Daemon, again, command, done, free_port, inside, listening, present};

const REALM: &str = "OAR.TEST";
const PASSWORD: &str = "as good as none";
const PROGRAMS: &[&str] = &["krb5kdc", "kdb5_util", "kadmin.local", "kinit", "klist"];

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
                 udp_preference_limit = 1\n[realms]\n {REALM} = {{\n  kdc = 127.0.0.1:{port}\n }}\n\
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

    /// Signs the person in.
    fn kinit(&self) {
        let mut kinit = realm(self.path(), "kinit");
        let asked = kinit.args(["-c", &self.tickets(), "lead"]);
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

#[test]
fn the_realm_gives_tickets() {
    const NAME: &str = "real::kerberos::the_realm_gives_tickets";
    if inside(NAME) {
        let shown = done(&mut command("klist"));
        assert!(String::from_utf8_lossy(&shown.stdout).contains("lead@OAR.TEST"));
        return;
    }
    if !present(PROGRAMS, "krb5-kdc krb5-admin-server krb5-user") {
        return;
    }
    let realm = Realm::start();
    realm.kinit();
    let config = realm.config();
    let variables = [("KRB5_CONFIG", config.to_str().unwrap()), ("KRB5CCNAME", &realm.tickets())];
    again(NAME, &[], &variables);
}
