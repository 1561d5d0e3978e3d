//! Indexed binary heap of timers: smallest (due, order) first, with removal from the middle in O(log n).
//!
//! Belongs to the timers phase. `positions` is a reverse index by slab index, so that stopping a timer needs no search.
//! Knows nothing of callbacks or of the clock.

use crate::slab::Key;

/// One armed timer. `order` is unique and grows with every start, so equal due times keep their start order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) due: u64,
    pub(crate) order: u64,
    pub(crate) key: Key,
}

impl Entry {
    fn before(&self, other: &Entry) -> bool {
        (self.due, self.order) < (other.due, other.order)
    }
}

/// Not in the heap.
const ABSENT: u32 = u32::MAX;

pub(crate) struct TimerHeap {
    entries: Vec<Entry>,
    positions: Vec<u32>,
}

impl TimerHeap {
    pub(crate) fn new() -> Self {
        TimerHeap { entries: Vec::new(), positions: Vec::new() }
    }

    pub(crate) fn peek(&self) -> Option<Entry> {
        self.entries.first().copied()
    }

    /// Adds an entry. The caller has removed any earlier entry of the same key.
    pub(crate) fn insert(&mut self, entry: Entry) {
        let index = entry.key.index as usize;
        if self.positions.len() <= index {
            self.positions.resize(index + 1, ABSENT);
        }
        debug_assert_eq!(self.positions[index], ABSENT);
        let position = self.entries.len();
        self.entries.push(entry);
        self.positions[index] = position as u32;
        self.sift_up(position);
    }

    /// Removes the entry of this key; returns it when it was there.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Entry> {
        let position = match self.positions.get(key.index as usize) {
            Some(&position) if position != ABSENT => position as usize,
            _ => return None,
        };
        if self.entries[position].key != key {
            return None;
        }
        self.positions[key.index as usize] = ABSENT;
        let removed = self.entries.swap_remove(position);
        if position < self.entries.len() {
            self.positions[self.entries[position].key.index as usize] = position as u32;
            // The entry that filled the hole came from the bottom, perhaps of another branch: it may go either way.
            if !self.sift_up(position) {
                self.sift_down(position);
            }
        }
        Some(removed)
    }

    fn sift_up(&mut self, mut position: usize) -> bool {
        let mut moved = false;
        while position > 0 {
            let parent = (position - 1) / 2;
            if !self.entries[position].before(&self.entries[parent]) {
                break;
            }
            self.swap(position, parent);
            position = parent;
            moved = true;
        }
        moved
    }

    fn sift_down(&mut self, mut position: usize) {
        loop {
            let left = 2 * position + 1;
            if left >= self.entries.len() {
                return;
            }
            let right = left + 1;
            let smaller = if right < self.entries.len() && self.entries[right].before(&self.entries[left]) {
                right
            } else {
                left
            };
            if !self.entries[smaller].before(&self.entries[position]) {
                return;
            }
            self.swap(position, smaller);
            position = smaller;
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.entries.swap(a, b);
        self.positions[self.entries[a].key.index as usize] = a as u32;
        self.positions[self.entries[b].key.index as usize] = b as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn key(index: u32) -> Key {
        Key { index, generation: 1 }
    }

    proptest! {
        /// Whatever is inserted and removed, the heap gives the entries in (due, order), like a sorted map.
        #[test]
        fn agrees_with_a_sorted_map(steps in prop::collection::vec((0u32..24, 0u64..50, any::<bool>()), 1..200)) {
            let mut heap = TimerHeap::new();
            let mut model: BTreeMap<(u64, u64), u32> = BTreeMap::new();
            for (order, (index, due, insert)) in steps.into_iter().enumerate() {
                let order = order as u64;
                let removed = heap.remove(key(index));
                let known = model.iter().find(|(_, i)| **i == index).map(|(k, _)| *k);
                prop_assert_eq!(removed.map(|e| (e.due, e.order)), known);
                if let Some(k) = known {
                    model.remove(&k);
                }
                if insert {
                    heap.insert(Entry { due, order, key: key(index) });
                    model.insert((due, order), index);
                }
                prop_assert_eq!(heap.peek().map(|e| (e.due, e.order)), model.keys().next().copied());
            }
            while let Some(entry) = heap.peek() {
                heap.remove(entry.key);
                prop_assert_eq!(model.pop_first(), Some(((entry.due, entry.order), entry.key.index)));
            }
            prop_assert!(model.is_empty());
        }
    }

    #[test]
    fn a_stale_key_removes_nothing() {
        let mut heap = TimerHeap::new();
        heap.insert(Entry { due: 1, order: 1, key: key(0) });
        assert_eq!(heap.remove(Key { index: 0, generation: 9 }), None);
        assert!(heap.remove(key(0)).is_some());
        assert!(heap.peek().is_none());
    }
}
