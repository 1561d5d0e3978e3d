//! Running a child to its end: input, output, limits, and errors of the start.

use crate::support::{is_in_process_table, shell};
use weir_loop::{Command, ExitStatus, Outcome, PipeEnd, RunLimits, run_to_end};

const LIMITS: RunLimits = RunLimits { timeout: 0, max_output: f64::INFINITY, kill_signal: libc::SIGTERM };

fn run(script: &str, input: &[u8], limits: RunLimits) -> Outcome {
    let pipes = vec![
        PipeEnd { at: 0, input: Some(input.to_vec()), collect: false },
        PipeEnd { at: 1, input: None, collect: true },
        PipeEnd { at: 2, input: None, collect: true },
    ];
    let outcome = run_to_end(&shell(script), pipes, limits);
    assert!(!is_in_process_table(outcome.pid));
    outcome
}

#[test]
fn input_goes_in_and_output_comes_out() {
    // More than the pipes hold, both ways at once.
    let input = vec![b'x'; 3 << 20];
    let outcome = run("cat; echo done >&2; exit 3", &input, LIMITS);
    assert_eq!(outcome.error, None);
    assert_eq!(outcome.status, Some(ExitStatus { code: 3, signal: 0 }));
    assert_eq!(outcome.outputs[0], None);
    assert!(outcome.outputs[1].as_deref() == Some(&input));
    assert_eq!(outcome.outputs[2].as_deref(), Some(&b"done\n"[..]));
}

#[test]
fn a_timeout_kills() {
    let outcome = run("echo early; exec sleep 60", b"", RunLimits { timeout: 100, ..LIMITS });
    assert_eq!(outcome.error, Some(libc::ETIMEDOUT));
    assert_eq!(outcome.status, Some(ExitStatus { code: 0, signal: libc::SIGTERM }));
    assert_eq!(outcome.outputs[1].as_deref(), Some(&b"early\n"[..]));
}

#[test]
fn too_much_output_kills() {
    let outcome = run("yes", b"", RunLimits { max_output: 100.0, kill_signal: libc::SIGKILL, ..LIMITS });
    assert_eq!(outcome.error, Some(libc::ENOBUFS));
    assert_eq!(outcome.status, Some(ExitStatus { code: 0, signal: libc::SIGKILL }));
}

#[test]
fn who_holds_the_pipe_is_waited_for() {
    let outcome = run("(sleep 0.2; echo late) & exit 0", b"", LIMITS);
    assert_eq!(outcome.outputs[1].as_deref(), Some(&b"late\n"[..]));
}

#[test]
fn a_start_that_fails_is_an_error() {
    let outcome = run_to_end(&Command { file: c"/does/not/exist".into(), ..Command::default() }, Vec::new(), LIMITS);
    assert_eq!((outcome.error, outcome.status, outcome.pid), (Some(libc::ENOENT), None, 0));
}
