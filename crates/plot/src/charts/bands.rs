//! Two bands and the median of the areas over time: eight in ten areas, the middle half.

use super::deciles::{self, LEAST};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "bands",
    title: "Percentile bands over time",
    about: "The pale band holds eight in ten areas, the darker one the middle half, the line is the median. Periods that are not \
            complete are left out, and gaps in an area's line are periods without a figure.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    deciles::drawn(subject, CHART.id, deciles::Form::Bands, LEAST)
}
