//! The permission policy that a command line asks for. Only reads what was parsed; that it binds is the runtime's work.

use std::os::unix::ffi::OsStringExt as _;

use weir_runtime::{PermissionKind, PolicyOptions};

use crate::parse::CommandLine;

/// The flags that grant a kind of access whole.
const WHOLE: [(&str, PermissionKind); 6] = [
    ("--allow-addons", PermissionKind::Addon),
    ("--allow-child-process", PermissionKind::ChildProcess),
    ("--allow-inspector", PermissionKind::Inspector),
    ("--allow-openssl-store", PermissionKind::OpenSslStore),
    ("--allow-wasi", PermissionKind::Wasi),
    ("--allow-worker", PermissionKind::WorkerThreads),
];

/// The policy, when one of the flags that turn it on is given. The program and the modules that are loaded before it
/// may be read in any case.
pub fn of(line: &CommandLine) -> Option<PolicyOptions> {
    let binds = line.is_on("--permission");
    if !binds && !line.is_on("--permission-audit") {
        return None;
    }
    let mut read = line.list("--allow-fs-read").to_vec();
    let evaluates = line.text("--eval").is_some();
    if let Some(program) = line.args.first().filter(|_| !evaluates) {
        read.push(program.clone());
        read.extend(line.list("--require").iter().cloned());
    }
    Some(PolicyOptions {
        is_audit: !binds,
        read,
        write: line.list("--allow-fs-write").to_vec(),
        kinds: WHOLE.iter().filter(|(flag, _)| line.is_on(flag)).map(|(_, kind)| *kind).collect(),
        cwd: std::env::current_dir().map_or_else(|_| b"/".to_vec(), |path| path.into_os_string().into_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(words: &[&str]) -> Option<PolicyOptions> {
        let mut line = CommandLine::defaults();
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        line.read_arguments(&words).expect("a good command line");
        of(&line)
    }

    #[test]
    fn there_is_none_unless_asked_for() {
        assert!(policy(&["--allow-worker", "x.js"]).is_none());
    }

    #[test]
    fn the_program_and_what_it_is_preloaded_with_may_be_read() {
        let policy = policy(&["--permission", "-r", "./a.js", "--allow-fs-read=/x", "main.js"]).expect("a policy");
        assert_eq!(policy.read, ["/x", "main.js", "./a.js"]);
        assert!(!policy.is_audit && policy.write.is_empty() && policy.kinds.is_empty());
    }

    #[test]
    fn auditing_gives_way_to_binding() {
        assert!(policy(&["--permission-audit", "-e", "1"]).is_some_and(|policy| policy.is_audit));
        assert!(policy(&["--permission-audit", "--permission", "-e", "1"]).is_some_and(|policy| !policy.is_audit));
    }
}
