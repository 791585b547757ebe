//! What a heat map says.

use crate::chart::{Measure, Subject};
use crate::charts::shared::usable;
use crate::frame::Words;
use crate::map::classes::of_ratio as class;
use crate::numbers::{count, times};
use crate::text::{self, listed, none_or, treatments};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::AreaFinding;

/// Pairs of an area and a treatment that have a ratio.
struct Pairs<'a> {
    all: Vec<(f64, &'a Measure<'a>, &'a AreaFinding)>,
    over: String,
    under: String,
}

impl<'a> Pairs<'a> {
    fn of(measures: &'a [Measure<'a>]) -> Self {
        let of = |m: &'a Measure<'a>| m.findings.areas.iter().filter_map(move |a| Some((usable(a.ratio)?, m, a)));
        let all: Vec<_> = measures.iter().flat_map(of).collect();
        let in_class = |wanted| all.iter().filter(|(r, ..)| class(*r) == wanted).count();
        let (over, under) = (in_class(4), in_class(0));
        let [over, under] = [over, under].map(none_or);
        Self { all, over, under }
    }

    /// The pair with the highest ratio, as a sentence.
    fn farthest(&self, areas: &[(String, String)]) -> Option<String> {
        let names: BTreeMap<&str, &str> = areas.iter().map(|(c, n)| (&**c, &**n)).collect();
        let (ratio, m, a) = self.all.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
        let name = names.get(&*a.area).unwrap_or(&"");
        Some(format!(" Farthest above: {name} for {}, {} times.", m.labels.measure, times(*ratio)))
    }
}

pub(super) fn words(subject: &Subject, measures: &[Measure], areas: &[(String, String)], shown: [usize; 2]) -> Words {
    let whole = subject.findings.whole();
    let pairs = Pairs::of(measures);
    let Pairs { all, over, under } = &pairs;
    let pairs_of = format!("{} pair{} of area and treatment", count(all.len()), if all.len() == 1 { "" } else { "s" });
    let period: BTreeSet<String> = measures.iter().map(|m| m.findings.when()).collect();
    let treatments = treatments(measures.len());
    Words {
        findings: vec![
            format!("in {over} of {pairs_of} the rate is over double that of {whole}, in {under} under half"),
            format!("over double in {over} of {} pairs, under half in {under}", count(all.len())),
        ],
        subtitle: format!(
            "Ratio to {whole}, {} by {treatments}, {}",
            subject.labels.areas_counted(areas.len()),
            period.into_iter().collect::<Vec<_>>().join(", ")
        ),
        notes: notes(whole, [areas.len(), measures.len()], shown),
        alt: format!(
            "A grid of {} and {treatments} in five classes of the ratio to {whole}: {over} over double, {under} under half.{}",
            text::areas(areas.len()),
            pairs.farthest(areas).unwrap_or_default()
        ),
    }
}

/// What the classes are of, and how many of these areas and treatments are shown.
fn notes(whole: &str, [areas, treatments]: [usize; 2], [rows, columns]: [usize; 2]) -> Vec<String> {
    let of = format!(
        "Of each treatment the ratio to {whole}. A line through a cell: no figure. The classes are of the figures themselves; part of every difference is chance, most where numbers are small."
    );
    let cut = |shown: usize, all: usize, what: &str| {
        (shown < all).then(|| format!("{} of {} {what}", count(shown), count(all)))
    };
    let shown: Vec<String> =
        [cut(rows, areas, "areas"), cut(columns, treatments, "treatments")].into_iter().flatten().collect();
    let shown = (!shown.is_empty()).then(|| format!("Shown: {}; the table beside this chart has all.", listed(&shown)));
    [of].into_iter().chain(shown).collect()
}
