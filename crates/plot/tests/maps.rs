//! What maps keep to besides what every chart does: states told apart, small files, places that are not as they should be.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::places::{hexagons, places};
use common::{Case, Plan, case, labels, months};
use resvg::usvg;
use std::sync::Arc;
use unwarranted_core::findings::Position;
use unwarranted_core::{ExpectedFrom, Kind, Reason, SetAside};
use unwarranted_plot::data::Datum;
use unwarranted_plot::places::{Geometry, HexLayout, Place, Places};
use unwarranted_plot::{Beside, CHARTS, Drawing, NotDrawn, Size, Subject};

const MAPS: [&str; 2] = ["choropleth", "hexmap"];

fn draw(id: &str, case: &Case, places: &Places, size: Size) -> Result<Drawing, NotDrawn> {
    let beside = Beside { places: Some(places), ..Beside::default() };
    CHARTS.iter().find(|c| c.id == id).unwrap().draw(&Subject { beside, size, ..case.subject() })
}

/// Thirty areas: 3 suppressed, 2 not reported, 1 without a rate, 4 that recorded none, one without a boundary.
fn states() -> (Case, Places) {
    let plan = Plan { areas: 30, kind: Kind::Amount, ..Plan::default() };
    let mut case = case("states", months(&plan, 1), labels(), Some("05X005"));
    let found = &mut case.findings;
    let aside = |reason, codes: Vec<Arc<str>>| SetAside::new(reason, codes.len(), codes, |_| None);
    let codes = |from: &mut Vec<unwarranted_core::AreaFinding>, n: usize| -> Vec<Arc<str>> {
        from.drain(..n).map(|a| a.area).collect()
    };
    let places = places(found);
    let (suppressed, not_reported, negative) =
        (codes(&mut found.areas, 3), codes(&mut found.areas, 2), codes(&mut found.areas, 1));
    found.set_aside = vec![
        aside(Reason::Suppressed, suppressed.clone()),
        aside(Reason::NotReported, not_reported),
        // A month that is suppressed leaves the period incomplete: the first reason counts.
        aside(Reason::IncompletePeriod, suppressed),
        aside(Reason::Negative, negative),
    ];
    for area in found.areas.iter_mut().skip(2).take(4) {
        (area.observed, area.rate, area.ratio) = (0.0, Some(0.0), Some(0.0));
    }
    (case, places)
}

#[test]
fn missing_suppressed_without_a_rate_and_zero_are_told_apart() {
    let (case, places) = states();
    for (id, size) in MAPS.into_iter().flat_map(|id| [Size::WEB, Size::PHONE].map(|size| (id, size))) {
        let drawing = draw(id, &case, &places, size).unwrap();
        let doc = usvg::roxmltree::Document::parse(&drawing.svg).unwrap();
        let texts: Vec<&str> = doc.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        let zeros =
            drawing.data.rows.iter().filter(|r| r[6] == Datum::Number(0.0) && r[9] == Datum::from("yes")).count();
        for words in [
            "suppressed (3)".to_owned(),
            "not reported (2)".to_owned(),
            "no rate can be worked out (1)".to_owned(),
            "not in the data (2)".to_owned(),
            format!("of these, recorded none ({zeros})"),
        ] {
            assert!(zeros > 0 && texts.contains(&words.as_str()), "{id}: {words} is not in {texts:?}");
        }
        for word in ["Hatched, suppressed: 3 areas", "without a boundary here, and not drawn: 2 areas"] {
            assert!(drawing.alt.contains(word), "{id}: {}", drawing.alt);
        }
        assert!(drawing.alt.contains("Boundaries: clinical commissioning groups, April 2021. Source: Office"));
        // Every area of the data and every place has its row, and the reason where it has no class.
        assert_eq!(drawing.data.rows.len(), 30 + 3);
        let reason = |word: &str| drawing.data.rows.iter().filter(|r| r[8] == Datum::from(word)).count();
        assert_eq!(["suppressed", "not reported", "not in the data"].map(reason), [3, 2, 3]);
    }
}

#[test]
fn classes_are_of_chance_where_it_is_known_and_of_ratios_to_what_was_expected_otherwise() {
    let (mut case, places) = states();
    let plain = draw("choropleth", &case, &places, Size::WEB).unwrap();
    assert!(plain.headline.contains("the rate is over double that of"), "{}", plain.headline);
    let n = case.findings.areas.len();
    for (i, area) in case.findings.areas.iter_mut().enumerate() {
        area.rates.position = [Position::Above, Position::NotDistinguishable, Position::FarBelow].get(i % 4).copied();
    }
    let judged = draw("choropleth", &case, &places, Size::WEB).unwrap();
    assert!(judged.headline.contains("more than chance explains"), "{}", judged.headline);
    let none = judged.data.rows.iter().filter(|r| r[8] == Datum::from("has a figure, not judged")).count();
    assert_eq!(none, n / 4);
    // With expected values of their own rates say nothing of the classes, so ratios are shown.
    case.findings.expected_from = ExpectedFrom::Given;
    let given = draw("choropleth", &case, &places, Size::WEB).unwrap();
    let ratios = given.data.rows.iter().all(|r| r[2] == r[5]);
    assert!(ratios && given.svg.contains("Observed divided by expected"));
}

#[test]
fn maps_of_many_points_stay_small() {
    let case = case("coast", months(&Plan { areas: 211, ..Plan::default() }, 1), labels(), None);
    let mut places = places(&case.findings);
    let mut random = common::Random(9);
    for place in &mut places.rows {
        let Geometry::Polygons(polygons) = &mut place.geometry else { continue };
        let ring = &mut polygons[0][0];
        let corners = ring.clone();
        ring.clear();
        for pair in corners.windows(2) {
            for k in 0..400 {
                let share = f64::from(k) / 400.0;
                let along = |a: f64, b: f64| a + (b - a) * share;
                let jitter = 0.01 * random.uniform();
                ring.push((along(pair[0].0, pair[1].0) + jitter, along(pair[0].1, pair[1].1) + jitter));
            }
        }
        let first = ring[0];
        ring.push(first);
    }
    for size in Size::ALL {
        for id in MAPS {
            let bytes = draw(id, &case, &places, size).unwrap().svg.len();
            assert!(bytes < 400_000, "{id} {}: {bytes} bytes", size.id);
        }
    }
}

#[test]
fn places_that_cannot_be_drawn_are_refused_in_words() {
    let (case, whole) = states();
    let with = |rows: Vec<Place>| Places { rows, ..whole.clone() };
    let refused = |id: &str, places: &Places| draw(id, &case, places, Size::WEB).unwrap_err().reason;
    let chart = |id: &str| CHARTS.iter().find(|c| c.id == id).unwrap();
    for id in MAPS {
        assert!(chart(id).of_places);
        assert!(chart(id).draw(&case.subject()).unwrap_err().reason.contains("--boundaries"));
        assert!(refused(id, &with(Vec::new())).contains("has a geometry"));
        let strange = whole.rows.iter().cloned().map(|p| Place { code: format!("?{}", p.code).into(), ..p });
        assert!(refused(id, &with(strange.collect())).contains("no area with a figure has a place"));
    }
    assert!(refused("choropleth", &hexagons(&case.findings, HexLayout::OddR)).contains("draw it as a hexmap"));
    let many = Plan { areas: 450, ..Plan::default() };
    let many = common::case("many", months(&many, 1), labels(), None);
    let reason = draw("hexmap", &many, &places(&many.findings), Size::WEB).unwrap_err().reason;
    assert!(reason.contains("too many for hexagons"), "{reason}");
}

#[test]
fn hostile_shapes_give_a_drawing_without_anything_that_is_no_number() {
    let (case, mut places) = states();
    let shapes: [Vec<Vec<(f64, f64)>>; 8] = [
        vec![vec![]],
        vec![vec![(0.0, 0.0)]],
        vec![vec![(-2.0, 52.0); 5]],
        vec![vec![(-2.0, 52.0), (-1.0, 52.0)]],
        vec![vec![(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]],
        vec![vec![(f64::NAN, 52.0), (-1.0, f64::INFINITY), (-1.0, 53.0), (-2.0, 53.0)]],
        // Crossing itself, and a hole larger than the outside.
        vec![
            vec![(-2.0, 52.0), (-1.0, 53.0), (-1.0, 52.0), (-2.0, 53.0)],
            vec![(-3.0, 51.0), (0.0, 51.0), (0.0, 54.0)],
        ],
        vec![vec![(-2.0, 52.0), (-2.0 + 1e-12, 52.0), (-2.0, 52.0 + 1e-12)]],
    ];
    for (place, shape) in places.rows.iter_mut().zip(shapes) {
        place.geometry = Geometry::Polygons(vec![shape]);
    }
    for (id, size) in MAPS.into_iter().flat_map(|id| Size::ALL.map(|size| (id, size))) {
        let svg = draw(id, &case, &places, size).unwrap().svg;
        for word in ["NaN", "\"inf", ",inf", "-inf"] {
            assert!(!svg.contains(word), "{id} {}: {word}", size.id);
        }
        unwarranted_plot::png(&svg, 1.0).unwrap();
    }
}

#[test]
fn the_same_places_in_another_order_give_the_same_bytes() {
    let (case, places) = states();
    let mut turned = places.clone();
    turned.rows.reverse();
    for id in MAPS {
        assert_eq!(draw(id, &case, &places, Size::WEB), draw(id, &case, &turned, Size::WEB), "{id}");
    }
}

#[test]
fn london_is_drawn_again_where_it_is_a_small_part() {
    let (case, places) = states();
    let whole = draw("choropleth", &case, &places, Size::WEB).unwrap();
    assert!(whole.svg.contains("London, enlarged") && whole.alt.contains("London is drawn again"));
    let only = Places { rows: places.rows[..9].to_vec(), ..places };
    let london = draw("choropleth", &case, &only, Size::WEB).unwrap();
    assert!(!london.svg.contains("London"));
}
