use super::*;
use crate::config::TokenFrom;
use std::time::Duration;

fn read(text: &str) -> (Settings, Vec<String>) {
    read_as(text, &Asked::default(), &[])
}

fn read_as(text: &str, asked: &Asked, environment: &[(&str, &str)]) -> (Settings, Vec<String>) {
    let mut problems = Vec::new();
    let look = |name: &str| {
        environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    let settings = merge("config.toml", text, asked, look, &mut problems);
    (settings, problems.iter().map(Problem::to_string).collect())
}

#[test]
fn a_bad_value_costs_its_key_and_names_place_and_remedy() {
    let cases = [
        (
            "\n\n[github]\npoll = \"5 mins\"",
            "config.toml:4 github.poll = \"5 mins\": expected a duration such as \"5m\", or 0 for never; using 3m",
        ),
        (
            "[github]\npoll = 300",
            "config.toml:2 github.poll = 300: expected a duration such as \"5m\", or 0 for never; using 3m",
        ),
        ("danger = \"yes\"", "config.toml:1 danger = \"yes\": expected true or false; using false"),
        (
            "[github]\nbase_url = \"ftp://x\"",
            "config.toml:2 github.base_url = \"ftp://x\": expected an address such as \
             \"https://host.example\"; using \"https://api.github.com/\"",
        ),
        (
            "[github]\nrepository = \"../../etc\"",
            "config.toml:2 github.repository = \"../../etc\": expected \"owner/name\"; using \
             \"openshift/release-tests\"",
        ),
        (
            "[clock]\nspeed = -1",
            "config.toml:2 clock.speed = -1: expected a number above 0; using 1",
        ),
        (
            "[github]\npol = \"5m\"",
            "config.toml:2 github.pol: unknown key; did you mean github.poll?",
        ),
        ("github = 3", "config.toml:1 github: is a section, written [github]; left out"),
        ("[weather]\nsun = true", "config.toml:1 weather: unknown key"),
        (
            "[ui]\ntheme = \"a\\u001b[2Jb\"",
            "config.toml:2 ui.theme = \"a␛[2Jb\": expected a name; using \"terminal\"",
        ),
    ];
    for (text, expected) in cases {
        let (_, problems) = read(text);
        assert_eq!(problems, [expected], "{text}");
    }
}

#[test]
fn everything_beside_a_fault_is_kept() {
    let text = "[github]\npoll = \"nonsense\"\nrepository = \"a/b\"\nthis is no toml\n\
                [streams]\npoll = \"30s\"\n[ui]\nthem = 1\nglyphs = \"ascii\"\n";
    let (settings, problems) = read(text);
    assert_eq!(settings.github.poll, Duration::from_secs(180));
    assert_eq!(settings.github.repository, "a/b");
    assert_eq!(settings.streams.poll, Duration::from_secs(30));
    assert_eq!(settings.ui.glyphs, "ascii");
    assert!(problems.iter().any(|p| p.starts_with("config.toml:4 is not TOML")), "{problems:?}");
    assert!(problems.iter().any(|p| p.starts_with("config.toml:2 github.poll")), "{problems:?}");
    assert!(problems.iter().any(|p| p.contains("did you mean ui.theme?")), "{problems:?}");
}

#[test]
fn a_token_written_into_the_file_is_refused_and_not_repeated() {
    for text in [
        "[github]\ntoken = \"ghp_s3cret\"",
        "[github]\ntoken = { value = \"ghp_s3cret\" }",
        "[github]\ntoken = { command = [] }",
    ] {
        let (settings, problems) = read(text);
        assert_eq!(problems.len(), 1, "{text}");
        assert!(!problems.concat().contains("s3cret"), "{problems:?}");
        assert!(problems.concat().contains("never the secret itself"), "{problems:?}");
        assert!(matches!(settings.github.token, TokenFrom::Env(name) if name == "GITHUB_TOKEN"));
    }
}

#[test]
fn the_place_of_a_token_reads_in_every_form() {
    let place = |text: &str| {
        let (settings, problems) = read(&format!("[github]\ntoken = {text}"));
        assert!(problems.is_empty(), "{problems:?}");
        format!("{:?}", settings.github.token)
    };
    assert_eq!(place("\"none\""), "none");
    assert_eq!(place("{ env = \"GH\" }"), "environment variable GH");
    assert_eq!(place("{ file = \"/t\" }"), "file /t");
    assert_eq!(place("{ command = [\"gh\", \"auth\", \"token\"] }"), "command gh");
}

#[test]
fn the_token_of_the_environment_goes_to_github_alone_unless_it_is_named() {
    let elsewhere = "[github]\nbase_url = \"http://127.0.0.1:4711\"\n";
    let (settings, _) = read(elsewhere);
    assert!(matches!(settings.github.token, TokenFrom::None));
    let (settings, _) = read(&format!("{elsewhere}token = {{ env = \"GITHUB_TOKEN\" }}"));
    assert!(matches!(settings.github.token, TokenFrom::Env(_)));
    let (settings, _) = read("");
    assert!(matches!(settings.github.token, TokenFrom::Env(_)));
}

#[test]
fn the_storages_login_goes_to_the_storage_alone_and_gangways_to_gangway() {
    let is_env = |place: &TokenFrom| matches!(place, TokenFrom::Env(_));
    let cases = [
        ("", [true, true]),
        ("storage_url = \"http://127.0.0.1:4711/storage\"", [true, false]),
        ("gangway_url = \"http://127.0.0.1:4711/gangway\"", [false, true]),
        ("deck_url = \"http://127.0.0.1:4711/deck\"", [true, true]),
    ];
    for (text, expected) in cases {
        let (settings, problems) = read(&format!("[prow]\n{text}\n"));
        assert_eq!(problems, Vec::<String>::new());
        let prow = settings.prow;
        assert_eq!([is_env(&prow.token), is_env(&prow.storage_token)], expected, "{text}");
    }
}

#[test]
fn zero_turns_a_poll_off() {
    for text in ["[github]\npoll = 0", "[github]\npoll = \"0\""] {
        let (settings, problems) = read(text);
        assert_eq!((settings.github.poll, problems.len()), (Duration::ZERO, 0));
    }
}

#[test]
fn a_profile_lies_over_the_file_and_the_environment_over_both() {
    let text = "profile = \"stage\"\ncache = \"/a\"\n[ui]\ntheme = \"a\"\nglyphs = \"a\"\n\
                [profiles.stage.ui]\ntheme = \"b\"\nglyphs = \"b\"\n\
                [profiles.wall]\ndanger = true\n";
    let (settings, problems) = read_as(text, &Asked::default(), &[("OAR_TUI_GLYPHS", "c")]);
    assert_eq!(problems, Vec::<String>::new());
    let ui = settings.ui;
    assert_eq!(settings.cache, Some("/a".into()));
    assert_eq!([ui.theme, ui.glyphs], ["b", "c"]);
    assert!(!settings.danger);
    let wall = Asked { profile: Some("wall".to_owned()), ..Asked::default() };
    let (settings, _) = read_as(text, &wall, &[]);
    assert!(settings.danger);
    assert_eq!((settings.profile.as_str(), settings.ui.glyphs.as_str()), ("wall", "a"));
    let (_, problems) = read_as(text, &Asked::default(), &[("OAR_TUI_PROFILE", "no")]);
    assert_eq!(problems, ["config.toml has no profile \"no\"; there are stage, wall"]);
}

#[test]
fn a_profile_of_a_sandbox_carries_its_clock() {
    let text =
        "[clock]\nstart = 2026-07-02T08:00:00Z\nat = \"2026-03-25T14:00:00Z\"\nspeed = 600\n";
    let (settings, problems) = read(text);
    assert_eq!(problems, Vec::<String>::new());
    let real = "2026-03-25T14:00:24Z".parse().unwrap();
    assert_eq!(settings.clock.time(real).to_string(), "2026-07-02T12:00:00Z");
    assert_eq!(read("").0.clock, crate::domain::clock::Clock::REAL);
}

#[test]
fn only_a_file_that_was_named_must_be_readable() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Asked { file: Some(folder.path().join("no.toml")), ..Asked::default() };
    assert!(load(&missing, |_| None).unwrap_err().to_string().contains("no.toml"));
    let file = folder.path().join("my.toml");
    std::fs::write(&file, "[ui]\ntheme = \"mono\"\n[github]\npoll = 1\n").unwrap();
    let loaded = load(&Asked { file: Some(file), ..Asked::default() }, |_| None).unwrap();
    assert_eq!(loaded.settings.ui.theme, "mono");
    assert!(loaded.problems[0].to_string().starts_with("my.toml:4 github.poll = 1:"));
}
