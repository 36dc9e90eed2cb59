//! Which chords mean which action where: shipped keymaps and the user's file, one over the other.
//!
//! Layers: the chords that always work ([`super::Entry::fixed`]), then `base`, then what inherits it, then the user's
//! file. A later layer changes or removes what an earlier one said. Two meanings for one key at one
//! place inside a layer, or a key that is also the beginning of a longer one, are a problem; then the
//! earlier layer's binding holds (design/ux.md §6 rule 8).

use super::catalog::{Action, CATALOG, Place};
use super::chord::{Chord, print_sequence};
use super::fault::Fault;
use super::keymap_file::{Layer, Line, read};
use crate::domain::own_files::Problem;

const SHIPPED: &[(&str, &str, &str)] = &[
    ("base", "keymaps/base.toml", include_str!("../../keymaps/base.toml")),
    ("vim", "keymaps/vim.toml", include_str!("../../keymaps/vim.toml")),
];
const DEFAULT: &str = "vim";

/// All bindings that hold.
#[derive(Debug, Clone)]
pub struct Keymap {
    name: String,
    bindings: Vec<Binding>,
    layers: usize,
    user: Option<usize>,
}

#[derive(Debug, Clone)]
struct Binding {
    place: Place,
    chords: Vec<Chord>,
    action: Action,
    /// 0 for the chords that always work
    layer: usize,
    /// `keymaps/vim.toml:12`
    at: String,
}

/// What a chord leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pressed {
    /// a complete chord or sequence
    Action(Action),
    /// the beginning of longer ones: what may follow, and to what it leads
    Prefix(Vec<(Vec<Chord>, Action)>),
    /// nothing here
    None,
}

impl Keymap {
    /// The default keymap as shipped.
    pub fn shipped() -> Keymap {
        Keymap::load(None).0
    }

    /// The default keymap, or the user's file (its name for messages, its text) over what it inherits
    /// (`vim` unless it says otherwise). Whatever is wrong with the file, the rest of it holds.
    pub fn load(user: Option<(&str, &str)>) -> (Keymap, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut keymap =
            Keymap { name: DEFAULT.to_owned(), bindings: always(), layers: 1, user: None };
        let user = user.map(|(file, text)| {
            let (layer, found) = read(file, text);
            problems.extend(found);
            layer
        });
        let base = match user.as_ref().and_then(|layer| Some((layer, layer.inherits.as_ref()?))) {
            Some((layer, (name, line))) if shipped(name).is_none() => {
                let known = SHIPPED.iter().map(|(name, ..)| *name);
                let fault = Fault::unknown(name, known);
                problems.push(fault.at(&layer.file, *line));
                DEFAULT
            }
            Some((_, (name, _))) => name,
            None => DEFAULT,
        };
        for layer in ancestry(base) {
            problems.extend(keymap.add(layer));
        }
        if let Some(layer) = user {
            keymap.user = Some(keymap.layers);
            problems.extend(keymap.add(layer));
        }
        (keymap, problems)
    }

    /// Its name, as the file of the last layer says it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes a chord that was pressed at a place. `pending` holds the chords of a sequence that was
    /// begun; it is empty again after [`Pressed::Action`] and [`Pressed::None`].
    pub fn press(&self, pending: &mut Vec<Chord>, chord: Chord, place: Place) -> Pressed {
        pending.push(chord);
        for at in place.chain() {
            let mut here = self.bindings.iter().filter(|binding| binding.place == *at);
            if let Some(binding) = here.clone().find(|binding| binding.chords == *pending) {
                pending.clear();
                return Pressed::Action(binding.action);
            }
            if here.any(|binding| binding.chords.starts_with(pending)) {
                return Pressed::Prefix(self.after(pending, place));
            }
        }
        pending.clear();
        Pressed::None
    }

    /// What may follow a prefix at a place; the more special place first.
    pub fn after(&self, prefix: &[Chord], place: Place) -> Vec<(Vec<Chord>, Action)> {
        let mut next: Vec<(Vec<Chord>, Action)> = Vec::new();
        for at in place.chain() {
            for binding in self.bindings.iter().filter(|binding| binding.place == *at) {
                let rest = binding.chords.strip_prefix(prefix).filter(|rest| !rest.is_empty());
                if let Some(rest) = rest.filter(|rest| next.iter().all(|(have, _)| have != rest)) {
                    next.push((rest.to_vec(), binding.action));
                }
            }
        }
        next
    }

    /// The sequences of an action, those of the keymap before those that always work.
    pub fn chords_of(&self, action: Action) -> Vec<&[Chord]> {
        let mut own: Vec<&Binding> =
            self.bindings.iter().filter(|binding| binding.action == action).collect();
        own.sort_by_key(|binding| binding.layer == 0);
        own.into_iter().map(|binding| binding.chords.as_slice()).collect()
    }

    /// The shortest thing to say for an action: its first sequence.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.chords_of(action).first().map(|chords| print_sequence(chords))
    }

    /// An action that this chord has at some other place, so that a key that does nothing can say where
    /// it does something.
    pub fn elsewhere(&self, chord: Chord) -> Option<Action> {
        let found = self.bindings.iter().find(|binding| binding.chords == [chord]);
        found.map(|binding| binding.action)
    }

    /// The user gave this action a key of its own.
    pub fn is_changed(&self, action: Action) -> bool {
        self.bindings
            .iter()
            .any(|binding| binding.action == action && Some(binding.layer) == self.user)
    }

    /// How many sequences are bound, and how many of them by the user.
    pub fn counts(&self) -> (usize, usize) {
        let user = self.bindings.iter().filter(|binding| Some(binding.layer) == self.user).count();
        (self.bindings.len(), user)
    }

    fn add(&mut self, layer: Layer) -> Vec<Problem> {
        let (number, mut problems) = (self.layers, Vec::new());
        self.layers += 1;
        self.name = layer.name.unwrap_or_else(|| layer.file.clone());
        for line in layer.lines.iter().filter(|line| line.action.is_none()) {
            self.bindings.retain(|binding| binding.layer == 0 || !binding.is(line));
        }
        for line in &layer.lines {
            let Some(action) = line.action else { continue };
            let at = format!("{}:{}", layer.file, line.line);
            if let Some(other) = self.in_the_way(line, action, number) {
                let fault = Fault::Clash {
                    key: print_sequence(&line.chords),
                    wanted: action.entry().name,
                    other: print_sequence(&other.chords),
                    has: other.action.entry().name,
                    at: other.at.clone(),
                };
                problems.push(fault.at(&layer.file, line.line));
                continue;
            }
            self.bindings.retain(|binding| binding.layer == 0 || !binding.is(line));
            let (place, chords) = (line.place, line.chords.clone());
            self.bindings.push(Binding { place, chords, action, layer: number, at });
        }
        problems
    }

    /// The binding that keeps a line from holding: the same key in the same layer, a key that always
    /// works, or one that is the beginning of the other.
    fn in_the_way(&self, line: &Line, action: Action, layer: usize) -> Option<&Binding> {
        self.bindings.iter().find(|binding| {
            let meets = binding.place == line.place || binding.layer == 0;
            let (theirs, ours) = (&binding.chords, &line.chords);
            let same = theirs == ours;
            let begins = theirs.starts_with(ours) || ours.starts_with(theirs);
            let final_here = binding.layer == 0 || binding.layer == layer;
            meets && ((begins && !same) || (same && final_here && binding.action != action))
        })
    }
}

impl Binding {
    fn is(&self, line: &Line) -> bool {
        self.place == line.place && self.chords == line.chords
    }
}

/// The chords that work in every keymap.
fn always() -> Vec<Binding> {
    let all = CATALOG.iter().flat_map(|entry| entry.fixed.iter().map(move |text| (entry, text)));
    all.filter_map(|(entry, text)| {
        let chords = super::chord::parse_sequence(text).ok()?;
        let at = "the keys that always work".to_owned();
        Some(Binding { place: entry.place, chords, action: entry.action, layer: 0, at })
    })
    .collect()
}

fn shipped(name: &str) -> Option<Layer> {
    let (_, file, text) = SHIPPED.iter().find(|(known, ..)| *known == name)?;
    Some(read(file, text).0)
}

/// A shipped keymap and what it builds on, the root first.
fn ancestry(name: &str) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut next = shipped(name);
    // A shipped keymap builds on another one; the bound ends a loop that a mistake would make.
    while let Some(layer) = next.filter(|_| layers.len() < SHIPPED.len()) {
        next = layer.inherits.as_ref().and_then(|(name, _)| shipped(name));
        layers.insert(0, layer);
    }
    layers
}

#[cfg(test)]
#[path = "keymap_tests.rs"]
mod tests;
