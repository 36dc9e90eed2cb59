//! Looking up the grades of a shipment's images: slowly, some at a time. What was looked up stays for its
//! digest, and what is not looked up yet is said to be so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use url::Url;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Pyxis;
use crate::domain::digest::Digest;
use crate::domain::image_health::{Finding, ImageHealth};
use crate::domain::releases::Activity;
use crate::domain::shipment::Shipment;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// The grades of one release's images.
struct ImageHealthPoll {
    pyxis: Arc<Pyxis>,
    desk: Desk,
    release: Release,
    /// what this round has found out so far
    found: BTreeMap<Digest, Finding>,
    unfinished: bool,
    /// the list was told, so that what is not looked at yet can be counted
    listed: bool,
}

/// Look-ups before what was found so far is told.
const AT_A_TIME: usize = 20;
/// Look-ups under way at once.
const TOGETHER: usize = 3;
/// Between two portions of a round, program's time.
const SOON: Duration = Duration::from_secs(20);

/// Puts a worker to work for every active release whose shipment has a stage advisory.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let pyxis = Arc::new(Pyxis::new(&desk.net, &desk.settings.pyxis, desk.clock));
    let account = pyxis.clone();
    hands.account(Service::Pyxis, move || account.http().lane().health());
    let desk = desk.clone();
    hands.follow(Source::ImageHealth, wanted, move |release| ImageHealthPoll {
        pyxis: pyxis.clone(),
        desk: desk.clone(),
        release,
        found: BTreeMap::new(),
        unfinished: false,
        listed: false,
    });
}

fn wanted(picture: &Snapshot) -> BTreeSet<Release> {
    let active = picture.board.releases.iter().filter(|one| one.activity == Activity::Active);
    let on_stage = |release: &Release| {
        let shipment = picture.outside.shipments.get(release);
        shipment.is_some_and(|shipment| !addresses(shipment).is_empty())
    };
    active.map(|known| known.release).filter(on_stage).collect()
}

/// Where the stage advisories are; fragments of catalogues have none that count.
fn addresses(shipment: &Shipment) -> Vec<String> {
    let stage = |file: &crate::domain::shipment::ShipmentFile| {
        file.content.stage_advisory.as_ref()?.internal_url.clone()
    };
    let files = shipment.files.iter().filter(|file| !file.path.to_lowercase().contains(".fbc."));
    files.filter_map(stage).collect()
}

impl ImageHealthPoll {
    /// The images as the advisories list them. Trouble only when none of them could be read.
    async fn list(&self) -> Result<ImageHealth, Trouble> {
        let addresses = {
            let picture = self.desk.picture.borrow();
            picture.outside.shipments.get(&self.release).map(|one| addresses(one))
        };
        let (mut health, mut last, mut read) = (ImageHealth::default(), None, false);
        for address in addresses.unwrap_or_default() {
            let Ok(url) = Url::parse(&address) else {
                health.gaps.push("a stage advisory has no usable address".to_owned());
                continue;
            };
            match self.pyxis.images(&url).await {
                Ok(images) => {
                    read = true;
                    health.images.extend(images.images);
                    health.gaps.extend(images.gaps);
                    health.left_out += images.left_out;
                }
                Err(trouble) => {
                    health.gaps.push(format!("stage advisory {}: {trouble}", url.path()));
                    last = Some(trouble);
                }
            }
        }
        match last {
            Some(trouble) if !read => Err(trouble),
            _ => Ok(health),
        }
    }

    /// What is known from the last rounds, also those of an earlier run: good grades only, so that what was
    /// bad or unknown is looked at again.
    fn known(&self) -> BTreeMap<Digest, Finding> {
        let picture = self.desk.picture.borrow();
        let before = picture.outside.image_health.get(&self.release);
        let grades = before.iter().flat_map(|health| &health.images);
        let good = grades.filter(|image| image.finding.is_healthy());
        good.map(|image| (image.digest.clone(), image.finding.clone())).collect()
    }
}

impl Poll for ImageHealthPoll {
    fn source(&self) -> Source {
        Source::ImageHealth(self.release)
    }

    fn every(&self) -> Duration {
        let every = self.desk.settings.pyxis.poll;
        if self.unfinished && !every.is_zero() { every.min(SOON) } else { every }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.pyxis.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let mut health = match self.list().await {
            Ok(health) => health,
            Err(trouble) => return Answer::bad(trouble),
        };
        let now = self.desk.clock.time(Timestamp::now());
        let known = self.known();
        // A round that is over begins anew: grades get worse with time.
        let mut found = if self.unfinished { self.found.clone() } else { BTreeMap::new() };
        let due = health.images.iter().map(|image| &image.digest);
        let due = due.filter(|digest| !found.contains_key(*digest));
        // The list comes first, without a look-up: those take minutes.
        let due = due.take(if self.listed { AT_A_TIME } else { 0 });
        let looked: Vec<(Digest, Result<Finding, Trouble>)> =
            futures_util::stream::iter(due.cloned().collect::<Vec<_>>())
                .map(|digest| async {
                    let finding = self.pyxis.grade(&digest, now).await;
                    (digest, finding)
                })
                .buffer_unordered(TOGETHER)
                .collect()
                .await;
        let all_failed = !looked.is_empty() && looked.iter().all(|(_, found)| found.is_err());
        let mut failed = None;
        for (digest, finding) in looked {
            let finding = finding.unwrap_or_else(|trouble| {
                let finding = Finding::Unknown(trouble.to_string());
                failed = Some(trouble);
                finding
            });
            found.insert(digest, finding);
        }
        if let Some(trouble) = failed.filter(|_| all_failed) {
            return Answer::bad(trouble);
        }
        for image in &mut health.images {
            let finding = found.get(&image.digest).or_else(|| known.get(&image.digest));
            image.finding = finding.cloned().unwrap_or(Finding::Unchecked);
        }
        self.unfinished = health.images.iter().any(|image| !found.contains_key(&image.digest));
        self.found = found;
        self.listed = true;
        Answer::good(News::ImageHealth(Arc::new(health)), None)
    }
}
