//! Areas against their similar areas, in sentences.

use super::need::per_cent;
use unwarranted_core::benchmark::Benchmark;
use unwarranted_core::text::be;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::level;
use unwarranted_plot::text::listed;

/// False discoveries among areas that are called unusual among their peers.
const LEVEL: f64 = 0.05;

/// The finding of areas against their similar areas.
pub(crate) fn benchmark(s: &Benchmark, labels: Option<&Labels>) -> String {
    let measure = labels.map_or(&*s.treatment, |l| l.measure.as_str());
    let without = s.areas.iter().filter(|a| a.without_peers).count();
    compared(s, measure, s.areas.len() - without) + &unusual(s) + &without_peers(without)
}

/// How many of the areas that are counted differ from those like them.
fn compared(s: &Benchmark, measure: &str, areas: usize) -> String {
    if let Some(reason) = &s.interval_undefined {
        return format!(
            "{measure}: whether areas differ from those like them by more than chance is not known: {reason}."
        );
    }
    let beyond = || s.areas.iter().filter(|a| a.q_ratio.is_some_and(|q| q <= LEVEL)).filter_map(|a| a.ratio);
    let (above, below) = (beyond().filter(|r| *r > 1.0).count(), beyond().filter(|r| *r < 1.0).count());
    format!(
        "{measure}: compared with {}, {above} of {areas} areas {} above and {below} below by more than \
         chance (about {} of those counted are counted wrongly; the {}% interval of each is for one area at a time).",
        s.nearest
            .map_or_else(|| "the other areas of its group".to_owned(), |n| format!("the {n} areas most like each")),
        be(above),
        per_cent(LEVEL),
        level(s.confidence)
    )
}

/// Who is unusual among them.
fn unusual(s: &Benchmark) -> String {
    let unusual = s.areas.iter().filter(|a| a.q.is_some_and(|q| q <= LEVEL));
    let unusual: Vec<String> = unusual.map(|a| a.name.as_deref().unwrap_or(&a.area).to_owned()).collect();
    let tested = s.areas.iter().any(|a| a.q.is_some());
    match (tested, &unusual[..]) {
        (false, _) if s.interval_undefined.is_some() => " Nor can it be said who is unusual among them.".to_owned(),
        (false, _) => " Too few similar areas to say who is unusual among them.".to_owned(),
        (true, []) => " Similar areas differ too: no area is unusual among those like it.".to_owned(),
        (true, names) => format!(
            " Similar areas differ too; unusual among them: {} (about {} of those named are named wrongly).",
            listed(names),
            per_cent(LEVEL)
        ),
    }
}

fn without_peers(areas: usize) -> String {
    match areas {
        0 => String::new(),
        1 => " One area has no peers, as its similar areas are far away: it is compared and not counted.".to_owned(),
        n => {
            format!(" {n} areas have no peers, as their similar areas are far away: they are compared and not counted.")
        }
    }
}
