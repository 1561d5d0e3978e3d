//! Running a child to its end: the native half of spawnSync. Blocks the isolate's thread, as its callers ask for.

use weir_engine::{Bytes, IntoJs, JsObject, OpError, Scope, op, v8};
use weir_loop::{Outcome, PipeEnd, RunLimits, run_to_end};

use crate::Env;
use crate::internal::sync_calls::{Area, measure};

/// In a list of stdio, beside -1 for nothing: a pipe whose content is collected.
const OUTPUT: i32 = -2;
/// A pipe that the child reads its input from.
const INPUT: i32 = -3;

/// `spawnSync(file, args, env, cwd, detached, uid, gid, stdio, inputs, timeout, maxOutput, killSignal)`: { pid, status,
/// signal, output, error }. `signal` is a number, 0 for none; `error` a negative errno, or undefined; `output` has an
/// entry for each of `stdio`, null where nothing was collected, or is null when the child was not started.
#[op]
#[allow(clippy::too_many_arguments)]
fn spawn_sync<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    file: String,
    args: Vec<String>,
    environ: Vec<String>,
    cwd: Option<String>,
    detached: bool,
    uid: Option<i32>,
    gid: Option<i32>,
    stdio: Vec<i32>,
    inputs: Vec<v8::Local<'s, v8::Value>>,
    timeout: f64,
    max_output: f64,
    kill_signal: i32,
) -> Result<JsObject<'s>, OpError> {
    super::ask_guard(env, &file)?;
    env.send_what_is_held();
    let mut pipes = Vec::new();
    let mut sources = Vec::with_capacity(stdio.len());
    for (at, entry) in stdio.iter().enumerate() {
        sources.push(Some(*entry).filter(|fd| *fd >= 0));
        let input = inputs.get(at).and_then(|value| v8::Local::<v8::ArrayBufferView>::try_from(*value).ok());
        let input = input.map(|view| {
            let mut bytes = vec![0; view.byte_length()];
            view.copy_contents(&mut bytes);
            bytes
        });
        match *entry {
            OUTPUT => pipes.push(PipeEnd { at, input, collect: true }),
            // Without input the child finds the end at once.
            INPUT => pipes.push(PipeEnd { at, input: Some(input.unwrap_or_default()), collect: false }),
            _ => {}
        }
    }
    let places: Vec<usize> = pipes.iter().map(|pipe| pipe.at).collect();
    let limits = RunLimits { timeout: timeout as u64, max_output, kill_signal };
    let command = match stdio.iter().any(|entry| *entry < INPUT) {
        true => Err(super::closed_source()),
        false => super::command((file, args, environ), cwd, detached, (uid, gid)),
    };
    let outcome = match command {
        Ok(mut command) => {
            command.stdio = sources;
            measure(scope, env, Area::ChildProcess, || run_to_end(&command, pipes, limits))
        }
        Err(error) => Outcome { error: Some(error.errno()), ..Outcome::default() },
    };
    let output = output(scope, stdio.len(), &places, outcome.status.is_some(), outcome.outputs)?;
    JsObject::new()
        .set(scope, "pid", outcome.pid)?
        .set(scope, "status", outcome.status.map(|status| status.code))?
        .set(scope, "signal", outcome.status.map_or(0, |status| status.signal))?
        .set(scope, "output", output)?
        .set(scope, "error", outcome.error.map(|errno| -errno))
}

fn output<'s>(
    scope: &mut Scope<'s, '_>,
    count: usize,
    places: &[usize],
    started: bool,
    outputs: Vec<Option<Vec<u8>>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    if !started {
        return Ok(v8::null(scope).into());
    }
    let mut values = vec![v8::null(scope).into(); count];
    for (place, bytes) in places.iter().zip(outputs) {
        if let Some(bytes) = bytes {
            values[*place] = Bytes(bytes).into_js(scope)?;
        }
    }
    Ok(v8::Array::new_with_elements(scope, &values).into())
}
