//! A registry of images (the reference implementation of OCI distribution) that is given the images of the
//! stand-in: what it takes and what the connector then reads must be what the stand-in serves.

use std::fs;

use oar_tui::config::{RegistrySettings, Settings, TokenFrom};
use oar_tui::connectors::{Net, Registry};
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;
use oar_tui::sandbox::{Options, Running, ServiceName, start};
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use super::{Daemon, command, done, free_port, listening, present};

const REPOSITORY: &str = "openshift-release-dev/ocp-release";
const RELEASE: &str = "4.18.36";
const PASSWORD: &str = "as-good-as-none";

/// A registry that knows one name. Dropped, it ends.
struct Real {
    _daemon: Daemon,
    _folder: TempDir,
    url: String,
}

impl Real {
    fn start() -> Real {
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        let at = folder.path().display();
        let known = done(command("htpasswd").args(["-nbB", "robot", PASSWORD])).stdout;
        fs::write(folder.path().join("htpasswd"), known).unwrap();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    \
             rootdirectory: {at}/images\nhttp:\n  addr: 127.0.0.1:{port}\nauth:\n  htpasswd:\n    \
             realm: real\n    path: {at}/htpasswd\n"
        );
        let file = folder.path().join("config.yml");
        fs::write(&file, config).unwrap();
        let daemon = Daemon::start(command("docker-registry").arg("serve").arg(&file));
        listening(port);
        Real { _daemon: daemon, _folder: folder, url: format!("http://127.0.0.1:{port}") }
    }
}

/// Whoever carries images from the stand-in to the registry.
struct Carrier {
    client: Client,
    from: String,
    token: String,
    to: String,
}

impl Carrier {
    async fn new(sandbox: &Running, to: &str) -> Carrier {
        let client = Client::builder().no_proxy().build().unwrap();
        let from = sandbox.url(ServiceName::Registry).to_owned();
        let answer = client.get(format!("{from}/auth/token")).send().await.unwrap();
        let given: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let token = given["token"].as_str().unwrap().to_owned();
        Carrier { client, from, token, to: to.to_owned() }
    }

    async fn get(&self, path: &str) -> Response {
        let url = format!("{}/v2/{REPOSITORY}/{path}", self.from);
        let kinds = "application/vnd.docker.distribution.manifest.list.v2+json, \
             application/vnd.docker.distribution.manifest.v2+json, */*";
        let request = self.client.get(url).bearer_auth(&self.token).header("accept", kinds);
        request.send().await.unwrap()
    }

    /// Carries a manifest and what it names, and returns what kind it is. False: there is none.
    async fn manifest(&self, reference: &str) -> bool {
        let answer = self.get(&format!("manifests/{reference}")).await;
        if answer.status() == StatusCode::NOT_FOUND {
            return false;
        }
        let kind = answer.headers()["content-type"].clone();
        let digest = answer.headers()["docker-content-digest"].clone();
        let bytes = answer.bytes().await.unwrap();
        let manifest: Value = serde_json::from_slice(&bytes).unwrap();
        for child in manifest["manifests"].as_array().into_iter().flatten() {
            assert!(Box::pin(self.manifest(child["digest"].as_str().unwrap())).await);
        }
        let layers = manifest["layers"].as_array().into_iter().flatten();
        for blob in layers.chain(manifest.get("config")) {
            self.blob(blob["digest"].as_str().unwrap()).await;
        }
        let url = format!("{}/v2/{REPOSITORY}/manifests/{reference}", self.to);
        let put = self.client.put(url).basic_auth("robot", Some(PASSWORD));
        let taken = put.header("content-type", kind).body(bytes).send().await.unwrap();
        assert_eq!(taken.status(), StatusCode::CREATED, "{reference}");
        assert_eq!(taken.headers()["docker-content-digest"], digest, "{reference}");
        true
    }

    async fn blob(&self, digest: &str) {
        let bytes = self.get(&format!("blobs/{digest}")).await.bytes().await.unwrap();
        let url = format!("{}/v2/{REPOSITORY}/blobs/uploads/", self.to);
        let begun = self.client.post(url).basic_auth("robot", Some(PASSWORD)).send().await.unwrap();
        assert_eq!(begun.status(), StatusCode::ACCEPTED);
        let place = begun.headers()["location"].to_str().unwrap().to_owned();
        let put = self.client.put(format!("{place}&digest={digest}"));
        let put = put.basic_auth("robot", Some(PASSWORD)).body(bytes);
        assert_eq!(put.send().await.unwrap().status(), StatusCode::CREATED, "{digest}");
    }
}

fn connector(url: &str, token: TokenFrom) -> Registry {
    let usual = Settings::default().registry;
    let settings = RegistrySettings {
        base_url: url.parse().unwrap(),
        token,
        repository: REPOSITORY.to_owned(),
        ..usual
    };
    Registry::new(&Net::new().unwrap(), &settings, Clock::REAL)
}

#[tokio::test]
async fn a_registry_takes_the_images_of_the_stand_in_and_the_connector_reads_the_same() {
    let package = "docker-registry apache2-utils";
    if !present(&["docker-registry", "htpasswd"], package) {
        return;
    }
    let sandbox = start(Options::default()).await.unwrap();
    let real = Real::start();
    let carrier = Carrier::new(&sandbox, &real.url).await;
    let mut carried = 0;
    for arch in ["x86_64", "aarch64", "ppc64le", "s390x", "multi"] {
        carried += usize::from(carrier.manifest(&format!("{RELEASE}-{arch}")).await);
    }
    assert_eq!(carried, 5);
    let release = RELEASE.parse().unwrap();
    let ours = connector(sandbox.url(ServiceName::Registry), TokenFrom::None);
    let expected = ours.payload(release, None).await.unwrap();
    let named = TokenFrom::Value(format!("robot:{PASSWORD}").into());
    let read = connector(&real.url, named.clone()).payload(release, None).await.unwrap();
    assert_eq!(read, expected);
    assert_eq!((read.images, read.gaps.len()), (64, 0));
    // What is not there, who may not read, and who is not known are told apart.
    let absent = "4.18.99".parse().unwrap();
    let missing = connector(&real.url, named).payload(absent, None).await.unwrap_err();
    assert!(matches!(missing, Trouble::Missing { .. }), "{missing}");
    let nobody = connector(&real.url, TokenFrom::None).payload(release, None).await.unwrap_err();
    assert!(nobody.to_string().contains("set NAME:PASSWORD"), "{nobody}");
    let wrong = TokenFrom::Value("robot:wrong".to_owned().into());
    let wrong = connector(&real.url, wrong).payload(release, None).await.unwrap_err();
    assert!(matches!(wrong, Trouble::SignIn { .. }), "{wrong}");
    let url = real.url.clone();
    drop(real);
    let stopped = connector(&url, TokenFrom::None).payload(release, None).await.unwrap_err();
    assert!(matches!(stopped, Trouble::Unreachable { .. }), "{stopped}");
}
