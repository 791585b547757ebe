//! What was worked out of one map and serves the next: the outlines of England are the same for every treatment.

use crate::places::{Geometry, Place};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept: a few sizes of a few maps.
const KEPT: usize = 12;

/// The latest results of a computation, by a hash of all that they depend on.
pub(crate) struct Memo<T>(Mutex<Vec<(u64, Arc<T>)>>);

impl<T> Memo<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// The result of a key, made where it is not kept. Two threads may make the same; neither waits for the other.
    pub(crate) fn get(&self, key: Key, make: impl FnOnce() -> T) -> Arc<T> {
        let key = key.0.finish();
        if let Some(kept) = self.kept(key) {
            return kept;
        }
        let made = Arc::new(make());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.remove(0);
        }
        all.push((key, Arc::clone(&made)));
        made
    }

    fn kept(&self, key: u64) -> Option<Arc<T>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(own, _)| *own == key)?;
        let entry = all.remove(at);
        let found = Arc::clone(&entry.1);
        all.push(entry);
        Some(found)
    }
}

/// A hash of numbers, to the last bit, and of how they are grouped.
#[derive(Debug, Default)]
pub(crate) struct Key(DefaultHasher);

impl Key {
    pub(crate) fn with(mut self, value: impl Hash) -> Self {
        value.hash(&mut self.0);
        self
    }

    /// With where a place lies.
    pub(crate) fn place(self, place: &Place) -> Self {
        match &place.geometry {
            Geometry::Polygons(polygons) => polygons.iter().fold(self.with(polygons.len()), |key, polygon| {
                polygon.iter().fold(key.with(polygon.len()), |key, ring| key.ring(ring))
            }),
            Geometry::Hexagon { q, r } => self.with(("hexagon", q, r)),
            Geometry::Missing => self.with("missing"),
        }
    }

    /// With the points of a ring.
    pub(crate) fn ring(mut self, ring: &[(f64, f64)]) -> Self {
        ring.len().hash(&mut self.0);
        for (x, y) in ring {
            (x.to_bits(), y.to_bits()).hash(&mut self.0);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_made_once_and_anything_else_again() {
        let memo = Memo::new();
        let mut made = 0;
        let ring = [(0.1, 0.2), (0.3, 0.4)];
        let key = || Key::default().with(7).ring(&ring);
        let keys = [
            key(),
            key(),
            key().with(1),
            Key::default().with(8).ring(&ring),
            Key::default().with(7).ring(&ring[..1]),
            Key::default().with(7).ring(&ring[..1]).ring(&ring[1..]),
            Key::default().with(7).ring(&[(0.1, 0.2), (0.3, 0.4f64.next_up())]),
            key(),
        ];
        let found: Vec<i32> = keys
            .map(|key| {
                *memo.get(key, || {
                    made += 1;
                    made
                })
            })
            .to_vec();
        assert_eq!(found, [1, 1, 2, 3, 4, 5, 6, 1]);
        // What was not used for long is forgotten, and made again as it was.
        (0..KEPT).for_each(|i| drop(memo.get(Key::default().with(("other", i)), || 0)));
        assert_eq!(*memo.get(key(), || 9), 9);
    }
}
