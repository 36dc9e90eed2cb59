//! QE's word about payloads, some minutes after the StateBox has it: a lead who judged a build marks it.

use std::collections::HashMap;

use super::calendar::MINUTE;
use super::course::Done;
use super::release::Release;
use crate::sandbox::clusters::plan::QeMark;

/// All of them, in order.
pub(super) fn plan(releases: &[Release], done: &HashMap<String, Done>) -> Vec<QeMark> {
    let mut marks = Vec::new();
    for release in releases {
        let Some(done) = done.get(&release.name) else { continue };
        let accepted =
            |build: String| move |at| QeMark { at: at + 3 * MINUTE, build, accepted: true };
        marks.extend(done.analyzed.map(accepted(release.candidate())));
        marks.extend(done.judged.map(accepted(release.name.clone())));
    }
    marks.sort_by_key(|mark| mark.at);
    marks
}
