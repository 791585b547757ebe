//! What stops a computation ([`Error`]) and what is a result all the same ([`Undefined`]).

use std::borrow::Cow;

/// A statistic that does not exist for this slice, with the reason. A result, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// Why, in one plain clause: "the lowest rate is zero".
    pub reason: Cow<'static, str>,
}

impl Undefined {
    /// An undefined result with its reason.
    #[must_use]
    pub fn because(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into() }
    }
}

impl std::fmt::Display for Undefined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "undefined: {}", self.reason)
    }
}

/// Input that cannot be analysed. Readers add the file, line and column before they show it. Messages name options by their
/// keys, in backquotes: `` `per` is -1 ``.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that is not a period in any accepted form.
    #[error(
        "'{0}' is not a period; expected a month (2025-12, 2025-12-01, 202512, 2017_09, 01SEP2017, 01-Apr-17, 01/04/2017), \
         a quarter (2019/20 Q3), a financial year (2019/20), a calendar year (2025) or 'all'"
    )]
    Period(String),
    /// A coarser period was asked for than the rows can be summed to, or the other way round.
    #[error("rows of {period} cannot be grouped by {to}: {period} does not lie within one")]
    Regroup {
        /// The period of the rows.
        period: String,
        /// The grain asked for, in words.
        to: &'static str,
    },
    /// A figure of a treatment outside its range.
    #[error("{}area {area}, {period}: {field} is {value}; expected {expected}", of(treatment))]
    Figure {
        /// Treatment, as it is called in the data; blank where there is only one without a name.
        treatment: String,
        /// Area code.
        area: String,
        /// Period label.
        period: String,
        /// Field name.
        field: &'static str,
        /// The value found.
        value: f64,
        /// What was expected, and what to do.
        expected: &'static str,
    },
    /// A number of a stratum outside its range.
    #[error("area {area}, {period}: {field} is {value}; expected {expected}")]
    Value {
        /// Area code.
        area: String,
        /// Period label.
        period: String,
        /// Field name.
        field: &'static str,
        /// The value found.
        value: f64,
        /// What was expected, and what to do.
        expected: &'static str,
    },
    /// Neither a denominator nor an expected value: no rate and no ratio can be formed.
    #[error(
        "treatment '{0}' has neither a denominator nor an expected value; give one with `column-denominator` or `column-expected`"
    )]
    NoBasis(String),
    /// A parameter outside its range.
    #[error("`{name}` is {value}; expected {expected}")]
    Parameter {
        /// Key of the option.
        name: &'static str,
        /// The value found.
        value: f64,
        /// What was expected.
        expected: &'static str,
    },
    /// A parameter that is none of the words accepted.
    #[error("`{name}` is '{text}'; expected {expected}")]
    Word {
        /// Key of the option.
        name: &'static str,
        /// The text found.
        text: String,
        /// What was expected.
        expected: &'static str,
    },
    /// An age band, or a band and sex, that is not one of those accepted.
    #[error("{name} is '{text}'; expected {expected}")]
    Stratum {
        /// What it is.
        name: &'static str,
        /// The text found.
        text: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Areas whose bands of age, or of age and sex, are not the same, so that no rates of all of them together can be made.
    #[error(
        "areas are divided by age and sex in different ways: {0}. Rates of all areas together need the same groups in every \
         area: sum the rows to groups that all of them have, leave those areas out, or give rates with `standardise indirect` \
         and `reference FILE` in bands that hold those of every area"
    )]
    Bands(String),
    /// Rows of one treatment and period that cannot be added together.
    #[error("{treatment}, {period}: {problem}")]
    Pooling {
        /// The treatment.
        treatment: String,
        /// The period they would be added to.
        period: String,
        /// Why not, and what to do.
        problem: &'static str,
    },
    /// A rule of disclosure control that does not fit the numerator.
    #[error("`disclosure {rule}` does not fit treatment '{treatment}': it is for counts of whole areas, and {problem}")]
    Disclosure {
        /// The rule, in the word of the option.
        rule: &'static str,
        /// The treatment.
        treatment: String,
        /// Why not.
        problem: &'static str,
    },
    /// A method of intervals that does not fit the numerator.
    #[error("`interval {method}` does not fit treatment '{treatment}': {problem}")]
    Interval {
        /// The method, in the word of the option.
        method: &'static str,
        /// The treatment.
        treatment: String,
        /// Why not, and what to do.
        problem: &'static str,
    },
    /// Covariates that no model can be fitted with.
    #[error("`need`: {0}")]
    Covariates(String),
    /// Indicators that no similar areas can be found by.
    #[error("`by` {0}")]
    Indicators(String),
    /// Neighbours that there are not, or that cannot be.
    #[error("`neighbours`: {0}")]
    Neighbours(String),
    /// Figures that do not fit what is asked of them; the text says which and what to do.
    #[error("{0}")]
    Figures(String),
    /// No row is left between `from`, `to` and `period`.
    #[error("no rows left: {0}")]
    Empty(String),
}

/// "treatment 'statins', " before what is said of it.
fn of(treatment: &str) -> String {
    if treatment.is_empty() { String::new() } else { format!("treatment '{treatment}', ") }
}
