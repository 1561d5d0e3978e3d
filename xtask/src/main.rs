//! The project's tooling: one command per subject, each in its own file. Reached through `./x`.
//! It must stay free of V8 and of every weir crate, so that it builds in seconds on a bare machine.

mod args;
mod bench;
mod checks;
mod cli_cases;
mod conformance;
mod counts;
mod exec;
mod fuzz;
mod header;
mod http1;
mod jstests;
mod paths;
mod process;
mod programs;
mod setup;
mod tidy;
mod wpt;

use anyhow::Result;
use std::process::ExitCode;

const HELP: &str = "\
./x COMMAND [options]      (./x COMMAND --help tells the options of one command)

  setup         put V8's static library where cargo finds it
  build         build the binary weir
  run           build weir and run a program with it
  test          build weir and run every test
  verify        formatting, clippy, tidy and the quick tests
  tidy          check the house rules
  test-js       run tests/parallel on weir
  test-cli      run command lines and bad programs on weir and compare with what Node does
  conformance   run Node's own tests on weir and report per module
  wpt           run the web platform tests that Node carries on weir
  programs      run real programs of npm on weir and on Node and compare
  bench         run workloads on weir and its peers in turns and compare
  fuzz          run mutated inputs against what reads them
  http1         run mutated messages through the HTTP parser and through Node's and compare
  counts        count the instructions of the hot paths in Rust and hold them to their ceilings
";

fn dispatch(mut words: Vec<String>) -> Result<ExitCode> {
    if words.is_empty() {
        print!("{HELP}");
        return Ok(ExitCode::from(2));
    }
    let command = words.remove(0);
    match command.as_str() {
        "setup" => setup::main(words),
        "build" => checks::build(words),
        "run" => checks::run(words),
        "test" => checks::test(words),
        "verify" => checks::verify(words),
        "tidy" => tidy::main(words),
        "test-js" => jstests::main(words),
        "test-cli" => cli_cases::main(words),
        "conformance" => conformance::main(words),
        "wpt" => wpt::main(words),
        "bench" => bench::main(words),
        "counts" => counts::main(words),
        "programs" => programs::main(words),
        "fuzz" => fuzz::main(words),
        "http1" => http1::main(words),
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
