//! The page: well-formed, self-contained, accessible, and honest about what is undefined.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::findings::Family;
use unwarranted_core::judgement::judge;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::{Kind, SliceFindings};
use unwarranted_plot::charts::{Chart, Draw, NotDrawn, Twin};
use unwarranted_report::Report;
use unwarranted_report::html::{page, pages};

fn findings(n: usize) -> Vec<SliceFindings> {
    let months = ["2025-11", "2025-12"];
    let slice = |t, kind| months.iter().zip([3, 5]).map(move |(m, seed)| fixture::slice(t, m, kind, n, seed));
    slice("gluten", Kind::Amount).chain(slice("statins", Kind::Count)).collect()
}

fn rendered(findings: &[SliceFindings]) -> String {
    page(&fixture::report(findings, &fixture::words())).unwrap()
}

fn parse(html: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(html, options).unwrap()
}

fn elements<'a>(doc: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    doc.descendants().filter(move |n| n.is_element() && n.tag_name().name() == name)
}

/// The text a reader sees: without style and script.
fn visible(doc: &Document) -> String {
    let hidden = |n: &Node| n.ancestors().any(|a| matches!(a.tag_name().name(), "style" | "script"));
    doc.descendants().filter(|n| n.is_text() && !hidden(n)).filter_map(|n| n.text()).collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_of_one_and_of_several_measures_are_well_formed() {
    let all = findings(30);
    for part in [&all[..2], &all[2..], &all[..], &all[..0]] {
        let html = rendered(part);
        let doc = parse(&html);
        assert_eq!(elements(&doc, "h1").count(), 1);
        let ids: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("id")).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "identifiers are unique");
        assert!(part.is_empty() || elements(&doc, "a").count() > 0);
        for link in elements(&doc, "a").filter_map(|a| a.attribute("href")).filter_map(|h| h.strip_prefix('#')) {
            assert!(ids.contains(&link), "#{link} leads somewhere");
        }
    }
}

#[test]
fn headings_skip_no_level() {
    let all = findings(30);
    for part in [&all[2..], &all[..]] {
        let html = rendered(part);
        let doc = parse(&html);
        let (mut last, mut levels) = (0, BTreeSet::new());
        for n in doc.descendants().filter(Node::is_element) {
            if let Some(level) = n.tag_name().name().strip_prefix('h').and_then(|l| l.parse::<usize>().ok()) {
                assert!(level <= last + 1, "h{level} after h{last}");
                last = level;
                levels.insert(level);
            }
        }
        assert!(levels.len() >= 3, "headings of {levels:?} only");
    }
}

#[test]
fn every_table_has_a_caption_and_headers() {
    let html = rendered(&findings(30));
    let doc = parse(&html);
    assert!(elements(&doc, "table").count() >= 4, "tables of two measures");
    for table in elements(&doc, "table") {
        let caption = table.children().find(Node::is_element).unwrap();
        assert_eq!(caption.tag_name().name(), "caption");
        assert!(caption.text().is_some_and(|t| !t.is_empty()));
        let columns = table.descendants().filter(|n| n.attribute("scope") == Some("col")).count();
        for row in table.descendants().filter(|n| n.has_tag_name("tr")).skip(1) {
            let cells = row.children().filter(Node::is_element).collect::<Vec<_>>();
            assert_eq!(cells.len(), columns);
            assert_eq!(cells[0].attribute("scope"), Some("row"));
        }
    }
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let html = rendered(&findings(30));
    let doc = parse(&html);
    for n in doc.descendants().filter(Node::is_element) {
        assert!(!matches!(n.tag_name().name(), "link" | "iframe" | "img" | "object" | "embed" | "form"));
        assert_eq!(n.attribute("src"), None);
        if let Some(href) = n.attribute("href") {
            assert!(!href.contains(':') && !href.starts_with('/'), "{href}");
        }
    }
    let policy = elements(&doc, "meta").find(|m| m.attribute("http-equiv").is_some()).unwrap();
    assert!(policy.attribute("content").unwrap().starts_with("default-src 'none';"));
}

#[test]
fn the_policy_admits_the_script_of_the_page_and_no_other() {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};
    let html = rendered(&findings(12));
    let (_, rest) = html.split_once("<script>").unwrap();
    let (script, _) = rest.split_once("</script>").unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes()));
    let doc = parse(&html);
    let policy = elements(&doc, "meta").find_map(|m| m.attribute("http-equiv").and(m.attribute("content"))).unwrap();
    assert!(policy.contains(&format!("script-src 'sha256-{hash}'")), "{policy}");
    assert!(!script.contains(['<', '&']), "the script is valid inside XML as it is");
}

#[test]
fn nothing_that_is_no_number_leaks() {
    let html = rendered(&findings(30));
    let text = visible(&parse(&html));
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    for leak in ["NaN", "nan", "inf", "Infinity", "null"] {
        assert!(!words.contains(leak), "{leak}");
    }
    for leak in ["Some(", "None)", " -0.00"] {
        assert!(!text.contains(leak), "{leak}");
    }
}

#[test]
fn what_is_undefined_is_said_with_its_reason() {
    let html = rendered(&findings(30)[..2]);
    let doc = parse(&html);
    let row =
        elements(&doc, "tr").find(|r| r.descendants().any(|n| n.text().is_some_and(|t| t.ends_with("(scv)")))).unwrap();
    let cells: Vec<&str> = row.descendants().filter(Node::is_text).filter_map(|c| c.text()).collect();
    assert_eq!(cells[1], "undefined");
    assert!(cells[2].starts_with("Undefined: the numerator is an amount"), "{}", cells[2]);
    let text = visible(&doc);
    assert!(text.contains("Not drawn. Limits need counts of events."));
    assert!(text.contains("not tested for what is ordinary"));
    assert!(text.contains("none at all in"));
}

#[test]
fn names_from_the_input_are_text_and_never_markup() {
    let mut all = findings(12);
    let evil = "<script>alert(1)</script>\"'&";
    for s in &mut all {
        s.areas[3].name = Some(evil.into());
    }
    let html = rendered(&all);
    assert!(!html.contains("<script>alert"));
    let doc = parse(&html);
    assert_eq!(elements(&doc, "script").count(), 1);
    assert!(visible(&doc).contains(evil), "and it is shown as it is");
}

#[test]
fn the_highlighted_area_is_pinned_first_and_described() {
    let html = rendered(&findings(30)[2..]);
    let doc = parse(&html);
    let table = elements(&doc, "table").find(|t| t.attribute("class") == Some("tools")).unwrap();
    let body = table.children().find(|n| n.has_tag_name("tbody")).unwrap();
    let first = body.children().find(Node::is_element).unwrap();
    assert_eq!(first.attribute("class"), Some("pinned"));
    assert!(first.first_element_child().unwrap().descendants().any(|n| n.text().is_some_and(|t| t.contains("03D"))));
    assert!(visible(&doc).contains("The highlighted area"));
}

#[test]
fn synthetic_data_are_called_so() {
    let all = findings(12);
    let mut words = fixture::words();
    let banner = "They describe no real place, patient or practice.";
    assert!(page(&fixture::report(&all, &words)).unwrap().contains(banner));
    for l in words.values_mut() {
        l.synthetic = false;
    }
    assert!(!page(&fixture::report(&all, &words)).unwrap().contains(banner));
}

#[test]
fn slices_of_no_area_and_of_one_have_a_page() {
    let words = fixture::words();
    let mut one = fixture::slice("statins", "2025-12", Kind::Count, 2, 7);
    one.areas.truncate(1);
    let mut none = fixture::slice("statins", "2025-12", Kind::Count, 2, 7);
    (none.areas, none.rate, none.denominator, none.deciles) = (Vec::new(), None, None, None);
    for (slice, said) in [(one, "one area only, so nothing to compare"), (none, "no usable figures for December 2025")]
    {
        let findings = [slice];
        let html = page(&fixture::report(&findings, &words)).unwrap();
        assert!(visible(&parse(&html)).contains(said), "{said}");
    }
}

#[test]
fn a_slice_without_rates_is_described_by_its_ratios() {
    let words = fixture::words();
    let mut s = fixture::slice("statins", "2025-12", Kind::Count, 12, 7);
    (s.rate, s.denominator, s.deciles) = (None, None, None);
    s.expected_from = unwarranted_core::ExpectedFrom::Given;
    for a in &mut s.areas {
        (a.rate, a.denominator, a.lower, a.upper, a.interval_method) = (None, None, None, None, None);
    }
    let findings = [s];
    let html = page(&fixture::report(&findings, &words)).unwrap();
    let text = visible(&parse(&html));
    assert!(text.contains("expected value that the input gives"));
    assert!(text.contains("times the expected"));
    assert!(text.contains("Rates are undefined: the input has no denominator."));
}

/// A ratio to an area with hardly any says little, and leads no page.
#[test]
fn a_ratio_to_hardly_anything_is_no_headline_and_is_said_to_be_one() {
    let words = fixture::words();
    let mut s = fixture::slice("statins", "2025-12", Kind::Count, 30, 7);
    let title = |s: &SliceFindings| {
        let findings = [s.clone()];
        let html = page(&fixture::report(&findings, &words)).unwrap();
        let doc = parse(&html);
        let h1 = elements(&doc, "h1").next().and_then(|h| h.text()).unwrap().to_owned();
        (h1, visible(&doc))
    };
    let little = "hardly any";
    let (before, text) = title(&s);
    assert!(before.contains("times the rate of the area 5% from the bottom") && !text.contains(little), "{before}");
    let rate = s.rate.unwrap();
    for area in &mut s.areas[..4] {
        area.rate = Some(rate * 0.004);
    }
    let (after, text) = title(&s);
    assert!(after.contains("one area in ten has over") && !after.contains("times"), "{after}");
    assert!(text.contains(little) && text.contains("it says little about the others"));
}

fn quarters(labels: &[(&str, usize)]) -> Vec<SliceFindings> {
    let one = |(i, (label, months)): (usize, &(&str, usize))| {
        let mut s = fixture::slice("statins", label, Kind::Count, 30, 3 + i as u64);
        (s.months, s.months_full) = (*months, Some(3));
        s.areas.iter_mut().for_each(|a| a.months = *months);
        s
    };
    labels.iter().enumerate().map(one).collect()
}

#[test]
fn headings_over_time_compare_complete_periods_of_the_same_season() {
    let all = quarters(&[("2018/19 Q1", 3), ("2018/19 Q3", 3), ("2019/20 Q3", 3), ("2019/20 Q4", 2)]);
    let words = fixture::words();
    let mut report = fixture::report(&all, &words);
    report.focus = vec![2];
    let html = page(&report).unwrap();
    let doc = parse(&html);
    let heading = elements(&doc, "h2").filter_map(|h| h.text()).find(|h| h.starts_with("From ")).unwrap();
    assert!(heading.starts_with("From October to December 2018 to October to December 2019"), "{heading}");
    let text = visible(&doc);
    assert!(
        text.contains("2019/20 Q4 (2 of 3 months) is incomplete, so the findings are for October to December 2019.")
    );
    let h1 = elements(&doc, "h1").next().and_then(|h| h.text()).unwrap();
    assert!(h1.contains("the area 5% from the top has 2.5 times the rate of the area 5% from the bottom"), "{h1}");
    let twin = elements(&doc, "figure").find(|f| f.attribute("id").is_some_and(|id| id.ends_with("deciles"))).unwrap();
    assert_eq!(twin.descendants().filter(|n| n.has_tag_name("tr")).count(), 5, "a row for each period and the head");
}

#[test]
fn tables_over_time_have_the_periods_that_were_not_asked_for() {
    let all = quarters(&[("2018/19 Q3", 3), ("2019/20 Q3", 3)]);
    let words = fixture::words();
    let report = Report { series: &all, ..fixture::report(&all[1..], &words) };
    let html = page(&report).unwrap();
    let doc = parse(&html);
    let twin = elements(&doc, "figure").find(|f| f.attribute("id").is_some_and(|id| id.ends_with("deciles"))).unwrap();
    assert_eq!(twin.descendants().filter(|n| n.has_tag_name("tr")).count(), 3);
    assert!(!html.contains("period by period"), "one period alone is shown");
}

#[test]
fn what_is_missing_from_a_period_is_said() {
    let mut all = quarters(&[("2018/19 Q3", 3), ("2019/20 Q3", 2)]);
    all[1].areas[4].months = 1;
    all[1].areas.truncate(29);
    let words = fixture::words();
    let text = visible(&parse(&page(&fixture::report(&all, &words)).unwrap()));
    assert!(text.contains("October to December 2019 (only 2 of its 3 months)"));
    assert!(text.contains("(1 of 2 months)"));
    assert!(text.contains("counts for the months present alone"));
    assert!(text.contains("1 area of other periods has no usable rows in this one."));
}

#[test]
fn charts_that_are_not_drawn_have_neither_caption_nor_table_and_none_promises_absent_intervals() {
    let words = fixture::words();
    let findings = [fixture::slice("gluten", "2025-12", Kind::Amount, 30, 3)];
    let mut report = fixture::report(&findings, &words);
    static WITH: Chart = Chart {
        id: "ranked",
        title: "",
        about: "Every area and a line.",
        about_intervals: Some("An interval helps."),
        shows: &[],
        twin: Some(Twin::Ranking),
        of_several: false,
        of_places: false,
        draw: Draw::Findings(|_| Err(NotDrawn { reason: String::new() })),
    };
    report.charts[0].chart = &WITH;
    let html = page(&report).unwrap();
    let doc = parse(&html);
    let figure =
        |end: &str| elements(&doc, "figure").find(|f| f.attribute("id").is_some_and(|id| id.ends_with(end))).unwrap();
    assert!(!figure("funnel").descendants().any(|n| n.has_tag_name("table") || n.has_tag_name("figcaption")));
    let caption = figure("ranked").descendants().find(|n| n.has_tag_name("figcaption")).and_then(|n| n.text());
    assert_eq!(caption.map(str::trim), Some("Every area and a line."));
}

#[test]
fn brackets_of_a_unit_are_in_the_subtitle_alone() {
    let mut words = fixture::words();
    for l in words.values_mut() {
        l.unit = RateUnit::given("pounds (net ingredient cost) per 1,000 patients");
    }
    let html = page(&fixture::report(&findings(12)[2..], &words)).unwrap();
    assert_eq!(html.matches("net ingredient cost").count(), 1);
    assert!(html.contains("Rate (pounds per 1,000 patients)"));
}

#[test]
fn the_page_is_stable() {
    let html = rendered(&findings(6)[2..]);
    // The formulas are those of the registries, which have tests of their own.
    let cut = |html: String, from: &str, to: &str| {
        let (before, rest) = html.split_once(from).unwrap();
        let (_, after) = rest.split_once(to).unwrap();
        format!("{before}{from}...{to}{after}")
    };
    let html = cut(html, "<style>", "</style>");
    let html = cut(html, "<script>", "</script>");
    insta::assert_snapshot!("page.html", cut(html, "<dl class=\"formulas\">", "</dl>"));
}

/// One result for a page: what is unusual over its own areas, or over everything looked at where that was asked for.
#[test]
fn the_page_states_one_result() {
    let mut all = findings(30);
    for (i, area) in all[2..].iter_mut().flat_map(|slice| &mut slice.areas).enumerate() {
        (area.judgement.alarm_z, area.judgement.alarm_p) =
            if i == 30 { (Some(6.0), Some(1e-9)) } else { (Some(0.7), Some(0.5)) };
    }
    for (family, judged) in [
        (Family::Period, "30 areas judged together"),
        (Family::All, "60 figures of areas in 2 periods or treatments judged together"),
    ] {
        judge(&mut all[2..], Control::Fdr(0.05), family);
        let html = rendered(&all[2..]);
        let text = visible(&parse(&html)).split_whitespace().collect::<Vec<_>>().join(" ");
        let result = "One of 30 areas is unusual even for a treatment that differs this much, and high.";
        let chance =
            "By chance none would be, in about 95% of such comparisons; of areas named, about 5% are named wrongly";
        for words in [judged, result, chance, "Unusually high"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // No second verdict beside it.
        for words in ["stands out", "stand out", "alarm is", "is an alarm"] {
            assert!(!text.contains(words), "{words}");
        }
    }
}

/// Many measures: a page each, which leads to the files beside it, and a first page with a line for each.
#[test]
fn many_measures_have_a_page_each() {
    let names: Vec<String> = (0..13).map(|i| format!("Measure {i:02}")).collect();
    let slices: Vec<SliceFindings> =
        names.iter().map(|name| fixture::slice(name, "2025-12", Kind::Count, 12, 1)).collect();
    let words: BTreeMap<Arc<str>, _> =
        names.iter().map(|n| (Arc::from(n.as_str()), fixture::labels(n, "items per 1,000 patients"))).collect();
    let few = pages(&fixture::report(&slices[..12], &words)).unwrap();
    assert_eq!((few.len(), few[0].0.as_str()), (1, "report.html"));
    assert_eq!(few[0].1, page(&fixture::report(&slices[..12], &words)).unwrap());

    let many = pages(&fixture::report(&slices, &words)).unwrap();
    let paths: Vec<&str> = many.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!((paths.len(), paths[0], paths[13]), (14, "report.html", "measures/t-measure-12.html"));
    let first = parse(&many[0].1);
    let links: Vec<&str> = elements(&first, "a").filter_map(|a| a.attribute("href")).collect();
    assert!(paths[1..].iter().all(|path| links.contains(path)), "{links:?}");
    assert_eq!(elements(&first, "svg").count(), 0);
    let last = parse(&many[13].1);
    assert!(visible(&last).contains("Measure 12") && !visible(&last).contains("Measure 11"));
    assert!(elements(&last, "svg").count() > 0);
    let links: Vec<&str> =
        elements(&last, "a").filter_map(|a| a.attribute("href")).filter(|h| !h.starts_with('#')).collect();
    for wanted in ["../report.html", "../areas.csv", "../manifest.json", "../charts/t-measure-12/ranked.svg"] {
        assert!(links.contains(&wanted), "{wanted} in {links:?}");
    }
    assert!(links.iter().all(|h| h.starts_with("../")), "{links:?}");
}
