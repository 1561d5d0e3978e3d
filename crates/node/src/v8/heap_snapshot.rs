//! Heap snapshots: V8's text of everything in the heap, piece by piece, so that only the parts that somebody waits for are
//! in memory. Those with more than the usual content come from the inspector (`heap_snapshot.js`).

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use weir_engine::{Bytes, OpError, Scope, on_near_heap_limit, op};

use crate::Env;

/// Pieces as V8 gives them are small; a file and a stream take larger ones.
const PIECE: usize = 1 << 20;

/// `takeHeapSnapshot()`: the text in pieces.
#[op]
fn take_heap_snapshot(scope: &mut Scope<'_, '_>) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    let mut piece = Vec::with_capacity(PIECE);
    scope.take_heap_snapshot(|text| {
        if piece.len() + text.len() > PIECE {
            pieces.push(Bytes(std::mem::replace(&mut piece, Vec::with_capacity(PIECE))));
        }
        piece.extend_from_slice(text);
        true
    });
    pieces.push(Bytes(piece));
    pieces
}

/// `writeHeapSnapshot(fd)`: writes it to an open file.
#[op]
fn write_heap_snapshot(scope: &mut Scope<'_, '_>, fd: i32) -> Result<(), OpError> {
    let file = crate::util::duplicate(fd).map_err(|error| OpError::system(error.raw_os_error(), "write"))?;
    let written = write_into(scope, File::from(file));
    written.map_err(|error| OpError::system(error.raw_os_error().unwrap_or(libc::EIO), "write"))
}

fn write_into(isolate: &mut weir_engine::v8::Isolate, file: File) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::with_capacity(PIECE, file);
    let mut result = Ok(());
    isolate.take_heap_snapshot(|text| {
        result = file.write_all(text);
        result.is_ok()
    });
    result.and_then(|()| file.flush())
}

/// `diagnosticName(prefix, extension)`: the next name for a file of its kind.
#[op]
fn diagnostic_name(env: &Env, prefix: &str, extension: &str) -> String {
    env.diagnostics.next_name(prefix, extension)
}

/// `writeSnapshotsNearLimit(count, folder)`: writes so many snapshots when the heap comes near its limit.
#[op]
fn write_snapshots_near_limit(scope: &mut Scope<'_, '_>, env: &Env, count: u32, folder: String) {
    let names = env.diagnostics.clone();
    let mut left = count;
    on_near_heap_limit(scope, move |isolate| {
        let path = PathBuf::from(&folder).join(names.next_name("Heap", "heapsnapshot"));
        let told = match File::create(&path).and_then(|file| write_into(isolate, file)) {
            Ok(()) => format!("Wrote snapshot to {}", path.display()),
            Err(error) => format!("Failed to write snapshot to {}: {error}", path.display()),
        };
        // Standard error may be gone; the program goes on.
        let _ = writeln!(std::io::stderr(), "{told}");
        left = left.saturating_sub(1);
        left > 0
    });
}
