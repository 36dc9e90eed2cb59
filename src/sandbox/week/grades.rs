//! Grades of the images that the week's shipments hold. They tell what the image checks of the StateBoxes
//! found: two images of the blocked release are bad until its second check, all others are good.

use super::calendar::{DAY, MINUTE};
use super::ledger::Window;
use super::release::Release;
use super::roles::Role;
use super::shipment_files::digest;
use crate::sandbox::gitlab::plan::Shipments;
use crate::sandbox::gitlab::texts::images;
use crate::sandbox::pyxis::plan::{Catalogue, Graded};

/// The images of the blocked release that are bad, with their grades.
const BAD: [(&str, char); 2] = [("etcd", 'C'), ("installer", 'D')];
/// The one whose look-up fails.
const LOST: &str = "tests";
/// Minutes after the start at which both are mended, before the second check.
const MENDED: i64 = 85;

/// All of them.
pub(super) fn plan(window: &Window, releases: &[Release], shipments: &Shipments) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for request in &shipments.requests {
        for (_, text) in request.commits.iter().flat_map(|commit| &commit.files) {
            for (component, arch, digest) in images(text) {
                let made = request.opened - DAY;
                let good = if digest.ends_with(['0', '7', 'c']) { 'B' } else { 'A' };
                // every grade gets worse with time
                let grades = vec![(made, good), (made + 120 * DAY, 'C')];
                let component = component.to_owned();
                let image = Graded { component, arch, made, grades, lost_until: None };
                catalogue.entry(format!("sha256:{digest}")).or_insert(image);
            }
        }
    }
    let mended = window.start + MENDED * MINUTE;
    for release in releases.iter().filter(|release| release.role == Role::Blocked) {
        let key = |component| format!("sha256:{}", digest(&release.name, component));
        for (component, grade) in BAD {
            if let Some(image) = catalogue.get_mut(&key(component)) {
                image.grades = vec![(image.made, grade), (mended, 'B')];
            }
        }
        if let Some(image) = catalogue.get_mut(&key(LOST)) {
            image.lost_until = Some(mended);
        }
    }
    catalogue
}

#[cfg(test)]
mod tests {
    use crate::sandbox::week::plan;
    use crate::sandbox::week::tests::world::{scenario, wednesday};

    #[test]
    fn two_images_are_bad_and_one_cannot_be_looked_up_until_they_are_mended() {
        let catalogue = plan(&scenario(), 1, wednesday()).plans.catalogue;
        let counts = |minutes: i64| {
            let now = wednesday().as_second() + minutes * 60;
            let there = || catalogue.values().filter(|image| image.made <= now);
            let grade = |grades: &[(i64, char)]| {
                grades.iter().rev().find(|(from, _)| *from <= now).map(|(_, grade)| *grade)
            };
            let bad = there().filter(|image| grade(&image.grades) > Some('B')).count();
            (bad, there().filter(|image| image.lost_until.is_some_and(|end| now < end)).count())
        };
        assert!(catalogue.len() > 500, "{}", catalogue.len());
        assert_eq!((counts(-200), counts(0), counts(90)), ((2, 1), (2, 1), (0, 0)));
    }
}
