//! Every way out gives the terminal back as it was found.

use oar_tui::app::terminal::{self, Taken};

use super::harness::{Cockpit, Launch};

fn open() -> Cockpit {
    let mut cockpit = Launch::new(&["demo"]).start();
    cockpit.shows(&["4.20.17", "? help"]);
    cockpit
}

#[test]
fn the_operators_ways_out_end_well() {
    // each key is answered before the next one is pressed
    let ways: [&[(&str, &str)]; 3] = [
        &[("Q", "")],
        &[("q", "press q again to quit"), ("q", "")],
        &[("\x03", "press C-c again to quit"), ("\x03", "")],
    ];
    for way in ways {
        let mut cockpit = open();
        for (key, answer) in way {
            cockpit.press(key);
            if !answer.is_empty() {
                cockpit.shows(&[answer]);
            }
        }
        let ended = cockpit.leaves_cleanly();
        assert_eq!((ended.code, ended.text.trim()), (0, ""), "{way:?}");
    }
}

#[test]
fn signals_that_end_programs_end_it_well() {
    for signal in ["TERM", "INT", "HUP"] {
        let mut cockpit = open();
        cockpit.signal(signal);
        let ended = cockpit.leaves_cleanly();
        assert_eq!((ended.code, ended.text.trim()), (0, ""), "{signal}");
    }
}

#[test]
fn what_a_killed_program_left_on_the_screen_is_not_there_any_more() {
    let left = "printf '\\033[?1049hLEFTOVERS\\r\\nLEFTOVERS'; exec \"$0\" demo";
    let mut cockpit = Launch::of("sh", &["-c", left, env!("CARGO_BIN_EXE_oar-tui")]).start();
    cockpit.shows(&["4.20.17", "? help"]);
    assert!(!cockpit.text().contains("LEFTOVERS"), "{}", cockpit.text());
    cockpit.press("Q").leaves_cleanly();
}

#[test]
fn suspended_it_leaves_the_terminal_to_the_shell_and_comes_back_with_the_whole_picture() {
    let mut cockpit = open();
    cockpit.shows(&["── Needs a human now", "[1 Overview]"]);
    cockpit.press("\x1a").is_stopped();
    cockpit.has_its_terminal_back();
    cockpit.resize(80, 24).signal("CONT");
    cockpit.shows(&["4.20.17", "[1 Over]", "? help"]);
    let widest = cockpit.text().lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "drawn for the window as it is now");
    cockpit.press("3").shows(&["[3 Bld]"]);
    cockpit.press("Q");
    assert_eq!(cockpit.leaves_cleanly().code, 0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let program = std::env::current_exe().unwrap();
    let arguments =
        ["--ignored", "--nocapture", "--exact", "terminal::restored::fails_while_drawing"];
    let ended = Launch::of(program, &arguments).start().leaves_cleanly();
    let output = String::from_utf8_lossy(&ended.bytes);
    let (drawn, told) = (output.find("\x1b[?1049h"), output.find("a hole in the ice"));
    let back = output.find("\x1b[?1049l");
    assert!(drawn.is_some() && drawn < back && back < told, "{output}");
    assert!(ended.text.contains("a hole in the ice"), "{}", ended.text);
}

/// Not a test: the program that the test above starts in a terminal.
#[test]
#[ignore = "takes the terminal over and panics"]
fn fails_while_drawing() {
    terminal::give_back_on_panic(|_| {});
    let worker = std::thread::spawn(|| panic!("a worker's own trouble"));
    let fails = || {
        let _taken = Taken::new().unwrap();
        assert!(worker.join().is_err());
        let mut window = terminal::screen().unwrap();
        let drawn = window.draw(|frame| {
            frame.render_widget("half a picture", frame.area());
            panic!("a hole in the ice");
        });
        drawn.map(drop).unwrap();
    };
    // The thread that owns the terminal is known by this name.
    let own = std::thread::Builder::new().name("main".to_owned()).spawn(fails);
    assert!(own.unwrap().join().is_err());
}
