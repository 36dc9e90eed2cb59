//! Reading the legacy test reports of y-streams with releases that have no StateBox. Where the sheets
//! are is in the release team's configuration.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Sheets;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::version::{Release, YStream};
use crate::store::{News, Snapshot};

/// The report of one y-stream.
struct ReportPoll {
    sheets: Arc<Sheets>,
    desk: Desk,
    y: YStream,
}

/// Releases of a y-stream that are looked for, the newest ones.
const MOST_RELEASES: usize = 20;

/// Puts a worker to work for every y-stream with a sheet and a release that needs it.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let sheets = Arc::new(Sheets::new(&desk.net, &desk.settings.sheets, desk.clock));
    let account = sheets.clone();
    hands.account(Service::Sheets, move || account.http().lane().health());
    let desk = desk.clone();
    let make = move |y| ReportPoll { sheets: sheets.clone(), desk: desk.clone(), y };
    hands.follow(Source::Report, wanted, make);
}

/// Releases without a StateBox, on the list or not.
fn limited(picture: &Snapshot) -> impl Iterator<Item = Release> + '_ {
    let all = picture.board.releases.iter();
    all.filter(|one| !one.facts.has_statebox).map(|one| one.release)
}

fn wanted(picture: &Snapshot) -> BTreeSet<YStream> {
    let Some(config) = &picture.outside.config else { return BTreeSet::new() };
    let has_sheet = |y: &YStream| config.reports.contains_key(y);
    limited(picture).map(|release| release.y).filter(has_sheet).collect()
}

impl Poll for ReportPoll {
    fn source(&self) -> Source {
        Source::Report(self.y)
    }

    fn every(&self) -> Duration {
        self.desk.settings.sheets.poll
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.sheets.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let (document, releases) = {
            let picture = self.desk.picture.borrow();
            let config = picture.outside.config.as_ref();
            let document = config.and_then(|config| config.reports.get(&self.y).cloned());
            let own = limited(&picture).filter(|release| release.y == self.y);
            let mut own: Vec<Release> = own.collect();
            own.sort_unstable_by(|a, b| b.cmp(a));
            own.truncate(MOST_RELEASES);
            (document, own)
        };
        let Some(document) = document else { return Answer::default() };
        match self.sheets.report(&document, &releases).await {
            Ok(report) => Answer::good(News::Report(Arc::new(report)), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
