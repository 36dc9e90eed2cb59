//! Who may use whom. Two tables; a change to them is a decision (see the map in `src/lib.rs`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules look only downwards. `app` and `main` join the parts and may use all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &["domain"]),
    ("connectors", &["domain", "config"]),
    ("store", &["domain"]),
    ("workers", &["domain", "config", "connectors", "store"]),
    ("actions", &["domain", "store"]),
    ("ui", &["domain", "store", "actions"]),
    ("sandbox", &["domain"]),
];

/// A foreign crate has one home; everybody else speaks our own types.
const HOME: &[(&str, &[&str])] = &[
    ("reqwest", &["connectors"]),
    ("rustls", &["connectors"]),
    ("aws_lc_rs", &["connectors", "sandbox"]),
    ("tokio_rustls", &["connectors"]),
    ("rustls_native_certs", &["connectors"]),
    ("ldap3", &["connectors"]),
    ("kube", &["connectors"]),
    ("http_body_util", &["connectors"]),
    ("hyper", &["connectors", "sandbox"]),
    ("hyper_util", &["sandbox"]),
    ("governor", &["connectors"]),
    ("tokio_tungstenite", &["connectors", "sandbox"]),
    ("keyring_core", &["connectors"]),
    ("rusqlite", &["store"]),
    ("ratatui", &["ui", "app"]),
    ("tui_input", &["ui"]),
    ("crossterm", &["app"]),
    ("axum", &["sandbox"]),
    ("clap", &["app"]),
    ("tokio", &["connectors", "store", "workers", "sandbox", "app"]),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The code of every file with its layer; comments are left out, they may mention anybody.
fn files() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let mut files = Vec::new();
    for path in paths {
        let inside = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let layer = inside.split(['/', '.']).next().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        files.push((inside, layer, code.join("\n")));
    }
    files
}

/// First names after `crate::`, also inside `use crate::{…}`.
fn looks_at(code: &str) -> BTreeSet<String> {
    let name = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(name(rest));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if c.is_alphabetic() && start => {
                    found.insert(name(&list[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn no_module_looks_upwards() {
    let mut wrong = Vec::new();
    for (file, layer, code) in files() {
        let Some((_, may)) = MAY_USE.iter().find(|(name, _)| *name == layer) else { continue };
        for seen in looks_at(&code) {
            let is_layer = MAY_USE.iter().any(|(name, _)| *name == seen) || seen == "app";
            if is_layer && seen != layer && !may.contains(&seen.as_str()) {
                wrong.push(format!("{file} looks at {seen}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_foreign_crate_stays_in_its_home() {
    let mut wrong = Vec::new();
    for (file, layer, code) in files() {
        for (foreign, homes) in HOME {
            let used = code.match_indices(&format!("{foreign}::")).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if used && layer != "main" && !homes.contains(&layer.as_str()) {
                wrong.push(format!("{file} uses {foreign}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_folder_of_the_map_is_there_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders: BTreeSet<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let map: BTreeSet<String> =
        MAY_USE.iter().map(|(name, _)| (*name).to_owned()).chain(["app".to_owned()]).collect();
    assert_eq!(folders, map);
}

#[test]
fn the_reader_of_use_lines_sees_lists_and_paths() {
    let code = "use crate::{domain::{a, b}, store}; fn f() { crate::ui::draw() }";
    let names: Vec<String> = looks_at(code).into_iter().collect();
    assert_eq!(names, ["domain", "store", "ui"]);
}
