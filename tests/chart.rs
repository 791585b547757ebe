//! End to end: one chart as files.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, text, unwarranted};
use std::fmt::Write;
use unwarranted::plot::{CHARTS, Draw};

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
                .args(["--highlight", "X03"].iter().filter(|_| matches!(chart.draw, Draw::Findings(_))))
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
    assert!(refused("ranked", "x.svg", &["--seed", "4"]).contains("--seed has no effect on this chart"));
    assert!(refused("profile", "x.svg", &[]).contains("name its code with --highlight"));
    assert!(refused("league", "x.svg", &["--highlight", "X03"]).contains("--highlight"));
    assert!(!dir.path().join("x.svg").exists());
}
