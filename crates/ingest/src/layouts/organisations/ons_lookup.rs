//! Lookups of the Office for National Statistics between codes, and from each area to the one it lies in.

use super::{LinkSet, ONS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::year_columns::{self, Holds};
use crate::read::{Bad, Header, Row, Source, file_name};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use unwarranted_core::Month;

pub(crate) static FORMAT: Format = Format {
    id: "ons-lookup",
    title: "Codes and names of health areas, and the areas they lie in (CCG21_STP21_NHSER21 and the like)",
    publisher: "Office for National Statistics",
    years: "2012 to today",
    licence: OGL,
    attribution: ONS_ATTRIBUTION,
    columns: &[
        "CCG21CD",
        "CCG21CDH",
        "CCG21NM",
        "STP21CD",
        "STP21CDH",
        "STP21NM",
        "NHSER21CD",
        "NHSER21CDH",
        "NHSER21NM",
    ],
    traps: &[
        "column names carry the year (CCG20CD, SICBL22CD): any year is read; without one (CCGCD) the year is that of the file name",
        "no date: areas are as of April of the year in the names, but of July 2022 in the boards' first year (SICBL22, ICB22)",
        "CD is the ONS code, CDH (CDO in 2012) the ODS code; some files lack one of them",
        "byte order mark; columns FID and ObjectId number the rows of an export and are passed over",
        "a trust or group may lie in two areas: both links are kept",
        "lists of all codes have areas of Wales, Scotland and the Isle of Man: kept as other areas; and stand-ins without codes (L99999999, \
         ZC010): set aside",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise: |sample| {
        let tiers = Tiers::of(&sample.header);
        tiers.0.iter().any(|tier| tier.ons.is_some() && (tier.ods.is_some() || tiers.0.len() > 1))
            && (0..sample.header.shown().len())
                .all(|at| is_of_lookup(&sample.header.shown()[at]) || !sample.has_figures(at))
    },
    read: Some(Reader::Whole(read)),
};

/// Whether a column is of codes and names, or numbers the rows. Others may stand beside them if they have no figures.
fn is_of_lookup(name: &str) -> bool {
    year_columns::has_form(name) || year_columns::is_counter(name) || year_columns::parse_undated(name).is_some()
}

/// The columns of one kind of area.
#[derive(Debug, Clone, Copy)]
struct Tier {
    kind: AreaKind,
    /// When it is as listed, where the columns say so.
    month: Option<Month>,
    ons: Option<usize>,
    ods: Option<usize>,
    name: Option<usize>,
}

/// Kinds of area from small to large; each lies in the next one that the file has.
const ORDER: [AreaKind; 7] =
    [AreaKind::Pct, AreaKind::Ccg, AreaKind::AreaTeam, AreaKind::Sha, AreaKind::Stp, AreaKind::Icb, AreaKind::Region];

struct Tiers(Vec<Tier>);

impl Tiers {
    fn of(header: &Header) -> Self {
        let mut tiers: Vec<Tier> = Vec::new();
        for (at, name) in header.shown().iter().enumerate() {
            let dated = year_columns::parse(name).map(|c| (c.kind, Some(c.month), c.holds));
            let undated = || year_columns::parse_undated(name).map(|(kind, holds)| (kind, None, holds));
            let Some((kind, month, holds)) = dated.or_else(undated).filter(|c| ORDER.contains(&c.0)) else { continue };
            let known = tiers.iter().position(|tier| tier.kind == kind && tier.month == month);
            let place = known.unwrap_or_else(|| {
                tiers.push(Tier { kind, month, ons: None, ods: None, name: None });
                tiers.len() - 1
            });
            match holds {
                Holds::Ons => tiers[place].ons = Some(at),
                Holds::Ods => tiers[place].ods = Some(at),
                Holds::Name => tiers[place].name = Some(at),
            }
        }
        tiers.retain(|tier| tier.ons.is_some() || tier.ods.is_some());
        tiers.sort_by_key(|tier| ORDER.iter().position(|kind| *kind == tier.kind));
        Self(tiers)
    }

    /// The latest of the columns; else that of the file name.
    fn month(&self, source: &Source<'_>) -> Option<Month> {
        let of_boards = self.0.iter().any(|tier| tier.kind == AreaKind::Icb);
        let named = || source.names.iter().find_map(|name| year_columns::month_in(name));
        let year = || file_name::year(source).and_then(|year| year_columns::month(year, of_boards));
        let columns = self.0.iter().filter_map(|tier| tier.month).max();
        columns.or_else(named).or_else(|| file_name::published(source)).or_else(year)
    }

    fn series(&self) -> String {
        let kinds: Vec<&str> = self.0.iter().map(|tier| tier.kind.word()).collect();
        format!("{}/{}", FORMAT.id, kinds.join("-"))
    }

    fn add(&self, row: &Row<'_>, links: &mut LinkSet) -> Result<Verdict, Bad> {
        if self.0.iter().any(|tier| is_stand_in(row.text_or_blank(tier.ons))) {
            return Ok(Verdict::SetAside("a stand-in for an area outside England"));
        }
        let mut new = false;
        for tier in &self.0 {
            if let (Some(ods), Some(ons)) = (tier.node(row, Scheme::Ods)?, tier.node(row, Scheme::Ons)?) {
                new |= links.add(ods, ons);
            }
        }
        for pair in self.0.windows(2) {
            for scheme in [Scheme::Ods, Scheme::Ons] {
                if let (Some(inner), Some(outer)) = (pair[0].node(row, scheme)?, pair[1].node(row, scheme)?) {
                    new |= links.add(inner, outer);
                }
            }
        }
        Ok(if new { Verdict::Used(None) } else { Verdict::SetAside("repeats an earlier row") })
    }
}

impl Tier {
    /// The area of a row by its code of one scheme; `None` where the file has no such column.
    fn node(&self, row: &Row<'_>, scheme: Scheme) -> Result<Option<super::Node>, Bad> {
        let Some(at) = (if scheme == Scheme::Ods { self.ods } else { self.ons }) else { return Ok(None) };
        let code = row.required(at, "a code of every area of the row")?;
        if scheme == Scheme::Ons && !crate::values::codes::is_ons(code) {
            return Err(row.bad(at, "an ONS code such as E38000130"));
        }
        let england = row.text_or_blank(self.ons).is_empty() || row.text_or_blank(self.ons).starts_with('E');
        let kind = if england { self.kind } else { AreaKind::Other };
        Ok(Some(area(scheme, kind, code, row.text_or_blank(self.name))))
    }
}

/// `W99999999` and the like, for all of a country, and the codes of Northern Ireland that are not ONS codes: `ZC010`.
fn is_stand_in(ons: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (ons.len() == 9 && ons.ends_with("99999999")) || ons.strip_prefix("ZC").is_some_and(|n| n.len() == 3 && digits(n))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let tiers = Tiers::of(&header);
    let month = tiers.month(source).ok_or_else(|| {
        source.refuse(
            "neither the column names (CCG21CD) nor the file name say of which year the areas are; rename the file, such as \
             ccg-stp-region-2021.csv",
        )
    })?;
    let mut links = LinkSet::default();
    let mut tally = source.each_row(&header, |row| Ok(tiers.add(row, &mut links)))?;
    let known = |name: &&String| {
        let kind = year_columns::parse(name).map(|c| c.kind).or_else(|| Some(year_columns::parse_undated(name)?.0));
        !name.is_empty() && !year_columns::is_counter(name) && kind.is_none_or(|kind| !ORDER.contains(&kind))
    };
    let unused: Vec<&str> = header.shown().iter().filter(known).map(String::as_str).collect();
    if !unused.is_empty() {
        tally.notices.push(format!("columns that are not used: {}", unused.join(", ")));
    }
    Ok(Reading { tables: Tables::Links(Some(month), links.finish(tiers.series())), tally })
}
