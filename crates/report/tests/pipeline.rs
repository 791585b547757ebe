//! From numbers to a written report with the real statistics and the real charts.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use roxmltree::{Document, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::findings::Family;
use unwarranted_core::findings::analyse_all;
use unwarranted_core::judgement::judge;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::{
    AnalysisOptions, Cell, Cube, CubeRow, Kind, Period, Slice, SliceFindings, SliceOptions, analyse,
};
use unwarranted_plot::{Beside, Size, Subject, draw_all, png};
use unwarranted_report::html::page;
use unwarranted_report::manifest::verify;
use unwarranted_report::tables::outliers_table;
use unwarranted_report::{LabelsBy, Report, ReportChart, write};

/// Two years of months, 45 areas: counts for "statins", pounds and some areas with none for "gluten".
fn findings() -> Vec<SliceFindings> {
    let mut random = fixture::Sequence(11);
    let mut rows = Vec::new();
    for treatment in ["gluten", "statins"] {
        for month in 1..=12 {
            for area in 0..45 {
                let population = 50_000.0 + 3_000.0 * f64::from(area);
                let level = if area == 7 { 2.5 } else { 1.0 } * (0.8 + 0.4 * random.next());
                let observed = match treatment {
                    "gluten" if area < 3 => 0.0,
                    "gluten" => population * 0.004_321 * level,
                    _ => (population * 0.06 * level).round(),
                };
                rows.push(CubeRow {
                    file: 0,
                    treatment: Arc::from(treatment),
                    period: Period::parse(&format!("2025-{month:02}")).unwrap(),
                    area: Arc::from(format!("{area:02}X")),
                    observed: Cell::Value(observed),
                    denominator: Some(Cell::Value(population)),
                    expected: None,
                });
            }
        }
    }
    let names = (0..45).map(|a| (Arc::from(format!("{a:02}X")), Arc::from(format!("NHS Place & {a} ICB")))).collect();
    let slices = Cube::new(rows, names).slices(&SliceOptions::default()).unwrap();
    analyse_all(&slices, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap()
}

#[test]
fn real_findings_and_charts_make_a_report() {
    let (findings, labels) = (findings(), fixture::words());
    let mut charts = Vec::new();
    let focus = vec![11, 23];
    for at in &focus {
        let s = &findings[*at];
        let series = &findings[at - 11..=*at];
        let labels = &labels[&s.treatment];
        let subject =
            Subject { findings: s, series, labels, highlight: Some("07X"), size: Size::WEB, beside: Beside::default() };
        for (chart, outcome) in draw_all(&subject).into_iter().filter(|(chart, _)| chart.twin.is_some()) {
            charts.push(ReportChart {
                treatment: Arc::clone(&s.treatment),
                chart,
                phone: None,
                png: outcome.as_ref().ok().map(|d| png(&d.svg, 1.0).unwrap()),
                outcome,
            });
        }
    }
    assert_eq!(charts.iter().filter(|c| c.outcome.is_ok()).count(), 5, "no funnel of pounds");
    let highlight = Some("07X");
    let report = Report {
        findings: &findings,
        series: &findings,
        focus,
        labels: &labels,
        highlight,
        charts,
        codes: unwarranted_report::tables::CodesBy::new(),
        protected: &[],
        sensitivity: None,
        recorded: None,
        trends: Vec::new(),
        beside: Vec::new(),
        manifest: fixture::manifest(),
    };
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &report).unwrap();
    assert_eq!(verify(dir.path()).unwrap(), []);

    let html = std::fs::read_to_string(dir.path().join("report.html")).unwrap();
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let doc = Document::parse_with_options(&html, options).unwrap();
    let ids: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("id")).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "charts bring no identifier twice");
    assert_eq!(doc.descendants().filter(|n| n.tag_name().name() == "svg").count(), 6);
    let twins: BTreeMap<&str, usize> = doc
        .descendants()
        .filter(|n| n.tag_name().name() == "figure")
        .map(|f| (f.attribute("id").unwrap(), f.descendants().filter(|n| n.tag_name().name() == "tr").count()))
        .collect();
    assert_eq!(twins["measure-1-deciles"], 13, "a row per month and the header");
    assert_eq!(twins["measure-2-funnel"], 46, "a row per area and the header");
    assert!(html.contains("One area is unusual even for a treatment that differs this much, and high"));
}

/// Areas whose true rates lie between a tenth and ten times the middle: nobody stands out from that.
#[test]
fn where_everything_differs_the_variation_itself_is_the_finding() {
    let codes: Vec<String> = (0..106).map(|i| format!("{i:03}")).collect();
    let rows: Vec<_> = codes
        .iter()
        .zip(1..)
        .map(|(code, i)| {
            // Logarithms at equal distances.
            let at = f64::from(i) / 107.0 - 0.5;
            (code.as_str(), (400.0 * libm::exp(3.4 * at)).round(), 10_000.0)
        })
        .collect();
    let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    let mut found = vec![analyse(&slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap()];
    judge(&mut found, Control::Fdr(0.05), Family::Period);
    let labels: LabelsBy = [(Arc::from(""), fixture::labels("Patches", "items per 1,000 patients"))].into();
    let report = fixture::report(&found, &labels);
    let html = page(&report).unwrap();
    let said = |words: &str| assert!(html.contains(words), "{words}");
    said("Patches: the area 5% from the top has 20 times the rate of the area 5% from the bottom");
    said("The variation itself is the finding: no area is unusual for it");
    said("is ordinary even for a large area: the variation itself is the finding.");
    assert!(!html.contains("unusual even for a treatment that differs this much, and"));
    let text = outliers_table(&found, &labels, None);
    assert!(
        text.contains("Areas differ so much that") && text.contains("the variation itself is the finding"),
        "{text}"
    );
}

/// How many times chance, and which share chance is: two figures of one split, also where events are not independent.
#[test]
fn the_factor_and_the_share_of_chance_agree() {
    let codes: Vec<String> = (0..60).map(|i| format!("{i:03}")).collect();
    let rows = codes.iter().zip(0u32..).map(|(c, i)| (c.as_str(), f64::from(900 + i * 37 % 500), 10_000.0));
    let slice = Slice::from_denominators(Kind::Count, &rows.collect::<Vec<_>>()).unwrap();
    for per_person in [None, Some([7.0, 0.0])] {
        let options = AnalysisOptions { per: 1000.0, replicates: 99, per_person, ..AnalysisOptions::default() };
        let mut found = vec![analyse(&slice, &options).unwrap()];
        judge(&mut found, Control::Fdr(0.05), Family::Period);
        let share = found[0].random_against_real.as_ref().unwrap().chance_share;
        let labels: LabelsBy = [(Arc::from(""), fixture::labels("Patches", "items per 1,000 patients"))].into();
        let html = page(&fixture::report(&found, &labels)).unwrap();
        let (_, rest) = html.split_once("the variance between areas is about ").unwrap();
        let times: f64 = rest.split_once(" times what chance").unwrap().0.parse().unwrap();
        assert!((times * share - 1.0).abs() < 0.08, "{times} {share}");
        // An index that takes events as independent says so where they are not.
        let said = found[0].indices.iter().filter(|e| e.note.as_ref().is_some_and(|n| n.contains("as independent")));
        let ids: Vec<&str> = said.map(|e| &*e.id).collect();
        assert_eq!(ids.contains(&"chi-square") && ids.contains(&"dean"), per_person.is_some(), "{ids:?}");
        assert!(!ids.contains(&"cv"));
    }
}
