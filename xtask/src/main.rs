//! The project's tooling: one command per subject, each in its own file. Reached through `./x`.
//! It must stay free of V8 and of every weir crate, so that it builds in seconds on a bare machine.

mod args;
mod conformance;
mod exec;
mod paths;
mod process;
mod setup;
mod tidy;

use anyhow::Result;
use std::process::ExitCode;

const HELP: &str = "\
./x COMMAND [options]      (./x COMMAND --help tells the options of one command)

  setup              put V8's static library where cargo finds it
  tidy               check the house rules
  conformance        run Node's own tests on weir and report per module
";

fn dispatch(mut words: Vec<String>) -> Result<ExitCode> {
    if words.is_empty() {
        print!("{HELP}");
        return Ok(ExitCode::from(2));
    }
    let command = words.remove(0);
    match command.as_str() {
        "setup" => setup::main(words),
        "tidy" => tidy::main(words),
        "conformance" => conformance::main(words),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => {
            eprintln!("x: there is no command {other:?}\n\n{HELP}");
            Ok(ExitCode::from(2))
        }
    }
}

fn main() -> ExitCode {
    process::kill_children_on_signals();
    match dispatch(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("x: {error:#}");
            ExitCode::FAILURE
        }
    }
}
