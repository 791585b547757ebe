//! Disease registers of the Quality and Outcomes Framework (QOF), in words.

use super::quantity::Quantity;

/// Conditions by the code of the framework that ends the name of a measure: `register-dm`.
const CONDITIONS: &[(&str, &str)] = &[
    ("af", "atrial fibrillation"),
    ("ast", "asthma"),
    ("can", "cancer"),
    ("chd", "coronary heart disease"),
    ("ckd", "chronic kidney disease"),
    ("copd", "COPD"),
    ("dem", "dementia"),
    ("dep", "depression"),
    ("dm", "diabetes"),
    ("ep", "epilepsy"),
    ("hf", "heart failure"),
    ("hyp", "high blood pressure"),
    ("ld", "learning disability"),
    ("mh", "severe mental illness"),
    ("ndh", "non-diabetic hyperglycaemia"),
    ("ob", "obesity"),
    ("ost", "osteoporosis"),
    ("pad", "peripheral arterial disease"),
    ("pc", "palliative care"),
    ("ra", "rheumatoid arthritis"),
    ("stia", "stroke"),
    ("thy", "underactive thyroid"),
];

impl Quantity {
    /// What a measure of published figures counts, by its identifier. A disease register counts patients.
    ///
    /// ```
    /// use unwarranted_core::rates::Quantity;
    /// assert_eq!(Quantity::of_measure("register-dm").to_string(), "patients on the diabetes register");
    /// assert_eq!(Quantity::of_measure("total-payments").to_string(), "total payments");
    /// ```
    #[must_use]
    pub fn of_measure(id: &str) -> Self {
        let Some(code) = id.strip_prefix("register-") else { return Self::named(&id.replace('-', " ")) };
        let known = CONDITIONS.iter().find(|(own, _)| *own == code);
        let condition = known.map_or_else(|| code.replace('-', " "), |(_, condition)| (*condition).to_owned());
        Self::of("patients").among(format!("on the {condition} register"))
    }
}
