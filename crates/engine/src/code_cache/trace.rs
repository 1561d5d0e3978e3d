//! What the code cache does, told on standard error in Node's words: NODE_DEBUG_NATIVE=COMPILE_CACHE. Tells only; nothing
//! depends on it.

use std::collections::BTreeMap;
use std::path::Path;

use super::CodeKind;
use super::pack::Lookup;

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Looked up; its compilation has not ended well yet.
    Sought,
    /// What was kept is used.
    Same,
    /// Compiled anew.
    Fresh,
}

/// The texts of one run, by their keys.
#[derive(Default)]
pub(super) struct Trace {
    texts: BTreeMap<u64, (String, State)>,
}

/// Says a line; nobody is left to tell when standard error is closed.
pub(super) fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "[compile cache] {text}");
}

impl Trace {
    pub fn looked_up(&mut self, key: u64, kind: CodeKind, name: &str, pack: &Path, found: &Lookup) {
        let kind = match kind {
            CodeKind::Commonjs => "CommonJS",
            CodeKind::Module => "ESM",
            CodeKind::Stripped => "StrippedTypeScript",
        };
        let result = match found {
            Lookup::Found(code) => format!("success, size={}", code.len()),
            Lookup::OtherText { kept, wanted } => format!("code hash mismatch: expected {wanted:x}, actual {kept:x}"),
            Lookup::Nothing => String::from("nothing is kept"),
        };
        say(&format!("reading cache from {} for {kind} {name}...{result}", pack.display()));
        self.texts.insert(key, (name.to_owned(), State::Sought));
    }

    pub fn accepted(&mut self, key: u64) {
        if let Some((name, state)) = self.texts.get_mut(&key) {
            say(&format!("cache for {name} was accepted, keeping the in-memory entry"));
            *state = State::Same;
        }
    }

    pub fn compiled(&mut self, key: u64) {
        if let Some((name, state)) = self.texts.get_mut(&key) {
            say(&format!("{name} was not initialized, initializing the in-memory entry"));
            *state = State::Fresh;
        }
    }

    /// The cache was written, or could not be: once for each text.
    pub fn saved(&mut self, pack: &Path, result: &std::io::Result<()>) {
        for (name, state) in self.texts.values_mut() {
            match (*state, result) {
                (State::Sought, _) => say(&format!("skip {name} because the cache was not initialized")),
                (State::Same, _) => say(&format!("skip {name} because cache was the same")),
                (State::Fresh, Ok(())) => {
                    say(&format!("writing cache for {name} in {}...success", pack.display()));
                    *state = State::Same;
                }
                (State::Fresh, Err(error)) => {
                    say(&format!("writing cache for {name} in {}...failed: {error}", pack.display()));
                }
            }
        }
    }
}
