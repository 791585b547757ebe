//! Any bytes, in blocks of any size, give the records that the `csv` crate gives in one pass.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unwarranted_ingest::scan;

fuzz_target!(|input: &[u8]| {
    let [size, bytes @ ..] = input else { return };
    // A row of more than a hundred lines is refused, which is another matter.
    if bytes.iter().filter(|b| **b == b'\n').count() > 90 {
        return;
    }
    let csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let expected: Vec<Vec<Vec<u8>>> =
        csv.into_byte_records().map_while(Result::ok).map(|r| r.iter().map(<[u8]>::to_vec).collect()).collect();
    let found: Vec<_> = scan::fields(bytes, b',', usize::from(*size) + 1).into_iter().map(|(_, row)| row).collect();
    assert_eq!(found, expected);
});
