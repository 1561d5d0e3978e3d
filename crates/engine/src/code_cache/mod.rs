//! The compiled code of the program's files, kept on disk from one run to the next. A text is known by its file name and
//! what it is compiled as, and trusted by the hash of its contents; V8 checks its own version and flags. Code is taken
//! when the program ends, so that it holds the functions that ran. Runs on the isolate's thread.

mod pack;
mod trace;

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64, xxh3_64_with_seed};

use crate::state::{EngineHandle, EngineState};
use crate::{Scope, v8};
use pack::{Pack, Piece};
use trace::Trace;

/// The most texts of one run that are kept in mind for the end.
const MOST_FRESH: usize = 20_000;

/// What a cache is worth the trouble for.
#[derive(Debug, Clone, Copy)]
pub struct CacheThreshold {
    /// Shorter texts compile faster than their code is looked up, characters.
    pub text: usize,
    /// Less new text than this is not worth a write at the end, characters.
    pub total: usize,
}

/// How a cache is kept.
#[derive(Debug, Clone)]
pub struct CacheSettings {
    pub threshold: CacheThreshold,
    /// Texts are known by their place as seen from this folder, so that both may move together.
    pub relative_to: Option<PathBuf>,
    /// Standard error is told of everything.
    pub traced: bool,
}

/// What a text is compiled as: the same text gives different code.
#[derive(Clone, Copy)]
pub(crate) enum CodeKind {
    Commonjs = 0,
    Module = 1,
    /// Not compiled yet: TypeScript without its types.
    Stripped = 2,
}

/// Compiled code that the pack does not have.
enum Fresh {
    Function(v8::Global<v8::Function>),
    Module(v8::Global<v8::UnboundModuleScript>),
    Stripped(Vec<u8>),
}

/// A text that was looked up.
pub struct Ticket {
    key: u64,
    source: u64,
    length: usize,
}

/// The cache of one environment.
pub(crate) struct CodeCache {
    pack: Pack,
    settings: CacheSettings,
    trace: Option<Trace>,
    fresh: FreshCode,
}

/// By key, with a number that counts up: what is kept is kept in the order that it was asked for in.
type FreshCode = HashMap<u64, (usize, Ticket, Fresh)>;

fn hash_text(scope: &mut Scope<'_, '_>, text: v8::Local<v8::String>) -> u64 {
    let view = v8::ValueView::new(scope, text);
    match view.data() {
        v8::ValueViewData::OneByte(bytes) => xxh3_64(bytes),
        v8::ValueViewData::TwoByte(units) => {
            let mut hash = Xxh3Default::new();
            for chunk in units.chunks(2048) {
                let mut bytes = [0; 4096];
                for (pair, unit) in bytes.chunks_exact_mut(2).zip(chunk) {
                    pair.copy_from_slice(&unit.to_le_bytes());
                }
                hash.update(&bytes[..chunk.len() * 2]);
            }
            hash.digest()
        }
    }
}

/// Looks a text up: a ticket when its code is worth keeping, and the code that was kept.
pub(crate) fn find<'s>(
    scope: &mut Scope<'s, '_>,
    kind: CodeKind,
    name: v8::Local<'s, v8::Value>,
    text: v8::Local<'s, v8::String>,
) -> Option<(Ticket, Option<Vec<u8>>)> {
    let state = EngineState::of(scope);
    let least = state.code_cache.borrow().as_ref()?.settings.threshold.text;
    let length = text.length();
    if length < least {
        return None;
    }
    let name: v8::Local<v8::String> = name.try_into().ok()?;
    let name = name.to_rust_string_lossy(scope);
    let source = hash_text(scope, text);
    let mut slot = state.code_cache.borrow_mut();
    Some(slot.as_mut()?.look_up(kind, &name, source, length))
}

/// Looks up what a TypeScript text is without its types: a ticket when that is worth keeping, and what was kept.
pub fn find_stripped(scope: &mut Scope<'_, '_>, name: &str, text: &str) -> Option<(Ticket, Option<String>)> {
    let state = EngineState::of(scope);
    let mut slot = state.code_cache.borrow_mut();
    let cache = slot.as_mut()?;
    if text.len() < cache.settings.threshold.text {
        return None;
    }
    let (ticket, found) = cache.look_up(CodeKind::Stripped, name, xxh3_64(text.as_bytes()), text.len());
    let found = found.and_then(|bytes| String::from_utf8(bytes).ok());
    if found.is_some()
        && let Some(trace) = &mut cache.trace
    {
        trace.accepted(ticket.key);
    }
    Some((ticket, found))
}

/// Keeps a text without its types in mind, which is to be written at the end.
pub fn remember_stripped(scope: &mut Scope<'_, '_>, ticket: Ticket, code: &str) {
    remember(scope, ticket, Fresh::Stripped(code.as_bytes().to_vec()));
}

/// V8 took the code that was found for a text.
pub(crate) fn accepted(scope: &mut Scope<'_, '_>, ticket: &Ticket) {
    let state = EngineState::of(scope);
    if let Some(trace) = state.code_cache.borrow_mut().as_mut().and_then(|cache| cache.trace.as_mut()) {
        trace.accepted(ticket.key);
    }
}

impl CodeCache {
    fn look_up(&mut self, kind: CodeKind, name: &str, source: u64, length: usize) -> (Ticket, Option<Vec<u8>>) {
        let key = self.key_of(kind, name);
        let found = self.pack.look_up(key, source);
        if let Some(trace) = &mut self.trace {
            trace.looked_up(key, kind, name, self.pack.path(), &found);
        }
        (Ticket { key, source, length }, found.code())
    }

    fn key_of(&self, kind: CodeKind, name: &str) -> u64 {
        let seed = kind as u64;
        let Some(base) = &self.settings.relative_to else { return xxh3_64_with_seed(name.as_bytes(), seed) };
        let path = name.strip_prefix("file://").unwrap_or(name);
        xxh3_64_with_seed(relative_path(base, Path::new(path)).as_os_str().as_encoded_bytes(), seed)
    }
}

/// `path` as seen from the folder `base`.
pub fn relative_path(base: &Path, path: &Path) -> PathBuf {
    let shared = base.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

fn remember(scope: &mut Scope<'_, '_>, ticket: Ticket, fresh: Fresh) {
    let state = EngineState::of(scope);
    if let Some(cache) = state.code_cache.borrow_mut().as_mut()
        && cache.fresh.len() < MOST_FRESH
    {
        if let Some(trace) = &mut cache.trace {
            trace.compiled(ticket.key);
        }
        let order = cache.fresh.len();
        cache.fresh.insert(ticket.key, (order, ticket, fresh));
    }
}

/// Keeps a function in mind whose code is to be written at the end.
pub(crate) fn remember_function(scope: &mut Scope<'_, '_>, ticket: Ticket, function: v8::Local<v8::Function>) {
    let function = v8::Global::new(scope, function);
    remember(scope, ticket, Fresh::Function(function));
}

/// Keeps a module in mind whose code is to be written at the end.
pub(crate) fn remember_module(scope: &mut Scope<'_, '_>, ticket: Ticket, module: v8::Local<v8::Module>) {
    let script = module.get_unbound_module_script(scope);
    let script = v8::Global::new(scope, script);
    remember(scope, ticket, Fresh::Module(script));
}

impl EngineHandle {
    /// Has the code of the program's files looked up in, and at the end written to, the pack at `path`.
    pub fn open_code_cache(&self, path: PathBuf, settings: CacheSettings) {
        let pack = Pack::open(path);
        let mut slot = self.0.code_cache.borrow_mut();
        // What was compiled before the move belongs into the new place as well.
        let fresh = slot.take().map(|cache| cache.fresh).unwrap_or_default();
        let trace = settings.traced.then(Trace::default);
        *slot = Some(CodeCache { pack, settings, trace, fresh });
    }

    /// From now on nothing is looked up, and nothing is written.
    pub fn close_code_cache(&self) {
        drop(self.0.code_cache.borrow_mut().take());
    }

    /// Writes what was compiled and is not on disk yet.
    ///
    /// # Errors
    /// Of writing; the program's own work is done by then and goes on.
    pub fn save_code_cache(&self) -> io::Result<()> {
        let Some(mut cache) = self.0.code_cache.borrow_mut().take() else { return Ok(()) };
        let fresh = std::mem::take(&mut cache.fresh);
        let total: usize = fresh.values().map(|(_, ticket, _)| ticket.length).sum();
        let mut result = Ok(());
        if !fresh.is_empty() && total >= cache.settings.threshold.total {
            // As if inside another callback: what the program queued is not run by this.
            let depth = self.0.depth.get();
            self.0.depth.set(depth + 1);
            let pieces = self.enter(None, |scope| Some(pieces(scope, fresh))).unwrap_or_default();
            self.0.depth.set(depth);
            result = cache.pack.replace(pieces);
        }
        if let Some(trace) = &mut cache.trace {
            trace.saved(cache.pack.path(), &result);
        }
        *self.0.code_cache.borrow_mut() = Some(cache);
        result
    }
}

/// Tells of a cache that is not kept, where somebody follows what it does.
pub fn trace_code_cache(text: &str) {
    trace::say(text);
}

fn pieces(scope: &mut Scope<'_, '_>, fresh: FreshCode) -> Vec<Piece> {
    let mut fresh: Vec<(usize, Ticket, Fresh)> = fresh.into_values().collect();
    fresh.sort_by_key(|(order, ..)| *order);
    let mut pieces = Vec::with_capacity(fresh.len());
    for (_, ticket, fresh) in fresh {
        let code = match fresh {
            Fresh::Function(function) => v8::Local::new(scope, function).create_code_cache().map(|code| code.to_vec()),
            Fresh::Module(script) => v8::Local::new(scope, script).create_code_cache().map(|code| code.to_vec()),
            Fresh::Stripped(code) => Some(code),
        };
        if let Some(code) = code {
            pieces.push(Piece { key: ticket.key, source: ticket.source, code });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_together_keeps_its_name() {
        let seen = |base, path| relative_path(Path::new(base), Path::new(path));
        assert_eq!(seen("/a/cache", "/a/app/x.js"), Path::new("../app/x.js"));
        assert_eq!(seen("/b/cache", "/b/app/x.js"), Path::new("../app/x.js"));
        assert_eq!(seen("/a/cache", "/a/cache/x.js"), Path::new("x.js"));
        assert_eq!(seen("/a/cache", "data:x"), Path::new("../../../data:x"));
    }
}
