//! Compiled code of built-ins: of those that are not in the start-up snapshot, which the finished binary makes once,
//! carries, and reads in place; and of what runs when a program starts, which is made for the snapshot. V8 checks each piece against the text, its version and its flags, and compiles the text where one
//! does not fit.
//!
//! Code names what is in the snapshot's read-only part by its place there: it is good with that very snapshot alone.

use crate::{Engine, builtins};

/// Pieces begin where V8 can read words.
const ALIGNMENT: usize = 8;
/// Of one piece in the table at the front: where it begins and how long it is, four bytes each, lowest first.
const ENTRY: usize = 8;

/// The code of all built-ins, in the order of their table. Empty where a binary carries none.
#[derive(Debug, Default, Clone, Copy)]
pub struct BuiltinCode(&'static [u8]);

impl BuiltinCode {
    /// What `build` made.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    /// The code of the built-in at a place of the table.
    pub(crate) fn piece(self, index: usize) -> Option<&'static [u8]> {
        let entry = self.0.get(index * ENTRY..(index + 1) * ENTRY)?;
        let number = |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]) as usize;
        let (start, length) = (number(0), number(4));
        self.0.get(start..start + length).filter(|piece| !piece.is_empty())
    }

    /// Compiles every built-in whole in an engine that was made of the snapshot.
    ///
    /// # Errors
    /// A text when one does not compile.
    pub fn build(engine: &Engine) -> Result<Vec<u8>, String> {
        let handle = engine.handle();
        let builtins = handle.0.config.builtins;
        let mut pack = Pack::new(builtins.len());
        handle.0.eager_builtins.set(true);
        for (index, builtin) in builtins.iter().enumerate() {
            let code = handle.enter(None, |scope| {
                let function = builtins::compile(scope, builtin.id).ok()?;
                function.create_code_cache().map(|code| code.to_vec())
            });
            pack.add(index, &code.ok_or_else(|| format!("{} does not compile", builtin.id))?);
        }
        handle.0.eager_builtins.set(false);
        Ok(pack.0)
    }

    /// The code of the functions that have run in an engine that keeps its built-ins.
    pub fn of_run(engine: &Engine) -> Vec<u8> {
        let handle = engine.handle();
        let mut pack = Pack::new(handle.0.config.builtins.len());
        let kept = handle.0.kept_builtins.take();
        handle.enter(None, |scope| {
            for (index, function) in kept {
                if let Some(code) = v8::Local::new(scope, function).create_code_cache() {
                    pack.add(index, &code);
                }
            }
            Some(())
        });
        pack.0
    }
}

/// Code as it is carried: the table, then the pieces.
struct Pack(Vec<u8>);

impl Pack {
    /// A table of this many built-ins without code.
    fn new(builtins: usize) -> Self {
        Self(vec![0; builtins * ENTRY])
    }

    fn add(&mut self, index: usize, code: &[u8]) {
        let start = self.0.len().next_multiple_of(ALIGNMENT);
        self.0.resize(start, 0);
        let entry = [(start as u32).to_le_bytes(), (code.len() as u32).to_le_bytes()].concat();
        self.0[index * ENTRY..(index + 1) * ENTRY].copy_from_slice(&entry);
        self.0.extend_from_slice(code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_is_cut_off_gives_nothing() {
        const PACK: [u8; 19] = [16, 0, 0, 0, 3, 0, 0, 0, 24, 0, 0, 0, 9, 0, 0, 0, 7, 8, 9];
        let code = BuiltinCode::new(&PACK);
        assert_eq!(code.piece(0), Some(&[7, 8, 9][..]));
        assert_eq!(code.piece(1), None);
        assert_eq!(code.piece(2), None);
        assert_eq!(BuiltinCode::default().piece(0), None);
    }
}
