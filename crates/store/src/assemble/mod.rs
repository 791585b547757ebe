//! From the store to a cube: treatments by area and month, per registered patient or over other prescriptions.
//! One scan of the months serves all treatments.
//!
//! The rules, all of which the notes of the result repeat where they apply:
//! - A practice belongs to the area that the month's own prescribing file records for it, or by another rule of
//!   membership ([`crate::geography::register`]) to the area it was in on one day. Every practice in that file
//!   belongs, whatever it prescribed, so an area without an item of this treatment is a true zero. Where practices with more than 5 % of
//!   the registered patients are not in the file, it looks incomplete, and the first note says so.
//! - The denominator of an area is the sum of the registered patients of its practices, in the extract of the month or
//!   the nearest one allowed ([`population`]). An area none of whose practices is in the extract has no denominator.
//! - Where patients count by age and sex ([`ByAgeSex`]), a practice whose ages and sexes are not known is in neither sum.
//! - A practice recorded under two areas in one month has its patients in the area with most of its items.
//! - Items of prescribers without a known area are set aside under a blank area code.

mod asked;
mod assembled;
mod breaks;
mod by_age;
mod coverage;
mod cube;
mod explain;
mod facts;
mod found_names;
mod frame;
mod known;
mod levels;
mod lifetime;
mod load;
mod matrix;
mod month;
mod notes;
mod ons_codes;
mod optional;
mod other_people;
mod others;
mod places;
pub mod population;
mod prescriptions;
mod query;
mod reads;
mod register;
mod scan;
mod taken;
#[cfg(test)]
mod tests;
mod title;
mod together;
mod treatment_sums;
mod values;
mod words;

pub use crate::geography::Level;
pub use assembled::Assembled;
pub use breaks::Break;
pub use by_age::{ByAgeSex, SumsAre};
pub use coverage::{REFUSED_ABOVE, WARNED_ABOVE};
pub use explain::{Caught, CaughtPresentation, CodeChange, Explained, explain};
pub use facts::kind::of_level as area_kind;
pub use facts::{
    AreaScores, FactDenominator, FactsQuery, People, Ranking, area_scores, assemble_facts, assemble_ranking,
};
pub use found_names::find_names;
pub use levels::has_level;
pub use matrix::{
    CodeLevel, Jump, Matrix, MatrixArea, MatrixDenominator, MatrixOf, MatrixPeriod, MatrixPractice, MatrixQuery,
    MatrixTreatment, SparseRows, assemble_matrix,
};
pub use ons_codes::ons_codes;
pub use prescriptions::{assemble, assemble_by_age, assemble_with_practices};
pub use query::Query;
pub use unwarranted_core::Measure;
