//! What a label says and where it stands, on every fixture and size: the ends are named, each label is on its side of the
//! line of all areas together, few areas keep their intervals, and counts have whole ticks.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Case, cases};
use resvg::usvg::roxmltree::{Document, Node};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::names::Names;
use unwarranted_plot::{Beside, CHARTS, Drawing, Size, Subject};

/// One chart of every fixture at every size, where it is drawn.
fn drawn(chart: &str) -> Vec<(Case, Size, Drawing)> {
    let chart = CHARTS.iter().find(|c| c.id == chart).unwrap();
    let mut all = Vec::new();
    for size in Size::ALL {
        for case in cases() {
            let drawing = {
                let places = case.places();
                let beside = Beside { places: Some(&places), ..Beside::default() };
                chart.draw(&Subject { size, beside, ..case.subject() })
            };
            all.extend(drawing.ok().map(|drawing| (case, size, drawing)));
        }
    }
    assert!(all.len() > 20);
    all
}

fn texts<'a>(doc: &'a Document<'_>) -> Vec<(&'a str, Node<'a, 'a>)> {
    doc.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| Some((n.text()?, n))).collect()
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The lowest and the highest area, where no other is as low or as high.
fn ends(findings: &SliceFindings) -> Vec<&AreaFinding> {
    let mut areas: Vec<&AreaFinding> = findings.areas.iter().collect();
    areas.sort_by(|a, b| a.rate.unwrap().total_cmp(&b.rate.unwrap()));
    let alone = |at: usize, beside: usize| (areas[at].rate != areas[beside].rate).then_some(areas[at]);
    let n = areas.len();
    if n < 2 { areas } else { alone(0, 1).into_iter().chain(alone(n - 1, n - 2)).collect() }
}

/// Whether a label begins with the name, cut or not; the code at its end stays.
fn names(label: &str, name: &str) -> bool {
    let cut = |(kept, rest): (&str, &str)| {
        let last = name.rsplit(' ').next().filter(|last| last.chars().all(|c| c.is_ascii_alphanumeric()));
        let code = last.filter(|last| last.chars().any(|c| c.is_ascii_digit()));
        name.starts_with(kept) && code.map_or(kept.len() > 2, |code| rest.trim_start().starts_with(code))
    };
    label == name || label.starts_with(&format!("{name} ")) || label.split_once('…').is_some_and(cut)
}

#[test]
fn the_lowest_and_the_highest_area_are_named_at_every_size() {
    let mut seen = 0;
    for chart in ["ranked", "strip"] {
        for (case, size, drawing) in drawn(chart) {
            let known = Names::of(&case.findings.areas);
            let doc = Document::parse(&drawing.svg).unwrap();
            for area in ends(&case.findings) {
                let name = known.get(&area.area);
                let labelled = texts(&doc).iter().any(|(label, _)| names(label, name));
                assert!(labelled, "{chart} {} {}: {name} has no name", case.id, size.id);
                seen += 1;
            }
        }
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn equal_ends_are_told_by_how_many_they_are() {
    for (case, size, drawing) in drawn("strip") {
        let zeros = case.findings.areas.iter().filter(|a| a.observed <= 0.0).count();
        let doc = Document::parse(&drawing.svg).unwrap();
        let words = [format!("{zeros} areas recorded none"), format!("{zeros}: 0"), format!("{zeros}: £0")];
        let told = texts(&doc).iter().any(|(label, _)| words.iter().any(|w| w == label));
        assert_eq!(told, zeros > 1 && zeros < case.findings.areas.len(), "{} {}", case.id, size.id);
    }
}

/// Segments of an element: of a line, or of a line of points.
fn leaders(doc: &Document<'_>) -> Vec<[(f64, f64); 2]> {
    let leaders = doc.descendants().filter(|n| n.attribute("class") == Some("leaders"));
    let solid = |n: &Node| n.has_tag_name("line") && n.attribute("stroke-dasharray").is_none();
    let lines = leaders.flat_map(|n| n.descendants().filter(solid));
    lines.map(|n| [(number(n, "x1"), number(n, "y1")), (number(n, "x2"), number(n, "y2"))]).collect()
}

/// The line of all areas together: dashed in ink, across (0) or upright (1) where it is, its upper end, and its label.
fn whole<'a>(doc: &'a Document<'_>, findings: &SliceFindings) -> Option<(usize, f64, f64, Node<'a, 'a>)> {
    let ink = unwarranted_plot::theme::INK;
    let line = doc.descendants().find(|n| {
        n.has_tag_name("line") && n.attribute("stroke-dasharray").is_some() && n.attribute("stroke") == Some(ink)
    })?;
    let name = unwarranted_core::text::capitalised(findings.whole());
    let label = texts(doc).into_iter().find(|(text, _)| text.starts_with(&format!("{name}: ")))?.1;
    let upright = (number(line, "x1") - number(line, "x2")).abs() < 1e-9;
    let top = number(line, "y1").min(number(line, "y2"));
    Some((usize::from(upright), number(line, if upright { "x1" } else { "y1" }), top, label))
}

#[test]
fn leaders_never_cross_the_label_of_all_areas_and_labels_stay_on_their_side_of_its_line() {
    let (mut led, mut sided) = (0, 0);
    for chart in ["ranked", "strip"] {
        for (case, size, drawing) in drawn(chart) {
            let doc = Document::parse(&drawing.svg).unwrap();
            let place = format!("{chart} {} {}", case.id, size.id);
            let Some((upright, at, top, label)) = whole(&doc, &case.findings) else { continue };
            let (x, base) = (number(label, "x"), number(label, "y"));
            let (from, to) = match label.attribute("text-anchor") {
                Some("middle") => (x - 30.0, x + 30.0),
                _ => (x, x + 60.0),
            };
            for [a, b] in leaders(&doc) {
                // A hundred points of the leader, none of them in the middle of the label.
                let inside = (0..=100).map(|k| f64::from(k) / 100.0).any(|t| {
                    let (x, y) = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
                    y > base - 9.0 && y < base && x > from && x < to
                });
                assert!(!inside, "{place}: a leader crosses the label of all areas");
                led += 1;
            }
            let known = Names::of(&case.findings.areas);
            let overall = case.findings.rate.unwrap();
            let labels = doc.descendants().filter(|n| n.attribute("class") == Some("labels"));
            for text in labels.flat_map(|n| n.descendants().filter(|n| n.has_tag_name("text"))) {
                let words = text.text().unwrap();
                let of = |a: &&AreaFinding| words.starts_with(&format!("{} ", known.get(&a.area)));
                let Some(area) = case.findings.areas.iter().find(of) else { continue };
                let above = area.rate.unwrap() > overall;
                // Text starts at its left end, and its baseline is below it.
                let beyond = match upright {
                    // Over the line it may stand on both sides.
                    1 if number(text, "y") < top => continue,
                    1 => number(text, "x") > at,
                    _ => number(text, "y") - 4.0 < at,
                };
                let near = (area.rate.unwrap() - overall).abs() <= 0.05 * overall;
                // The highlighted area is named in any case, and on phones nearly all areas of rare counts lie on the line.
                let any = size.is_narrow() && (case.highlight.as_deref() == Some(&*area.area) || case.id == "rare");
                assert!(near || any || above == beyond, "{place}: {words} stands across the line of all areas");
                sided += 1;
            }
        }
    }
    assert!(led > 100 && sided > 150, "{led} {sided}");
}

/// The dots of areas, and the leader lines that do not start at them.
#[test]
fn no_leader_of_a_ranked_chart_runs_through_the_dots_of_others() {
    let mut seen = 0;
    for (case, size, drawing) in drawn("ranked") {
        let doc = Document::parse(&drawing.svg).unwrap();
        let areas = doc.descendants().filter(|n| n.attribute("class") == Some("areas"));
        let dots: Vec<(f64, f64)> = areas
            .flat_map(|n| n.descendants().filter(|n| n.has_tag_name("circle")))
            .map(|n| (number(n, "cx"), number(n, "cy")))
            .collect();
        for [a, b] in leaders(&doc) {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let away = |p: &&(f64, f64)| {
                let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                ((a.0 + t * dx - p.0).powi(2) + (a.1 + t * dy - p.1).powi(2)).sqrt() < 1.0
            };
            let through = dots.iter().filter(away).count();
            assert!(through < 2, "{} {}: a leader runs through {through} dots", case.id, size.id);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn all_of_few_areas_are_named_on_a_strip() {
    let mut seen = 0;
    for (case, size, drawing) in drawn("strip") {
        let mut rates: Vec<f64> = case.findings.areas.iter().filter_map(|a| a.rate).collect();
        rates.sort_by(f64::total_cmp);
        rates.dedup();
        if rates.len() < case.findings.areas.len() || rates.len() > 7 || size.is_narrow() {
            continue;
        }
        let known = Names::of(&case.findings.areas);
        let doc = Document::parse(&drawing.svg).unwrap();
        for area in &case.findings.areas {
            let name = known.get(&area.area);
            assert!(texts(&doc).iter().any(|(label, _)| names(label, name)), "{} {}: {name}", case.id, size.id);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn few_areas_keep_their_whole_intervals() {
    let mut seen = 0;
    for (case, size, drawing) in drawn("ranked") {
        if case.findings.areas.len() <= 7 {
            assert!(!drawing.alt.contains(" off the scale"), "{} {}: {}", case.id, size.id, drawing.alt);
            seen += 1;
        }
    }
    assert_eq!(seen, 8);
}

#[test]
fn an_axis_of_counts_has_whole_ticks() {
    for (case, size, drawing) in drawn("histogram") {
        let doc = Document::parse(&drawing.svg).unwrap();
        let grid = doc.descendants().find(|n| n.attribute("class") == Some("grid")).unwrap();
        let ticks: Vec<&str> = grid.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        assert!(!ticks.is_empty() && ticks.iter().all(|t| !t.contains('.')), "{} {}: {ticks:?}", case.id, size.id);
    }
}

#[test]
fn boxes_name_the_highest_and_the_lowest_area_of_the_last_period() {
    let mut beside = 0;
    for (case, size, drawing) in drawn("boxes") {
        let last = case.series.iter().rfind(|s| s.is_complete()).unwrap_or(&case.findings);
        let known = Names::of(&last.areas);
        let row = drawing.data.rows.last().unwrap();
        let doc = Document::parse(&drawing.svg).unwrap();
        let texts: Vec<&str> = texts(&doc).into_iter().map(|(text, _)| text).collect();
        for (column, which) in [(10, "Lowest in "), (12, "Highest in ")] {
            let unwarranted_plot::data::Datum::Text(code) = &row[column] else { continue };
            let name = known.get(code);
            let labelled = texts.iter().any(|label| names(label, name) && *label != name);
            // A card leaves out notes, and says so.
            let words = texts.join(" ");
            let said = words.contains(which) || words.contains("More notes stand in the description");
            assert!(labelled || said, "{} {}: {name} has no name", case.id, size.id);
            beside += usize::from(labelled);
        }
    }
    assert!(beside > 20, "{beside}");
}

#[test]
fn a_mark_far_beyond_the_others_has_its_label_beside_it() {
    let mut case = cases().into_iter().find(|c| c.highlight.is_none() && c.findings.areas.len() > 60).unwrap();
    let top = case.findings.areas.iter().filter_map(|a| a.rate).fold(0.0, f64::max);
    let far = &mut case.findings.areas[7];
    (far.rate, far.rates.position) = (Some(top * 2.5), None);
    let code = far.area.to_string();
    let known = Names::of(&case.findings.areas);
    let ranked = CHARTS.iter().find(|c| c.id == "ranked").unwrap();
    for size in [Size::WEB, Size::PRINT] {
        let drawing = ranked.draw(&Subject { size, ..case.subject() }).unwrap();
        let doc = Document::parse(&drawing.svg).unwrap();
        let (_, label) = texts(&doc).into_iter().find(|(label, _)| names(label, known.get(&code))).unwrap();
        // No leader line begins at the label's height: it stands beside its mark.
        let y = number(label, "y");
        let led = leaders(&doc).iter().any(|[_, end]| (end.1 - y).abs() < 10.0);
        assert!(!led, "{}", size.id);
    }
}
