//! Which rows of the screen are what (design/ux.md §4, §11).

use ratatui::layout::{Constraint, Layout, Rect};

use crate::ui::overlays::{Overlay, help};

/// Narrower or lower than this, every release is one line.
const DIGEST: (u16, u16) = (60, 16);
/// From this height the services have a row, and a rule stands above the message.
const TALL: u16 = 30;
/// Narrower than this, overlays take the whole screen.
const WIDE: u16 = 100;

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regions {
    pub header: Rect,
    pub views: Rect,
    /// empty on low terminals
    pub services: Rect,
    pub body: Rect,
    /// empty on low terminals
    pub rule: Rect,
    pub message: Rect,
    pub footer: Rect,
}

/// The parts, or `None` where there is only room for a digest.
pub(super) fn regions(area: Rect) -> Option<Regions> {
    if area.width < DIGEST.0 || area.height < DIGEST.1 {
        return None;
    }
    let tall = u16::from(area.height >= TALL);
    let rows = [1, 1, tall].map(Constraint::Length).into_iter();
    let rows = rows.chain([Constraint::Fill(1)]).chain([tall, 1, 1].map(Constraint::Length));
    let [header, views, services, body, rule, message, footer] = Layout::vertical(rows).areas(area);
    Some(Regions { header, views, services, body, rule, message, footer })
}

/// Where the panes are. On a digest they get the whole screen, but on a wide one no more rows than tell
/// them that there is only room for a digest.
pub(super) fn body(area: Rect) -> Rect {
    let few = if area.width < DIGEST.0 { area.height } else { area.height.min(DIGEST.1 - 5) };
    regions(area).map_or(Rect { height: few, ..area }, |regions| regions.body)
}

/// Where an overlay stands: below the head of the list, so that its context stays in sight; on narrow
/// terminals everywhere but in the last row.
pub(super) fn overlay(area: Rect, overlay: Option<&Overlay>) -> Rect {
    if matches!(overlay, Some(Overlay::Log(_))) {
        return log(area);
    }
    let Some(regions) = regions(area).filter(|_| area.width >= WIDE) else {
        let last_row = u16::from(area.height > 3);
        return Rect { height: area.height - last_row, ..area };
    };
    let body = regions.body;
    let room = body.height.saturating_sub(2);
    let height = match overlay {
        Some(Overlay::Help(_)) => help::wanted_height(area.width).min(room),
        _ => room.min(28),
    };
    Rect { y: body.y + 2, height, ..body }.intersection(area)
}

/// Where a log is read: the whole body; on a digest everything but the last row.
pub(super) fn log(area: Rect) -> Rect {
    let last_row = u16::from(area.height > 3);
    let all = Rect { height: area.height - last_row, ..area };
    regions(area).map_or(all, |regions| regions.body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_height() {
        let parts = |width, height| regions(Rect::new(0, 0, width, height));
        let tall = parts(120, 40).unwrap();
        assert_eq!((tall.body.y, tall.body.height), (3, 34));
        assert_eq!((tall.rule.y, tall.message.y, tall.footer.y), (37, 38, 39));
        let low = parts(80, 24).unwrap();
        assert_eq!((low.body.y, low.body.height), (2, 20));
        assert!(low.services.is_empty() && low.rule.is_empty());
        assert_eq!((low.message.y, low.footer.y), (22, 23));
        assert_eq!(parts(59, 40), None);
        assert_eq!(parts(80, 15), None);
    }
}
