//! Noise from month to month as the findings tell it: what cannot be told apart and what changed, and no verdict.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;
use unwarranted_core::chance::{ChanceFrom, MonthNoise};
use unwarranted_core::findings::Position;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Findings, Kind, Month, Period, Slice, analyse_all};

/// Pounds of 24 areas over 40 months: noise that falls with size, the last area a tenth above the others.
fn months() -> Vec<Slice> {
    let noise = |a: u32, t: u32| f64::from((a * 7919 + t * 104_729 + a * t * 31) % 997) / 997.0 - 0.5;
    let slice = |t: u32| {
        let month = Period::Month(Month::new(2020, 1).unwrap().plus(i32::try_from(t).unwrap()));
        let area = |a: u32| {
            let people = 1000.0 + 137.0 * f64::from(a);
            let level = 5.0 * people * if a == 23 { 1.1 } else { 1.0 };
            SliceArea {
                code: format!("A{a:02}").into(),
                name: None,
                observed: level * (1.0 + 2.0 * noise(a, t) * (40.0 / level).sqrt()),
                denominator: Some(people),
                expected: None,
                months: 1,
            }
        };
        Slice::new("t", month, Kind::Amount, (0..24).map(area).collect(), Vec::new(), 1).unwrap()
    };
    (0..40).map(slice).collect()
}

/// Each with what came before it in the list.
fn with_noise(slices: &[Slice], noise: &Arc<MonthNoise>) -> Vec<Slice> {
    let before = std::iter::once(None).chain(slices.iter().map(Some));
    slices.iter().zip(before).map(|(s, before)| s.clone().with_month_noise(Arc::clone(noise), before)).collect()
}

fn found(slices: &[Slice]) -> Findings {
    let noise = Arc::new(MonthNoise::of(slices).unwrap());
    analyse_all(&with_noise(slices, &noise), &AnalysisOptions::default()).unwrap()
}

#[test]
fn months_alone_say_what_cannot_be_told_apart_and_name_no_area() {
    let findings = found(&months());
    let mut apart = 0;
    for s in &findings {
        let noise = s.chance.month_noise.as_ref().unwrap();
        assert_eq!((s.chance.from, s.chance.phi, noise.months, noise.areas), (Some(ChanceFrom::Months), None, 40, 24));
        assert!(s.chance.undefined.is_some() && s.overdispersion.undefined.is_some());
        for a in &s.areas {
            assert_eq!((a.lower, a.p, a.flag, a.judgement.alarm), (None, None, None, None));
            assert!(matches!(a.rates.position, None | Some(Position::NotDistinguishable)), "{a:?}");
            apart += usize::from(a.rates.position.is_some());
            let expected = 1.959_963_984_540_054 * (noise.phi / a.observed).sqrt();
            assert!((a.chance.month_noise.unwrap() - expected).abs() < 1e-12);
        }
    }
    // Every area but the last, whose tenth is about three standard deviations.
    assert!((880..=960).contains(&apart), "{apart}");
}

#[test]
fn changes_from_one_month_to_the_next_have_the_interval_of_their_noise() {
    let findings = found(&months());
    assert!(findings[0].areas.iter().all(|a| a.chance.change.is_none()), "nothing comes before");
    let (mut within, mut all) = (0.0, 0.0);
    for pair in findings.windows(2) {
        for (before, now) in pair[0].areas.iter().zip(&pair[1].areas) {
            let [change, lower, upper] =
                [now.chance.change, now.chance.change_lower, now.chance.change_upper].map(Option::unwrap);
            assert!(
                (change - now.ratio.unwrap() / before.ratio.unwrap()).abs() < 1e-12 && lower < change && change < upper
            );
            // Nothing changes but noise.
            within += f64::from(u8::from(lower <= 1.0 && 1.0 <= upper));
            all += 1.0;
        }
    }
    assert!((0.93..=1.0).contains(&(within / all)), "{}", within / all);
}

#[test]
fn changes_need_short_periods_that_follow_one_another() {
    let slices = months();
    let noise = Arc::new(MonthNoise::of(&slices).unwrap());
    let other = |keep: &[usize]| {
        let kept: Vec<Slice> = keep.iter().map(|i| slices[*i].clone()).collect();
        let findings = analyse_all(&with_noise(&kept, &noise), &AnalysisOptions::default()).unwrap();
        findings.iter().map(|s| s.areas[3].chance.change.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(other(&[4, 5, 7, 8]), [false, true, false, true]);
    // What a person takes is more than months show, and takes their place.
    let options = AnalysisOptions { per_person: Some([40.0, 1.0]), ..AnalysisOptions::default() };
    let findings = analyse_all(&with_noise(&slices[..2], &noise), &options).unwrap();
    assert_eq!(findings[1].chance.from, Some(ChanceFrom::Persons));
    assert!(findings[1].chance.month_noise.is_none() && findings[1].areas[3].chance.change.is_none());
}
