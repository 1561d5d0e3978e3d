//! Policy as a value: what a program may open. Pure; an environment owns one and asks it before every op that opens a
//! path. No policy set is one branch.

/// What the program may do. The default allows everything.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    restricted: bool,
}

impl Guard {
    /// Whether nothing is restricted: the one branch that ops take.
    #[inline]
    pub fn is_open(&self) -> bool {
        !self.restricted
    }
}
