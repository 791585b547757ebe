//! Tables that are written slice by slice.

use crate::error::Error;
use unwarranted_core::SliceFindings;
use unwarranted_plot::labels::LabelsBy;

type Piece = Box<dyn Fn(&SliceFindings, &LabelsBy) -> Result<String, Error> + Send + Sync>;

/// A table that is written slice by slice: `before`, the pieces of the slices with `between` between them, `after`. So it
/// need not lie in memory as a whole.
pub struct Pieces {
    /// What comes before the first slice.
    pub before: String,
    /// What comes between two slices.
    pub between: &'static str,
    /// What comes after the last slice.
    pub after: &'static str,
    /// The whole table where there is no slice.
    empty: String,
    piece: Piece,
}

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("before", &self.before).finish_non_exhaustive()
    }
}

impl Pieces {
    pub(super) fn new(
        [before, empty]: [String; 2],
        [between, after]: [&'static str; 2],
        piece: impl Fn(&SliceFindings, &LabelsBy) -> Result<String, Error> + Send + Sync + 'static,
    ) -> Self {
        Self { before, between, after, empty, piece: Box::new(piece) }
    }

    /// A table for reading: blocks with a blank line between them.
    pub(super) fn blocks(block: impl Fn(&SliceFindings, &LabelsBy) -> String + Send + Sync + 'static) -> Self {
        Self::new([String::new(), String::new()], ["\n", ""], move |s, labels| Ok(block(s, labels)))
    }

    /// The piece of one slice.
    ///
    /// # Errors
    /// None in practice; [`Error::Table`] if a figure could not be written.
    pub fn of(&self, slice: &SliceFindings, labels: &LabelsBy) -> Result<String, Error> {
        (self.piece)(slice, labels)
    }

    /// The whole table.
    ///
    /// # Errors
    /// Those of [`Self::of`].
    pub fn whole(&self, findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
        if findings.is_empty() {
            return Ok(self.empty.clone());
        }
        let pieces = findings.iter().map(|s| self.of(s, labels)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.before.clone() + &pieces.join(self.between) + self.after)
    }
}

/// What the columns of a table depend on besides each slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Whether rates or denominators of any slice are standardised.
    pub standardised: bool,
    /// Confidence levels of the intervals of rates and ratios where there are several; else empty.
    pub rate_levels: Vec<f64>,
    /// Confidence levels of the limits, ascending; `None` without slices.
    pub levels: Option<[f64; 2]>,
    /// Whether any area has a rank.
    pub ranked: bool,
    /// Whether areas say in how many shorter periods they lay beyond the limits.
    pub persistence: bool,
    /// Whether each area is held against its own similar areas.
    pub similar: bool,
}

impl Outline {
    /// That of these findings.
    #[must_use]
    pub fn of(findings: &[SliceFindings]) -> Self {
        let several = findings.iter().map(|s| &s.rate_levels).find(|levels| levels.len() > 1);
        Self {
            standardised: findings.iter().any(|s| s.standardised.is_some()),
            rate_levels: several.cloned().unwrap_or_default(),
            levels: findings.first().map(|s| s.levels),
            persistence: findings.iter().any(|s| s.areas.iter().any(|a| a.persistence.is_some())),
            similar: findings.iter().any(|s| s.similar.is_some()),
            ranked: findings.iter().any(|s| s.areas.iter().any(|a| a.judgement.rank.is_some())),
        }
    }
}
