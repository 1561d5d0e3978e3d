//! The methods that are known, by the numbers Node's tables have, and their recognition byte by byte.

/// A method of a request: its index in [`NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method(u8);

/// The names, in the order of their numbers.
pub const NAMES: [&str; 47] = [
    "DELETE",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "COPY",
    "LOCK",
    "MKCOL",
    "MOVE",
    "PROPFIND",
    "PROPPATCH",
    "SEARCH",
    "UNLOCK",
    "BIND",
    "REBIND",
    "UNBIND",
    "ACL",
    "REPORT",
    "MKACTIVITY",
    "CHECKOUT",
    "MERGE",
    "M-SEARCH",
    "NOTIFY",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "PATCH",
    "PURGE",
    "MKCALENDAR",
    "LINK",
    "UNLINK",
    "SOURCE",
    "PRI",
    "DESCRIBE",
    "ANNOUNCE",
    "SETUP",
    "PLAY",
    "PAUSE",
    "TEARDOWN",
    "GET_PARAMETER",
    "SET_PARAMETER",
    "REDIRECT",
    "RECORD",
    "FLUSH",
    "QUERY",
];

impl Method {
    pub const GET: Method = Method(1);
    pub const HEAD: Method = Method(2);
    pub const POST: Method = Method(3);
    pub const CONNECT: Method = Method(5);
    pub const OPTIONS: Method = Method(6);
    pub const SOURCE: Method = Method(33);
    pub const PRI: Method = Method(34);

    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// Its number, which is its index in [`NAMES`].
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether a request of HTTP may have it; the others belong to RTSP.
    pub(crate) fn is_of_http(self) -> bool {
        self.0 <= Self::PRI.0 || self.name() == "QUERY"
    }

    pub(crate) fn is_of_rtsp(self) -> bool {
        matches!(self, Self::GET | Self::POST | Self::OPTIONS) || (!self.is_of_http())
    }
}

/// The methods whose names begin with what has been read, as bits by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidates {
    left: u64,
    read: u8,
}

pub(crate) enum Step {
    /// The byte goes on with a name.
    More,
    /// The byte ends the name.
    Found(Method),
    /// No name goes on so; a whole one had been read.
    SpaceMissing,
    Unknown,
}

impl Candidates {
    pub fn new() -> Candidates {
        Candidates { left: (1 << NAMES.len()) - 1, read: 0 }
    }

    pub fn step(&mut self, byte: u8) -> Step {
        let at = usize::from(self.read);
        let (mut left, mut rest, mut whole) = (0, self.left, None);
        while rest != 0 {
            let number = rest.trailing_zeros();
            rest &= rest - 1;
            match NAMES[number as usize].as_bytes().get(at) {
                Some(&next) if next == byte => left |= 1 << number,
                Some(_) => {}
                None => whole = Some(Method(number as u8)),
            }
        }
        match whole {
            Some(method) if byte == b' ' => return Step::Found(method),
            Some(_) if left == 0 => return Step::SpaceMissing,
            _ if left == 0 => return Step::Unknown,
            _ => {}
        }
        *self = Candidates { left, read: self.read + 1 };
        Step::More
    }
}
