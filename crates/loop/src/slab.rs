//! Generational slab: stable small indices that are safe to keep after the entry is gone.
//!
//! A key names one entry for ever: when the entry is removed its slot gets a new generation, so a late user of the old
//! key finds nothing instead of somebody else's entry. Slots come in chunks that stay where they are: growth copies
//! nothing and leaves no more room unused than a chunk. Owns no system resource and calls nothing.

/// Where an entry lives and which of the slot's successive entries it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

impl Key {
    /// Names no entry of any slab.
    pub(crate) const NOTHING: Key = Key { index: 0, generation: 0 };

    /// One word, for the kernel to carry back to us (epoll's user data).
    pub(crate) fn to_bits(self) -> u64 {
        (u64::from(self.generation) << 32) | u64::from(self.index)
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Key { index: bits as u32, generation: (bits >> 32) as u32 }
    }

    /// A number for JavaScript, never 0: one that it holds without a box if it can be, else one that a double holds.
    pub(crate) fn to_number(self) -> f64 {
        if self.index < SMALL_INDICES && self.generation < SMALL_GENERATIONS {
            f64::from(self.generation * SMALL_INDICES + self.index)
        } else {
            f64::from(self.generation) * WORD + f64::from(self.index)
        }
    }

    /// The key of such a number; of any other number one that names nothing.
    pub(crate) fn from_number(number: f64) -> Self {
        let bits = number as u64;
        if bits < u64::from(SMALL_INDICES * SMALL_GENERATIONS) {
            Key { index: bits as u32 % SMALL_INDICES, generation: bits as u32 / SMALL_INDICES }
        } else {
            Self::from_bits(bits)
        }
    }
}

/// V8 holds integers of 31 bits without a box.
const SMALL_INDICES: u32 = 1 << 16;
const SMALL_GENERATIONS: u32 = 1 << 15;
const WORD: f64 = 4_294_967_296.0;

/// Generations before a slot's keys come again: with 32 bits of index they fill a double's 53.
const GENERATIONS: u32 = 1 << 20;

/// Slots of a chunk.
const CHUNK: usize = 64;

struct Slot<T> {
    generation: u32,
    content: Content<T>,
}

enum Content<T> {
    Used(T),
    /// Index of the next free slot, or `NONE`.
    Free(u32),
}

/// No slot: the end of the free list. Also an index that no entry ever gets.
const NONE: u32 = u32::MAX;

pub(crate) struct Slab<T> {
    chunks: Vec<Vec<Slot<T>>>,
    free: u32,
    len: usize,
}

impl<T> Slab<T> {
    pub(crate) fn new() -> Self {
        Slab { chunks: Vec::new(), free: NONE, len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn slot(&self, index: u32) -> Option<&Slot<T>> {
        self.chunks.get(index as usize / CHUNK)?.get(index as usize % CHUNK)
    }

    fn slot_mut(&mut self, index: u32) -> Option<&mut Slot<T>> {
        self.chunks.get_mut(index as usize / CHUNK)?.get_mut(index as usize % CHUNK)
    }

    /// The index of the slot that is made next.
    fn end(&self) -> u32 {
        match self.chunks.last() {
            Some(last) => ((self.chunks.len() - 1) * CHUNK + last.len()) as u32,
            None => 0,
        }
    }

    pub(crate) fn insert(&mut self, value: T) -> Key {
        self.len += 1;
        let index = self.free;
        if let Some(slot) = self.slot_mut(index) {
            let generation = slot.generation;
            if let Content::Free(next) = std::mem::replace(&mut slot.content, Content::Used(value)) {
                self.free = next;
            }
            return Key { index, generation };
        }
        let index = self.end();
        assert!(index < NONE - CHUNK as u32, "more than four thousand million live handles");
        let slot = Slot { generation: 1, content: Content::Used(value) };
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(slot),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(slot);
                self.chunks.push(chunk);
            }
        }
        Key { index, generation: 1 }
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        match self.slot(key.index) {
            Some(Slot { generation, content: Content::Used(value) }) if *generation == key.generation => Some(value),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        match self.slot_mut(key.index) {
            Some(Slot { generation, content: Content::Used(value) }) if *generation == key.generation => Some(value),
            _ => None,
        }
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        self.get(key)?;
        let free = self.free;
        let slot = self.slot_mut(key.index)?;
        // Generation 0 is never given out, so that a zeroed key names nothing.
        slot.generation = if slot.generation + 1 == GENERATIONS { 1 } else { slot.generation + 1 };
        let content = std::mem::replace(&mut slot.content, Content::Free(free));
        self.free = key.index;
        self.len -= 1;
        match content {
            Content::Used(value) => Some(value),
            Content::Free(_) => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        self.chunks.iter().flatten().enumerate().filter_map(|(index, slot)| match &slot.content {
            Content::Used(value) => Some((Key { index: index as u32, generation: slot.generation }, value)),
            Content::Free(_) => None,
        })
    }

    /// The key of what is at an index now.
    pub(crate) fn key_at(&self, index: u32) -> Option<Key> {
        match self.slot(index)? {
            Slot { generation, content: Content::Used(_) } => Some(Key { index, generation: *generation }),
            _ => None,
        }
    }

    /// Takes every entry out, leaving the slab as new but with generations kept.
    pub(crate) fn drain(&mut self) -> Vec<T> {
        let keys: Vec<Key> = self.iter().map(|(key, _)| key).collect();
        keys.into_iter().filter_map(|key| self.remove(key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_key_finds_nothing() {
        let mut slab = Slab::new();
        let first = slab.insert("a");
        assert_eq!(slab.remove(first), Some("a"));
        let second = slab.insert("b");
        assert_eq!(first.index, second.index);
        assert_eq!(slab.get(first), None);
        assert_eq!(slab.remove(first), None);
        assert_eq!(slab.get(second), Some(&"b"));
        assert_eq!(slab.len(), 1);
    }

    #[test]
    fn slots_stay_where_they_are() {
        let mut slab = Slab::new();
        let keys: Vec<Key> = (0..3 * CHUNK).map(|value| slab.insert(value)).collect();
        for (value, key) in keys.iter().enumerate() {
            assert_eq!(slab.get(*key), Some(&value));
            assert_eq!(slab.key_at(key.index), Some(*key));
        }
        for key in keys.iter().step_by(2) {
            slab.remove(*key);
        }
        assert_eq!(slab.key_at(keys[0].index), None);
        let again: Vec<Key> = (0..CHUNK).map(|value| slab.insert(value)).collect();
        assert!(again.iter().all(|key| key.generation == 2 && (key.index as usize) < 3 * CHUNK));
        assert_eq!(slab.iter().count(), slab.len());
        assert_eq!(slab.drain().len(), 3 * CHUNK / 2 + CHUNK);
        assert_eq!(slab.len(), 0);
    }

    #[test]
    fn numbers_are_small_as_long_as_they_can_be() {
        for index in [0, 1, SMALL_INDICES - 1, SMALL_INDICES, 1 << 24, NONE - 1] {
            for generation in [1, SMALL_GENERATIONS - 1, SMALL_GENERATIONS, GENERATIONS - 1] {
                let key = Key { index, generation };
                assert_eq!(Key::from_number(key.to_number()), key);
                let is_small = index < SMALL_INDICES && generation < SMALL_GENERATIONS;
                assert_eq!(key.to_number() < f64::from(1u32 << 31), is_small);
            }
        }
        for nothing in [0.0, -1.0, f64::NAN, 0.5] {
            assert_eq!(Key::from_number(nothing).generation, 0);
        }
    }

    #[test]
    fn bits_round_trip() {
        let key = Key { index: 7, generation: 0x8000_0001 };
        assert_eq!(Key::from_bits(key.to_bits()), key);
    }
}
