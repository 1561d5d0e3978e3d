//! What the ops take and give: paths, descriptors in place of paths, names in an encoding. Conversions run on the
//! isolate's thread; the values themselves may go to the pool.

use std::ffi::{CStr, CString};

use rustix::io::Errno;
use weir_engine::{Bytes, FromJs, IntoJs, OpError, Scope, op, v8};

use crate::buffer::{Encoding, text};

/// A path as the system takes it.
#[derive(Debug, Clone)]
pub(super) struct PathArg(pub CString);

impl PathArg {
    pub fn as_c_str(&self) -> &CStr {
        &self.0
    }

    /// The path with `end` right behind it; `end` holds no NUL.
    pub fn joined(&self, end: &[u8]) -> Self {
        let mut bytes = self.0.as_bytes().to_vec();
        bytes.extend_from_slice(end);
        Self(CString::new(bytes).unwrap_or_default())
    }

    /// The error of a system call on this path.
    pub fn error(&self, syscall: &'static str) -> impl Fn(Errno) -> OpError + '_ {
        move |errno| OpError::system_at(errno.raw_os_error(), syscall, self.display())
    }

    /// The error of a system call on this path and another.
    pub fn error_to(&self, dest: &PathArg, syscall: &'static str) -> impl Fn(Errno) -> OpError {
        let (path, dest) = (self.display(), dest.display());
        move |errno| OpError::System {
            errno: errno.raw_os_error(),
            syscall,
            path: Some(path.clone()),
            dest: Some(dest.clone()),
        }
    }

    /// As programs see it in errors.
    pub fn display(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

/// The bytes of a text that is ASCII, with room for the NUL that follows.
fn plain(scope: &mut Scope<'_, '_>, text: v8::Local<'_, v8::String>) -> Option<Vec<u8>> {
    let view = v8::ValueView::new(scope, text);
    match view.data() {
        v8::ValueViewData::OneByte(bytes) if bytes.is_ascii() => {
            let mut path = Vec::with_capacity(bytes.len() + 1);
            path.extend_from_slice(bytes);
            Some(path)
        }
        _ => None,
    }
}

impl<'s> FromJs<'s> for PathArg {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        let bytes = match v8::Local::<v8::ArrayBufferView>::try_from(value) {
            Ok(view) => {
                let mut bytes = vec![0; view.byte_length()];
                view.copy_contents(&mut bytes);
                bytes
            }
            Err(_) => match v8::Local::<v8::String>::try_from(value) {
                Ok(text) if let Some(bytes) = plain(scope, text) => bytes,
                _ => String::from_js(scope, value)?.into_bytes(),
            },
        };
        // JavaScript has refused NUL; one that appears in shared memory meanwhile ends in the same error class.
        CString::new(bytes)
            .map(PathArg)
            .map_err(|_| OpError::type_error("ERR_INVALID_ARG_VALUE", "The argument 'path' contains null bytes"))
    }
}

/// The error of a system call on a descriptor.
pub(super) fn failed(syscall: &'static str) -> impl Fn(Errno) -> OpError {
    move |errno| OpError::system(errno.raw_os_error(), syscall)
}

/// A file by path or by descriptor.
pub(super) enum Target {
    Path(PathArg),
    Fd(i32),
}

impl<'s> FromJs<'s> for Target {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        if value.is_number() {
            i32::from_js(scope, value).map(Self::Fd)
        } else {
            PathArg::from_js(scope, value).map(Self::Path)
        }
    }
}

/// How names are given back: text in an encoding of Buffers, or bytes.
#[derive(Debug, Clone, Copy)]
pub(super) enum NameEncoding {
    Bytes,
    Text(Encoding),
}

impl<'s> FromJs<'s> for NameEncoding {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        if !value.is_string() {
            return Ok(Self::Text(Encoding::Utf8));
        }
        let mut name = String::from_js(scope, value)?;
        name.make_ascii_lowercase();
        Ok(Self::Text(match name.as_str() {
            "buffer" => return Ok(Self::Bytes),
            "latin1" | "binary" => Encoding::Latin1,
            "ascii" => Encoding::Ascii,
            "utf16le" | "utf-16le" | "ucs2" | "ucs-2" => Encoding::Utf16le,
            "base64" => Encoding::Base64,
            "base64url" => Encoding::Base64Url,
            "hex" => Encoding::Hex,
            _ => Encoding::Utf8,
        }))
    }
}

impl NameEncoding {
    /// The encoding that a string is written in; `buffer` names none.
    pub fn of_text(self) -> Encoding {
        match self {
            Self::Bytes => Encoding::Utf8,
            Self::Text(encoding) => encoding,
        }
    }
}

/// A name that goes to JavaScript: a string or a Buffer.
pub(super) struct Name {
    pub bytes: Vec<u8>,
    pub encoding: NameEncoding,
}

impl<'s> IntoJs<'s> for Name {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self.encoding {
            NameEncoding::Bytes => {
                let bytes: v8::Local<v8::Object> = Bytes(self.bytes).into_js(scope)?.cast();
                let key = prototype_key(scope);
                let global = scope.get_current_context().global(scope);
                if let Some(prototype) = global.get_private(scope, key).filter(|found| found.is_object()) {
                    bytes.set_prototype(scope, prototype);
                }
                Ok(bytes.into())
            }
            NameEncoding::Text(encoding) => text::decode(scope, &self.bytes, encoding).map(Into::into),
        }
    }
}

/// Under this private key of the global object stands `Buffer.prototype`: there a start-up snapshot keeps it too.
fn prototype_key<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Private> {
    let name = v8::String::new(scope, "weir:fs:Buffer.prototype");
    v8::Private::for_api(scope, name)
}

/// `setBufferPrototype(prototype)`: what the names are made of that are given as bytes.
#[op]
pub(super) fn set_buffer_prototype<'s>(scope: &mut Scope<'s, '_>, prototype: v8::Local<'s, v8::Value>) {
    let key = prototype_key(scope);
    let global = scope.get_current_context().global(scope);
    global.set_private(scope, key, prototype);
}
