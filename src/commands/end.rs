//! Commands that answer by how they end.

/// How a command ends that is a question.
#[derive(Debug, thiserror::Error)]
pub(crate) enum End {
    /// The two are not the same, which was said: code 1.
    #[error("they differ")]
    Different,
    /// The question cannot be answered: code 2.
    #[error("{0:#}")]
    Trouble(anyhow::Error),
}

impl End {
    /// The exit code.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Different => 1,
            Self::Trouble(_) => 2,
        }
    }
}
