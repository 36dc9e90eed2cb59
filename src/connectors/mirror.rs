//! The mirror of signatures: `BASE/sha256=DIGEST/signature-N` (reference/jenkins-images-signing.md §4).

use std::time::Duration;

use url::Url;

use super::http::{Http, Question, under};
use super::net::Net;
use crate::config::MirrorSettings;
use crate::domain::clock::Clock;
use crate::domain::digest::Digest;
use crate::domain::signature::{Published, Signature};
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// The mirror.
#[derive(Debug)]
pub struct Mirror {
    http: Http,
    base: Url,
}

const DEADLINE: Duration = Duration::from_secs(40);
/// A signature is about a kilobyte.
const LARGEST: usize = 256 << 10;
/// Files that are looked for: there are one or two.
const MOST: u8 = 8;

impl Mirror {
    /// As configured.
    pub fn new(net: &Net, settings: &MirrorSettings, clock: Clock) -> Mirror {
        let http = Http::new(net.clone(), Service::Mirror, clock, DEADLINE);
        Mirror { http, base: settings.base_url.clone() }
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Which signature files of a payload there are. None yet is an answer; that the first one could not
    /// be looked for is trouble.
    pub async fn signature(&self, digest: &Digest) -> Result<Signature, Trouble> {
        let (mut files, mut gaps) = (Vec::new(), Vec::new());
        for number in 1..=MOST {
            match self.size(digest, number).await {
                Ok(Some(size)) => files.push(Published { number, size }),
                Ok(None) => break,
                Err(trouble) if number == 1 => return Err(trouble),
                Err(trouble) => {
                    gaps.push(format!("signature-{number}: {trouble}"));
                    break;
                }
            }
        }
        Ok(Signature { digest: digest.clone(), files, looked: self.http.lane().now(), gaps })
    }

    /// The size of a file; `None`: it is not there.
    async fn size(&self, digest: &Digest, number: u8) -> Result<Option<u64>, Trouble> {
        let (folder, file) = (format!("sha256={}", digest.hex()), format!("signature-{number}"));
        let url = under(&self.base, [folder.as_str(), file.as_str()]);
        let place = super::http::place(&url);
        let question = Question::get(url, "*/*", LARGEST);
        match self.http.ask(&question).await {
            Ok(answer) => {
                let bytes = answer.changed(&place)?.into_bytes()?;
                if bytes.is_empty() {
                    let detail = "the signature file is empty".to_owned();
                    return Err(Trouble::Unreadable { place, detail });
                }
                Ok(Some(bytes.len() as u64))
            }
            Err(Trouble::Missing { .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}
