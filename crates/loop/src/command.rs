//! What to start: a program with its arguments, environment, descriptors and identity, as plain values.
//!
//! Owned by whoever starts it; nothing here talks to the system. The search along PATH is laid out here, before the
//! start, since the child between clone and exec may allocate nothing.

use std::ffi::{CStr, CString};
use std::os::fd::RawFd;

/// Where programs are looked for when the environment has no PATH, as in the C library.
const DEFAULT_PATH: &[u8] = b"/bin:/usr/bin";

/// A program to start with [`Loop::spawn`](crate::Loop::spawn) or [`run_to_end`](crate::run_to_end).
#[derive(Debug, Clone, Default)]
pub struct Command {
    /// The program: a path when it holds a slash, else a name looked up along the PATH of `env`.
    pub file: CString,
    /// The arguments, the name that the program is to see first.
    pub args: Vec<CString>,
    /// `NAME=value` each; nothing else of this process's environment is passed on.
    pub env: Vec<CString>,
    /// The directory to start in; this process's when absent.
    pub cwd: Option<CString>,
    /// What the child finds at descriptors 0, 1, 2 and so on. `None`: /dev/null for the first three, nothing for others.
    pub stdio: Vec<Option<RawFd>>,
    /// Makes the child the leader of a new session and process group.
    pub detached: bool,
    /// The user to become; supplementary groups are dropped where that is permitted.
    pub uid: Option<u32>,
    /// The group to become.
    pub gid: Option<u32>,
}

impl Command {
    /// The paths to try in turn.
    pub(crate) fn candidates(&self) -> Vec<CString> {
        let file = self.file.as_bytes();
        if file.is_empty() || file.contains(&b'/') {
            return vec![self.file.clone()];
        }
        let path = self.env.iter().find_map(|entry| entry.as_bytes().strip_prefix(b"PATH="));
        let directories = path.unwrap_or(DEFAULT_PATH).split(|byte| *byte == b':');
        directories.map(|directory| join(directory, &self.file)).collect()
    }
}

/// An empty entry of PATH is the current directory.
fn join(directory: &[u8], file: &CStr) -> CString {
    let mut path = Vec::with_capacity(directory.len() + 1 + file.count_bytes());
    if !directory.is_empty() {
        path.extend_from_slice(directory);
        path.push(b'/');
    }
    path.extend_from_slice(file.to_bytes());
    CString::new(path).expect("parts of two C strings hold no NUL")
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExitStatus {
    /// What it exited with; 0 when a signal ended it.
    pub code: i32,
    /// The signal that ended it, or 0.
    pub signal: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(file: &str, env: &[&str]) -> Command {
        Command {
            file: CString::new(file).unwrap(),
            env: env.iter().map(|entry| CString::new(*entry).unwrap()).collect(),
            ..Command::default()
        }
    }

    fn found(file: &str, env: &[&str]) -> Vec<String> {
        command(file, env).candidates().into_iter().map(|path| path.into_string().unwrap()).collect()
    }

    #[test]
    fn names_are_looked_up_along_the_childs_path() {
        assert_eq!(found("ls", &["A=1", "PATH=/x::/y"]), ["/x/ls", "ls", "/y/ls"]);
        assert_eq!(found("ls", &[]), ["/bin/ls", "/usr/bin/ls"]);
    }

    #[test]
    fn paths_are_taken_as_they_are() {
        assert_eq!(found("./ls", &["PATH=/x"]), ["./ls"]);
        assert_eq!(found("", &["PATH=/x"]), [""]);
    }
}
