use super::*;

fn chords(text: &str) -> Vec<Chord> {
    super::super::chord::parse_sequence(text).unwrap()
}

/// Presses a sequence and returns what the last chord led to.
fn press(keymap: &Keymap, keys: &str, place: Place) -> Pressed {
    let mut pending = Vec::new();
    let mut last = Pressed::None;
    for chord in chords(keys) {
        last = keymap.press(&mut pending, chord, place);
    }
    last
}

fn user(text: &str) -> (Keymap, Vec<String>) {
    let (keymap, problems) = Keymap::load(Some(("keys.toml", text)));
    (keymap, problems.iter().map(Problem::to_string).collect())
}

#[test]
fn the_shipped_keymaps_have_no_problem_and_reach_every_action() {
    for (name, file, text) in SHIPPED {
        let (layer, problems) = read(file, text);
        assert_eq!(problems, [], "{file}");
        assert_eq!(layer.name.as_deref(), Some(*name));
        let (_, problems) = Keymap::load(Some((file, &format!("inherits = {name:?}"))));
        assert_eq!(problems, [], "{file}");
    }
    let vim = Keymap::shipped();
    for entry in CATALOG {
        assert!(vim.key_of(entry.action).is_some(), "{} has no key", entry.name);
        for fixed in entry.fixed {
            assert!(
                super::super::chord::parse_sequence(fixed).is_ok(),
                "{} has the fixed chord {fixed:?}",
                entry.name
            );
        }
    }
}

#[test]
fn chords_mean_actions_at_their_place() {
    let vim = Keymap::shipped();
    let cases = [
        ("j", Place::Table, Pressed::Action(Action::Down)),
        ("Down", Place::Matrix, Pressed::Action(Action::Down)),
        ("g g", Place::Table, Pressed::Action(Action::First)),
        (",", Place::Matrix, Pressed::Action(Action::ArchPrev)),
        (",", Place::Table, Pressed::None),
        ("j", Place::Anywhere, Pressed::None),
        ("q", Place::Matrix, Pressed::Action(Action::Back)),
        ("F1", Place::Anywhere, Pressed::Action(Action::Help)),
        ("g x", Place::Table, Pressed::None),
        ("C-d", Place::Table, Pressed::Action(Action::HalfDown)),
    ];
    for (keys, place, expected) in cases {
        assert_eq!(press(&vim, keys, place), expected, "{keys} at {place:?}");
    }
    assert_eq!(press(&vim, "g", Place::Table), Pressed::Prefix(vec![(chords("g"), Action::First)]));
    assert_eq!(vim.elsewhere(chords(",")[0]), Some(Action::ArchPrev));
}

#[test]
fn a_user_file_changes_adds_and_removes_keys() {
    let (keymap, problems) = user(
        "[table]\n\"ctrl+n\" = \"down\"\n\"p\" = \"\"\n\"<space>\" = \"open\"\n\"g r\" = \"last\"\n[global]\nf = \"help\"\n",
    );
    assert_eq!(problems, [""; 0]);
    assert_eq!(press(&keymap, "C-n", Place::Table), Pressed::Action(Action::Down));
    assert_eq!(press(&keymap, "p", Place::Table), Pressed::None);
    assert_eq!(press(&keymap, "g r", Place::Table), Pressed::Action(Action::Last));
    assert_eq!(press(&keymap, "g g", Place::Table), Pressed::Action(Action::First));
    assert_eq!(press(&keymap, "f", Place::Table), Pressed::Action(Action::Help));
    assert!(keymap.is_changed(Action::Help) && !keymap.is_changed(Action::Quit));
    assert_eq!(keymap.counts().1, 4);
}

#[test]
fn what_is_wrong_in_a_keymap_is_named_with_its_line_and_the_rest_holds() {
    let (keymap, problems) = user(concat!(
        "inherits = \"vmi\"\n",     // 1
        "[global]\n",               // 2
        "\"e\" = \"freze\"\n",      // 3
        "\"pagdown\" = \"help\"\n", // 4
        "\"m\" = 7\n",              // 5
        "[tabel]\n",                // 6
        "\"x\" = \"down\"\n",       // 7
        "[table]\n",                // 8
        "\"C-n\" = \"down\"\n",     // 9
        "\"ctrl-n\" = \"up\"\n",    // 10
        "\"g\" = \"last\"\n",       // 11
        "\"Down\" = \"up\"\n",      // 12
        "\"w\" = \"down\"\n",       // 13
    ));
    assert_eq!(
        problems,
        [
            "keys.toml:3 \"freze\" unknown, did you mean freeze",
            "keys.toml:4 \"pagdown\" unknown, did you mean PgDn",
            "keys.toml:5 m = integer: expected a text in quotes",
            "keys.toml:6 \"tabel\" unknown, did you mean table",
            "keys.toml:1 \"vmi\" unknown, did you mean vim",
            "keys.toml:10 \"C-n\" = \"up\" clashes with \"C-n\" = \"down\" at keys.toml:9; using \"down\"",
            "keys.toml:11 \"g\" = \"last\" clashes with \"g g\" = \"first\" at keymaps/vim.toml:31; using \"first\"",
            "keys.toml:12 \"Down\" = \"up\" clashes with \"Down\" = \"down\" at the keys that always work; using \"down\"",
        ]
    );
    assert_eq!(press(&keymap, "w", Place::Table), Pressed::Action(Action::Down));
    assert_eq!(press(&keymap, "C-n", Place::Table), Pressed::Action(Action::Down));
    assert_eq!(press(&keymap, "g g", Place::Table), Pressed::Action(Action::First));
    assert_eq!(press(&keymap, "Down", Place::Table), Pressed::Action(Action::Down));
}

#[test]
fn a_file_that_is_not_toml_leaves_the_shipped_keymap() {
    for text in ["[global\n\"x\" = ", "\u{0}\u{1b}[2J", "[table]\nj = \"up\"\nj = \"down\"\n"] {
        let (keymap, problems) = user(text);
        assert!(!problems.is_empty(), "{text:?}");
        assert!(problems.iter().all(|text| text.starts_with("keys.toml:")), "{problems:?}");
        assert!(problems.iter().all(|text| !text.contains('\u{1b}')), "{problems:?}");
        assert_eq!(press(&keymap, "k", Place::Table), Pressed::Action(Action::Up));
    }
}

#[test]
fn taking_a_longer_sequence_away_makes_room_for_its_first_key() {
    let (keymap, problems) = user("[table]\n\"g g\" = \"\"\n\"g\" = \"first\"\n");
    assert_eq!(problems, [""; 0]);
    assert_eq!(press(&keymap, "g", Place::Table), Pressed::Action(Action::First));
}
