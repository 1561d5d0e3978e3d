//! Random bytes and prime numbers.

use weir_crypto::prime::{self, Number, Wish};
use weir_crypto::random::PIECE;
use weir_engine::{ErrorClass, How, IntoJs, Latin1, OpError, Scope, op, op_glue, v8};
use weir_loop::Lane;

use super::failure::{coded, error};
use super::util::Memory;
use crate::Env;
use crate::internal::view_memory::ViewMemory;
use crate::internal::work;

/// `randomFill(view)`: fills it with random bytes.
#[op(fast)]
pub(super) fn random_fill(env: &Env, bytes: &mut [u8]) -> Result<(), OpError> {
    env.crypto.random.borrow_mut().fill(bytes).map_err(error)
}

/// `randomBelow(range)`: a whole number from zero on, each as likely; `range` is at most 2 to the 48th less one.
#[op(fast)]
pub(super) fn random_below(env: &Env, range: f64) -> Result<f64, OpError> {
    const NUMBERS: u64 = 1 << 48;
    let range = range as u64;
    // Numbers beyond the last whole multiple would make the first ones likelier.
    let limit = NUMBERS - NUMBERS % range.max(1);
    let mut store = env.crypto.random.borrow_mut();
    loop {
        let mut bytes = [0; 8];
        store.fill(&mut bytes[..6]).map_err(error)?;
        let number = u64::from_le_bytes(bytes);
        if number < limit {
            return Ok((number % range.max(1)) as f64);
        }
    }
}

/// `randomUuid(time, fresh)`: of version 7 where `time`, in milliseconds, is not negative; else of version 4. `fresh` takes
/// no bytes of the store.
#[op]
pub(super) fn random_uuid(env: &Env, time: f64, fresh: bool) -> Result<Latin1, OpError> {
    let mut bytes = [0; 16];
    if fresh {
        weir_crypto::random::fill(&mut bytes).map_err(error)?;
    } else {
        env.crypto.random.borrow_mut().fill(&mut bytes).map_err(error)?;
    }
    let mut version = 0x40;
    if time >= 0.0 {
        bytes[..6].copy_from_slice(&(time as u64).to_be_bytes()[2..]);
        version = 0x70;
    }
    bytes[6] = bytes[6] & 0x0F | version;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    Ok(Latin1(uuid_text(&bytes).to_vec()))
}

/// How many UUIDs one call gives.
const BATCH: usize = 16;

/// `randomUuids()`: sixteen of version 4 in one text, one after the other.
#[op]
pub(super) fn random_uuids(env: &Env) -> Result<Latin1, OpError> {
    let mut bytes = [0; BATCH * 16];
    env.crypto.random.borrow_mut().fill(&mut bytes).map_err(error)?;
    let mut text = Vec::with_capacity(BATCH * 36);
    for uuid in bytes.as_chunks_mut::<16>().0 {
        uuid[6] = uuid[6] & 0x0F | 0x40;
        uuid[8] = uuid[8] & 0x3F | 0x80;
        text.extend_from_slice(&uuid_text(uuid));
    }
    Ok(Latin1(text))
}

/// 8-4-4-4-12 digits.
fn uuid_text(bytes: &[u8; 16]) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = DIGITS[usize::from(byte >> 4)];
        text[at + 1] = DIGITS[usize::from(byte & 15)];
        at += 2;
    }
    text
}

/// `randomFillLater(view, offset, length, how)`: the same on the pool, into the view's own memory. A few bytes are there
/// at once, from the store, which takes less than handing the job over; they are told as late as others.
#[op]
pub(super) fn random_fill_later<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    view: v8::Local<'s, v8::ArrayBufferView>,
    offset: f64,
    length: f64,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    if length <= PIECE as f64 {
        let mut bytes = op_glue::bytes(view.into())?;
        let start = (offset as usize).min(bytes.as_slice().len());
        let end = start.saturating_add(length as usize).min(bytes.as_slice().len());
        let filled = env.crypto.random.borrow_mut().fill(&mut bytes.as_mut_slice()[start..end]).map_err(error);
        return work::run_here(scope, env, Lane::Cpu.labelled("RANDOMBYTESREQUEST"), how, move || filled);
    }
    let memory = ViewMemory::new(view, offset as usize, length as usize, matches!(how, How::Async(_)));
    let job = move || super::util::fill(&memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("RANDOMBYTESREQUEST"), how, job)
}

/// `generatePrime(bits, safe, add, rem, how)`: its bytes in an ArrayBuffer, the highest first.
#[op]
pub(super) fn generate_prime<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    bits: u32,
    safe: bool,
    add: Option<v8::Local<'s, v8::ArrayBufferView>>,
    rem: Option<v8::Local<'s, v8::ArrayBufferView>>,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let number = |view: Option<v8::Local<'s, v8::ArrayBufferView>>| {
        view.map(|view| Number::new(&super::util::copy_of(view))).transpose().map_err(error)
    };
    let (add, rem) = (number(add)?, number(rem)?);
    if let Some(add) = &add {
        // Otherwise the only prime would be known before, or there might be none and the search would never end.
        if add.bits() > bits as usize {
            return Err(coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", "invalid options.add"));
        }
        if rem.as_ref().is_some_and(|rem| add <= rem) {
            return Err(coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", "invalid options.rem"));
        }
    }
    let wish = Wish { bits, safe, add, rem };
    let job = move || prime::generate(&wish).map(Memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("RANDOMPRIMEREQUEST"), how, job)
}

/// `checkPrime(candidate, checks, how)`
#[op]
pub(super) fn check_prime<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    candidate: &[u8],
    checks: i32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let candidate = Number::new(candidate).map_err(error)?;
    let job = move || prime::check(&candidate, checks).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("CHECKPRIMEREQUEST"), how, job)
}

impl<'s> IntoJs<'s> for Memory {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        Ok(weir_engine::vec_buffer(scope, self.0).into())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn uuids_are_written_in_groups() {
        let bytes: [u8; 16] = std::array::from_fn(|index| index as u8 * 0x11);
        assert_eq!(&super::uuid_text(&bytes), b"00112233-4455-6677-8899-aabbccddeeff");
    }
}
