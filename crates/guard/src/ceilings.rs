//! What a server takes of one request at most, beyond what Node bounds: policy as a value. Pure; a server owns one, and
//! its connections ask it when a head is complete and with every piece of a body.

/// A bound that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceiling {
    UrlLength,
    HeaderCount,
    BodyBytes,
}

impl Ceiling {
    /// The error's code, as programs see it.
    pub fn code(self) -> &'static str {
        match self {
            Self::UrlLength => "ERR_WEIR_URL_LENGTH",
            Self::HeaderCount => "ERR_WEIR_HEADER_COUNT",
            Self::BodyBytes => "ERR_WEIR_BODY_BYTES",
        }
    }

    /// The error's text.
    pub fn message(self) -> &'static str {
        match self {
            Self::UrlLength => "The request's URL is longer than the ceiling of the server",
            Self::HeaderCount => "The request has more header lines than the ceiling of the server",
            Self::BodyBytes => "The request's body is larger than the ceiling of the server",
        }
    }
}

/// The bounds of one server; the largest number for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceilings {
    /// Bytes of a request's URL.
    pub url_length: u64,
    /// Header lines of a request, and lines of its trailers.
    pub header_count: u64,
    /// Bytes of a request's body, without what frames chunks.
    pub body_bytes: u64,
}

impl Ceilings {
    /// What a head exceeds: `length` is that of the body where the head tells it.
    pub fn of_head(&self, url_length: usize, header_count: usize, length: Option<u64>) -> Option<Ceiling> {
        if url_length as u64 > self.url_length {
            Some(Ceiling::UrlLength)
        } else if header_count as u64 > self.header_count {
            Some(Ceiling::HeaderCount)
        } else if length.is_some_and(|length| length > self.body_bytes) {
            Some(Ceiling::BodyBytes)
        } else {
            None
        }
    }

    /// What a body of which `so_far` bytes have come exceeds.
    pub fn of_body(&self, so_far: u64) -> Option<Ceiling> {
        (so_far > self.body_bytes).then_some(Ceiling::BodyBytes)
    }

    /// What trailers of `count` lines exceed.
    pub fn of_trailers(&self, count: usize) -> Option<Ceiling> {
        (count as u64 > self.header_count).then_some(Ceiling::HeaderCount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_numbers_bound_nothing() {
        let open = Ceilings { url_length: u64::MAX, header_count: u64::MAX, body_bytes: u64::MAX };
        assert_eq!(open.of_head(usize::MAX, usize::MAX, Some(u64::MAX)), None);
        assert_eq!((open.of_body(u64::MAX), open.of_trailers(usize::MAX)), (None, None));
    }

    #[test]
    fn what_is_as_large_as_its_ceiling_passes() {
        let ceilings = Ceilings { url_length: 10, header_count: 2, body_bytes: 100 };
        assert_eq!(ceilings.of_head(10, 2, Some(100)), None);
        assert_eq!(ceilings.of_head(11, 3, Some(101)), Some(Ceiling::UrlLength));
        assert_eq!(ceilings.of_head(10, 3, Some(101)), Some(Ceiling::HeaderCount));
        assert_eq!(ceilings.of_head(10, 2, Some(101)), Some(Ceiling::BodyBytes));
        assert_eq!(ceilings.of_head(10, 2, None), None);
        assert_eq!((ceilings.of_body(100), ceilings.of_body(101)), (None, Some(Ceiling::BodyBytes)));
        assert_eq!((ceilings.of_trailers(2), ceilings.of_trailers(3)), (None, Some(Ceiling::HeaderCount)));
    }
}
