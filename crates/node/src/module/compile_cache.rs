//! Where the compiled code of programs is kept: `module.enableCompileCache`, NODE_COMPILE_CACHE, and the cache that weir
//! keeps by itself in the user's cache folder. The keeping itself is the engine's.

use std::cell::{Cell, RefCell};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use weir_engine::{
    CacheSettings, CacheThreshold, OpError, cached_data_version_tag, op, relative_path, trace_code_cache,
};
use weir_guard::Kind;

use crate::Env;

/// The folder that this run may keep compiled code in.
#[derive(Debug, Clone, Default)]
pub struct CodeCacheFolder {
    pub path: Option<PathBuf>,
    /// The user named it: everything is kept, and programs are told where.
    pub asked_for: bool,
    /// Program and folder may move together.
    pub portable: bool,
    /// Standard error is told of everything.
    pub traced: bool,
}

/// Everything is kept.
const ASKED_FOR: CacheThreshold = CacheThreshold { text: 0, total: 0 };
/// A program of little text starts no faster from a cache than from its text; one of many small files does, by a third.
const BY_ITSELF: CacheThreshold = CacheThreshold { text: 128, total: 64 << 10 };

/// The part of [`Env`] that belongs to the cache.
#[derive(Default)]
pub(crate) struct CompileCache {
    /// The folder that programs are told of.
    told: RefCell<Option<PathBuf>>,
    /// Code must be compiled anew: what V8 counts in it is not there in kept code.
    left_out: Cell<bool>,
}

/// The folder of this version of weir and V8, and of this user: what others compiled is neither fit nor trusted.
fn folder_of_version(root: &Path) -> PathBuf {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let user = rustix::process::geteuid().as_raw();
    let version = env!("CARGO_PKG_VERSION");
    root.join(format!("weir-{version}-{arch}-{:08x}-{user}", cached_data_version_tag()))
}

/// Opens the pack of a program. Where a folder was asked for, the programs beside each other share one, as they do their
/// modules.
fn open(env: &Env, root: &Path, program: &str, asked_for: bool, portable: bool) -> PathBuf {
    let folder = folder_of_version(root);
    let relative_to = portable.then(|| root.to_path_buf());
    let program = Path::new(program);
    let owner = if asked_for { program.parent().unwrap_or(program) } else { program };
    let owner = match &relative_to {
        Some(base) => relative_path(base, owner),
        None => owner.to_path_buf(),
    };
    let name = xxhash_rust::xxh3::xxh3_64(owner.as_os_str().as_bytes());
    let threshold = if asked_for { ASKED_FOR } else { BY_ITSELF };
    let settings = CacheSettings { threshold, relative_to, traced: asked_for && env.options.code_cache.traced };
    env.engine.open_code_cache(folder.join(format!("{name:016x}.pack")), settings);
    folder
}

/// Whether a policy lets compiled code be kept in `folder`.
///
/// # Errors
/// The text that programs are told; nothing is denied, the cache is left out.
fn ask_to_keep(env: &Env, folder: &Path) -> Result<(), OpError> {
    let guard = &env.options.guard;
    if guard.is_open() || guard.is_audit() {
        return Ok(());
    }
    let cwd =
        || std::env::current_dir().map_or_else(|_| b"/".to_vec(), |path| path.into_os_string().into_encoded_bytes());
    for (kind, name) in [(Kind::FileSystemWrite, "write"), (Kind::FileSystemRead, "read")] {
        if !guard.allows(kind, Some(folder.as_os_str().as_bytes()), cwd) {
            let folder = folder.to_string_lossy();
            let message = format!("Skipping compile cache because {name} permission for {folder} is not granted");
            if env.options.code_cache.traced {
                trace_code_cache(&message);
            }
            return Err(OpError::coded("ERR_ACCESS_DENIED", message));
        }
    }
    Ok(())
}

/// `openCompileCache(program)`: has the program's compiled code kept where the environment's start says; the folder when
/// the user asked for it.
#[op]
pub(super) fn open_compile_cache(env: &Env, program: &str) {
    let CodeCacheFolder { path: Some(root), asked_for, portable, .. } = &env.options.code_cache else { return };
    if (env.compile_cache.left_out.get() && !asked_for) || ask_to_keep(env, &folder_of_version(root)).is_err() {
        return;
    }
    // A folder that cannot be made keeps nothing; the program runs as it would without.
    if *asked_for && std::fs::create_dir_all(folder_of_version(root)).is_err() {
        return;
    }
    let folder = open(env, root, program, *asked_for, *portable);
    if *asked_for {
        *env.compile_cache.told.borrow_mut() = Some(folder);
    }
}

/// `enableCompileCache(directory, program, portable)`: has everything kept under `directory`; returns the folder.
#[op]
pub(super) fn enable_compile_cache(
    env: &Env,
    directory: &str,
    program: &str,
    portable: bool,
) -> Result<String, OpError> {
    let folder = folder_of_version(Path::new(directory));
    ask_to_keep(env, &folder)?;
    std::fs::create_dir_all(&folder).map_err(|error| {
        OpError::system_at(error.raw_os_error().unwrap_or(libc::EIO), "mkdir", folder.to_string_lossy().as_ref())
    })?;
    open(env, Path::new(directory), program, true, portable || env.options.code_cache.portable);
    let text = folder.to_string_lossy().into_owned();
    *env.compile_cache.told.borrow_mut() = Some(folder);
    Ok(text)
}

/// `compileCacheDirectory()`: the folder, when the user or the program asked for one.
#[op]
pub(super) fn compile_cache_directory(env: &Env) -> Option<String> {
    env.compile_cache.told.borrow().as_ref().map(|folder| folder.to_string_lossy().into_owned())
}

/// `leaveOutCompileCache()`: what is compiled from now on is not taken from the cache that weir keeps by itself.
#[op]
pub(super) fn leave_out_compile_cache(env: &Env) {
    env.compile_cache.left_out.set(true);
    if env.compile_cache.told.borrow().is_none() {
        env.engine.close_code_cache();
    }
}

/// `saveCompileCache()`: writes what was compiled so far.
#[op]
pub(super) fn save_compile_cache(env: &Env) {
    env.save_compile_cache();
}

impl Env {
    /// Writes the code that was compiled in this run. A cache that cannot be written (no space, read-only disk) costs the
    /// next start its head start and nothing else, so nobody is told.
    pub(crate) fn save_compile_cache(&self) {
        let _ = self.engine.save_code_cache();
    }
}
