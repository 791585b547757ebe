//! The result of a page in a few lines: what, then how sure.

use super::area::figure_in;
use super::chance;
use super::found::found;
use super::plain::Say;
use super::standing_out::{counted, within_chance};
use super::unusual::named_in_all;
use crate::number::percent;
use crate::order::ordered;
use unwarranted_core::SliceFindings;
use unwarranted_core::text::capitalised;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::count;

/// From this many areas on, tenths of them are told.
const TENTHS: usize = 10;

/// The result, and how sure it is.
pub(crate) fn in_short(s: &SliceFindings, l: &Labels) -> Vec<String> {
    if s.areas.len() < 2 || s.observed == 0.0 {
        return vec![found(s, l)];
    }
    [result(s, l), sure(s)].into_iter().filter(|said| !said.is_empty()).collect()
}

/// Where most areas lie, beside all of them together.
fn result(s: &SliceFindings, l: &Labels) -> String {
    let f = Say::of(s, l);
    let mut said = match s.deciles.filter(|_| s.areas.len() >= TENTHS) {
        Some([low, .., high]) => {
            format!("Eight areas in ten lie between {} and {}", f.value(low), f.with_unit(high))
        }
        None => {
            let mut figures = ordered(s).into_iter().filter_map(|a| figure_in(s, a));
            let high = figures.next();
            match high.zip(figures.next_back()) {
                Some((high, low)) => format!("The areas run from {} to {}", f.value(low), f.with_unit(high)),
                None => return found(s, l),
            }
        }
    };
    said += &s.rate.map_or_else(String::new, |rate| format!("; the rate of {} is {}", s.whole(), f.value(rate)));
    let none = s.areas.iter().filter(|a| a.observed == 0.0).count();
    said += &match none {
        0 => ".".to_owned(),
        n => format!(". In {} of {} nothing was recorded.", count(n), l.areas_counted(s.areas.len())),
    };
    said
}

/// How much of that chance explains, and how many areas differ from all together.
fn sure(s: &SliceFindings) -> String {
    if s.areas.iter().all(|a| a.p.is_none()) {
        let why = s.overdispersion.undefined.as_deref().or(s.chance.undefined.as_deref());
        let small = "Some of the difference, above all between small areas, may be chance.";
        return match (s.chance.phi, why) {
            (None, Some(why)) => {
                let why = why.strip_suffix(", so chance is not known").unwrap_or(why);
                format!("How much of this is chance is not known: {why}. {small}")
            }
            _ => small.to_owned(),
        };
    }
    if within_chance(s) {
        return "Chance alone makes areas differ as much: nothing here shows a real difference between them."
            .to_owned();
    }
    let shares = s.random_against_real.as_ref().filter(|parts| parts.systematic > 0.0).map(|parts| {
        format!(
            "Chance explains {} of the variance between areas{}.",
            percent(parts.chance_share),
            if chance::single_events(s) { ", were every event another patient" } else { "" }
        )
    });
    let unusual = s.overdispersion.undefined.is_none().then(|| named_in_all(s));
    shares.into_iter().chain(counted(s)).chain(unusual).collect::<Vec<_>>().join(" ")
}

/// What the lower end of the one ratio does to it; `None` where it is no small one.
pub(crate) fn rests_on_little(s: &SliceFindings) -> Option<String> {
    let (_, share) = s.near_none()?;
    Some(capitalised(&format!(
        "that number is so large because the lower of the two areas has hardly any ({} of the rate of {}): it says little about \
         the others.",
        percent(share),
        s.whole()
    )))
}
