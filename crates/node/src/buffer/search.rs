//! Finding bytes in bytes, with Node's rules for where a search starts. Pure.

use memchr::memmem::{Finder, FinderRev};
use memchr::{memchr, memrchr};

/// What a search looks through and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range<'a> {
    bytes: &'a [u8],
    /// Counted from the end of the whole view when negative.
    start: f64,
    /// The length of the whole view.
    whole: usize,
    forward: bool,
}

impl<'a> Range<'a> {
    /// `limit` is where the search ends, whole numbers or not; JavaScript has bounded it, memory may have shrunk since.
    pub fn new(view: &'a [u8], start: f64, limit: f64, forward: bool) -> Self {
        let limit = (limit as usize).min(view.len());
        Self { bytes: &view[..limit], start: start.trunc(), whole: view.len(), forward }
    }

    /// The index that the search for `needle` bytes starts at, or `None` when nothing can be found.
    fn first(&self, needle: usize) -> Option<usize> {
        let length = self.bytes.len();
        let mut start = self.start;
        if start < 0.0 {
            start += self.whole as f64;
            if start < 0.0 {
                return (self.forward || needle == 0).then_some(0);
            }
        }
        if start + needle as f64 <= length as f64 {
            Some(start as usize)
        } else if needle == 0 {
            Some(length)
        } else if self.forward {
            None
        } else {
            length.checked_sub(1)
        }
    }

    /// The first or last index of a byte.
    pub fn find_byte(&self, byte: u8) -> Option<usize> {
        let first = self.first(1)?;
        if self.forward {
            memchr(byte, &self.bytes[first..]).map(|at| first + at)
        } else {
            memrchr(byte, &self.bytes[..=first])
        }
    }

    /// The first or last index of `needle`; an empty one is found where the search starts.
    pub fn find(&self, needle: &[u8]) -> Option<usize> {
        let first = self.first(needle.len())?;
        if needle.is_empty() {
            return Some(first);
        }
        if needle.len() > self.bytes.len() {
            return None;
        }
        if self.forward {
            Finder::new(needle).find(&self.bytes[first..]).map(|at| first + at)
        } else {
            let end = (first + needle.len()).min(self.bytes.len());
            FinderRev::new(needle).rfind(&self.bytes[..end])
        }
    }

    /// The same among UTF-16 units: matches start at even indices, half a unit at an end is left out.
    pub fn find_wide(&self, needle: &[u8]) -> Option<usize> {
        let bytes = &self.bytes[..self.bytes.len() & !1];
        let first = Range { bytes, ..*self }.first(needle.len())?;
        if needle.is_empty() {
            return Some(first);
        }
        if needle.len() < 2 || needle.len() > bytes.len() {
            return None;
        }
        let needle = &needle[..needle.len() & !1];
        if self.forward {
            let finder = Finder::new(needle);
            let mut from = first & !1;
            loop {
                let at = from + finder.find(bytes.get(from..)?)?;
                if at % 2 == 0 {
                    return Some(at);
                }
                from = at + 1;
            }
        }
        let finder = FinderRev::new(needle);
        let mut end = ((first & !1) + needle.len()).min(bytes.len());
        loop {
            let at = finder.rfind(&bytes[..end])?;
            if at % 2 == 0 {
                return Some(at);
            }
            end = at + needle.len() - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn forward(view: &[u8], start: f64, limit: f64) -> Range<'_> {
        Range::new(view, start, limit, true)
    }

    fn backward(view: &[u8], start: f64, limit: f64) -> Range<'_> {
        Range::new(view, start, limit, false)
    }

    #[test]
    fn negative_starts_count_from_the_end_of_the_whole_view() {
        let view = b"abcabcabc";
        assert_eq!(forward(view, -4.0, 6.0).find(b"a"), None);
        assert_eq!(forward(view, -4.0, 9.0).find(b"a"), Some(6));
        assert_eq!(backward(view, -1.0, 6.0).find(b"a"), Some(3));
        assert_eq!(forward(view, f64::NEG_INFINITY, 9.0).find(b"a"), Some(0));
        assert_eq!(backward(view, f64::NEG_INFINITY, 9.0).find(b"a"), None);
        assert_eq!(forward(view, f64::INFINITY, 9.0).find(b"a"), None);
        assert_eq!(backward(view, f64::INFINITY, 9.0).find_byte(b'a'), Some(6));
    }

    #[test]
    fn an_empty_needle_is_where_the_search_starts() {
        let view = b"abcabc";
        assert_eq!(forward(view, 5.0, 3.0).find(b""), Some(3));
        assert_eq!(backward(view, 5.0, 3.0).find(b""), Some(3));
        assert_eq!(forward(view, 0.0, 0.0).find(b""), Some(0));
        assert_eq!(backward(view, -100.0, 6.0).find(b""), Some(0));
        assert_eq!(forward(b"", 0.0, 0.0).find_byte(1), None);
        assert_eq!(backward(b"", 0.0, 0.0).find_byte(1), None);
    }

    #[test]
    fn the_limit_cuts_what_is_searched() {
        let view = b"abcabc";
        assert_eq!(backward(view, 4.0, 5.0).find(b"bc"), Some(1));
        assert_eq!(backward(view, 4.0, 6.0).find(b"bc"), Some(4));
        assert_eq!(forward(view, 0.0, 2.9).find(b"c"), None);
        assert_eq!(forward(view, 0.0, 1e9).find(b"c"), Some(2));
    }

    proptest! {
        #[test]
        fn agrees_with_trying_every_index(
            view in proptest::collection::vec(0u8..3, 0..24),
            needle in proptest::collection::vec(0u8..3, 1..5),
            start in -30i32..30,
            step in 1usize..=2,
        ) {
            let start = f64::from(start);
            let length = view.len() as f64;
            let needle = &needle[..if step == 2 { needle.len() & !1 } else { needle.len() }];
            prop_assume!(!needle.is_empty());
            let matches: Vec<usize> =
                (0..view.len()).step_by(step).filter(|&at| view[at..].starts_with(needle)).collect();
            let from = if start < 0.0 { start + length } else { start };
            // A start too near the end finds nothing, even where its rounding down would.
            let reachable = from + needle.len() as f64 <= if step == 2 { (view.len() & !1) as f64 } else { length };
            let from = if step == 2 { (from / 2.0).floor() * 2.0 } else { from };
            let first = matches.iter().copied().find(|&at| at as f64 >= from).filter(|_| reachable);
            let last = matches.iter().copied().rfind(|&at| at as f64 <= from);
            let find = |range: Range<'_>| if step == 2 { range.find_wide(needle) } else { range.find(needle) };
            prop_assert_eq!(find(forward(&view, start, length)), first);
            prop_assert_eq!(find(backward(&view, start, length)), last);
        }
    }
}
