//! Pages with bars: folders of opportunities and of scenarios have one, with its chart, and verify to the byte.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stderr_of, stdout, text};
use std::fs;
use std::path::Path;

const TABLE: &str = "area,pounds,heads,fair,board\nZ01,3000.5,10,2000,x\nZ02,1000,10,2500,x\nZ03,2000,10,1500,y\nZ04,4000,20,3000,y\n\
                     Z05,900,5,1000,y\n";

/// How the columns of the table are read.
const PER_HEAD: [&str; 6] = ["--observed", "pounds", "--denominator", "heads", "--kind", "amount"];

/// How many bars the chart has.
fn bars(svg: &str) -> usize {
    let from = svg.find("areas\"").unwrap();
    let group = &svg[from..from + svg[from..].find("</g>").unwrap()];
    group.matches("<rect").count()
}

fn folder(out: &Path, stem: &str, says: &[&str]) {
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let (page, svg) = (read(&format!("{stem}.html")), read(&format!("charts/{stem}.svg")));
    assert_eq!(bars(&svg), 5, "{svg}");
    assert!(fs::read(out.join(format!("charts/{stem}.png"))).unwrap().starts_with(b"\x89PNG"));
    assert!(page.contains("<svg") && page.contains("Every area") && page.contains("Z04"));
    for text in says {
        assert!(page.contains(text), "{text}: {page}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let names: Vec<&str> =
        manifest["outputs"].as_array().unwrap().iter().map(|o| o["name"].as_str().unwrap()).collect();
    assert!(names.contains(&&*format!("{stem}.html")) && names.contains(&&*format!("charts/{stem}.svg")), "{names:?}");
}

#[test]
fn moves_and_opportunities_have_a_page_that_verifies() {
    let place = tempfile::tempdir().unwrap();
    let data = file(place.path(), "data.csv", TABLE);
    let moves = place.path().join("moves");
    let own = [&["scenario", "moves", &data][..], &PER_HEAD, &["--to-target", "2"]].concat();
    let said = stderr_of(&[&own[..], &["--target", "fair", "--out", &text(&moves)]].concat());
    assert!(said.contains("moves.html"), "{said}");
    folder(&moves, "moves", &["would change hands", "Rate before"]);
    let verified = stdout(&["verify", &text(&moves), "--inputs", &text(place.path())]);
    assert!(verified.contains("same"), "{verified}");
    let chances = place.path().join("chances");
    let own = [&["opportunity", &data][..], &PER_HEAD, &["--polarity", "low"]].concat();
    let more = ["--unit", "£ per head", "--target", "national", "--out", &text(&chances)];
    stdout(&[&own[..], &more].concat());
    folder(&chances, "opportunity", &["how much of it is chance is not known", "Clipped"]);
    assert!(stdout(&["verify", &text(&chances), "--inputs", &text(place.path())]).contains("same"));
}

#[test]
fn money_moves_towards_targets_of_its_own() {
    let place = tempfile::tempdir().unwrap();
    let data = file(place.path(), "data.csv", TABLE);
    let own = [&["scenario", "moves", &data][..], &PER_HEAD, &["--to-target", "2"]].concat();
    let found = json(&[&own[..], &["--target", "fair", "--format", "json"]].concat());
    // All have 10,900.5 and targets add up to 10,000. Shares: 2,180, 2,725, 1,635, 3,270, 1,090. Z01, Z03 and Z04 may give 2 % of what
    // they have, 180.01 in all; Z02 and Z05 may take 20 and 18, which is all that moves.
    let change = |area: usize| found["slices"][0]["areas"][area]["change"].as_f64().unwrap();
    assert!((change(1) - 20.0).abs() < 1e-9 && (change(4) - 18.0).abs() < 1e-9);
    let gives = 3000.5 * 0.02 + 40.0 + 80.0;
    assert!((change(0) + 38.0 * 3000.5 * 0.02 / gives).abs() < 1e-9, "{found}");
    for (args, says) in [
        (vec!["--target", "nothing"], "nothing"),
        (vec!["--target", "board"], "no numbers"),
        (vec!["--target-file", &*data], "--target"),
    ] {
        let said = failure(&[&own[..], &args].concat());
        assert!(said.contains(says), "{args:?}: {said}");
    }
}

/// Where the money is: what is beyond chance, what may be chance, and what nobody knows of each treatment, in pounds and in parts.
#[test]
fn a_league_of_opportunities_has_a_page_that_says_what_is_beyond_chance() {
    let place = tempfile::tempdir().unwrap();
    let mut rows = String::from("treatment,area,observed,population\n");
    for i in 0..30u32 {
        let people = 40_000 + 1_000 * i;
        let (far, near) = (f64::from(people) * if i % 3 == 0 { 0.06 } else { 0.02 }, 800 + 20 * i + (i * 7) % 11);
        rows += &format!("dear,A{i:02},{far:.0},{people}\nlike,A{i:02},{near},{people}\n");
        rows += &format!("paid,A{i:02},{:.2},{people}\nitems,A{i:02},{far:.0},{people}\n", far * 3.5);
    }
    let data = file(place.path(), "many.csv", rows);
    let measures = "measure,title,unit,kind,polarity\ndear,Dear,£ per patient,count,low\nlike,Alike,£ per patient,count,low\n\
                    paid,Paid,£ per patient,amount,low\nitems,Items,items per patient,count,low\n";
    let measures = file(place.path(), "measures.csv", measures);
    let out = place.path().join("league");
    let own = ["opportunity", &data, "--measures", &measures, "--target", "median", "--replicates", "199", "--league"];
    let said = stderr_of(&[&own[..], &["--out", &text(&out)]].concat());
    assert!(said.contains("opportunity.html"), "{said}");
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let (page, svg) = (read("opportunity.html"), read("charts/opportunity.svg"));
    for chart in ["opportunity", "opportunity-parts"] {
        assert!(fs::read(out.join(format!("charts/{chart}.png"))).unwrap().starts_with(b"\x89PNG"));
    }
    let found: serde_json::Value = serde_json::from_str(&read("opportunity.json")).unwrap();
    let of = |id: &str| found["league"].as_array().unwrap().iter().find(|e| e["treatment"] == id).unwrap().clone();
    assert_eq!((&of("dear")["shown"], &of("like")["shown"]), (&serde_json::json!(true), &serde_json::json!(false)));
    assert!(of("paid")["lower"].is_null());
    for words in [
        "Most money beyond chance is in dear",
        "2 of 4 treatments",
        "none is shown: its interval holds 0",
        "nobody says how much is chance",
        "Clipped:",
        "Signed:",
        "Chance alone:",
        "What is not in pounds",
        "Source: many.csv",
        "Content-Security-Policy",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for words in ["none shown", "beyond chance", "may be chance", "how much is chance is not known", "95% interval"] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    assert!(read("charts/opportunity-parts.svg").contains('%'));
    assert!(stdout(&["verify", &text(&out), "--inputs", &text(place.path())]).contains("same"));
}

/// What areas will need, localities and split areas: a page each, with a bar for each area, locality or new area.
#[test]
fn scenarios_have_a_page_with_a_bar_for_each_area() {
    let place = tempfile::tempdir().unwrap();
    let (mut counts, mut people) = (String::from("area,name,period,age,observed,population\n"), String::new());
    for (at, area) in ["N1", "N2", "N3"].iter().enumerate() {
        for (age, rate) in [("0-64", 10), ("65+", 50)] {
            counts += &format!("{area},Place {area},2025,{age},{},1000\n", rate * (at + 1));
            people += &format!("{area},2030,{age},{}\n", 1000 + 100 * at * usize::from(age == "65+"));
        }
    }
    let counts = file(place.path(), "counts.csv", counts);
    let people = file(place.path(), "people.csv", format!("area,period,age,population\n{people}"));
    let practices = "practice,name,town,county,operations,people\nP1,Synthetic A,a,x,10,1000\nP2,Synthetic A,a,x,14,1000\n\
                     P3,Synthetic B,b,x,40,1000\nP4,Synthetic B,b,y,44,1000\nP5,Synthetic C,c,y,20,1000\nP6,Synthetic C,c,y,22,1000\n";
    let practices = file(place.path(), "practices.csv", practices);
    let columns = ["--observed", "operations", "--denominator", "people", "--area", "practice"];
    let demand = ["--population", &people, "--title", "Hips", "--replicates", "99"];
    for (stem, args, bars_of, says) in [
        (
            "demand",
            [&["scenario", "demand", &counts][..], &demand].concat(),
            3,
            // 60, 120 and 180 become 60, 130 and 210.
            &[
                "Place N3 (N3)",
                "Hips: 400 in 2030, 11% more than now",
                "16.7%",
                "By their ages",
                "counts.csv, people.csv",
            ][..],
        ),
        (
            "localities",
            [&["scenario", "localities", &practices][..], &columns, &["--locality", "town", "--replicates", "99"]]
                .concat(),
            3,
            &[
                "Locality",
                "Every locality",
                "3 localities",
                // The names are of towns and not used, and still say that nothing of this is real.
                "Synthetic data",
                "Whether localities differ|between localities|no more than chance",
            ],
        ),
        (
            "split",
            [&["scenario", "split", &practices][..], &columns, &["--from", "county", "--into", "town"]].concat(),
            3,
            &["New area", "Splitting 2 areas into 3", "x, y", "3 new areas", "Synthetic data"],
        ),
    ] {
        let out = place.path().join(stem);
        stdout(&[&args[..], &["--out", &text(&out)]].concat());
        let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
        let (page, svg) = (read(&format!("{stem}.html")), read(&format!("charts/{stem}.svg")));
        assert_eq!(bars(&svg), bars_of, "{stem}: {svg}");
        for said in says {
            assert!(said.split('|').any(|one| page.contains(one)), "{stem}, {said}: {page}");
        }
        assert!(page.contains("Content-Security-Policy"));
        assert!(stdout(&["verify", &text(&out), "--inputs", &text(place.path())]).contains("same"), "{stem}");
    }
}
