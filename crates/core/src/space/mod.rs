//! What neighbouring areas share.
//!
//! [`Neighbours`] says which areas lie beside each other. Whether neighbours are alike: Moran's I, Geary's C and Getis and Ord's G over
//! all areas ([`global`]) and around each area ([`local`]), with chance in rare counts taken out ([`rates`]), and by permutation
//! ([`permutation`]). [`smooth`] draws the ratios of rare counts towards those of the neighbours; [`mod@slice`] puts all of it
//! together for a slice.

mod found;
pub mod global;
pub mod local;
mod near;
mod neighbours;
pub mod permutation;
pub mod rates;
pub mod slice;
pub mod smooth;

pub use near::{Near, Place, centroid, kilometres};
pub use neighbours::{Contiguity, Neighbours, Touching};
