//! From the store to a cube.
