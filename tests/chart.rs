//! End to end: one chart as files.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, text, unwarranted};
use std::fmt::Write;
use unwarranted::core::{AreaFinding, SliceFindings};
use unwarranted::plot::places::{Geometry, Place, Places};
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

/// Squares for the areas of [`figures`], two of London's size, `X13` missing, `Y00` besides.
fn boundaries(code: &str) -> String {
    let square = |i: u32| {
        let (x, y) = (f64::from(i % 4) * 0.5 - 3.0, f64::from(i / 4) * 0.4 + 51.0);
        let corners = [(x, y), (x + 0.5, y), (x + 0.5, y + 0.4), (x, y + 0.4), (x, y)];
        corners.map(|(x, y)| format!("[{x},{y}]")).join(",")
    };
    let area = |i: u32| {
        let own = if i == 13 { "Y00".to_owned() } else { format!("X{i:02}") };
        format!(
            r#"{{"type": "Feature", "properties": {{"{code}": "{own}", "name": "Place {i}"}},
            "geometry": {{"type": "Polygon", "coordinates": [[{}]]}}}}"#,
            square(i)
        )
    };
    let areas: Vec<String> = (0..14).map(area).collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, areas.join(","))
}

#[test]
fn every_kind_writes_a_drawing_and_its_figures() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "figures.csv", figures());
    let places = file(dir.path(), "areas.geojson", boundaries("code"));
    let stopping = file(dir.path(), "stopping.csv", stopping());
    for chart in CHARTS {
        // When areas changed takes two years of months.
        let steps = chart.shows.contains(&Shows::Guidance);
        let monthly = steps || chart.id == "parts";
        let (input, by) = if monthly { (&stopping, "month") } else { (&input, "year") };
        for size in ["web", "phone"] {
            let target = dir.path().join(format!("{}-{size}.svg", chart.id));
            let out = unwarranted()
                .args(["chart", chart.id])
                .arg(input)
                .args(["--guidance", "2020-06"].iter().filter(|_| steps))
                .args(["--by", by, "--denominator-is", "stock", "--size", size])
                .args(["--highlight", "X03"].iter().filter(|_| chart.shows.contains(&Shows::Highlight)))
                .args(["--boundaries", &places].iter().filter(|_| chart.of_places))
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

/// Twelve areas over three years; every second one stops, each in a month of its own.
fn stopping() -> String {
    let mut text = String::from("code,month,observed,population\n");
    for month in 0..36 {
        for area in 0..12 {
            let paid = if area % 2 == 1 && month >= 8 + area { 0.05 } else { 1.0 };
            let wave = 1.0 + 0.02 * f64::from((month * 7 + area * 5) % 11);
            let pounds = 1_000.0 * paid * wave;
            let (year, of_year) = (2020 + month / 12, month % 12 + 1);
            text += &format!("X{area:02},{year}-{of_year:02},{pounds:.2},{}\n", 20_000 + 1_000 * area);
        }
    }
    text
}

#[test]
fn when_areas_changed_is_drawn_and_other_charts_take_no_guidance() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "stopping.csv", stopping());
    let target = dir.path().join("adoption.svg");
    let run = |kind: &str, more: &[&str]| {
        let mut command = unwarranted();
        command.args(["chart", kind]).arg(&input).args(more).arg("-o").arg(&target);
        command.output().unwrap()
    };
    assert!(run("adoption", &["--by", "month", "--guidance", "2020-06"]).status.success());
    let twin = std::fs::read_to_string(target.with_extension("csv")).unwrap();
    let rows: Vec<&str> = twin.lines().skip(1).collect();
    assert_eq!(rows.len(), 6, "{twin}");
    // X05 stops in the month numbered 13, February 2021: eight months after guidance.
    let row = rows.iter().find(|row| row.starts_with("X05,")).unwrap();
    assert!(row.contains(",2021-02,") && row.contains(",stopped,") && row.ends_with(",8,,"), "{row}");
    let svg = std::fs::read_to_string(&target).unwrap();
    assert!(svg.contains(">guidance<") && svg.contains("6 of 12 areas changed what they do, all of them to less"));
    for (kind, more, says) in [
        ("ranked", vec!["--by", "year", "--guidance", "2020-06"], "--guidance has no effect on this chart"),
        ("adoption", vec!["--by", "month", "--highlight", "Z99"], "no area with this code"),
        ("growth", vec!["--period", "2020"], "--period has no effect on a trend"),
        ("growth", vec!["--by", "year", "--unit", "£ per patient"], "has no effect on the chart 'growth'"),
    ] {
        let out = run(kind, &more);
        assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains(says), "{kind}: {out:?}");
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
    let head = "area,name,value,lower,upper,observed,denominator,ods_code,ons_code\n";
    assert!(twin.starts_with(head) && twin.lines().count() == 15);
    assert_eq!(first, run());
}

/// The table beside a chart is one of ours, whatever the format of the chart was.
#[test]
fn a_chart_is_written_again_in_another_format() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "figures.csv", figures());
    for name in ["out.png", "out.svg", "again.SVG", "again.pdf", "again.SVG"] {
        let target = text(&dir.path().join(name));
        let args = ["chart", "funnel", &input, "--by", "year", "--denominator-is", "stock", "--about", "dear", "-o"];
        let out = unwarranted().args(args).arg(&target).output().unwrap();
        assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    }
}

/// A chart of several files names each once, and says what its chance takes for granted.
#[test]
fn a_chart_of_several_files_names_all_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let dear = || {
        figures()
            .lines()
            .filter(|l| !l.contains(",cheap,") && !l.contains(",rare,"))
            .fold(String::new(), |t, l| t + l + "\n")
    };
    let one = file(dir.path(), "one.csv", dear());
    let two = file(dir.path(), "two.csv", dear().replace(",dear,", ",fair,"));
    for kind in ["league", "heatmap", "decomposition", "profile", "spreads", "scatter"] {
        let out = dir.path().join(format!("{kind}.svg"));
        let mut command = unwarranted();
        command.args(["chart", kind, &one, &two, "--by", "year", "--denominator-is", "stock"]);
        command.args(["--highlight", "X03"].iter().filter(|_| kind == "profile"));
        let run = command.arg("-o").arg(&out).output().unwrap();
        assert!(run.status.success(), "{kind}: {}", String::from_utf8_lossy(&run.stderr));
        let svg = std::fs::read_to_string(&out).unwrap();
        assert!(svg.contains("Source: one.csv; two.csv<"), "{kind}: {svg}");
        let repeats = svg.contains("repeat items for one patient");
        assert_eq!(repeats, ["league", "decomposition"].contains(&kind), "{kind}");
        assert_eq!(svg.contains("every event taken as another patient"), kind == "decomposition");
    }
}

/// A measure without a title is called by its identifier in words, or by the title of the treatment so defined.
#[test]
fn a_chart_is_titled_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let known = unwarranted::definitions::all().unwrap()[0].treatment.clone();
    for (id, title) in [("hip_and-knee", "Hip and knee"), (&known.id, &known.title)] {
        let input = file(dir.path(), "one.csv", figures().replace("dear", id));
        let out = text(&dir.path().join("drawn.svg"));
        let args = ["chart", "ranked", &input, "--by", "year", "--denominator-is", "stock", "--about", id, "-o", &out];
        assert!(unwarranted().args(args).output().unwrap().status.success());
        let svg = std::fs::read_to_string(&out).unwrap();
        assert!(
            svg.contains(&title.replace('&', "&amp;").replace('\'', "&#39;")) && !svg.contains(&format!("{id}:")),
            "{svg:.400}"
        );
    }
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

/// A square for each area.
fn squares(findings: &SliceFindings) -> Places {
    let place = |(i, area): (usize, &AreaFinding)| {
        let (x, y) = ((i % 4) as f64 - 3.0, (i / 4) as f64 + 51.0);
        let ring = vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
        Place { code: area.area.clone(), name: String::new(), geometry: Geometry::Polygons(vec![vec![ring]]) }
    };
    Places { rows: findings.areas.iter().enumerate().map(place).collect(), ..Places::default() }
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
        beside: Beside { measures: &measures, places: Some(&squares(focus[0])), ..Beside::default() },
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
    let person = ("per-person", serde_json::json!(8));
    let (mut shown, mut wrong) = (0, Vec::new());
    for (key, value, beside) in [
        ("column-name", "alias".into(), None),
        ("names", names.into(), Some(("column-name", serde_json::Value::Null))),
        ("unit", "own words per resident".into(), None),
        ("per", 7.into(), None),
        ("confidence", 0.8.into(), None),
        ("interval", "exact".into(), None),
        ("per-person", 60.into(), None),
        ("per-person-cv", 2.0.into(), Some(person)),
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

/// Everything that is not as it should be has a message of its own, and nothing is written.
#[test]
fn boundaries_that_do_not_fit_are_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "figures.csv", figures());
    let year = ["--by", "year", "--denominator-is", "stock"];
    let refused = |kind: &str, name: &str, content: &str| {
        let (places, out) = (file(dir.path(), name, content), text(&dir.path().join("map.svg")));
        failure(&[&["chart", kind, &input][..], &year, &["--boundaries", &places, "-o", &out]].concat())
    };
    let whole = boundaries("code");
    assert!(refused("ranked", "a.geojson", &whole).contains("--boundaries has no effect on this chart"));
    let none =
        failure(&[&["chart", "hexmap", &input][..], &year, &["-o", &text(&dir.path().join("map.svg"))]].concat());
    assert!(none.contains("name a file of boundaries with --boundaries"));
    assert!(refused("choropleth", "b.geojson", &boundaries("label_of_mine")).contains("have names and no codes"));
    let strange = refused("choropleth", "c.geojson", &whole.replace("\"X", "\"Z"));
    assert!(strange.contains("only 0 of the 14 areas") && strange.contains("such as X00"), "{strange}");
    let twice = refused("choropleth", "d.geojson", &whole.replace("X01", "X00"));
    assert!(twice.contains("have one code, X00") || twice.contains("no codes"), "{twice}");
    assert!(refused("choropleth", "e.csv", "area,observed\nA,1\n").contains("e.csv"));
    assert!(
        refused("choropleth", "f.geojson", "{\"type\": \"FeatureCollection\", \"features\": [").contains("f.geojson")
    );
    let hexes = r#"{"layout": "odd-r", "hexes": {"X00": {"q": 0, "r": 0}, "X01": {"q": 1, "r": 0}, "X02": {"q": 0, "r": 1}, "X03": {"q": 1, "r": 1},
        "X04": {"q": 0, "r": 2}, "X05": {"q": 1, "r": 2}, "X06": {"q": 0, "r": 3}, "X07": {"q": 1, "r": 3}}}"#;
    assert!(refused("choropleth", "g.hexjson", hexes).contains("draw it as a hexmap"));
    assert!(!dir.path().join("map.svg").exists());
}

/// Groups of 2020 and one that merged into a group of 2021 never were there together.
#[test]
fn boundaries_of_several_times_are_refused_and_those_of_another_time_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let codes = ["E38000006", "E38000007", "E38000008"];
    let rows = |codes: &[&str]| {
        let row = |code: &&str| format!("{code},2021-05,40,1000\n");
        "area,month,observed,population\n".to_owned() + &codes.iter().map(row).collect::<String>()
    };
    let places = |codes: &[&str]| {
        let one = |(i, code): (usize, &&str)| {
            let (x, y) = (i as f64, 52.0);
            format!(
                r#"{{"properties": {{"CCG21CD": "{code}", "CCG21NM": "Place {i}"}}, "geometry": {{"type": "Polygon",
                "coordinates": [[[{x},{y}],[{},{y}],[{},53.0],[{x},{y}]]]}}}}"#,
                x + 1.0,
                x + 1.0
            )
        };
        let all: Vec<String> = codes.iter().enumerate().map(one).collect();
        format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, all.join(","))
    };
    let input = file(dir.path(), "groups.csv", rows(&codes));
    let out = text(&dir.path().join("map.svg"));
    let args = |boundaries: &str| {
        ["chart", "choropleth", &input, "--kind", "count", "--boundaries", boundaries, "-o", &out].map(str::to_owned)
    };
    // Darlington closed on 31 March 2020; the last of these opened on 1 April 2021.
    let mixed = file(dir.path(), "mixed.geojson", places(&["E38000006", "E38000007", "E38000042", "E38000253"]));
    let args_ = args(&mixed);
    let refused = failure(&args_.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(refused.contains("of several times") && refused.contains("2020-03-31"), "{refused}");
    let whole = file(dir.path(), "whole.geojson", places(&codes));
    assert!(unwarranted().args(args(&whole)).output().unwrap().status.success());
    let svg = std::fs::read_to_string(&out).unwrap();
    assert!(svg.contains("clinical commissioning groups, April 2021") && svg.contains("Crown copyright"));
}

/// Four years of a rate that grows, with a season: parts add up to the rate, whose working days are taken as equal.
#[test]
fn the_overall_rate_is_taken_apart_for_a_picture() {
    let dir = tempfile::tempdir().unwrap();
    let mut rows = "area,period,observed,denominator\n".to_owned();
    for month in 0..48 {
        let season = [30, 20, 10, 0, -10, -20, -30, -20, -10, 0, 10, 20][month % 12];
        for area in 0..6 {
            let (year, of_year) = (2020 + month / 12, month % 12 + 1);
            let counted = 500 + 2 * i32::try_from(month).unwrap() + 3 * season + 11 * area + (area * 7 + season) % 5;
            rows += &format!("A{area},{year}-{of_year:02},{counted},10000\n");
        }
    }
    let input = file(dir.path(), "season.csv", rows);
    let target = text(&dir.path().join("parts.svg"));
    stdout(&["chart", "parts", &input, "--by", "month", "-o", &target]);
    let svg = std::fs::read_to_string(&target).unwrap();
    assert!(
        svg.contains("no finding rests on it") && svg.contains("The test of a season does find one at 5%."),
        "{svg}"
    );
    let twin = std::fs::read_to_string(dir.path().join("parts.csv")).unwrap();
    assert_eq!(twin.lines().next(), Some("period,rate,per_cent_of_mean,trend,season,rest"));
    let found = json(&["trend", &input, "--by", "month", "--replicates", "0", "--format", "json"]);
    let national = &found["treatments"][0]["national"];
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let mean =
        national["rates"].as_array().unwrap().iter().map(|r| number(&r["at_mean_working_days"])).sum::<f64>() / 48.0;
    for ((line, part), rate) in
        twin.lines().skip(1).zip(national["stl"].as_array().unwrap()).zip(national["rates"].as_array().unwrap())
    {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((cells[0], part["period"].as_str()), (rate["period"].as_str().unwrap(), Some(cells[0])));
        let [value, trend, season, rest] = [2, 3, 4, 5].map(|i| cells[i].parse::<f64>().unwrap());
        assert!((trend + season + rest - value).abs() < 1e-9, "{line}");
        assert!((value - 100.0 * number(&rate["at_mean_working_days"]) / mean).abs() < 1e-9, "{line}");
        assert!((trend - 100.0 * number(&part["trend"]) / mean).abs() < 1e-9, "{line}");
    }
    // Years have no months to take apart.
    let said = failure(&["chart", "parts", &input, "--by", "year", "--denominator-is", "stock", "-o", &target]);
    assert!(said.contains("shorter than a year"), "{said}");
    let out = text(&dir.path().join("page"));
    stdout(&["report", &input, "--by", "month", "--kind", "count", "--replicates", "0", "--out", &out]);
    let page = std::fs::read_to_string(dir.path().join("page/report.html")).unwrap();
    assert!(
        page.contains("trend, season and rest of the overall rate") && page.contains("The parts add up to the rate"),
        "{page}"
    );
}
