//! `node:module`: native ops of the CommonJS and ES module loaders. One call resolves a request, one reads a file; the
//! algorithms are `weir-resolve`'s. State: one resolver per environment, made when `configure` tells the flags.

mod compile_cache;
mod disk;
mod hooks_thread;
mod thrown;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use weir_engine::{Binding, Bytes, OpError, Scope, op, ops, v8};
use weir_guard::{Guard, Kind};
use weir_resolve::{CjsRequest, FileKind, ModuleFlags, PackageConfig, ResolveError, Resolver};

use crate::Env;
pub use compile_cache::CodeCacheFolder;
pub(crate) use compile_cache::CompileCache;
use disk::{Ada, Disk};
pub(crate) use hooks_thread::HooksWire;
pub use hooks_thread::{HooksEnd, HooksStarter};

pub(crate) const BINDING: Binding = Binding {
    name: "module",
    ops: ops![
        configure,
        set_extensions,
        set_conditions,
        resolve_cjs,
        resolve_own,
        resolve_cjs_in,
        find_path,
        find_package,
        resolve_esm,
        package_type,
        package_scope,
        read_package,
        format_of_path,
        read_text,
        read_bytes,
        stat_kind,
        realpath,
        path_to_url,
        url_to_path,
        parse_url,
        cjs_exports,
        has_typescript,
        strip_types,
        compile_cache::open_compile_cache,
        compile_cache::enable_compile_cache,
        compile_cache::compile_cache_directory,
        compile_cache::save_compile_cache,
        hooks_thread::hooks_start,
        hooks_thread::hooks_ask,
        hooks_thread::hooks_serve,
        hooks_thread::hooks_answer,
        compile_cache::leave_out_compile_cache,
    ],
    init: None,
};

type Resolution = Resolver<Disk, Ada>;

/// The part of [`Env`] that belongs to modules.
pub(crate) struct Modules {
    resolver: OnceCell<Resolution>,
    extensions: RefCell<Vec<String>>,
    /// The conditions of `require` and of `import` that the command line leads to.
    conditions: RefCell<[Vec<String>; 2]>,
    guard: Rc<Guard>,
}

impl Modules {
    pub(crate) fn new(guard: Rc<Guard>) -> Self {
        Self { resolver: OnceCell::new(), extensions: RefCell::default(), conditions: RefCell::default(), guard }
    }

    fn resolver(&self) -> &Resolution {
        self.resolver.get_or_init(|| self.new_resolver())
    }

    fn new_resolver(&self) -> Resolution {
        Resolver::new(Disk { guard: self.guard.clone() }, Ada, is_bare_builtin)
    }
}

fn is_bare_builtin(name: &str) -> bool {
    let builtins = crate::builtins();
    builtins
        .binary_search_by(|builtin| builtin.id.cmp(name))
        .is_ok_and(|index| builtins[index].visibility == weir_engine::Visibility::Public)
}

/// `configure(preserveSymlinks, preserveSymlinksMain, typescript, detect)`: before the first resolution.
#[op]
fn configure(env: &Env, preserve: bool, preserve_main: bool, typescript: bool, detect: bool) {
    let mut resolver = env.modules.new_resolver();
    resolver.preserve_symlinks = preserve;
    resolver.preserve_symlinks_main = preserve_main;
    resolver.flags = ModuleFlags { typescript, addons: true, detect };
    // A second call would change nothing that was resolved already; the first one stands.
    let _ = env.modules.resolver.set(resolver);
}

/// `setExtensions(list)`: what `Module._extensions` has, in its order.
#[op]
fn set_extensions(env: &Env, list: Vec<String>) {
    *env.modules.extensions.borrow_mut() = list;
}

/// `setConditions(forRequire, forImport)`: those of every request that comes without any.
#[op]
fn set_conditions(env: &Env, for_require: Vec<String>, for_import: Vec<String>) {
    *env.modules.conditions.borrow_mut() = [for_require, for_import];
}

fn slices(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// A result, or an array of it and the deprecations that came up (pairs of code and text).
fn with_warnings<'s>(
    scope: &mut Scope<'s, '_>,
    resolver: &Resolution,
    found: Option<String>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let value = match found {
        Some(found) => string(scope, &found)?,
        None => v8::undefined(scope).into(),
    };
    let warnings = resolver.take_warnings();
    if warnings.is_empty() {
        return Ok(value);
    }
    let mut items = vec![value];
    for warning in warnings {
        let pair = [string(scope, warning.code)?, string(scope, &warning.message)?];
        items.push(v8::Array::new_with_elements(scope, &pair).into());
    }
    Ok(v8::Array::new_with_elements(scope, &items).into())
}

fn string<'s>(scope: &mut Scope<'s, '_>, text: &str) -> Result<v8::Local<'s, v8::Value>, OpError> {
    v8::String::new(scope, text).map(Into::into).ok_or_else(|| {
        OpError::coded("ERR_STRING_TOO_LONG", "Cannot create a string longer than 0x1fffffe8 characters")
    })
}

/// The resolver, having forgotten what it knew of the disk when `fresh`.
fn resolver(env: &Env, fresh: bool) -> &Resolution {
    let resolver = env.modules.resolver();
    if fresh {
        resolver.begin_operation();
    }
    resolver
}

/// `resolveCjs(request, parentPath, paths, isMain, fresh, conditions)`: a file name or undefined; in an array with
/// deprecations when there are any. Without conditions, here as below: those of `setConditions`.
#[op]
#[allow(clippy::too_many_arguments)]
fn resolve_cjs<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    request: &str,
    parent: Option<String>,
    paths: Vec<String>,
    is_main: bool,
    fresh: bool,
    conditions: Option<Vec<String>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let resolver = resolver(env, fresh);
    let extensions = env.modules.extensions.borrow();
    let usual = env.modules.conditions.borrow();
    let found = resolver.resolve_cjs(&CjsRequest {
        request,
        parent: parent.as_deref(),
        paths: &slices(&paths),
        is_main,
        extensions: &slices(&extensions),
        conditions: &slices(conditions.as_ref().unwrap_or(&usual[0])),
    });
    drop((extensions, usual));
    match found {
        Ok(found) => with_warnings(scope, resolver, found),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `resolveOwn(request, parentPath, fresh, conditions)`: `#imports` and the package itself only.
#[op]
fn resolve_own<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    request: &str,
    parent: String,
    fresh: bool,
    conditions: Option<Vec<String>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let resolver = resolver(env, fresh);
    let usual = env.modules.conditions.borrow();
    let found = resolver.resolve_cjs(&CjsRequest {
        request,
        parent: Some(&parent),
        paths: &[],
        is_main: false,
        extensions: &[],
        conditions: &slices(conditions.as_ref().unwrap_or(&usual[0])),
    });
    drop(usual);
    match found {
        // With no lookup folders, an absolute request is the only one that could be found outside the package.
        Ok(found) => with_warnings(scope, resolver, found.filter(|_| !request.starts_with('/'))),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `resolveCjsIn(folder, request, fresh, conditions)`: a file name or undefined; the package of the request is at `folder`.
#[op]
fn resolve_cjs_in<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    folder: &str,
    request: String,
    fresh: bool,
    conditions: Option<Vec<String>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let resolver = resolver(env, fresh);
    let extensions = env.modules.extensions.borrow();
    let usual = env.modules.conditions.borrow();
    let asked = CjsRequest {
        request: &request,
        parent: None,
        paths: &[],
        is_main: false,
        extensions: &slices(&extensions),
        conditions: &slices(conditions.as_ref().unwrap_or(&usual[0])),
    };
    let found = resolver.resolve_cjs_in(folder, &asked);
    drop((extensions, usual));
    match found {
        Ok(found) => with_warnings(scope, resolver, found),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `findPath(request, paths, isMain, fresh, conditions)`: the lookup folders only.
#[op]
fn find_path<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    request: &str,
    paths: Vec<String>,
    is_main: bool,
    fresh: bool,
    conditions: Option<Vec<String>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let resolver = resolver(env, fresh);
    let extensions = env.modules.extensions.borrow();
    let usual = env.modules.conditions.borrow();
    let found = resolver.find_path(&CjsRequest {
        request,
        parent: None,
        paths: &slices(&paths),
        is_main,
        extensions: &slices(&extensions),
        conditions: &slices(conditions.as_ref().unwrap_or(&usual[0])),
    });
    drop((extensions, usual));
    match found {
        Ok(found) => with_warnings(scope, resolver, found),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `findPackage(specifier, parentURL)`: the package.json at the root of the package that a bare specifier names.
#[op]
fn find_package<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    specifier: &str,
    parent: String,
) -> Result<Option<String>, OpError> {
    match resolver(env, true).find_package(specifier, &parent) {
        Ok(found) => Ok(found.map(|config| config.json_path.clone())),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `resolveEsm(specifier, parentURL, conditions, isMain, fresh, folder)`: [url, format or undefined, ...deprecations]. With
/// a folder, that is where the package is.
#[op]
#[allow(clippy::too_many_arguments)]
fn resolve_esm<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    specifier: &str,
    parent: String,
    conditions: Option<Vec<String>>,
    is_main: bool,
    fresh: bool,
    folder: Option<String>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let resolver = resolver(env, fresh);
    let usual = env.modules.conditions.borrow();
    let conditions = slices(conditions.as_ref().unwrap_or(&usual[1]));
    let found = match folder {
        Some(folder) => resolver.resolve_esm_in(&folder, specifier, &parent, &conditions),
        None => resolver.resolve_esm(specifier, &parent, &conditions, is_main),
    };
    drop(conditions);
    drop(usual);
    let found = match found {
        Ok(found) => found,
        Err(error) => return Err(thrown::throw(scope, &error)),
    };
    let format = match found.format {
        Some(format) => string(scope, format.as_str())?,
        None => v8::undefined(scope).into(),
    };
    let mut items = vec![string(scope, &found.url)?, format];
    for warning in resolver.take_warnings() {
        let pair = [string(scope, warning.code)?, string(scope, &warning.message)?];
        items.push(v8::Array::new_with_elements(scope, &pair).into());
    }
    Ok(v8::Array::new_with_elements(scope, &items).into())
}

/// `packageType(path)`: `module`, `commonjs` or `none` of the package that a file belongs to.
#[op]
fn package_type<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: &str) -> Result<&'static str, OpError> {
    match env.modules.resolver().package_type(path) {
        Ok(kind) => Ok(kind.as_str()),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `packageScope(path)`: [package.json, name, type, has exports] of the package that a file belongs to, or undefined.
#[op]
fn package_scope<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: &str) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match env.modules.resolver().package_scope(path) {
        Ok(Some(config)) => describe(scope, &config),
        Ok(None) => Ok(v8::undefined(scope).into()),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// `readPackage(folder)`: [package.json, name, main, type, exports as JSON, imports as JSON], or undefined.
#[op]
fn read_package<'s>(scope: &mut Scope<'s, '_>, env: &Env, dir: &str) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let config = match env.modules.resolver().read_package(dir, || None) {
        Ok(Some(config)) => config,
        Ok(None) => return Ok(v8::undefined(scope).into()),
        Err(error) => return Err(thrown::throw(scope, &error)),
    };
    let fields = [
        Some(config.json_path.clone()),
        config.name.clone(),
        config.main.clone(),
        Some(config.kind.as_str().to_owned()),
        config.exports.as_ref().map(ToString::to_string),
        config.imports.as_ref().map(|imports| serde_json::Value::Object(imports.clone()).to_string()),
    ];
    array(scope, &fields)
}

fn describe<'s>(scope: &mut Scope<'s, '_>, config: &PackageConfig) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let exports = config.exports.as_ref().map(|_| String::from("exports"));
    let kind = config.kind.as_str().to_owned();
    array(scope, &[Some(config.json_path.clone()), config.name.clone(), Some(kind), exports])
}

fn array<'s>(scope: &mut Scope<'s, '_>, fields: &[Option<String>]) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut items = Vec::with_capacity(fields.len());
    for field in fields {
        items.push(match field {
            Some(text) => string(scope, text)?,
            None => v8::undefined(scope).into(),
        });
    }
    Ok(v8::Array::new_with_elements(scope, &items).into())
}

/// `formatOfPath(path)`: the format by name and package, or undefined when the extension is unknown.
#[op]
fn format_of_path<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: &str) -> Result<Option<&'static str>, OpError> {
    match env.modules.resolver().format_of_path(path) {
        Ok(format) => Ok(format.map(|format| format.as_str())),
        Err(error) => Err(thrown::throw(scope, &error)),
    }
}

/// Reads a whole file; errors are those of `fs.readFileSync`.
fn read(env: &Env, path: &str) -> Result<Vec<u8>, OpError> {
    env.ask(Kind::FileSystemRead, path.as_bytes())?;
    disk::read(path).map_err(|error| {
        let errno = error.raw_os_error().unwrap_or(libc::EIO);
        // Opening a folder succeeds and reading it fails: Node tells the path for the first alone.
        if errno == libc::EISDIR { OpError::system(errno, "read") } else { OpError::system_at(errno, "open", path) }
    })
}

/// `readText(path)`: the file as text.
#[op]
fn read_text(env: &Env, path: &str) -> Result<String, OpError> {
    read(env, path).map(disk::text)
}

/// `readBytes(path)`: the file as a Uint8Array.
#[op]
fn read_bytes(env: &Env, path: &str) -> Result<Bytes, OpError> {
    read(env, path).map(Bytes)
}

/// `statKind(path)`: 0 file, 1 folder, negative when there is nothing.
#[op]
fn stat_kind(env: &Env, path: &str) -> i32 {
    match resolver(env, true).kind(path) {
        FileKind::File => 0,
        FileKind::Dir => 1,
        FileKind::Missing => -libc::ENOENT,
    }
}

/// `realpath(path)`: every link resolved.
#[op]
fn realpath(env: &Env, path: &str) -> String {
    resolver(env, true).realpath(path)
}

/// `pathToUrl(path)`: the `file:` URL of an absolute path.
#[op]
fn path_to_url(path: &str) -> String {
    weir_resolve::path_to_file_url(path)
}

/// `urlToPath(href)`: the path of a serialised `file:` URL.
#[op]
fn url_to_path<'s>(scope: &mut Scope<'s, '_>, href: &str) -> Result<String, OpError> {
    weir_resolve::file_url_to_path(href).map_err(|error: ResolveError| thrown::throw(scope, &error))
}

/// `parseUrl(input, base)`: the serialised URL; `ERR_INVALID_URL` when it is none.
#[op]
fn parse_url(input: &str, base: Option<String>) -> Result<String, OpError> {
    match ada_url::Url::parse(input, base.as_deref()) {
        Ok(url) => Ok(url.href().to_owned()),
        Err(_) => Err(OpError::type_error("ERR_INVALID_URL", "Invalid URL")),
    }
}

/// `cjsExports(source)`: [names, requests that are re-exported]; both empty for a text that the lexer cannot read.
#[op]
fn cjs_exports(mut source: String) -> (Vec<String>, Vec<String>) {
    // The lexer looks past the end of what it is given; let it find an end there, not what follows in memory.
    let length = source.len();
    source.push_str("\0\0\0\0\0\0\0\0");
    match merve::parse_commonjs(&source[..length]) {
        Ok(found) => (
            found.exports().map(|export| export.name.to_owned()).collect(),
            found.reexports().map(|export| export.name.to_owned()).collect(),
        ),
        Err(_) => (Vec::new(), Vec::new()),
    }
}

/// `hasTypescript()`: whether this build can strip types.
#[op]
fn has_typescript() -> bool {
    cfg!(feature = "typescript")
}

/// `stripTypes(source, mode, filename)`: [JavaScript, source map or undefined] of a TypeScript text; `mode` is `strip`,
/// `strip-file` (the result is kept with the compiled code), `transform` or `transform-map`. A refusal is [undefined, message, needs more than stripping, line, the lines there].
#[cfg(feature = "typescript")]
#[op]
fn strip_types<'s>(
    scope: &mut Scope<'s, '_>,
    source: String,
    mode: &str,
    filename: &str,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    use weir_engine::{find_stripped, remember_stripped};
    use weir_typescript::Syntax;
    let syntax = match mode {
        "transform" => Syntax::Transform,
        "transform-map" => Syntax::TransformWithMap,
        _ => Syntax::Strip,
    };
    let kept = if mode == "strip-file" { find_stripped(scope, filename, &source) } else { None };
    let ticket = match kept {
        Some((_, Some(code))) => {
            let items = [string(scope, &code)?];
            return Ok(v8::Array::new_with_elements(scope, &items).into());
        }
        Some((ticket, None)) => Some(ticket),
        None => None,
    };
    let items = match weir_typescript::strip(source, syntax, filename) {
        Ok(stripped) => {
            if let Some(ticket) = ticket {
                remember_stripped(scope, ticket, &stripped.code);
            }
            let map = match stripped.map {
                Some(map) => string(scope, &map)?,
                None => v8::undefined(scope).into(),
            };
            vec![string(scope, &stripped.code)?, map]
        }
        Err(error) => {
            let unsupported = v8::Boolean::new(scope, error.unsupported).into();
            let line = v8::Integer::new_from_unsigned(scope, error.line as u32).into();
            let snippet = string(scope, &error.snippet)?;
            vec![v8::undefined(scope).into(), string(scope, &error.message)?, unsupported, line, snippet]
        }
    };
    Ok(v8::Array::new_with_elements(scope, &items).into())
}

/// `stripTypes`: this build was made without TypeScript.
#[cfg(not(feature = "typescript"))]
#[op]
fn strip_types() -> Result<(), OpError> {
    Err(OpError::coded("ERR_NO_TYPESCRIPT", "weir is not compiled with TypeScript support"))
}
