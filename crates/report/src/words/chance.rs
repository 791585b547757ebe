//! What chance alone would give, in sentences.

use crate::number::{exact, percent, significant};
use unwarranted_core::{Kind, SliceFindings};
use unwarranted_plot::numbers::{count, times};

/// What the ratio that the page speaks of would be by chance alone; `None` where nothing was simulated.
pub(super) fn simulated(s: &SliceFindings) -> Option<String> {
    let (apart, made) = (s.contrast()?, s.simulated.as_ref()?);
    let (top, bottom) = (apart.top, apart.bottom);
    let [low, middle, high] = apart.estimate.null?.map(|v| significant(v, 3));
    Some(format!(
        "By chance alone, the area {top} would have {middle} times the figure of the area {bottom} ({low} to {high} in \
         nine of ten of {} simulations); in fact it has {} times.",
        count(made.replicates),
        times(apart.ratio)
    ))
}

/// Random against real.
pub(super) fn shares(s: &SliceFindings) -> Option<String> {
    let split = s.random_against_real.as_ref()?;
    if split.systematic <= 0.0 {
        return Some("Chance alone accounts for all of the variance between areas.".to_owned());
    }
    let (random, real) = (percent(split.chance_share), percent(split.systematic_share));
    Some(format!("Of the variance between areas, {random} is chance and {real} is beyond chance."))
}

/// What chance takes for granted, for counts.
pub(super) fn caution(s: &SliceFindings) -> Option<String> {
    if s.kind != Kind::Count {
        return None;
    }
    let factor = s.simulated.as_ref().map_or(1.0, |made| made.repeat_factor);
    Some(if factor > 1.0 {
        format!(
            "The simulations and the shares of the variance take {} events per person; the outlier limits and the comparison of \
             variances take every event as independent.",
            exact(factor)
        )
    } else {
        "Chance here means that every event is independent. Where the same patients are counted again and again, as \
         with repeat prescriptions, chance varies more than that."
            .to_owned()
    })
}
