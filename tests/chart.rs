//! End to end: one chart as files.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, text, unwarranted};
use std::fmt::Write;
use unwarranted::core::SliceFindings;
use unwarranted::plot::{Beside, CHARTS, Chart, Draw, LeagueSubject, Measure, Shows, Size, Subject};
use unwarranted::study::{Outcome, Study, Sweeping, Task};

/// Fourteen areas, three treatments, four years; `cheap` is even, `rare` is none in some areas.
fn figures() -> String {
    let mut text = String::from("area,name,year,measure,items,patients\n");
    for (at, year) in (2018..2022).enumerate() {
        for area in 0..14_u64 {
            let patients = 40_000 + 9_000 * area;
            for (measure, rate) in [("cheap", 400), ("dear", 40 * (1 + area % 5)), ("rare", 3 * (area % 4))] {
                let items = patients * rate * (100 + (area * 7 + at as u64 * 13) % 17) / 10_000_000;
                let name = format!("NHS <b>Place</b> & {area} CCG");
                writeln!(text, "X{area:02},{name},{year},{measure},{items},{patients}").unwrap();
            }
        }
    }
    text
}

#[test]
fn every_kind_writes_a_drawing_and_its_figures() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "figures.csv", figures());
    for chart in CHARTS {
        for size in ["web", "phone"] {
            let target = dir.path().join(format!("{}-{size}.svg", chart.id));
            let out = unwarranted()
                .args(["chart", chart.id])
                .arg(&input)
                .args(["--by", "year", "--denominator-is", "stock", "--size", size])
                .args(["--highlight", "X03"].iter().filter(|_| chart.shows.contains(&Shows::Highlight)))
                .arg("-o")
                .arg(&target)
                .output()
                .unwrap();
            assert!(out.status.success(), "{}: {}", chart.id, String::from_utf8_lossy(&out.stderr));
            let svg = std::fs::read_to_string(&target).unwrap();
            assert!(svg.starts_with("<svg ") && svg.contains("role=\"img\"") && !svg.contains("<b>"), "{}", chart.id);
            let twin = std::fs::read_to_string(target.with_extension("csv")).unwrap();
            assert!(twin.lines().count() > 1, "{}: {twin}", chart.id);
        }
    }
}

#[test]
fn a_chart_is_written_in_three_formats_with_one_table() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "figures.csv", figures());
    let [svg, png, pdf] = ["svg", "png", "pdf"].map(|e| dir.path().join(format!("out.{e}")));
    let args = ["--by", "year", "--denominator-is", "stock", "--about", "dear", "--dark", "--highlight", "X03"];
    let run = || {
        let mut command = unwarranted();
        command.args(["chart", "ranked"]).arg(&input).args(args);
        command.arg("-o").arg(&svg).arg("-o").arg(&png).arg("-o").arg(&pdf);
        assert!(command.output().unwrap().status.success());
        ["out.svg", "out.png", "out@2x.png", "out.pdf", "out.csv"].map(|f| std::fs::read(dir.path().join(f)).unwrap())
    };
    let first = run();
    assert!(first[1].starts_with(b"\x89PNG") && first[2].len() > first[1].len() && first[3].starts_with(b"%PDF"));
    assert!(String::from_utf8_lossy(&first[0]).contains("#101417"));
    let twin = String::from_utf8(first[4].clone()).unwrap();
    assert!(twin.starts_with("area,name,value,lower,upper,observed,denominator\n") && twin.lines().count() == 15);
    assert_eq!(first, run());
}

#[test]
fn what_cannot_be_drawn_or_written_is_refused_before_anything_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let before = figures();
    let input = file(dir.path(), "figures.csv", &before);
    let year = ["--by", "year", "--denominator-is", "stock"];
    let refused = |kind: &str, out: &str, more: &[&str]| {
        let out = text(&dir.path().join(out));
        let args = [&["chart", kind, &input][..], &year, more, &["-o", &out]].concat();
        failure(&args)
    };
    assert!(refused("ranked", "figures.svg", &[]).contains("would overwrite the input"));
    assert_eq!(std::fs::read_to_string(&input).unwrap(), before);
    file(dir.path(), "mine.csv", "a\n");
    assert!(refused("ranked", "mine.svg", &[]).contains("not of an earlier chart"));
    assert!(refused("rankd", "x.svg", &[]).contains("did you mean ranked?"));
    assert!(refused("ranked", "x.gif", &[]).contains(".svg, .png or .pdf"));
    assert!(refused("ranked", "no/x.svg", &[]).contains("there is no folder"));
    assert!(refused("ranked", "x.svg", &["--about", "dearer"]).contains("the data have cheap, dear, rare"));
    assert!(refused("ranked", "x.svg", &["--highlight", "X99"]).contains("no area has this code"));
    assert!(refused("ranked", "x.svg", &["--dark", "--size", "print"]).contains("paper is white"));
    assert!(refused("league", "x.svg", &["--about", "dear"]).contains("shows all treatments"));
    assert!(refused("heatmap", "x.svg", &["--about", "dear"]).contains("shows all treatments"));
    assert!(refused("ranked", "x.svg", &["--seed", "4"]).contains("--seed has no effect on the chart 'ranked'"));
    assert!(
        refused("lorenz", "x.svg", &["--confidence", "0.9"])
            .contains("--confidence has no effect on the chart 'lorenz'")
    );
    assert!(refused("profile", "x.svg", &[]).contains("name its code with --highlight"));
    assert!(refused("league", "x.svg", &["--highlight", "X03"]).contains("--highlight"));
    assert!(!dir.path().join("x.svg").exists());
}

/// Sixteen areas in three groups, three treatments, six months.
fn months() -> String {
    let mut text = String::from("code,label,alias,district,score,month,drug,items,patients\n");
    for area in 0..16_u64 {
        for month in 1..=6 {
            for (drug, rate) in [("a", 40), ("b", 60), ("c", 90)] {
                let patients = 3_000 + 400 * area;
                let items = patients * (rate + (area * 7 + rate * month) % 29) / 3_000 + if area == 5 { 60 } else { 0 };
                let score = (area * 7) % 13;
                let words = format!("A{area:02},Place {area},Other {area},D{},{score}", area % 3);
                writeln!(text, "{words},2024-{month:02},{drug},{items},{patients}").unwrap();
            }
        }
    }
    text
}

/// The chart and the figures beside it.
fn drawn(outcome: &Outcome, chart: &Chart) -> String {
    let selected = outcome.selected();
    let focus: Vec<&SliceFindings> = Outcome::focus(&selected).into_iter().map(|at| &selected[at]).collect();
    let measure = |f: &&'_ SliceFindings| outcome.labels.get(&f.treatment).unwrap();
    let measures: Vec<Measure> = focus.iter().map(|f| Measure { findings: f, labels: measure(f) }).collect();
    let subject = Subject {
        findings: focus[0],
        series: outcome.series(&focus[0].treatment),
        labels: measure(&focus[0]),
        highlight: outcome.highlight.as_deref(),
        size: Size::WEB,
        beside: Beside { measures: &measures },
    };
    let drawing = chart.draw(&subject).unwrap_or_else(|not| panic!("{}: {}", chart.id, not.reason));
    format!("{drawing:?}")
}

fn of_league(found: &Sweeping, draw: &Draw) -> String {
    let Draw::League(draw) = draw else { panic!("no chart of a league") };
    let labels = found.labels.values().next().unwrap();
    format!("{:?}", draw(&LeagueSubject { league: &found.leagues[0], labels, size: Size::WEB }).unwrap())
}

#[test]
fn an_option_of_what_is_shown_changes_a_chart_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "months.csv", months());
    let names = file(dir.path(), "names.csv", "code,name\nA03,Own Name\nA05,Another\n");
    let study = |more: &[(&str, serde_json::Value)]| {
        let mut options = serde_json::json!({"files": [input], "column-treatment": "drug", "column-name": "label",
            "replicates": 0, "highlight": "A03"});
        for (key, value) in more {
            options[*key] = value.clone();
        }
        serde_json::from_value::<Study>(options).unwrap()
    };
    let plain = study(&[]);
    let person = ("per-person", serde_json::json!(60));
    let (mut shown, mut wrong) = (0, Vec::new());
    for (key, value, beside) in [
        ("column-name", "alias".into(), None),
        ("names", names.into(), Some(("column-name", serde_json::Value::Null))),
        ("unit", "own words per patient".into(), None),
        ("per", 7.into(), None),
        ("confidence", 0.8.into(), None),
        ("interval", "exact".into(), None),
        ("per-person", 60.into(), None),
        ("per-person-cv", 0.1.into(), Some(person)),
        ("repeat-factor", 9.into(), None),
        ("target", 0.02.into(), None),
        ("far", 1.02.into(), None),
        ("highlight", "A05".into(), None),
        ("confidence-also", serde_json::json!([0.9]), None),
        ("column-group", "district".into(), None),
        ("column-rank", "score".into(), None),
        ("family", "all".into(), None),
    ] {
        let beside: Vec<_> = beside.into_iter().collect();
        let without = study(&beside).run_for(Task::Report).unwrap();
        let given: Study = serde_json::from_value(serde_json::json!({key: value})).unwrap();
        let with = study(&[&beside[..], &[(key, value)]].concat()).run_for(Task::Report).unwrap();
        for chart in CHARTS.iter().filter(|chart| matches!(chart.draw, Draw::Findings(_))) {
            let (changes, refused) = (drawn(&without, chart) != drawn(&with, chart), given.unshown(chart, true));
            if changes != refused.is_none() {
                wrong.push(format!("{key} on {}: changes it {changes}, refused {refused:?}", chart.id));
            }
            shown += usize::from(changes);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(shown > 60, "{shown}");
    let league = CHARTS.iter().find(|chart| matches!(chart.draw, Draw::League(_))).unwrap();
    let sweep = |study: &Study| of_league(&study.sweep(&|_, _| ()).unwrap(), &league.draw);
    let alone = Study { highlight: None, column_name: None, ..plain };
    let base = Study { replicates: Some(99), ..alone.clone() };
    for (with, used) in [
        (Study { per: Some(7.0), ..base.clone() }, false),
        (Study { column_name: Some("alias".to_owned()), ..base.clone() }, false),
        (Study { confidence: Some(0.8), ..base.clone() }, true),
        (Study { seed: Some(7), ..base.clone() }, true),
        (Study { replicates: Some(199), ..base.clone() }, true),
    ] {
        assert_eq!((sweep(&base) != sweep(&with), with.unshown(league, false).is_none()), (used, used), "{with:?}");
    }
}
