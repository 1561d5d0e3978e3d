//! The one test binary of the crate.

mod memory;
mod node_table;
mod properties;
mod rules;
