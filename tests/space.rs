//! `space` as it is typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, number, stdout, unwarranted};
use std::fmt::Write;
use std::path::Path;

/// Side of the lattice of areas.
const SIDE: usize = 7;

/// Rare counts on a lattice, high in one corner, with a covariate that goes with them; `times` makes them common.
fn areas(times: f64) -> String {
    let mut text = String::from("code,label,seen,due,score\n");
    for i in 0..SIDE * SIDE {
        let corner = if i % SIDE < 4 && i / SIDE < 4 { 0.9 } else { -0.3 };
        let (due, score) = (times * (4.0 + 6.0 * number(i, 1)), number(i, 2));
        let seen = (due * libm::exp(corner + 0.5 * (score - 0.5) + 0.2 * (number(i, 3) - 0.5))).round();
        writeln!(text, "A{i:02},Place {i},{seen},{due:.3},{score:.3}").unwrap();
    }
    text
}

/// Pairs of the lattice, each once or both ways.
fn pairs(both: bool) -> String {
    let mut text = String::from("i,j\n");
    for i in 0..SIDE * SIDE {
        let mut put = |j: usize| {
            writeln!(text, "A{i:02},A{j:02}").unwrap();
            if both {
                writeln!(text, "A{j:02},A{i:02}").unwrap();
            }
        };
        if i % SIDE + 1 < SIDE {
            put(i + 1);
        }
        if i + SIDE < SIDE * SIDE {
            put(i + SIDE);
        }
    }
    text
}

/// The lattice as boundaries; the square of area 0 lies elsewhere where it is an island.
fn boundaries(island: bool) -> String {
    let square = |i: usize| {
        let away = if island && i == 0 { 5.0 } else { 0.0 };
        let (x, y) = (0.1 * (i % SIDE) as f64 - away, 50.0 + 0.1 * (i / SIDE) as f64);
        let corners = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1), (x, y)];
        let ring: Vec<String> = corners.iter().map(|(x, y)| format!("[{x:.6},{y:.6}]")).collect();
        format!(
            r#"{{"type":"Feature","properties":{{"code":"A{i:02}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    let all: Vec<String> = (0..SIDE * SIDE).map(square).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(","))
}

const COLUMNS: [&str; 8] = ["--area", "code", "--name", "label", "--observed", "seen", "--expected", "due"];

fn args<'a>(path: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["space", path], &COLUMNS[..], more].concat()
}

fn written(folder: &Path) -> (String, String) {
    (file(folder, "rare.csv", areas(1.0)), file(folder, "adj.csv", pairs(false)))
}

#[test]
fn space_gives_the_keys_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let (path, near) = written(folder.path());
    for (model, share) in [("bym2", "phi"), ("leroux", "rho")] {
        let more = ["--covariate", "score", "--neighbours", &near, "--model", model, "--format", "json"];
        let found = json(&args(&path, &more));
        assert_eq!(found["schema"].as_u64(), Some(1));
        for key in ["i", "expected", "z", "p"] {
            assert!(found["moran"][key].is_f64(), "moran {key}");
        }
        for key in ["c", "expected", "z", "p"] {
            assert!(found["geary"][key].is_f64(), "geary {key}");
        }
        for key in ["sigma", share, "tau2"] {
            assert!(found[key].is_f64(), "{key}");
        }
        let names: Vec<&str> = found["fixed"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["(Intercept)", "score"]);
        let areas = found["areas"].as_array().unwrap();
        assert_eq!(areas.len(), SIDE * SIDE);
        for area in areas {
            for key in ["rr", "rr_sd", "p_above_1", "local_moran", "local_g", "local_q", "eb_local"] {
                assert!(area[key].is_number(), "{key} {area}");
            }
            let number = |key: &str| area[key].as_f64().unwrap();
            assert!(number("rr_lower") < number("rr") && number("rr") < number("rr_upper"));
        }
        // The corner is high, and its middle is high among high ones.
        assert!(found["eb_moran"]["p_permutation"].as_f64().unwrap() < 0.01);
        assert_eq!(areas[8]["cluster"].as_str(), Some("high-high"));
        assert!(areas[8]["p_above_1"].as_f64().unwrap() > 0.99 && areas[48]["p_above_1"].as_f64().unwrap() < 0.1);
        assert!(found["headline"].as_str().unwrap().starts_with("Neighbouring areas resemble each other"));
    }
}

#[test]
fn pairs_once_pairs_twice_and_boundaries_are_the_same_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let (path, near) = written(folder.path());
    let twice = file(folder.path(), "twice.csv", pairs(true));
    let map = file(folder.path(), "map.geojson", boundaries(false));
    let of = |more: &[&str]| {
        let mut found = json(&args(&path, &[more, &["--replicates", "199", "--format", "json"]].concat()));
        let from = found["neighbours"].as_object_mut().unwrap().remove("from").unwrap();
        (found, from.as_str().unwrap().to_owned())
    };
    let once = of(&["--neighbours", &near]);
    assert_eq!(once.0, of(&["--neighbours", &twice]).0);
    let touching = of(&["--boundaries", &map]);
    assert_eq!(once.0, touching.0);
    assert!(touching.1.contains("share two vertices or more, to within 0.000001 degrees"), "{}", touching.1);
    let queen = of(&["--boundaries", &map, "--contiguity", "queen"]);
    let pairs = |found: &serde_json::Value| {
        found["neighbours"]["pairs"].as_u64().unwrap_or_else(|| panic!("{}", found["neighbours"]))
    };
    assert_eq!((pairs(&once.0), pairs(&queen.0)), (84, 84 + 72));
    assert_ne!(of(&["--neighbours", &near, "--weights", "binary"]).0["moran"], once.0["moran"]);
    assert_ne!(of(&["--neighbours", &near, "--seed", "7"]).0["moran"]["p_permutation"], serde_json::Value::Null);
}

#[test]
fn an_area_without_neighbours_is_named_and_smoothed_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(folder.path());
    let map = file(folder.path(), "map.geojson", boundaries(true));
    let run = unwarranted().args(args(&path, &["--boundaries", &map, "--format", "json"])).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("1 area has no neighbours: A00"), "{told}");
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(found["neighbours"]["islands"][0].as_str(), Some("A00"));
    let island = &found["areas"][0];
    assert!(island["rr"].is_f64() && island["local_moran"].is_null() && island["local_p"].is_null());
    // Nearer to 1 than its ratio is.
    let [rr, ratio] = ["rr", "ratio"].map(|key| island[key].as_f64().unwrap());
    assert!((rr - 1.0).abs() < (ratio - 1.0).abs());
}

#[test]
fn common_counts_are_smoothed_on_request_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "common.csv", areas(60.0));
    let near = file(folder.path(), "adj.csv", pairs(false));
    let more = ["--neighbours", &near, "--replicates", "99", "--format", "json"];
    let run = unwarranted().args(args(&path, &more)).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("from 100 on smoothing changes next to nothing: it is left out; --anyway"), "{told}");
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert!(found["sigma"].is_null() && found["areas"][0]["rr"].is_null() && found["moran"]["i"].is_f64());
    let found = json(&args(&path, &[&more[..], &["--anyway"]].concat()));
    let area = &found["areas"][0];
    let [rr, ratio] = ["rr", "ratio"].map(|key| area[key].as_f64().unwrap());
    assert!((rr / ratio - 1.0).abs() < 0.03, "{rr} {ratio}");
}

#[test]
fn priors_and_fits_are_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (path, near) = written(folder.path());
    let of = |more: &[&str]| {
        json(&args(&path, &[&["--neighbours", &near, "--replicates", "99", "--format", "json"], more].concat()))
    };
    let usual = of(&[]);
    assert_eq!(usual["priors"]["sigma"].as_str(), Some("pc:1,0.01"));
    let tight = of(&["--prior-sigma", "pc:0.1,0.01"]);
    assert!(tight["sigma"].as_f64() < usual["sigma"].as_f64());
    let spatial = of(&["--prior-mixing", "20,1"]);
    assert!(spatial["phi"].as_f64() > usual["phi"].as_f64());
    let averaged = of(&["--model", "leroux", "--fit", "averaged"]);
    assert_eq!(averaged["priors"]["mixing"].as_str(), Some("1,1"));
    let [ml, reml] = ["ml", "reml"].map(|fit| of(&["--model", "leroux", "--fit", fit]));
    assert!(ml["priors"].is_null() && ml["log_likelihood"].is_f64());
    assert!(reml["tau2"].as_f64() > ml["tau2"].as_f64());
    let table = stdout(&args(&path, &["--neighbours", &near, "--replicates", "99"]));
    assert!(table.contains("Neighbours: 84 pairs in one piece, from pairs in adj.csv."), "{table}");
    let csv = stdout(&args(&path, &["--neighbours", &near, "--replicates", "99", "--format", "csv"]));
    let [head, first] = [0, 1].map(|i| csv.lines().nth(i).unwrap());
    assert!(head.contains("p_above_1,exceedance,") && first.contains("\"above, over 95%\""), "{head}\n{first}");
}

#[test]
fn maps_show_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (path, near) = written(folder.path());
    let map = file(folder.path(), "map.geojson", boundaries(false));
    let mut drawn = Vec::new();
    // The subtitle names what the colours show.
    for (show, title, classes, key, unit) in [
        (
            "exceedance",
            "areas are above what is expected with a probability over 95%",
            "above, over 95%",
            "p_above_1",
            "probability to be above what is expected",
        ),
        ("smoothed", "smoothed by their neighbours", "over double", "rr", "smoothed ratio of observed to expected"),
        (
            "clusters",
            "areas are high among high ones",
            "high among high",
            "ratio",
            "observed divided by expected, beside that of the neighbours",
        ),
    ] {
        let out = folder.path().join(format!("{show}.svg"));
        let out = common::text(&out);
        let more = ["--boundaries", &map, "--replicates", "9999", "--map", &out, "--show", show, "--format", "json"];
        let found = json(&args(&path, &more));
        let svg = std::fs::read_to_string(&out).unwrap();
        let said = svg.to_lowercase();
        assert!(svg.contains(title) && said.contains(unit), "{show}");
        let table = std::fs::read_to_string(out.replace(".svg", ".csv")).unwrap();
        assert!(table.contains(classes), "{table}");
        let row = table.lines().find(|line| line.starts_with("A08,")).unwrap();
        let value = found["areas"][8][key].as_f64().unwrap();
        assert!(row.contains(&format!(",{value},")), "{row} {value}");
        assert_eq!(said.contains("smoothed ratio of"), show == "smoothed", "{show}");
        drawn.push(svg);
    }
    assert_ne!(drawn[0], drawn[1]);
    for (more, says) in [
        (vec!["--neighbours", &near, "--map", "x.svg"], "--map needs to know where the areas lie"),
        (vec!["--boundaries", &map, "--show", "clusters"], "--show says what a map shows"),
        (vec!["--boundaries", &map, "--map", "x.txt"], "expected a name that ends in .svg, .png or .pdf"),
    ] {
        let error = failure(&args(&path, &more));
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn neighbours_may_be_the_nearest_or_those_within_a_distance() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(folder.path());
    let map = file(folder.path(), "map.geojson", boundaries(false));
    let of = |rule: &str| {
        let more = ["--boundaries", &map, "--neighbours", rule, "--replicates", "99", "--format", "json"];
        json(&args(&path, &more))
    };
    let pairs = |found: &serde_json::Value| found["neighbours"]["pairs"].as_u64().unwrap();
    let touching = json(&args(&path, &["--boundaries", &map, "--replicates", "99", "--format", "json"]));
    // On a grid the four nearest are those that touch, but at its edges.
    let (four, far) = (of("nearest:4"), of("distance:20000"));
    assert!(pairs(&four) >= pairs(&touching), "{four}");
    let n = far["areas"].as_array().unwrap().len() as u64;
    assert_eq!(pairs(&far), n * (n - 1) / 2);
    assert!(four["neighbours"]["from"].as_str().unwrap().contains("the 4 nearest of each"), "{}", four["neighbours"]);
    for (more, says) in [
        (vec!["--neighbours", "nearest:4"], "needs to know where the areas lie"),
        (vec!["--boundaries", &map, "--neighbours", "nearest:0"], "expected distance:KM"),
        (vec!["--boundaries", &map, "--neighbours", "nearest:4", "--contiguity", "queen"], "has no effect on centres"),
        (vec!["--boundaries", &map, "--neighbours", "nearest:9999"], "other areas, and each is to have"),
    ] {
        let error = failure(&args(&path, &more));
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn what_cannot_be_done_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (path, near) = written(folder.path());
    let map = file(folder.path(), "map.geojson", boundaries(false));
    let foreign = file(folder.path(), "foreign.csv", "i,j\nA00,A01\nA01,B77\n");
    let headless = file(folder.path(), "headless.csv", "A00,A01\nA01,A02\n");
    let small = file(folder.path(), "small.geojson", boundaries(false).replace("\"A07\"", "\"B07\""));
    let periods = areas(1.0).replacen("code,", "year,code,", 1);
    let periods: String = periods.lines().enumerate().fold(String::new(), |mut text, (i, line)| {
        let year = if i == 0 { String::new() } else { format!("{},", 2018 + i % 2) };
        writeln!(text, "{year}{line}").unwrap();
        text
    });
    let periods = file(folder.path(), "periods.csv", periods);
    for (path, more, says) in [
        (&path, vec![], "which areas are neighbours?"),
        (&path, vec!["--neighbours", &near, "--boundaries", &map], "give one"),
        (&path, vec!["--neighbours", &near, "--tolerance", "1"], "--tolerance has no effect on a table of pairs"),
        (&path, vec!["--neighbours", &near, "--contiguity", "queen"], "--contiguity has no effect"),
        (&path, vec!["--neighbours", &foreign], "foreign.csv, line 3: 1 area is not in the data: B77"),
        (&path, vec!["--neighbours", &headless], "the first line, 'A00' and 'A01', is a pair of areas"),
        (&path, vec!["--boundaries", &small], "1 area has no boundary there: A07"),
        (&path, vec!["--boundaries", &map, "--tolerance", "0"], "--tolerance is 0"),
        (&path, vec!["--neighbours", &near, "--fit", "ml"], "--fit of the model bym2 is averaged"),
        (
            &path,
            vec!["--neighbours", &near, "--model", "leroux", "--prior-sigma", "1,0.01"],
            "goes with --fit averaged",
        ),
        (&path, vec!["--neighbours", &near, "--covariate", "score,score"], "--covariate"),
        (&path, vec!["--neighbours", &near, "--covariate", "nothing"], "no column 'nothing', which --covariate names"),
        (&path, vec!["--neighbours", &near, "--replicates", "0"], "--replicates is 0"),
        (&periods, vec!["--neighbours", &near], "the data have 2 periods, 2018 to 2019; choose one"),
        (&path, vec!["--neighbours", &near, "--covariate", "label"], "--covariate names 'label', which has no numbers"),
    ] {
        let error = failure(&args(path, &more));
        assert!(error.contains(says), "{more:?}: {error}");
    }
}
