//! What a program may do with a descriptor: WASI's rights, and those that each kind of file can have, as Node reports
//! them.

use rustix::fs::FileType;

pub const FD_DATASYNC: u64 = 1;
pub const FD_READ: u64 = 1 << 1;
pub const FD_SEEK: u64 = 1 << 2;
pub const FD_FDSTAT_SET_FLAGS: u64 = 1 << 3;
pub const FD_SYNC: u64 = 1 << 4;
pub const FD_TELL: u64 = 1 << 5;
pub const FD_WRITE: u64 = 1 << 6;
pub const FD_ADVISE: u64 = 1 << 7;
pub const FD_ALLOCATE: u64 = 1 << 8;
pub const PATH_CREATE_DIRECTORY: u64 = 1 << 9;
pub const PATH_CREATE_FILE: u64 = 1 << 10;
pub const PATH_LINK_SOURCE: u64 = 1 << 11;
pub const PATH_LINK_TARGET: u64 = 1 << 12;
pub const PATH_OPEN: u64 = 1 << 13;
pub const FD_READDIR: u64 = 1 << 14;
pub const PATH_READLINK: u64 = 1 << 15;
pub const PATH_RENAME_SOURCE: u64 = 1 << 16;
pub const PATH_RENAME_TARGET: u64 = 1 << 17;
pub const PATH_FILESTAT_GET: u64 = 1 << 18;
pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
pub const PATH_FILESTAT_SET_TIMES: u64 = 1 << 20;
pub const FD_FILESTAT_GET: u64 = 1 << 21;
pub const FD_FILESTAT_SET_SIZE: u64 = 1 << 22;
pub const FD_FILESTAT_SET_TIMES: u64 = 1 << 23;
pub const PATH_SYMLINK: u64 = 1 << 24;
pub const PATH_REMOVE_DIRECTORY: u64 = 1 << 25;
pub const PATH_UNLINK_FILE: u64 = 1 << 26;
pub const POLL_FD_READWRITE: u64 = 1 << 27;
pub const SOCK_SHUTDOWN: u64 = 1 << 28;

const ALL: u64 = (1 << 30) - 1;

const REGULAR_FILE: u64 = FD_DATASYNC
    | FD_READ
    | FD_SEEK
    | FD_FDSTAT_SET_FLAGS
    | FD_SYNC
    | FD_TELL
    | FD_WRITE
    | FD_ADVISE
    | FD_ALLOCATE
    | FD_FILESTAT_GET
    | FD_FILESTAT_SET_SIZE
    | FD_FILESTAT_SET_TIMES
    | POLL_FD_READWRITE;

const DIRECTORY: u64 = FD_FDSTAT_SET_FLAGS
    | FD_SYNC
    | FD_ADVISE
    | PATH_CREATE_DIRECTORY
    | PATH_CREATE_FILE
    | PATH_LINK_SOURCE
    | PATH_LINK_TARGET
    | PATH_OPEN
    | FD_READDIR
    | PATH_READLINK
    | PATH_RENAME_SOURCE
    | PATH_RENAME_TARGET
    | PATH_FILESTAT_GET
    | PATH_FILESTAT_SET_SIZE
    | PATH_FILESTAT_SET_TIMES
    | FD_FILESTAT_GET
    | FD_FILESTAT_SET_TIMES
    | PATH_SYMLINK
    | PATH_REMOVE_DIRECTORY
    | PATH_UNLINK_FILE
    | POLL_FD_READWRITE;

const TERMINAL: u64 = FD_READ | FD_FDSTAT_SET_FLAGS | FD_WRITE | FD_FILESTAT_GET | POLL_FD_READWRITE;
const SOCKET: u64 = TERMINAL | SOCK_SHUTDOWN | 1 << 29;

/// The kinds of files, as WASI numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketDatagram = 5,
    SocketStream = 6,
    SymbolicLink = 7,
}

impl Kind {
    /// Pipes count as streams: WASI has no number for them.
    pub fn of(kind: FileType) -> Self {
        match kind {
            FileType::BlockDevice => Kind::BlockDevice,
            FileType::CharacterDevice => Kind::CharacterDevice,
            FileType::Directory => Kind::Directory,
            FileType::RegularFile => Kind::RegularFile,
            FileType::Socket | FileType::Fifo => Kind::SocketStream,
            FileType::Symlink => Kind::SymbolicLink,
            FileType::Unknown => Kind::Unknown,
        }
    }
}

/// Rights of a descriptor, and the most that what is opened through it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    pub base: u64,
    pub inheriting: u64,
}

impl Rights {
    /// The most that a descriptor of this kind can have. What it was opened for is the kernel's to say, as in Node.
    pub fn most(kind: Kind, terminal: bool) -> Self {
        let (base, inheriting) = match kind {
            Kind::RegularFile => (REGULAR_FILE, 0),
            Kind::Directory => (DIRECTORY, DIRECTORY | REGULAR_FILE),
            Kind::SocketStream | Kind::SocketDatagram => (SOCKET, ALL),
            Kind::CharacterDevice if terminal => (TERMINAL, 0),
            Kind::CharacterDevice | Kind::BlockDevice => (ALL, ALL),
            Kind::Unknown | Kind::SymbolicLink => (0, 0),
        };
        Rights { base, inheriting }
    }

    /// Those of these that the others have too.
    pub fn within(self, most: Rights) -> Self {
        Rights { base: self.base & most.base, inheriting: self.inheriting & most.inheriting }
    }

    pub fn hold(self, wanted: Rights) -> bool {
        self.base & wanted.base == wanted.base && self.inheriting & wanted.inheriting == wanted.inheriting
    }
}
