//! Policy as a value: what a program may open, what a server takes of a request, and which requests an overloaded one
//! takes at all. Pure; an environment owns these and asks before every op that opens a path, a process, a thread or an
//! addon, and before a request reaches JavaScript. No policy set is one branch. It reads nothing from the system: who
//! makes a policy tells it the current directory and which grants are folders, and who asks brings the time.

mod admission;
mod ceilings;
mod paths;
mod policy;

pub use admission::{Admission, AdmissionSettings, Verdict};
pub use ceilings::{Ceiling, Ceilings};
pub use paths::resolve;
pub use policy::{Guard, Kind, PolicyOptions};
