//! The table of all calls: the name of each, the types of its arguments, and what does it.

use crate::errno::{Errno, Result};
use crate::memory::Memory;
use crate::names::{Name, Opening};
use crate::rights::Rights;
use crate::system::System;
use crate::{files, names, poll, sockets, surroundings};

/// The most arguments that a call has.
pub const MOST_ARGUMENTS: usize = 9;

/// A call of the interface.
pub struct Call {
    pub name: &'static str,
    /// One letter for each argument: `i` for 32 bits, `l` for 64.
    pub shape: &'static str,
    work: fn(&System, &mut Memory<'_>, &Arguments) -> Result<()>,
}

type Arguments = [u64; MOST_ARGUMENTS];

/// An argument of 32 bits, which the caller has cut to them.
fn narrow(value: u64) -> u32 {
    u32::try_from(value & 0xffff_ffff).unwrap_or(0)
}

macro_rules! calls {
    ($($name:ident($($shape:ident),*) => |$system:ident, $memory:ident, $w:ident, $l:ident| $work:expr;)*) => {
        /// All calls, by module. `proc_exit` is not among them: ending is the host's to do.
        pub const CALLS: &[Call] = &[$(Call {
            name: stringify!($name),
            shape: concat!("", $(stringify!($shape)),*),
            work: {
                fn work($system: &System, $memory: &mut Memory<'_>, arguments: &Arguments) -> Result<()> {
                    let _ = ($system, &$memory);
                    let $w = |index: usize| narrow(arguments[index]);
                    let $l = |index: usize| arguments[index];
                    let _ = (&$w, &$l);
                    $work
                }
                work
            },
        }),*];
    };
}

calls! {
    args_get(i, i) => |s, m, w, l| surroundings::args_get(s, m, w(0), w(1));
    args_sizes_get(i, i) => |s, m, w, l| surroundings::args_sizes_get(s, m, w(0), w(1));
    clock_res_get(i, i) => |s, m, w, l| surroundings::clock_res_get(m, w(0), w(1));
    clock_time_get(i, l, i) => |s, m, w, l| surroundings::clock_time_get(m, w(0), w(2));
    environ_get(i, i) => |s, m, w, l| surroundings::environ_get(s, m, w(0), w(1));
    environ_sizes_get(i, i) => |s, m, w, l| surroundings::environ_sizes_get(s, m, w(0), w(1));
    fd_advise(i, l, l, i) => |s, m, w, l| files::advise(s, w(0), l(1), l(2), w(3));
    fd_allocate(i, l, l) => |s, m, w, l| files::allocate(s, w(0), l(1), l(2));
    fd_close(i) => |s, m, w, l| files::close(s, w(0));
    fd_datasync(i) => |s, m, w, l| files::datasync(s, w(0));
    fd_fdstat_get(i, i) => |s, m, w, l| files::fdstat_get(s, m, w(0), w(1));
    fd_fdstat_set_flags(i, i) => |s, m, w, l| files::fdstat_set_flags(s, w(0), w(1));
    fd_fdstat_set_rights(i, l, l) => |s, m, w, l| files::fdstat_set_rights(s, w(0), l(1), l(2));
    fd_filestat_get(i, i) => |s, m, w, l| files::filestat_get(s, m, w(0), w(1));
    fd_filestat_set_size(i, l) => |s, m, w, l| files::filestat_set_size(s, w(0), l(1));
    fd_filestat_set_times(i, l, l, i) => |s, m, w, l| files::filestat_set_times(s, w(0), l(1), l(2), w(3));
    fd_pread(i, i, i, l, i) => |s, m, w, l| files::pread(s, m, w(0), w(1), w(2), l(3), w(4));
    fd_prestat_get(i, i) => |s, m, w, l| files::prestat_get(s, m, w(0), w(1));
    fd_prestat_dir_name(i, i, i) => |s, m, w, l| files::prestat_dir_name(s, m, w(0), w(1), w(2));
    fd_pwrite(i, i, i, l, i) => |s, m, w, l| files::pwrite(s, m, w(0), w(1), w(2), l(3), w(4));
    fd_read(i, i, i, i) => |s, m, w, l| files::read(s, m, w(0), w(1), w(2), w(3));
    fd_readdir(i, i, i, l, i) => |s, m, w, l| files::readdir(s, m, w(0), w(1), w(2), l(3), w(4));
    fd_renumber(i, i) => |s, m, w, l| files::renumber(s, w(0), w(1));
    fd_seek(i, l, i, i) => |s, m, w, l| files::seek_to(s, m, w(0), l(1), w(2), w(3));
    fd_sync(i) => |s, m, w, l| files::sync(s, w(0));
    fd_tell(i, i) => |s, m, w, l| files::tell(s, m, w(0), w(1));
    fd_write(i, i, i, i) => |s, m, w, l| files::write(s, m, w(0), w(1), w(2), w(3));
    path_create_directory(i, i, i) => |s, m, w, l| names::create_directory(s, m, name(w(0), w(1), w(2)));
    path_filestat_get(i, i, i, i, i) => |s, m, w, l| names::filestat_get(s, m, w(1), name(w(0), w(2), w(3)), w(4));
    path_filestat_set_times(i, i, i, i, l, l, i) => |s, m, w, l|
        names::filestat_set_times(s, m, w(1), name(w(0), w(2), w(3)), (l(4), l(5), w(6)));
    path_link(i, i, i, i, i, i, i) => |s, m, w, l|
        names::link(s, m, w(1), name(w(0), w(2), w(3)), name(w(4), w(5), w(6)));
    path_open(i, i, i, i, i, l, l, i, i) => |s, m, w, l| {
        let rights = Rights { base: l(5), inheriting: l(6) };
        names::open(s, m, name(w(0), w(2), w(3)), Opening { lookup: w(1), how: w(4), rights, flags: w(7) }, w(8))
    };
    path_readlink(i, i, i, i, i, i) => |s, m, w, l|
        names::readlink(s, m, name(w(0), w(1), w(2)), w(3), w(4), w(5));
    path_remove_directory(i, i, i) => |s, m, w, l| names::remove_directory(s, m, name(w(0), w(1), w(2)));
    path_rename(i, i, i, i, i, i) => |s, m, w, l|
        names::rename(s, m, name(w(0), w(1), w(2)), name(w(3), w(4), w(5)));
    path_symlink(i, i, i, i, i) => |s, m, w, l| names::symlink(s, m, (w(0), w(1)), name(w(2), w(3), w(4)));
    path_unlink_file(i, i, i) => |s, m, w, l| names::unlink_file(s, m, name(w(0), w(1), w(2)));
    poll_oneoff(i, i, i, i) => |s, m, w, l| poll::poll_oneoff(s, m, w(0), w(1), w(2), w(3));
    proc_raise(i) => |s, m, w, l| surroundings::proc_raise(w(0));
    random_get(i, i) => |s, m, w, l| surroundings::random_get(m, w(0), w(1));
    sched_yield() => |s, m, w, l| {
        std::thread::yield_now();
        Ok(())
    };
    sock_accept(i, i, i) => |s, m, w, l| sockets::accept(s, m, w(0), w(1), w(2));
    sock_recv(i, i, i, i, i, i) => |s, m, w, l|
        sockets::receive(s, m, w(0), (w(1), w(2)), w(3), (w(4), w(5)));
    sock_send(i, i, i, i, i) => |s, m, w, l| sockets::send(s, m, w(0), (w(1), w(2)), w(3), w(4));
    sock_shutdown(i, i) => |s, m, w, l| sockets::shut_down(s, w(0), w(1));
}

fn name(fd: u32, at: u32, length: u32) -> Name {
    Name { fd, at, length }
}

impl System {
    /// Makes the call at `index` of [`CALLS`] on the program's memory.
    pub fn call(&self, memory: &mut Memory<'_>, index: usize, arguments: &[u64; MOST_ARGUMENTS]) -> Errno {
        let Some(call) = CALLS.get(index) else { return Errno::NOSYS };
        match (call.work)(self, memory, arguments) {
            Ok(()) => Errno::SUCCESS,
            Err(errno) => errno,
        }
    }
}
