//! Kernel pipes: what `stream/kernel_pipe.js` calls to have bytes moved from one end to another without a look at them, and
//! how the loop's reports reach it. Descriptors of files are copied, so that a transfer has its own; between two files the
//! work is done by jobs of a bounded length, one call of JavaScript each.

mod copy;
mod transfer;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use weir_engine::{Binding, ops, v8};
use weir_loop::Transfer;

use crate::net::table::Table;

pub(crate) const BINDING: Binding = Binding {
    name: "kernel_pipes",
    ops: ops![
        transfer::setup,
        transfer::send_file,
        transfer::relay,
        transfer::collect,
        transfer::stop,
        transfer::abandon,
        copy::can_copy,
        copy::copy,
        copy::step_back,
    ],
    init: None,
};

/// What the transfers of an environment share.
#[derive(Default)]
pub(crate) struct Shared {
    on_report: OnceCell<v8::Global<v8::Function>>,
    table: RefCell<Table<Transfer>>,
}

pub(crate) type Transfers = Rc<Shared>;
