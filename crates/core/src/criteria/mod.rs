//! Areas assessed against criteria: which criteria are failed most, which areas fail far more than the rest, and whether assessors
//! agree. What was not assessed is missing, and neither met nor failed.

mod agreement;
mod areas;
mod ranks;
mod table;

pub use agreement::{Agreement, agreement};
pub use areas::{AreaResult, area_results, poisson_binomial};
pub use ranks::{CriterionResult, criterion_results};
pub use table::{Assessed, Assessment, Cell, Criteria, Criterion, Verdict};
