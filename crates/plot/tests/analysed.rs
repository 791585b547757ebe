//! Charts of findings as the statistics give them, from rows to picture.

mod common;

use common::places::places;
use common::{Random, labels, place};
use unwarranted_core::{
    AnalysisOptions, Cell, Cube, CubeRow, Findings, Kind, Month, Period, SliceOptions, analyse_all,
};
use unwarranted_plot::{Beside, Size, Subject, draw_all, numbers};

/// Twelve months of counts in 60 areas, one of them at four times the rate of the others.
#[allow(clippy::unwrap_used)] // The exemption of tests does not reach helpers.
fn analysed(kind: Kind) -> Findings {
    let mut random = Random(11);
    let mut rows = Vec::new();
    for month in 0..12 {
        for i in 0..60u32 {
            let people = f64::from(5_000 + 1_900 * i);
            let rate = if i == 17 { 0.008 } else { 0.002 * (1.0 + 0.15 * libm::sin(f64::from(i) * 0.7)) };
            rows.push(CubeRow {
                file: 0,
                treatment: "silver".into(),
                period: Period::Month(Month::new(2025, 1).unwrap().plus(month)),
                area: format!("A{i:02}").into(),
                observed: Cell::Value(random.poisson(people * rate)),
                denominator: Some(Cell::Value(people)),
                expected: None,
            });
        }
    }
    let names = (0..60).map(|i| (format!("A{i:02}").into(), place(i).into())).collect();
    let slices = Cube::new(rows, names).slices(&SliceOptions { kind: Some(kind), ..SliceOptions::default() }).unwrap();
    let per = if kind == Kind::Share { 1.0 } else { 1000.0 };
    analyse_all(&slices, &AnalysisOptions { per, ..AnalysisOptions::default() }).unwrap()
}

#[test]
fn every_chart_of_counts_and_shares_is_drawn() {
    for kind in [Kind::Count, Kind::Share] {
        let series = analysed(kind);
        let labels = labels();
        let findings = series.last().unwrap();
        let places = places(findings);
        let subject = Subject {
            findings,
            series: &series,
            labels: &labels,
            highlight: Some("A17"),
            size: Size::WEB,
            beside: Beside { places: Some(&places), ..Beside::default() },
        };
        for (chart, drawing) in draw_all(&subject) {
            let drawing = drawing.unwrap_or_else(|not| panic!("{} not drawn: {}", chart.id, not.reason));
            assert!(drawing.svg.contains("99.8% limit") || chart.id != "funnel");
        }
        let outside = |a: &&unwarranted_core::AreaFinding| a.flag.and_then(|f| f.side_at(0.998)).is_some();
        let funnel = unwarranted_plot::CHARTS[1].draw(&subject).unwrap();
        let count = findings.areas.iter().filter(outside).count();
        assert!(count > 0 && findings.areas[17].flag.unwrap().to_string() == "high-99.8");
        assert!(
            funnel.headline.contains("is high, unusual even for a treatment that differs this much"),
            "{}",
            funnel.headline
        );
        // Every area outside but the highlighted one is dark blue.
        assert_eq!(funnel.svg.matches("<circle").count(), 59);
        assert_eq!(funnel.svg.matches("r=\"4\" fill=\"#12436D\"").count(), count - 1);
    }
}

#[test]
fn levels_are_named_as_the_flags_are() {
    let findings = analysed(Kind::Count);
    let keys: Vec<&String> = findings[0].areas[0].limits_adjusted.as_ref().unwrap().keys().collect();
    assert_eq!(keys, [&numbers::level(findings[0].levels[0]), &numbers::level(findings[0].levels[1])]);
}

#[test]
fn amounts_are_ranked_and_followed_over_time_but_have_no_funnel() {
    let series = analysed(Kind::Amount);
    let labels = labels();
    let findings = series.last().unwrap();
    let subject = Subject {
        findings,
        series: &series,
        labels: &labels,
        highlight: None,
        size: Size::WEB,
        beside: Beside::default(),
    };
    let drawn: Vec<(&str, bool)> = draw_all(&subject).iter().map(|(c, d)| (c.id, d.is_ok())).collect();
    assert_eq!(drawn[..3], [("ranked", true), ("funnel", false), ("deciles", true)]);
}
