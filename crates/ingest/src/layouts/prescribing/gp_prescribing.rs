//! GP practice prescribing, presentation level (PDPI).

use crate::layouts::prescribing::{Layout, NHSBSA, Tier};
use crate::layouts::{Format, OGL, Reader};
use crate::read::Sample;
use crate::tables::{Dataset, Geography};

pub(crate) const ATTRIBUTION: &str =
    "Contains NHS Digital data: GP practice prescribing, licensed under the Open Government Licence v3.0.";

pub(crate) static FORMAT: Format = Format {
    id: "gp-prescribing",
    title: "GP practice prescribing, presentation level (T201304PDPI+BNFT.CSV)",
    publisher: "NHS Digital (formerly the Health and Social Care Information Centre)",
    years: "August 2010 to 2019",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &["SHA", "PCT", "PRACTICE", "BNF CODE", "BNF NAME", "ITEMS", "NIC", "ACT COST", "QUANTITY", "PERIOD"],
    traps: &[
        "until 2018 names and numbers are padded, the header starts with a space, and rows end in a comma; lines end in LF or CRLF",
        "SHA holds strategic health authorities to March 2013 and area teams from April 2013 on",
        "PCT holds CCGs from April 2013 on, but also trusts (RXA) and abolished primary care trusts (5D7, old prescription pads): \
         kept and labelled",
        "QUANTITY is that of the whole row, not of one item",
        "copies saved by a spreadsheet show the PCT 5E1 as 5.00E+01: get the file from the publisher",
        "no names of practices or commissioners; names of practices are in the address file (ADDR)",
    ],
    dataset: Some(Dataset::Prescribing),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["SHA", "PCT", "PRACTICE", "BNF_CODE", "ITEMS", "QUANTITY", "PERIOD"])
    },
    read: Some(Reader::Blocks(&LAYOUT)),
};

pub(crate) static LAYOUT: Layout = Layout {
    month: Some(&["PERIOD"]),
    practice: &["PRACTICE"],
    pco: &["PCT"],
    middle: Tier::Sha,
    description: &["BNF_NAME"],
    total_quantity: &["QUANTITY"],
    quantity_each: &[],
    actual_cost: &["ACT_COST"],
    blank_tail: true,
    ..NHSBSA
};
