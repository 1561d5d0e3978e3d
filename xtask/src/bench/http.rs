//! Loads of HTTP/1.1 for workloads that serve. Connections are kept alive and every answer is checked: it must be 200, and
//! its body the one that came to the first request. The server runs on the first processor and the load on the second.
//!
//! * `http-get CONNECTIONS DEPTH [BYTES]`: so many requests are under way on each connection; requests per second. The raw
//!   server answers with so many bytes, 12 if nothing is said.
//! * `http-post CONNECTIONS BYTES`: each request has a body of so many bytes, which the answer repeats; requests per second.
//! * `http-file REQUESTS`: one connection fetches one after the other; processor seconds of the server per gigabyte.
//! * `http-open CONNECTIONS PERCENT`: requests are sent at fixed times, so many percent of those that the server manages when
//!   they follow its answers; the 99th percentile, in microseconds, of the time from when one was to be sent to its answer.
//! * `http-memory REQUESTS`: after so many requests; resident megabytes.

use super::http_answer::{Answer, read_whole};
use super::serve::{processor_seconds, resident_bytes};
use anyhow::{Context, Result, bail};
use rustix::event::{Timespec, epoll};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

#[derive(Clone, Debug, PartialEq)]
pub enum HttpLoad {
    Get { connections: usize, depth: usize, bytes: usize },
    Post { connections: usize, bytes: usize },
    File { requests: usize },
    Open { connections: usize, percent: usize },
    Memory { requests: usize },
}

const GREETING: &[u8] = b"hello, world";
const WARM_UP: Duration = Duration::from_millis(700);
const MEASURED: Duration = Duration::from_millis(1500);
const OPEN_MEASURED: Duration = Duration::from_secs(3);
/// What a server gets to collect its garbage before its memory is looked at.
const SETTLING: Duration = Duration::from_secs(3);

impl HttpLoad {
    pub fn parse(kind: &str, numbers: &[usize]) -> Option<HttpLoad> {
        match (kind, numbers) {
            ("http-get", &[connections, depth]) => Some(HttpLoad::Get { connections, depth, bytes: GREETING.len() }),
            ("http-get", &[connections, depth, bytes]) => Some(HttpLoad::Get { connections, depth, bytes }),
            ("http-post", &[connections, bytes]) => Some(HttpLoad::Post { connections, bytes }),
            ("http-file", &[requests]) => Some(HttpLoad::File { requests }),
            ("http-open", &[connections, percent]) => Some(HttpLoad::Open { connections, percent }),
            ("http-memory", &[requests]) => Some(HttpLoad::Memory { requests }),
            _ => None,
        }
    }

    pub fn unit(&self) -> &'static str {
        match self {
            HttpLoad::Get { .. } | HttpLoad::Post { .. } => "requests/s",
            HttpLoad::File { .. } => "CPU s/GB",
            HttpLoad::Open { .. } => "µs at the 99th percentile",
            HttpLoad::Memory { .. } => "MB",
        }
    }

    pub fn more_is_better(&self) -> bool {
        matches!(self, HttpLoad::Get { .. } | HttpLoad::Post { .. })
    }

    fn request(&self) -> Vec<u8> {
        let bytes = if let HttpLoad::Post { bytes, .. } = self { *bytes } else { 0 };
        let mut text = String::from(if bytes > 0 { "POST" } else { "GET" });
        text += " / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: weir-bench\r\nAccept: */*\r\n";
        if bytes > 0 {
            text += &format!("Content-Type: text/plain\r\nContent-Length: {bytes}\r\n");
        }
        text += "\r\n";
        let mut request = text.into_bytes();
        request.extend((0..bytes).map(|n| b'a' + (n % 26) as u8));
        request
    }
}

/// As [`HttpLoad::parse`] reads it.
impl std::fmt::Display for HttpLoad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            HttpLoad::Get { connections, depth, bytes } => write!(f, "http-get {connections} {depth} {bytes}"),
            HttpLoad::Post { connections, bytes } => write!(f, "http-post {connections} {bytes}"),
            HttpLoad::File { requests } => write!(f, "http-file {requests}"),
            HttpLoad::Open { connections, percent } => write!(f, "http-open {connections} {percent}"),
            HttpLoad::Memory { requests } => write!(f, "http-memory {requests}"),
        }
    }
}

/// Has this thread, and what it starts, use one processor until the value goes, where there are several.
pub struct OnProcessor(CpuSet);

impl OnProcessor {
    pub fn new(number: usize) -> Result<OnProcessor> {
        let before = sched_getaffinity(None)?;
        let usable: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|cpu| before.is_set(*cpu)).collect();
        if usable.len() > 1 {
            let mut one = CpuSet::new();
            one.set(usable[number % usable.len()]);
            sched_setaffinity(None, &one)?;
        }
        Ok(OnProcessor(before))
    }
}

impl Drop for OnProcessor {
    fn drop(&mut self) {
        // What was allowed before is allowed again.
        let _restored = sched_setaffinity(None, &self.0);
    }
}

/// Puts the load on a server.
///
/// # Errors
/// It answers with something else than it should, or not at all.
pub fn measure(load: &HttpLoad, port: u16, server: u32) -> Result<f64> {
    let _here = OnProcessor::new(1)?;
    let request = load.request();
    let expected = first_answer(port, &request)?;
    if let HttpLoad::Post { .. } = load
        && !request.ends_with(&expected.body)
    {
        bail!("the answer does not repeat the request's body");
    }
    let run = |connections, depth| Run::new(port, connections, depth, &request, &expected);
    match *load {
        HttpLoad::Get { connections, depth, .. } => run(connections, depth)?.rate(WARM_UP, MEASURED),
        HttpLoad::Post { connections, .. } => run(connections, 1)?.rate(WARM_UP, MEASURED),
        HttpLoad::File { requests } => fetch(port, requests, &request, &expected, server),
        HttpLoad::Open { connections, percent } => {
            let most = run(connections, 1)?.rate(WARM_UP, MEASURED)?;
            run(connections, usize::MAX)?.percentile(most * percent as f64 / 100.0)
        }
        HttpLoad::Memory { requests } => {
            run(64, 1)?.count(requests)?;
            std::thread::sleep(SETTLING);
            Ok(resident_bytes(server)? / f64::from(1 << 20))
        }
    }
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(stream)
}

fn first_answer(port: u16, request: &[u8]) -> Result<Answer> {
    let mut stream = connect(port)?;
    stream.write_all(request)?;
    let answer = read_whole(&mut stream, &mut Vec::new())?;
    if answer.body.is_empty() {
        bail!("the first answer is empty");
    }
    Ok(answer)
}

fn fetch(port: u16, requests: usize, request: &[u8], expected: &Answer, server: u32) -> Result<f64> {
    let mut stream = connect(port)?;
    let mut rest = Vec::new();
    let before = processor_seconds(server)?;
    for _ in 0..requests {
        stream.write_all(request)?;
        if read_whole(&mut stream, &mut rest)?.body != expected.body {
            bail!("an answer differs from the first");
        }
    }
    let bytes = (requests * expected.body.len()) as f64;
    Ok((processor_seconds(server)? - before) / (bytes / f64::from(1 << 30)))
}

/// One connection and when each of its requests that wait for an answer was to be sent.
struct Client {
    stream: TcpStream,
    under_way: VecDeque<Instant>,
    unsent: Vec<u8>,
    received: Vec<u8>,
}

/// Connections under load.
struct Run<'a> {
    poller: std::os::fd::OwnedFd,
    clients: Vec<Client>,
    depth: usize,
    request: &'a [u8],
    expected: &'a Answer,
    room: Vec<u8>,
}

impl<'a> Run<'a> {
    fn new(port: u16, connections: usize, depth: usize, request: &'a [u8], expected: &'a Answer) -> Result<Run<'a>> {
        let poller = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut clients = Vec::with_capacity(connections);
        for index in 0..connections {
            let stream = connect(port)?;
            stream.set_nonblocking(true)?;
            epoll::add(&poller, &stream, epoll::EventData::new_u64(index as u64), epoll::EventFlags::IN)?;
            clients.push(Client { stream, under_way: VecDeque::new(), unsent: Vec::new(), received: Vec::new() });
        }
        Ok(Run { poller, clients, depth, request, expected, room: vec![0; 256 << 10] })
    }

    fn send(client: &mut Client, request: &[u8], count: usize, due: Instant) -> Result<()> {
        for _ in 0..count {
            client.under_way.push_back(due);
            client.unsent.extend_from_slice(request);
        }
        // A request is small: what does not fit goes with the next one.
        match client.stream.write(&client.unsent) {
            Ok(sent) => client.unsent.drain(..sent),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        Ok(())
    }

    /// Reads what has come, for `wait` at most, and tells of each answer when its request was to be sent. A client then sends
    /// as many again, unless requests are sent by the clock.
    fn turn(&mut self, wait: Duration, mut answered: impl FnMut(Instant)) -> Result<usize> {
        let mut events = Vec::with_capacity(1024);
        let wait = Timespec { tv_sec: wait.as_secs() as i64, tv_nsec: wait.subsec_nanos().into() };
        epoll::wait(&self.poller, rustix::buffer::spare_capacity(&mut events), Some(&wait))?;
        let mut total = 0;
        for event in &events {
            let client = &mut self.clients[event.data.u64() as usize];
            let came = match client.stream.read(&mut self.room) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(came) => came,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            };
            client.received.extend_from_slice(&self.room[..came]);
            let (mut used, mut count) = (0, 0);
            while let Some(length) = self.expected.length_of(&client.received[used..])? {
                used += length;
                count += 1;
                answered(client.under_way.pop_front().context("an answer to no request")?);
            }
            client.received.drain(..used);
            total += count;
            if self.depth != usize::MAX && count > 0 {
                Self::send(client, self.request, count, Instant::now())?;
            }
        }
        Ok(total)
    }

    fn begin(&mut self) -> Result<()> {
        let now = Instant::now();
        for client in &mut self.clients {
            Self::send(client, self.request, self.depth, now)?;
        }
        Ok(())
    }

    fn rate(mut self, warm_up: Duration, measured: Duration) -> Result<f64> {
        self.begin()?;
        let started = Instant::now();
        while started.elapsed() < warm_up {
            self.turn(Duration::from_secs(1), |_| {})?;
        }
        let (since, mut count) = (Instant::now(), 0);
        while since.elapsed() < measured {
            count += self.turn(Duration::from_secs(1), |_| {})?;
        }
        if count == 0 {
            bail!("no answer came");
        }
        Ok(count as f64 / since.elapsed().as_secs_f64())
    }

    fn count(mut self, requests: usize) -> Result<()> {
        self.begin()?;
        let mut done = 0;
        while done < requests {
            match self.turn(Duration::from_secs(10), |_| {})? {
                0 => bail!("no answer came"),
                count => done += count,
            }
        }
        Ok(())
    }

    /// The 99th percentile at a rate, in microseconds.
    fn percentile(mut self, rate: f64) -> Result<f64> {
        let started = Instant::now();
        let mut times: Vec<u32> = Vec::with_capacity((rate * OPEN_MEASURED.as_secs_f64()) as usize + 1024);
        let mut sent = 0_u64;
        loop {
            let passed = started.elapsed();
            if passed > OPEN_MEASURED {
                break;
            }
            let due = (passed.as_secs_f64() * rate) as u64;
            while sent < due {
                let client = sent as usize % self.clients.len();
                let intended = started + Duration::from_secs_f64(sent as f64 / rate);
                Self::send(&mut self.clients[client], self.request, 1, intended)?;
                sent += 1;
            }
            self.turn(Duration::ZERO, |intended| times.push(intended.elapsed().as_micros() as u32))?;
        }
        if times.len() < sent as usize / 2 {
            bail!("only {} of {sent} requests were answered in time", times.len());
        }
        times.sort_unstable();
        Ok(f64::from(times[times.len() * 99 / 100]))
    }
}

/// The raw server: the least that the machine needs for an answer.
///
/// # Errors
/// Of the system.
pub fn raw_server(load: &HttpLoad, listener: &TcpListener) -> Result<()> {
    let answer = raw_answer(load);
    let size = load.request().len();
    let poller = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&poller, listener, epoll::EventData::new_u64(u64::MAX), epoll::EventFlags::IN)?;
    let mut streams: Vec<(TcpStream, usize)> = Vec::new();
    let mut room = vec![0; 256 << 10];
    let mut events = Vec::with_capacity(1024);
    loop {
        events.clear();
        epoll::wait(&poller, rustix::buffer::spare_capacity(&mut events), None)?;
        for event in &events {
            if event.data.u64() == u64::MAX {
                let (stream, _) = listener.accept()?;
                stream.set_nodelay(true)?;
                epoll::add(&poller, &stream, epoll::EventData::new_u64(streams.len() as u64), epoll::EventFlags::IN)?;
                streams.push((stream, 0));
                continue;
            }
            let (stream, held) = &mut streams[event.data.u64() as usize];
            let gone = match stream.read(&mut room) {
                Ok(0) | Err(_) => true,
                Ok(came) => {
                    *held += came;
                    let count = *held / size;
                    *held %= size;
                    let written =
                        if count == 1 { stream.write_all(&answer) } else { stream.write_all(&answer.repeat(count)) };
                    written.is_err()
                }
            };
            if gone {
                epoll::delete(&poller, &*stream)?;
            }
        }
    }
}

fn raw_answer(load: &HttpLoad) -> Vec<u8> {
    let body = match load {
        HttpLoad::Post { bytes, .. } => load.request()[load.request().len() - bytes..].to_vec(),
        HttpLoad::File { .. } => vec![b'f'; 10 << 20],
        HttpLoad::Get { bytes, .. } => GREETING.iter().copied().cycle().take(*bytes).collect(),
        _ => GREETING.to_vec(),
    };
    let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(&body);
    answer
}
