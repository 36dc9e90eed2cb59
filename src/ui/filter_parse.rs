//! Reading a filter: text → words with their places → terms.

use super::filter::{FIELDS, Relation, Term, Test, Value};
use crate::domain::own_files::nearest;

/// Why a filter cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {}: {fault}", .at + 1)]
pub struct FilterError {
    /// characters before the place
    pub at: usize,
    /// what is wrong there
    pub fault: FilterFault,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// a field that no list has
    #[error("no field {name:?}{}", .nearest.map(|name| format!(", did you mean {name}")).unwrap_or_default())]
    UnknownField {
        /// as typed
        name: String,
        /// the field that looks most like it
        nearest: Option<&'static str>,
    },
    /// an opening quote without its end
    #[error("the quote does not end")]
    OpenQuote,
    /// a sign with nothing after it
    #[error("{0:?} wants a word after it")]
    NothingAfter(String),
    /// `<` and its like with something that has no size
    #[error("{0:?} is no number, length of time such as 2d, or version")]
    NoSize(String),
}

/// A character, where it stands, and whether it stood in quotes: then it is only itself.
type Letter = (usize, char, bool);
/// The text after so many signs, or an error when there is none.
type After<'a> = dyn Fn(&[Letter], usize) -> Result<String, FilterError> + 'a;

/// The alternatives of a filter, each a list of terms. Empty alternatives are left out, so that a
/// filter that is being typed does not show everything for a moment.
pub(super) fn alternatives(text: &str) -> Result<Vec<Vec<Term>>, FilterError> {
    let mut alternatives = vec![Vec::new()];
    for word in words(text)? {
        for (number, part) in word.split(|letter| is_sign(letter, '|')).enumerate() {
            if number > 0 {
                alternatives.push(Vec::new());
            }
            if let (false, Some(last)) = (part.is_empty(), alternatives.last_mut()) {
                last.push(term(part)?);
            }
        }
    }
    alternatives.retain(|terms| !terms.is_empty());
    Ok(alternatives)
}

/// Splits at blanks outside quotes. A pair of quotes with nothing between them is an empty word, which
/// is left out.
fn words(text: &str) -> Result<Vec<Vec<Letter>>, FilterError> {
    let (mut words, mut word) = (Vec::new(), Vec::new());
    let mut quote = None;
    for (at, c) in text.chars().enumerate() {
        match (c, quote) {
            ('"', None) => quote = Some(at),
            ('"', Some(_)) => quote = None,
            (c, None) if c.is_whitespace() => words.push(std::mem::take(&mut word)),
            (c, quote) => word.push((at, c, quote.is_some())),
        }
    }
    if let Some(at) = quote {
        return Err(FilterError { at, fault: FilterFault::OpenQuote });
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    Ok(words)
}

fn is_sign(letter: &Letter, sign: char) -> bool {
    letter.1 == sign && !letter.2
}

fn term(word: &[Letter]) -> Result<Term, FilterError> {
    let not = word.first().is_some_and(|letter| is_sign(letter, '!'));
    let rest = if not { word.get(1..).unwrap_or_default() } else { word };
    let after = |letters: &[Letter], signs: usize| -> Result<String, FilterError> {
        let value = text(letters.get(signs..).unwrap_or_default());
        if value.is_empty() {
            let at = word.first().map_or(0, |letter| letter.0);
            return Err(FilterError { at, fault: FilterFault::NothingAfter(text(word)) });
        }
        Ok(value)
    };
    let test = match rest.first() {
        Some(first) if is_sign(first, '~') => Test::Fuzzy(after(rest, 1)?),
        Some(first) if is_sign(first, '=') => Test::Exact(after(rest, 1)?),
        _ => match rest.iter().position(|letter| relation_sign(letter).is_some()) {
            Some(at) if at > 0 => field(rest, at, &after)?,
            _ => Test::Contains(after(rest, 0)?),
        },
    };
    Ok(Term { not, test })
}

fn relation_sign(letter: &Letter) -> Option<char> {
    [':', '=', '<', '>'].into_iter().find(|sign| is_sign(letter, *sign))
}

/// `name`, a sign at `at`, and what follows it.
fn field(word: &[Letter], at: usize, after: &After<'_>) -> Result<Test, FilterError> {
    let (name, rest) = word.split_at(at);
    let start = name.first().map_or(0, |letter| letter.0);
    let name = text(name);
    let Some(known) = FIELDS.into_iter().find(|field| *field == name) else {
        let nearest = nearest(&name, FIELDS.into_iter());
        return Err(FilterError { at: start, fault: FilterFault::UnknownField { name, nearest } });
    };
    let or_equal = rest.get(1).is_some_and(|letter| is_sign(letter, '='));
    let (relation, signs) = match (rest.first().and_then(relation_sign), or_equal) {
        (Some('<'), true) => (Relation::AtMost, 2),
        (Some('>'), true) => (Relation::AtLeast, 2),
        (Some('<'), false) => (Relation::Less, 1),
        (Some('>'), false) => (Relation::More, 1),
        (Some('='), _) => (Relation::Equal, 1),
        _ => (Relation::Contains, 1),
    };
    let value = after(rest, signs)?;
    let number = size(&value);
    let sized = !matches!(relation, Relation::Contains | Relation::Equal);
    if sized && number.is_none() && !matches!(known, "release" | "tier") {
        let at = rest.get(signs).map_or(start, |letter| letter.0);
        return Err(FilterError { at, fault: FilterFault::NoSize(value) });
    }
    Ok(Test::Field(known, relation, Value { text: value, number }))
}

fn text(letters: &[Letter]) -> String {
    letters.iter().map(|(_, c, _)| *c).collect::<String>().to_lowercase()
}

/// A number, or a length of time in seconds: `90`, `-3h`, `1h24`, `2d12h`.
fn size(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    if let Ok(number) = text.parse::<i64>() {
        return (!text.starts_with('+')).then(|| number.checked_mul(sign)).flatten();
    }
    let (mut total, mut digits, mut hours) = (0i64, String::new(), false);
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let seconds = match c {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(seconds)?)?;
        hours = c == 'h';
        digits.clear();
    }
    // The minutes of `1h24` have no letter, as on the screen.
    if !digits.is_empty() {
        let minutes = digits.parse::<i64>().ok().filter(|_| hours)?;
        total = total.checked_add(minutes.checked_mul(60)?)?;
    }
    total.checked_mul(sign)
}
