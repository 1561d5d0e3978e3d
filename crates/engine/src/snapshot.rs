//! Making the start-up snapshot: boots a realm in a snapshot creator and serializes it. No run-time state may be in it:
//! no environment, no arguments, no descriptors. The blob fits only the very binary that made it, since it refers to
//! native functions by their place in the table of external references.

use crate::engine::{configure, external_references, run_realm};
use crate::state::EngineState;
use crate::{EngineConfig, Platform, tasks};

/// Boots a realm and returns its snapshot, which holds the code that the configuration carries. Functions without are
/// compiled when they are first called: code that no start runs would only have to be read at every start.
///
/// # Errors
/// The text of what the realm's code threw, or that V8 made no blob.
pub fn build(config: EngineConfig) -> Result<Vec<u8>, String> {
    Platform::start(0);
    let mut isolate = v8::Isolate::snapshot_creator(Some(external_references(&config).into()), None);
    let state = EngineState::new(config, Default::default());
    state.install(&mut isolate);
    configure(&mut isolate);
    let booted = {
        v8::scope!(let scope, &mut isolate);
        // Contexts that programs make start from this one, which holds nothing of the realm.
        let plain = v8::Context::new(scope, Default::default());
        scope.set_default_context(plain);
        let context = v8::Context::new(scope, Default::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        run_realm(scope).map(|start| {
            scope.add_context_data(context, start);
            scope.add_context(context);
        })
    };
    state.release(&mut isolate);
    let blob = isolate.create_blob(v8::FunctionCodeHandling::Keep);
    tasks::forget(state.key());
    booted?;
    blob.map(|blob| blob.to_vec()).ok_or_else(|| String::from("V8 made no snapshot"))
}
