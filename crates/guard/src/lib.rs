//! Policy as a value: what a program may open. Pure; an environment owns one and asks it before every op that opens a
//! path, a process, a thread or an addon. No policy set is one branch. It reads nothing from the system: who makes a
//! policy tells it the current directory and which grants are folders.

mod paths;
mod policy;

pub use paths::resolve;
pub use policy::{Guard, Kind, PolicyOptions};
