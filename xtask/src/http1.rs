//! `./x http1`: mutated messages through crates/http1 and through Node's own parser, in pieces, and where they differ.
//! Differences with a reason are told by their reason (docs/http-parser.md); any other fails.

use crate::args::Args;
use crate::process::{self, Ending, Job, Scratch};
use crate::{exec, paths, programs};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

pub const HELP: &str = "\
./x http1 [options]
Compares what crates/http1 and the parser of Node 24 (the one that npm installs for ./x programs) make of mutated messages.

  --cases N       messages (default: 20000)
  --seed N        where the mutations begin (default: 1)
  --lenient       with the leniencies that programs can ask for
  --against PATH  another Node
";

/// Messages of one run of both sides, and how long it may take: Node's parser has inputs that it never comes back from.
const BATCH: usize = 250;
const LIMIT: Duration = Duration::from_secs(10);

/// Differences that are shown.
const MOST_SHOWN: usize = 5;

const REQUESTS: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /a?b#c HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabcGET",
    "POST http://u@h:1/p HTTP/1.0\r\nTransfer-Encoding: gzip, chunked\r\nConnection: keep-alive\r\n\r\n3;a=b;c=\"d\"\r\nabc\r\n0\r\nT: u\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "CONNECT h:1 HTTP/1.1\r\nProxy-Connection: upgrade\r\n\r\nxyz",
    "GET /w HTTP/1.1\r\nUpgrade: x\r\nConnection: a, Upgrade\r\n\r\nraw",
    "M-SEARCH * HTTP/1.1\r\nA:\r\nB: \r\nC:\tx \r\n\r\n\r\n\r\nUNSUBSCRIBE / HTTP/1.1\r\n\r\n",
    "GET /\r\nA: b\r\n\r\n",
    "OPTIONS * RTSP/1.0\r\nConnection : close\r\n\r\n",
    "PUT / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
];

const RESPONSES: &[&str] = &[
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 \r\n\r\n",
    "HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw",
    "HTTP/1.0 200\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1 304 n\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\nA: b\r\n\r\nuntil the end",
];

const BYTES: &[u8] = b"\r\n \t:;,=\"\\/HG1230afx@?#%-._\x00\x01\x7f\x80\xff";

const WORDS: &[&str] = &[
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: identity\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Connection: upgrade\r\n",
    "Upgrade: y\r\n",
    "\r\n",
    "\r\n ",
    "\n",
    "\r",
    "HTTP/1.1",
    "0\r\n\r\n",
    "chunked",
    ", ",
];

/// What `httpValidation` can ask for besides `strict`: all of llhttp's leniencies, or values with control characters.
const LENIENCIES: &[u64] = &[1023, RELAXED_VALUES];
const RELAXED_VALUES: u64 = 1024;

/// The leniency that takes folded lines and control characters.
const LENIENT_HEADERS: u64 = 1;

/// xorshift, the same for a seed everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn mutated(random: &mut Random, seed: &str) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..random.pick(&[0, 1, 1, 1, 2, 3]) {
        let at = random.below(bytes.len() + 1);
        match random.below(20) {
            0..7 if at < bytes.len() => bytes[at] = random.pick(BYTES),
            0..12 => bytes.insert(at, random.pick(BYTES)),
            12..16 if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => drop(bytes.splice(at..at, random.pick(WORDS).bytes())),
        }
    }
    bytes
}

/// One input as both sides read it: each byte is a character.
fn case(random: &mut Random, is_lenient: bool) -> Value {
    let is_request = random.below(13) < 9;
    let seed = random.pick(if is_request { REQUESTS } else { RESPONSES });
    let text: String = mutated(random, seed).into_iter().map(char::from).collect();
    let mut cuts: Vec<usize> = match random.below(5) {
        0 | 1 => (0..1 + random.below(3)).map(|_| random.below(text.len() + 1)).collect(),
        _ => Vec::new(),
    };
    cuts.push(0);
    cuts.sort_unstable();
    // Characters beyond ASCII are two bytes of UTF-8.
    cuts.retain(|&cut| text.is_char_boundary(cut));
    cuts.push(text.len());
    let pieces: Vec<&str> =
        cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]).filter(|piece| !piece.is_empty()).collect();
    let decision = if is_request { 0 } else { random.pick(&[0, 0, 0, 1, 2]) };
    let lenient = if is_lenient { random.pick(LENIENCIES) } else { 0 };
    json!({ "t": if is_request { 1 } else { 2 }, "c": pieces, "f": random.below(2), "r": decision, "l": lenient })
}

/// What a side prints for the inputs in a file, one value each; nothing when it does not come to an end.
fn told(program: &Path, args: &[&str], scratch: &Path) -> Result<Option<Vec<Value>>> {
    let job = Job {
        program: program.to_path_buf(),
        args: args.iter().map(|&arg| arg.to_owned()).collect(),
        env: Vec::new(),
        cwd: scratch.to_path_buf(),
        limit: LIMIT,
        merged: false,
        max_memory: None,
        kept: u64::MAX,
    };
    let outcome = process::run(&job, scratch)?;
    match outcome.ending {
        Ending::Exit(0) => {
            outcome.stdout.lines().map(|line| Ok(serde_json::from_str(line)?)).collect::<Result<_>>().map(Some)
        }
        Ending::TimedOut => Ok(None),
        other => bail!("{} ended with {other:?}: {}", program.display(), outcome.stderr),
    }
}

/// Why two outcomes may differ; the reasons are those of docs/http-parser.md.
fn reason(case: &Value, node: &[Value], weir: &[Value]) -> Option<&'static str> {
    let (last_of_node, last_of_weir) = (node.last()?, weir.last()?);
    let is_head = |event: &&Value| event[0] == "head";
    let heads = || weir.iter().filter(is_head);
    if heads().any(|head| head[6] == 101) && last_of_weir[0] == "ok" {
        return Some("switch");
    }
    if last_of_node[0] == last_of_weir[0] && node[..node.len() - 1] == weir[..weir.len() - 1] {
        let says_the_same = last_of_node[0] == "ok" || (1..3).all(|at| last_of_node[at] == last_of_weir[at]);
        return Some(if says_the_same { "place" } else { "code" });
    }
    // One of both reads on to a later error in the same head.
    let is_refused = |events: &[Value]| events.len() == 2 && events[1][0] == "err";
    if is_refused(weir) && is_refused(node) {
        return Some("code");
    }
    // The request asks for an upgrade and has a body, and nobody said whether it is one.
    if case["t"] == 1
        && heads().next_back().is_some_and(|head| head[8] == true)
        && weir.iter().all(|event| event[0] != "done")
    {
        return Some("undecided");
    }
    // Under every leniency at once, lines that end, go on or are made of what no line should be.
    let text: String = case["c"].as_array()?.iter().filter_map(Value::as_str).collect();
    let is_odd = |byte: u8| byte < b' ' && !matches!(byte, b'\r' | b'\n' | b'\t');
    let has_bare_end = text.replace("\r\n", "").contains(['\r', '\n']);
    let has_fold = ["\n ", "\n\t"].iter().any(|fold| text.contains(fold));
    // llhttp's relaxed values know what they say only behind a space.
    let is_relaxed = case["l"] == RELAXED_VALUES;
    if is_relaxed
        && (text.match_indices(':').any(|(at, _)| !text[at + 1..].starts_with(' ')) || text.bytes().any(is_odd))
    {
        return Some("relaxed");
    }
    let is_lenient = case["l"].as_u64()? & LENIENT_HEADERS != 0;
    (is_lenient && (has_bare_end || has_fold || text.bytes().any(is_odd))).then_some("lines")
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["lenient"], &["cases", "seed", "against"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let root = paths::root();
    let node = programs::reference(args.value("against"))?;
    exec::output(Command::new(env!("CARGO")).current_dir(&root).args([
        "build",
        "--quiet",
        "-p",
        "weir-http1",
        "--example",
        "events",
    ]))?;
    let events = paths::target().join("debug/examples/events");
    let oracle = root.join("crates/http1/tests/oracle.js").to_string_lossy().into_owned();
    let scratch = Scratch::new(&paths::target().join("http1"))?;
    let inputs = scratch.path.join("inputs").to_string_lossy().into_owned();
    let mut random = Random((args.number("seed", 1)? as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut sum = Sum::default();
    for _ in 0..args.number("cases", 20_000)?.div_ceil(BATCH) {
        let cases: Vec<Value> = (0..BATCH).map(|_| case(&mut random, args.on("lenient"))).collect();
        fs::write(&inputs, cases.iter().map(|case| format!("{case}\n")).collect::<String>())?;
        let of_weir = told(&events, &[&inputs], &scratch.path)?.context("crates/http1 does not come to an end")?;
        match told(&node, &["--no-warnings", &oracle, &inputs], &scratch.path)? {
            Some(of_node) => sum.add(&cases, &of_node, &of_weir)?,
            None => *sum.reasons.entry("endless").or_default() += 1,
        }
    }
    let explained: Vec<String> = sum.reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    println!(
        "{} inputs, {} differences without a reason; with one: {}",
        sum.inputs,
        sum.unexplained,
        explained.join(", ")
    );
    Ok(if sum.unexplained == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Default)]
struct Sum {
    inputs: usize,
    unexplained: usize,
    reasons: BTreeMap<&'static str, usize>,
}

impl Sum {
    /// Counts the differences of a batch and shows those that have no reason.
    fn add(&mut self, cases: &[Value], of_node: &[Value], of_weir: &[Value]) -> Result<()> {
        ensure!(cases.len() == of_node.len() && cases.len() == of_weir.len(), "a parser did not answer every input");
        self.inputs += cases.len();
        for ((case, node), weir) in cases.iter().zip(of_node).zip(of_weir).filter(|((_, node), weir)| node != weir) {
            let (Some(node), Some(weir)) = (node.as_array(), weir.as_array()) else {
                bail!("{case}: no list of events")
            };
            if let Some(reason) = reason(case, node, weir) {
                *self.reasons.entry(reason).or_default() += 1;
                continue;
            }
            self.unexplained += 1;
            if self.unexplained <= MOST_SHOWN {
                println!("{case}\n  node {}\n  weir {}", json!(node), json!(weir));
            }
        }
        Ok(())
    }
}
