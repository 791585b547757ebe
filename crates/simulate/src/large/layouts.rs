//! The rows of a large simulated file, layout by layout.

use super::products::Product;
use crate::digits::{decimal, quoted, whole};
use std::io::Write;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

/// Where a practice is.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) region: (String, String),
    pub(super) team: (String, String),
    pub(super) area: (String, String),
    pub(super) practice: (String, String),
    pub(super) address: [String; 5],
}

/// A layout that can be written.
#[derive(Debug)]
pub(super) struct Large {
    id: &'static str,
    header: &'static str,
    end: &'static str,
}

static LARGE: [Large; 4] = [
    Large {
        id: "epd-v2",
        header: "YEAR_MONTH,REGIONAL_OFFICE_NAME,REGIONAL_OFFICE_CODE,AREA_TEAM_NAME,AREA_TEAM_CODE,PCO_NAME,PCO_CODE,\
            PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,BNF_CHEMICAL_SUBSTANCE,\
            CHEMICAL_SUBSTANCE_BNF_DESCR,BNF_CODE,BNF_DESCRIPTION,BNF_CHAPTER_PLUS_CODE,QUANTITY,ITEMS,TOTAL_QUANTITY,\
            ADQUSAGE,NIC,ACTUAL_COST,UNIDENTIFIED",
        end: "\n",
    },
    Large {
        id: "epd-snomed",
        header: "YEAR_MONTH,REGIONAL_OFFICE_NAME,REGIONAL_OFFICE_CODE,ICB_NAME,ICB_CODE,PCO_NAME,PCO_CODE,\
            PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,BNF_CHEMICAL_SUBSTANCE_CODE,\
            BNF_CHEMICAL_SUBSTANCE,BNF_PRESENTATION_CODE,BNF_PRESENTATION_NAME,BNF_CHAPTER_PLUS_CODE,QUANTITY,ITEMS,\
            TOTAL_QUANTITY,ADQ_USAGE,NIC,ACTUAL_COST,UNIDENTIFIED,SNOMED_CODE",
        end: "\n",
    },
    Large {
        id: "dpi",
        header: "Regional Office Name,Regional Office Code,Area Team Name,Area Team Code,PCO Name,PCO Code,Practice Name,\
            Practice Code,BNF Code,BNF Description,Items,Quantity,ADQ Usage,NIC,Actual Cost",
        end: "\r\n",
    },
    Large {
        id: "gp-prescribing",
        header: " SHA,PCT,PRACTICE,BNF CODE,BNF NAME                                    ,ITEMS  ,NIC        ,ACT COST   ,\
            QUANTITY,PERIOD,",
        end: "\r\n",
    },
];

/// Identifiers of the layouts that can be written.
pub static LAYOUTS: [&str; 4] = ["epd-v2", "epd-snomed", "dpi", "gp-prescribing"];

pub(super) fn find(id: &str) -> Result<&'static Large, Error> {
    LARGE.iter().find(|l| l.id == id).ok_or_else(|| Error::File {
        file: "`layout`".to_owned(),
        problem: format!("'{id}' cannot be simulated; expected one of {}", LAYOUTS.join(", ")),
    })
}

pub(super) fn header(layout: &Large, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(layout.header.as_bytes())?;
    out.write_all(layout.end.as_bytes())
}

/// The figures of one row. Costs are in pence, the actual cost in 1/1,000 of a penny.
pub(super) struct Line<'a> {
    pub(super) product: &'a Product,
    pub(super) quantity: u64,
    pub(super) items: u64,
    pub(super) nic_pence: u64,
    pub(super) actual_cost: u64,
}

/// The leading fields of every row of a practice, with the comma behind them.
pub(super) fn place(layout: &Large, month: Month, unit: &Unit) -> String {
    let Unit { region, team, area, practice, address } = unit;
    let (year, number) = (month.year(), month.month());
    if layout.id == "gp-prescribing" {
        return format!("{},{},{},", team.0, area.0.strip_suffix("00").unwrap_or(&area.0), practice.0);
    }
    let month = match layout.id {
        "epd-v2" => format!("{year:04}{number:02},"),
        "epd-snomed" => format!("{year:04}-{number:02},"),
        _ => String::new(),
    };
    let address = if layout.id == "dpi" { String::new() } else { address.join(",") + "," };
    format!(
        "{month}{},{},{},{},{},{},{},{},{address}",
        quoted(&region.1),
        region.0,
        quoted(&team.1),
        team.0,
        quoted(&area.1),
        area.0,
        practice.1,
        practice.0
    )
}

/// One row.
pub(super) fn line(layout: &Large, out: &mut Vec<u8>, place: &str, line: &Line<'_>, month: Month) {
    let Line { product, quantity, items, nic_pence, actual_cost } = line;
    let Product { bnf, chemical_code, chemical, description, chapter, .. } = product;
    out.extend_from_slice(place.as_bytes());
    let total = quantity * items;
    match layout.id {
        "dpi" => {
            text(out, &[bnf, ",", description, ","]);
            for value in [*items, *quantity, total] {
                whole(out, value);
                out.push(b',');
            }
        }
        "gp-prescribing" => return padded(out, layout, line, month),
        _ => {
            let chapter = quoted(chapter);
            text(out, &[chemical_code, ",", chemical, ",", bnf, ",", description, ",", &chapter, ","]);
            let point = if layout.id == "epd-snomed" { ".," } else { "," };
            for value in [*quantity, *items, total, total / 2] {
                whole(out, value);
                text(out, &[point]);
            }
        }
    }
    decimal(out, *nic_pence, 2);
    out.push(b',');
    decimal(out, *actual_cost, 5);
    text(
        out,
        &[
            match layout.id {
                "epd-v2" => ",N",
                "epd-snomed" => ",N,39113611000001102",
                _ => "",
            },
            layout.end,
        ],
    );
}

/// A row of the oldest layout, with padded names and numbers and a comma at its end.
fn padded(out: &mut Vec<u8>, layout: &Large, line: &Line<'_>, month: Month) {
    let Line { product, quantity, items, nic_pence, actual_cost } = line;
    let (nic, cost) = (nic_pence, actual_cost / 1_000);
    let written = write!(
        out,
        "{},{:<40},{items:07},{:08}.{:02},{:08}.{:02},{:07},{:04}{:02},{}",
        product.bnf,
        format!("SYNTHETIC {}", product.description),
        nic / 100,
        nic % 100,
        cost / 100,
        cost % 100,
        quantity * items,
        month.year(),
        month.month(),
        layout.end
    );
    debug_assert!(written.is_ok(), "writing to memory does not fail");
}

fn text(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}
