//! From rows to slices: kinds, periods, denominators, and what is set aside.

// Helpers outside of #[test] functions are tests too.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::collections::BTreeMap;
use unwarranted_core::findings::Flag;
use unwarranted_core::{
    Cell, Cube, CubeRow, DenominatorIs, Error, ExpectedFrom, Grain, Kind, Month, Period, Reason, Slice, SliceOptions,
};

fn row(period: &str, area: &str, observed: Cell, denominator: Cell) -> CubeRow {
    CubeRow {
        file: 0,
        treatment: "t".into(),
        period: Period::parse(period).unwrap(),
        area: area.into(),
        observed,
        denominator: Some(denominator),
        expected: None,
    }
}

/// A row of period, area, observed and denominator.
fn v(period: &str, area: &str, observed: f64, denominator: f64) -> CubeRow {
    row(period, area, Cell::Value(observed), Cell::Value(denominator))
}

fn cube(rows: Vec<CubeRow>) -> Cube {
    Cube::new(rows, BTreeMap::from([("A".into(), "Ayton".into())]))
}

fn only(cube: &Cube, options: &SliceOptions) -> Slice {
    let mut slices = cube.slices(options).unwrap();
    assert_eq!(slices.len(), 1);
    slices.remove(0)
}

fn by(grain: Grain) -> SliceOptions {
    SliceOptions { by: Some(grain), ..SliceOptions::default() }
}

#[test]
fn observed_is_summed_and_a_stock_averaged_over_the_months() {
    let rows = vec![
        v("2025-01", "A", 3.0, 100.0),
        v("2025-02", "A", 5.0, 110.0),
        v("2025-01", "B", 2.0, 50.0), // closed in February
    ];
    let slice = only(&cube(rows.clone()), &by(Grain::Year));
    assert_eq!(slice.observed(), [8.0, 2.0]);
    assert_eq!(slice.denominator().unwrap(), [(100.0 + 110.0) / 2.0, 50.0 / 2.0]);
    assert_eq!((slice.months(), slice.areas()[1].months, slice.period()), (2, 1, Period::Year(2025)));
    assert_eq!(slice.areas()[0].name.as_deref(), Some("Ayton"));

    let flow = SliceOptions { denominator_is: Some(DenominatorIs::Flow), ..by(Grain::Year) };
    assert_eq!(only(&cube(rows.clone()), &flow).denominator().unwrap(), [210.0, 50.0]);
    let share = SliceOptions { kind: Some(Kind::Share), ..by(Grain::Year) };
    assert_eq!(only(&cube(rows), &share).denominator().unwrap(), [210.0, 50.0], "a share's denominator is a flow");
}

#[test]
fn quarters_in_a_year_are_averaged_by_quarter_and_counted_in_months() {
    let rows = vec![v("2019/20 Q1", "A", 3.0, 100.0), v("2019/20 Q2", "A", 5.0, 110.0)];
    let slice = only(&cube(rows), &by(Grain::FinancialYear));
    assert_eq!((slice.denominator().unwrap(), slice.months()), (&[105.0][..], 6));
    let all = only(&cube(vec![v("all", "A", 3.0, 100.0)]), &SliceOptions::default());
    assert_eq!((all.months(), all.period()), (1, Period::All));
}

#[test]
fn kind_is_found_per_treatment_over_all_periods() {
    let mut rows = vec![v("2025-01", "A", 3.0, 100.0), v("2025-02", "A", 2.5, 100.0)];
    rows.push(CubeRow { treatment: "u".into(), ..v("2025-01", "A", 4.0, 100.5) });
    let kinds = |options: &SliceOptions| {
        let slices = cube(rows.clone()).slices(options).unwrap();
        slices.iter().map(|s| (s.treatment().to_string(), s.kind())).collect::<Vec<_>>()
    };
    let named = |t: &str, k| (t.to_owned(), k);
    let expected = [named("t", Kind::Amount), named("t", Kind::Amount), named("u", Kind::Count)];
    assert_eq!(kinds(&SliceOptions::default()), expected);
    let forced = SliceOptions { kind: Some(Kind::Amount), ..SliceOptions::default() };
    assert!(kinds(&forced).iter().all(|(_, kind)| *kind == Kind::Amount));
}

#[test]
fn every_row_is_used_or_set_aside_for_a_reason() {
    let rows = vec![
        v("2025-01", "A", 3.0, 100.0),
        v("2025-01", "B", 0.0, 0.0),
        v("2025-01", "C", 4.0, 0.0),
        v("2025-01", "", 4.0, 10.0),
        row("2025-01", "D", Cell::Suppressed, Cell::Value(10.0)),
        v("2025-02", "D", 4.0, 10.0),
        row("2025-01", "E", Cell::Value(1.0), Cell::NotReported),
        CubeRow { file: 1, ..v("2025-02", "A", 5.0, 100.0) },
        CubeRow { file: 1, ..v("2024-12", "A", 5.0, 100.0) },
    ];
    let options = SliceOptions { from: Month::new(2025, 1), ..by(Grain::Year) };
    let cube = cube(rows);
    let slice = only(&cube, &options);
    let aside: Vec<_> = slice.set_aside().iter().map(|s| (s.reason, s.rows, s.areas.join(" "))).collect();
    let entry = |reason, areas: &str| (reason, 1, areas.to_owned());
    assert_eq!(
        aside,
        [
            entry(Reason::Closed, "B"),
            entry(Reason::ZeroDenominator, "C"),
            entry(Reason::BlankArea, ""),
            entry(Reason::Suppressed, "D"),
            entry(Reason::NotReported, "E"),
            entry(Reason::IncompletePeriod, "D"),
        ]
    );
    assert_eq!(slice.areas().iter().map(|a| &*a.code).collect::<Vec<_>>(), ["A"]);
    let uses = cube.row_use(&options).unwrap();
    assert_eq!((uses[&0].read, uses[&0].used, uses[&0].not_selected), (7, 1, 0));
    assert_eq!((uses[&1].read, uses[&1].used, uses[&1].not_selected), (2, 1, 1));
    for tally in uses.values() {
        assert_eq!(tally.used + tally.not_selected + tally.set_aside.values().sum::<usize>(), tally.read);
    }
}

#[test]
fn areas_that_expect_and_observe_nothing_are_set_aside_by_row() {
    let with = |mut row: CubeRow, e: f64| {
        row.expected = Some(Cell::Value(e));
        row
    };
    let rows = vec![
        with(v("2025-01", "A", 3.0, 9.0), 2.0),
        with(v("2025-02", "A", 0.0, 9.0), 0.0),
        with(v("2025-01", "B", 0.0, 9.0), 0.0),
        with(v("2025-02", "B", 0.0, 9.0), 0.0),
    ];
    let (cube, options) = (cube(rows), by(Grain::Year));
    let slice = only(&cube, &options);
    assert_eq!(slice.expected_from(), ExpectedFrom::Given);
    assert_eq!((slice.len(), slice.expected()), (1, &[2.0][..]));
    assert_eq!(slice.set_aside()[0].reason, Reason::ZeroExpected);
    assert_eq!(slice.set_aside()[0].rows, 2);
    let tally = &cube.row_use(&options).unwrap()[&0];
    assert_eq!((tally.used, tally.set_aside[&Reason::ZeroExpected]), (2, 2));
}

#[test]
fn expected_values_given_for_some_rows_only_are_not_used() {
    let mut rows = vec![v("2025-01", "A", 0.0, 10.0), v("2025-01", "B", 4.0, 30.0)];
    rows[0].expected = Some(Cell::Value(0.0));
    let slice = only(&cube(rows), &SliceOptions::default());
    assert_eq!(slice.expected_from(), ExpectedFrom::Internal);
    assert_eq!(slice.expected(), [1.0, 3.0]);
}

#[test]
fn slices_come_in_the_order_of_treatment_and_period_whatever_the_order_of_the_rows() {
    let mut rows = vec![v("2025-02", "A", 3.0, 1.0), v("2025-01", "B", 1.0, 1.0), v("2025-01", "A", 2.0, 1.0)];
    rows.push(CubeRow { treatment: "a".into(), ..v("2025-03", "A", 1.0, 1.0) });
    let labels = |rows: Vec<CubeRow>| {
        let slices = cube(rows).slices(&SliceOptions::default()).unwrap();
        slices.iter().map(|s| format!("{} {} {:?}", s.treatment(), s.period(), s.observed())).collect::<Vec<_>>()
    };
    let expected = ["a 2025-03 [1.0]", "t 2025-01 [2.0, 1.0]", "t 2025-02 [3.0]"];
    assert_eq!(labels(rows.clone()), expected);
    rows.reverse();
    assert_eq!(labels(rows), expected);
}

#[test]
fn nothing_left_and_nothing_to_divide_by_are_errors() {
    let late = SliceOptions { from: Month::new(2030, 1), ..SliceOptions::default() };
    assert!(matches!(cube(vec![v("2025-01", "A", 1.0, 1.0)]).slices(&late), Err(Error::Empty(_))));
    let bare = CubeRow { denominator: None, ..v("2025-01", "A", 1.0, 1.0) };
    let error = cube(vec![bare]).slices(&SliceOptions::default()).unwrap_err();
    assert!(error.to_string().contains("treatment 't' has neither"), "{error}");
    let year = cube(vec![v("2025", "A", 1.0, 1.0)]);
    assert!(matches!(year.slices(&by(Grain::Month)), Err(Error::Regroup { .. })));
}

#[test]
fn a_slice_refuses_numbers_out_of_range_by_name() {
    let refused = |kind, o, d| Slice::from_denominators(kind, &[("A", o, d)]).unwrap_err().to_string();
    for (o, d, field) in [
        (-1.0, 1.0, "observed is -1"),
        (f64::NAN, 1.0, "observed is NaN"),
        (f64::INFINITY, 1.0, "observed is inf"),
        (1e16, 1.0, "observed is 10000000000000000"),
        (1.0, 0.0, "denominator is 0"),
        (1.0, f64::NAN, "denominator is NaN"),
    ] {
        let text = refused(Kind::Count, o, d);
        assert!(text.contains("area A") && text.contains(field), "{text}");
    }
    assert!(refused(Kind::Share, 5.0, 4.0).contains("at most the denominator"));
    let share = SliceOptions { kind: Some(Kind::Share), ..SliceOptions::default() };
    let of_several = cube(vec![v("2025", "A", 3.0, 2.0)]).slices(&share).unwrap_err();
    assert!(of_several.to_string().starts_with("treatment 't', area A, 2025: observed is 3; expected"), "{of_several}");
    let text = Slice::from_expected(Kind::Count, &[("A", 1.0, 0.0)]).unwrap_err().to_string();
    assert!(text.contains("expected is 0; expected more than zero"), "{text}");
}

#[test]
fn internal_expected_values_sum_to_the_observed() {
    let slice = Slice::from_denominators(Kind::Count, &[("B", 9.0, 30.0), ("A", 1.0, 10.0)]).unwrap();
    assert_eq!(slice.expected(), [2.5, 7.5]);
    assert_eq!(slice.expected().iter().sum::<f64>(), 10.0);
    assert_eq!((slice.ratios().unwrap(), slice.overall_share()), (vec![0.4, 1.2], None));
    let share = Slice::from_denominators(Kind::Share, &[("B", 9.0, 30.0), ("A", 1.0, 10.0)]).unwrap();
    assert_eq!(share.overall_share(), Some(0.25));
}

#[test]
fn fractional_numerators_are_no_counts_whatever_the_kind() {
    let reason = |kind| {
        let slice = Slice::from_denominators(kind, &[("A", 1.5, 10.0)]).unwrap();
        slice.require_counts().unwrap_err().reason
    };
    assert!(reason(Kind::Amount).contains("an amount"));
    assert!(reason(Kind::Count).contains("not in whole numbers"));
    assert!(reason(Kind::Share).contains("not in whole numbers"));
}

#[test]
fn what_amounts_lack_is_said_by_what_would_help() {
    let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
    let rows: Vec<_> = codes.iter().zip(1..).map(|(c, i)| (c.as_str(), 9000.5 + 100.0 * f64::from(i), 100.0)).collect();
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let found = |per_person| {
        let options = unwarranted_core::AnalysisOptions { per_person, ..Default::default() };
        unwarranted_core::analyse(&slice, &options).unwrap()
    };
    let person = found(Some([40.0, 1.0]));
    for (one, known) in [(found(None), false), (person, true)] {
        let scv = one.indices.iter().find(|e| e.id == "scv").unwrap();
        assert!(scv.undefined.as_deref().unwrap().contains("this needs a count of events"));
        let [rule, chance] = [&one.overdispersion.undefined, &one.chance.undefined].map(Option::as_deref);
        if known {
            assert_eq!([rule, chance], [None, None]);
        } else {
            assert!(rule.unwrap().contains("nothing says what one person takes"), "{rule:?}");
            assert_eq!(rule, chance);
        }
    }
}

#[test]
fn an_area_at_a_hundred_per_cent_is_not_flagged_by_the_last_digit() {
    for (whole, other, of) in [(44.0, 13.0, 16.0), (45.0, 30.0, 41.0), (7.0, 1.0, 3.0)] {
        let rows = [("A", whole, whole), ("B", other, of)];
        let slice = Slice::from_denominators(Kind::Share, &rows).unwrap();
        let options = unwarranted_core::AnalysisOptions { rule: "overdispersed", ..Default::default() };
        let found = unwarranted_core::analyse(&slice, &options).unwrap();
        let area = &found.areas[0];
        assert!(area.ratio.unwrap() <= area.limits_adjusted.as_ref().unwrap()["99.8"][1]);
        assert!(area.z_adjusted.unwrap().abs() < 1.96 && area.flag == Some(Flag::Within), "{area:?}");
    }
}

#[test]
fn a_total_is_not_added_to_its_parts_and_a_share_has_no_stock() {
    let mixed = cube(vec![v("2024-01", "A", 5.0, 100.0), v("2024", "A", 50.0, 100.0)]);
    let refused = mixed.slices(&by(Grain::Year)).unwrap_err();
    assert!(matches!(refused, Error::Pooling { .. }), "{refused}");
    assert_eq!(mixed.slices(&SliceOptions::default()).unwrap().len(), 2);
    let months = cube(vec![v("2024-01", "A", 5.0, 10.0), v("2024-02", "A", 6.0, 10.0)]);
    let stock = SliceOptions { kind: Some(Kind::Share), denominator_is: Some(DenominatorIs::Stock), ..by(Grain::Year) };
    assert!(months.slices(&stock).unwrap_err().to_string().contains("`denominator-is flow`"));
    assert_eq!(months.slices(&SliceOptions { denominator_is: None, ..stock }).unwrap()[0].observed(), [11.0]);
}

#[test]
fn from_and_to_need_periods() {
    let timeless = cube(vec![row("all", "A", Cell::Value(1.0), Cell::Value(2.0))]);
    let from = SliceOptions { from: Month::new(2030, 1), ..SliceOptions::default() };
    assert!(timeless.slices(&from).unwrap_err().to_string().contains("`column-period COLUMN`"));
}

/// Money that is paid back in one month counts against that of the others. An area may be paid less than nothing, and may not
/// have fewer than no events.
#[test]
fn amounts_of_less_than_nothing_are_kept_and_counts_are_set_aside() {
    let rows = |b: f64| {
        vec![
            v("2025-01", "A", 350.0 + b.fract(), 100.0),
            v("2025-02", "A", -1.0, 100.0),
            v("2025-01", "B", b, 50.0),
            v("2025-02", "B", 10.0, 50.0),
            v("2025-01", "C", -5.0, 0.0),
        ]
    };
    let found = |b: f64| {
        let slice = only(&cube(rows(b)), &by(Grain::Year));
        let aside: Vec<_> = slice.set_aside().iter().map(|s| (s.reason, s.rows, s.areas.len())).collect();
        let uses = cube(rows(b)).row_use(&by(Grain::Year)).unwrap();
        (slice.observed().to_vec(), aside, uses[&0].used)
    };
    let (amounts, aside, used) = found(-77.5);
    assert_eq!((amounts, used), (vec![348.5, -67.5], 4));
    assert_eq!(aside, [(Reason::ZeroDenominator, 1, 1)]);
    let (counts, aside, used) = found(-77.0);
    assert_eq!((counts, used), (vec![349.0], 2));
    assert_eq!(aside, [(Reason::ZeroDenominator, 1, 1), (Reason::Negative, 2, 1)]);
}
