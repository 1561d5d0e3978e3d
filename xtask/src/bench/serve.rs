//! Workloads that serve: the runtime runs a script that listens on loopback and prints its port; the load comes from
//! here, so that only the runtime's side is measured. The limit of the machine is the same load on the raw server below.
//!
//! * `echo CONNECTIONS BYTES`: each connection sends a message and waits until it has come back; messages per second.
//! * `drain MEGABYTES`: the server sends a file and closes; processor seconds of the server per gigabyte.
//! * `relay MEGABYTES`: of two connections the server sends what comes on the second to the first; processor seconds of the
//!   server per gigabyte.
//! * `accept CLIENTS`: so many clients connect, read what the server says until its end, and connect again; connections
//!   per second.
//! * `push MEGABYTES`: the server reads until the end and answers with a byte; megabytes per second.
//! * `pull MEGABYTES`: the server writes for as long as somebody reads; megabytes per second.
//! * `connect COUNT`: the server says a byte to each connection and ends it, 32 of them under way; connections per second.
//! * `idle CONNECTIONS`: the server keeps connections on which nothing happens; bytes of resident memory for each.
//! * `http-...`: see `http.rs`.

use super::http::{self, HttpLoad, OnProcessor};
use anyhow::{Context, Result, bail};
use rustix::event::epoll;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    Echo { connections: usize, bytes: usize },
    Accept { clients: usize },
    Drain { megabytes: usize },
    Relay { megabytes: usize },
    Push { megabytes: usize },
    Pull { megabytes: usize },
    Connect { count: usize },
    Idle { connections: usize },
    Http(HttpLoad),
}

const WARM_UP: Duration = Duration::from_millis(300);
const MEASURED: Duration = Duration::from_millis(1500);

/// What a runtime gets to collect its garbage and give memory back before its memory is looked at.
const SETTLING: Duration = Duration::from_secs(3);

/// Connections that are under way together when they are counted.
const AT_ONCE: usize = 32;

impl Load {
    /// Reads `echo 64 16384` and the like.
    pub fn parse(text: &str) -> Option<Load> {
        let mut words = text.split_whitespace();
        let kind = words.next()?;
        let numbers: Vec<usize> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
        match (kind, &numbers[..]) {
            ("echo", [connections, bytes]) => Some(Load::Echo { connections: *connections, bytes: *bytes }),
            ("accept", [clients]) => Some(Load::Accept { clients: *clients }),
            ("drain", [megabytes]) => Some(Load::Drain { megabytes: *megabytes }),
            ("relay", [megabytes]) => Some(Load::Relay { megabytes: *megabytes }),
            ("push", [megabytes]) => Some(Load::Push { megabytes: *megabytes }),
            ("pull", [megabytes]) => Some(Load::Pull { megabytes: *megabytes }),
            ("connect", [count]) => Some(Load::Connect { count: *count }),
            ("idle", [connections]) => Some(Load::Idle { connections: *connections }),
            _ => HttpLoad::parse(kind, &numbers).map(Load::Http),
        }
    }

    /// What a value of this load counts.
    pub fn unit(&self) -> &'static str {
        match self {
            Load::Echo { .. } => "messages/s",
            Load::Accept { .. } => "connections/s",
            Load::Drain { .. } | Load::Relay { .. } => "CPU s/GB",
            Load::Push { .. } | Load::Pull { .. } => "MB/s",
            Load::Connect { .. } => "connections/s",
            Load::Idle { .. } => "B/connection",
            Load::Http(load) => load.unit(),
        }
    }

    pub fn more_is_better(&self) -> bool {
        match self {
            Load::Http(load) => load.more_is_better(),
            load => !matches!(load, Load::Drain { .. } | Load::Relay { .. } | Load::Idle { .. }),
        }
    }
}

/// As [`Load::parse`] reads it.
impl std::fmt::Display for Load {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Load::Echo { connections, bytes } => write!(f, "echo {connections} {bytes}"),
            Load::Accept { clients } => write!(f, "accept {clients}"),
            Load::Drain { megabytes } => write!(f, "drain {megabytes}"),
            Load::Relay { megabytes } => write!(f, "relay {megabytes}"),
            Load::Push { megabytes } => write!(f, "push {megabytes}"),
            Load::Pull { megabytes } => write!(f, "pull {megabytes}"),
            Load::Connect { count } => write!(f, "connect {count}"),
            Load::Idle { connections } => write!(f, "idle {connections}"),
            Load::Http(load) => load.fmt(f),
        }
    }
}

/// Starts `command`, which prints its port, puts `load` on it and returns what was measured.
///
/// # Errors
/// The server does not start, ends early, or answers with something else than it should.
pub fn measure(command: &mut Command, load: &Load) -> Result<f64> {
    let place = matches!(load, Load::Http(_)).then(|| OnProcessor::new(0)).transpose()?;
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("starting the server")?;
    drop(place);
    let result = under_load(&mut child, load);
    child.kill()?;
    child.wait()?;
    result
}

fn under_load(child: &mut Child, load: &Load) -> Result<f64> {
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("no pipe")?).read_line(&mut line)?;
    let port: u16 = line.trim().parse().with_context(|| format!("not a port: {line:?}"))?;
    match *load {
        Load::Http(ref load) => http::measure(load, port, child.id()),
        Load::Echo { connections, bytes } => echo(port, connections, bytes),
        Load::Accept { clients } => accept(port, clients),
        Load::Drain { megabytes } => drain(port, megabytes << 20, child.id()),
        Load::Relay { megabytes } => relay(port, megabytes << 20, child.id()),
        Load::Push { megabytes } => push(port, megabytes << 20),
        Load::Pull { megabytes } => pull(port, megabytes << 20),
        Load::Connect { count } => connect_and_end(port, count),
        Load::Idle { connections } => idle(port, connections, child.id()),
    }
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One connection that has a message under way.
struct Client {
    stream: TcpStream,
    sent: usize,
    received: usize,
}

impl Client {
    /// Sends and receives until the system has no more for it; returns the messages that came back whole.
    fn turn(&mut self, message: &[u8], room: &mut [u8]) -> Result<u64> {
        let mut done = 0;
        loop {
            let mut moved = false;
            if self.sent < message.len() {
                match self.stream.write(&message[self.sent..]) {
                    Ok(count) => {
                        self.sent += count;
                        moved = true;
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                    Err(error) => return Err(error.into()),
                }
            }
            match self.stream.read(room) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(count) => {
                    self.received += count;
                    moved = true;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
            if self.received > message.len() {
                bail!("more came back than was sent");
            }
            if self.received == message.len() {
                (self.sent, self.received) = (0, 0);
                done += 1;
                continue;
            }
            if !moved {
                return Ok(done);
            }
        }
    }
}

fn echo(port: u16, connections: usize, bytes: usize) -> Result<f64> {
    let message = vec![b'm'; bytes];
    let mut room = vec![0; bytes.clamp(4096, 256 << 10)];
    let poller = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let mut clients = Vec::with_capacity(connections);
    for index in 0..connections {
        let stream = connect(port)?;
        stream.set_nonblocking(true)?;
        let interest = epoll::EventFlags::IN | epoll::EventFlags::OUT | epoll::EventFlags::ET;
        epoll::add(&poller, &stream, epoll::EventData::new_u64(index as u64), interest)?;
        clients.push(Client { stream, sent: 0, received: 0 });
    }
    let mut counted = 0;
    let started = Instant::now();
    let mut since = None;
    let mut events = Vec::with_capacity(1024);
    loop {
        events.clear();
        let timeout = rustix::event::Timespec { tv_sec: 5, tv_nsec: 0 };
        epoll::wait(&poller, rustix::buffer::spare_capacity(&mut events), Some(&timeout))?;
        if events.is_empty() {
            bail!("nothing came back for five seconds");
        }
        for event in &events {
            let index = event.data.u64() as usize;
            counted += clients[index].turn(&message, &mut room)?;
        }
        match since {
            None if started.elapsed() >= WARM_UP => {
                since = Some(Instant::now());
                counted = 0;
            }
            Some(since) if Instant::elapsed(&since) >= MEASURED => {
                return Ok(counted as f64 / since.elapsed().as_secs_f64());
            }
            _ => {}
        }
    }
}

/// Threads that wait: the least that a client can do on a machine whose processors the server needs.
fn accept(port: u16, clients: usize) -> Result<f64> {
    let ended = AtomicBool::new(false);
    let served = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let client = || -> Result<()> {
            let mut room = [0; 64];
            while !ended.load(Ordering::Relaxed) {
                let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
                let mut total = 0;
                loop {
                    match stream.read(&mut room)? {
                        0 => break,
                        count => total += count,
                    }
                }
                if total == 0 {
                    bail!("the server closed a connection without a word");
                }
                served.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        let running: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        std::thread::sleep(WARM_UP);
        let (before, since) = (served.load(Ordering::Relaxed), Instant::now());
        std::thread::sleep(MEASURED);
        let rate = (served.load(Ordering::Relaxed) - before) as f64 / since.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        for client in running {
            client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        }
        Ok(rate)
    })
}

fn drain(port: u16, bytes: usize, server: u32) -> Result<f64> {
    let before = processor_seconds(server)?;
    receive(connect(port)?, bytes)?;
    Ok((processor_seconds(server)? - before) / (bytes as f64 / f64::from(1 << 30)))
}

fn relay(port: u16, bytes: usize, server: u32) -> Result<f64> {
    let receiver = connect(port)?;
    // The server tells them apart by who comes first.
    std::thread::sleep(Duration::from_millis(50));
    let mut sender = connect(port)?;
    let before = processor_seconds(server)?;
    let sending = std::thread::spawn(move || -> std::io::Result<()> {
        let chunk = vec![b'r'; 1 << 20];
        for _ in 0..bytes / chunk.len() {
            sender.write_all(&chunk)?;
        }
        sender.shutdown(Shutdown::Write)?;
        // Open until everything has come out at the other end.
        let _end = sender.read(&mut [0])?;
        Ok(())
    });
    receive(receiver, bytes)?;
    let spent = processor_seconds(server)? - before;
    drop(sending);
    Ok(spent / (bytes as f64 / f64::from(1 << 30)))
}

/// Reads to the end, which should come after so many bytes.
fn receive(mut stream: TcpStream, bytes: usize) -> Result<()> {
    let mut room = vec![0; 1 << 20];
    let mut total = 0;
    loop {
        match stream.read(&mut room)? {
            0 => break,
            count => total += count,
        }
    }
    if total != bytes {
        bail!("{total} bytes came instead of {bytes}");
    }
    Ok(())
}

/// User and system time of a process.
pub(super) fn processor_seconds(process: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, rest) = text.rsplit_once(')').context("a strange /proc/stat")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    Ok(ticks / rustix::param::clock_ticks_per_second() as f64)
}

fn push(port: u16, bytes: usize) -> Result<f64> {
    let mut stream = connect(port)?;
    let chunk = vec![b'p'; 1 << 20];
    let started = Instant::now();
    for _ in 0..bytes / chunk.len() {
        stream.write_all(&chunk)?;
    }
    stream.shutdown(Shutdown::Write)?;
    let mut answer = [0];
    stream.read_exact(&mut answer).context("no answer")?;
    Ok((bytes >> 20) as f64 / started.elapsed().as_secs_f64())
}

fn pull(port: u16, bytes: usize) -> Result<f64> {
    let mut stream = connect(port)?;
    let mut room = vec![0; 1 << 20];
    let started = Instant::now();
    let mut total = 0;
    while total < bytes {
        match stream.read(&mut room)? {
            0 => bail!("the server ended the connection"),
            count => total += count,
        }
    }
    Ok((total >> 20) as f64 / started.elapsed().as_secs_f64())
}

/// A connection that is reset when it is closed, so that its port is free again at once.
fn connect_to_reset(port: u16) -> Result<TcpStream> {
    let stream = connect(port)?;
    rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO))?;
    Ok(stream)
}

/// Opens connections, a number at a time, and waits for each to be ended.
fn connect_and_end(port: u16, count: usize) -> Result<f64> {
    let mut under_way = VecDeque::with_capacity(AT_ONCE);
    let started = Instant::now();
    for opened in 0..count + AT_ONCE {
        if opened < count {
            under_way.push_back(connect_to_reset(port)?);
        }
        if opened >= AT_ONCE {
            let mut stream = under_way.pop_front().context("as many are ended as were opened")?;
            let mut said = Vec::new();
            stream.read_to_end(&mut said)?;
            if said != b"." {
                bail!("the server said {said:?}");
            }
        }
    }
    Ok(count as f64 / started.elapsed().as_secs_f64())
}

fn idle(port: u16, connections: usize, server: u32) -> Result<f64> {
    let files = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files })?;
    std::thread::sleep(SETTLING);
    let before = resident_bytes(server)?;
    let mut held = Vec::with_capacity(connections);
    for _ in 0..connections {
        held.push(connect_to_reset(port)?);
    }
    std::thread::sleep(SETTLING);
    let with = resident_bytes(server)?;
    for stream in &held {
        let gone = stream.set_nonblocking(true).is_err() || stream.peek(&mut [0]).is_ok();
        if gone {
            bail!("the server closed a connection");
        }
    }
    Ok((with - before) / connections as f64)
}

/// What of a process is in memory now.
pub(super) fn resident_bytes(process: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a strange /proc/status")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
}

/// The raw server: the least that the machine needs for a load. Runs in a process of its own until it is killed.
///
/// # Errors
/// Of the system.
pub fn raw_server(load: &Load, file: &std::path::Path) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    match *load {
        Load::Http(ref load) => http::raw_server(load, &listener),
        Load::Echo { bytes, .. } => raw_echo(&listener, bytes),
        Load::Accept { .. } => loop {
            let (mut stream, _) = listener.accept()?;
            stream.write_all(b".")?;
        },
        Load::Drain { .. } => loop {
            let (stream, _) = listener.accept()?;
            let file = std::fs::File::open(file)?;
            while rustix::fs::sendfile(&stream, &file, None, 1 << 30)? > 0 {}
        },
        Load::Relay { .. } => loop {
            let (to, _) = listener.accept()?;
            let (from, _) = listener.accept()?;
            let (output, input) = rustix::pipe::pipe()?;
            let flags = rustix::pipe::SpliceFlags::MOVE;
            loop {
                let mut held = rustix::pipe::splice(&from, None, &input, None, 1 << 20, flags)?;
                if held == 0 {
                    break;
                }
                while held > 0 {
                    held -= rustix::pipe::splice(&output, None, &to, None, held, flags)?;
                }
            }
        },
        Load::Push { .. } => loop {
            let (mut stream, _) = listener.accept()?;
            let mut room = vec![0; 256 << 10];
            while stream.read(&mut room)? > 0 {}
            stream.write_all(&[1])?;
        },
        Load::Pull { .. } => loop {
            let (mut stream, _) = listener.accept()?;
            let chunk = vec![b'p'; 256 << 10];
            while stream.write_all(&chunk).is_ok() {}
        },
        Load::Connect { .. } => loop {
            let (mut stream, _) = listener.accept()?;
            stream.write_all(b".")?;
        },
        Load::Idle { .. } => {
            let mut held = Vec::new();
            loop {
                held.push(listener.accept()?.0);
            }
        }
    }
}

fn raw_echo(listener: &TcpListener, bytes: usize) -> Result<()> {
    let poller = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&poller, listener, epoll::EventData::new_u64(u64::MAX), epoll::EventFlags::IN)?;
    let mut streams = Vec::new();
    let mut room = vec![0; bytes.clamp(65_536, 1 << 20)];
    let mut events = Vec::with_capacity(1024);
    loop {
        events.clear();
        epoll::wait(&poller, rustix::buffer::spare_capacity(&mut events), None)?;
        for event in &events {
            if event.data.u64() == u64::MAX {
                let (stream, _) = listener.accept()?;
                stream.set_nodelay(true)?;
                let data = epoll::EventData::new_u64(streams.len() as u64);
                epoll::add(&poller, &stream, data, epoll::EventFlags::IN)?;
                streams.push(stream);
                continue;
            }
            let stream: &mut TcpStream = &mut streams[event.data.u64() as usize];
            // A client that goes away in the middle of a message is the load's end and no failure.
            let gone = match stream.read(&mut room) {
                Ok(0) | Err(_) => true,
                Ok(count) => stream.write_all(&room[..count]).is_err(),
            };
            if gone {
                epoll::delete(&poller, &*stream)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_loads() {
        assert_eq!(Load::parse("echo 64 16384"), Some(Load::Echo { connections: 64, bytes: 16384 }));
        assert_eq!(Load::parse("drain 1024"), Some(Load::Drain { megabytes: 1024 }));
        assert_eq!(Load::parse("relay 512"), Some(Load::Relay { megabytes: 512 }));
        assert_eq!(Load::parse("accept 32"), Some(Load::Accept { clients: 32 }));
        assert_eq!(Load::parse("idle 10000"), Some(Load::Idle { connections: 10_000 }));
        let post = HttpLoad::Post { connections: 64, bytes: 1024 };
        assert_eq!(Load::parse("http-post 64 1024"), Some(Load::Http(post)));
        assert_eq!(Load::parse("echo 64"), None);
        assert_eq!(Load::parse("flood 1"), None);
    }
}
