//! The services strip: one mark per service, words only where something is not as it should be; and its
//! short form for low terminals (design/ux.md §4).

use ratatui::text::{Line, Span};

use super::clock;
use super::glyphs::Glyph;
use super::look::Look;
use super::theme::Token;
use crate::domain::freshness::Freshness;
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::store::{ServiceState, Snapshot};

/// The services that are always on the strip (design/ux.md §5a).
const ALWAYS: [Service; 9] = [
    Service::Streams,
    Service::Github,
    Service::Prow,
    Service::Gitlab,
    Service::Jira,
    Service::Errata,
    Service::Jenkins,
    Service::Slack,
    Service::Directory,
];

/// All services in one line that fits into `width`: when it is too long the services that nothing asks
/// give way first, then the words.
///
/// The services that every release hangs on are always there, the rest when something is not as it should
/// be; view Health has all of them.
pub fn strip(look: &Look, snapshot: &Snapshot, width: usize) -> Line<'static> {
    let all = line(look, snapshot, |_| true, true);
    if all.width() < width {
        return all;
    }
    let connected = |state: &ServiceState| *state != ServiceState::NotConnected;
    let words = line(look, snapshot, connected, true);
    if words.width() < width { words } else { line(look, snapshot, connected, false) }
}

/// `svc 1/2 ✗`: how many of the connected services answer, and the worst mark.
pub fn summary(look: &Look, snapshot: &Snapshot) -> Line<'static> {
    let states = Service::ALL.map(|service| snapshot.service(service));
    let connected = states.iter().filter(|state| **state != ServiceState::NotConnected);
    let fine = states.iter().filter(|state| **state == ServiceState::Fine).count();
    let worst = states.iter().map(mark).max_by_key(|glyph| rank(*glyph));
    let text = format!("svc {fine}/{} ", connected.count());
    let worst = worst.unwrap_or(Glyph::NotApplicable);
    let mut spans = vec![Span::styled(text, look.style(Token::UiHint)), look.mark(worst)];
    if worst == Glyph::Pass && Service::ALL.into_iter().any(|one| is_stale(one, snapshot)) {
        spans.push(look.mark(Glyph::Stale));
    }
    Line::from(spans)
}

/// A summary is never fresher than its parts: one old source makes the mark of its service old.
fn is_stale(service: Service, snapshot: &Snapshot) -> bool {
    snapshot
        .feeds
        .iter()
        .filter(|(source, _)| source.service() == service)
        .any(|(source, feed)| feed.freshness(*source, snapshot.now) == Freshness::Stale)
}

fn line(
    look: &Look,
    snapshot: &Snapshot,
    shown: impl Fn(&ServiceState) -> bool,
    with_words: bool,
) -> Line<'static> {
    let mut spans = Vec::new();
    for service in Service::ALL {
        let state = snapshot.service(service);
        let is_ailing = matches!(state, ServiceState::InTrouble { .. });
        if !shown(&state) || !(ALWAYS.contains(&service) || is_ailing) {
            continue;
        }
        spans.push(Span::raw(if spans.is_empty() { " " } else { "  " }));
        let token = match state {
            ServiceState::NotConnected => Token::UiMuted,
            _ => Token::UiHint,
        };
        spans.push(Span::styled(format!("{} ", service.name()), look.style(token)));
        spans.push(look.mark(mark(&state)));
        if state == ServiceState::Fine && is_stale(service, snapshot) {
            spans.push(look.mark(Glyph::Stale));
        }
        if let Some(words) = words(&state, snapshot.now).filter(|_| with_words) {
            spans.push(Span::styled(format!(" {words}"), look.style(Token::UiHint)));
        }
    }
    Line::from(spans)
}

/// The mark of a service.
pub fn mark(state: &ServiceState) -> Glyph {
    match state {
        ServiceState::NotConnected => Glyph::NotApplicable,
        ServiceState::Loading => Glyph::Queue,
        ServiceState::Fine => Glyph::Pass,
        ServiceState::InTrouble { trouble: Trouble::Throttled { .. }, .. } => Glyph::Paused,
        ServiceState::InTrouble { .. } => Glyph::Fail,
    }
}

/// How much a mark weighs in the summary.
fn rank(glyph: Glyph) -> u8 {
    match glyph {
        Glyph::Fail => 4,
        Glyph::Paused => 3,
        Glyph::Queue => 2,
        Glyph::Pass => 1,
        _ => 0,
    }
}

fn words(state: &ServiceState, now: Timestamp) -> Option<String> {
    match state {
        ServiceState::NotConnected | ServiceState::Fine => None,
        ServiceState::Loading => Some("asking".to_owned()),
        ServiceState::InTrouble { trouble, next, .. } => {
            let resumes = match trouble {
                Trouble::Throttled { retry_at } => retry_at.or(*next),
                _ => None,
            };
            let resumes = resumes.map(|at| format!(", resumes {}", clock::at(at, now)));
            Some(format!("{}{}", trouble.short(), resumes.unwrap_or_default()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::glyphs::GlyphSet;
    use crate::ui::sample;
    use crate::ui::theme::Theme;

    fn look(glyphs: GlyphSet) -> Look {
        Look { theme: Theme::plain(), glyphs }
    }

    #[test]
    fn words_stand_only_beside_services_that_are_not_well() {
        let retry_at = Some("2026-03-25T14:30:00Z".parse().unwrap());
        let limited = sample::github_in(Trouble::Throttled { retry_at });
        let refused = sample::github_in(Trouble::SignIn { detail: String::new() });
        let cases = [
            (
                sample::week(),
                " rc ✓  github ✓~  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –",
                "svc 2/2 ✓~",
            ),
            (
                limited,
                " rc ✓  github ▼ limited, resumes 14:30  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –",
                "svc 1/2 ▼",
            ),
            (
                refused,
                " rc ✓  github ✗ login needed  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –",
                "svc 1/2 ✗",
            ),
            (
                sample::first_start(),
                " rc ◌ asking  github ◌ asking  prow –  gitlab –  jira –  errata –  jenkins –  slack –  ldap –",
                "svc 0/2 ◌",
            ),
        ];
        for (snapshot, long, short) in cases {
            let look = look(GlyphSet::Unicode);
            assert_eq!(strip(&look, &snapshot, 120).to_string(), long);
            assert_eq!(summary(&look, &snapshot).to_string(), short);
        }
    }

    #[test]
    fn a_narrow_strip_leaves_out_what_is_not_connected_then_the_words() {
        let look = look(GlyphSet::Ascii);
        let snapshot = sample::github_in(Trouble::SignIn { detail: String::new() });
        assert_eq!(strip(&look, &snapshot, 80).to_string(), " rc +  github x login needed");
        assert_eq!(strip(&look, &snapshot, 20).to_string(), " rc +  github x");
    }
}
