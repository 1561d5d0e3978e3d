//! Local time as the names of diagnostic files tell it: `Heap.20260102.130405.4711.0.001.heapsnapshot`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

/// How many such files the environment has named. Shared with what V8 may call at any time.
#[derive(Default, Clone)]
pub(crate) struct Diagnostics {
    named: Rc<Cell<u32>>,
}

impl Diagnostics {
    /// The next file's name, in no folder.
    pub fn next_name(&self, prefix: &str, extension: &str) -> String {
        let number = self.named.get() + 1;
        self.named.set(number);
        let pid = std::process::id();
        format!("{prefix}.{}.{pid}.0.{number:03}.{extension}", Local::now().compact())
    }
}

/// A moment by the clock on the wall.
pub(crate) struct Local {
    pub year: i32,
    pub month: i32,
    pub day: i32,
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
    pub unix: SystemTime,
}

impl Local {
    pub fn now() -> Self {
        let unix = SystemTime::now();
        let seconds = unix.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let seconds = libc::time_t::try_from(seconds).unwrap_or(0);
        // SAFETY: a `tm` of zeros is one, and `localtime_r` only writes to it.
        let mut parts: libc::tm = unsafe { std::mem::zeroed() };
        // SAFETY: both point to values on this stack. The zone is read as the C library last found it.
        unsafe { libc::localtime_r(&raw const seconds, &raw mut parts) };
        Self {
            year: parts.tm_year + 1900,
            month: parts.tm_mon + 1,
            day: parts.tm_mday,
            hour: parts.tm_hour,
            minute: parts.tm_min,
            second: parts.tm_sec,
            unix,
        }
    }

    /// `20260102.130405`.
    fn compact(&self) -> String {
        let Local { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}{month:02}{day:02}.{hour:02}{minute:02}{second:02}")
    }

    /// `2026-01-02T13:04:05Z`, as reports write it.
    pub fn plain(&self) -> String {
        let Local { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    pub fn unix_millis(&self) -> u128 {
        self.unix.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
    }
}
