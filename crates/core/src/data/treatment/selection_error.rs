//! What is wrong with a selection of codes.

/// A text that selects no prescriptions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// Something between the signs is no beginning of a BNF code.
    #[error("'{0}' is not the start of a BNF code; expected 1 to 15 letters and digits, such as 0501")]
    Code(String),
    /// Something with a `~` is no chemical with endings.
    #[error(
        "'{0}' is no chemical with endings; expected the 9 characters of a chemical and the last two characters of codes, such \
         as 0205040D0~AQ,AR"
    )]
    Equivalent(String),
    /// What is left out is not part of what is taken.
    #[error(
        "'{0}' leaves out codes that are not taken; expected the start of a code that begins with one of those taken"
    )]
    Outside(String),
    /// More than one `/`.
    #[error("'{0}' has more than one '/'; expected a treatment, or a share such as 0501013K0/0501")]
    Shares(String),
}
