//! Detailed Prescribing Information, the layout before the English Prescribing Dataset.

use crate::layouts::prescribing::{self, Layout, NHSBSA};
use crate::layouts::{Format, OGL, Reader};
use crate::read::Sample;
use crate::tables::{Dataset, Geography};

pub(crate) static FORMAT: Format = Format {
    id: "dpi",
    title: "Detailed Prescribing Information",
    publisher: "NHS Business Services Authority",
    years: "2014 to 2019",
    licence: OGL,
    attribution: prescribing::ATTRIBUTION,
    columns: &[
        "Regional Office Name",
        "Regional Office Code",
        "Area Team Name",
        "Area Team Code",
        "PCO Name",
        "PCO Code",
        "Practice Name",
        "Practice Code",
        "BNF Code",
        "BNF Description",
        "Items",
        "Quantity (per item)",
        "NIC",
        "Actual Cost",
    ],
    traps: &[
        "no month column: the month is taken from the file name, which must hold it as YYYYMM or YYYY_MM",
        "Quantity is that of one item: the total is Quantity x Items",
        "several rows per practice and presentation, one for each Quantity: they are summed",
        "PCO Code is padded to five characters (03A00 is 03A)",
    ],
    dataset: Some(Dataset::Prescribing),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["PRACTICE_CODE", "BNF_CODE", "ITEMS"]) && header.find(&["YEAR_MONTH", "TOTAL_QUANTITY"]).is_none()
    },
    read: Some(Reader::Blocks(&LAYOUT)),
};

pub(crate) static LAYOUT: Layout = Layout { month: None, ..NHSBSA };
