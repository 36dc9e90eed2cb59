//! What a pane says when it has no rows: loading, in trouble, or truly empty (design/ux.md §15).

use super::PaneCtx;
use crate::domain::source::{Service, Source};
use crate::store::feed::ServiceState;
use crate::ui::clock;

/// What stands in for rows while nothing is known: who is waited for, or what is wrong and what happens
/// next. One line each.
pub fn unknown(ctx: &PaneCtx<'_>, what: &str, service: Service) -> Vec<String> {
    match ctx.snapshot.service(service) {
        ServiceState::InTrouble { trouble, since, next, .. } => {
            let next = next
                .map_or_else(String::new, |next| format!(", trying again {}", clock::utc(next)));
            vec![
                format!("{what} not known: {} {trouble}", service.name()),
                format!("since {} UTC{next}  ({})", clock::utc(since), trouble.code()),
            ]
        }
        ServiceState::NotConnected => {
            vec![format!("{what} not known: {} is not connected", service.name())]
        }
        ServiceState::Loading | ServiceState::Fine => {
            vec![format!("loading {what}…  waiting for {}", service.name())]
        }
    }
}

/// Whether a source ever answered.
pub fn known(ctx: &PaneCtx<'_>, source: Source) -> bool {
    ctx.snapshot.feeds.get(&source).is_some_and(|feed| feed.fetched.is_some())
}

/// `0 of 12 match  text     Esc clears`.
pub fn filtered(of: usize, filter: &str) -> String {
    format!("0 of {of} match  {filter}     Esc clears")
}

/// `jira and gitlab are not connected`, for those of the services that are not.
pub fn not_connected(ctx: &PaneCtx<'_>, services: &[Service]) -> Option<String> {
    let names: Vec<&str> = services
        .iter()
        .filter(|service| ctx.snapshot.service(**service) == ServiceState::NotConnected)
        .map(|service| service.name())
        .collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} is not connected")),
        more => Some(format!("{} are not connected", more.join(" and "))),
    }
}
