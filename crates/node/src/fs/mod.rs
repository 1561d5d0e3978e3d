//! The native operations of `fs`. Each takes `how` last: at once, by callback or by promise (see `internal::work`). The
//! work itself touches no JavaScript, so that it may run on a thread of the pool.
//!
//! Each that opens a path asks the guard before: `run` wants the `Leave` that only `leave.rs` makes.
//!
//! JavaScript has checked the arguments. Errors carry the names of system calls that programs know from Node.

mod arguments;
mod contents;
mod copy;
mod dir;
mod entry;
mod io;
mod leave;
mod open_dir;
mod stat;
mod sys;
mod tree;
mod watch;

use weir_engine::{Binding, How, IntoJs, OpError, Scope, ops, v8};
use weir_loop::Lane;

use crate::Env;
use crate::internal::work;
use leave::Leave;
pub(crate) use sys::{borrow, own_copy};
pub(crate) use watch::Watches;

pub(crate) const BINDING: Binding = Binding {
    name: "fs",
    ops: ops![
        arguments::set_buffer_prototype,
        entry::access,
        entry::exists,
        entry::unlink,
        entry::rename,
        entry::link,
        entry::symlink,
        entry::readlink,
        entry::realpath,
        entry::chmod,
        entry::fchmod,
        entry::chown,
        entry::fchown,
        entry::lchown,
        entry::utimes,
        entry::futimes,
        entry::lutimes,
        io::open,
        io::close,
        io::read,
        io::readv,
        io::write,
        io::write_string,
        io::writev,
        io::ftruncate,
        io::fsync,
        io::fdatasync,
        contents::read_file,
        contents::read_file_pooled,
        contents::read_file_utf8,
        contents::write_file,
        stat::stat,
        stat::stat_into,
        stat::lstat,
        stat::fstat,
        stat::statfs,
        open_dir::dir_open,
        open_dir::dir_read,
        open_dir::dir_close,
        dir::readdir,
        dir::mkdir,
        dir::mkdtemp,
        dir::rmdir,
        copy::copy_file,
        tree::rm,
        watch::watch_open,
        watch::watch_close,
        watch::watch_hold,
    ],
    init: None,
};

/// Runs file system work as `how` says, if the guard gave leave.
fn run<'s, T, W>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    how: How,
    leave: Leave,
    work: W,
) -> Result<v8::Local<'s, v8::Value>, OpError>
where
    T: for<'a> IntoJs<'a> + Send + 'static,
    W: FnOnce() -> Result<T, OpError> + Send + 'static,
{
    match leave.refusal() {
        None => work::run(scope, env, Lane::Fs.labelled("FSReqCallback"), how, work),
        Some(refusal) => refusal.answer(scope, env, how),
    }
}
