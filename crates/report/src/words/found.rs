//! What was found, in a line and in sentences.

use super::area::figure_in;
use super::in_short::rests_on_little;
use super::index::{interval, valued};
use super::plain::Say;
use super::standing_out::within_chance;
use crate::number::significant;
use crate::order::ordered;
use unwarranted_core::findings::Contrast;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::names::Names;
use unwarranted_plot::numbers::{count, times};

/// The finding in one line.
pub(crate) fn headline(s: &SliceFindings, l: &Labels) -> String {
    let measure = &l.measure;
    let n = s.areas.len();
    if n == 0 {
        return format!("{measure}: no usable figures for {}", s.period.words());
    }
    if n == 1 {
        return format!("{measure}: one area only, so nothing to compare");
    }
    if s.observed == 0.0 {
        return format!("{measure}: nothing recorded in any of {}", l.areas_counted(n));
    }
    if within_chance(s) {
        return format!("{measure}: {} differ no more than by chance", l.plural());
    }
    let f = Say::of(s, l);
    let span = ends(s)
        .map(|(low, high)| format!("from {} to {} across {}", f.value(low), f.with_unit(high), l.areas_counted(n)));
    match (s.contrast().filter(|_| n >= MANY && !s.in_per_cent()), span) {
        // A ratio to hardly anything is large whatever the others do.
        (Some(_), _) if s.near_none().is_some() => match s.deciles {
            Some([low, .., high]) => {
                format!("{measure}: one area in ten has over {}, one in ten under {}", f.with_unit(high), f.value(low))
            }
            None => format!("{measure}: {} compared", l.areas_counted(n)),
        },
        (Some(apart), _) => format!("{measure}: {}", set_apart(s, &apart)),
        (None, Some(span)) => format!("{measure}: {span}"),
        (None, None) => format!("{measure}: {} compared", l.areas_counted(n)),
    }
}

/// The lowest and the highest figure.
fn ends(s: &SliceFindings) -> Option<(f64, f64)> {
    let figures: Vec<f64> = ordered(s).into_iter().filter_map(|a| figure_in(s, a)).collect();
    Some((*figures.last()?, *figures.first()?))
}

/// What was found: overall rate, highest and lowest area, the middle eight in ten, areas with none.
pub(crate) fn found(s: &SliceFindings, l: &Labels) -> String {
    let f = Say::of(s, l);
    let when = s.when();
    let mut sentences = vec![match s.rate {
        Some(rate) if s.areas.len() == 1 => format!("One area recorded {} in {when}.", f.with_unit(rate)),
        Some(rate) => format!("{} recorded {} in {when}.", capitalised(s.whole()), f.with_unit(rate)),
        None => format!("{} were recorded in {when} in {}.", capitalised(&significant(s.observed, 4)), s.whole()),
    }];
    if s.areas.len() > 1 {
        sentences.extend(ends(s).map(|(low, high)| range(s, l, &f, low, high)));
    }
    if let (Some([d1, .., d9]), true) = (s.deciles, s.areas.len() >= 10) {
        sentences.push(format!("Eight areas in ten lie between {} and {}.", f.value(d1), f.value(d9)));
    }
    if let Some(apart) = s.contrast().filter(|_| s.areas.len() >= MANY) {
        sentences.push(format!("{}{}.", capitalised(&set_apart(s, &apart)), interval(apart.estimate)));
        sentences.extend(rests_on_little(s));
    }
    sentences.join(" ")
}

/// From this many areas on a ratio is worth a headline.
const MANY: usize = 20;

/// The one ratio of the page as it is computed.
fn set_apart(s: &SliceFindings, apart: &Contrast) -> String {
    let figure = if s.rate.is_some() { "rate" } else { "ratio" };
    let (top, bottom) = (apart.top, apart.bottom);
    format!("the area {top} has {} times the {figure} of the area {bottom}", valued(apart.estimate, times))
}

/// From which area to which area the figures run.
fn range(s: &SliceFindings, l: &Labels, f: &Say, low: f64, high: f64) -> String {
    let names = Names::of(&s.areas);
    let order: Vec<&AreaFinding> = ordered(s).into_iter().filter(|a| figure_in(s, a).is_some()).collect();
    let name = |a: Option<&&AreaFinding>| a.map_or("", |a| names.get(&a.area)).to_owned();
    // Amounts taken back come below none.
    let below = order.iter().filter(|a| a.observed < 0.0).count();
    let none = order.iter().filter(|a| a.observed == 0.0).count();
    if none == order.len() && none > 1 {
        return format!("None of {} recorded any.", l.areas_counted(none));
    }
    let from = match none {
        _ if below > 0 => format!("{} in {}", f.value(low), name(order.last())),
        0 => format!("{} in {}", f.value(low), name(order.last())),
        1 => format!("none at all in {}", name(order.last())),
        n => format!("none at all in {} of them", count(n)),
    };
    format!(
        "Across {}, figures run from {from} to {} in {}.",
        l.areas_counted(s.areas.len()),
        f.value(high),
        name(order.first())
    )
}
