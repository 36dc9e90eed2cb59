//! Drawing the screen.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Screen;
use super::regions::{self, Regions};
use crate::actions::{Focus, Place};
use crate::store::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::footer;
use crate::ui::glyphs::Glyph;
use crate::ui::header::{self, Header};
use crate::ui::line;
use crate::ui::message;
use crate::ui::overlays::{Overlay, errors, help, log};
use crate::ui::panes::{PaneCtx, View, overview};
use crate::ui::services;
use crate::ui::theme::Token;
use crate::ui::views_row;

impl Screen {
    /// Draws everything from the newest snapshot. The only thing remembered is the size.
    pub fn draw(&mut self, frame: &mut Frame<'_>, snapshot: &Snapshot) {
        let area = frame.area();
        self.size = area;
        self.settle(snapshot);
        self.paint(frame.buffer_mut(), area, snapshot);
    }

    fn paint(&self, buf: &mut Buffer, area: Rect, snapshot: &Snapshot) {
        let look = &self.look;
        buf.set_style(area, look.style(Token::UiBg).patch(look.style(Token::UiFg)));
        match regions::regions(area) {
            Some(regions) => self.paint_regions(buf, &regions, snapshot),
            None => self.paint_digest(buf, area, snapshot),
        }
        self.paint_overlay(buf, area, snapshot);
    }

    fn paint_regions(&self, buf: &mut Buffer, at: &Regions, snapshot: &Snapshot) {
        let look = &self.look;
        let picture = self.picture(snapshot);
        let frozen = (!std::ptr::eq(picture, snapshot)).then_some(picture.now);
        let sources = self.sources(snapshot);
        let header = Header {
            profile: &self.profile,
            scope: self.scope(picture),
            frozen,
            sources: &sources,
            zone: &self.zone,
        };
        header::draw(buf, at.header, &header, look, snapshot);
        let wrong = errors::count(snapshot, &self.problems);
        let low = at.services.is_empty();
        views_row::draw(buf, at.views, self.view, wrong, low, look, snapshot);
        let strip = services::strip(look, snapshot, at.services.width.into());
        line::put(buf, at.services, strip, look);
        self.views.draw(self.view, buf, at.body, &self.ctx(picture));
        let rule = look.text(Glyph::Rule).repeat(at.rule.width.into());
        line::put(buf, at.rule, Line::styled(rule, look.style(Token::UiRule)), look);
        self.paint_message(buf, at.message, snapshot);
        self.paint_footer(buf, at.footer, picture);
    }

    /// What is typed, then what was done, then the rest of a sequence, then how the data stand.
    fn paint_message(&self, buf: &mut Buffer, area: Rect, snapshot: &Snapshot) {
        if let Some(text) = self.message_line(area.width, snapshot) {
            line::put(buf, area, text, &self.look);
        }
    }

    fn message_line(&self, width: u16, snapshot: &Snapshot) -> Option<Line<'static>> {
        let look = &self.look;
        if let Some(typing) = &self.typing {
            let mut spans = vec![Span::styled(" / ", look.style(Token::UiKey))];
            spans.extend(typing.field.spans(usize::from(width / 2), look));
            if let Some(error) = &typing.error {
                spans.push(Span::styled(format!("   {error}"), look.style(Token::InputError)));
            }
            return Some(Line::from(spans));
        }
        if let Some(said) = self.message.said() {
            return Some(said.line(look));
        }
        if let (true, Some(next)) = (self.pending.explained, &self.pending.next) {
            return Some(message::prefix(&self.pending.chords, next, look));
        }
        let standing = message::standing(snapshot, &self.keymap).map(|saying| saying.line(look));
        standing.or_else(|| {
            let ctx = self.ctx(self.picture(snapshot));
            let said = self.views.standing(self.view, Rect::new(0, 0, width, 1), &ctx)?;
            Some(Line::styled(format!(" {said}"), look.style(Token::UiFg)))
        })
    }

    fn paint_footer(&self, buf: &mut Buffer, area: Rect, picture: &Snapshot) {
        let hints = match (&self.overlay, &self.typing) {
            (Some(Overlay::Help(_)), _) => footer::HELP,
            (Some(Overlay::Errors(_)), _) => footer::ERRORS,
            (Some(Overlay::Log(_)), _) => {
                let focus = Focus { place: Place::Log, ..self.focus() };
                return footer::draw_log(buf, area, &self.keymap, &focus, picture, &self.look);
            }
            (None, Some(_)) => footer::FILTER,
            (None, None) => {
                let (view, keymap) = (self.view, &self.keymap);
                return footer::draw(buf, area, view, keymap, &self.focus(), picture, &self.look);
            }
        };
        footer::draw_fixed(buf, area, hints, &self.look);
    }

    fn paint_digest(&self, buf: &mut Buffer, area: Rect, snapshot: &Snapshot) {
        let picture = self.picture(snapshot);
        // The last row speaks only when there is something to say, and never takes the only rows.
        let said = self.message_line(area.width, snapshot).filter(|_| area.height > 4);
        let list = Rect { height: area.height - u16::from(said.is_some()), ..area };
        let ctx = self.ctx(picture);
        match self.view {
            _ if overview::is_tiny(area) => {
                // The worst of all, whatever the view and its filter are about.
                let filter = &Filter::default();
                self.views.digest(buf, list, &PaneCtx { filter, ..ctx });
            }
            View::Overview => self.views.digest(buf, list, &ctx),
            view => self.views.draw(view, buf, regions::body(list), &ctx),
        }
        if let Some(said) = said {
            line::put(buf, Rect { y: area.bottom() - 1, height: 1, ..area }, said, &self.look);
        }
    }

    fn paint_overlay(&self, buf: &mut Buffer, area: Rect, snapshot: &Snapshot) {
        let place = regions::overlay(area, self.overlay.as_ref());
        let look = &self.look;
        match &self.overlay {
            None => {}
            Some(Overlay::Help(page)) => {
                let place_of_keys = match self.beneath {
                    Some(_) => Place::Log,
                    None => self.focus().place,
                };
                let focus = &Focus { place: place_of_keys, ..self.focus() };
                let snapshot = self.picture(snapshot);
                let from = help::Material { keymap: &self.keymap, focus, snapshot, look };
                page.draw(buf, place, &from);
            }
            Some(Overlay::Log(log)) => {
                let over = log.of().is_over(&snapshot.outside);
                let with = log::Material { keymap: &self.keymap, look, now: snapshot.now, over };
                log.draw(buf, place, &with);
            }
            Some(Overlay::Errors(list)) => {
                list.draw(buf, place, snapshot, &self.problems, &self.keymap, look);
            }
        }
    }
}
