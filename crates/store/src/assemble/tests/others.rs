//! Treatments over people of some ages and sexes, and over registers, with figures worked out by hand.

use super::*;
use unwarranted_core::treatment::{People, Sex};

const QOF: &str = "practice_code,group_code,register_description,register,practice_list_size\n";

fn over(id: &str, over: Over) -> Treatment {
    let numerator = Counted::Prescribed("0501".parse().unwrap(), Measure::Items);
    Treatment::new(id.into(), format!("{id} of antibacterials"), numerator, over)
}

fn register(measure: &str) -> Over {
    Over::Other(Counted::Fact { series: "qof-prevalence".to_owned(), measure: measure.to_owned() })
}

fn old_women() -> Over {
    Over::People(People::of_ages("65+".parse().unwrap(), Some(Sex::Female)).unwrap())
}

/// The fixtures with a register by practice in the year before.
fn store_with_register(rows: &str) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("qof-2018-19-prevalence.csv");
    std::fs::write(&path, format!("{QOF}{rows}")).unwrap();
    store_of(&[fixture(EPD), fixture(PATIENTS), path])
}

fn figures(found: &Assembled, id: &str) -> Vec<(String, f64, Option<f64>)> {
    let own = found.cube.rows().iter().filter(|r| &*r.treatment == id && !r.area.is_empty());
    own.map(|r| (r.area.to_string(), r.observed.value().unwrap(), r.denominator.unwrap().value())).collect()
}

#[test]
fn women_of_an_age_and_patients_on_a_register_are_denominators() {
    let (_dir, store) = store_with_register("A90001,DM,Diabetes mellitus,50,1000\nB90001,DM,Diabetes mellitus,7,700\n");
    let all =
        vec![over("all", Over::Registered), over("women", old_women()), over("register", register("register-dm"))];
    assert_eq!(all[1].kind, Kind::Count);
    let found = assemble_with_practices(&store, &Query::of(all.clone(), Level::Ccg)).unwrap();
    assert_eq!(figures(&found, "all"), [("90A".into(), 19.0, Some(1500.0)), ("D9P9L".into(), 0.0, Some(700.0))]);
    // 220 women are 95 and over in A90001, of 14 items; the extract gives no ages for A90002 and B90001.
    assert_eq!(figures(&found, "women"), [("90A".into(), 14.0, Some(220.0)), ("D9P9L".into(), 0.0, None)]);
    assert!(note(&found, "women: denominators").contains("registered women aged 65 and over, by age and sex"));
    assert!(note(&found, "women: The extract gives no patients by age and sex for 1 practice").contains("5 items"));
    // The register does not have A90002, whose 5 items are then in no sum.
    assert_eq!(figures(&found, "register"), [("90A".into(), 14.0, Some(50.0)), ("D9P9L".into(), 0.0, Some(7.0))]);
    assert!(note(&found, "register: denominators").contains("'register-dm' of qof-prevalence, of 2018/19"));
    assert!(note(&found, "register: The extract lists patients").contains("1 practice: left out of both sums"));
    // The practices behind them, and the same as a matrix.
    let of = MatrixOf::Treatments(all);
    let matrix = assemble_matrix(&store, &MatrixQuery::new(of, Level::Ccg)).unwrap();
    assert_eq!(matrix.left_out, []);
    let parts = found.practices.unwrap();
    for treatment in &matrix.treatments {
        let mut sums = [vec![0.0; matrix.practices.len()], vec![0.0; matrix.practices.len()]];
        matrix.fill_numerator(&matrix.periods[0], treatment, &mut sums[0]);
        matrix.fill_denominator(&matrix.periods[0], treatment, &mut sums[1]);
        let own = parts.rows().iter().filter(|p| p.row.treatment == treatment.treatment.id);
        let total = own.fold([0.0, 0.0], |total, part| {
            [total[0] + part.row.observed.value().unwrap(), total[1] + part.row.denominator.unwrap().value().unwrap()]
        });
        assert_eq!(sums.map(|own| own.iter().sum::<f64>()), total, "{}", treatment.treatment.id);
    }
}

#[test]
fn a_register_that_the_store_lacks_is_refused_or_named() {
    let (_dir, store) = store_of(&[EPD, PATIENTS, "qof-prevalence/qof-2018-19-prevalence.csv"].map(fixture));
    let error = |measure: &str| {
        assemble(&store, &Query::of(vec![over("t", register(measure))], Level::Ccg)).unwrap_err().to_string()
    };
    assert!(
        error("register-xx").contains("t: qof-prevalence has no measure 'register-xx'; it has: "),
        "{}",
        error("register-xx")
    );
    let other = Over::Other(Counted::Fact { series: "no-such".to_owned(), measure: "register-af".to_owned() });
    let query = |over_what: Over, level| Query::of(vec![over("t", over_what)], level);
    let says = assemble(&store, &query(other.clone(), Level::Ccg)).unwrap_err().to_string();
    assert!(says.contains("register 'register-af' of no-such, which the store does not have"), "{says}");
    // By CCG alone: a denominator of CCGs, of no other level, and of no practices.
    let found = assemble(&store, &query(register("register-af"), Level::Ccg)).unwrap();
    assert_eq!(figures(&found, "t"), [("90A".into(), 19.0, Some(200.0)), ("D9P9L".into(), 0.0, None)]);
    let says = assemble(&store, &query(register("register-af"), Level::Region)).unwrap_err().to_string();
    assert!(says.contains("neither by practice nor by region"), "{says}");
    let treatments = vec![over("all", Over::Registered), over("t", register("register-af")), over("u", other)];
    let matrix = assemble_matrix(&store, &MatrixQuery::new(MatrixOf::Treatments(treatments), Level::Ccg)).unwrap();
    assert_eq!(matrix.treatments.len(), 1);
    let left: Vec<(&str, bool)> = matrix.left_out.iter().map(|(id, why)| (&**id, why.contains("by area"))).collect();
    assert_eq!(left, [("t", true), ("u", false)]);
    // People of whom no practice has ages.
    let (_dir, store) = store_with_patients(&[("A90001", 1000), ("B90001", 700)], &["201904"]);
    let treatments = vec![over("all", Over::Registered), over("women", old_women())];
    let matrix = assemble_matrix(&store, &MatrixQuery::new(MatrixOf::Treatments(treatments), Level::Ccg)).unwrap();
    assert_eq!((matrix.treatments.len(), &*matrix.left_out[0].0), (1, "women"));
}
