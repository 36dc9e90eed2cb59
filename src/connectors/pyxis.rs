//! Pyxis: freshness grades of images, and the stage advisories that list a shipment's images
//! (reference/shipment-gitlab.md §9).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::body;
use super::http::{Http, Question, under};
use super::net::Net;
use crate::config::PyxisSettings;
use crate::domain::arch::Arch;
use crate::domain::clean;
use crate::domain::clock::Clock;
use crate::domain::digest::Digest;
use crate::domain::image_health::{Finding, GradeSpan, ImageGrade, current};
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// The catalogue.
#[derive(Debug)]
pub struct Pyxis {
    http: Http,
    /// stage advisories are kept elsewhere: their troubles must not close the way to the catalogue
    files: Http,
    base: Url,
}

const DEADLINE: Duration = Duration::from_secs(30);
const LARGEST: usize = 2 << 20;
/// Advisories list about 900 images in some hundred kilobytes.
const LARGEST_ADVISORY: usize = 8 << 20;
/// Images of an advisory that are looked at.
pub const MOST_IMAGES: usize = 2000;

#[derive(Deserialize)]
struct Advisory {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    content: Content,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    images: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "containerImage")]
    image: Option<String>,
    component: Option<String>,
    architecture: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    freshness_grades: Option<Vec<Grade>>,
}

#[derive(Deserialize)]
struct Grade {
    grade: Option<String>,
    start_date: Option<String>,
}

/// The images of an advisory.
#[derive(Debug, Default)]
pub struct Images {
    /// none of them looked at yet
    pub images: Vec<ImageGrade>,
    /// those that are not among them
    pub left_out: u32,
    /// why
    pub gaps: Vec<String>,
}

impl Pyxis {
    /// As configured.
    pub fn new(net: &Net, settings: &PyxisSettings, clock: Clock) -> Pyxis {
        let http = || Http::new(net.clone(), Service::Pyxis, clock, DEADLINE);
        Pyxis { http: http(), files: http(), base: settings.base_url.clone() }
    }

    /// The line to the catalogue.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The images that a stage advisory lists. The file is public inside the company: no login is sent.
    pub async fn images(&self, url: &Url) -> Result<Images, Trouble> {
        let place = super::http::place(url);
        let question = Question::get(url.clone(), "*/*", LARGEST_ADVISORY);
        let bytes = self.files.ask(&question).await?.changed(&place)?.into_bytes()?;
        let read: Result<Advisory, _> = yaml_serde::from_slice(&bytes);
        let advisory = read.map_err(|_| Trouble::Unreadable {
            place,
            detail: "this is not the YAML of an advisory".to_owned(),
        })?;
        Ok(listed(advisory.spec.content.images))
    }

    /// The grade of an image at `now`. Asked once more after a fault.
    pub async fn grade(&self, digest: &Digest, now: Timestamp) -> Result<Finding, Trouble> {
        match self.look(digest, now).await {
            Err(Trouble::Unreachable { .. } | Trouble::Unreadable { .. }) => {
                self.look(digest, now).await
            }
            other => other,
        }
    }

    async fn look(&self, digest: &Digest, now: Timestamp) -> Result<Finding, Trouble> {
        let mut url = under(&self.base, ["images"]);
        url.query_pairs_mut()
            .append_pair("filter", &format!("image_id=={digest}"))
            .append_pair("page_size", "100")
            .append_pair("page", "0");
        let place = super::http::place(&url);
        let question = Question::get(url, "application/json", LARGEST);
        let bytes = self.http.ask(&question).await?.changed(&place)?.into_bytes()?;
        let page: Page = body::json(&bytes, None, &place)?;
        // The same image may stand in several repositories; the worst of them counts.
        let found = page.data.into_iter().map(|record| current(&spans(record), now));
        let none = || Finding::Unknown("not in the catalogue".to_owned());
        Ok(found.max().unwrap_or_else(none))
    }
}

fn spans(record: Record) -> Vec<GradeSpan> {
    let spans = record.freshness_grades.unwrap_or_default().into_iter();
    spans
        .map(|span| GradeSpan {
            grade: span.grade,
            start: span.start_date.and_then(|start| start.parse().ok()),
        })
        .collect()
}

fn listed(all: Vec<Listed>) -> Images {
    let mut images = Images::default();
    let mut seen = BTreeMap::new();
    for listed in all {
        let spec = listed.image.unwrap_or_default();
        let name = listed.component.as_deref().unwrap_or("an image without a name");
        let component = clean::line(&clean::cut(name, 120));
        let Some(digest) = Digest::of_pull_spec(&spec) else {
            images.left_out += 1;
            if images.gaps.len() < 10 {
                images.gaps.push(format!("{component} is listed without a digest"));
            }
            continue;
        };
        if images.images.len() >= MOST_IMAGES {
            images.left_out += 1;
            continue;
        }
        if seen.insert(digest.clone(), ()).is_none() {
            let arch = listed.architecture.and_then(|arch| Arch::from_candidate_key(&arch));
            images.images.push(ImageGrade { component, arch, digest, finding: Finding::Unchecked });
        }
    }
    images
}
