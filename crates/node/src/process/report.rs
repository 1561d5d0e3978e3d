//! What diagnostic reports need of the system, and the one report that JavaScript cannot make: that of a heap without room.
//! For it the document is left here beforehand, and completed when it happens.

use std::fs::File;
use std::io::Write;

use rustix::process::{Resource, getrlimit};
use serde_json::{Map, Value, json};
use weir_engine::{HeapFigures, OpError, Scope, before_out_of_memory, op, v8};
use weir_loop::HandleKind;

use super::native_stack;
use crate::Env;
use crate::internal::local_time::{Diagnostics, Local};

/// `reportHandles()`: by turns the kind of each active handle as libuv calls it, and whether it keeps the loop alive.
#[op]
fn report_handles(env: &Env) -> Vec<String> {
    let handles = env.lp.active_handles();
    handles
        .iter()
        .flat_map(|handle| [kind_of(handle.kind, handle.label), if handle.has_ref { "ref" } else { "" }])
        .map(str::to_owned)
        .collect()
}

fn kind_of(kind: HandleKind, label: &'static str) -> &'static str {
    match kind {
        HandleKind::Timer => "timer",
        HandleKind::Idle => "idle",
        HandleKind::Prepare => "prepare",
        HandleKind::Check => "check",
        HandleKind::Async => "async",
        HandleKind::Poll => "poll",
        HandleKind::Signal => "signal",
        HandleKind::FsWatch => "fs_event",
        HandleKind::Process => "process",
        HandleKind::Datagram => "udp",
        HandleKind::Stream if label.starts_with("TCP") => "tcp",
        HandleKind::Stream if label.starts_with("TTY") => "tty",
        HandleKind::Stream => "pipe",
    }
}

/// `sharedObjects()`: the files with code that are loaded.
#[op]
fn shared_objects() -> Vec<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let own = std::env::current_exe().unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    // An address range, its rights, offset, device and number, and then what is mapped there.
    for line in maps.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|rights| rights.contains('x'))) {
        let Some(start) = line.find(['/', '[']) else { continue };
        let name = if line[start..].starts_with("[vdso]") { "linux-vdso.so.1" } else { &line[start..] };
        if name.starts_with('[') || own.as_os_str() == name || found.iter().any(|known| known == name) {
            continue;
        }
        found.push(name.to_owned());
    }
    found
}

/// `libcVersion()`: the C library's, where it tells it.
#[op]
fn libc_version() -> Option<String> {
    native_stack::libc_version()
}

/// `nativeFrames()`: by turns the address of each native frame and its symbol.
#[op]
fn native_frames() -> Vec<String> {
    native_stack::frames().into_iter().flat_map(|(place, symbol)| [address(place), symbol]).collect()
}

fn address(place: usize) -> String {
    format!("{place:#018x}")
}

/// `userLimits()`: soft and hard limit by turns, Infinity for none, in the order of `report_document.js`.
#[op]
fn user_limits() -> Vec<f64> {
    const RESOURCES: [Resource; 10] = [
        Resource::Core,
        Resource::Data,
        Resource::Fsize,
        Resource::Memlock,
        Resource::Rss,
        Resource::Nofile,
        Resource::Stack,
        Resource::Cpu,
        Resource::Nproc,
        Resource::As,
    ];
    let number = |limit: Option<u64>| limit.map_or(f64::INFINITY, |limit| limit as f64);
    RESOURCES
        .iter()
        .map(|&resource| getrlimit(resource))
        .flat_map(|limit| [number(limit.current), number(limit.maximum)])
        .collect()
}

/// `writeReportFile(path, text)`: the error's number, 0 for none. Leave to write was asked for in JavaScript.
#[op]
fn write_report_file(path: &str, text: &str) -> i32 {
    match File::create(path).and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => 0,
        Err(error) => error.raw_os_error().unwrap_or(libc::EIO),
    }
}

/// Where the report of a heap without room goes.
struct Last {
    document: Map<String, Value>,
    folder: String,
    filename: String,
    compact: bool,
    names: Diagnostics,
}

/// `prepareFatalReport(document, folder, filename, compact)`: leaves the text of a report for the time when the heap has
/// no room; without a text there will be none.
#[op]
fn prepare_fatal_report(
    scope: &mut Scope<'_, '_>,
    env: &Env,
    document: Option<String>,
    folder: String,
    filename: String,
    compact: bool,
) -> Result<(), OpError> {
    let Some(document) = document else {
        before_out_of_memory(scope, None);
        return Ok(());
    };
    let document =
        serde_json::from_str(&document).map_err(|error| OpError::coded("ERR_INVALID_ARG_VALUE", error.to_string()))?;
    let last = Last { document, folder, filename, compact, names: env.diagnostics.clone() };
    before_out_of_memory(scope, Some(Box::new(move |isolate, message| last.write(isolate, message))));
    Ok(())
}

impl Last {
    fn write(mut self, isolate: &mut v8::Isolate, message: &str) {
        let filename = match self.filename.is_empty() {
            true => self.names.next_name("report", "json"),
            false => std::mem::take(&mut self.filename),
        };
        self.complete(isolate, message, &filename);
        let text = match self.compact {
            true => serde_json::to_string(&self.document),
            false => serde_json::to_string_pretty(&self.document),
        };
        // A document of texts and numbers has a text.
        let mut text = text.unwrap_or_default();
        text.push('\n');
        // Standard output and error may be gone; there is nobody else to tell, and a report into a file goes on.
        let _ = match filename.as_str() {
            "stderr" => std::io::stderr().write_all(text.as_bytes()),
            "stdout" => std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush()),
            _ => {
                let path = std::path::Path::new(&self.folder).join(&filename);
                let _ = writeln!(std::io::stderr(), "\nWriting Node.js report to file: {filename}");
                match std::fs::write(&path, text) {
                    Ok(()) => writeln!(std::io::stderr(), "Node.js report completed"),
                    Err(error) => {
                        writeln!(std::io::stderr(), "Failed to open Node.js report file: {}: {error}", path.display())
                    }
                }
            }
        };
    }

    /// What has changed since the document was left.
    fn complete(&mut self, isolate: &mut v8::Isolate, message: &str, filename: &str) {
        let now = Local::now();
        if let Some(header) = self.document.get_mut("header").and_then(Value::as_object_mut) {
            header.insert("event".into(), message.into());
            header.insert("trigger".into(), "OOMError".into());
            header.insert("filename".into(), filename.into());
            header.insert("dumpEventTime".into(), now.plain().into());
            header.insert("dumpEventTimeStamp".into(), now.unix_millis().to_string().into());
            if let Ok(folder) = std::env::current_dir() {
                header.insert("cwd".into(), folder.to_string_lossy().into());
            }
        }
        let stack = json!({ "message": "No stack.", "stack": ["Unavailable."], "errorProperties": {} });
        self.document.insert("javascriptStack".into(), stack);
        self.document.insert("javascriptHeap".into(), heap(&HeapFigures::of(isolate)));
        let frames = native_stack::frames();
        let frames = frames.into_iter().map(|(place, symbol)| json!({ "pc": address(place), "symbol": symbol }));
        self.document.insert("nativeStack".into(), frames.collect());
    }
}

fn heap(figures: &HeapFigures) -> Value {
    let total = &figures.total;
    let spaces: Map<String, Value> = figures
        .spaces
        .iter()
        .map(|space| {
            let sizes = json!({
                "memorySize": space.space_size(),
                "committedMemory": space.physical_space_size(),
                "capacity": space.space_used_size() + space.space_available_size(),
                "used": space.space_used_size(),
                "available": space.space_available_size(),
            });
            (space.space_name().to_string_lossy().into_owned(), sizes)
        })
        .collect();
    json!({
        "totalMemory": total.total_heap_size(),
        "executableMemory": total.total_heap_size_executable(),
        "totalCommittedMemory": total.total_physical_size(),
        "availableMemory": total.total_available_size(),
        "totalGlobalHandlesMemory": total.total_global_handles_size(),
        "usedGlobalHandlesMemory": total.used_global_handles_size(),
        "usedMemory": total.used_heap_size(),
        "memoryLimit": total.heap_size_limit(),
        "mallocedMemory": total.malloced_memory(),
        "externalMemory": total.external_memory(),
        "peakMallocedMemory": total.peak_malloced_memory(),
        "nativeContextCount": total.number_of_native_contexts(),
        "detachedContextCount": total.number_of_detached_contexts(),
        "doesZapGarbage": u8::from(total.does_zap_garbage()),
        "heapSpaces": spaces,
    })
}
