//! What can be done and by which key: made from the catalogue, the keymap and the gate. Typing searches,
//! Enter does it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Outcome, boxed};
use crate::actions::{Action, CATALOG, Chord, Code, Entry, Focus, Group, Keymap, chord, gate};
use crate::store::Snapshot;
use crate::ui::glyphs::{Glyph, GlyphSet};
use crate::ui::input::TextField;
use crate::ui::line;
use crate::ui::look::Look;
use crate::ui::theme::Token;

/// Cells of a column: keys, words, and a gap.
const COLUMN: u16 = 38;
/// Cells for the keys.
const KEYS: usize = 10;
const GROUPS: [(Group, &str); 4] =
    [(Group::Move, "MOVE"), (Group::Look, "LOOK"), (Group::Find, "FIND"), (Group::Other, "OTHER")];

/// The open page.
#[derive(Debug, Default)]
pub struct Help {
    search: TextField,
    cursor: usize,
}

/// What the page is made from.
pub struct Material<'a> {
    /// keys
    pub keymap: &'a Keymap,
    /// where the operator was
    pub focus: &'a Focus,
    /// the picture behind
    pub snapshot: &'a Snapshot,
    /// how it looks
    pub look: &'a Look,
}

/// A row of the page.
enum Item {
    Heading(&'static str),
    Blank,
    Entry(usize, &'static Entry),
}

impl Help {
    /// Takes a key. `area` is where the page is drawn.
    pub fn press(&mut self, chord: Chord, keymap: &Keymap, area: Rect) -> Outcome {
        let found = self.found(keymap);
        let page = usize::from(columns(area)) * usize::from(rows(area)).max(1);
        let last = found.len().saturating_sub(1);
        let searching = !self.search.text().is_empty();
        match chord.code() {
            Code::Esc if searching => self.search = TextField::default(),
            Code::Esc | Code::F(1) => return Outcome::Close,
            Code::Char('?') if !searching => return Outcome::Close,
            Code::Enter => {
                return found
                    .get(self.cursor)
                    .map_or(Outcome::Stay, |entry| Outcome::Run(entry.action));
            }
            Code::Down | Code::Tab => self.cursor += 1,
            Code::Up | Code::BackTab => self.cursor = self.cursor.saturating_sub(1),
            Code::PageDown => self.cursor += page,
            Code::Char(' ') if !searching => self.cursor += page,
            Code::PageUp => self.cursor = self.cursor.saturating_sub(page),
            _ => {
                self.search.press(chord);
                self.cursor = 0;
            }
        }
        self.cursor = self.cursor.min(last);
        Outcome::Stay
    }

    /// Takes pasted text into the search.
    pub fn paste(&mut self, text: &str) {
        self.search.paste(text);
        self.cursor = 0;
    }

    /// Entries that fit the search by key, name or word, in the order of the page.
    fn found(&self, keymap: &Keymap) -> Vec<&'static Entry> {
        let wanted = self.search.text().trim();
        let small = wanted.to_lowercase();
        let fits = |entry: &&Entry| {
            let is_key = |chords: &&[Chord]| chord::print_sequence(chords) == wanted;
            entry.help.contains(&small)
                || entry.name.contains(&small)
                || keymap.chords_of(entry.action).iter().any(is_key)
        };
        let grouped = GROUPS
            .iter()
            .flat_map(|(group, _)| CATALOG.iter().filter(move |entry| entry.group == *group));
        grouped.filter(fits).collect()
    }

    /// The rows of the page: under headings, or plain while searching.
    fn items(&self, keymap: &Keymap) -> Vec<Item> {
        let (mut items, mut group) = (Vec::new(), None);
        for (number, entry) in self.found(keymap).into_iter().enumerate() {
            let heading = GROUPS.iter().find(|(own, _)| *own == entry.group);
            if self.search.text().is_empty() && group != Some(entry.group) {
                if group.is_some() {
                    items.push(Item::Blank);
                }
                items.extend(heading.map(|(_, words)| Item::Heading(words)));
                group = Some(entry.group);
            }
            items.push(Item::Entry(number, entry));
        }
        items
    }

    /// Draws the page.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, from: &Material<'_>) {
        let look = from.look;
        let title = format!("HELP  keymap {}", from.keymap.name());
        let inside = boxed::draw(buf, area, &title, "Enter runs the key   Esc close", look);
        if inside.is_empty() {
            return;
        }
        self.draw_search(buf, row(inside, 0), from);
        boxed::rule(buf, area, inside.y + 1, look);
        let rows = rows(area);
        let items = self.items(from.keymap);
        let page = usize::from(rows) * usize::from(columns(area));
        let at =
            items.iter().position(|item| matches!(item, Item::Entry(n, _) if *n == self.cursor));
        let pages = items.len().div_ceil(page.max(1)).max(1);
        let number = at.unwrap_or(0) / page.max(1);
        let width = inside.width / columns(area).max(1);
        for (place, item) in items.iter().skip(number * page).take(page).enumerate() {
            let (column, line) = (place / usize::from(rows), place % usize::from(rows));
            let (Ok(column), Ok(line)) = (u16::try_from(column), u16::try_from(line)) else {
                break;
            };
            let x = inside.x + column * width;
            let cell = Rect { x, y: inside.y + 2 + line, width, height: 1 };
            line::put(buf, cell.intersection(inside), self.item(item, from), look);
        }
        boxed::rule(buf, area, inside.y + 2 + rows, look);
        let more = match pages {
            1 => String::new(),
            _ => format!("({} of {pages}, Space more)", number + 1),
        };
        let chosen = self.found(from.keymap).get(self.cursor).map(|entry| detail(entry, from));
        let chosen = chosen.unwrap_or_else(|| Line::raw("nothing fits this search"));
        let foot = inside.y + 3 + rows - inside.y;
        line::ends(buf, row(inside, foot), chosen, Line::raw(more), look);
        for (number, text) in legend(look, inside.width.into()).into_iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            line::put(buf, row(inside, foot.saturating_add(1).saturating_add(number)), text, look);
        }
    }

    fn draw_search(&self, buf: &mut Buffer, area: Rect, from: &Material<'_>) {
        let (all, own) = from.keymap.counts();
        let changed = if own > 0 { format!(", {own} changed by you (*)") } else { String::new() };
        let mut spans = vec![Span::raw("type to search: ")];
        spans.extend(self.search.spans(usize::from(area.width / 2), from.look));
        let right = Line::styled(format!("{all} keys{changed}"), from.look.style(Token::UiMuted));
        line::ends(buf, area, Line::from(spans), right, from.look);
    }

    fn item(&self, item: &Item, from: &Material<'_>) -> Line<'static> {
        let look = from.look;
        let (number, entry) = match item {
            Item::Blank => return Line::default(),
            Item::Heading(words) => return Line::styled(*words, look.style(Token::UiTitle)),
            Item::Entry(number, entry) => (number, entry),
        };
        let refused = gate(entry.action, from.focus, from.snapshot).is_err();
        let cursor = match *number == self.cursor {
            true => look.mark(Glyph::Cursor),
            false => Span::raw(" "),
        };
        let keys = keys(entry.action, from);
        let pad = " ".repeat(KEYS.saturating_sub(keys.chars().count()));
        let words = if refused { Token::UiMuted } else { Token::OverlayFg };
        let mut spans = vec![
            cursor,
            Span::styled(format!(" {keys}"), look.style(Token::UiKey)),
            Span::raw(format!("{pad} ")),
        ];
        spans.push(if refused { look.mark(Glyph::NotApplicable) } else { Span::raw(" ") });
        spans.push(Span::raw(" "));
        spans.extend(highlighted(entry.help, self.search.text(), look.style(words), look));
        Line::from(spans)
    }
}

/// The place of the keys of one action: `j ↓`, at most [`KEYS`] cells.
fn keys(action: Action, from: &Material<'_>) -> String {
    let mut text = String::new();
    for chords in from.keymap.chords_of(action) {
        let next = match (chords, from.look.glyphs) {
            ([one], GlyphSet::Unicode) => arrow(one.code()).map(str::to_owned),
            _ => None,
        };
        let next = next.unwrap_or_else(|| chord::print_sequence(chords));
        let space = usize::from(!text.is_empty());
        if text.chars().count() + next.chars().count() + space + 1 > KEYS {
            break;
        }
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(&next);
    }
    if from.keymap.is_changed(action) {
        text.push('*');
    }
    text
}

fn arrow(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::Up => "↑",
        Code::Down => "↓",
        Code::Left => "←",
        Code::Right => "→",
        _ => return None,
    })
}

/// The chosen entry in full: its words, its name in keymaps, and why it cannot be done.
fn detail(entry: &Entry, from: &Material<'_>) -> Line<'static> {
    let look = from.look;
    let said = match gate(entry.action, from.focus, from.snapshot) {
        Ok(()) => Span::styled("ok", look.style(Token::StatusPass)),
        Err(refusal) => Span::styled(refusal.0, look.style(Token::StatusWarn)),
    };
    let name = Span::styled(format!("   {}   ", entry.name), look.style(Token::UiMuted));
    Line::from(vec![Span::raw(entry.help), name, said])
}

/// A text with the part that was searched for.
fn highlighted(
    text: &'static str,
    wanted: &str,
    style: ratatui::style::Style,
    look: &Look,
) -> Vec<Span<'static>> {
    let wanted = wanted.trim().to_lowercase();
    let split = (!wanted.is_empty()).then(|| text.split_once(wanted.as_str())).flatten();
    match split {
        None => vec![Span::styled(text, style)],
        Some((before, after)) => vec![
            Span::styled(before, style),
            Span::styled(wanted, look.style(Token::Match)),
            Span::styled(after, style),
        ],
    }
}

/// What the marks mean, in lines of at most `width` cells.
fn legend(look: &Look, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    for (glyph, word) in Glyph::LEGEND {
        let cells = word.chars().count() + 2;
        let fits = |line: &Line<'_>| line.width() == 0 || line.width() + cells + 2 <= width;
        if !lines.last().is_some_and(fits) {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            if line.width() > 0 {
                line.spans.push(Span::raw("  "));
            }
            line.spans.extend([look.mark(glyph), Span::raw(format!(" {word}"))]);
        }
    }
    lines
}

/// Rows that are not entries: edges, search, two rules, the chosen entry, three of marks.
const OTHER_ROWS: u16 = 9;

/// The height the page would like.
pub fn wanted_height(width: u16) -> u16 {
    let items = CATALOG.len() + 2 * GROUPS.len() - 1;
    let columns = usize::from(columns(Rect { x: 0, y: 0, width, height: 1 }));
    u16::try_from(items.div_ceil(columns)).unwrap_or(u16::MAX).saturating_add(OTHER_ROWS)
}

fn columns(area: Rect) -> u16 {
    (area.width.saturating_sub(4) / COLUMN).max(1)
}

fn rows(area: Rect) -> u16 {
    // A low terminal shows entries before it shows what the marks mean.
    area.height.saturating_sub(OTHER_ROWS).max(area.height.saturating_sub(6).min(4)).max(1)
}

/// A row of the room inside, empty when there is none.
fn row(inside: Rect, number: u16) -> Rect {
    let y = inside.y.saturating_add(number);
    Rect { y, height: 1, ..inside }.intersection(inside)
}
