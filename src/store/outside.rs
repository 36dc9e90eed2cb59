//! Taking in what the services beside the branches and the release controller say.

use super::event::News;
use crate::domain::outside::Outside;
use crate::domain::source::Source;

/// Puts an answer in its place; true when it says something new. An answer that does not belong to its
/// source changes nothing.
pub(super) fn take(outside: &mut Outside, source: Source, news: News) -> bool {
    macro_rules! put {
        ($place:expr, $new:expr) => {{
            let (place, new) = (&mut $place, Some($new));
            let changed = *place != new;
            *place = new;
            changed
        }};
    }
    macro_rules! put_of {
        ($map:expr, $key:expr, $new:expr) => {{
            let new = $new;
            let changed = $map.get(&$key) != Some(&new);
            $map.insert($key, new);
            changed
        }};
    }
    match (source, news) {
        (Source::Bugs, News::Bugs(new)) => put!(outside.bugs, new),
        (Source::StageRuns, News::StageRuns(new)) => put!(outside.stage_runs, new),
        (Source::Chat, News::Chat(new)) => put!(outside.chat, new),
        (Source::Managers, News::Managers(new)) => put!(outside.managers, new),
        (Source::ReleasePayloads, News::ReleasePayloads(new)) => {
            put!(outside.release_payloads, new)
        }
        (Source::ReleaseConfig, News::ReleaseConfig(new)) => put!(outside.config, new),
        (Source::Runs(of), News::Runs(new)) => put_of!(outside.runs, of, new),
        (Source::Shipment(of), News::Shipment(new)) => put_of!(outside.shipments, of, new),
        (Source::Ticket(of), News::Ticket(new)) => put_of!(outside.tickets, of, new),
        (Source::Advisories(of), News::Advisories(new)) => put_of!(outside.advisories, of, new),
        (Source::Signature(of), News::Signature(new)) => put_of!(outside.signatures, of, new),
        (Source::ImageHealth(of), News::ImageHealth(new)) => {
            put_of!(outside.image_health, of, new)
        }
        (Source::Payload(of), News::Payload(new)) => put_of!(outside.payloads, of, new),
        (Source::Report(y), News::Report(new)) => put_of!(outside.reports, y, new),
        _ => false,
    }
}
