//! English Prescribing Dataset with SNOMED codes (version 3), before and after the columns were renamed in March 2025.

use crate::layouts::prescribing::{self, Layout, NHSBSA};
use crate::layouts::{Format, OGL, Reader};
use crate::read::Sample;
use crate::tables::{Dataset, Geography};

pub(crate) static FORMAT: Format = Format {
    id: "epd-snomed",
    title: "English Prescribing Dataset (EPD) with SNOMED codes, version 3",
    publisher: "NHS Business Services Authority",
    years: "2020 to today; columns renamed in March 2025",
    licence: OGL,
    attribution: prescribing::ATTRIBUTION,
    columns: &[
        "YEAR_MONTH",
        "REGIONAL_OFFICE_NAME",
        "REGIONAL_OFFICE_CODE",
        "ICB_NAME",
        "ICB_CODE",
        "PCO_NAME",
        "PCO_CODE",
        "PRACTICE_NAME",
        "PRACTICE_CODE",
        "BNF_CODE, from March 2025 BNF_PRESENTATION_CODE",
        "BNF_DESCRIPTION, from March 2025 BNF_PRESENTATION_NAME",
        "CHEMICAL_SUBSTANCE_BNF_DESCR, from March 2025 BNF_CHEMICAL_SUBSTANCE",
        "BNF_CHAPTER_PLUS_CODE",
        "ITEMS",
        "TOTAL_QUANTITY (or QUANTITY x ITEMS)",
        "NIC",
        "ACTUAL_COST",
        "UNIDENTIFIED",
    ],
    traps: &[
        "BNF_CHEMICAL_SUBSTANCE is the code until February 2025 and the name from March 2025 on: it is taken for the name only where \
         BNF_CHEMICAL_SUBSTANCE_CODE stands beside it",
        "YEAR_MONTH is 202506 in some months and 2026-06 in others",
        "numbers may end in a point (20. is 20); amounts have up to five decimals",
        "appliances (chapters 20 to 23) have codes of 11 characters and a chemical substance of 4",
        "one presentation may have several SNOMED codes, and quantities, in one practice: they are summed",
        "a quantity may be negative (returned medicines): kept, counted in a note; negative items and costs are rejected",
        "sub-ICB locations are named like NHS WEST YORKSHIRE ICB - 36J; their codes are padded (36J00 is 36J), but D2P2L is whole",
        "prescribers that could not be identified have the code '-' or a stand-in that ends in 998: kept and labelled",
    ],
    dataset: Some(Dataset::Prescribing),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["YEAR_MONTH", "PRACTICE_CODE"])
            && (header.has(&["BNF_CODE", "SNOMED_CODE"]) || header.has(&["BNF_PRESENTATION_CODE"]))
    },
    read: Some(Reader::Blocks(&LAYOUT)),
};

pub(crate) static LAYOUT: Layout = Layout {
    bnf: &["BNF_PRESENTATION_CODE", "BNF_CODE"],
    description: &["BNF_PRESENTATION_NAME", "BNF_DESCRIPTION"],
    chemical: &["CHEMICAL_SUBSTANCE_BNF_DESCR", "BNF_CHEMICAL_SUBSTANCE_NAME"],
    chemical_beside_code: Some(["BNF_CHEMICAL_SUBSTANCE", "BNF_CHEMICAL_SUBSTANCE_CODE"]),
    ..NHSBSA
};
