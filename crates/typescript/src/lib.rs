//! TypeScript to JavaScript for `node:module`: types stripped in place, or syntax transformed where it has a meaning of
//! its own. A crate of its own because of the size of the compiler below it; `weir-node` takes it by a feature. Pure;
//! runs on the caller's thread.

mod snippet;

use std::sync::{Arc, Mutex, PoisonError};

use swc_common::errors::{DiagnosticBuilder, Emitter, HANDLER, Handler};
use swc_common::sync::Lrc;
use swc_common::{GLOBALS, Globals, SourceMap};
use swc_ts_fast_strip::{ErrorCode, Mode, Options, TransformOutput, operate};

/// What becomes of syntax that is no plain type (enums, namespaces, parameter properties).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// It is refused; what is left keeps its place in the text.
    Strip,
    /// It becomes JavaScript.
    Transform,
    /// The same, and a source map comes along.
    TransformWithMap,
}

/// A text without types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    /// The JavaScript.
    pub code: String,
    /// Its source map as JSON, when asked for.
    pub map: Option<String>,
}

/// Why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripError {
    /// Whether the text is TypeScript but needs more than stripping.
    pub unsupported: bool,
    /// What is wrong.
    pub message: String,
    /// Line of the text, from 1; 0 when it is not known.
    pub line: usize,
    /// The lines there, with a mark of the place.
    pub snippet: String,
}

/// A diagnostic: its message, and the bytes of the text that it is about.
struct Complaint {
    message: String,
    place: Option<(usize, usize)>,
}

/// Keeps the first diagnostic: the others follow from it.
struct First {
    sources: Lrc<SourceMap>,
    kept: Arc<Mutex<Option<Complaint>>>,
}

impl Emitter for First {
    fn emit(&mut self, diagnostic: &mut DiagnosticBuilder<'_>) {
        let at = |position| self.sources.lookup_byte_offset(position).pos.0 as usize;
        let place = diagnostic.span.primary_span().map(|span| (at(span.lo), at(span.hi)));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert_with(|| Complaint { message: diagnostic.message(), place });
    }
}

/// Longest text that is worked on where the caller stands. The compiler recurses as deep as a text nests, which is never
/// deeper than it is long; a longer one gets a thread with room for it.
const DIRECT: usize = 512;
/// Stack that a level of nesting may take.
const PER_LEVEL: usize = if cfg!(debug_assertions) { 24 << 10 } else { 4 << 10 };
/// Least and most room for a thread. It is address space alone until it is used.
const ROOM: (usize, usize) = (64 << 20, 2 << 30);

/// JavaScript of a TypeScript text. `filename` goes into the source map.
///
/// # Errors
/// When the text is no TypeScript, or asks for more than `syntax` allows.
pub fn strip(source: String, syntax: Syntax, filename: &str) -> Result<Stripped, StripError> {
    if source.len() <= DIRECT {
        return strip_here(source, syntax, filename);
    }
    let room = source.len().saturating_mul(PER_LEVEL).clamp(ROOM.0, ROOM.1);
    let filename = filename.to_owned();
    let worker = std::thread::Builder::new().stack_size(room).spawn(move || strip_here(source, syntax, &filename));
    // A panic of the compiler is a text that it cannot read.
    worker.map_err(|error| failure(&error.to_string()))?.join().unwrap_or_else(|_| Err(failure("Syntax error")))
}

fn failure(message: &str) -> StripError {
    StripError { unsupported: false, message: message.to_owned(), line: 0, snippet: String::new() }
}

fn strip_here(source: String, syntax: Syntax, filename: &str) -> Result<Stripped, StripError> {
    let sources: Lrc<SourceMap> = Lrc::default();
    let kept = Arc::new(Mutex::new(None));
    let emitter = First { sources: sources.clone(), kept: kept.clone() };
    let handler = Handler::with_emitter(false, false, Box::new(emitter));
    let mut options = Options {
        filename: Some(filename.to_owned()),
        mode: if syntax == Syntax::Strip { Mode::StripOnly } else { Mode::Transform },
        deprecated_ts_module_as_error: Some(true),
        source_map: syntax == Syntax::TransformWithMap,
        ..Options::default()
    };
    // They stay in the text: the engine says what it thinks of them.
    options.parser.decorators = true;
    let text = source.clone();
    let run = || operate(&sources, &handler, source, options);
    let out = GLOBALS.set(&Globals::new(), || HANDLER.set(&handler, run));
    match out {
        Ok(TransformOutput { code, map }) => Ok(Stripped { code, map }),
        Err(error) => {
            let first = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            let complaint = first.unwrap_or(Complaint { message: error.message, place: None });
            let (line, snippet) = match complaint.place {
                Some((start, end)) => snippet::of(&text, start, end),
                None => (0, String::new()),
            };
            let unsupported = matches!(error.code, ErrorCode::UnsupportedSyntax);
            Err(StripError { unsupported, message: complaint.message, line, snippet })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str, syntax: Syntax) -> Result<String, StripError> {
        strip(source.to_owned(), syntax, "a.ts").map(|stripped| stripped.code)
    }

    #[test]
    fn types_become_blanks() {
        assert_eq!(code("const x: number = 1;", Syntax::Strip).as_deref(), Ok("const x         = 1;"));
        assert_eq!(code("f<A>(1 as B);", Syntax::Strip).as_deref(), Ok("f   (1     );"));
    }

    #[test]
    fn syntax_with_a_meaning_is_refused_or_transformed() {
        let error = code("enum A { B }", Syntax::Strip).unwrap_err();
        assert!(error.unsupported);
        assert_eq!((error.message.as_str(), error.line), ("TypeScript enum is not supported in strip-only mode", 1));
        assert!(code("enum A { B }", Syntax::Transform).unwrap().contains("var A"));
    }

    #[test]
    fn no_typescript_is_an_error_of_syntax() {
        let error = code("\nlet x: = 1", Syntax::Strip).unwrap_err();
        assert!(!error.unsupported && error.line == 2 && !error.message.is_empty());
        assert_eq!(error.snippet, "\nlet x: = 1\n       ^");
    }

    #[test]
    fn snippets_show_the_lines_around() {
        let shown = |text: &str| code(text, Syntax::Strip).unwrap_err().snippet;
        assert_eq!(shown("a;\n\tenum A { B }\nb;\nc;"), "a;\n    enum A { B }\n    ^^^^^^^^^^^^\nb;");
        assert_eq!(shown("a;\nenum A {\n  B\n}\nc;"), "    a;\n  > enum A {\n      B\n  > }\n    c;");
        assert_eq!(code("f(\n", Syntax::Strip).unwrap_err().line, 1);
    }

    #[test]
    fn deep_texts_have_room() {
        let deep = |open: &str, close: &str| format!("let x = {}1{}", open.repeat(3_000), close.repeat(3_000));
        assert!(code(&deep("(", ")"), Syntax::Strip).is_ok());
        assert!(code(&deep("[", "]"), Syntax::Transform).is_ok());
        assert!(code(&deep("(", ""), Syntax::Strip).is_err());
    }

    #[test]
    fn decorators_and_the_old_keyword() {
        assert_eq!(code("@d class A {}", Syntax::Strip).as_deref(), Ok("@d class A {}"));
        assert!(code("module N {}", Syntax::Strip).unwrap_err().unsupported);
        assert!(code("module N { export const x = 1; }", Syntax::Strip).unwrap_err().unsupported);
    }

    #[test]
    fn maps_name_the_file() {
        let map = strip("enum A { B }".to_owned(), Syntax::TransformWithMap, "a.ts").unwrap().map.unwrap();
        assert!(map.contains(r#""sources":["a.ts"]"#), "{map}");
    }
}
