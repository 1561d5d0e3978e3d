//! TypeScript to JavaScript for `node:module`: types stripped in place, or syntax transformed where it has a meaning of
//! its own. A crate of its own because of the size of the compiler below it; `weir-node` takes it by a feature. Pure;
//! runs on the caller's thread.

use std::sync::{Arc, Mutex, PoisonError};

use swc_common::errors::{DiagnosticBuilder, Emitter, Handler};
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
}

/// Keeps the first diagnostic: the others follow from it.
struct First {
    sources: Lrc<SourceMap>,
    kept: Arc<Mutex<Option<(String, usize)>>>,
}

impl Emitter for First {
    fn emit(&mut self, diagnostic: &mut DiagnosticBuilder<'_>) {
        let line = diagnostic.span.primary_span().map_or(0, |span| self.sources.lookup_char_pos(span.lo).line);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert_with(|| (diagnostic.message(), line));
    }
}

/// JavaScript of a TypeScript text. `filename` goes into the source map.
///
/// # Errors
/// When the text is no TypeScript, or asks for more than `syntax` allows.
pub fn strip(source: String, syntax: Syntax, filename: &str) -> Result<Stripped, StripError> {
    let sources: Lrc<SourceMap> = Lrc::default();
    let kept = Arc::new(Mutex::new(None));
    let emitter = First { sources: sources.clone(), kept: kept.clone() };
    let handler = Handler::with_emitter(false, false, Box::new(emitter));
    let options = Options {
        filename: Some(filename.to_owned()),
        mode: if syntax == Syntax::Strip { Mode::StripOnly } else { Mode::Transform },
        deprecated_ts_module_as_error: Some(true),
        source_map: syntax == Syntax::TransformWithMap,
        ..Options::default()
    };
    let out = GLOBALS.set(&Globals::new(), || operate(&sources, &handler, source, options));
    match out {
        Ok(TransformOutput { code, map }) => Ok(Stripped { code, map }),
        Err(error) => {
            let first = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (message, line) = first.unwrap_or((error.message, 0));
            Err(StripError { unsupported: matches!(error.code, ErrorCode::UnsupportedSyntax), message, line })
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
    }

    #[test]
    fn maps_name_the_file() {
        let map = strip("enum A { B }".to_owned(), Syntax::TransformWithMap, "a.ts").unwrap().map.unwrap();
        assert!(map.contains(r#""sources":["a.ts"]"#), "{map}");
    }
}
