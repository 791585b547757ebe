//! `gp-reg-pat-prac-map`: practice, primary care network, commissioner, partnership or board, region.

use super::{LinkSet, area};
use crate::error::Error;
use crate::layouts::patients::reg_patients::ATTRIBUTION;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, file_name, required};
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
        "in 2019 the practice is CODE, codes are STP_ONS_CODE for ONS_STP_CODE, and there is no date: the month is that of the file name",
        "STP_CODE may hold the ONS code: it is kept as such",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Registered,
    recognise,
    read: Some(Reader::Whole(read)),
};

const PRACTICE: &[&str] = &["PRACTICE_CODE", "CODE", "ORG_CODE"];
const DATE: &[&str] = &["EXTRACT_DATE"];

/// A practice, its commissioner and the day; without a day a region above, and no figures, which other layouts have.
fn recognise(Sample { header, rows, .. }: &Sample<'_>) -> bool {
    let tier = |names: &[Names]| Tier::find(header, names).is_some();
    let Some(practice) = header.find(PRACTICE) else { return false };
    if !tier(&COMMISSIONER) || header.has(&["NUMBER_OF_PATIENTS"]) {
        return false;
    }
    if header.has(&["PRACTICE_CODE"]) && header.find(DATE).is_some() {
        return true;
    }
    let is_practice = |row: &&csv::StringRecord| codes::is_practice(row.get(practice).unwrap_or_default().trim());
    let is_figure = |(name, field): (&String, &str)| !name.ends_with("CODE") && field.trim().parse::<f64>().is_ok();
    let figures = rows.iter().any(|row| header.names().iter().zip(row).any(is_figure));
    tier(&REGION) && !figures && rows.iter().filter(is_practice).count() * 2 > rows.len()
}

/// Names of the columns of one kind of area.
struct Names {
    kind: AreaKind,
    ods: &'static str,
    ons: [&'static str; 2],
    name: [&'static str; 2],
}

const fn names(kind: AreaKind, ods: &'static str, ons: [&'static str; 2], name: [&'static str; 2]) -> Names {
    Names { kind, ods, ons, name }
}

const COMMISSIONER: [Names; 3] = [
    names(AreaKind::Ccg, "CCG_CODE", ["ONS_CCG_CODE", "CCG_ONS_CODE"], ["CCG_NAME", "CCG_NAME"]),
    names(
        AreaKind::Ccg,
        "SUB_ICB_LOCATION_CODE",
        ["ONS_SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_ONS_CODE"],
        ["SUB_ICB_LOCATION_NAME", "SUB_ICB_LOCATION_NAME"],
    ),
    names(AreaKind::Ccg, "SUB_ICB_CODE", ["ONS_SUB_ICB_CODE", "SUB_ICB_ONS_CODE"], ["SUB_ICB_NAME", "SUB_ICB_NAME"]),
];
const MIDDLE: [Names; 2] = [
    names(AreaKind::Stp, "STP_CODE", ["ONS_STP_CODE", "STP_ONS_CODE"], ["STP_NAME", "STP_NAME"]),
    names(AreaKind::Icb, "ICB_CODE", ["ONS_ICB_CODE", "ICB_ONS_CODE"], ["ICB_NAME", "ICB_NAME"]),
];
const REGION: [Names; 2] = [
    names(
        AreaKind::Region,
        "COMM_REGION_CODE",
        ["ONS_COMM_REGION_CODE", "COMM_REGION_ONS_CODE"],
        ["COMM_REGION_NAME", "COMM_REGION_NAME"],
    ),
    names(AreaKind::Region, "REGION_CODE", ["ONS_REGION_CODE", "REGION_ONS_CODE"], ["REGION_NAME", "REGON_NAME"]),
];

/// Positions of the columns of one kind of area.
struct Tier {
    kind: AreaKind,
    ods: Option<usize>,
    ons: Option<usize>,
    name: Option<usize>,
}

impl Tier {
    fn find(header: &Header, candidates: &[Names]) -> Option<Self> {
        candidates.iter().find_map(|names| {
            let (ods, ons) = (header.find(&[names.ods]), header.find(&names.ons));
            ods.or(ons).map(|_| Self { kind: names.kind, ods, ons, name: header.find(&names.name) })
        })
    }

    /// The area of a row by its ODS code; `None` where the code is blank or an ONS code.
    fn ods(&self, row: &Row<'_>) -> Option<super::Node> {
        let code = codes::trim_pco(row.text_or_blank(self.ods));
        let usable = !code.is_empty() && !is_ons(code);
        usable.then(|| area(Scheme::Ods, self.kind, code, row.text_or_blank(self.name)))
    }

    fn ons(&self, row: &Row<'_>) -> Option<super::Node> {
        let code = [self.ons, self.ods].into_iter().map(|at| row.text_or_blank(at)).find(|code| is_ons(code))?;
        Some(area(Scheme::Ons, self.kind, code, row.text_or_blank(self.name)))
    }
}

/// `E54000049`.
fn is_ons(code: &str) -> bool {
    code.len() == 9 && code.starts_with('E') && code.bytes().skip(1).all(|b| b.is_ascii_digit())
}

struct Columns {
    /// Files without a date are of the month in their name.
    date: Option<usize>,
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
        date: header.find(DATE),
        practice: required(source, &header, PRACTICE)?,
        practice_name: header.find(&["PRACTICE_NAME", "NAME"]),
        network: may("PCN_CODE"),
        network_name: may("PCN_NAME"),
        publication: may("PUBLICATION"),
        tiers: tiers.into_iter().flatten().collect(),
    };
    let published = file_name::published(source);
    if columns.date.is_none() && published.is_none() {
        return Err(source.refuse(
            "practice-map: no column EXTRACT_DATE, and the file name does not hold the month; rename the file so that it \
             does, such as gp-reg-pat-prac-map-201907.csv",
        ));
    }
    let mut extract: Option<Day> = None;
    let (mut links, mut synthetic) = (LinkSet::default(), false);
    let mut tally = source.each_row(&header, |row| {
        synthetic |= codes::is_synthetic(row.text_or_blank(columns.publication));
        Ok(columns.add(row, &mut extract, &mut links))
    })?;
    tally.synthetic = synthetic;
    Ok(Reading { tables: Tables::Links(extract.and_then(Day::to_month).or(published), links.finish(FORMAT.id)), tally })
}

impl Columns {
    fn add(&self, row: &Row<'_>, extract: &mut Option<Day>, links: &mut LinkSet) -> Result<Verdict, Bad> {
        if let Some(date) = self.date {
            let day = Day::parse(row.text(date)).ok_or_else(|| row.bad(date, "a day such as 01-Sep-20"))?;
            if *extract.get_or_insert(day) != day {
                return Err(row.bad(date, "the same day as in the rows before; give each extract a file of its own"));
            }
        }
        let code = row.required(self.practice, "a practice code")?;
        let practice = area(Scheme::Ods, AreaKind::Practice, code, row.text_or_blank(self.practice_name));
        if let Some(commissioner) = self.tiers.first().and_then(|tier| tier.ods(row)) {
            links.add(practice.clone(), commissioner);
        }
        self.link_tiers(row, links);
        let network = row.text_or_blank(self.network);
        if !codes::is_pcn(network) {
            return Ok(Verdict::Used(self.network.map(|_| "practice without a network")));
        }
        links.add(practice, area(Scheme::Ods, AreaKind::Pcn, network, row.text_or_blank(self.network_name)));
        Ok(Verdict::Used(None))
    }

    /// Links each area with its other code, and with the area above it.
    fn link_tiers(&self, row: &Row<'_>, links: &mut LinkSet) {
        for tier in &self.tiers {
            if let (Some(ods), Some(ons)) = (tier.ods(row), tier.ons(row)) {
                links.add(ods, ons);
            }
        }
        for pair in self.tiers.windows(2) {
            let (inner, outer) = (&pair[0], &pair[1]);
            let mut linked = false;
            for (inner, outer) in [(inner.ods(row), outer.ods(row)), (inner.ons(row), outer.ons(row))] {
                if let (Some(inner), Some(outer)) = (inner, outer) {
                    linked |= inner.scheme == Scheme::Ods;
                    links.add(inner, outer);
                }
            }
            // Above an area with an ODS code there may be one with an ONS code only, and the other way round.
            let either = |tier: &Tier| tier.ods(row).or_else(|| tier.ons(row));
            if let (false, Some(inner), Some(outer)) = (linked, either(inner), either(outer)) {
                links.add(inner, outer);
            }
        }
    }
}
