use super::*;
use crate::input::unpack::{Limits, unpack};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write as _;
use zip::write::SimpleFileOptions;

fn bytes(content: &[u8]) -> Result<InputFile, Error> {
    from_bytes("t.csv".to_owned(), "folder/t.csv".to_owned(), content.to_vec())
}

fn text(content: &[u8]) -> (String, Encoding) {
    let member = bytes(content).unwrap().members.remove(0);
    (member.text, member.encoding)
}

fn problem(content: &[u8]) -> String {
    bytes(content).unwrap_err().to_string()
}

pub(super) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

pub(super) fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        if name.ends_with('/') {
            writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn provenance_is_of_the_bytes_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.csv");
    std::fs::write(&path, "abc").unwrap();
    let file = open(&path).unwrap();
    assert_eq!((file.name.as_str(), file.bytes), ("abc.csv", 3));
    assert_eq!(file.shown, path.display().to_string());
    // FIPS 180-2, appendix B.1.
    assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let packed = gzip(b"abc");
    let file = from_bytes("a.csv.GZ".to_owned(), "a.csv.GZ".to_owned(), packed.clone()).unwrap();
    assert_eq!((file.bytes, file.sha256), (packed.len() as u64, sha256_hex(&packed)));
    assert_eq!((file.members[0].name.as_str(), file.members[0].text.as_str()), ("a.csv", "abc"));
}

#[test]
fn decodes_what_publishers_use() {
    assert_eq!(text("£ é\n".as_bytes()), ("£ é\n".to_owned(), Encoding::Utf8));
    assert_eq!(text(b"\xef\xbb\xbf\xc2\xa3"), ("£".to_owned(), Encoding::Utf8Bom));
    assert_eq!(text(b"\xa3 \xe9\x80\n"), ("£ é€\n".to_owned(), Encoding::Windows1252));
    assert_eq!(text(b"code\xacname\r\n"), ("code¬name\r\n".to_owned(), Encoding::Windows1252));
    assert_eq!(text(b"caf\xe9"), ("café".to_owned(), Encoding::Windows1252));
    assert_eq!(text(b"\xff\xfea\0\xa3\0"), ("a£".to_owned(), Encoding::Utf16Le));
    assert_eq!(text(b"\xfe\xff\0a\0\xa3"), ("a£".to_owned(), Encoding::Utf16Be));
}

#[test]
fn several_gzip_streams_are_one_text() {
    let mut packed = gzip(b"a,b\n");
    packed.extend(gzip(b"1,2\n"));
    assert_eq!(text(&packed).0, "a,b\n1,2\n");
}

#[test]
fn zip_members_in_order_without_folders_and_clutter() {
    let packed = zip_of(&[
        ("data/", b""),
        ("data/b.csv", b"b"),
        ("__MACOSX/data/._b.csv", b"\0\0"),
        ("data/.DS_Store", b"\0"),
        ("a.csv", b"a"),
    ]);
    let file = bytes(&packed).unwrap();
    let members: Vec<_> = file.members.iter().map(|m| (m.name.as_str(), m.shown.as_str(), m.text.as_str())).collect();
    assert_eq!(members, [("b.csv", "folder/t.csv (b.csv)", "b"), ("a.csv", "folder/t.csv (a.csv)", "a")]);
}

#[test]
fn refuses_with_the_reason_and_the_remedy() {
    let gz = gzip(b"area,period\n00L,2025-01\n");
    let z = zip_of(&[("a.csv", b"area,period\n00L,2025-01\n")]);
    let mut bad_gz = gz.clone();
    *bad_gz.iter_mut().nth_back(6).unwrap() ^= 0xff;
    let mut bad_zip = z.clone();
    bad_zip[40] ^= 0xff;
    let cases: &[(&[u8], &str)] = &[
        (b"", "the file is empty; expected a table with a header line"),
        (b"\xef\xbb\xbf", "the file is empty; expected a table with a header line"),
        (b" \r\n\r\n", "the file is empty; expected a table with a header line"),
        (&gz[..gz.len() - 9], "the gzip data end too early: the file is cut short; fetch or copy the file again"),
        (&gz[..12], "the gzip data end too early: the file is cut short; fetch or copy the file again"),
        (&z[..z.len() - 5], "the zip archive is damaged or cut short; fetch or copy the file again"),
        (&z[..10], "the zip archive is damaged or cut short; fetch or copy the file again"),
        (&zip_of(&[("data/", b"")]), "the zip archive holds no file; expected one or several tables"),
        (&zip_of(&[("word/document.xml", b"<")]), "this is a Word document (.docx); expected a table as CSV"),
        (b"%PDF-1.7", "this looks like a PDF document; expected a table as CSV"),
        (
            b"PAR1\0\0",
            "this looks like a Parquet file; give the store's folder with `store`, or export the table as CSV",
        ),
        (b"<!DOCTYPE html>", "this looks like a web page or XML, not a table; fetch the file itself as CSV"),
        (
            b"a\0b",
            "this is not text: it holds NUL bytes (a binary file, or UTF-16 without byte order mark); \
             save the table as CSV UTF-8",
        ),
        (b"\xff\xfea\0b", "the UTF-16 text is damaged or cut short; save the table again as CSV UTF-8"),
        (
            "é,é".as_bytes().split_last().unwrap().1,
            "the file ends in the middle of a UTF-8 character: it is cut short; fetch or copy the file again",
        ),
        (
            b"\xef\xbb\xbf\xa3,1",
            "the byte order mark says UTF-8 but the text is not valid UTF-8; save the table again as CSV UTF-8",
        ),
        (&gzip(&gz), "this looks like a gzip file inside another archive; unpack it first"),
    ];
    for (content, expected) in cases {
        assert_eq!(problem(content), format!("folder/t.csv: {expected}"));
    }
    for (content, start) in [
        (
            zip_of(&[("[Content_Types].xml", b"<"), ("xl/workbook.xml", b"<")]),
            "this looks like an Excel workbook (.xlsx), but it cannot be read (",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1".to_vec(),
            "this looks like an old Excel workbook or Word document (.xls, .doc), but it cannot be read (",
        ),
    ] {
        let found = problem(&content);
        assert!(found.starts_with(&format!("folder/t.csv: {start}")), "{found}");
        assert!(found.ends_with("; save the sheet as CSV UTF-8"), "{found}");
    }
    let damaged = problem(&bad_gz);
    assert!(damaged.starts_with("folder/t.csv: the gzip data are damaged ("), "{damaged}");
    let damaged = problem(&bad_zip);
    assert!(damaged.starts_with("folder/t.csv (a.csv): the zip data "), "{damaged}");
}

#[test]
fn passes_over_documents_beside_the_tables_of_an_archive() {
    let file = bytes(&zip_of(&[("epraccur.pdf", b"%PDF-1.7"), ("epraccur.csv", b"a,b")])).unwrap();
    assert_eq!(file.members.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["epraccur.csv"]);
    assert_eq!(file.passed_over, ["folder/t.csv (epraccur.pdf)"]);
    let only = problem(&zip_of(&[("epraccur.pdf", b"%PDF-1.7")]));
    assert_eq!(only, "folder/t.csv (epraccur.pdf): this looks like a PDF document; expected a table as CSV");
}

#[test]
fn refuses_an_encrypted_zip() {
    let mut z = zip_of(&[("a.csv", b"x")]);
    // Bit 0 of the general purpose flags, in the local header and in the central directory.
    let central = z.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    z[6] |= 1;
    z[central + 8] |= 1;
    let expected = "folder/t.csv (a.csv): is encrypted; unpack it with its password and give the unpacked file";
    assert_eq!(problem(&z), expected);
}

#[test]
fn refuses_what_unpacks_to_an_implausible_size() {
    let limits = Limits { floor: 1000, ratio: 20, ceiling: 100_000 };
    let zeros = vec![b'0'; 50_000];
    let error = |content: Vec<u8>| {
        unpack("t", "t", content, &limits).map(|parts| parts.len()).map_err(|e| e.to_string()).unwrap_err()
    };
    for packed in [gzip(&zeros), zip_of(&[("a", &zeros)]), zip_of(&[("a", &zeros[..1500]), ("b", &zeros[..48_000])])] {
        let (size, message) = (packed.len(), error(packed));
        assert!(message.contains(&format!("{size} bytes on disk unpack to more than ")), "{message}");
        assert!(message.ends_with("unpack it first and give the unpacked file"), "{message}");
    }
    assert!(unpack("t", "t", gzip(&zeros[..1000]), &limits).is_ok());
    assert!(unpack("t", "t", gzip(&zeros), &Limits::DEFAULT).is_ok());
}

#[test]
fn refuses_folders_and_missing_files() {
    let folder = tempfile::tempdir().unwrap();
    let shown = folder.path().display();
    assert_eq!(
        open(folder.path()).unwrap_err().to_string(),
        format!("{shown}: this is a folder; give the files in it, for example with *.csv after the folder's name")
    );
    let missing = folder.path().join("none.csv");
    assert_eq!(open(&missing).unwrap_err().to_string(), format!("{shown}/none.csv: cannot read"));
}

#[test]
fn finds_the_delimiter_and_the_first_line() {
    for (header, expected) in [
        ("area,period", b','),
        ("area;period", b';'),
        ("area\tperiod;x\ty", b'\t'),
        ("\"a,b,c\";d", b';'),
        ("area", b','),
        ("", b','),
        ("a;b,c", b','),
    ] {
        assert_eq!(delimiter(header), expected, "{header}");
    }
    for text in ["a;b\n1", "a;b\r\n1", "a;b\r1", "\r\n\na;b"] {
        assert_eq!(first_line(text), "a;b");
    }
}

#[test]
fn shortens_on_one_line() {
    assert_eq!(shorten("a\nb"), "a b");
    assert_eq!(shorten(&"£".repeat(41)), format!("{}... (82 bytes)", "£".repeat(40)));
    assert_eq!(shorten(&"x".repeat(40)), "x".repeat(40));
}

/// Slow: splits at every line end in turn.
fn slow_line_at(text: &str, offset: usize) -> u64 {
    let rest = &text[offset..];
    let skipped = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let before = text[..offset + skipped].replace("\r\n", "\n").replace('\r', "\n");
    before.split('\n').count() as u64
}

proptest! {
    #[test]
    fn line_at_counts_every_kind_of_line_end(text in "[a\r\n]{0,30}", at in 0usize..31) {
        let at = at.min(text.len());
        // An offset between CR and LF is no record start.
        prop_assume!(!(at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n')));
        prop_assert_eq!(line_at(&text, at as u64), slow_line_at(&text, at));
    }

    #[test]
    fn any_packing_gives_the_same_text(content in "[a-z,;£é\n\"]{1,200}") {
        prop_assume!(!content.trim().is_empty());
        let plain = text(content.as_bytes()).0;
        prop_assert_eq!(&text(&gzip(content.as_bytes())).0, &plain);
        prop_assert_eq!(&text(&zip_of(&[("x.csv", content.as_bytes())])).0, &plain);
        prop_assert_eq!(plain, content);
    }

    #[test]
    fn no_bytes_make_it_panic(content in proptest::collection::vec(any::<u8>(), 0..200), magic in 0usize..5) {
        let magic: &[u8] = [b"".as_slice(), b"\x1f\x8b\x08", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"][magic];
        let _ = bytes(&[magic, &content].concat());
    }
}

/// Two members of one name, by giving the second of two names of one length that of the first.
fn twice(mut archive: Vec<u8>, second: &[u8], first: &[u8]) -> Vec<u8> {
    for at in 0..archive.len() - second.len() {
        if archive[at..].starts_with(second) {
            archive[at..at + first.len()].copy_from_slice(first);
        }
    }
    archive
}

#[test]
fn two_members_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let members: [(&str, &[u8]); 3] =
        [("a.csv", b"area,period\n1,2\n"), ("b.csv", b"area,period\n3,4\n"), ("c.csv", b"x,y\n1,2\n")];
    let two = twice(zip_of(&members), b"b.csv", b"a.csv");
    // One of them reaches the reader as a path that means the same.
    let dotted = twice(zip_of(&[("./a.csv", b"x,y\n1,2\n"), members[1]]), b"b.csv", b"a.csv");
    let path = folder.path().join("two.zip");
    for bytes in [two, dotted] {
        let text = from_bytes("two.zip".to_owned(), "two.zip".to_owned(), bytes.clone()).unwrap_err().to_string();
        assert!(text.contains("two members called 'a.csv'"), "{text}");
        std::fs::write(&path, bytes).unwrap();
        assert!(Packed::open(&path).is_none(), "an archive that is read as a stream as well");
    }
    let case = zip_of(&[("a.csv", b"x,y\n1,2\n"), ("A.CSV", b"x,y\n1,2\n")]);
    assert!(
        from_bytes("z".to_owned(), "z".to_owned(), case)
            .unwrap_err()
            .to_string()
            .contains("two members called 'A.CSV'")
    );
    // The same name in two folders is another member.
    let folders = zip_of(&[("2019/a.csv", b"x,y\n1,2\n"), ("2020/a.csv", b"x,y\n1,2\n")]);
    assert_eq!(from_bytes("z".to_owned(), "z".to_owned(), folders).unwrap().members.len(), 2);
}

#[test]
fn a_file_that_changes_between_opening_and_reading_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "x,y\n1,2\n").unwrap();
    let packed = Packed::open(&path).unwrap();
    let read = |packed: &Packed| {
        packed.read(0, &mut |input| {
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes).unwrap();
            Ok(bytes.len())
        })
    };
    assert_eq!(read(&packed).unwrap(), 8);
    std::fs::write(&path, "x,y\n1,2\n3,4\n").unwrap();
    for error in [read(&packed).unwrap_err(), packed.hash().unwrap_err()] {
        assert!(
            error.to_string().contains("changed while it was read: it had 8 bytes at first and 12 later"),
            "{error}"
        );
    }
}
