//! Sums of many treatments at once, against one treatment at a time through the query for cubes.

use super::many::{store_of_simulated, treatments};
use super::*;
use unwarranted_core::Kind;

/// Area and practice with numerator and denominator over all months: stocks averaged, flows summed.
type Slow = BTreeMap<(String, String), [f64; 2]>;

/// One treatment by the query for cubes.
fn slow(store: &Store, treatment: &Treatment, level: Level, months: [&str; 2]) -> Slow {
    let query =
        Query { from: Some(month(months[0])), to: Some(month(months[1])), ..Query::of(vec![treatment.clone()], level) };
    let found = assemble_with_practices(store, &query).unwrap();
    let n = f64::from(month(months[1]).since(month(months[0])) + 1);
    let share = if treatment.is_ratio() { 1.0 } else { 1.0 / n };
    let mut sums = Slow::new();
    for part in found.practices.unwrap().rows() {
        let sum = sums.entry((part.row.area.to_string(), part.practice.as_ref().unwrap().to_string())).or_default();
        sum[0] += part.row.observed.value().unwrap();
        sum[1] += part.row.denominator.unwrap().value().unwrap() * share;
    }
    sums
}

/// The same from a matrix; practices with nothing are left out.
fn fast(matrix: &Matrix, period: &MatrixPeriod, treatment: &MatrixTreatment) -> Slow {
    let mut figures = [vec![0.0; matrix.practices.len()], vec![0.0; matrix.practices.len()]];
    matrix.fill_numerator(period, treatment, &mut figures[0]);
    matrix.fill_denominator(period, treatment, &mut figures[1]);
    let row = |(at, practice): (usize, &MatrixPractice)| {
        let key = (matrix.areas[practice.area].code.clone(), practice.code.clone());
        (key, [figures[0][at], figures[1][at]])
    };
    matrix.practices.iter().enumerate().map(row).filter(|(_, sums)| *sums != [0.0, 0.0]).collect()
}

fn assert_same(fast: &Slow, slow: &Slow, what: &str) {
    let there: Slow = slow.iter().filter(|(_, sums)| **sums != [0.0, 0.0]).map(|(k, v)| (k.clone(), *v)).collect();
    assert_eq!(fast.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>(), "{what}");
    for (key, sums) in fast {
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0);
        assert!(
            same(sums[0], there[key][0]) && same(sums[1], there[key][1]),
            "{what} {key:?}: {sums:?} {:?}",
            there[key]
        );
    }
}

#[test]
fn treatments_of_a_matrix_are_as_one_at_a_time() {
    let (_files, _, _dir, store) = store_of_simulated(4);
    for level in [Level::Ccg, Level::Nation] {
        let of = MatrixOf::Treatments(treatments());
        let periods = vec![Period::parse("2019-04 - 2019-06").unwrap(), Period::Month(month("2019-07"))];
        let matrix = assemble_matrix(&store, &MatrixQuery { periods, ..MatrixQuery::new(of, level) }).unwrap();
        assert_eq!(matrix.periods.iter().map(|p| p.months).collect::<Vec<_>>(), [3, 1]);
        for (period, months) in matrix.periods.iter().zip([["2019-04", "2019-06"], ["2019-07", "2019-07"]]) {
            for treatment in &matrix.treatments {
                let slow = slow(&store, &treatment.treatment, level, months);
                assert_same(&fast(&matrix, period, treatment), &slow, &treatment.treatment.id);
            }
        }
        // As a query for cubes names them.
        let named = assemble(&store, &Query::of(treatments(), level)).unwrap().treatments;
        assert_eq!(matrix.treatments.iter().map(|t| t.treatment.clone()).collect::<Vec<_>>(), named);
        let starts = matrix.area_starts();
        assert_eq!((starts.len(), starts[starts.len() - 1]), (matrix.areas.len() + 1, matrix.practices.len()));
    }
}

#[test]
fn codes_of_a_level_are_as_one_at_a_time() {
    let (_files, _, _dir, store) = store_of_simulated(2);
    let levels = [CodeLevel::Section, CodeLevel::Paragraph, CodeLevel::Chemical, CodeLevel::Presentation];
    let found = levels.map(|level| {
        let of = MatrixOf::Codes(level, Measure::Items);
        assemble_matrix(&store, &MatrixQuery::new(of, Level::Ccg)).unwrap()
    });
    for (level, matrix) in levels.iter().zip(&found) {
        assert!(matrix.treatments.len() >= 8, "{level}: {}", matrix.treatments.len());
        let ids: Vec<&str> = matrix.treatments.iter().map(|t| &*t.treatment.id).collect();
        assert!(ids.is_sorted() && matrix.treatments.iter().all(|t| t.treatment.kind == Kind::Count), "{ids:?}");
        for treatment in matrix.treatments.iter().step_by(3) {
            let slow = slow(&store, &treatment.treatment, Level::Ccg, ["2019-04", "2019-05"]);
            assert_same(&fast(matrix, &matrix.periods[0], treatment), &slow, &treatment.treatment.id);
        }
        // Every level holds everything.
        let total = |m: &Matrix| m.periods[0].totals.iter().fold([0.0, 0.0], |sum, t| [sum[0] + t[0], sum[1] + t[1]]);
        let ([items, cost], [all_items, all_cost]) = (total(matrix), total(&found[0]));
        assert!(items == all_items && (cost - all_cost).abs() < 1e-6 * cost, "{level}");
    }
    let named = &found[0].treatments.iter().find(|t| &*t.treatment.id == "BNF 0501").unwrap().treatment;
    assert_eq!(named.title, "Antibacterial drugs (BNF 0501)");
}

#[test]
fn stand_ins_unknown_areas_and_changed_codes_count_as_in_a_cube() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let treatments = vec![Treatment::of("0501".parse().unwrap(), Measure::Items)];
    let matrix = assemble_matrix(&store, &MatrixQuery::new(MatrixOf::Treatments(treatments), Level::Ccg)).unwrap();
    let period = &matrix.periods[0];
    let items: f64 = period.sums.row(matrix.treatments[0].numerator).map(|(_, sum)| sum).sum();
    // 90A has 19 items of 1,500 patients; 2 items are of prescribers in no known area; Eastdale is there with a zero.
    assert_eq!((items, period.aside.as_slice()), (19.0, [2.0].as_slice()));
    assert_eq!(period.people[0].iter().sum::<f64>(), 2200.0);
    assert_eq!(matrix.areas.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(), ["90A", "D9P9L"]);
    assert_eq!(period.totals[0][0], 19.0);
    assert!(period.without_patients.is_empty());
}

#[test]
fn what_cannot_be_summed_is_refused_and_what_catches_nothing_is_counted() {
    let (_files, files, _dir, store) = store_of_simulated(1);
    let of = |codes: &str| Treatment::of(codes.parse().unwrap(), Measure::Items);
    let matrix = |treatments: Vec<Treatment>, period: &str| {
        let periods = vec![Period::parse(period).unwrap()];
        assemble_matrix(
            &store,
            &MatrixQuery { periods, ..MatrixQuery::new(MatrixOf::Treatments(treatments), Level::Ccg) },
        )
    };
    let found = matrix(vec![of("0599"), of("0501")], "2019-04").unwrap();
    assert_eq!((found.periods[0].caught[0], found.periods[0].totals[0]), (0, [0.0, 0.0]));
    assert!(found.periods[0].caught[1] > 0);
    let error = |treatments, period| matrix(treatments, period).unwrap_err().to_string();
    assert!(error(vec![of("0501"), of("0501")], "2019-04").contains("stands in the query twice"));
    assert!(error(vec![], "2019-04").contains("no treatment"));
    let says = error(vec![of("0501")], "2020");
    assert!(says.contains("no prescribing for the period 2020; it has 2019-04 to 2019-04"), "{says}");
    // A month without any extract of patients near it.
    let prescribing: Vec<PathBuf> = files.into_iter().filter(|f| f.to_string_lossy().contains("EPD")).collect();
    let (_alone, alone) = store_of(&prescribing);
    let query = |codes| MatrixQuery::new(MatrixOf::Treatments(vec![of(codes)]), Level::Ccg);
    let says = assemble_matrix(&alone, &query("0501")).unwrap_err().to_string();
    assert!(says.contains("2019-04") && says.contains("no registered patients"), "{says}");
    assert!(assemble_matrix(&alone, &query("0501080/0501")).is_ok(), "a share needs no patients");
}

#[test]
fn a_total_that_falls_when_its_codes_end_is_named() {
    let (_files, files, _dir, whole) = store_of_simulated(4);
    // From the third month on half of the chemicals are recorded under codes of another section, with no list of changes.
    let changed = tempfile::tempdir().unwrap();
    let moved: Vec<PathBuf> = files
        .iter()
        .map(|file| {
            let (name, text) = (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap());
            let later = name.contains("EPD") && (name.contains("201906") || name.contains("201907"));
            let text = match String::from_utf8(text) {
                Ok(text) if later => text.replace("0501013", "0511013").into_bytes(),
                Ok(text) => text.into_bytes(),
                Err(other) => other.into_bytes(),
            };
            let path = changed.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect();
    let (_store, store) = store_of(&moved);
    let jumps = |store: &Store| {
        let of = ["0501013", "05"].map(|codes| Treatment::of(codes.parse().unwrap(), Measure::Items));
        assemble_matrix(store, &MatrixQuery::new(MatrixOf::Treatments(of.to_vec()), Level::Ccg)).unwrap().jumps
    };
    assert!(jumps(&whole).is_empty());
    let found = jumps(&store);
    // What holds both sections is what it was.
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&*found[0].treatment, found[0].month), ("BNF 0501013", month("2019-06")));
    assert!(found[0].items[0] > 100.0 && found[0].items[1] == 0.0);
    assert!(found[0].codes[0].is_empty() && found[0].codes[1].iter().all(|code| code.starts_with("0501013")));
}
