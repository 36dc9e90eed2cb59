//! Arguments → program → exit code; nothing else.

fn main() -> std::process::ExitCode {
    oar_tui::app::main()
}
