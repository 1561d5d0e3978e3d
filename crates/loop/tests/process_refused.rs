//! What fails in the child between clone and exec is the caller's error, and leaves neither a handle nor a zombie.

use crate::support::{assert_empty, new_loop, shell};
use weir_loop::Command;

#[test]
fn errors_of_the_child_come_back() {
    let lp = new_loop();
    let refused = |command: &Command| lp.spawn(command, |_, _| unreachable!("it was not started")).unwrap_err().errno();
    let missing = Command { file: c"/does/not/exist".into(), ..shell("") };
    assert_eq!(refused(&missing), libc::ENOENT);
    let not_on_path = Command { file: c"no-such-program-anywhere".into(), ..shell("") };
    assert_eq!(refused(&not_on_path), libc::ENOENT);
    let no_directory = Command { cwd: Some(c"/does/not/exist".into()), ..shell("") };
    assert_eq!(refused(&no_directory), libc::ENOENT);
    let not_a_program = Command { file: c"/etc/passwd".into(), ..shell("") };
    assert_eq!(refused(&not_a_program), libc::EACCES);
    let closed_source = Command { stdio: vec![Some(12345)], ..shell("") };
    assert_eq!(refused(&closed_source), libc::EBADF);
    assert_empty(&lp);
}
