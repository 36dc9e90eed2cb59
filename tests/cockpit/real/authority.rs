//! A certificate authority that no machine knows, made by openssl.

use std::fs;
use std::path::{Path, PathBuf};

use super::{command, done};

/// An authority, and the certificate that it gave to `localhost`, `127.0.0.1` and `*.oar.test`.
pub struct Authority {
    pub ca: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// Makes one in a folder.
    pub fn new(folder: &Path) -> Authority {
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let openssl = |words: &[&str]| {
            done(command("openssl").args(words));
        };
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        let (ca, ca_key) = (path("ca.pem"), path("ca.key"));
        let signs = ["-addext", "basicConstraints=critical,CA:TRUE"];
        let usage = ["-addext", "keyUsage=critical,keyCertSign"];
        // Of two of one name, the wrong one would be found and its signature called bad.
        let subject =
            format!("/CN=Authority of {}", folder.display().to_string().replace('/', " "));
        let own = ["-x509", "-days", "2", "-subj", subject.as_str()];
        let files = ["-keyout", ca_key.as_str(), "-out", ca.as_str()];
        openssl(&[&["req"], &curve[..], &own, &signs, &usage, &files].concat());
        let (key, request, certificate) = (path("leaf.key"), path("leaf.csr"), path("leaf.pem"));
        let files = ["-keyout", key.as_str(), "-out", request.as_str()];
        openssl(&[&["req"], &curve[..], &["-subj", "/CN=localhost"], &files].concat());
        let names = path("names");
        fs::write(&names, "subjectAltName=DNS:localhost,DNS:*.oar.test,IP:127.0.0.1\n").unwrap();
        let by = ["-CA", ca.as_str(), "-CAkey", ca_key.as_str(), "-CAcreateserial", "-days", "2"];
        let files =
            ["-in", request.as_str(), "-out", certificate.as_str(), "-extfile", names.as_str()];
        openssl(&[&["x509", "-req"], &by[..], &files].concat());
        Authority::of(folder)
    }

    /// The one that was made in a folder.
    pub fn of(folder: &Path) -> Authority {
        let at = |name: &str| folder.join(name);
        Authority { ca: at("ca.pem"), certificate: at("leaf.pem"), key: at("leaf.key") }
    }
}
