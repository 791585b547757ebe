//! What was damaged, exchanged or altered after it was stored is never read as figures.

use super::*;

fn sound() -> (tempfile::TempDir, Store) {
    let (dir, store) = store();
    ingest(&store, &all()).unwrap();
    (dir, store)
}

/// Everything that a reader of the store may ask for, as text.
fn everything(dir: &Path) -> Result<String, Error> {
    let store = Store::open(dir)?;
    let catalogue = store.catalogue()?;
    let mut found = String::new();
    for (_, table) in catalogue.current(Dataset::Prescribing) {
        found += &format!("{:?}{:?}", store.practices(table)?, store.presentations(table)?);
        for measure in ["items", "quantity", "nic", "actual_cost"] {
            found += &format!("{:?}", store.values(table, measure, 0, usize::try_from(table.rows).unwrap())?);
        }
    }
    for (_, table) in catalogue.current(Dataset::Population) {
        found += &format!("{:?}{:?}", store.population(table)?, store.strata(table)?);
    }
    Ok(found)
}

fn refused(dir: &Path, what: &str) -> String {
    match everything(dir) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{what} was read"),
    }
}

/// Every 97th bit of every file, and bytes that were zeroed.
#[test]
fn a_flipped_bit_or_a_zeroed_byte_is_refused_wherever_it_is() {
    let (_dir, store) = sound();
    let before = everything(store.dir()).unwrap();
    let files: Vec<_> =
        contents(store.dir()).into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "parquet")).collect();
    assert_eq!(files.len(), 7);
    let mut tried = 0;
    for (path, bytes) in &files {
        for bit in (0..8 * bytes.len()).step_by(97) {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(path, &damaged).unwrap();
            let why = refused(store.dir(), "a flipped bit");
            assert!(why.contains("not the file that was stored"), "{why}");
            tried += 1;
        }
        let mut zeroed = bytes.clone();
        zeroed[bytes.len() / 3..bytes.len() / 2].fill(0);
        std::fs::write(path, &zeroed).unwrap();
        refused(store.dir(), "a zeroed part");
        std::fs::write(path, &bytes[..bytes.len() - 9]).unwrap();
        refused(store.dir(), "a shorter file");
        std::fs::write(path, bytes).unwrap();
    }
    assert!(tried > 300, "only {tried} bits");
    assert_eq!(everything(store.dir()).unwrap(), before);
}

#[test]
fn files_that_were_exchanged_are_refused() {
    let (_dir, store) = sound();
    let files: Vec<_> =
        contents(store.dir()).into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "parquet")).collect();
    for (i, (a, of_a)) in files.iter().enumerate() {
        for (b, of_b) in files.iter().skip(i + 1) {
            std::fs::write(a, of_b).unwrap();
            std::fs::write(b, of_a).unwrap();
            refused(store.dir(), "an exchanged file");
            std::fs::write(a, of_a).unwrap();
            std::fs::write(b, of_b).unwrap();
        }
    }
}

#[test]
fn rows_without_checksums_of_blocks_are_verified_as_a_whole() {
    let (_dir, store) = sound();
    let mut catalogue = store.catalogue().unwrap();
    let blocks = |c: &mut Catalogue| -> usize {
        c.sources
            .iter_mut()
            .flat_map(|s| &mut s.tables)
            .flat_map(|t| &mut t.files)
            .filter_map(|f| f.blocks.take())
            .count()
    };
    assert_eq!(blocks(&mut catalogue), 1, "the rows of the month of prescribing");
    store.commit(&catalogue, &[]).unwrap();
    let before = everything(store.dir()).unwrap();
    let path = store.dir().join(&catalogue.current(Dataset::Prescribing)[0].1.files[0].name);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 4;
    std::fs::write(&path, &bytes).unwrap();
    assert!(refused(store.dir(), "a damaged file").contains("not the file that was stored"));
    bytes[at] ^= 4;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(everything(store.dir()).unwrap(), before);
}

/// What can be altered in the text of a catalogue, with a word of the refusal.
const ALTERED: [(&str, &str, &str); 4] = [
    ("\"month\": \"2019-04\"", "\"month\": \"2019-05\"", "is not of 2019-05"),
    ("\"prescribing/2019-04", "\"../prescribing/2019-04", "is no file of this store"),
    ("\"practices/2019-04", "\"/practices/2019-04", "is no file of this store"),
    ("\"items\": ", "\"items\": 1", "its seal does not fit"),
];

#[test]
fn a_catalogue_that_was_altered_is_refused() {
    let (_dir, store) = sound();
    let path = store.dir().join("catalogue.json");
    let text = std::fs::read_to_string(&path).unwrap();
    for (from, to, why) in ALTERED {
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let found = refused(store.dir(), to);
        assert!(found.contains(why), "{found}");
    }
    let mut twice: serde_json::Value = serde_json::from_str(&text).unwrap();
    let again = twice["sources"][0].clone();
    twice["sources"].as_array_mut().unwrap().push(again);
    std::fs::write(&path, twice.to_string()).unwrap();
    assert!(refused(store.dir(), "a source twice").contains("is the file of two tables"));
    std::fs::write(&path, &text).unwrap();
    everything(store.dir()).unwrap();
}

/// One flipped bit anywhere in the catalogue.
#[test]
fn a_damaged_catalogue_is_refused() {
    let (_dir, store) = sound();
    let path = store.dir().join("catalogue.json");
    let bytes = std::fs::read(&path).unwrap();
    for at in (0..bytes.len() - 1).step_by(101) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 2;
        std::fs::write(&path, &damaged).unwrap();
        assert!(Store::open(store.dir()).is_err(), "byte {at} of the catalogue");
    }
}
