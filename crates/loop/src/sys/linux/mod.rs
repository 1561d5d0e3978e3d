//! Linux: epoll for readiness, eventfd for wake-ups, sigaction for signals, CLOCK_MONOTONIC for time, clone and pidfds for
//! children.

mod clock;
mod cpu;
mod datagram;
mod epoll;
mod eventfd;
mod inotify;
mod memory;
mod signal;
mod spawn;
mod startup;
mod tcp;
mod transfer;

pub(crate) use clock::monotonic_nanos;
pub(crate) use cpu::current_cpu;
pub(crate) use datagram::{SourceGroup, change_source_group, receive_batch};
pub(crate) use epoll::{Epoll, EventBuffer};
pub(crate) use eventfd::Waker;
pub(crate) use inotify::Inotify;
pub(crate) use memory::give_free_pages_back;
pub(crate) use signal::SignalSet;
pub(crate) use spawn::{Child, kill, spawn, try_reap};
pub(crate) use startup::prepare_process;
pub(crate) use tcp::{nanos_since_data, send_room};
pub(crate) use transfer::{
    DescriptorKind, KernelPipe, descriptor_kind, file_size, is_in_memory, is_refusal, position_of, read_in, send_file,
    takes_positions,
};
