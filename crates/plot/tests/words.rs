//! What charts say, and when they are not drawn.

mod common;

use common::{Plan, case, cases, confidence, labels, long_place, months, slice, years};
use unwarranted_core::findings::{AreaRecords, Break, Flag, Position, Side};
use unwarranted_core::{Kind, SliceFindings};
use unwarranted_plot::data::Datum;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::{Beside, CHARTS, Draw, Drawing, Measure, NotDrawn, Subject};

fn draw(id: &str, series: Vec<SliceFindings>, highlight: Option<&str>) -> Result<Drawing, NotDrawn> {
    let chart = CHARTS.iter().find(|c| c.id == id);
    let drawn = chart.map(|c| c.draw(&case("test", series, labels(), highlight).subject()));
    drawn.unwrap_or_else(|| panic!("no chart {id}"))
}

fn small() -> Plan {
    Plan { areas: 5, people: (3_000.0, 60_000.0), ..Plan::default() }
}

/// Enough areas for deciles.
fn dozen() -> Plan {
    Plan { areas: 12, ..small() }
}

/// A slice whose rates are these, per 1,000.
fn rates(values: &[f64], kind: Kind) -> SliceFindings {
    let mut slice = slice(&Plan { areas: values.len(), kind, ..small() });
    for (area, value) in slice.areas.iter_mut().zip(values) {
        area.rate = Some(*value);
        area.lower = area.lower.map(|_| value * 0.9);
        area.upper = area.upper.map(|_| value * 1.1);
        area.flag = area.flag.map(|_| Flag::Within);
    }
    slice.rate = Some(4.0);
    slice
}

#[test]
fn snapshots_of_small_charts() {
    let few = years(&Plan { areas: 3, names: long_place, ..small() });
    let enough = years(&Plan { areas: 10, names: long_place, ..small() });
    for chart in CHARTS.iter().filter(|c| c.twin.is_some()) {
        let series = if chart.id == "deciles" { enough.clone() } else { few.clone() };
        let drawing = chart.draw(&case("few", series, labels(), Some("01X001")).subject()).unwrap();
        insta::assert_snapshot!(format!("{}-few", chart.id), drawing.svg);
    }
    let amount = slice(&Plan { areas: 42, kind: Kind::Amount, ..Plan::default() });
    insta::assert_snapshot!("ranked-many", draw("ranked", vec![amount], None).unwrap().svg);
}

#[test]
fn headlines_of_every_fixture() {
    let lines: Vec<String> = cases()
        .iter()
        .flat_map(|case| {
            let places = case.places();
            let beside = Beside { places: Some(&places), ..Beside::default() };
            let draw = |c: &unwarranted_plot::Chart| match c.draw(&Subject { beside, ..case.subject() }) {
                Ok(drawing) => format!("{} {}: {}\n  {}", case.id, c.id, drawing.headline, drawing.alt),
                Err(not) => format!("{} {} not drawn: {}", case.id, c.id, not.reason),
            };
            CHARTS.iter().filter(|c| !c.of_several && !matches!(c.draw, Draw::Trend(_))).map(draw).collect::<Vec<_>>()
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_ratio_is_named_only_where_the_lowest_is_above_zero() {
    let headline = |values: &[f64]| draw("ranked", vec![rates(values, Kind::Amount)], None).unwrap().headline;
    let unit = "items per 1,000 registered patients";
    assert_eq!(
        headline(&[2.0, 4.0, 9.2]),
        format!("Silver dressings: the highest area recorded 9.20 {unit}, the lowest 2.00")
    );
    assert_eq!(
        headline(&[0.0, 0.0, 9.2]),
        format!("Silver dressings: the highest area recorded 9.20 {unit}; 2 of 3 areas recorded none")
    );
    assert_eq!(headline(&[0.0, 0.0, 0.0]), "Silver dressings: none of the 3 areas recorded any");
    assert_eq!(headline(&[3.0, 3.0, 3.0]), format!("Silver dressings: all 3 areas recorded 3.00 {unit}"));
    assert_eq!(
        headline(&[3.0, 3.05, 3.1]),
        format!("Silver dressings: the highest area recorded 3.10 {unit}, the lowest 3.00")
    );
}

#[test]
fn a_difference_is_called_one_only_where_the_interval_says_so() {
    let headline = |value: f64, kind| {
        let slice = rates(&[2.0, value, 9.0, 9.0, 9.0], kind);
        let code = slice.areas[1].area.to_string();
        draw("ranked", vec![slice], Some(&code)).unwrap().headline
    };
    assert!(headline(5.0, Kind::Count).ends_with(", above all areas together (4.00)"));
    assert!(headline(3.0, Kind::Count).ends_with(", below all areas together (4.00)"));
    assert!(headline(4.1, Kind::Count).ends_with(", which cannot be told apart from all areas together (4.00)"));
    assert!(!headline(5.0, Kind::Amount).contains("all areas together"));
}

#[test]
fn amounts_have_no_intervals_and_no_funnel_and_say_why() {
    let amount = slice(&Plan { kind: Kind::Amount, ..small() });
    let ranked = draw("ranked", vec![amount.clone()], None).unwrap();
    assert!(ranked.alt.contains("No intervals: the numerator is an amount"));
    assert!(!ranked.alt.contains("95% intervals"), "{}", ranked.alt);
    let reason = draw("funnel", vec![amount], None).unwrap_err().reason;
    assert!(reason.starts_with("no funnel: the numerator is an amount"), "{reason}");
}

#[test]
fn the_funnel_of_few_areas_shows_both_sets_of_limits_whole() {
    // One small area among large ones, all near the expected: wide limits far from any mark.
    let mut slice = slice(&Plan { areas: 4, spread: 0.3, people: (2_000.0, 30_000.0), ..Plan::default() });
    slice.areas.iter_mut().for_each(|a| a.ratio = Some(1.01));
    let svg = draw("funnel", vec![slice], None).unwrap().svg;
    for name in [">95% limit<", ">99.8% limit<"] {
        assert_eq!(svg.matches(name).count(), 2, "{name}");
    }
    assert!(svg.contains(">99.8%, chance alone<"));
    // Two levels, two sides, two sets: eight lines, none of them cut into pieces or pinned to the top.
    let limits = svg.split("class=\"limits\"").nth(1).unwrap().split("</g>").next().unwrap();
    assert_eq!(limits.matches("<polyline").count(), 8);
}

#[test]
fn a_ranked_chart_says_when_not_all_that_stand_out_are_named() {
    let note = "not all are named, for want of room";
    let many = slice(&Plan { rate: 2.0, spread: 0.08, areas: 211, ..Plan::default() });
    assert!(draw("ranked", vec![many], None).unwrap().alt.contains(note));
    let some = slice(&Plan::default());
    let alt = draw("ranked", vec![some], None).unwrap().alt;
    assert!(alt.contains("Dark blue") && !alt.contains(note), "{alt}");
}

#[test]
fn one_area_is_called_one() {
    let only = slice(&Plan { areas: 1, ..small() });
    let code = only.areas[0].area.to_string();
    for highlight in [None, Some(code.as_str())] {
        let drawing = draw("funnel", vec![only.clone()], highlight).unwrap();
        let words = format!("{} {}", drawing.headline, drawing.alt);
        assert!(words.contains("1 sub-ICB location,") && !words.contains("1 areas"), "{words}");
        assert!(!words.contains("other 0"), "{words}");
    }
}

#[test]
fn funnel_headlines_count_what_stands_out() {
    let headline = |flags: &[&str]| {
        let levels = [("-95", 0.95), ("-99.8", 0.998)];
        let mut slice = slice(&Plan { areas: 5, ..Plan::default() });
        for (area, flag) in slice.areas.iter_mut().zip(flags) {
            let level = levels.iter().find(|(end, _)| flag.ends_with(end));
            let side = if flag.starts_with("high") { Side::High } else { Side::Low };
            area.flag = Some(level.map_or(Flag::Within, |(_, l)| Flag::Outside { side, level: confidence(*l) }));
            assert_eq!(area.flag.unwrap().to_string(), *flag);
        }
        draw("funnel", vec![slice], None).unwrap().headline.replace("Silver dressings: ", "")
    };
    let tail = "unusual even for a treatment that differs this much";
    assert_eq!(headline(&["none"; 5]), "none of 5 areas is unusual for a treatment that differs this much");
    assert_eq!(headline(&["high-99.8", "high-95", "none", "none", "low-95"]), format!("1 of 5 areas is high, {tail}"));
    assert_eq!(headline(&["high-99.8", "high-99.8", "none", "none", "none"]), format!("2 of 5 areas are high, {tail}"));
    assert_eq!(headline(&["low-99.8", "low-99.8", "none", "none", "none"]), format!("2 of 5 areas are low, {tail}"));
    let both = ["low-99.8", "high-99.8", "none", "none", "none"];
    assert_eq!(headline(&both), format!("of 5 areas, 1 high and 1 low are {tail}"));
}

#[test]
fn a_funnel_says_what_the_limits_of_its_rule_allow_for() {
    for (rule, headline, note) in [
        (
            "calibrated",
            "is high, unusual even for a treatment that differs this much",
            "allow for chance and the ordinary spread",
        ),
        ("exact", "is high, unusual against chance alone", "those of the rule 'exact', which allow for chance alone"),
        ("shmi", "is high, unusual by the rule 'shmi'", "those of the rule 'shmi', which are narrow"),
        ("robust", "is high, unusual by the rule 'robust'", "knows nothing of the size of areas"),
    ] {
        let mut slice = slice(&Plan { areas: 5, ..Plan::default() });
        slice.rule = rule;
        for (i, area) in slice.areas.iter_mut().enumerate() {
            let outside = Flag::Outside { side: Side::High, level: confidence(0.998) };
            area.flag = Some(if i == 0 { outside } else { Flag::Within });
        }
        let drawing = draw("funnel", vec![slice], None).unwrap();
        assert!(drawing.headline.ends_with(headline), "{rule}: {}", drawing.headline);
        let svg = drawing.svg.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = format!("{} {svg}", drawing.alt);
        assert!(said.contains(note) || note.split(", ").all(|part| said.contains(part)), "{rule}: {said}");
    }
}

#[test]
fn partial_periods_are_left_out_with_a_note() {
    let drawing = draw("deciles", years(&dozen()), None).unwrap();
    let note = "2020/21 (4 of 12 months) and 2025/26 (9 of 12 months) are left out because they are not complete.";
    assert!(drawing.alt.contains(note), "{}", drawing.alt);
    assert!(drawing.alt.contains("In 2021/22") && drawing.alt.contains("In 2024/25"));
    // A chart of the partial sums would start at a third of the true level.
    let full = draw("deciles", years(&dozen())[1..5].to_vec(), None).unwrap();
    let lines = |d: &Drawing| d.svg.lines().filter(|l| l.contains("<polyline")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(drawing.headline, full.headline);
    assert_eq!(lines(&drawing).len(), lines(&full).len());
}

#[test]
fn a_partial_period_is_called_one() {
    let series = years(&small());
    for id in ["ranked", "funnel"] {
        let drawing = draw(id, series.clone(), None).unwrap();
        let partial = "2025/26 (only 9 of its 12 months)";
        assert!(
            drawing.svg.contains(&format!("sub-ICB locations, {partial}")) && drawing.alt.contains(partial),
            "{id}"
        );
        let complete = draw(id, series[..5].to_vec(), None).unwrap();
        assert!(!complete.svg.contains("months)"));
    }
}

#[test]
fn deciles_need_two_complete_periods() {
    let series = years(&dozen());
    let reason = |s: &[SliceFindings]| draw("deciles", s.to_vec(), None).unwrap_err().reason;
    assert!(reason(&series[..2]).contains("and there are 1; periods that are not complete are left out"));
    assert!(reason(&series[1..2]).ends_with("and there are 1"));
    let mut all = slice(&dozen());
    all.period = unwarranted_core::Period::All;
    assert!(reason(&[all]).ends_with("and there are 0"));
}

#[test]
fn a_gap_is_a_gap_and_never_zero() {
    let mut series = months(&dozen(), 8);
    let code = series[0].areas[0].area.to_string();
    series[3].areas.remove(0);
    let drawing = draw("deciles", series.clone(), Some(&code)).unwrap();
    let highlight = drawing.svg.split("class=\"highlight\"").nth(1).unwrap().split("</g>").next().unwrap();
    assert_eq!(highlight.matches("<polyline").count(), 2);
    assert_eq!(highlight.matches("<circle").count(), 7);
    assert!(drawing.alt.contains("has no figure in 1 of 8 months; these are gaps, not zeros."));
    // A month without data breaks every line.
    series.remove(5);
    let drawing = draw("deciles", series, None).unwrap();
    assert_eq!(drawing.svg.matches("stroke-dasharray=\"4 3\"").count(), 16);
    assert!(drawing.alt.contains("1 month without complete data is a gap."), "{}", drawing.alt);
}

#[test]
fn a_period_between_gaps_is_a_point() {
    let mut series = months(&dozen(), 8);
    series.remove(6);
    series.remove(4);
    let drawing = draw("deciles", series, None).unwrap();
    let deciles = drawing.svg.split("class=\"deciles\"").nth(1).unwrap().split("</g>").next().unwrap();
    // December to March are lines, May and July are alone.
    assert_eq!((deciles.matches("<polyline").count(), deciles.matches("<circle").count()), (9, 18));
    let note = "2 months without complete data are gaps; points are periods between two gaps.";
    assert!(drawing.alt.contains(note), "{}", drawing.alt);
}

#[test]
fn deciles_need_neighbours_and_ten_areas() {
    let every_other: Vec<SliceFindings> = months(&dozen(), 7).into_iter().step_by(2).collect();
    let reason = draw("deciles", every_other, None).unwrap_err().reason;
    assert_eq!(reason, "no two of the 4 complete periods are consecutive, so there is no line");
    let reason = draw("deciles", months(&Plan { areas: 9, ..small() }, 4), None).unwrap_err().reason;
    assert!(reason.starts_with("fewer than 10 areas: "), "{reason}");
    let mut series = months(&dozen(), 4);
    series[3].areas.truncate(9);
    let drawing = draw("deciles", series, None).unwrap();
    assert!(drawing.alt.contains("1 month with fewer than 10 areas is left out."), "{}", drawing.alt);
}

#[test]
fn the_latest_month_is_compared_with_the_same_month() {
    let headline = |n| draw("deciles", months(&dozen(), n), None).unwrap().headline;
    assert!(headline(20).contains(" in July 2022") && headline(20).contains(" in July 2021"), "{}", headline(20));
    assert!(headline(8).ends_with(" in July 2021"), "{}", headline(8));
    let mut series = months(&dozen(), 13);
    series[12].deciles = series[0].deciles;
    let equal = draw("deciles", series, None).unwrap().headline;
    assert!(equal.ends_with(" in December 2021, as in December 2020"), "{equal}");
}

#[test]
fn an_area_that_is_not_there_is_named_in_a_note() {
    for chart in CHARTS.iter().filter(|c| c.twin.is_some()) {
        let drawing = draw(chart.id, months(&dozen(), 4), Some("ZZZ")).unwrap();
        assert!(drawing.alt.contains("Area ZZZ has no figure"), "{}: {}", chart.id, drawing.alt);
        assert!(!drawing.headline.contains("ZZZ"));
    }
}

#[test]
fn nothing_to_draw_is_said_in_words() {
    for areas in [0, 1] {
        let one = vec![slice(&Plan { areas, ..small() })];
        let reason = draw("ranked", one, None).unwrap_err().reason;
        assert!(reason.ends_with("so there is nothing to rank"), "{reason}");
    }
    let empty = slice(&Plan { areas: 0, ..small() });
    assert!(draw("funnel", vec![empty.clone()], None).is_err());
    assert!(draw("deciles", vec![empty], None).is_err());
}

#[test]
fn ratios_are_ranked_where_there_are_no_rates() {
    let mut slice = slice(&small());
    for area in &mut slice.areas {
        (area.rate, area.lower, area.upper, area.denominator) = (None, None, None, None);
    }
    (slice.rate, slice.deciles) = (None, None);
    let drawing = draw("ranked", vec![slice], None).unwrap();
    assert!(drawing.headline.contains("times the expected"), "{}", drawing.headline);
    assert!(drawing.svg.contains("Observed divided by expected"));
}

#[test]
fn no_decimal_of_the_slice_is_needed_to_name_the_levels() {
    let mut slice = slice(&small());
    slice.levels = [0.9, 0.99];
    slice.areas[0].flag = Some(Flag::Outside { side: Side::High, level: confidence(0.99) });
    let subject = case("levels", vec![slice], labels(), None);
    let drawing = CHARTS[1].draw(&Subject { ..subject.subject() }).unwrap();
    assert!(drawing.svg.contains("99% limit") && drawing.headline.contains("1 of 5 areas is high, unusual"));
}

#[test]
fn a_break_interrupts_the_line_and_is_told() {
    let mut series = months(&dozen(), 12);
    let code = series[0].areas[3].area.to_string();
    let month = series[6].period.first_month().unwrap();
    let merger = Break { month, reason: "merger of A, B".to_owned() };
    let runs = |d: &Drawing| {
        let group = d.svg.split("class=\"highlight\"").nth(1).unwrap();
        group.split("</g>").next().unwrap().matches("<polyline").count()
    };
    let chart = CHARTS.iter().find(|c| c.id == "deciles").unwrap();
    let plain = chart.draw(&case("test", series.clone(), labels(), Some(&code)).subject()).unwrap();
    AreaRecords { breaks: [(code.as_str().into(), vec![merger])].into(), ..AreaRecords::default() }.enter(&mut series);
    let broken = chart.draw(&case("test", series, labels(), Some(&code)).subject()).unwrap();
    // Two stretches of the line and the dotted upright, where there was one line.
    assert_eq!((runs(&plain), runs(&broken)), (1, 3));
    assert!(broken.svg.contains("merger of A, B"));
    assert!(!plain.svg.contains("dotted upright"));
}

#[test]
fn a_chart_over_time_ends_with_its_period() {
    let series = months(&Plan::default(), 24);
    let (labels, then) = (labels(), series[11].clone());
    let subject = Subject {
        findings: &then,
        series: &series,
        labels: &labels,
        highlight: Some("07X007"),
        size: unwarranted_plot::Size::WEB,
        beside: Beside::default(),
    };
    for id in ["deciles", "bands", "boxes", "slope", "dumbbell", "lines"] {
        let chart = CHARTS.iter().find(|c| c.id == id).unwrap();
        let drawing = chart.draw(&subject).unwrap();
        let words = format!("{} {}", drawing.headline, drawing.alt);
        assert!(!words.contains("2022") && words.contains("12 later periods are not drawn"), "{id}: {words}");
    }
}

#[test]
fn areas_with_expected_values_of_their_own_are_in_the_order_of_the_ratio() {
    let mut slice = months(&Plan::default(), 1).remove(0);
    slice.expected_from = unwarranted_core::ExpectedFrom::Given;
    for (i, area) in slice.areas.iter_mut().enumerate() {
        (area.ratio, area.rates.ratio_lower, area.rates.ratio_upper) =
            (Some(2.0 - i as f64 / 100.0), Some(0.5), Some(2.5));
    }
    let drawing = draw("ranked", vec![slice.clone()], None).unwrap();
    let first = &drawing.data.rows[0];
    let code = unwarranted_plot::data::Datum::from(slice.areas[0].area.to_string());
    assert_eq!((&first[0], &first[2]), (&code, &unwarranted_plot::data::Datum::Number(2.0)));
    assert_eq!(first[3], unwarranted_plot::data::Datum::Number(0.5));
    assert!(drawing.svg.contains("Observed divided by expected"));
}

#[test]
fn what_is_the_same_for_all_areas_is_said_once() {
    let mut slice = rates(&[0.0; 50], Kind::Count);
    slice.rate = Some(0.0);
    let drawing = draw("ranked", vec![slice], None).unwrap();
    assert!(!drawing.svg.contains(">50 areas recorded none<"), "{}", drawing.headline);
}

#[test]
fn both_pairs_of_limits_are_named_and_the_funnel_fits_its_figures() {
    let slice = months(&Plan { people: (500_000.0, 900_000.0), spread: 0.02, ..Plan::default() }, 1).remove(0);
    let drawing = draw("funnel", vec![slice], None).unwrap();
    for words in [">95%, chance alone<", ">99.8%, chance alone<", ">95% limit<", ">99.8% limit<"] {
        assert!(drawing.svg.contains(words), "{words}");
    }
    assert!(drawing.alt.contains("does not start at zero"), "{}", drawing.alt);
}

/// The chart of a treatment for each list of ratios; chance is known of the one that is called so.
fn spread(all: &[(&str, &[f64])]) -> Drawing {
    let one = |(name, ratios): &(&str, &[f64])| {
        let mut slice = slice(&Plan { areas: ratios.len(), ..small() });
        for (area, ratio) in slice.areas.iter_mut().zip(*ratios) {
            area.ratio = Some(*ratio);
            area.rates.position = (*name == "known").then_some(Position::Above);
        }
        // Of one area alone it is known.
        slice.areas[0].rates.position = Some(Position::NotDistinguishable);
        (slice, Labels { measure: (*name).to_owned(), ..labels() })
    };
    let all: Vec<_> = all.iter().map(one).collect();
    let measures: Vec<Measure> = all.iter().map(|(findings, labels)| Measure { findings, labels }).collect();
    let case = case("test", vec![all[0].0.clone()], labels(), None);
    let beside = Beside { measures: &measures, ..Beside::default() };
    match CHARTS.iter().find(|c| c.id == "spreads").map(|c| c.draw(&Subject { beside, ..case.subject() })) {
        Some(Ok(drawing)) => drawing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn spreads_are_ordered_by_the_band_of_eight_in_ten() {
    let even: Vec<f64> = (0..11).map(|i| 0.9 + 0.02 * f64::from(i)).collect();
    let wide: Vec<f64> = (0..11).map(|i| 0.2 * f64::from(i)).collect();
    let mostly_none = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 11.0];
    let some_none = [0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 2.5];
    let drawing = spread(&[("even", &even), ("rare", &mostly_none), ("wide", &wide), ("patchy", &some_none)]);
    // Of eleven figures the second and the tenth are the 10th and the 90th percentile.
    let told = |cell: &Datum| match cell {
        Datum::Text(text) => text.clone(),
        Datum::Number(number) => format!("{number:.2}"),
        Datum::Nothing => "-".to_owned(),
    };
    let rows: Vec<String> =
        drawing.data.rows.iter().map(|row| row[1..].iter().map(told).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        rows,
        [
            "Patchy 11.00 0.00 0.75 1.00 1.25 2.00 -",
            "Wide 11.00 0.20 0.50 1.00 1.50 1.80 -",
            "Even 11.00 0.92 0.95 1.00 1.05 1.08 -",
            "Rare 11.00 0.00 0.00 0.00 0.00 0.00 -",
        ]
    );
    assert!(
        drawing.headline.starts_with("In 3 of 4 treatments, one area in ten has over double"),
        "{}",
        drawing.headline
    );
    for said in
        ["0 to 2.0 times", "0.20 to 1.80 times", "0.92 to 1.08 times", "none in nine of ten areas", "chance not known"]
    {
        assert!(drawing.svg.contains(said), "{said}");
    }
    assert!(
        spread(&[("even", &even)]).headline.starts_with("Even: eight in ten areas have 0.92 to 1.08 times the rate of")
    );
    assert!(spread(&[("known", &even)]).svg.contains("10 of 11 areas apart"));
    let none = spread(&[("even", &even), ("also even", &even)]).headline;
    assert!(none.starts_with("In none of 2 treatments, one area in ten has over double the rate of"), "{none}");
}
