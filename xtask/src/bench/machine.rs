//! What the machine itself can do, for workloads that are measured by rate and whose head names one of these by
//! `// Machine: NAME`: the same work with plain system calls and no runtime. (For those that serve, see `serve.rs`.)

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long each is looked at.
const MEASURED: Duration = Duration::from_millis(500);

/// Units of work per second.
///
/// # Errors
/// There is no such limit, or the system fails.
pub fn rate(name: &str, data: &Path) -> Result<f64> {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words[..] {
        ["copy"] => copy(data),
        ["datagrams", bytes, under_way] => datagrams(bytes.parse()?, under_way.parse()?),
        ["messages", bytes, under_way] => messages(bytes.parse()?, under_way.parse()?),
        ["processes"] => processes(Command::new("/bin/true")),
        ["shells"] => {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", "echo hello"]);
            processes(shell)
        }
        _ => bail!("the machine has no limit {name:?}"),
    }
}

/// Calls `work`, which says how much it did, until the time is over.
fn repeat(mut work: impl FnMut() -> Result<f64>) -> Result<f64> {
    let started = Instant::now();
    let mut done = 0.0;
    while started.elapsed() < MEASURED {
        done += work()?;
    }
    Ok(done / started.elapsed().as_secs_f64())
}

/// Megabytes per second that the kernel copies from a file to another.
fn copy(data: &Path) -> Result<f64> {
    let from = data.join("large.bin");
    let to = data.join("copied-by-kernel.bin");
    let rate = repeat(|| {
        let (from, to) = (File::open(&from)?, File::create(&to)?);
        let mut copied = 0;
        loop {
            match rustix::fs::copy_file_range(&from, None, &to, None, 64 << 20)? {
                0 => return Ok(copied as f64 / f64::from(1 << 20)),
                count => copied += count,
            }
        }
    });
    std::fs::remove_file(&to)?;
    rate
}

/// Round trips of datagrams per second between two sockets of one thread.
fn datagrams(bytes: usize, under_way: usize) -> Result<f64> {
    let (client, echo) = (UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?, UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?);
    let to = echo.local_addr()?;
    for socket in [&client, &echo] {
        socket.set_nonblocking(true)?;
    }
    let mut room = vec![0; bytes];
    for _ in 0..under_way {
        client.send_to(&room, to)?;
    }
    let mut receive = |socket: &UdpSocket, answer: &mut dyn FnMut(&[u8], std::net::SocketAddr) -> Result<()>| {
        let mut count = 0.0;
        loop {
            match socket.recv_from(&mut room) {
                Ok((length, from)) => answer(&room[..length], from)?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(count),
                Err(error) => return Err(error.into()),
            }
            count += 1.0;
        }
    };
    repeat(|| {
        receive(&echo, &mut |bytes, from| Ok(echo.send_to(bytes, from).map(|_| ())?))?;
        receive(&client, &mut |bytes, _| Ok(client.send_to(bytes, to).map(|_| ())?))
    })
}

/// Round trips of messages per second over a pair of sockets to a thread that sends them back.
fn messages(bytes: usize, under_way: usize) -> Result<f64> {
    let (mut ours, mut theirs) = UnixStream::pair()?;
    let echo = std::thread::spawn(move || -> std::io::Result<()> {
        let mut room = vec![0; 64 << 10];
        loop {
            match theirs.read(&mut room)? {
                0 => return Ok(()),
                count => theirs.write_all(&room[..count])?,
            }
        }
    });
    let burst = vec![b'm'; bytes * under_way];
    let mut sender = ours.try_clone()?;
    let (more, wanted) = std::sync::mpsc::channel::<()>();
    // A thread of its own sends, so that large messages cannot fill both directions.
    let sending = std::thread::spawn(move || -> std::io::Result<()> {
        while wanted.recv().is_ok() {
            let count = 1 + wanted.try_iter().count();
            sender.write_all(&burst[..bytes * count])?;
        }
        sender.shutdown(std::net::Shutdown::Write)
    });
    for _ in 0..under_way {
        more.send(())?;
    }
    let mut room = vec![0; 64 << 10];
    let mut part = 0;
    let rate = repeat(|| {
        part += ours.read(&mut room)?;
        let whole = part / bytes;
        part %= bytes;
        for _ in 0..whole {
            more.send(())?;
        }
        Ok(whole as f64)
    });
    drop(more);
    while ours.read(&mut room)? > 0 {}
    for thread in [echo, sending] {
        thread.join().ok().context("a thread panicked")??;
    }
    rate
}

/// Processes per second, started one after the other, with their output read to its end.
fn processes(mut command: Command) -> Result<f64> {
    command.stdin(Stdio::piped());
    repeat(|| {
        let output = command.output()?;
        if !output.status.success() {
            bail!("{command:?} ended with {}", output.status);
        }
        Ok(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_of_a_workload_is_known() {
        for name in ["datagrams 64 32", "messages 64 8", "messages 65536 8", "processes"] {
            assert!(rate(name, Path::new("/")).unwrap() > 0.0, "{name}");
        }
        assert!(rate("speed", Path::new("/")).is_err());
    }
}
