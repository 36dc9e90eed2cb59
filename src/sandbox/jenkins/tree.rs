//! The parameter `tree` of the remote API: which fields of an object are wanted, `builds[number,url]{0,10}`.

use serde_json::{Map, Value};

/// Fields that are wanted.
#[derive(Debug, PartialEq, Eq)]
pub struct Tree(Vec<Field>);

#[derive(Debug, PartialEq, Eq)]
struct Field {
    name: String,
    below: Option<Tree>,
    /// from, and up to without
    range: Option<(usize, usize)>,
}

/// Deeper than any question.
const DEEPEST: usize = 12;

impl Tree {
    /// Reads one; `None`: it is not one.
    pub fn read(text: &str) -> Option<Tree> {
        let mut rest = text;
        let tree = fields(&mut rest, 0)?;
        rest.is_empty().then_some(tree)
    }

    /// What of a value is wanted. Its class is always told.
    pub fn of(&self, value: &Value) -> Value {
        match value {
            Value::Array(all) => all.iter().map(|one| self.of(one)).collect(),
            Value::Object(object) => {
                let class = object.get("_class").map(|class| ("_class".to_owned(), class.clone()));
                let mut out: Map<String, Value> = class.into_iter().collect();
                for field in &self.0 {
                    if field.name == "*" {
                        out.extend(object.clone());
                    } else if let Some(value) = object.get(&field.name) {
                        out.insert(field.name.clone(), field.of(value));
                    }
                }
                Value::Object(out)
            }
            other => other.clone(),
        }
    }
}

impl Field {
    fn of(&self, value: &Value) -> Value {
        let cut = match (self.range, value) {
            (Some((from, to)), Value::Array(all)) => {
                let many = to.saturating_sub(from);
                Value::Array(all.iter().skip(from).take(many).cloned().collect())
            }
            _ => value.clone(),
        };
        self.below.as_ref().map_or(cut.clone(), |below| below.of(&cut))
    }
}

fn fields(rest: &mut &str, depth: usize) -> Option<Tree> {
    if depth > DEEPEST {
        return None;
    }
    let mut found = Vec::new();
    loop {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '*'));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if name.is_empty() {
            return None;
        }
        *rest = after;
        let mut field = Field { name: name.to_owned(), below: None, range: None };
        if let Some(inside) = rest.strip_prefix('[') {
            *rest = inside;
            field.below = Some(fields(rest, depth + 1)?);
            *rest = rest.strip_prefix(']')?;
        }
        if let Some(inside) = rest.strip_prefix('{') {
            let (range, after) = inside.split_once('}')?;
            *rest = after;
            field.range = Some(span(range)?);
        }
        found.push(field);
        match rest.strip_prefix(',') {
            Some(after) => *rest = after,
            None => return Some(Tree(found)),
        }
    }
}

/// `M,N`, `M,`, `,N` or `M`.
fn span(text: &str) -> Option<(usize, usize)> {
    let Some((from, to)) = text.split_once(',') else {
        let only = text.parse::<usize>().ok()?;
        return Some((only, only + 1));
    };
    let number = |text: &str, empty| {
        if text.is_empty() { Some(empty) } else { text.parse::<usize>().ok() }
    };
    Some((number(from, 0)?, number(to, usize::MAX)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_tree_names_is_told_and_lists_are_cut() {
        let job = json!({ "_class": "job", "name": "x", "builds": [
            { "_class": "run", "number": 3, "url": "u3", "actions": [{ "parameters": [] }, {}] },
            { "_class": "run", "number": 2, "url": "u2" },
        ] });
        let cases = [
            ("name", Some(json!({ "_class": "job", "name": "x" }))),
            (
                "builds[number,actions[parameters[name]]]{0,1}",
                Some(json!({ "_class": "job", "builds": [
                    { "_class": "run", "number": 3, "actions": [{ "parameters": [] }, {}] },
                ] })),
            ),
            (
                "builds[number]{1},nothing",
                Some(json!({ "_class": "job", "builds": [{ "_class": "run", "number": 2 }] })),
            ),
            ("builds[number", None),
            ("builds{a,b}", None),
            ("", None),
        ];
        for (tree, expected) in cases {
            assert_eq!(Tree::read(tree).map(|tree| tree.of(&job)), expected, "{tree}");
        }
    }
}
