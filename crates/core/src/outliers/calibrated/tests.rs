use super::*;
use crate::data::kind::Kind;

/// Areas without random numbers, so that another program can make the same ones: sizes over an eightfold range, a fixed
/// wiggle of the rates, and some counts multiplied.
fn slice(n: u32, median: f64, spread: f64, multiplied: &[(usize, f64)]) -> Slice {
    let mut rows: Vec<(String, f64, f64)> = (0..n)
        .map(|i| {
            let at = f64::from(i);
            let expected = (median * libm::pow(8.0, f64::from((i * 37) % n) / f64::from(n) - 0.5)).round_ties_even();
            let wiggle = libm::sin(1.7 * at + 0.3 * at * at);
            let observed = expected * (1.0 + spread * wiggle).max(0.0) + expected.sqrt() * libm::cos(2.3 * at);
            (format!("A{i:03}"), observed.round_ties_even().max(0.0), expected)
        })
        .collect();
    for (i, factor) in multiplied {
        rows[*i].1 = (rows[*i].1 * factor).round_ties_even();
    }
    let rows: Vec<_> = rows.iter().map(|(code, o, e)| (code.as_str(), *o, *e)).collect();
    Slice::from_expected(Kind::Count, &rows).unwrap()
}

fn near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-5 * wanted.abs().max(0.01), "{what}: {found} instead of {wanted}");
}

fn levels() -> [Confidence; 2] {
    [0.95, 0.998].map(|level| Confidence::new(level, "level").unwrap())
}

/// Area, z, p and limits at 95 and 99.8 %.
type Wanted = (usize, f64, f64, [f64; 4]);

#[test]
fn equals_the_numpy_implementation() {
    // numpy 2 and scipy: a vectorised program of the same formulas, 34 bisections; c, alpha and some areas of each slice.
    let cases: [(Slice, f64, f64, Vec<Wanted>); 5] = [
        (
            slice(106, 1000.0, 0.25, &[]),
            1.0507671301195065,
            0.0354956537226988,
            vec![
                (
                    0,
                    0.09104816544500316,
                    0.9261792136005726,
                    [0.6800548813595656, 1.4953179520286721, 0.49784858947927346, 1.8458847789039299],
                ),
                (
                    105,
                    -1.6128255124389317,
                    0.10357645577478429,
                    [0.6892245051445881, 1.4842511725583925, 0.5093192739855849, 1.8305315442509436],
                ),
            ],
        ),
        (
            slice(106, 1000.0, 0.2, &[(3, 1.8), (7, 3.0)]),
            1.0366636959558158,
            0.022911272623102122,
            vec![
                (
                    3,
                    5.3298467698608,
                    6.759815032102496e-07,
                    [0.7337202610959989, 1.3871669394006803, 0.5778306627766726, 1.6499677713594805],
                ),
                (
                    7,
                    8.941915404973106,
                    2.6488365976120557e-13,
                    [0.7417414879979356, 1.3778153154703705, 0.5882754601512474, 1.6365778739477574],
                ),
            ],
        ),
        (
            slice(30, 100.0, 0.0, &[]),
            0.9989870317480511,
            0.0,
            vec![
                (
                    0,
                    1.0215655124724186,
                    0.30462671509989486,
                    [0.6831095460278688, 1.3420003466720898, 0.5192273257412588, 1.5620951974431414],
                ),
                (
                    7,
                    -0.9452507613417873,
                    0.3084368230692319,
                    [0.8358407978545978, 1.1688899092106306, 0.7191431455094365, 1.3051513526947067],
                ),
            ],
        ),
        (
            slice(12, 60.0, 0.3, &[(7, 2.5)]),
            1.1428352978505314,
            0.10547757022765405,
            vec![
                (
                    7,
                    3.2352397646133646,
                    0.004545797579166447,
                    [0.5080526376052594, 1.9887702195250152, 0.12888562314431617, 3.424772166557532],
                ),
                (
                    11,
                    -0.9471532958901603,
                    0.25581240378280823,
                    [0.5265993526803168, 1.9597771999149227, 0.13025666330067126, 3.4872984494524557],
                ),
            ],
        ),
        (
            slice(40, 300.0, 0.9, &[]),
            1.271059525384045,
            0.3329097745727255,
            vec![
                (
                    0,
                    -0.10141610582635827,
                    0.9150763487388875,
                    [0.19582546106472604, 3.160928434552545, 0.00020546911710223273, 5.8116820477808515],
                ),
                (
                    3,
                    0.9924963984929466,
                    0.3010179869874887,
                    [0.2018378308427574, 3.1485168083007826, 0.0005190607886950548, 5.826015980104859],
                ),
            ],
        ),
    ];
    for (slice, centre, alpha, areas) in cases {
        let found = assess(&slice, &levels()).unwrap();
        near(found.centre, centre, "centre");
        near(found.tau2.unwrap(), alpha, "alpha");
        for (i, z, p, limits) in areas {
            near(found.areas[i].z, z, "z");
            // The other program's centre is a few steps short, which far out in the tail shows in the fifth digit of p.
            assert!((found.areas[i].p / p - 1.0).abs() < 1e-4, "p: {} instead of {p}", found.areas[i].p);
            for (found, wanted) in found.areas[i].limits.as_flattened().iter().zip(limits) {
                near(*found, wanted, "limit");
            }
        }
    }
}

#[test]
fn an_area_is_outside_a_limit_exactly_where_p_says_so() {
    for spread in [0.0, 0.2, 0.6] {
        let slice = slice(60, 150.0, spread, &[(5, 2.0), (9, 0.3)]);
        let found = assess(&slice, &levels()).unwrap();
        for (area, ratio) in found.areas.iter().zip(slice.ratios().unwrap()) {
            for ([lower, upper], alpha) in area.limits.iter().zip([0.05, 0.002]) {
                let outside = ratio < *lower || ratio > *upper;
                assert_eq!(outside, area.p < alpha, "{ratio} {lower} {upper} {}", area.p);
            }
        }
    }
}

#[test]
fn a_share_and_its_complement_are_judged_alike() {
    let rows: Vec<(String, f64, f64)> = (0..40u32)
        .map(|i| {
            (
                format!("A{i:02}"),
                300.0 + f64::from(i * 37 % 41) + if i == 7 { 250.0 } else { 0.0 },
                1000.0 + f64::from(i),
            )
        })
        .collect();
    let of = |turn: bool| {
        let rows: Vec<_> = rows.iter().map(|(c, o, d)| (c.as_str(), if turn { d - o } else { *o }, *d)).collect();
        Slice::from_denominators(Kind::Share, &rows).unwrap()
    };
    let (share, other) = (of(false), of(true));
    let (a, b) = (assess(&share, &levels()).unwrap(), assess(&other, &levels()).unwrap());
    assert!(a.areas[7].p < 1e-4 && a.areas[7].z > 0.0);
    for (i, (x, y)) in a.areas.iter().zip(&b.areas).enumerate() {
        assert!((x.z + y.z).abs() < 1e-9 && (x.p - y.p).abs() < 1e-9, "{x:?} {y:?}");
        // The share at a limit and the complement at the opposite limit add up to 1.
        let shares = |slice: &Slice, ratio: f64| ratio * slice.expected()[i] / slice.denominator().unwrap()[i];
        for (p, q) in x.limits.iter().zip(&y.limits) {
            assert!((shares(&share, p[0]) + shares(&other, q[1]) - 1.0).abs() < 1e-9);
            assert!((shares(&share, p[1]) + shares(&other, q[0]) - 1.0).abs() < 1e-9);
        }
    }
    let centres = a.centre * 0.32 + b.centre * 0.68;
    assert!((centres - 1.0).abs() < 0.05, "{centres}");
}

#[test]
fn a_target_holds_the_centre_and_dispersion_takes_certainty_away() {
    let slice = slice(50, 400.0, 0.0, &[(5, 1.5)]);
    let typical = assess(&slice, &levels()).unwrap();
    let held = assess_with(&slice, &levels(), Target::Ratio(1.3), 1.0).unwrap();
    assert!((held.centre - 1.3).abs() < 1e-15 && held.areas[5].z < typical.areas[5].z);
    let repeated = assess_with(&slice, &levels(), Target::Typical, 12.0).unwrap();
    assert!(typical.areas[5].p < 1e-9 && repeated.areas[5].p > 1e-4);
    let width = |found: &Assessment| found.areas[5].limits[0][1] - found.areas[5].limits[0][0];
    assert!(width(&repeated) > 3.0 * width(&typical));
}

#[test]
fn what_cannot_be_judged_is_undefined() {
    assert!(assess(&slice(9, 1000.0, 0.2, &[]), &levels()).unwrap_err().reason.contains("fewer than ten areas"));
    assert!(assess(&slice(40, 4.0, 0.2, &[]), &levels()).unwrap_err().reason.contains("fewer than ten areas"));
    let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
    let with = |kind, observed: fn(usize) -> f64| {
        let rows: Vec<_> = codes.iter().enumerate().map(|(i, c)| (c.as_str(), observed(i), 500.0)).collect();
        assess(&Slice::from_denominators(kind, &rows).unwrap(), &levels())
    };
    let zeros = with(Kind::Count, |i| if i < 7 { 0.0 } else { 40.0 });
    assert!(zeros.unwrap_err().reason.contains("nothing observed"));
    assert!(with(Kind::Share, |_| 500.0).unwrap_err().reason.contains("100 %"));
    assert!(with(Kind::Amount, |_| 40.5).unwrap_err().reason.contains("amount"));
    let equal = with(Kind::Count, |_| 40.0).unwrap();
    assert_eq!(equal.tau2, Some(0.0));
    assert!(equal.areas.iter().all(|a| a.z.abs() < 0.1 && a.p > 0.9));
}
