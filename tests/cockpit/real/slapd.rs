//! OpenLDAP's server with the people of the sandbox's directory, and OpenLDAP's client against both.

use std::fs;

use oar_tui::config::Settings;
use oar_tui::connectors::Directory;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::managers::Manager;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, ServiceName, start};
use tempfile::TempDir;

use super::authority::Authority;
use super::{Daemon, again, command, done, free_port, inside, listening, present};

const BASE: &str = "dc=example,dc=com";
const PROGRAMS: &[&str] = &["slapd", "slapadd", "ldapsearch", "openssl"];

/// What the company's schema adds to the usual one.
const SCHEMA: &str = "\
attributetype ( 1.3.6.1.4.1.99999.1 NAME 'rhatPrimaryMail'
  EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
attributetype ( 1.3.6.1.4.1.99999.2 NAME 'memberOf'
  EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.99999.3 NAME 'rhatPerson' AUXILIARY
  MAY ( rhatPrimaryMail $ memberOf ) )
";

/// A server. Dropped, it ends.
struct Slapd {
    _daemon: Daemon,
    folder: TempDir,
    plain: u16,
    tls: u16,
}

impl Slapd {
    /// A server with these entries.
    fn start(ldif: &[u8]) -> Slapd {
        let folder = TempDir::new().unwrap();
        let at = folder.path().display();
        let authority = Authority::new(folder.path());
        fs::write(folder.path().join("people.ldif"), ldif).unwrap();
        fs::write(folder.path().join("company.schema"), SCHEMA).unwrap();
        fs::create_dir(folder.path().join("db")).unwrap();
        let schemas = ["core", "cosine", "inetorgperson"]
            .map(|name| format!("include /etc/ldap/schema/{name}.schema\n"))
            .concat();
        let config = format!(
            "{schemas}include {at}/company.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
             pidfile {at}/slapd.pid\nTLSCACertificateFile {}\nTLSCertificateFile {}\n\
             TLSCertificateKeyFile {}\ndatabase mdb\nsuffix \"{BASE}\"\ndirectory {at}/db\n\
             maxsize 10485760\nindex rhatPrimaryMail,uid eq\naccess to * by * read\n",
            authority.ca.display(),
            authority.certificate.display(),
            authority.key.display(),
        );
        let file = folder.path().join("slapd.conf");
        fs::write(&file, config).unwrap();
        done(
            command("slapadd")
                .arg("-f")
                .arg(&file)
                .arg("-l")
                .arg(folder.path().join("people.ldif")),
        );
        let (plain, tls) = (free_port(), free_port());
        let urls = format!("ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}");
        let mut slapd = command("slapd");
        let daemon = Daemon::start(slapd.arg("-f").arg(&file).args(["-h", &urls, "-d", "0"]));
        listening(plain);
        listening(tls);
        Slapd { _daemon: daemon, folder, plain, tls }
    }

    fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.plain)
    }
}

/// What OpenLDAP's client reads, its lines in order.
fn ldapsearch(url: &str, base: &str, filter: &str, attributes: &[&str]) -> Vec<String> {
    let options = ["-x", "-LLL", "-o", "ldif-wrap=no", "-H", url, "-b", base, filter];
    let output = done(command("ldapsearch").args(options).args(attributes));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

async fn manager_of(url: &str, base: &str, mail: &str) -> Result<Option<Manager>, Trouble> {
    let mut settings = Settings::default().directory;
    (settings.url, settings.base) = (url.to_owned(), base.to_owned());
    Directory::new(&settings, Clock::REAL).open().await?.manager_of(mail).await
}

#[test]
fn the_directory_connector_reads_openldap_and_ldapsearch_the_stand_in() {
    const NAME: &str =
        "real::slapd::the_directory_connector_reads_openldap_and_ldapsearch_the_stand_in";
    if inside(NAME) {
        return over_tls();
    }
    if !present(PROGRAMS, "slapd ldap-utils openssl") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(start(Options::default())).unwrap();
    let stand_in = sandbox.url(ServiceName::Directory);
    let whole = ["-x", "-LLL", "-H", stand_in, "-b", BASE, "(objectClass=*)"];
    let ldif = done(command("ldapsearch").args(whole)).stdout;
    let slapd = Slapd::start(&ldif);
    let url = slapd.url();
    // The same questions have the same answers.
    for (filter, attributes) in [
        ("(objectClass=*)", &["*"][..]),
        ("(rhatPrimaryMail=J.Lee@example.com)", &["manager"]),
        ("(rhatPrimaryMail=j.lee*)", &["uid", "memberOf"]),
        ("(&(uid=s.brandt)(objectClass=rhatPerson))", &["rhatPrimaryMail"]),
        ("(|(uid=j.lee)(uid=nobody))", &["1.1"]),
        ("(&(objectClass=inetOrgPerson)(!(manager=*)))", &["uid"]),
        ("(memberOf=cn=aos-qe,ou=adhoc,ou=managedGroups,dc=example,dc=com)", &["uid"]),
        ("(uid=nobody)", &["uid"]),
    ] {
        let real = ldapsearch(&url, BASE, filter, attributes);
        assert_eq!(ldapsearch(stand_in, BASE, filter, attributes), real, "{filter}");
        assert_eq!(real.is_empty(), filter == "(uid=nobody)", "{filter}");
    }
    let ask = |base: &str, mail: &str| runtime.block_on(manager_of(&url, base, mail));
    let brandt =
        Manager { uid: "s.brandt".to_owned(), email: Some("s.brandt@example.com".to_owned()) };
    for (mail, expected) in [
        ("j.lee@example.com", Some(brandt)),
        // the director
        ("v.chen@example.com", None),
        ("nobody@example.com", None),
        ("x@y)(uid=*", None),
    ] {
        assert_eq!(ask(BASE, mail), Ok(expected), "{mail}");
    }
    let elsewhere = ask("dc=elsewhere,dc=com", "j.lee@example.com").unwrap_err();
    assert_eq!(elsewhere.to_string(), "not found: dc=elsewhere,dc=com");
    let ca = slapd.folder.path().join("ca.pem");
    let secure = format!("ldaps://localhost:{}", slapd.tls);
    again(NAME, &[], &[(URL, &secure), (TRUSTED, "yes"), ("SSL_CERT_FILE", ca.to_str().unwrap())]);
    again(NAME, &[], &[(URL, &secure), (TRUSTED, "no")]);
    drop(slapd);
    let stopped = ask(BASE, "j.lee@example.com").unwrap_err();
    assert!(stopped.to_string().starts_with("no answer: no connection, "), "{stopped}");
}

/// Where the directory is.
const URL: &str = "OAR_TUI_REAL_URL";
/// Whether its certificate is trusted.
const TRUSTED: &str = "OAR_TUI_REAL_TRUSTED";

#[tokio::main(flavor = "current_thread")]
async fn over_tls() {
    let found = manager_of(&std::env::var(URL).unwrap(), BASE, "j.lee@example.com").await;
    if std::env::var(TRUSTED).unwrap() == "yes" {
        assert_eq!(found.unwrap().unwrap().uid, "s.brandt");
    } else {
        let said = found.unwrap_err().to_string();
        assert!(said.contains("signed by nobody this machine trusts"), "{said}");
        assert!(said.contains("SSL_CERT_FILE"), "{said}");
    }
}
