//! Pages about one area, dossiers and sites: well-formed, linked, and with sums that a reader can do again.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeSet;
use unwarranted_core::findings::{Alarm, Family};
use unwarranted_core::judgement::judge;
use unwarranted_core::one_area::OneArea;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::{AnalysisOptions, Kind, Slice, SliceFindings, analyse};
use unwarranted_plot::charts::{CHARTS, NotDrawn};
use unwarranted_plot::{Beside, Size, Subject};
use unwarranted_report::{Drawn, Error, Figure, Report, area_page, dossier_figures, dossier_page, site_pages};

/// Forty areas of growing size; the last has twice the rate of the others, the first none.
fn found(treatment: &str, kind: Kind) -> SliceFindings {
    let codes: Vec<String> = (0..40).map(|i| format!("{i:02}X")).collect();
    let rows: Vec<_> = codes
        .iter()
        .zip(0u32..)
        .map(|(code, i)| {
            let people = f64::from(20_000 + 2_000 * i);
            let rate = match i {
                0 => 0.0,
                39 => 0.04,
                i => 0.018 + 0.0001 * f64::from(i * 7 % 40),
            };
            (code.as_str(), (people * rate).round(), people)
        })
        .collect();
    let slice = Slice::from_denominators(kind, &rows).unwrap();
    let found = analyse(&slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap();
    SliceFindings { treatment: treatment.into(), ..found }
}

fn findings() -> Vec<SliceFindings> {
    let mut all = vec![found("gluten", Kind::Amount), found("statins", Kind::Count)];
    judge(&mut all, Control::Fdr(0.05), Family::Period);
    all
}

fn parse(html: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(html, options).unwrap()
}

fn elements<'a>(doc: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    doc.descendants().filter(move |n| n.is_element() && n.tag_name().name() == name)
}

fn text(html: &str) -> String {
    let doc = parse(html);
    let hidden = |n: &Node| n.ancestors().any(|a| matches!(a.tag_name().name(), "style" | "script"));
    let shown = doc.descendants().filter(|n| n.is_text() && !hidden(n));
    shown.filter_map(|n| n.text()).collect::<Vec<_>>().join(" ")
}

fn figure(report: &Report, code: &str) -> Drawn {
    let findings = report.focused().next().unwrap();
    let chart = CHARTS.iter().find(|chart| chart.id == "ranked").unwrap();
    let at = |size| {
        let labels = &report.labels[&findings.treatment];
        let series = report.series;
        chart.draw(&Subject { findings, series, labels, highlight: Some(code), size, beside: Beside::default() })
    };
    Ok(Figure { web: at(Size::WEB)?, phone: at(Size::PHONE)? })
}

#[test]
fn a_page_of_an_area_has_a_row_for_every_treatment() {
    let (findings, labels) = (findings(), fixture::words());
    let report = fixture::report(&findings, &labels);
    let html = area_page(&report, "39X", &figure(&report, "39X"), &OneArea::default()).unwrap();
    let doc = parse(&html);
    assert_eq!(elements(&doc, "h1").count(), 1);
    let ids: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("id")).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "identifiers are unique: {ids:?}");
    let table = elements(&doc, "table").next().unwrap();
    assert_eq!(table.descendants().filter(|n| n.tag_name().name() == "tr").count(), 1 + 2);
    // Statins are counts and have a verdict; gluten-free foods are money whose chance is not known.
    let said = text(&html);
    assert!(said.contains("has figures for 2 treatments, and for 1 of them the size of chance is known"), "{said}");
    assert!(said.contains("unusually high for"), "{said}");
    assert_eq!(findings[1].areas[39].judgement.alarm, Some(Alarm::High));
    // Both widths of the chart, one of them hidden.
    assert_eq!(elements(&doc, "svg").count(), 2);
}

/// The sums of a dossier with the text of each result.
fn results(html: &str) -> Vec<(String, String)> {
    let doc = parse(html);
    let of_sums = |n: &Node| n.parent().and_then(|p| p.attribute("class")) == Some("sums");
    let one = |n: Node| {
        let all: String = n.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect();
        let (sum, result) = all.rsplit_once(" = ").unwrap();
        let number: String = result.chars().take_while(|c| "0123456789.,-".contains(*c)).collect();
        (sum.to_owned(), number.replace(',', ""))
    };
    elements(&doc, "li").filter(of_sums).map(one).collect()
}

fn sums(html: &str) -> Vec<(String, f64)> {
    results(html).into_iter().map(|(sum, number)| (sum, number.parse().unwrap())).collect()
}

/// Numbers that are close lose digits when one is taken from the other: what is printed is what the printed ones give.
#[test]
fn every_difference_of_a_dossier_is_that_of_the_numbers_beside_it() {
    let (findings, labels) = (findings(), fixture::words());
    let report = fixture::report(&findings[1..], &labels);
    let mut close = 0;
    for area in &findings[1].areas {
        let html = dossier_page(&report, &area.area, None).unwrap();
        let all = results(&html);
        let (sum, result) = all.iter().find(|(sum, _)| sum.contains(" − ") && !sum.contains('×')).unwrap();
        let decimals = result.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        assert_eq!(format!("{:.decimals$}", calculated(sum)), *result, "{sum}");
        close += usize::from(area.ratio.is_some_and(|r| (r - 1.0).abs() < 0.05));
    }
    assert!(close > 5, "{close} areas are close to what is expected of them");
}

#[test]
fn a_chart_that_cannot_be_drawn_is_told_with_the_reason() {
    let (findings, labels) = (findings(), fixture::words());
    let report = fixture::report(&findings, &labels);
    let none = Err(NotDrawn { reason: "nothing can be seen in it".to_owned() });
    let said = text(&area_page(&report, "39X", &none, &OneArea::default()).unwrap());
    assert!(said.contains("The chart is not drawn. Nothing can be seen in it."), "{said}");
}

#[test]
fn the_sums_of_a_dossier_give_its_figures() {
    let (findings, labels) = (findings(), fixture::words());
    let one = &findings[1..];
    let report = fixture::report(one, &labels);
    let html = dossier_page(&report, "39X", None).unwrap();
    let (slice, area) = (&one[0], &one[0].areas[39]);
    let sums = sums(&html);
    let results: Vec<f64> = sums.iter().map(|(_, value)| *value).collect();
    let expected = area.expected.unwrap();
    let right = [
        area.rate.unwrap(),
        slice.rate.unwrap(),
        expected,
        area.observed - expected,
        area.ratio.unwrap(),
        area.lower.unwrap(),
        area.upper.unwrap(),
    ];
    assert_eq!(results.len(), right.len(), "{sums:?}");
    for ((sum, result), right) in sums.iter().zip(right) {
        assert!((result / right - 1.0).abs() < 1e-6, "{sum} = {result}, not {right}");
        assert!((calculated(sum) / right - 1.0).abs() < 1e-5, "{sum} gives {}, not {right}", calculated(sum));
    }
    // Everything on the page in full.
    let figures = dossier_figures(&report, "39X");
    let of = |step: &str, name: &str| figures.iter().find(|(s, n, _)| (*s, &**n) == (step, name)).unwrap().2;
    assert_eq!(of("expected", "ratio"), area.ratio);
    assert_eq!(of("unusual", "q"), area.judgement.q);
    assert!(of("yardstick", "all other areas") > area.ratio);
}

/// What a reader gets who types a sum into a calculator: `+ − × ÷ √ ² ³` and brackets.
fn calculated(sum: &str) -> f64 {
    let tokens: Vec<char> = sum.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let mut at = 0;
    let value = added(&tokens, &mut at);
    assert_eq!(at, tokens.len(), "{sum}");
    value
}

fn added(tokens: &[char], at: &mut usize) -> f64 {
    let mut value = multiplied(tokens, at);
    while let Some(sign @ ('+' | '−')) = tokens.get(*at).copied() {
        *at += 1;
        let next = multiplied(tokens, at);
        value += if sign == '+' { next } else { -next };
    }
    value
}

fn multiplied(tokens: &[char], at: &mut usize) -> f64 {
    let mut value = powered(tokens, at);
    while let Some(sign @ ('×' | '÷')) = tokens.get(*at).copied() {
        *at += 1;
        let next = powered(tokens, at);
        value = if sign == '×' { value * next } else { value / next };
    }
    value
}

fn powered(tokens: &[char], at: &mut usize) -> f64 {
    let mut value = match tokens[*at] {
        '√' => {
            *at += 1;
            return powered(tokens, at).sqrt();
        }
        '(' => {
            *at += 1;
            let value = added(tokens, at);
            assert_eq!(tokens[*at], ')');
            *at += 1;
            value
        }
        _ => {
            let digits: String = tokens[*at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
            *at += digits.len();
            digits.parse().unwrap()
        }
    };
    while let Some(power @ ('²' | '³')) = tokens.get(*at).copied() {
        *at += 1;
        value = value.powi(if power == '²' { 2 } else { 3 });
    }
    value
}

#[test]
fn a_dossier_says_zero_and_unknown_chance_and_refuses_a_missing_area() {
    let (findings, labels) = (findings(), fixture::words());
    let money = fixture::report(&findings[..1], &labels);
    let said = text(&dossier_page(&money, "00X", None).unwrap());
    assert!(said.contains("recorded none in"), "{said}");
    assert!(said.contains("This is a recorded zero"), "{said}");
    assert!(said.contains("The rate has no interval: the size of chance is not known."), "{said}");
    assert!(said.contains("not how much of it is chance"), "{said}");
    assert!(matches!(dossier_page(&money, "99Z", None), Err(Error::NoArea(code)) if code == "99Z"));
}

#[test]
fn every_link_of_a_site_leads_to_a_page_and_every_page_is_reached() {
    let (findings, labels) = (findings(), fixture::words());
    let report = Report { highlight: None, ..fixture::report(&findings, &labels) };
    let pages = site_pages(&report, &|code| figure(&report, code), &figure(&report, "00X"), &|_, _| {}).unwrap();
    let first = parse(&pages[0].1);
    let mut links = elements(&first, "a").filter_map(|a| a.attribute("href"));
    assert!(links.any(|href| href == "charts/spreads.svg"), "the first page has its chart");
    let names: BTreeSet<&str> = pages.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names.len(), pages.len());
    // First page, style, script, 2 treatments, 40 areas, 80 dossiers.
    assert_eq!(names.len(), 3 + 2 + 40 + 80);
    let beside = [
        "manifest.json",
        "study.toml",
        "indices.csv",
        "indices.json",
        "areas.csv",
        "areas.json",
        "set_aside.csv",
        "tables.xlsx",
        "csv-metadata.json",
    ];
    let mut reached: BTreeSet<String> = ["index.html".to_owned()].into();
    for (name, page) in pages.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert!(page.len() < 1_000_000, "{name}");
        let doc = parse(page);
        let links = elements(&doc, "a").filter_map(|a| a.attribute("href"));
        let linked = elements(&doc, "link").filter_map(|a| a.attribute("href"));
        let scripts = elements(&doc, "script").filter_map(|a| a.attribute("src"));
        for href in
            links.chain(linked).chain(scripts).filter(|href| !href.starts_with('#') && !href.contains("charts/"))
        {
            let to = resolved(name, href);
            assert!(names.contains(&*to) || beside.contains(&&*to), "{name}: {href} leads to {to}");
            reached.insert(to);
        }
        let policy = elements(&doc, "meta").find(|m| m.attribute("http-equiv").is_some()).unwrap();
        assert!(policy.attribute("content").unwrap().contains("default-src 'none'"));
    }
    assert!(names.iter().all(|name| reached.contains(*name)), "every page is reached");
}

/// The path that a link of a page leads to.
fn resolved(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        if part == ".." { parts.pop().map(drop).unwrap() } else { parts.push(part) }
    }
    parts.join("/")
}
