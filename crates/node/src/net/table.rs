//! Native things by the numbers that JavaScript holds: slot and generation in one number that a double holds exactly.
//! A number that was given back names nothing, never another thing.

/// Generations before a slot's numbers come again: with 32 bits of slot they fill a double's 53.
const GENERATIONS: u32 = 1 << 20;
const SLOTS: f64 = 4_294_967_296.0;

pub(crate) struct Table<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

struct Slot<T> {
    generation: u32,
    content: Option<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(crate) fn insert(&mut self, content: T) -> f64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 1, content: None });
            (self.slots.len() - 1) as u32
        });
        let slot = &mut self.slots[index as usize];
        slot.content = Some(content);
        f64::from(slot.generation) * SLOTS + f64::from(index)
    }

    fn position(&self, number: f64) -> Option<usize> {
        let bits = number as u64;
        let index = (bits & 0xFFFF_FFFF) as usize;
        let slot = self.slots.get(index)?;
        (u64::from(slot.generation) == bits >> 32).then_some(index)
    }

    pub(crate) fn get(&self, number: f64) -> Option<&T> {
        self.slots[self.position(number)?].content.as_ref()
    }

    pub(crate) fn remove(&mut self, number: f64) -> Option<T> {
        let index = self.position(number)?;
        let slot = &mut self.slots[index];
        let content = slot.content.take()?;
        // Never 0, so that the number 0 names nothing.
        slot.generation = if slot.generation + 1 == GENERATIONS { 1 } else { slot.generation + 1 };
        self.free.push(index as u32);
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_used_once() {
        let mut table = Table::default();
        let first = table.insert('a');
        assert_eq!(table.get(first), Some(&'a'));
        assert_eq!(table.remove(first), Some('a'));
        let second = table.insert('b');
        assert_ne!(first, second);
        assert_eq!(table.get(first), None);
        assert_eq!(table.remove(first), None);
        assert_eq!(table.get(0.0), None);
        assert_eq!(table.get(f64::NAN), None);
        assert_eq!(table.get(-1.0), None);
        assert_eq!(table.get(second), Some(&'b'));
    }
}
