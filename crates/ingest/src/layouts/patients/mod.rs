//! Registered patients and residents.

pub(crate) mod both_sexes;
pub(crate) mod ccg_list_size;
pub(crate) mod ons_population_age;
pub(crate) mod patient_list_size;
pub(crate) mod reg_patients;
pub(crate) mod reg_patients_wide;
