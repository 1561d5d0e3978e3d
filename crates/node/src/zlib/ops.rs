//! The operations of `node:zlib`. A failure of the data is a value, `[message, errno, code]`, which JavaScript makes its
//! error of; an exception is a bug of the built-in code.

use weir_engine::{How, IntoJs, OpError, Scope, op, v8};
use weir_loop::{Lane, WorkResult};

use super::failure::Failure;
use super::format::Format;
use super::session::{Ceiling, Codec, Session, Settings};
use super::span::{Cursor, Input};
use super::streams::Lent;
use super::whole::Job;
use crate::Env;
use crate::internal::sync_calls::{Area, measure};
use crate::internal::view_memory::ViewMemory;

/// The name that work is listed under.
const LABEL: &str = "ZLIB";

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

/// The numbers in an Int32Array's memory.
fn numbers(bytes: &[u8]) -> Vec<i32> {
    let (chunks, _) = bytes.as_chunks::<4>();
    chunks.iter().map(|chunk| i32::from_ne_bytes(*chunk)).collect()
}

fn format_of(number: u32) -> Result<Format, OpError> {
    Format::from_number(number).ok_or_else(|| OpError::type_error("ERR_INVALID_ARG_VALUE", "Bad argument"))
}

fn pledge_of(length: f64) -> Option<u64> {
    (length >= 0.0).then_some(length as u64)
}

impl<'s> IntoJs<'s> for Failure {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Answer<'s> {
        (self.message.into_owned(), self.errno, self.code.into_owned()).into_js(scope)
    }
}

/// What a step leaves: room of the output and bytes of the input.
type Left = (f64, f64);

fn answer<'s>(scope: &mut Scope<'s, '_>, result: Result<Left, Failure>) -> Answer<'s> {
    match result {
        Ok(left) => left.into_js(scope),
        Err(failure) => failure.into_js(scope),
    }
}

fn step(session: &mut Session, input: &Input, output: &ViewMemory, flush: i32) -> Result<Left, Failure> {
    let mut cursor = Cursor::into_view(input, output);
    session.step(&mut cursor, flush)?;
    Ok((cursor.available_out as f64, cursor.available_in as f64))
}

/// `open(owner, format, numbers, dictionary, pledged, single, ratio, floor)`: the stream's number, or a failure.
#[op]
pub(super) fn open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    format: u32,
    settings: &[u8],
    dictionary: &[u8],
    pledged: f64,
    single: bool,
    ratio: f64,
    floor: f64,
) -> Answer<'s> {
    let format = format_of(format)?;
    let settings = Settings { format, numbers: numbers(settings), dictionary, pledged: pledge_of(pledged), single };
    let ceiling = if format.compresses() { Ceiling::NONE } else { Ceiling { ratio, floor } };
    match Codec::new(&settings) {
        Ok(codec) => env.zlib.add(scope, owner, Session::new(codec, ceiling)).into_js(scope),
        Err(failure) => failure.into_js(scope),
    }
}

/// `write(id, flush, input, from, length, output, at, room, how)`: one step from a view into another:
/// `[room left, input left]`, or a failure.
#[op]
pub(super) fn write<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    flush: i32,
    input: v8::Local<'s, v8::ArrayBufferView>,
    from: f64,
    length: f64,
    output: v8::Local<'s, v8::ArrayBufferView>,
    at: f64,
    room: f64,
    how: How,
) -> Answer<'s> {
    let keep = matches!(how, How::Async(_));
    let output = ViewMemory::new(output, at as usize, room as usize, keep);
    let input = Input::beside(ViewMemory::new(input, from as usize, length as usize, keep), &output);
    let mut lent = env.zlib.lend(id)?;
    let pending = match how {
        How::Sync => {
            let result = measure(scope, env, Area::Zlib, || step(&mut lent.session, &input, &output, flush));
            env.zlib.give_back(scope, lent);
            return answer(scope, result);
        }
        How::Async(pending) => pending,
    };
    let value = pending.value(scope);
    let engine = env.engine.clone();
    let work = move || {
        let result = step(&mut lent.session, &input, &output, flush);
        (result, lent)
    };
    let queued = env.lp.queue_work(Lane::Cpu.labelled(LABEL), work, move |_lp, done: WorkResult<_>| {
        let settled = done.map(|(result, lent)| Stepped { result, lent }).map_err(|_| aborted());
        pending.settle(&engine, settled);
    });
    queued.map_err(|error| OpError::system(error.errno(), "pthread_create"))?;
    Ok(value)
}

fn aborted() -> OpError {
    OpError::coded("ABORT_ERR", "The operation was aborted")
}

/// A step that ran on the pool; its session goes back when the answer is made.
struct Stepped {
    result: Result<Left, Failure>,
    lent: Lent,
}

impl<'s> IntoJs<'s> for Stepped {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Answer<'s> {
        let env = weir_engine::op_glue::host::<Env>(scope);
        env.zlib.give_back(scope, self.lent);
        answer(scope, self.result)
    }
}

/// `params(id, level, strategy)`: for compression by zlib; nothing for other streams.
#[op]
pub(super) fn params<'s>(scope: &mut Scope<'s, '_>, env: &Env, id: u32, level: i32, strategy: i32) -> Answer<'s> {
    let mut lent = env.zlib.lend(id)?;
    let result = match &mut lent.session.codec {
        Codec::Deflate(deflate) => deflate.params(level, strategy),
        _ => Ok(()),
    };
    env.zlib.give_back(scope, lent);
    nothing_or_failure(scope, result)
}

/// `reset(id)`: as if new.
#[op]
pub(super) fn reset<'s>(scope: &mut Scope<'s, '_>, env: &Env, id: u32) -> Answer<'s> {
    let mut lent = env.zlib.lend(id)?;
    let result = lent.session.reset();
    env.zlib.give_back(scope, lent);
    nothing_or_failure(scope, result)
}

fn nothing_or_failure<'s>(scope: &mut Scope<'s, '_>, result: Result<(), Failure>) -> Answer<'s> {
    match result {
        Ok(()) => Ok(v8::undefined(scope).into()),
        Err(failure) => failure.into_js(scope),
    }
}

/// `close(id)`: a job under way ends by itself; its answer still comes.
#[op]
pub(super) fn close(scope: &mut Scope<'_, '_>, env: &Env, id: u32) {
    env.zlib.close(scope, id);
}

/// `whole(format, numbers, dictionary, pledged, reject, ratio, floor, input, flush, maxOutput, how)`: an ArrayBuffer
/// with all of the output, or a failure.
#[op]
pub(super) fn whole<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    format: u32,
    settings: &[u8],
    dictionary: &[u8],
    pledged: f64,
    reject: bool,
    ratio: f64,
    floor: f64,
    input: v8::Local<'s, v8::ArrayBufferView>,
    flush: i32,
    max_output: f64,
    how: How,
) -> Answer<'s> {
    let format = format_of(format)?;
    let settings =
        Settings { format, numbers: numbers(settings), dictionary, pledged: pledge_of(pledged), single: reject };
    let plain = dictionary.is_empty() && settings.pledged.is_none() && !reject;
    let spare = if plain { env.zlib.take_spare(format, &settings.numbers) } else { None };
    let codec = match spare.map_or_else(|| Codec::new(&settings), Ok) {
        Ok(codec) => codec,
        Err(failure) => return failure.into_js(scope),
    };
    let reuse = plain.then_some((format, settings.numbers));
    let keep = matches!(how, How::Async(_));
    let job = Job {
        format,
        codec,
        input: Input::View(ViewMemory::whole(input, keep)),
        flush,
        ceiling: if format.compresses() { Ceiling::NONE } else { Ceiling { ratio, floor } },
        max_output: max_output as usize,
        reject_trailing: reject,
    };
    let pending = match how {
        How::Sync => return measure(scope, env, Area::Zlib, || Filled::run(job, reuse)).into_js(scope),
        How::Async(pending) => pending,
    };
    let value = pending.value(scope);
    let engine = env.engine.clone();
    let work = move || Filled::run(job, reuse);
    let queued = env.lp.queue_work(Lane::Cpu.labelled(LABEL), work, move |_lp, done: WorkResult<Filled>| {
        pending.settle(&engine, done.map_err(|_| aborted()));
    });
    queued.map_err(|error| OpError::system(error.errno(), "pthread_create"))?;
    Ok(value)
}

/// The output of a whole input, and the codec if another call can use it.
struct Filled {
    output: Result<Vec<u8>, Failure>,
    reusable: Option<(Format, Vec<i32>, Codec)>,
}

impl Filled {
    fn run(job: Job, reuse: Option<(Format, Vec<i32>)>) -> Self {
        let (output, mut codec) = job.run();
        // One that has failed is not worth a second look; brotli's state is made anew by a reset anyway.
        let worth = output.is_ok() && !matches!(codec, Codec::BrotliEncoder(_) | Codec::BrotliDecoder(_));
        let reusable = match reuse {
            Some((format, numbers)) if worth && codec.reset().is_ok() => Some((format, numbers, codec)),
            _ => None,
        };
        Self { output, reusable }
    }
}

impl<'s> IntoJs<'s> for Filled {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Answer<'s> {
        if let Some((format, numbers, codec)) = self.reusable {
            weir_engine::op_glue::host::<Env>(scope).zlib.keep_spare(format, numbers, codec);
        }
        match self.output {
            Ok(bytes) => Ok(weir_engine::vec_buffer(scope, bytes).into()),
            Err(failure) => failure.into_js(scope),
        }
    }
}

/// `crc32(bytes, value)`.
#[op(fast)]
pub(super) fn crc32(bytes: &[u8], value: u32) -> u32 {
    checksum(bytes, value)
}

/// `crc32Text(text, value)`: of the text as UTF-8.
#[op]
pub(super) fn crc32_text(text: &str, value: u32) -> u32 {
    checksum(text.as_bytes(), value)
}

fn checksum(bytes: &[u8], value: u32) -> u32 {
    super::deflate::crc32(bytes, value)
}
