//! A child gets the descriptors it was given at the places asked for, also when they trade places, and no others.

use crate::support::{assert_empty, new_loop, shell};
use rustix::pipe::pipe;
use std::os::fd::AsRawFd;
use weir_loop::{Command, Mode};

#[test]
fn descriptors_may_trade_places() {
    let lp = new_loop();
    let (out, child_out) = pipe().unwrap();
    let (other, child_other) = pipe().unwrap();
    // Both numbers lie below the number of descriptors given, each where the other is to go.
    let (a, b) = (child_out.as_raw_fd(), child_other.as_raw_fd());
    let mut stdio = vec![None; a.max(b) as usize + 1];
    stdio[a as usize] = Some(b);
    stdio[b as usize] = Some(a);
    // By path, since shells redirect to one digit only.
    let at = |fd: i32| format!("/proc/self/fd/{fd}");
    let script = format!("echo to-a >{}; echo to-b >{}; ls /proc/self/fd >{}", at(a), at(b), at(b));
    let id = lp.spawn(&Command { stdio, ..shell(&script) }, |_, status| assert_eq!(status.code, 0)).unwrap();
    drop((child_out, child_other));
    lp.run(Mode::Default);
    let read = |fd: &std::os::fd::OwnedFd| {
        let mut bytes = [0u8; 256];
        let count = rustix::io::read(fd, &mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..count]).into_owned()
    };
    assert_eq!(read(&other), "to-a\n");
    let listed = read(&out);
    let open: Vec<i32> = listed.lines().skip(1).map(|line| line.parse().unwrap()).collect();
    assert!([0, 1, 2, a, b].iter().all(|fd| open.contains(fd)), "{listed}");
    // `ls` itself has the folder open.
    assert_eq!(open.len(), 6, "{listed}");
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn what_is_not_given_is_null() {
    let lp = new_loop();
    let script = "test \"$(readlink /proc/self/fd/0)\" = /dev/null && test ! -s /dev/stdin";
    let id = lp.spawn(&shell(script), |_, status| assert_eq!(status.code, 0)).unwrap();
    lp.run(Mode::Default);
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
