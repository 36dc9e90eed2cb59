//! The columns of the table of releases, and what stands in each.

use ratatui::style::Modifier;

use super::super::{PaneCtx, words};
use super::beside;
use crate::domain::arch::Arch;
use crate::domain::builds::BuildName;
use crate::domain::freshness::Freshness;
use crate::domain::releases::{Activity, Assessment, StateWord};
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::TaskName;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Class, Column};
use crate::ui::theme::Token;
use crate::ui::widgets::age::{self, Age};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::text::{self, CutSide};

/// A column's subject.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the headings say it")]
pub enum Fact {
    Release,
    State,
    Due,
    Tasks,
    Now,
    Phases,
    Jobs,
    OnQa,
    Shipment,
    Why,
    Age,
}

/// Cells of the column of jobs.
const JOBS: usize = 4;

/// How many columns there are.
pub const COUNT: usize = 11;

/// The columns of a width class, with the priorities of design/ux.md §11.
pub fn columns(class: Class, release: usize) -> [(Fact, Column); COUNT] {
    let wide = class >= Class::Medium;
    let pick = |small, medium| if wide { medium } else { small };
    let phases = if wide {
        Column::fixed("amd arm mul ppc s39", 7, 19)
    } else {
        Column::fixed("amaps", 7, 5)
    };
    let on_qa = if wide {
        Column::fixed("ON_QA TIER  NEXT", 6, beside::ON_QA)
    } else {
        Column::fixed("ON_QA   NEXT", 6, beside::ON_QA_SMALL)
    };
    [
        (Fact::Release, Column::fixed("RELEASE", 1, release).frozen()),
        (Fact::State, Column::fixed("STATE", 2, 8)),
        (Fact::Due, Column::fixed("DUE", 3, 7)),
        (Fact::Tasks, Column::fixed(pick_text(wide, "TSK", "TASKS"), 5, pick(3, 9))),
        (Fact::Now, Column::flexible("NOW", 4, (15, 21, pick(40, 34)), CutSide::Middle)),
        (Fact::Phases, phases),
        (Fact::Jobs, Column::fixed("JOBS", 9, JOBS)),
        (Fact::OnQa, on_qa),
        (Fact::Shipment, Column::fixed("SHIPMENT MR", 10, beside::SHIPMENT)),
        (Fact::Why, Column::flexible("WHY", 11, (12, 24, usize::MAX), CutSide::End)),
        (Fact::Age, Column::fixed("AGE", 8, 5).right()),
    ]
}

fn pick_text(wide: bool, small: &'static str, medium: &'static str) -> &'static str {
    if wide { medium } else { small }
}

/// Writes one fact of a release where the pen stands.
pub fn draw(
    pen: &mut Pen<'_>,
    fact: Fact,
    column: &Column,
    width: usize,
    row: &Assessment,
    age: &Age,
    ctx: &PaneCtx<'_>,
) {
    let look = ctx.look;
    let put = |pen: &mut Pen<'_>, text: &str, token: Token| {
        pen.cell(text, width, column.cut, column.align, look.style(token));
    };
    match fact {
        Fact::Release => {
            let token = if row.activity == Activity::Active { Token::UiFg } else { Token::UiMuted };
            let style = look.style(token).add_modifier(Modifier::BOLD);
            pen.cell(&row.release.to_string(), width, column.cut, column.align, style);
        }
        Fact::State => put(pen, row.state.word(), words::release(row).token()),
        Fact::Due => {
            let (text, token) = words::due(row.due, ctx.snapshot, Source::BuildData(row.release.y));
            put(pen, &text, token);
        }
        Fact::Tasks => tasks(pen, row, width > 5, ctx),
        Fact::Now => now(pen, row, column, width, ctx),
        Fact::Phases => phases(pen, row, width > 5, ctx),
        Fact::Jobs => jobs(pen, row, ctx),
        Fact::OnQa => beside::on_qa(pen, row.release, width >= beside::ON_QA, ctx),
        Fact::Shipment => beside::shipment(pen, row.release, ctx),
        Fact::Why => {
            let why = row.reasons.first().map_or("", |reason| match reason.detail.as_str() {
                "" => reason.what.as_str(),
                detail => detail,
            });
            put(pen, why, Token::UiMuted);
        }
        Fact::Age => {
            let aging = age.level >= Freshness::Aging;
            put(pen, &age.text, if aging { Token::FreshAging } else { Token::UiMuted });
        }
    }
}

/// `▰▰▱▱▱ 4/9`, or `4/9` alone; `?` while its StateBox was not read.
fn tasks(pen: &mut Pen<'_>, row: &Assessment, bar: bool, ctx: &PaneCtx<'_>) {
    let of = TaskName::TRACKED.len();
    let read = age::level(ctx.snapshot, Source::Branch(Branch::ZStream)) != Freshness::Never;
    let Some(passed) = row.passed.map(usize::from).filter(|_| read) else {
        pen.mark(Glyph::Unknown);
        return;
    };
    if bar {
        let full = (passed * 5 / of).min(5);
        for place in 0..5 {
            pen.mark(if place < full { Glyph::BarFull } else { Glyph::BarEmpty });
        }
        pen.skip(1);
    }
    pen.text(&format!("{passed}/{of}"));
}

/// What happens now and for how long; what holds a blocked release carries the mark of it. The words
/// give way, the age does not.
fn now(pen: &mut Pen<'_>, row: &Assessment, column: &Column, width: usize, ctx: &PaneCtx<'_>) {
    let since = row.now.since.map_or_else(String::new, |at| {
        format!(" {}", age::since(at, ctx.snapshot.now, ctx.relative))
    });
    let held = row.reasons.first().filter(|_| row.state == StateWord::Blocked);
    let mark = held.map(|reason| words::weight(reason.weight));
    let room = width.saturating_sub(since.len() + 2 * usize::from(mark.is_some()));
    let what = text::safe(&row.now.what);
    pen.text(&text::cut(&what, room, column.cut));
    if let Some(mark) = mark {
        pen.skip(1).mark(mark);
    }
    pen.text(&since);
}

/// Five marks; with room for it a stale one carries its `~`.
fn phases(pen: &mut Pen<'_>, row: &Assessment, wide: bool, ctx: &PaneCtx<'_>) {
    for (arch, phase) in Arch::ALL.into_iter().zip(row.phases) {
        let (glyph, _) = words::phase(phase);
        if !wide {
            pen.mark(glyph);
            continue;
        }
        let stale = age::level(ctx.snapshot, Source::Tags(arch)) == Freshness::Stale;
        pen.skip(1).mark(glyph);
        if stale && glyph != Glyph::Unknown {
            pen.mark(Glyph::Stale);
        } else {
            pen.skip(1);
        }
        if arch != Arch::S390x {
            pen.skip(1);
        }
    }
}

/// Required jobs passed: `1/3`; `–` where there is no build, `?` while results were not read.
fn jobs(pen: &mut Pen<'_>, row: &Assessment, ctx: &PaneCtx<'_>) {
    let read = age::level(ctx.snapshot, Source::Branch(Branch::Record)) != Freshness::Never;
    let unread = !read || row.jobs.build.is_none() && has_unread_results(row, ctx);
    let Some(required) = row.jobs.required.filter(|_| !unread) else {
        pen.mark(Glyph::Unknown);
        return;
    };
    if row.jobs.build.is_none() || required == 0 {
        pen.skip(2).mark(Glyph::NotApplicable);
    } else {
        let done = row.jobs.passed == required;
        let text = format!("{}/{required}", row.jobs.passed);
        // A count is never fresher than what was counted.
        let stale = age::level(ctx.snapshot, Source::Branch(Branch::Record)) >= Freshness::Stale;
        pen.word(&text, if done && !stale { Token::StatusPass } else { Token::UiFg });
        if stale && text.len() < JOBS {
            pen.mark(Glyph::Stale);
        }
    }
}

/// A file of its build is there and cannot be read.
fn has_unread_results(row: &Assessment, ctx: &PaneCtx<'_>) -> bool {
    let promoted = BuildName(row.release.to_string());
    let own = |name: &BuildName| *name == promoted || Some(name) == row.facts.candidate.as_ref();
    let builds = ctx.snapshot.board.builds_of(row.release.y).iter();
    let own = builds.filter(|build| own(&build.name));
    own.filter_map(|build| build.tested_on(Arch::Amd64)).any(|tested| tested.results.is_none())
}
