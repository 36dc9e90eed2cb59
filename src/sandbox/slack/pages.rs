//! Lists, page by page, with cursors that say nothing to whoever gets them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fields::Fields;

/// However much is asked for, a page holds no more.
const LARGEST: usize = 200;
/// What a page holds where nothing is said.
const USUAL: usize = 100;

/// One page, and the cursor of the next, empty on the last. `id` names an item.
///
/// # Errors
/// Slack's word for a limit that is no number, or a cursor that was never given out.
pub fn page<'a, T>(
    all: &'a [T],
    id: fn(&T) -> &str,
    fields: &Fields<'_>,
) -> Result<(&'a [T], String), &'static str> {
    let size = match fields.text("limit").map(|text| text.parse::<usize>()) {
        None | Some(Ok(0)) => USUAL,
        Some(Ok(size)) if size <= 1000 => size.min(LARGEST),
        _ => return Err("invalid_limit"),
    };
    let start = match fields.text("cursor") {
        None => 0,
        Some(cursor) => {
            let text = STANDARD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let named = text.as_deref().and_then(|text| text.strip_prefix("next:"));
            let place = named.and_then(|named| all.iter().position(|item| id(item) == named));
            place.ok_or("invalid_cursor")?
        }
    };
    let rest = all.get(start..).unwrap_or_default();
    let (now, later) = rest.split_at(size.min(rest.len()));
    let next = later.first().map(|item| STANDARD.encode(format!("next:{}", id(item))));
    Ok((now, next.unwrap_or_default()))
}
