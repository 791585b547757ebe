//! What indices would be by chance alone, and how sure they are: simulated and drawn again.

pub mod bootstrap;
pub(crate) mod grouping;
pub(crate) mod jackknife;
pub(crate) mod method;
pub mod null;
mod pivot;
pub mod practices;
