//! How deciles are drawn.

/// How the areas are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::charts) enum Form {
    /// A dashed line for each decile.
    Lines,
    /// Two bands.
    Bands,
}
