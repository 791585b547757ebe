//! Models of how areas differ: the fits behind the model-based indices, limits and shrunken rates.

pub mod gamma_poisson;
