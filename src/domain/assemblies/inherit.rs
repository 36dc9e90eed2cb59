//! Inheritance between assemblies, by ART's rules (reference/statebox.md §11).

use yaml_serde::{Mapping, Value};

use crate::domain::complaint::Complaints;
use crate::domain::document::yaml;

/// The longest chain that is followed; real ones have four links.
const MAX_CHAIN: usize = 32;

/// The assembly `name` with everything it inherits. Its parent is named by `basis.assembly`.
pub(super) fn resolve(releases: &Mapping, name: &str, complaints: &mut Complaints<'_>) -> Mapping {
    let mut chain: Vec<(String, Mapping)> = Vec::new();
    let mut next = Some(name.to_owned());
    while let Some(name) = next.take() {
        let place = format!("releases.{}", chain.first().map_or(name.as_str(), |(first, _)| first));
        if chain.iter().any(|(seen, _)| *seen == name) {
            complaints.add(place, format!("its parents lead back to {name}: the chain ends there"));
            break;
        }
        if chain.len() == MAX_CHAIN {
            complaints.add(place, "more than 32 parents: the chain ends there");
            break;
        }
        let own = releases.get(name.as_str()).and_then(|release| release.get("assembly"));
        let Some(own) = own.and_then(Value::as_mapping) else {
            let what = match chain.is_empty() {
                true => "no map `assembly`: read as empty".to_owned(),
                false => format!("its parent {name} is missing: the chain ends there"),
            };
            complaints.add(place, what);
            break;
        };
        let own = own.iter().filter(|(key, _)| is_used(key));
        let own: Mapping = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        next = own.get("basis").and_then(|basis| basis.get("assembly")).and_then(yaml::scalar);
        chain.push((name, own));
    }
    chain.iter().rev().fold(Mapping::new(), |parent, (_, child)| over(child, parent))
}

/// The parts that the cockpit reads, whatever mark is behind their names; members, permits and the like
/// are not laid over each other for nothing.
fn is_used(key: &Value) -> bool {
    let name = key.as_str().unwrap_or_default();
    matches!(name.trim_end_matches(['!', '?', '-']), "basis" | "group")
}

/// A child laid over its parent: `key!` replaces, `key?` fills a gap, `key-` removes, maps merge deeply,
/// lists join without duplicates, anything else is the child's.
fn over(child: &Mapping, mut parent: Mapping) -> Mapping {
    for (key, value) in child {
        let name = yaml::scalar(key).unwrap_or_default();
        if let Some(name) = name.strip_suffix('!') {
            parent.insert(Value::from(name), alone(value));
        } else if let Some(name) = name.strip_suffix('?') {
            if !parent.contains_key(name) {
                parent.insert(Value::from(name), alone(value));
            }
        } else if let Some(name) = name.strip_suffix('-') {
            parent.remove(name);
        } else {
            let joined = match (value, parent.remove(key)) {
                (Value::Mapping(own), Some(Value::Mapping(inherited))) => {
                    Value::Mapping(over(own, inherited))
                }
                (Value::Sequence(own), Some(Value::Sequence(inherited))) => {
                    let mut list = own.clone();
                    list.extend(inherited.into_iter().filter(|item| !own.contains(item)));
                    Value::Sequence(list)
                }
                (own, _) => alone(own),
            };
            parent.insert(key.clone(), joined);
        }
    }
    parent
}

/// A value without a parent; marks inside it count all the same.
fn alone(value: &Value) -> Value {
    match value {
        Value::Mapping(map) => Value::Mapping(over(map, Mapping::new())),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str, name: &str) -> (String, Vec<String>) {
        let releases: Mapping = yaml_serde::from_str(text).unwrap();
        let mut complaints = Complaints::of("f");
        let whole = resolve(&releases, name, &mut complaints);
        let group = whole.get("group").cloned().unwrap_or(Value::Null);
        let shown = serde_json::to_string(&group).unwrap();
        (shown, complaints.found.iter().map(|complaint| complaint.what.clone()).collect())
    }

    #[test]
    fn each_mark_does_what_art_means_by_it() {
        // child's group over the parent's group {a: {x: 1, y: 2}, b: [1, 2], c: 3}
        let cases = [
            ("{}", r#"{"a":{"x":1,"y":2},"b":[1,2],"c":3}"#),
            ("{a: {x: 9}, c: 4}", r#"{"b":[1,2],"a":{"y":2,"x":9},"c":4}"#),
            ("{'a!': {x: 9}}", r#"{"a":{"x":9},"b":[1,2],"c":3}"#),
            ("{'a?': {x: 9}, 'd?': 5}", r#"{"a":{"x":1,"y":2},"b":[1,2],"c":3,"d":5}"#),
            ("{c-: null}", r#"{"a":{"x":1,"y":2},"b":[1,2]}"#),
            ("{b: [2, 7]}", r#"{"a":{"x":1,"y":2},"c":3,"b":[2,7,1]}"#),
            ("{a: {'x!': 8, y-: 0}}", r#"{"b":[1,2],"c":3,"a":{"x":8}}"#),
        ];
        for (child, expected) in cases {
            let text = format!(
                "child: {{assembly: {{basis: {{assembly: parent}}, group: {child}}}}}\nparent: \
                 {{assembly: {{group: {{a: {{x: 1, y: 2}}, b: [1, 2], c: 3}}}}}}\n"
            );
            let (shown, complaints) = resolved(&text, "child");
            let as_value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(as_value(&shown), as_value(expected), "{child}");
            assert_eq!(complaints, [] as [&str; 0]);
        }
    }

    #[test]
    fn inheritance_goes_any_depth_and_a_grandparent_s_replacement_reaches_the_child() {
        let mut text = "r0: {assembly: {group: {'k!': 1, deep: 1}}}\n".to_owned();
        for n in 1..10 {
            let parent = n - 1;
            text.push_str(&format!("r{n}: {{assembly: {{basis: {{assembly: r{parent}}}}}}}\n"));
        }
        assert_eq!(resolved(&text, "r9").0, r#"{"k":1,"deep":1}"#);
    }

    #[test]
    fn a_loop_and_a_missing_parent_end_the_chain_with_a_complaint() {
        let cases = [
            ("a: {assembly: {basis: {assembly: a}, group: {k: 1}}}", "lead back to a"),
            (
                "a: {assembly: {basis: {assembly: b}, group: {k: 1}}}\nb: {assembly: {basis: \
                 {assembly: a}}}",
                "lead back to a",
            ),
            ("a: {assembly: {basis: {assembly: b}, group: {k: 1}}}", "its parent b is missing"),
        ];
        for (text, complaint) in cases {
            let (shown, complaints) = resolved(text, "a");
            assert_eq!(shown, r#"{"k":1}"#);
            assert!(complaints[0].contains(complaint), "{complaints:?}");
        }
        assert!(resolved("a: 5", "a").1[0].contains("no map `assembly`"));
    }
}
