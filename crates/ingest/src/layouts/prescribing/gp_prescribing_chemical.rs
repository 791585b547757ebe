//! GP practice prescribing, chemical level: the first releases.

use super::gp_prescribing;
use crate::layouts::prescribing::Layout;
use crate::layouts::{Format, OGL, Reader};
use crate::read::Sample;
use crate::tables::{Dataset, Geography};

pub(crate) static FORMAT: Format = Format {
    id: "gp-prescribing-chemical",
    title: "GP practice prescribing, chemical level (first releases)",
    publisher: "NHS Digital (then the Health and Social Care Information Centre)",
    years: "2011",
    licence: OGL,
    attribution: gp_prescribing::ATTRIBUTION,
    columns: &["SHA", "PCT", "PRACTICE", "BNF CODE (9 characters)", "BNF NAME", "ITEMS", "NIC", "ACT COST", "PERIOD"],
    traps: &[
        "BNF CODE is that of the chemical substance: presentations cannot be distinguished",
        "there is no quantity: it is not reported, which is not zero",
        "names and numbers are padded and the header starts with a space",
        "SHA holds strategic health authorities, PCT primary care trusts",
    ],
    dataset: Some(Dataset::Prescribing),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["SHA", "PCT", "PRACTICE", "BNF_CODE", "ITEMS", "PERIOD"]) && header.find(&["QUANTITY"]).is_none()
    },
    read: Some(Reader::Blocks(&LAYOUT)),
};

pub(crate) static LAYOUT: Layout =
    Layout { total_quantity: &[], quantity_optional: true, chemical: &["BNF_NAME"], ..gp_prescribing::LAYOUT };
