//! Joins the parts; the only owner of loop and terminal.
//!
//! [`engine`] is the program without a screen; the cockpit, the commands that print once and the demo
//! add what they need to it.

pub mod appearance;
pub mod arguments;
pub mod clipboard;
pub mod engine;
pub mod headless;
pub mod input;
pub mod keys;
pub mod logs;
pub mod once;
pub mod process;
pub mod quiet;
pub mod replay;
pub mod room;
pub mod run;
pub mod serve;
pub mod setup;
pub mod signals;
pub mod terminal;
#[cfg(test)]
mod truth;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use arguments::{Arguments, Command, Print, World};
use engine::Engine;
use headless::{Exit, Manner, Wanted};

use crate::ui::filter::Filter;
use crate::ui::panes::View;

/// The program: arguments in, exit code out.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(why) => {
            let _ = why.print();
            let asked = matches!(why.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return code(if asked { Exit::Ok } else { Exit::Usage });
        }
    };
    code(run(arguments))
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit as u8)
}

fn run(mut arguments: Arguments) -> Exit {
    match arguments.command.take() {
        Some(Command::Replay { dir, from, to, output }) => {
            replay::command::run(&dir, replay::Window { from, to }, output)
        }
        command => match runtime() {
            Ok(runtime) => {
                let exit = runtime.block_on(serve_or_show(&arguments, command));
                // A look-up or a read that hangs must not keep the program.
                runtime.shutdown_timeout(std::time::Duration::from_millis(200));
                exit
            }
            Err(why) => {
                eprintln!("oar-tui: cannot start: {why}");
                Exit::Internal
            }
        },
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    // Two are enough for a program that mostly waits, and start faster than one per core.
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

async fn serve_or_show(arguments: &Arguments, command: Option<Command>) -> Exit {
    match command {
        Some(Command::Sandbox { listen, data, write_profile, world }) => {
            let World { scenario, seed, speed, now } = world;
            let options = crate::sandbox::Options { listen, data, scenario, seed, speed, now };
            serve::run(options, write_profile).await
        }
        Some(Command::Demo { world }) => {
            let setup = setup::demo(&world).await;
            show(arguments, setup, Wanted::Overview { filter: String::new(), all: false }, None)
                .await
        }
        Some(Command::Overview { filter, all, print }) => {
            let wanted = Wanted::Overview { filter: filter.join(" "), all };
            show(arguments, setup(arguments).await, wanted, Some(print)).await
        }
        Some(Command::Release { release, print }) => {
            show(arguments, setup(arguments).await, Wanted::Release(release), Some(print)).await
        }
        Some(Command::Builds { release, print }) => {
            show(arguments, setup(arguments).await, Wanted::Builds(release), Some(print)).await
        }
        Some(Command::Bugs { filter, print }) => {
            let wanted = Wanted::Bugs(filter.join(" "));
            show(arguments, setup(arguments).await, wanted, Some(print)).await
        }
        Some(Command::Shipment { filter, print }) => {
            let wanted = Wanted::Shipment(filter.join(" "));
            show(arguments, setup(arguments).await, wanted, Some(print)).await
        }
        Some(Command::Activity { filter, print }) => {
            let wanted = Wanted::Activity(filter.join(" "));
            show(arguments, setup(arguments).await, wanted, Some(print)).await
        }
        Some(Command::Health { filter, print }) => {
            let wanted = Wanted::Health(filter.join(" "));
            show(arguments, setup(arguments).await, wanted, Some(print)).await
        }
        Some(Command::Keys) => keys::run(arguments),
        // Replay needs no runtime and was handled before.
        Some(Command::Replay { .. }) | None => {
            let wanted = Wanted::Overview { filter: String::new(), all: false };
            show(arguments, setup(arguments).await, wanted, None).await
        }
    }
}

type SetupResult = Result<setup::Setup, setup::SetupError>;

async fn setup(arguments: &Arguments) -> SetupResult {
    if arguments.demo {
        let world = World { scenario: None, seed: 1, speed: 1.0, now: None };
        return setup::demo(&world).await;
    }
    setup::configured(arguments)
}

/// Opens the cockpit on a terminal; prints once elsewhere, or when asked to.
async fn show(
    arguments: &Arguments,
    setup: SetupResult,
    wanted: Wanted,
    print: Option<Print>,
) -> Exit {
    let setup = match setup {
        Ok(setup) => setup,
        Err(why) => {
            eprintln!("oar-tui: {why}");
            return Exit::Failed;
        }
    };
    let print = print.unwrap_or_default();
    if !print.once && std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        // A terminal that cannot place its cursor gets the view as text (design/ux.md §17).
        if std::env::var_os("TERM").is_none_or(|kind| kind != "dumb") {
            return cockpit(arguments, setup, &wanted).await;
        }
        eprintln!("oar-tui: TERM=dumb has no cursor to place; printing the view once");
    }
    let manner = Manner {
        form: print.output,
        columns: print.columns,
        headers: !print.no_headers,
        max_age: print.max_age,
        fail_on_attention: print.fail_on.is_some(),
    };
    once::run(setup, &wanted, &manner).await
}

async fn cockpit(arguments: &Arguments, setup: setup::Setup, wanted: &Wanted) -> Exit {
    // The cache reads while the screen is being made ready.
    let engine = Engine::start(setup.settings.clone(), setup.cache);
    let (mut screen, mut problems) = appearance::screen(arguments, &setup.settings);
    problems.extend(setup.problems.iter().map(ToString::to_string));
    let (view, release, filter) = match wanted {
        Wanted::Overview { filter, .. } => (View::Overview, None, filter.as_str()),
        Wanted::Release(release) => (View::Release, Some(*release), ""),
        Wanted::Builds(release) => (View::Builds, *release, ""),
        Wanted::Bugs(filter) => (View::Bugs, None, filter.as_str()),
        Wanted::Shipment(filter) => (View::Shipment, None, filter.as_str()),
        Wanted::Activity(filter) => (View::Activity, None, filter.as_str()),
        Wanted::Health(filter) => (View::Health, None, filter.as_str()),
    };
    screen.open(view, release);
    match Filter::parse(filter) {
        Ok(filter) => screen.filter(filter),
        Err(why) => problems.push(format!("filter {filter:?}: {why}")),
    }
    screen.report(problems);
    terminal::give_back_on_panic(|panic| tracing::error!(panic));
    let exit = match run::run(engine, screen).await {
        Ok(exit) => exit,
        Err(why) => {
            eprintln!("oar-tui: the terminal cannot be used: {why}");
            Exit::Failed
        }
    };
    if let Some(sandbox) = setup.sandbox {
        sandbox.stop().await;
    }
    exit
}
