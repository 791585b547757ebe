//! Named files: all of them or none, the same bytes once, later files instead of earlier ones.

use super::*;

#[test]
fn the_catalogue_says_what_came_in_and_what_is_stored() {
    let (_dir, store) = store();
    let done = ingest(&store, &all()).unwrap();
    assert_eq!(done.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::New; 3]);
    let catalogue = store.catalogue().unwrap();
    let epd = &catalogue.sources[0];
    assert_eq!((epd.format.as_str(), epd.file.as_str(), epd.synthetic), ("epd-v2", "EPD_201904.csv", true));
    assert_eq!((epd.rows.read, epd.rows.used, epd.rows.stored, epd.rows.rejected), (7, 7, 6, 0));
    assert_eq!(epd.size, std::fs::metadata(super::epd()).unwrap().len());
    assert_eq!((epd.when.as_str(), epd.geography), (WHEN, unwarranted_ingest::tables::Geography::Prescriber));
    let [table] = &epd.tables[..] else { panic!("one month expected") };
    assert_eq!((table.month.as_str(), table.middle.as_deref()), ("2019-04", Some("area-team")));
    let Totals::Prescribing(sums) = &table.totals_stored else { panic!("prescribing expected") };
    assert_eq!(
        (sums.items, sums.nic.to_string(), sums.actual_cost.to_string()),
        (64, "61.74456".into(), "57.62988".into())
    );
    assert_eq!(table.totals_read, table.totals_stored);
    let list_sizes = &catalogue.sources[2].tables[0];
    assert_eq!(list_sizes.totals_stored, Totals::Population { practices: 3, patients: 1160 });
    assert_eq!(list_sizes.months, 3);
}

#[test]
fn what_is_read_back_is_what_was_read() {
    let (_dir, store) = store();
    ingest(&store, &all()).unwrap();
    let catalogue = store.catalogue().unwrap();
    let (_, table) = catalogue.current(Dataset::Prescribing)[0];
    let practices = store.practices(table).unwrap();
    assert_eq!(practices[3].org.pco, "D9P9L");
    assert_eq!(practices[2].name, "MILL \"OLD\" SURGERY");
    let presentations = store.presentations(table).unwrap();
    assert_eq!(presentations[1].chemical, "Amoxicillin");
    let (first, rows) = (presentations[1].first_row, presentations[1].rows);
    let values = store.values(table, "items", first, rows).unwrap();
    let of = |v: &StoredValue| &practices[v.practice];
    let seen: Vec<_> = values.iter().map(|v| (of(v).code.as_str(), of(v).org.pco.as_str(), v.value)).collect();
    assert_eq!(seen, [("-", "-", 2), ("A90001", "90A", 14), ("A90002", "90A", 5)]);
    let population = store.population(catalogue.current(Dataset::Population)[0].1).unwrap();
    assert_eq!(
        (population.months, population.rows[1].org.pco.as_str(), population.rows[1].patients),
        (3, "D9P9L", 210)
    );
}

#[test]
fn every_member_of_an_archive_is_a_source() {
    let (dir, store) = store();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let text = std::fs::read_to_string(epd()).unwrap();
    for (name, month) in [("EPD_201904.csv", "201904"), ("EPD_201905.csv", "201905")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.replace("\n201904", &format!("\n{month}")).as_bytes()).unwrap();
    }
    let path = dir.path().join("EPD.zip");
    std::fs::write(&path, archive.finish().unwrap().into_inner()).unwrap();
    let done = ingest(&store, std::slice::from_ref(&path)).unwrap();
    let members: Vec<_> = done.iter().map(|d| (d.entry.member.as_deref(), d.entry.tables[0].month.as_str())).collect();
    assert_eq!(members, [(Some("EPD_201904.csv"), "2019-04"), (Some("EPD_201905.csv"), "2019-05")]);
    assert_eq!(store.catalogue().unwrap().current(Dataset::Prescribing).len(), 2);
    assert_eq!(ingest(&store, &[path]).unwrap().len(), 2);
}

#[test]
fn the_same_bytes_again_change_nothing() {
    let (_dir, store) = store();
    ingest(&store, &all()).unwrap();
    let before = contents(store.dir());
    let again = store.ingest(&all(), "2027-01-01T00:00:00Z", &|_, _| ()).unwrap();
    assert_eq!(again.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::AlreadyPresent; 3]);
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let ((_a, one), (_b, two)) = (store(), store());
    ingest(&one, &all()).unwrap();
    ingest(&two, &all()).unwrap();
    let bytes = |store: &Store| contents(store.dir()).into_values().collect::<Vec<_>>();
    assert_eq!(bytes(&one), bytes(&two));
}

#[test]
fn a_later_file_for_the_month_replaces_the_earlier_one() {
    let (dir, store) = store();
    ingest(&store, &[epd()]).unwrap();
    let old = contents(store.dir());
    let revised = dir.path().join("EPD_201904_v2.csv");
    let text = std::fs::read_to_string(epd()).unwrap().replace(",28,12,336,336,12.24,", ",28,13,364,364,13.24,");
    std::fs::write(&revised, text).unwrap();
    let done = ingest(&store, &[revised]).unwrap();
    assert_eq!(done[0].status, Status::Replaced);
    let catalogue = store.catalogue().unwrap();
    let superseded = catalogue.sources[0].tables[0].superseded.clone().unwrap();
    let Some(Totals::Prescribing(difference)) = superseded.difference else { panic!("a difference expected") };
    assert_eq!((difference.items, difference.nic.to_string()), (1, "1.00".to_owned()));
    assert_eq!((superseded.file.as_str(), catalogue.current(Dataset::Prescribing).len()), ("EPD_201904_v2.csv", 1));
    let parquet = |files: &BTreeMap<PathBuf, Vec<u8>>| {
        files.keys().filter(|p| p.extension().is_some_and(|e| e == "parquet")).count()
    };
    assert_eq!((parquet(&old), parquet(&contents(store.dir()))), (3, 3));
    let again = ingest(&store, &[epd()]).unwrap();
    assert_eq!(again[0].status, Status::AlreadyPresent);
}

#[test]
fn a_failed_ingest_leaves_the_store_as_it_was() {
    let (dir, store) = store();
    ingest(&store, &[epd()]).unwrap();
    let before = contents(store.dir());
    let bad = dir.path().join("bad.csv");
    std::fs::write(&bad, "colour,size\nred,1\n").unwrap();
    let error = ingest(&store, &[all()[1].clone(), bad]).unwrap_err().to_string();
    assert!(error.contains("bad.csv") && error.contains("colour, size"), "{error}");
    assert!(error.ends_with("nothing was stored, as the 2 files go in all together or not at all"), "{error}");
    assert_eq!(contents(store.dir()), before);
    let error = ingest(&store, &[dir.path().join("absent.csv")]).unwrap_err().to_string();
    assert!(error.contains("absent.csv: cannot read: ") && error.ends_with("; nothing was stored"), "{error}");
}

#[test]
fn a_file_cut_short_is_not_stored() {
    let (dir, store) = store();
    let before = contents(store.dir());
    let cut = dir.path().join("EPD_201904.csv");
    let text = std::fs::read_to_string(epd()).unwrap();
    std::fs::write(&cut, &text[..text.len() - 10]).unwrap();
    let error = ingest(&store, &[cut]).unwrap_err().to_string();
    assert!(error.contains("looks truncated: fetch or copy it again; nothing was stored"), "{error}");
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn remains_of_a_run_that_was_cut_off_are_removed() {
    let (_dir, store) = store();
    ingest(&store, &[epd()]).unwrap();
    let stray = store.dir().join("prescribing/2019-04-ffffffffff.parquet");
    std::fs::write(&stray, "half").unwrap();
    std::fs::create_dir_all(store.dir().join(".staging/prescribing")).unwrap();
    ingest(&store, &all()).unwrap();
    assert!(!stray.exists() && !store.dir().join(".staging").exists());
}

#[test]
fn rejected_rows_are_listed_beside_the_store() {
    let (dir, store) = store();
    let path = dir.path().join("EPD_201904.csv");
    let mut csv = "YEAR_MONTH,PCO_CODE,PRACTICE_CODE,BNF_CODE,ITEMS,TOTAL_QUANTITY,NIC,ACTUAL_COST\n".to_owned();
    csv.push_str(&"2019-04,90A00,A90001,0501013B0AAAAAA,1,1,1,1\n".repeat(150));
    csv.push_str("2019-04,90A00,A90001,0501013B0AAAAAA,-3,1,1,1\n");
    std::fs::write(&path, csv).unwrap();
    let done = ingest(&store, &[path]).unwrap();
    let entry = &done[0].entry;
    assert_eq!((entry.rows.read, entry.rows.used, entry.rows.stored, entry.rows.rejected), (151, 150, 1, 1));
    let rejects = std::fs::read_to_string(store.dir().join(entry.rejects.as_ref().unwrap())).unwrap();
    let expected = "file,line,column,reason,raw\n\
        EPD_201904.csv,152,ITEMS,found '-3'; expected a number of zero or more,\"2019-04,90A00,A90001,0501013B0AAAAAA,-3,1,1,1\"\n";
    assert_eq!(rejects, expected);
}

#[test]
fn two_writers_at_once_both_succeed() {
    let (_dir, store) = store();
    let files = all();
    std::thread::scope(|scope| {
        for path in &files {
            let store = store.clone();
            scope.spawn(move || ingest(&store, std::slice::from_ref(path)).unwrap());
        }
    });
    assert_eq!(store.catalogue().unwrap().sources.len(), 3);
}

#[test]
fn does_not_take_another_folder_for_a_store() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("letter.txt"), "dear").unwrap();
    assert!(Store::create_or_open(dir.path()).unwrap_err().to_string().contains("neither empty nor a store"));
    assert!(Store::open(dir.path()).unwrap_err().to_string().contains("not a store"));
}

#[test]
fn published_files_are_stored_with_their_totals() {
    for folder in folders() {
        let (_dir, store) = store();
        let files = ["epd/Detailed_Prescribing_Information_201709.csv", "epd/EPD_201709.csv", "epd/EPD_201601.csv"];
        let done = ingest(&store, &files.map(|f| folder.join(f))).unwrap();
        assert_eq!(done.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::New, Status::Replaced, Status::New]);
        assert_eq!(done[1].replaced[0].before, done[1].replaced[0].after);
        let Totals::Prescribing(sums) = &done[1].entry.tables[0].totals_stored else { panic!("prescribing expected") };
        let found = [&sums.nic, &sums.actual_cost, &sums.quantity.unwrap()].map(ToString::to_string);
        let twin = ["28477.05", "26421.8955", "77392.00"];
        assert_eq!(found, folder.known(twin, ["352697.84", "328908.73007", "2852009.00"]));
        assert_eq!((sums.items, done[1].entry.rows.read), folder.known((1318, 72), (46_895, 10_027)));
    }
}

/// The fixture with one item more.
fn revised(dir: &Path) -> PathBuf {
    let path = dir.join("EPD_201904_v2.csv");
    let text = std::fs::read_to_string(epd()).unwrap().replace(",28,12,336,336,12.24,", ",28,13,364,364,13.24,");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_superseded_file_takes_its_place_back_only_when_asked_to() {
    let (dir, store) = store();
    let again = IngestOptions { again: true, ..IngestOptions::new(WHEN) };
    ingest(&store, &[epd()]).unwrap();
    ingest(&store, &[revised(dir.path())]).unwrap();
    assert_eq!(ingest(&store, &[epd()]).unwrap()[0].status, Status::AlreadyPresent);
    let done = store.ingest_with(&[epd()], &again, &|_, _| ()).unwrap().done;
    assert_eq!(done[0].status, Status::Replaced);
    let catalogue = store.catalogue().unwrap();
    let current = catalogue.current(Dataset::Prescribing);
    assert_eq!((catalogue.sources.len(), current.len(), current[0].0.file.as_str()), (3, 1, "EPD_201904.csv"));
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
    // What is in force is never read again.
    let before = contents(store.dir());
    assert_eq!(store.ingest_with(&[epd()], &again, &|_, _| ()).unwrap().done[0].status, Status::AlreadyPresent);
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn the_share_of_rejected_rows_that_stops_a_file_can_be_chosen() {
    let (dir, store) = store();
    let path = dir.path().join("EPD_201904.csv");
    let mut csv = "YEAR_MONTH,PCO_CODE,PRACTICE_CODE,BNF_CODE,ITEMS,TOTAL_QUANTITY,NIC,ACTUAL_COST\n".to_owned();
    csv.push_str(&"2019-04,90A00,A90001,0501013B0AAAAAA,1,1,1,1\n".repeat(38));
    csv.push_str(&"2019-04,90A00,A90001,0501013B0AAAAAA,-3,1,1,1\n".repeat(2));
    std::fs::write(&path, csv).unwrap();
    let with = |max_rejects| {
        let options = IngestOptions { max_rejects, ..IngestOptions::new(WHEN) };
        store.ingest_with(std::slice::from_ref(&path), &options, &|_, _| ())
    };
    let error = with(4.9).unwrap_err().to_string();
    assert!(error.contains("2 of 40 rows cannot be used, more than 4.9 %; the first are: line 40"), "{error}");
    assert_eq!(with(5.0).unwrap().done[0].entry.rows.rejected, 2);
}

#[test]
fn members_of_the_same_name_do_not_overwrite_each_other() {
    let (dir, store) = store();
    let text = std::fs::read_to_string(epd()).unwrap();
    let archive = |months: [&str; 2]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, month) in ["a/EPD.csv", "b/EPD.csv"].into_iter().zip(months) {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut archive, text.replace("\n201904", &format!("\n{month}")).as_bytes())
                .unwrap();
        }
        let path = dir.path().join("EPD.zip");
        std::fs::write(&path, archive.finish().unwrap().into_inner()).unwrap();
        path
    };
    let refused = ingest(&store, &[archive(["201904", "201904"])]).map(|_| ()).unwrap_err().to_string();
    assert!(refused.contains("two members called EPD.csv both hold the table '2019-04'"), "{refused}");
    let done = ingest(&store, &[archive(["201904", "201905"])]).unwrap();
    assert_eq!(done.iter().map(|d| d.status).collect::<Vec<_>>(), [Status::New, Status::New]);
    assert_ne!(done[0].entry.tables[0].files, done[1].entry.tables[0].files);
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
}
