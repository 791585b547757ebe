//! What is counted, and over what.

/// What the numerator counts; decides which chance model, if any, applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Events (items, patients): chance is Poisson.
    Count,
    /// Money, quantity, doses: no chance model; statistics that need counts are undefined.
    Amount,
    /// The numerator is part of the denominator: chance is binomial.
    Share,
}

crate::worded!(Kind { Count = "count", Amount = "amount", Share = "share" });

/// How it is known what the numerator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KindFrom {
    /// The user says it, or the source that the figures are from.
    Given,
    /// Whole numbers are a count, others an amount.
    Values,
    /// The names of the columns, and a numerator that is never above its denominator.
    Names,
    /// A denominator that moves like something that happens, and a numerator that is never above it.
    Movement,
}

crate::worded!(KindFrom { Given = "given", Values = "values", Names = "names", Movement = "movement" });

/// How denominators of several months become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DenominatorIs {
    /// A population present throughout: averaged over the months of the period.
    Stock,
    /// Something that happens, such as a comparator's items: summed.
    Flow,
}

crate::worded!(DenominatorIs { Stock = "stock", Flow = "flow" });

/// Where the expected values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedFrom {
    /// Internal indirect standardisation: E = D x sum O / sum D, so that sum E = sum O.
    Internal,
    /// A column of the input.
    Given,
    /// Indirect standardisation by age and sex.
    Strata,
}

crate::worded!(ExpectedFrom { Internal = "internal", Given = "given", Strata = "strata" });
