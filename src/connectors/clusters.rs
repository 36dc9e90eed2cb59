//! The cluster that holds the ReleasePayload objects (reference/release-stream-api.md, ReleasePayload).

use std::collections::BTreeMap;
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use kube::client::Body;
use kube::config::{KubeConfigOptions, Kubeconfig};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::body;
use super::hints::Hints;
use super::lane::Lane;
use super::net::Net;
use super::remedy::{brief, no_connection};
use crate::config::ClustersSettings;
use crate::domain::builds::BuildName;
use crate::domain::clock::Clock;
use crate::domain::release_payloads::{ReleasePayload, ReleasePayloads, mark, phase};
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// The cluster. The kubeconfig is read at every round: logins in it expire and are renewed.
#[derive(Debug)]
pub struct Clusters {
    lane: Lane,
    settings: ClustersSettings,
}

const DEADLINE: Duration = Duration::from_secs(40);
/// A page of objects with all their job results.
const LARGEST: usize = 32 << 20;
const PAGE: usize = 100;
/// Pages of a list.
const MOST_PAGES: usize = 30;

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    metadata: ListMetadata,
    items: Vec<serde_json::Value>,
}

#[derive(Default, Deserialize)]
struct ListMetadata {
    #[serde(rename = "continue", default)]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
    #[serde(default)]
    status: Status,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
struct Spec {
    #[serde(rename = "payloadOverride")]
    payload_override: Option<Override>,
}

#[derive(Deserialize)]
struct Override {
    #[serde(rename = "override", default)]
    word: String,
    #[serde(default)]
    reason: String,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    conditions: Vec<Condition>,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
}

/// An error of the API.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    message: String,
}

impl Clusters {
    /// As configured. With `_net` the process has its TLS provider.
    pub fn new(_net: &Net, settings: &ClustersSettings, clock: Clock) -> Clusters {
        let lane = Lane::new(Service::Clusters, clock, DEADLINE);
        Clusters { lane, settings: settings.clone() }
    }

    /// What every question has in common.
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// All ReleasePayload objects of the namespace.
    pub async fn release_payloads(&self) -> Result<ReleasePayloads, Trouble> {
        let client = self.client().await?;
        let mut found = ReleasePayloads::default();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let list = self.page(&client, next.as_deref()).await?;
            for object in list.items {
                let read = serde_json::from_value::<Object>(object).map_err(|why| why.to_string());
                let named = read.and_then(|object| {
                    let name = BuildName::read(&object.metadata.name);
                    let name = name.ok_or_else(|| "it is named as no build is".to_owned())?;
                    Ok((name, object.read()))
                });
                match named {
                    Ok((name, object)) => drop(found.payloads.insert(name, object)),
                    Err(why) if found.gaps.len() < 10 => {
                        found.gaps.push(brief(&format!("an object cannot be read: {why}")));
                    }
                    Err(_) => {}
                }
            }
            next = list.metadata.next.filter(|next| !next.is_empty());
            if next.is_none() {
                return Ok(found);
            }
        }
        found.gaps.push(format!("only the first {} objects were read", MOST_PAGES * PAGE));
        Ok(found)
    }

    async fn client(&self) -> Result<kube::Client, Trouble> {
        let path = self.settings.kubeconfig.as_deref();
        let path = path.ok_or_else(|| Trouble::Missing { what: "a kubeconfig".to_owned() })?;
        // Its errors may show a part of the file: they are not repeated.
        let sign_in = |what: &str| Trouble::SignIn {
            detail: brief(&format!("kubeconfig {}: {what}", path.display())),
        };
        let file = match &self.settings.at_hand {
            Some(text) => Kubeconfig::from_yaml(text.expose_secret()),
            None => Kubeconfig::read_from(path),
        };
        let file = file.map_err(|_| sign_in("cannot be read"))?;
        let options =
            KubeConfigOptions { context: self.settings.context.clone(), ..Default::default() };
        let config = kube::Config::from_custom_kubeconfig(file, &options).await;
        let mut config = config.map_err(|_| sign_in("has no such context, cluster or user"))?;
        // A refusal is told and waited out where everybody sees it, not asked again behind our back.
        config.default_retry = false;
        self.lane.contacts(config.cluster_url.host().unwrap_or_default());
        kube::Client::try_from(config).map_err(|_| sign_in("its login cannot be used"))
    }

    async fn page(&self, client: &kube::Client, next: Option<&str>) -> Result<List, Trouble> {
        let namespace = &self.settings.namespace;
        let place =
            format!("/apis/release.openshift.io/v1alpha1/namespaces/{namespace}/releasepayloads");
        let uri = format!("{place}?{}", query(next));
        self.lane
            .guarded(DEADLINE, &place, async {
                let request = http::Request::get(&uri).header("accept", "application/json");
                let request = request.body(Body::empty()).map_err(|_| Trouble::Missing {
                    what: format!("a namespace named {}", brief(namespace)),
                })?;
                let response = client.send(request).await.map_err(|why| unanswered(&why))?;
                let status = response.status().as_u16();
                let hints = Hints::read(response.headers(), self.lane.now());
                self.lane.take_in(&hints);
                let bytes = Limited::new(response.into_body(), LARGEST).collect().await;
                let bytes = bytes.map_err(|why| broken(why.as_ref(), &place))?.to_bytes();
                match status {
                    200..=299 => body::json(&bytes, None, &place),
                    status => Err(sorted(status, &bytes, &place, &hints)),
                }
            })
            .await
    }
}

fn query(next: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &PAGE.to_string());
    if let Some(next) = next {
        query.append_pair("continue", next);
    }
    query.finish()
}

fn broken(why: &(dyn std::error::Error + 'static), place: &str) -> Trouble {
    if why.is::<LengthLimitError>() {
        let detail = format!("larger than {} kB", LARGEST / 1000);
        return Trouble::Unreadable { place: place.to_owned(), detail };
    }
    Trouble::Unreachable { detail: "the answer was cut off".to_owned() }
}

/// No answer: the login in the kubeconfig could not be made, or there is no connection.
fn unanswered(why: &kube::Error) -> Trouble {
    match why {
        kube::Error::Auth(_) => Trouble::SignIn {
            detail: "the login of the kubeconfig could not be made: sign in to the cluster anew"
                .to_owned(),
        },
        other => {
            let cause = brief(&body::root(other).to_string());
            let known = no_connection(&cause).map(str::to_owned);
            let detail = known.unwrap_or_else(|| format!("no connection, {cause}"));
            Trouble::Unreachable { detail }
        }
    }
}

fn sorted(status: u16, bytes: &[u8], place: &str, hints: &Hints) -> Trouble {
    let refusal: Refusal = serde_json::from_slice(bytes).unwrap_or_default();
    let detail = brief(&format!("HTTP {status} {}", refusal.message));
    match status {
        401 => Trouble::SignIn { detail },
        403 => Trouble::Refused { detail },
        404 => Trouble::Missing { what: place.to_owned() },
        // the list changed under its own continuation: the next round begins anew
        410 => Trouble::Unreachable { detail },
        429 => Trouble::Throttled { retry_at: hints.retry_at },
        500.. => Trouble::Unreachable { detail },
        _ => Trouble::Unreadable { place: place.to_owned(), detail },
    }
}

impl Object {
    fn read(self) -> ReleasePayload {
        let conditions = &self.status.conditions;
        let holding = conditions.iter().filter(|one| one.status == "True");
        let labels = self.metadata.labels.iter();
        let overridden = self.spec.payload_override.filter(|decided| !decided.word.is_empty());
        ReleasePayload {
            phase: phase(holding.map(|one| one.kind.as_str())),
            overridden: overridden.map(|one| brief(&format!("{}: {}", one.word, one.reason))),
            marks: labels.filter_map(|(label, value)| mark(label, value)).collect(),
        }
    }
}
