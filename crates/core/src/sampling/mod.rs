//! Random numbers and simulated slices, for the null and the bootstrap.

pub(crate) mod draw;
pub(crate) mod frame;
pub(crate) mod gamma;
pub(crate) mod lanes;
pub(crate) mod model;
pub(crate) mod multinomial;
pub(crate) mod order;
pub(crate) mod poisson;
pub(crate) mod stream;
pub(crate) mod ziggurat;
