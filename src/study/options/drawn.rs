//! Options that a chart has no use for.

use super::check::is_absent;
use crate::plot::{Chart, Draw, Shows};
use crate::study::Study;

/// What shows each option that some chart has no use for; `None`: no chart of findings shows it.
const SHOWN: [(&str, Option<Shows>); 20] = [
    ("column-name", Some(Shows::Names)),
    ("names", Some(Shows::Names)),
    ("unit", Some(Shows::Unit)),
    ("per", Some(Shows::Per)),
    ("confidence", Some(Shows::Intervals)),
    ("interval", Some(Shows::Intervals)),
    ("per-person", Some(Shows::Chance)),
    ("per-person-cv", Some(Shows::Chance)),
    ("repeat-factor", Some(Shows::Chance)),
    ("target", Some(Shows::Target)),
    ("far", Some(Shows::Far)),
    ("highlight", Some(Shows::Highlight)),
    ("replicates", Some(Shows::Simulated)),
    ("seed", Some(Shows::Simulated)),
    ("resample", Some(Shows::Simulated)),
    ("confidence-also", None),
    ("column-group", None),
    ("column-rank", None),
    ("rank-by", None),
    ("family", None),
];

/// What a chart of a trend has no use for: it looks at all periods as they were observed.
const NOT_OVER_TIME: [&str; 3] = ["period", "standardise", "disclosure"];

impl Study {
    /// The first option of those given that a chart has no use for. `highlighted`: whether an area is, here or in a file.
    ///
    /// ```
    /// use unwarranted::{plot::CHARTS, study::Study};
    /// let chart = |id: &str| CHARTS.iter().find(|chart| chart.id == id).unwrap();
    /// let study = Study { far: Some(3.0), ..Study::default() };
    /// assert_eq!((study.unshown(chart("ranked"), false), study.unshown(chart("lorenz"), false)), (None, Some("far")));
    /// ```
    #[must_use]
    pub fn unshown(&self, chart: &Chart, highlighted: bool) -> Option<&'static str> {
        let entries = self.entries();
        let given = |key: &str| entries.get(key).is_some_and(|value| !is_absent(value));
        let shown = |shows: Shows| {
            // A chart that names one area takes its name from where all have theirs.
            let named = shows == Shows::Names && highlighted && chart.shows.contains(&Shows::Highlight);
            named || chart.shows.contains(&shows)
        };
        let stray = NOT_OVER_TIME.into_iter().find(|key| matches!(chart.draw, Draw::Trend(_)) && given(key));
        // A chart with one target for all refuses similar areas itself, and says why.
        let similar = self.is_against_similar() && shown(Shows::Similar);
        let unshown = |(key, shows): &(&str, Option<Shows>)| {
            given(key) && !shows.is_some_and(shown) && !(*key == "target" && similar)
        };
        stray.or_else(|| SHOWN.into_iter().find(unshown).map(|(key, _)| key))
    }
}
