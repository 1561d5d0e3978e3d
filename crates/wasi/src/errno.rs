//! WASI's error numbers, and those of the kernel as such.

/// What a call answers; 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub u16);

/// The result of a call's work.
pub type Result<T> = std::result::Result<T, Errno>;

macro_rules! errnos {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $kernel:ident;)*) => {
        impl Errno {
            $($(#[$doc])* pub const $name: Errno = Errno($number);)*

            /// The number's name, as errors of the host tell it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Errno::$name => concat!("E", stringify!($name)),)*
                    Errno::NOTCAPABLE => "ENOTCAPABLE",
                    _ => "ESUCCESS",
                }
            }
        }

        impl From<rustix::io::Errno> for Errno {
            fn from(errno: rustix::io::Errno) -> Self {
                // Two names may share a number in the kernel, so this is no `match`.
                $(if errno == rustix::io::Errno::$kernel { return Errno::$name; })*
                if errno == rustix::io::Errno::OPNOTSUPP { Errno::NOTSUP } else { Errno::NOSYS }
            }
        }
    };
}

errnos! {
    TOOBIG = 1, TOOBIG;
    ACCES = 2, ACCESS;
    ADDRINUSE = 3, ADDRINUSE;
    ADDRNOTAVAIL = 4, ADDRNOTAVAIL;
    AFNOSUPPORT = 5, AFNOSUPPORT;
    AGAIN = 6, AGAIN;
    ALREADY = 7, ALREADY;
    BADF = 8, BADF;
    BADMSG = 9, BADMSG;
    BUSY = 10, BUSY;
    CANCELED = 11, CANCELED;
    CHILD = 12, CHILD;
    CONNABORTED = 13, CONNABORTED;
    CONNREFUSED = 14, CONNREFUSED;
    CONNRESET = 15, CONNRESET;
    DEADLK = 16, DEADLK;
    DESTADDRREQ = 17, DESTADDRREQ;
    DOM = 18, DOM;
    DQUOT = 19, DQUOT;
    EXIST = 20, EXIST;
    FAULT = 21, FAULT;
    FBIG = 22, FBIG;
    HOSTUNREACH = 23, HOSTUNREACH;
    IDRM = 24, IDRM;
    ILSEQ = 25, ILSEQ;
    INPROGRESS = 26, INPROGRESS;
    INTR = 27, INTR;
    INVAL = 28, INVAL;
    IO = 29, IO;
    ISCONN = 30, ISCONN;
    ISDIR = 31, ISDIR;
    LOOP = 32, LOOP;
    MFILE = 33, MFILE;
    MLINK = 34, MLINK;
    MSGSIZE = 35, MSGSIZE;
    MULTIHOP = 36, MULTIHOP;
    NAMETOOLONG = 37, NAMETOOLONG;
    NETDOWN = 38, NETDOWN;
    NETRESET = 39, NETRESET;
    NETUNREACH = 40, NETUNREACH;
    NFILE = 41, NFILE;
    NOBUFS = 42, NOBUFS;
    NODEV = 43, NODEV;
    NOENT = 44, NOENT;
    NOEXEC = 45, NOEXEC;
    NOLCK = 46, NOLCK;
    NOLINK = 47, NOLINK;
    NOMEM = 48, NOMEM;
    NOMSG = 49, NOMSG;
    NOPROTOOPT = 50, NOPROTOOPT;
    NOSPC = 51, NOSPC;
    NOSYS = 52, NOSYS;
    NOTCONN = 53, NOTCONN;
    NOTDIR = 54, NOTDIR;
    NOTEMPTY = 55, NOTEMPTY;
    NOTRECOVERABLE = 56, NOTRECOVERABLE;
    NOTSOCK = 57, NOTSOCK;
    NOTSUP = 58, NOTSUP;
    NOTTY = 59, NOTTY;
    NXIO = 60, NXIO;
    OVERFLOW = 61, OVERFLOW;
    OWNERDEAD = 62, OWNERDEAD;
    PERM = 63, PERM;
    PIPE = 64, PIPE;
    PROTO = 65, PROTO;
    PROTONOSUPPORT = 66, PROTONOSUPPORT;
    PROTOTYPE = 67, PROTOTYPE;
    RANGE = 68, RANGE;
    ROFS = 69, ROFS;
    SPIPE = 70, SPIPE;
    SRCH = 71, SRCH;
    STALE = 72, STALE;
    TIMEDOUT = 73, TIMEDOUT;
    TXTBSY = 74, TXTBSY;
    XDEV = 75, XDEV;
}

impl Errno {
    pub const SUCCESS: Errno = Errno(0);
    /// The descriptor lacks a right, or a path leads out of its folder.
    pub const NOTCAPABLE: Errno = Errno(76);
}
