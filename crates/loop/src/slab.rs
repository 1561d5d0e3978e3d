//! Generational slab: stable small indices that are safe to keep after the entry is gone.
//!
//! A key names one entry for ever: when the entry is removed its slot gets a new generation, so a late user of the old
//! key finds nothing instead of somebody else's entry. Owns no system resource and calls nothing.

/// Where an entry lives and which of the slot's successive entries it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

impl Key {
    /// One word, for the kernel to carry back to us (epoll's user data).
    pub(crate) fn to_bits(self) -> u64 {
        (u64::from(self.generation) << 32) | u64::from(self.index)
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Key { index: bits as u32, generation: (bits >> 32) as u32 }
    }
}

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
    slots: Vec<Slot<T>>,
    free: u32,
    len: usize,
}

impl<T> Slab<T> {
    pub(crate) fn new() -> Self {
        Slab { slots: Vec::new(), free: NONE, len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn insert(&mut self, value: T) -> Key {
        self.len += 1;
        if self.free != NONE {
            let index = self.free;
            let slot = &mut self.slots[index as usize];
            if let Content::Free(next) = slot.content {
                self.free = next;
            }
            slot.content = Content::Used(value);
            return Key { index, generation: slot.generation };
        }
        let index = self.slots.len() as u32;
        assert!(index < NONE, "more than four thousand million live handles");
        self.slots.push(Slot { generation: 1, content: Content::Used(value) });
        Key { index, generation: 1 }
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        match self.slots.get(key.index as usize) {
            Some(Slot { generation, content: Content::Used(value) }) if *generation == key.generation => Some(value),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        match self.slots.get_mut(key.index as usize) {
            Some(Slot { generation, content: Content::Used(value) }) if *generation == key.generation => Some(value),
            _ => None,
        }
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        self.get(key)?;
        let slot = &mut self.slots[key.index as usize];
        // Generation 0 is never given out, so that a zeroed key names nothing.
        slot.generation = slot.generation.checked_add(1).unwrap_or(1);
        let content = std::mem::replace(&mut slot.content, Content::Free(self.free));
        self.free = key.index;
        self.len -= 1;
        match content {
            Content::Used(value) => Some(value),
            Content::Free(_) => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        self.slots.iter().enumerate().filter_map(|(index, slot)| match &slot.content {
            Content::Used(value) => Some((Key { index: index as u32, generation: slot.generation }, value)),
            Content::Free(_) => None,
        })
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
    fn bits_round_trip() {
        let key = Key { index: 7, generation: 0x8000_0001 };
        assert_eq!(Key::from_bits(key.to_bits()), key);
    }
}
