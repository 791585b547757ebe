//! Hash tables for millions of short keys, such as the codes of areas: two to three times as fast as those of the standard
//! library. They are looked up and never iterated, so nothing printed can depend on their order, which differs from run to
//! run.

/// A hash map with short keys.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// A hash set of short keys.
pub(crate) type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;
