//! Why a question has no answer.

/// Why a question has no answer, in words for the reader of the page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A treatment, a period, a rule or an area that the page does not have.
    #[error("{0}")]
    Unknown(String),
    /// Figures that cannot be analysed as they were asked for.
    #[error(transparent)]
    Analysis(#[from] unwarranted_core::Error),
    /// A table or a page that could not be made, a defect of this program.
    #[error(transparent)]
    Made(#[from] unwarranted_report::Error),
    /// A message that is not one of the page's.
    #[error("the page sent something that cannot be read: {0}")]
    Message(#[from] serde_json::Error),
}
