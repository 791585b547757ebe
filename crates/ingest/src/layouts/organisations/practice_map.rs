//! `gp-reg-pat-prac-map`: practice, primary care network, commissioner, partnership or board, region.

use super::{LinkSet, area};
use crate::error::Error;
use crate::layouts::patients::reg_patients::ATTRIBUTION;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Source, required};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::codes;
use crate::values::day::Day;

pub(crate) static FORMAT: Format = Format {
    id: "practice-map",
    title: "Practices, their networks, commissioners and regions (gp-reg-pat-prac-map)",
    publisher: "NHS England (formerly NHS Digital)",
    years: "2017 to today",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &[
        "PUBLICATION",
        "EXTRACT_DATE",
        "PRACTICE_CODE",
        "PRACTICE_NAME",
        "PCN_CODE",
        "PCN_NAME",
        "ONS_CCG_CODE",
        "CCG_CODE",
        "CCG_NAME",
        "ONS_STP_CODE",
        "STP_CODE",
        "STP_NAME",
        "ONS_COMM_REGION_CODE",
        "COMM_REGION_CODE",
        "COMM_REGION_NAME",
    ],
    traps: &[
        "dates are written 01-Sep-20 or 01SEP2017",
        "practices without a network have PCN_CODE U and the name Unallocated: no link is made",
        "from July 2022 SUB_ICB_LOCATION and ICB stand for CCG and STP",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Registered,
    recognise: |sample| {
        let header = &sample.header;
        header.has(&["EXTRACT_DATE", "PRACTICE_CODE"])
            && COMMISSIONER.iter().any(|t| header.has(&[t.ods, t.ons]))
            && !header.has(&["NUMBER_OF_PATIENTS"])
    },
    read: Some(Reader::Whole(read)),
};

/// Names of the columns of one kind of area.
struct Names {
    kind: AreaKind,
    ods: &'static str,
    ons: &'static str,
    name: &'static str,
}

const fn names(kind: AreaKind, ods: &'static str, ons: &'static str, name: &'static str) -> Names {
    Names { kind, ods, ons, name }
}

const COMMISSIONER: [Names; 3] = [
    names(AreaKind::Ccg, "CCG_CODE", "ONS_CCG_CODE", "CCG_NAME"),
    names(AreaKind::Ccg, "SUB_ICB_LOCATION_CODE", "ONS_SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_NAME"),
    names(AreaKind::Ccg, "SUB_ICB_CODE", "ONS_SUB_ICB_CODE", "SUB_ICB_NAME"),
];
const MIDDLE: [Names; 2] = [
    names(AreaKind::Stp, "STP_CODE", "ONS_STP_CODE", "STP_NAME"),
    names(AreaKind::Icb, "ICB_CODE", "ONS_ICB_CODE", "ICB_NAME"),
];
const REGION: [Names; 2] = [
    names(AreaKind::Region, "COMM_REGION_CODE", "ONS_COMM_REGION_CODE", "COMM_REGION_NAME"),
    names(AreaKind::Region, "REGION_CODE", "ONS_REGION_CODE", "REGION_NAME"),
];

/// Positions of the columns of one kind of area.
struct Tier {
    kind: AreaKind,
    ods: usize,
    ons: Option<usize>,
    name: Option<usize>,
}

impl Tier {
    fn find(header: &Header, candidates: &[Names]) -> Option<Self> {
        candidates.iter().find_map(|names| {
            let may = |name: &str| header.find(&[name]);
            Some(Self { kind: names.kind, ods: may(names.ods)?, ons: may(names.ons), name: may(names.name) })
        })
    }

    /// The area of a row by its ODS code; `None` where the code is blank.
    fn ods(&self, row: &Row<'_>) -> Option<super::Node> {
        let code = codes::trim_pco(row.text(self.ods));
        (!code.is_empty()).then(|| area(Scheme::Ods, self.kind, code, row.text_or_blank(self.name)))
    }

    fn ons(&self, row: &Row<'_>) -> Option<super::Node> {
        let code = row.text_or_blank(self.ons);
        (!code.is_empty()).then(|| area(Scheme::Ons, self.kind, code, row.text_or_blank(self.name)))
    }
}

struct Columns {
    date: usize,
    practice: usize,
    practice_name: Option<usize>,
    network: Option<usize>,
    network_name: Option<usize>,
    publication: Option<usize>,
    /// From small to large.
    tiers: Vec<Tier>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let may = |name: &str| header.find(&[name]);
    let tiers = [&COMMISSIONER[..], &MIDDLE[..], &REGION[..]].map(|names| Tier::find(&header, names));
    let columns = Columns {
        date: required(source, &header, &["EXTRACT_DATE"])?,
        practice: required(source, &header, &["PRACTICE_CODE"])?,
        practice_name: may("PRACTICE_NAME"),
        network: may("PCN_CODE"),
        network_name: may("PCN_NAME"),
        publication: may("PUBLICATION"),
        tiers: tiers.into_iter().flatten().collect(),
    };
    let mut extract: Option<Day> = None;
    let (mut links, mut synthetic) = (LinkSet::default(), false);
    let mut tally = source.each_row(&header, |row| {
        synthetic |= codes::is_synthetic(row.text_or_blank(columns.publication));
        Ok(columns.add(row, &mut extract, &mut links))
    })?;
    tally.synthetic = synthetic;
    Ok(Reading { tables: Tables::Links(extract.and_then(Day::to_month), links.finish(FORMAT.id)), tally })
}

impl Columns {
    fn add(&self, row: &Row<'_>, extract: &mut Option<Day>, links: &mut LinkSet) -> Result<Verdict, Bad> {
        let day = Day::parse(row.text(self.date)).ok_or_else(|| row.bad(self.date, "a day such as 01-Sep-20"))?;
        if *extract.get_or_insert(day) != day {
            return Err(row.bad(self.date, "the same day as in the rows before; give each extract a file of its own"));
        }
        let code = row.required(self.practice, "a practice code")?;
        let practice = area(Scheme::Ods, AreaKind::Practice, code, row.text_or_blank(self.practice_name));
        if let Some(commissioner) = self.tiers.first().and_then(|tier| tier.ods(row)) {
            links.add(practice.clone(), commissioner);
        }
        for tier in &self.tiers {
            if let (Some(ods), Some(ons)) = (tier.ods(row), tier.ons(row)) {
                links.add(ods, ons);
            }
        }
        for pair in self.tiers.windows(2) {
            for find in [Tier::ods, Tier::ons] {
                if let (Some(inner), Some(outer)) = (find(&pair[0], row), find(&pair[1], row)) {
                    links.add(inner, outer);
                }
            }
        }
        let network = row.text_or_blank(self.network);
        if !codes::is_pcn(network) {
            return Ok(Verdict::Used(self.network.map(|_| "practice without a network")));
        }
        links.add(practice, area(Scheme::Ods, AreaKind::Pcn, network, row.text_or_blank(self.network_name)));
        Ok(Verdict::Used(None))
    }
}
