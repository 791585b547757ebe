//! What areas decided and what they do, in sentences.

use super::plain::Say;
use crate::number::{percent, probability, significant, worded};
use std::collections::BTreeSet;
use unwarranted_core::policy::{Compared, Difference, Group, Joined, Moved, Policy, Step};
use unwarranted_core::text::capitalised;
use unwarranted_core::{Period, SliceFindings};
use unwarranted_plot::labels::{Labels, sources};
use unwarranted_plot::numbers::{count, level, thousands};
use unwarranted_plot::text::listed;

/// p below which a difference is called one.
const CLEAR: f64 = 0.05;

/// A value in quotation marks; words for those of which nothing is known.
pub(crate) fn value(policy: &Policy, at: Option<usize>) -> String {
    match at.and_then(|at| policy.values.get(at)) {
        Some(value) => format!("\u{201c}{value}\u{201d}"),
        None => "not known".to_owned(),
    }
}

/// What rates are over, as people are counted: "registered patients"; "people" for a population.
pub(crate) fn people(labels: &Labels) -> String {
    match labels.unit.denominator() {
        Some(name) if name == "population" => "people".to_owned(),
        Some(name) => name,
        None => "of the denominator".to_owned(),
    }
}

/// The source of a measure beside a policy: its figures, and who says which area holds which policy. Many sources are
/// counted: the table of policies names each.
#[must_use]
pub fn source(policy: &Policy, labels: &Labels) -> String {
    const FEW: usize = 3;
    let steps = policy.areas.values().flatten();
    let said: BTreeSet<&str> = steps.map(|step| step.source.trim()).filter(|said| !said.is_empty()).collect();
    let of_policy = match said.len() {
        0 => format!("{}: not stated", policy.name),
        1..=FEW => format!("{}: {}", policy.name, listed(&said.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())),
        n => format!("{}: {} sources, which policies.csv names", policy.name, count(n)),
    };
    sources([labels.source.as_str(), &of_policy])
}

/// Who lives under each policy.
pub(crate) fn spread(policy: &Policy, groups: &[Group], labels: &Labels) -> String {
    let all: f64 = groups.iter().filter_map(|group| group.denominator).sum();
    let mut order: Vec<&Group> = groups.iter().filter(|group| group.value.is_some()).collect();
    order.sort_by(|a, b| b.areas.cmp(&a.areas).then(a.value.cmp(&b.value)));
    let with = |group: &Group| match group.denominator.filter(|_| all > 0.0) {
        Some(own) => format!(" with {} {} ({})", large(own), people(labels), percent(own / all)),
        None => String::new(),
    };
    let held = |(at, group): (usize, &&Group)| {
        let areas = if at == 0 { labels.areas_counted(group.areas) } else { count(group.areas) };
        let verb = if group.areas == 1 { "holds" } else { "hold" };
        format!("{areas}{} {verb} {}", with(group), value(policy, group.value))
    };
    let parts: Vec<String> = order.iter().enumerate().map(held).collect();
    let unknown = groups.iter().find(|group| group.value.is_none());
    let unknown = unknown.map_or_else(String::new, |group| {
        format!(" Of {}{} nothing is known.", labels.areas_counted(group.areas), with(group))
    });
    if parts.is_empty() {
        return format!("{}: nothing is known of any area in this period.", policy.name);
    }
    format!("{}: {}.{unknown}", policy.name, capitalised(&listed(&parts)))
}

/// "1.2 million", "345,000": three digits.
fn large(n: f64) -> String {
    if n >= 999_500.0 { format!("{} million", significant(n / 1e6, 3)) } else { significant(n, 3) }
}

/// How the values of a policy differ in what their areas do, each in a sentence.
pub(crate) fn compared(
    policy: &Policy,
    one: &Joined,
    slice: &SliceFindings,
    labels: &Labels,
    confidence: f64,
) -> Vec<String> {
    let say = Say::of(slice, labels);
    let sentence = |c: &Compared| {
        let (own, other) = (value(policy, Some(c.value)), value(policy, Some(c.with)));
        match &c.found {
            Err(why) => format!("{own} cannot be compared with {other}: {}.", why.reason),
            Ok(found) => {
                let means = alike(&say, found, found.means);
                format!(
                    "{}: areas that hold {own} have {} on average, those that hold {other} {}: {}{}. {}",
                    labels.measure,
                    means[0],
                    say.united(&means[1]),
                    difference(&say, found, confidence),
                    said_of_p(found, c.q),
                    Shown::of(found, c.q).verdict()
                )
            }
        }
    };
    one.compared.iter().map(sentence).collect()
}

/// The first day on which a policy holds, as far as its file says it: "1 April 2019", "April 2019", "2019".
pub(crate) fn day(step: &Step) -> String {
    let (month, day) = step.from;
    // A period would take a day for its month.
    if step.from_text.matches('-').count() == 2 {
        return format!("{day} {}", Period::Month(month).words());
    }
    Period::parse(&step.from_text).map_or_else(|_| step.from_text.to_string(), |period| period.words())
}

/// Two values as exact as their difference, so that the sum adds up.
fn alike(say: &Say, found: &Difference, values: [f64; 2]) -> [String; 2] {
    say.alike(values, found.difference, found.interval.as_ref().ok().copied())
}

/// What the difference is, with its interval.
fn difference(say: &Say, found: &Difference, confidence: f64) -> String {
    let way = if found.difference < 0.0 { "less" } else { "more" };
    let [said, lower, upper] = say.with_interval(found.difference, found.interval.as_ref().ok().copied());
    let size = said.trim_start_matches('-');
    match &found.interval {
        Ok(_) => format!("{size} {way} ({}% interval {lower} to {upper}", level(confidence)),
        Err(why) => format!("{size} {way} (no {}% interval: {}", level(confidence), why.reason),
    }
}

/// The rest of the bracket: p, and q where it says another thing.
fn said_of_p(found: &Difference, q: Option<f64>) -> String {
    let Some(p) = found.p else { return ")".to_owned() };
    match q.filter(|q| (*q <= CLEAR) != (p <= CLEAR)) {
        Some(q) => format!(", p {}, but {} with all comparisons taken together)", probability(p), probability(q)),
        None => format!(", p {})", probability(p)),
    }
}

/// The least p that dealing the policies to this many areas again can give: p is twice the share of deals at least as far out.
fn least_p(areas: [usize; 2]) -> f64 {
    let [few, rest] = [areas[0].min(areas[1]), areas[0].max(areas[1])];
    let deals = (1..=few).fold(1.0, |deals, i| deals * (rest + i) as f64 / i as f64);
    (2.0 / deals).min(1.0)
}

/// What a difference shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Chance seldom gives as much, with all comparisons of the policy taken together.
    Clear,
    /// Chance gives as much often enough.
    NotClear,
    /// So few areas that no difference, however large, could have been clear.
    TooFew,
    /// Nothing was simulated.
    Unknown,
}

impl Shown {
    fn of(found: &Difference, q: Option<f64>) -> Self {
        match q.or(found.p) {
            None => Self::Unknown,
            Some(p) if p <= CLEAR => Self::Clear,
            Some(_) if least_p(found.areas) > CLEAR => Self::TooFew,
            Some(_) => Self::NotClear,
        }
    }

    fn verdict(self) -> &'static str {
        match self {
            Self::Clear => "Were the policies dealt to these areas by chance, so large a difference would be rare.",
            Self::NotClear => {
                "Dealing the policies to these areas by chance gives as large a difference often enough: the policies may make no difference, or one that \
                 these areas are too few to show."
            }
            Self::TooFew => {
                "These areas are too few to tell: no difference, however large, could have been told from chance."
            }
            Self::Unknown => "Without simulations nothing says whether chance gives as much.",
        }
    }
}

/// The finding of a chart, from the fullest wording to the shortest.
#[must_use]
pub fn headlines(policy: &Policy, one: &Joined, slice: &SliceFindings, labels: &Labels) -> Vec<String> {
    let say = Say::of(slice, labels);
    let shown = |c: &Compared| c.found.as_ref().ok().map(|found| Shown::of(found, c.q));
    let clear = |c: &&Compared| shown(c) == Some(Shown::Clear);
    let first = one.compared.iter().find(clear).or(one.compared.first());
    let Some((c, found)) = first.and_then(|c| Some((c, c.found.as_ref().ok()?))) else {
        return vec![format!("areas by {}", policy.name), "areas by policy".to_owned()];
    };
    let (own, other) = (value(policy, Some(c.value)), value(policy, Some(c.with)));
    match Shown::of(found, c.q) {
        Shown::TooFew => vec![
            format!("too few areas to tell whether those that hold {own} and {other} differ"),
            "too few areas to tell whether policies differ".to_owned(),
        ],
        Shown::NotClear => vec![
            format!("no clear difference between areas that hold {own} and {other}"),
            "no clear difference between policies".to_owned(),
        ],
        Shown::Unknown => vec![format!("areas by {}", policy.name), "areas by policy".to_owned()],
        Shown::Clear => {
            let [a, b] = found.means.map(|mean| say.value(mean));
            vec![
                format!("{a} on average where the policy is {own}, {b} where it is {other}"),
                format!("{a} under {own}, {b} under {other}"),
            ]
        }
    }
}

/// What became of areas that changed their policy.
pub(crate) fn moved(policy: &Policy, one: &Moved, slice: &SliceFindings, labels: &Labels, confidence: f64) -> String {
    let (from, to) = (value(policy, Some(one.from)), value(policy, Some(one.to)));
    let [first, last] = one.periods.map(unwarranted_core::Period::words);
    let n = one.changed.len();
    let areas = format!("{} {}", capitalised(&worded(n)), if n == 1 { "area" } else { "areas" });
    let start = format!("{areas} changed from {from} to {to} between {first} and {last}.");
    let say = Say::of(slice, labels);
    let changed = |change: f64, size: &str| format!("{} by {size}", if change < 0.0 { "fell" } else { "rose" });
    match &one.found {
        Err(_) => format!("{start} No area kept {from}, so there is nothing to compare them with."),
        Ok(found) => {
            let sizes = alike(&say, found, found.means.map(f64::abs));
            format!(
                "{start} {}: their mean rate {}, that of the {} that kept {from} {}: {}{}. {}",
                labels.measure,
                changed(found.means[0], &say.united(&sizes[0])),
                count(found.areas[1]),
                changed(found.means[1], &say.united(&sizes[1])),
                difference(&say, found, confidence),
                said_of_p(found, None),
                Shown::of(found, None).verdict()
            )
        }
    }
}

/// A share of the denominators of all groups.
pub(crate) fn share(group: &Group, groups: &[Group]) -> Option<f64> {
    let all: f64 = groups.iter().filter_map(|group| group.denominator).sum();
    group.denominator.filter(|_| all > 0.0).map(|own| own / all)
}

/// A denominator as tables have it.
pub(crate) fn whole(value: f64) -> String {
    thousands(value, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Confidence;
    use unwarranted_core::policy::difference;

    fn shown(groups: [&[f64]; 2], q: Option<f64>) -> Shown {
        Shown::of(&difference(groups, Confidence::new(0.95, "tests").unwrap(), 2_000, 1).unwrap(), q)
    }

    #[test]
    fn days_are_written_as_far_as_they_are_known() {
        let month = |text: &str| Period::parse(text).unwrap().first_month().unwrap();
        let step = |text: &str, day: u32| Step {
            value: 0,
            from: (month("2019-04"), day),
            from_text: text.into(),
            source: "minutes".into(),
        };
        let said = [("2019-04-01", 1), ("2019-04", 1), ("2019", 1), ("2019-04-16", 16), ("", 1)];
        let words = ["1 April 2019", "April 2019", "2019", "16 April 2019", ""];
        assert_eq!(said.map(|(text, of)| day(&step(text, of))), words.map(str::to_owned));
    }

    #[test]
    fn few_areas_are_not_said_to_be_alike() {
        let high: Vec<f64> = (1..=11).map(f64::from).collect();
        // The lowest of 12, and three areas all below three others: no deal is further out.
        assert_eq!(shown([&[0.1], &high], None), Shown::TooFew);
        assert_eq!(shown([&[1.0, 2.0, 3.0], &[7.0, 8.0, 9.0]], None), Shown::TooFew);
        assert_eq!(shown([&[1.0, 2.0, 3.0, 4.0], &[7.0, 8.0, 9.0, 10.0]], None), Shown::Clear);
        assert_eq!(shown([&[1.0, 3.0, 5.0, 7.0], &[2.0, 4.0, 6.0, 8.0]], None), Shown::NotClear);
        // Several comparisons: q decides.
        assert_eq!(shown([&[1.0, 2.0, 3.0, 4.0], &[7.0, 8.0, 9.0, 10.0]], Some(0.06)), Shown::NotClear);
    }

    #[test]
    fn the_least_p_is_that_of_the_furthest_deal() {
        let groups: [(&[f64], &[f64]); 4] = [
            (&[1.0], &[2.0, 3.0, 4.0, 5.0]),
            (&[1.0, 2.0, 3.0], &[7.0, 8.0, 9.5]),
            (&[1.0, 2.0], &[7.0, 8.0, 9.5, 11.0, 12.0]),
            (&[9.0, 8.5, 7.0, 9.1], &[1.0, 2.0, 3.0]),
        ];
        for (own, other) in groups {
            let found = difference([own, other], Confidence::new(0.95, "tests").unwrap(), 2_000, 1).unwrap();
            assert!(found.exact && (found.p.unwrap() - least_p(found.areas)).abs() < 1e-12, "{found:?}");
        }
    }
}
