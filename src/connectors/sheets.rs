//! Google Sheets: the tabs of a y-stream's legacy test report (reference/worksheet-and-advisory.md §A1–A2).
//! Two questions however many releases are looked for; the tool that wrote the sheet asked once per cell.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::google::Google;
use super::http::{Http, Question, place, under};
use super::net::Net;
use crate::config::SheetsSettings;
use crate::domain::clock::Clock;
use crate::domain::report::{CELLS, Report, Worksheet};
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;

/// Google Sheets.
#[derive(Debug)]
pub struct Sheets {
    http: Http,
    google: Google,
    base: Url,
}

const DEADLINE: Duration = Duration::from_secs(20);
const LARGEST: usize = 4 << 20;
/// Tabs read with one question.
const MOST_TABS: usize = 20;
const SCOPE: &str = "https://www.googleapis.com/auth/spreadsheets.readonly";

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    sheets: Vec<Tab>,
}

#[derive(Deserialize)]
struct Tab {
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    #[serde(rename = "sheetId", default)]
    id: i64,
    #[serde(default)]
    title: String,
}

#[derive(Deserialize)]
struct Values {
    #[serde(rename = "valueRanges", default)]
    ranges: Vec<Cells>,
}

#[derive(Deserialize)]
struct Cells {
    /// rows end with their last cell that is not empty
    #[serde(default)]
    values: Vec<Vec<Value>>,
}

impl Sheets {
    /// As configured.
    pub fn new(net: &Net, settings: &SheetsSettings, clock: Clock) -> Sheets {
        Sheets {
            http: Http::new(net.clone(), Service::Sheets, clock, DEADLINE),
            google: Google::new(net, &settings.credentials, SCOPE, Service::Sheets, clock),
            base: settings.base_url.clone(),
        }
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The tabs of these releases in a document.
    ///
    /// # Errors
    /// As any question; [`Trouble::Missing`] where the document is not there or not shared.
    pub async fn report(&self, document: &str, wanted: &[Release]) -> Result<Report, Trouble> {
        let mut url = self.under(&["v4", "spreadsheets", document]);
        url.query_pairs_mut().append_pair("fields", "sheets.properties(sheetId,title)");
        let tabs: Document = self.ask(url).await?;
        let mut report = Report::default();
        let mut found: Vec<(Release, i64)> = Vec::new();
        for release in wanted {
            let title = release.to_string();
            match tabs.sheets.iter().find(|tab| tab.properties.title == title) {
                Some(tab) if found.len() < MOST_TABS => found.push((*release, tab.properties.id)),
                Some(_) => report.gaps.push(format!("{release}: too many tabs, not read")),
                None => report.without.push(*release),
            }
        }
        if found.is_empty() {
            return Ok(report);
        }
        let mut url = self.under(&["v4", "spreadsheets", document, "values:batchGet"]);
        for (release, _) in &found {
            url.query_pairs_mut().append_pair("ranges", &format!("'{release}'!{CELLS}"));
        }
        let values: Values = self.ask(url).await?;
        // The ranges come in the order in which they were asked for.
        for ((release, id), cells) in found.into_iter().zip(values.ranges) {
            let rows: Vec<Vec<String>> =
                cells.values.iter().map(|row| row.iter().map(text).collect()).collect();
            let page = format!("https://docs.google.com/spreadsheets/d/{document}#gid={id}");
            let (sheet, gaps) = Worksheet::read(release, page, &rows);
            report.tabs.insert(release, sheet);
            report.gaps.extend(gaps);
        }
        Ok(report)
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, url: Url) -> Result<T, Trouble> {
        let spot = place(&url);
        let login = self.google.login().await?;
        let question = Question::get(url, "application/json", LARGEST).by(login);
        self.http.ask(&question).await?.changed(&spot)?.json()
    }

    fn under(&self, path: &[&str]) -> Url {
        under(&self.base, path.iter().copied())
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
