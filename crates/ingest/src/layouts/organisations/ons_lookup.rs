//! Lookups of the Office for National Statistics between codes, and from each area to the one it lies in.

use super::{LinkSet, ONS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::year_columns::{self, Holds};
use crate::read::{Bad, Header, Row, Source};
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
        "column names carry the year (CCG20CD, SICBL22CD): any year is read",
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
            && sample.header.shown().iter().all(|n| year_columns::has_form(n) || year_columns::is_counter(n))
    },
    read: Some(Reader::Whole(read)),
};

/// The columns of one kind of area.
#[derive(Debug, Clone, Copy)]
struct Tier {
    kind: AreaKind,
    month: Month,
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
            let Some(column) = year_columns::parse(name).filter(|c| ORDER.contains(&c.kind)) else { continue };
            let known = tiers.iter().position(|tier| tier.kind == column.kind && tier.month == column.month);
            let place = known.unwrap_or_else(|| {
                let (kind, month) = (column.kind, column.month);
                tiers.push(Tier { kind, month, ons: None, ods: None, name: None });
                tiers.len() - 1
            });
            match column.holds {
                Holds::Ons => tiers[place].ons = Some(at),
                Holds::Ods => tiers[place].ods = Some(at),
                Holds::Name => tiers[place].name = Some(at),
            }
        }
        tiers.retain(|tier| tier.ons.is_some() || tier.ods.is_some());
        tiers.sort_by_key(|tier| ORDER.iter().position(|kind| *kind == tier.kind));
        Self(tiers)
    }

    fn month(&self) -> Option<Month> {
        self.0.iter().map(|tier| tier.month).max()
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
    let mut links = LinkSet::default();
    let mut tally = source.each_row(&header, |row| Ok(tiers.add(row, &mut links)))?;
    let known = |name: &&String| {
        !year_columns::is_counter(name) && year_columns::parse(name).is_none_or(|c| !ORDER.contains(&c.kind))
    };
    let unused: Vec<&str> = header.shown().iter().filter(known).map(String::as_str).collect();
    if !unused.is_empty() {
        tally.notices.push(format!("columns that are not used: {}", unused.join(", ")));
    }
    Ok(Reading { tables: Tables::Links(tiers.month(), links.finish(tiers.series())), tally })
}
