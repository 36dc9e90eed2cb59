//! Reading a theme file: `[tokens]` with a look per meaning, over a parent. What cannot be used is named
//! with its line and left out.

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::theme::{Theme, Token};
use crate::actions::Fault;
use crate::domain::own_files::{Problem, line_of};

/// Words of a look.
const PARTS: [&str; 7] = ["fg", "bg", "bold", "dim", "italic", "underline", "reverse"];

/// Reads a theme. `parent` finds the theme that is named by `inherits`; `root` stands in when nothing
/// usable is named. `file` is for the words of the problems.
pub(super) fn read(
    file: &str,
    text: &str,
    root: &str,
    parent: impl Fn(&str) -> Option<Theme>,
) -> (Theme, Vec<Problem>) {
    let mut reader = Reader { file, text, problems: Vec::new() };
    let (table, faults) = DeTable::parse_recoverable(text);
    for fault in faults {
        let at = fault.span().map_or(0, |span| span.start);
        reader.problem(at, Fault::Syntax(fault.message().to_owned()));
    }
    let mut theme = parent(root).unwrap_or_else(Theme::plain);
    if let Some(inherits) = table.get_ref().get("inherits") {
        let name = inherits.get_ref().as_str().unwrap_or_default();
        match parent(name) {
            Some(found) => theme = found,
            None => {
                let fault =
                    Fault::unknown(name, super::theme::SHIPPED.iter().map(|(name, ..)| *name));
                reader.problem(inherits.span().start, fault);
            }
        }
    }
    for (key, value) in table.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("name" | "inherits", _) => {}
            ("tokens", DeValue::Table(tokens)) => reader.tokens(tokens, &mut theme),
            (other, _) => {
                let fault = Fault::unknown(other, ["name", "inherits", "tokens"].into_iter());
                reader.problem(key.span().start, fault);
            }
        }
    }
    reader.problems.sort_by_key(|problem| problem.line);
    (theme, reader.problems)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, fault: Fault) {
        let line = line_of(self.text, at);
        self.problems.push(fault.at(self.file, line));
    }

    fn tokens(&mut self, tokens: &DeTable<'_>, theme: &mut Theme) {
        for (key, value) in tokens {
            let name = key.get_ref();
            let Some(token) = Token::ALL.iter().find(|token| token.name() == name) else {
                let fault = Fault::unknown(name, Token::ALL.iter().map(|token| token.name()));
                self.problem(key.span().start, fault);
                continue;
            };
            match value.get_ref() {
                DeValue::Table(parts) => theme.set(*token, self.style(name, parts)),
                other => {
                    let found = other.type_str().to_owned();
                    let expected = "a table such as { fg = \"red\", bold = true }";
                    let fault = Fault::Value { name: name.to_string(), found, expected };
                    self.problem(value.span().start, fault);
                }
            }
        }
    }

    fn style(&mut self, token: &str, parts: &DeTable<'_>) -> Style {
        let mut style = Style::new();
        for (key, value) in parts {
            let part = key.get_ref().as_ref();
            style = match part {
                "fg" | "bg" => match (colour(value), part) {
                    (Some(colour), "fg") => style.fg(colour),
                    (Some(colour), _) => style.bg(colour),
                    (None, _) => {
                        let expected = "a colour: a name, \"#rrggbb\" or a number from 0 to 255";
                        self.value(token, part, value, expected);
                        style
                    }
                },
                _ => match (modifier(part), value.get_ref()) {
                    (Some(modifier), DeValue::Boolean(true)) => style.add_modifier(modifier),
                    (Some(modifier), DeValue::Boolean(false)) => style.remove_modifier(modifier),
                    (Some(_), _) => {
                        self.value(token, part, value, "true or false");
                        style
                    }
                    (None, _) => {
                        self.problem(key.span().start, Fault::unknown(part, PARTS.into_iter()));
                        style
                    }
                },
            };
        }
        style
    }

    fn value(
        &mut self,
        token: &str,
        part: &str,
        value: &Spanned<DeValue<'_>>,
        expected: &'static str,
    ) {
        let found = self.text.get(value.span()).unwrap_or_default().to_owned();
        self.problem(
            value.span().start,
            Fault::Value { name: format!("{token} {part}"), found, expected },
        );
    }
}

fn colour(value: &Spanned<DeValue<'_>>) -> Option<Color> {
    match value.get_ref() {
        DeValue::String(name) => name.parse().ok(),
        DeValue::Integer(number) => number.as_str().parse().ok().map(Color::Indexed),
        _ => None,
    }
}

fn modifier(part: &str) -> Option<Modifier> {
    Some(match part {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        _ => return None,
    })
}
