//! Need: disease registers, indicators, and weights by age and sex.

pub(crate) mod code_year_controls;
pub(crate) mod deprivation;
pub(crate) mod fingertips;
pub(crate) mod fingertips_practice;
pub(crate) mod indicators;
pub(crate) mod nhs_choices_indicators;
pub(crate) mod prescribing_units;
pub(crate) mod qof_prevalence;
pub(crate) mod qof_workbook;
pub(crate) mod star_pu_weights;
