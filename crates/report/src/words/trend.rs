//! What changes over time, in sentences.

use super::changes::{PER_PERSON, of_numerator};
use super::plain::within;
use crate::number::significant;
use unwarranted_core::Period;
use unwarranted_core::time::{Basis, Direction, Ends, NamedSeries, SeriesTrend, Since, TreatmentTrend};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{level, share, thousands};

/// The verdict of a treatment: whether areas differ more, by how much, since when, how sure.
pub(crate) fn headline(t: &TreatmentTrend, labels: Option<&Labels>, confidence: f64) -> String {
    let measure = within(&t.treatment, labels);
    let count = t.fixed.slices.first().map_or(0, |s| s.len());
    let areas = labels.map_or_else(|| format!("{count} areas"), |l| l.areas_counted(count));
    let ends = match &t.lottery.ends {
        Ok(ends) => ends,
        Err(reason) => return format!("Whether {areas} differ more in {measure} is not known: {}.", reason.reason),
    };
    let (direction, basis) = match &ends.verdict {
        Ok(verdict) => *verdict,
        Err(reason) => return format!("Whether {areas} differ more in {measure} is not known: {}.", reason.reason),
    };
    let [first, last] = ends.periods.map(Period::words);
    let opening = match direction {
        Direction::Growing => format!("Growing: {areas} differ more in {measure} in {last} than in {first}."),
        Direction::Shrinking => format!("Shrinking: {areas} differ less in {measure} in {last} than in {first}."),
        Direction::None => format!(
            "No detectable change: whether {areas} differ more or less in {measure} in {last} than in {first} cannot be told."
        ),
    };
    let when = t.lottery.since.map(|since| since_words(since, &direction)).unwrap_or_default();
    let unknown = unknown_chance(ends, direction, labels);
    let beside = beside_the_interval(ends, direction, basis);
    joined([opening, distances(ends, confidence), when, rests_on(ends, basis, confidence), beside.to_owned(), unknown])
}

/// Why the verdict is another one than a reader of the interval would expect; blank where it is not.
fn beside_the_interval(ends: &Ends, direction: Direction, basis: Basis) -> &'static str {
    let Some((_, Some([lower, upper]))) = ends.difference else { return "" };
    let clear = lower > 0.0 || upper < 0.0;
    match (basis, direction, clear) {
        (Basis::Logarithms, Direction::None, true) => {
            "The distance changed by more than chance, but the verdict goes by areas that count the same, and among these no change is sure."
        }
        (Basis::Logarithms, Direction::Growing | Direction::Shrinking, false) => {
            "The verdict goes by areas that count the same; the distance, in which large areas count more, shows no sure change."
        }
        (Basis::Areas, Direction::None, true) => "Without chance, which changed too, no change is sure.",
        _ => "",
    }
}

fn joined<const N: usize>(sentences: [String; N]) -> String {
    sentences.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How far areas lie from the overall rate in both years.
fn distances(ends: &Ends, confidence: f64) -> String {
    let [Some(from), Some(to)] = ends.index else { return String::new() };
    // Both years and what lies between them with the same decimals, so many that the sum can be done again.
    let decimals = ends.difference.map(|(difference, _)| {
        let least = usize::from(difference.abs() < 0.0995);
        (least..least + 3).find(|d| sum_holds(from.abs(), to.abs(), difference, *d)).unwrap_or(least)
    });
    let [from, to] = [from, to].map(|v| match decimals {
        Some(decimals) => format!("{}%", thousands(100.0 * v.abs(), decimals)),
        None => share(v.abs()),
    });
    let change = ends.difference.map_or_else(String::new, |(difference, interval)| {
        let points = |v: f64| thousands(100.0 * v, decimals.unwrap_or(0));
        let limits = interval.map_or_else(String::new, |[lower, upper]| {
            format!(", {}% interval {} to {}", level(confidence), points(lower), points(upper))
        });
        format!(" ({} points{limits})", points(difference))
    });
    format!(
        "Their typical distance from the overall rate, large areas counting more, went from {from} to {to}{change}."
    )
}

/// Whether two figures in per cent and their difference agree as they are printed with so many decimals.
fn sum_holds(from: f64, to: f64, difference: f64, decimals: usize) -> bool {
    let units = [from, to, difference].map(|v| (100.0 * v * [1.0, 10.0, 100.0, 1000.0][decimals.min(3)]).round());
    (units[1] - units[0] - units[2]).abs() < 0.5
}

/// Since when.
pub(crate) fn since_words(since: Since, direction: &Direction) -> String {
    let way = if *direction == Direction::Growing { "rise" } else { "fall" };
    match since {
        Since::Throughout => format!("The {way} has no clear beginning: it goes through the whole series."),
        Since::Period(period) => format!("The {way} has lasted since {}.", period.words()),
        Since::Between(first, last) => {
            format!("Most of the {way} came between {} and {}; it does not go on.", first.words(), last.words())
        }
    }
}

fn rests_on(ends: &Ends, basis: Basis, confidence: f64) -> String {
    match basis {
        Basis::Practices => {
            "The interval draws the practices of each area again, the same ones in both years, and chance is taken out."
                .to_owned()
        }
        Basis::Areas => {
            let zeros = ends.areas[1];
            let why = if zeros > 0 { format!("; {zeros} areas had none in one of the years") } else { String::new() };
            format!(
                "The {}% interval comes from leaving out one area at a time, in both years{why}.",
                level(confidence)
            )
        }
        Basis::Logarithms => logarithms(ends),
    }
}

/// What chance of an amount was taken to be where nothing says what one patient takes, and what one would have to take for the change to be
/// chance alone; blank where chance is known.
fn unknown_chance(ends: &Ends, direction: Direction, labels: Option<&Labels>) -> String {
    let Some(Ok(found)) = &ends.estimated else { return String::new() };
    let ([from, to], [first, last]) = (found.shares.map(share), ends.periods.map(Period::words));
    let change = ends.index[0].zip(ends.index[1]).map(|(a, b)| Direction::of(b.abs() - a.abs()));
    let alone = match found.break_even {
        _ if direction == Direction::None || change != Some(direction) => String::new(),
        Some(phi) => format!(
            " The change would be chance alone if one treated patient took about {} a year.",
            of_numerator(labels.map(|l| &l.unit), phi / PER_PERSON)
        ),
        None => " Chance alone would have made the opposite change.".to_owned(),
    };
    format!(
        "Nothing says what one patient takes, so chance is not known. A change is named only if it shows both with no chance and with as much \
         as can be: all that areas did not keep from the first year to the last, {from} of how they differ (variance) in {first} and {to} in \
         {last}. That leaves out patients who stay throughout.{alone}"
    )
}

fn logarithms(ends: &Ends) -> String {
    let Ok(test) = &ends.pitman_morgan else { return String::new() };
    let [Some(first), Some(last)] = ends.sd_log else { return String::new() };
    let p = test.robust.unwrap_or(test.plain).p;
    let factor = |sd: f64| thousands(libm::exp(sd), 2);
    format!(
        "Each area counting the same, a typical one lay a factor of {} above or below the middle, and then {} ({}).",
        factor(first),
        factor(last),
        probability(p)
    )
}

/// How far areas kept their order from the first year to the last; blank where that is not known.
pub(crate) fn lasting(t: &TreatmentTrend) -> String {
    let found = t.lottery.persistence.last().and_then(|l| Some((l.periods, l.found.as_ref().ok()?.spearman)));
    let Some((periods, spearman)) = found else { return String::new() };
    let [first, last] = periods.map(Period::words);
    let kept = match spearman {
        r if r >= 0.9 => "Areas hardly changed places",
        r if r >= 0.7 => "Most areas kept their places roughly",
        r if r >= 0.4 => "Many areas changed places",
        _ => "Places hardly lasted",
    };
    format!("{kept} between {first} and {last} (rank correlation {}).", thousands(spearman, 2))
}

/// "p = 0.03", "p below 0.001".
pub(crate) fn probability(p: f64) -> String {
    let shown = thousands(p, if p < 0.0995 { 3 } else { 2 });
    if p < 0.001 { "p below 0.001".to_owned() } else { format!("p = {}", shown.trim_end_matches('0')) }
}

/// The verdict of a plain series.
pub(crate) fn series(s: &NamedSeries) -> String {
    let name = &s.name;
    let direction = match s.trend.direction() {
        Ok(direction) => direction,
        Err(reason) => return format!("Whether '{name}' changes is not known: {}.", reason.reason),
    };
    let Ok(test) = &s.trend.first_order else { return String::new() };
    let step = significant(test.per_period.abs(), 2);
    let each = s.series.periods.first().map_or("period", |p| p.grain().noun().trim_start_matches("a "));
    let tested = format!("{}, allowing for values that resemble the one before", probability(test.p));
    let said = match direction {
        Direction::Growing => format!("Growing: '{name}' rises by {step} a {each} ({tested})."),
        Direction::Shrinking => format!("Shrinking: '{name}' falls by {step} a {each} ({tested})."),
        Direction::None => format!("No detectable change: '{name}' shows no steady trend ({tested})."),
    };
    let when = s.trend.since(direction, &s.series.periods).filter(|_| direction != Direction::None);
    joined([said, when.map(|w| since_words(w, &direction)).unwrap_or_default()])
}

/// Breaks, season and forecast of a series, a sentence each; what is undefined with its reason.
pub(crate) fn details(trend: &SeriesTrend, periods: &[Period], confidence: f64) -> Vec<String> {
    if trend.segments.is_err() && trend.season.is_err() && trend.forecast.is_err() {
        let few = trend.slope.as_ref().err().map(|u| format!(": {}", u.reason)).unwrap_or_default();
        return vec![format!("Breaks, season and forecast are not known{few}.")];
    }
    vec![breaks(trend, periods), season(trend), forecast(trend, confidence)]
}

/// Breaks that the series would not show by wandering, and how many more Schwarz's criterion would draw.
pub(crate) fn breaks(trend: &SeriesTrend, periods: &[Period]) -> String {
    let found = match &trend.robust {
        Err(reason) => return format!("Breaks are not known: {}.", reason.reason),
        Ok(found) => found,
    };
    let of = |last: usize| periods.get(last).copied().map(Period::words).unwrap_or_default();
    let one = |b: &unwarranted_core::time::Break| {
        let [low, high] = b.interval.map(of);
        if low == high { of(b.last) } else { format!("{} (between {low} and {high})", of(b.last)) }
    };
    let sure: Vec<String> = found.breaks.iter().map(one).collect();
    let schwarz = trend.segments.as_ref().map_or(0, |s| s.breaks.len());
    match (sure.len(), schwarz) {
        (0, 0) => "No break: one straight line fits best.".to_owned(),
        (0, n) => format!(
            "No break is sure: a series whose values resemble the one before shows as many as the {n} of Schwarz's criterion by chance."
        ),
        (k, n) if n > k => format!(
            "New straight lines begin in {}. Schwarz's criterion would draw {} more, which may be chance.",
            sure.join(", "),
            n - k
        ),
        _ => format!("New straight lines begin in {}.", sure.join(", ")),
    }
}

fn season(trend: &SeriesTrend) -> String {
    match &trend.season {
        Err(reason) => format!("Whether it repeats from year to year is not known: {}.", reason.reason),
        Ok(found) if found.p <= 0.05 => format!("It repeats from year to year ({}).", probability(found.p)),
        Ok(found) => format!("It does not visibly repeat from year to year ({}).", probability(found.p)),
    }
}

fn forecast(trend: &SeriesTrend, confidence: f64) -> String {
    let ahead = match &trend.forecast {
        Err(reason) => return format!("There is no forecast: {}.", reason.reason),
        Ok(found) => &found.ahead,
    };
    let Some((last, period)) = ahead.last().zip(trend.ahead.last()) else { return String::new() };
    let n = |v: f64| significant(v, 3);
    let scored = match &trend.holdout {
        Err(reason) => format!("How good that is was not tried: {}.", reason.reason),
        Ok(h) => format!(
            "Tried on the last {} periods it missed by {}% on average, and the same period of the year before by {}%.",
            h.periods,
            n(h.mape_theta),
            n(h.mape_snaive)
        ),
    };
    format!(
        "If things go on as before, and no policy changes: {} in {} ({}% interval {} to {}). {scored}",
        n(last.mean),
        period.words(),
        level(confidence),
        n(last.lower),
        n(last.upper)
    )
}

#[cfg(test)]
mod tests {
    use super::{beside_the_interval, sum_holds};
    use unwarranted_core::time::{Basis, Direction, Ends};
    use unwarranted_core::{Period, Undefined};

    fn ends(interval: [f64; 2]) -> Ends {
        let none = || Undefined::because("of no matter here");
        Ends {
            periods: [Period::FinancialYear(2020), Period::FinancialYear(2022)],
            index: [Some(0.2), Some(0.3)],
            difference: Some((0.1, Some(interval))),
            sd_log: [None; 2],
            areas: [10, 0],
            pitman_morgan: Err(none()),
            beta: Err(none()),
            reliability: Err(none()),
            estimated: None,
            verdict: Err(none()),
        }
    }

    /// A verdict that an interval seems to contradict is explained, and no other.
    #[test]
    fn a_verdict_and_its_interval_do_not_contradict_each_other() {
        let (clear, unclear) = (ends([0.02, 0.2]), ends([-0.02, 0.2]));
        for basis in [Basis::Practices, Basis::Logarithms, Basis::Areas] {
            assert_eq!(beside_the_interval(&clear, Direction::Growing, basis), "");
            assert_eq!(beside_the_interval(&unclear, Direction::None, basis), "");
        }
        assert!(beside_the_interval(&clear, Direction::None, Basis::Logarithms).contains("count the same"));
        assert!(beside_the_interval(&unclear, Direction::Shrinking, Basis::Logarithms).contains("no sure change"));
        assert!(beside_the_interval(&clear, Direction::None, Basis::Areas).contains("Without chance"));
    }

    #[test]
    fn figures_have_as_many_decimals_as_their_difference_needs() {
        // 33.9 and 34.3 are 0.4 apart, and the difference is 0.464.
        assert!(!sum_holds(0.338_68, 0.343_32, 0.004_64, 1));
        assert!(sum_holds(0.338_68, 0.343_32, 0.004_64, 2));
        assert!(sum_holds(0.95, 1.01, 0.06, 1));
    }
}
