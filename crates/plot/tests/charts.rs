//! What every chart keeps to, on every fixture: words inside the canvas and clear of each other, text alternatives,
//! the same bytes each time, valid XML, and a picture that is not blank.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::league::leagues;
use common::trend::trends;
use common::{Case, cases};
use resvg::usvg::{self, Node};
use unwarranted_plot::{Beside, CHARTS, Draw, Drawing, Measure, Size, Subject, draw_all, png};

/// Every chart that is drawn of any fixture, at a size: case, chart, drawing.
fn everything(size: Size) -> Vec<(&'static str, &'static str, Drawing)> {
    let mut all = Vec::new();
    for case in cases() {
        let several = case.several();
        let measures: Vec<Measure> = several.iter().map(|(findings, labels)| Measure { findings, labels }).collect();
        let places = case.places();
        let beside = Beside { measures: &measures, places: Some(&places), ..Beside::default() };
        let subject = Subject { size, beside, ..case.subject() };
        all.extend(drawn(&subject).into_iter().map(|(chart, d)| (case.id, chart, d)));
    }
    for case in leagues() {
        for chart in CHARTS {
            if let Draw::League(draw) = chart.draw {
                all.push((case.id, chart.id, draw(&case.subject(size)).unwrap()));
            }
        }
    }
    for case in trends() {
        for chart in CHARTS {
            if let Draw::Trend(draw) = chart.draw {
                all.extend(draw(&case.subject(size)).ok().map(|drawing| (case.id, chart.id, drawing)));
            }
        }
    }
    all
}

fn drawings(case: &Case) -> Vec<(&'static str, Drawing)> {
    let places = case.places();
    drawn(&Subject { beside: Beside { places: Some(&places), ..Beside::default() }, ..case.subject() })
}

/// What can be drawn of a subject: more than nothing.
fn drawn(subject: &Subject<'_>) -> Vec<(&'static str, Drawing)> {
    let all = draw_all(subject).into_iter();
    let drawn: Vec<_> = all.filter_map(|(chart, drawing)| Some((chart.id, drawing.ok()?))).collect();
    assert!(!drawn.is_empty(), "nothing was drawn");
    drawn
}

#[test]
fn every_chart_is_drawn_of_some_fixture() {
    let all = everything(Size::WEB);
    for chart in CHARTS {
        let drawn: Vec<&Drawing> = all.iter().filter(|(_, id, _)| *id == chart.id).map(|(.., d)| d).collect();
        assert!(!drawn.is_empty(), "{}", chart.id);
        for d in drawn {
            // The twin has a row for what is drawn, and no row is short of a cell.
            assert!(
                !d.data.rows.is_empty() && d.data.rows.iter().all(|r| r.len() == d.data.columns.len()),
                "{}",
                chart.id
            );
        }
    }
}

/// Boxes of all texts as resvg lays them out: an implementation independent of the one that placed them.
fn texts(node: &usvg::Group, out: &mut Vec<(String, [f32; 4])>) {
    for child in node.children() {
        match child {
            Node::Group(group) => texts(group, out),
            Node::Text(text) => {
                let b = text.abs_bounding_box();
                let words: String = text.chunks().iter().map(|c| c.text()).collect();
                // The box spans the font's line height; glyphs take the middle of it.
                let slack = b.height() * 0.12;
                out.push((words, [b.left(), b.top() + slack, b.right(), b.bottom() - slack]));
            }
            _ => {}
        }
    }
}

/// Sizes of all texts as they are shown, in CSS pixels.
fn text_sizes(svg: &str) -> Vec<f64> {
    let doc = usvg::roxmltree::Document::parse(svg).unwrap();
    doc.descendants().filter_map(|n| n.attribute("font-size")?.parse().ok()).collect()
}

#[test]
fn a_card_of_every_kind_is_1200_by_675() {
    let mut seen = std::collections::BTreeSet::new();
    for (case, chart, drawing) in everything(Size::SOCIAL) {
        let doc = usvg::roxmltree::Document::parse(&drawing.svg).unwrap();
        let shown = ["width", "height"].map(|name| doc.root_element().attribute(name).unwrap());
        assert_eq!(shown, ["1200px", "675px"], "{case} {chart}");
        // What is left out of the notes is said, and stands in the description.
        let cut = drawing.svg.contains("More notes stand in the description of this picture.");
        assert!(!cut || drawing.alt.len() > 200, "{case} {chart}");
        seen.insert(chart);
    }
    let all: std::collections::BTreeSet<_> = unwarranted_plot::CHARTS.iter().map(|c| c.id).collect();
    assert!(seen.iter().map(|id| &**id).eq(all.iter().copied()), "{seen:?}");
}

#[test]
fn no_text_overlaps_another_or_leaves_the_canvas_and_none_is_small() {
    let mut wrong = Vec::new();
    for size in Size::ALL {
        for (case, chart, drawing) in everything(size) {
            let tree = unwarranted_plot::png::parse(&drawing.svg).unwrap();
            let mut boxes = Vec::new();
            texts(tree.root(), &mut boxes);
            assert!(boxes.len() > 5);
            // A card is shown larger than it is laid out.
            let shown = if size.unit == "px" { size.scale } else { 1.0 };
            assert!(text_sizes(&drawing.svg).iter().all(|s| *s * shown >= 11.0), "{case} {chart} {}", size.id);
            let (w, h) = (tree.size().width(), tree.size().height());
            for (i, (words, a)) in boxes.iter().enumerate() {
                let place = format!("{case} {chart} {}: {words}", size.id);
                if !(a[0] >= 0.0 && a[1] >= 0.0 && a[2] <= w && a[3] <= h) {
                    wrong.push(format!("{place} leaves the canvas {a:?}"));
                }
                for (other, b) in &boxes[i + 1..] {
                    let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                    if !apart {
                        wrong.push(format!("{place} overlaps {other}: {a:?} {b:?}"));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_chart_has_a_headline_and_a_text_alternative() {
    for size in Size::ALL {
        for (case, chart, drawing) in everything(size) {
            let doc = usvg::roxmltree::Document::parse(&drawing.svg).unwrap();
            let root = doc.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            let of = |tag: &str| root.children().find(|n| n.has_tag_name(tag)).unwrap();
            let (title, desc) = (of("title"), of("desc"));
            assert_eq!(title.text(), Some(drawing.headline.as_str()), "{case} {chart}");
            assert_eq!(desc.text(), Some(drawing.alt.as_str()));
            let ids = format!("{} {}", title.attribute("id").unwrap(), desc.attribute("id").unwrap());
            assert_eq!(root.attribute("aria-labelledby"), Some(ids.as_str()));
            assert!(drawing.headline.len() > 20, "{case} {chart}: {}", drawing.headline);
            assert!(drawing.alt.len() > 80, "{case} {chart}: {}", drawing.alt);
            for word in ["NaN", "\"inf", ",inf", "-inf\"", ">inf<", ">-0<"] {
                assert!(!drawing.svg.contains(word), "{case} {chart} contains {word}");
            }
        }
    }
}

#[test]
fn synthetic_data_say_so_in_every_place() {
    let mut seen = 0;
    for case in cases() {
        for (chart, drawing) in drawings(&case) {
            let times = drawing.svg.matches("ynthetic data").count();
            if case.labels.synthetic {
                // Band, subtitle, footer and text alternative.
                assert!(times >= 4 && drawing.alt.starts_with("Synthetic data"), "{} {chart}", case.id);
                seen += 1;
            } else {
                assert_eq!(times, 0);
            }
        }
    }
    assert!(seen > 3);
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    for (a, b) in cases().iter().zip(&cases()) {
        assert_eq!(drawings(a), drawings(b));
    }
}

#[test]
fn pngs_have_the_size_asked_for_and_are_not_blank() {
    let case = &cases()[0];
    for (size, scale, expected) in
        [(Size::WEB, 2.0, (1600, 1000)), (Size::SOCIAL, 1.0, (1200, 675)), (Size::PRINT, 1.0, (643, 397))]
    {
        let drawing = CHARTS[0].draw(&Subject { size, ..case.subject() }).unwrap();
        let picture = resvg::tiny_skia::Pixmap::decode_png(&png(&drawing.svg, scale).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), expected, "{}", size.id);
        let dark = picture.pixels().iter().filter(|p| p.red() < 100 && p.alpha() == 255).count();
        assert!(dark > 1000, "{dark} dark pixels");
        // Bold text: without fonts the top would be empty.
        let top = usize::try_from(picture.width() * picture.height() / 8).unwrap();
        assert!(picture.pixels()[..top].iter().any(|p| p.red() < 40));
    }
}

#[test]
fn pdfs_have_one_page_of_the_size_asked_for_and_the_same_bytes() {
    let case = &cases()[0];
    for (size, points) in [(Size::WEB, "600 375"), (Size::PRINT, "481.88")] {
        let drawing = CHARTS[0].draw(&Subject { size, ..case.subject() }).unwrap();
        let file = unwarranted_plot::pdf(&drawing.svg, &drawing.headline).unwrap();
        assert_eq!(file, unwarranted_plot::pdf(&drawing.svg, &drawing.headline).unwrap());
        let text = String::from_utf8_lossy(&file);
        assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
        assert_eq!(text.matches("/Type /Page\n").count(), 1);
        assert!(text.contains(&format!("/MediaBox [0 0 {points}")), "{text:.600}");
        assert!(file.len() > 9_000, "{} bytes", file.len());
    }
    assert!(unwarranted_plot::pdf("<svg", "").is_err());
}

#[test]
fn every_colour_of_a_drawing_has_a_dark_one() {
    for (case, chart, drawing) in everything(Size::WEB) {
        let dark = unwarranted_plot::theme::dark(&drawing.svg);
        let doc = usvg::roxmltree::Document::parse(&dark).unwrap();
        for colour in doc.descendants().flat_map(|n| [n.attribute("fill"), n.attribute("stroke")]).flatten() {
            let known = unwarranted_plot::theme::DARK.iter().any(|(_, dark)| *dark == colour);
            assert!(known || colour == "none", "{case} {chart}: {colour}");
        }
    }
}

#[test]
fn pngs_of_no_size_or_of_no_svg_are_refused() {
    let svg = &drawings(&cases()[0])[0].1.svg;
    for scale in [0.0, -1.0, 1e6, f32::NAN, f32::INFINITY] {
        assert!(png(svg, scale).unwrap_err().to_string().contains("choose another scale"), "{scale}");
    }
    assert!(png("<svg", 1.0).unwrap_err().to_string().starts_with("the SVG cannot be read"));
}

#[test]
fn names_are_escaped() {
    const OURS: [&str; 10] = ["svg", "title", "desc", "g", "line", "polyline", "polygon", "rect", "circle", "text"];
    let mut named = 0;
    for size in [Size::WEB, Size::PHONE] {
        for (case, chart, drawing) in everything(size) {
            let doc = usvg::roxmltree::Document::parse(&drawing.svg).unwrap();
            for node in doc.descendants().filter(|n| n.is_element()) {
                let name = node.tag_name().name();
                assert!(OURS.contains(&name) || name == "path", "{case} {chart}: <{name}>");
                assert!(node.attributes().all(|a| !a.name().starts_with("on") && a.name() != "href"));
            }
            let shown = doc.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text());
            named += shown.filter(|t| t.contains("Smith & Sons <\"Care\"> 'N' £5")).count();
        }
    }
    assert!(named > 10, "{named}");
}

#[test]
fn the_registry_is_complete_and_its_names_are_unique() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/charts")).unwrap();
    let mut charts: Vec<String> = files
        .map(|f| f.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|f| f != "mod" && f != "shared")
        .collect();
    charts.sort();
    let mut ids: Vec<&str> = CHARTS.iter().map(|c| c.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, charts, "every file of src/charts is in CHARTS");
    for chart in CHARTS {
        assert!(!chart.title.is_empty() && chart.about.ends_with('.') && chart.about.len() > 40, "{}", chart.id);
    }
}

#[test]
fn the_areas_that_matter_are_labelled() {
    let mut seen = 0;
    for case in cases() {
        let names = unwarranted_plot::names::Names::of(&case.findings.areas);
        let mut areas: Vec<_> = case.findings.areas.iter().collect();
        areas.sort_by(|a, b| a.rate.unwrap().total_cmp(&b.rate.unwrap()));
        let outside: Vec<_> = areas.iter().filter(|a| a.flag.and_then(|f| f.side_at(0.998)).is_some()).collect();
        // A phone has no room for all of them, and says so.
        for size in Size::ALL.into_iter().filter(|s| !s.is_narrow()) {
            for (chart, drawing) in draw_all(&Subject { size, ..case.subject() }) {
                let Ok(drawing) = drawing else { continue };
                let doc = usvg::roxmltree::Document::parse(&drawing.svg).unwrap();
                let labels: Vec<&str> =
                    doc.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
                let labelled = |code: &str| {
                    let name = names.get(code);
                    let place = format!("{} {} {}: {name}", case.id, chart.id, size.id);
                    assert!(labels.iter().any(|l| l.starts_with(name)), "{place} is not labelled");
                };
                let n = areas.len();
                match chart.id {
                    "ranked" if n > 40 => {
                        // Where dots and intervals leave little room, the outermost only.
                        let ends = if case.id == "large" {
                            1
                        } else if case.id == "rare" {
                            0
                        } else {
                            3
                        };
                        areas[n - ends..].iter().for_each(|a| labelled(&a.area));
                        let zeros = areas.iter().filter(|a| a.observed <= 0.0).count();
                        if zeros > 3 {
                            assert!(labels.contains(&format!("{zeros} areas recorded none").as_str()));
                        } else {
                            areas[..ends].iter().for_each(|a| labelled(&a.area));
                        }
                    }
                    "funnel" if outside.len() < 6 => outside.iter().for_each(|a| labelled(&a.area)),
                    _ => continue,
                }
                if let Some(code) = case.highlight.as_deref() {
                    labelled(code);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
