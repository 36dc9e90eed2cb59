//! The first row: program, profile, mode and scope at the left; freshness and the time at the right.

use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::clock;
use super::glyphs::Glyph;
use super::line;
use super::look::Look;
use super::remedy::offline_since;
use super::theme::Token;
use crate::domain::freshness::Freshness;
use crate::domain::source::Source;
use crate::domain::time::{Timestamp, age, day, weekday_date};
use crate::domain::version::Release;
use crate::store::Snapshot;

/// Narrower than this, words are short (design/ux.md §11).
const LONG: u16 = 100;

/// Which configuration is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `prod`, `stage`, `demo`
    pub name: String,
    /// written in capitals and in its own colour
    pub danger: bool,
}

/// What the screen is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// so many releases; `None` while it is not known
    All(Option<usize>),
    /// one, or none yet
    One(Option<Release>),
}

/// What the header needs besides the snapshot.
#[derive(Debug)]
pub struct Header<'a> {
    /// which configuration
    pub profile: &'a Profile,
    /// what the screen is about
    pub scope: Scope,
    /// the view stands still since then
    pub frozen: Option<Timestamp>,
    /// where the facts of this view come from
    pub sources: &'a [Source],
    /// the operator's own time
    pub zone: &'a TimeZone,
}

/// Draws the header.
pub fn draw(buf: &mut Buffer, area: Rect, header: &Header<'_>, look: &Look, snapshot: &Snapshot) {
    let base = look.style(Token::UiHeaderBg).patch(look.style(Token::UiHeaderFg));
    buf.set_style(area, base);
    let long = area.width >= LONG;
    let left = left(header, look, long);
    // What gives way when the two ends meet: the local time, the date, the freshness; never the time.
    let right = (0..=3)
        .map(|dropped| right(header, look, snapshot, long, dropped))
        .find(|right| left.width() + right.width() + 2 <= usize::from(area.width));
    line::ends(buf, area, left, right.unwrap_or_default(), look);
}

fn left(header: &Header<'_>, look: &Look, long: bool) -> Line<'static> {
    let Profile { name, danger } = header.profile;
    let (name, token) = match danger {
        true => (name.to_uppercase(), Token::ProfileDanger),
        false => (name.clone(), Token::ProfileNormal),
    };
    let count = |count: Option<usize>| {
        count.map_or_else(|| look.text(Glyph::Unknown).to_owned(), |count| count.to_string())
    };
    let scope = match (header.scope, long) {
        (Scope::All(all), true) => format!("scope: all releases ({})", count(all)),
        (Scope::All(all), false) => format!("all ({})", count(all)),
        (Scope::One(release), long) => {
            let release = release.map_or("no release".to_owned(), |release| release.to_string());
            if long { format!("scope: {release}") } else { release }
        }
    };
    let name = Span::styled(name, look.style(token));
    let mode = Span::styled("READ-ONLY", look.style(Token::ModeReadonly));
    Line::from(match long {
        true => vec![
            Span::styled(" oar-tui   ", look.style(Token::UiTitle)),
            name,
            Span::raw("   "),
            mode,
            Span::raw(format!("   {scope}")),
        ],
        false => {
            vec![Span::raw(" "), name, Span::raw(" "), mode, Span::raw(format!("  {scope}"))]
        }
    })
}

/// The right end with its parts from the least to the most important `dropped`.
fn right(
    header: &Header<'_>,
    look: &Look,
    snapshot: &Snapshot,
    long: bool,
    dropped: usize,
) -> Line<'static> {
    let now = snapshot.now;
    let utc = now.to_zoned(TimeZone::UTC);
    let mut spans = if dropped < 3 { data(header, look, snapshot, long) } else { Vec::new() };
    if !spans.is_empty() {
        spans.push(Span::raw(if long { "   " } else { "  " }));
    }
    if dropped < 2 {
        spans.push(Span::raw(match long {
            true => format!("{}  ", weekday_date(day(now))),
            false => {
                let weekday: String = utc.strftime("%a").to_string().chars().take(2).collect();
                format!("{weekday} {} ", utc.day())
            }
        }));
    }
    spans.push(Span::raw(format!("{} UTC", clock::utc(now))));
    if dropped < 1 && long {
        spans.push(Span::raw(format!("  {} local", clock::hour(now, header.zone))));
    }
    Line::from(spans)
}

/// How old what is shown may be: `data ≤3m, 1 stale~`, `OFFLINE since 14:02`, `FROZEN 14:07`.
fn data(header: &Header<'_>, look: &Look, snapshot: &Snapshot, long: bool) -> Vec<Span<'static>> {
    let styled = |text: String, token| Span::styled(text, look.style(token));
    if let Some(at) = header.frozen {
        return vec![styled(format!("FROZEN {}", clock::at(at, snapshot.now)), Token::FreshStale)];
    }
    if let Some(since) = offline_since(snapshot) {
        let word = if long { "OFFLINE since" } else { "OFFLINE" };
        let text = format!("{word} {}", clock::at(since, snapshot.now));
        return vec![styled(text, Token::FreshOffline)];
    }
    // A view of this program's own knowledge has no age.
    if header.sources.is_empty() {
        return Vec::new();
    }
    // Stale facts are counted; the age is that of the others, as long as there are others.
    let is_stale = |source: &Source| {
        let feed = snapshot.feeds.get(source);
        feed.is_some_and(|feed| feed.freshness(*source, snapshot.now) == Freshness::Stale)
    };
    let fresh: Vec<Source> =
        header.sources.iter().copied().filter(|source| !is_stale(source)).collect();
    let (oldest, worst) = match snapshot.freshness_of(&fresh) {
        (None, _) => snapshot.freshness_of(header.sources),
        known => known,
    };
    let counts = Counts::of(header.sources, snapshot);
    let Some(oldest) = oldest else {
        let word = if counts.loading > 0 { "loading" } else { "no data" };
        let text =
            if long && counts.loading > 0 { format!("data {word}") } else { word.to_owned() };
        return vec![styled(text, Token::FreshAging)];
    };
    let old = age(oldest, snapshot.now);
    let at_most = if old.starts_with('<') { "" } else { look.text(Glyph::AtMost) };
    let prefix = if long { "data " } else { "" };
    let token = match worst {
        Freshness::Now => Token::UiHeaderFg,
        Freshness::Aging => Token::FreshAging,
        Freshness::Stale | Freshness::Never => Token::FreshStale,
    };
    let mut spans = vec![styled(format!("{prefix}{at_most}{old}"), token)];
    spans.extend(counts.words(look, long).map(|(text, style)| Span::styled(text, style)));
    spans
}

/// Sources that are not simply fine.
#[derive(Default)]
struct Counts {
    loading: usize,
    stale: usize,
    unknown: usize,
}

impl Counts {
    fn of(sources: &[Source], snapshot: &Snapshot) -> Counts {
        let mut counts = Counts::default();
        for source in sources {
            let feed = snapshot.feeds.get(source);
            let level = feed.map_or(Freshness::Never, |feed| feed.freshness(*source, snapshot.now));
            let well = feed.is_some_and(|feed| feed.trouble.is_none());
            // Old, well and due: it is being asked right now.
            let due = feed.is_some_and(|feed| feed.next.is_none_or(|next| next <= snapshot.now));
            match level {
                Freshness::Stale | Freshness::Never if well && due => counts.loading += 1,
                Freshness::Stale => counts.stale += 1,
                Freshness::Never => counts.unknown += 1,
                Freshness::Now | Freshness::Aging => {}
            }
        }
        counts
    }

    fn words(&self, look: &Look, long: bool) -> impl Iterator<Item = (String, Style)> {
        let style = look.style(Token::FreshStale);
        let (stale, unknown) = (look.text(Glyph::Stale), look.text(Glyph::Unknown));
        let part = |count: usize, word: &str, mark: &str| match (count, long) {
            (0, _) => None,
            (count, true) => Some(format!(", {count} {word}{mark}")),
            (count, false) => Some(format!(" {count}{mark}")),
        };
        let loading = (self.loading > 0).then_some(if long { ", loading" } else { " loading" });
        [
            loading.map(str::to_owned),
            part(self.stale, "stale", stale),
            part(self.unknown, "unknown", unknown),
        ]
        .into_iter()
        .flatten()
        .map(move |text| (text, style))
    }
}
