//! English Prescribing Dataset, version 2.

use crate::layouts::prescribing::{self, Layout, NHSBSA};
use crate::layouts::{Format, OGL, Reader};
use crate::read::Sample;
use crate::tables::{Dataset, Geography};

pub(crate) static FORMAT: Format = Format {
    id: "epd-v2",
    title: "English Prescribing Dataset (EPD), version 2",
    publisher: "NHS Business Services Authority",
    years: "2014 to 2025",
    licence: OGL,
    attribution: prescribing::ATTRIBUTION,
    columns: &[
        "YEAR_MONTH",
        "REGIONAL_OFFICE_NAME",
        "REGIONAL_OFFICE_CODE",
        "AREA_TEAM_NAME / STP_NAME / ICB_NAME",
        "AREA_TEAM_CODE / STP_CODE / ICB_CODE",
        "PCO_NAME",
        "PCO_CODE",
        "PRACTICE_NAME",
        "PRACTICE_CODE",
        "BNF_CODE",
        "BNF_DESCRIPTION",
        "CHEMICAL_SUBSTANCE_BNF_DESCR",
        "BNF_CHAPTER_PLUS_CODE",
        "ITEMS",
        "TOTAL_QUANTITY (or QUANTITY x ITEMS)",
        "NIC",
        "ACTUAL_COST",
        "UNIDENTIFIED",
    ],
    traps: &[
        "several rows per practice and presentation, one for each QUANTITY: they are summed",
        "PCO_CODE is padded to five characters (03A00 is 03A), but D2P2L is whole",
        "prescribers that could not be identified have the code '-' or a stand-in that ends in 998: kept and labelled",
        "AREA_TEAM, STP and ICB are successive names of one column: which one a month has is recorded",
        "amounts have up to five decimals: kept as whole numbers of 1/100,000",
    ],
    dataset: Some(Dataset::Prescribing),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["YEAR_MONTH", "PRACTICE_CODE", "BNF_CODE"]) && header.find(&["SNOMED_CODE"]).is_none()
    },
    read: Some(Reader::Blocks(&LAYOUT)),
};

pub(crate) static LAYOUT: Layout = NHSBSA;
