//! Tables as Parquet: the columns of the CSV files, in their order.

use super::{Error, Result};
use crate::core::sweep::{AreaEntry, League, LeagueEntry, SmoothedArea, SmoothedLeague};
use crate::report::Beside;
use crate::report::publish::{
    self,
    columns::{Holds, described_in},
};
use crate::report::tables::{AreaCodes, CodesBy};
use crate::store::{ExportType, ExportValues, parquet_bytes, parquet_columns};
use std::path::Path;
use std::sync::Arc;

type Column = (&'static str, ExportValues);

/// One row per period and treatment.
///
/// # Errors
/// None in practice: a defect of this program.
pub fn league(leagues: &[League]) -> Result<Vec<u8>> {
    let all: Vec<&LeagueEntry> = leagues.iter().flat_map(|l| &l.entries).collect();
    Ok(parquet_bytes(of_treatments(&all))?)
}

/// The columns of [`league`], for programs that keep them elsewhere.
#[must_use]
pub fn league_columns(leagues: &[League]) -> Vec<(&'static str, ExportValues)> {
    of_treatments(&leagues.iter().flat_map(|l| &l.entries).collect::<Vec<_>>())
}

/// One row per period, treatment and area, with the codes that are known of it.
///
/// # Errors
/// As [`league`].
pub fn areas(leagues: &[League], codes: &CodesBy) -> Result<Vec<u8>> {
    let all: Vec<&AreaEntry> = leagues.iter().flat_map(|l| &l.standings).collect();
    let known = |of: fn(&AreaCodes) -> Option<Arc<str>>| {
        ExportValues::Text(all.iter().map(|e| codes.get(&e.area).and_then(of)).collect())
    };
    let mut columns = of_areas(&all);
    columns.push(("ods_code", known(|c| c.ods.clone())));
    columns.push(("ons_code", known(|c| Some(Arc::clone(&c.ons)))));
    Ok(parquet_bytes(columns)?)
}

/// One row per period, smoothed treatment and area.
///
/// # Errors
/// As [`league`].
pub fn smoothed(leagues: &[SmoothedLeague]) -> Result<Vec<u8>> {
    let all: Vec<&SmoothedArea> = leagues.iter().flat_map(|l| &l.areas).collect();
    Ok(parquet_bytes(vec![
        text("period", &all, |e| Some(e.period.to_string().into())),
        text("id", &all, |e| Some(Arc::clone(&e.id))),
        text("area", &all, |e| Some(Arc::clone(&e.area))),
        text("name", &all, |e| e.name.clone()),
        number("observed", &all, |e| Some(e.observed)),
        number("expected", &all, |e| Some(e.expected)),
        number("ratio", &all, |e| Some(e.ratio)),
        number("rr", &all, |e| Some(e.rr)),
        number("rr_sd", &all, |e| Some(e.rr_sd)),
        number("rr_lower", &all, |e| Some(e.rr_lower)),
        number("rr_upper", &all, |e| Some(e.rr_upper)),
        number("p_above_1", &all, |e| Some(e.p_above_1)),
    ])?)
}

/// An area in a treatment, as a table of areas has it.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// The period.
    pub period: Arc<str>,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount.
    pub observed: f64,
    /// Expected at the rate of all areas, where there is one.
    pub expected: Option<f64>,
}

/// The rows of a table that [`areas`] made.
///
/// # Errors
/// A file that is no such table.
pub fn read_areas(path: &Path) -> Result<Vec<AreaRow>> {
    let damaged = || {
        Error::from(crate::ingest::Error::File {
            file: path.display().to_string(),
            problem: "is no table of areas as this program writes them".to_owned(),
        })
    };
    let (text, number) = (ExportType::Text, ExportType::Number);
    let columns =
        [("period", text), ("id", text), ("area", text), ("name", text), ("observed", number), ("expected", number)];
    let read = parquet_columns(path, &columns).map_err(|_| damaged())?;
    let [
        ExportValues::Text(period),
        ExportValues::Text(id),
        ExportValues::Text(area),
        ExportValues::Text(name),
        ExportValues::Number(observed),
        ExportValues::Number(expected),
    ] = read.as_slice()
    else {
        return Err(damaged());
    };
    let row = |at: usize| -> Option<AreaRow> {
        Some(AreaRow {
            period: period[at].clone()?,
            id: id[at].clone()?,
            area: area[at].clone()?,
            name: name[at].clone(),
            observed: observed[at]?,
            expected: expected[at],
        })
    };
    (0..period.len()).map(|at| row(at).ok_or_else(damaged)).collect()
}

fn text<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<Arc<str>>) -> Column {
    (name, ExportValues::Text(all.iter().map(|e| of(e)).collect()))
}

fn number<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<f64>) -> Column {
    (name, ExportValues::Number(all.iter().map(|e| of(e)).collect()))
}

fn whole<T>(name: &'static str, all: &[&T], of: fn(&T) -> Option<usize>) -> Column {
    let value = |e: &&T| of(e).and_then(|n| i64::try_from(n).ok());
    (name, ExportValues::Whole(all.iter().map(value).collect()))
}

fn of_treatments(all: &[&LeagueEntry]) -> Vec<Column> {
    vec![
        text("period", all, |e| Some(e.period.to_string().into())),
        text("id", all, |e| Some(Arc::clone(&e.id))),
        text("title", all, |e| Some(e.title.as_str().into())),
        text("kind", all, |e| Some(e.kind.word().into())),
        whole("rank", all, |e| e.rank),
        whole("rank_lower", all, |e| e.rank_lower),
        whole("rank_upper", all, |e| e.rank_upper),
        whole("rank_lower_together", all, |e| e.rank_lower_together),
        whole("rank_upper_together", all, |e| e.rank_upper_together),
        text("not_ranked", all, |e| e.not_ranked.as_deref().map(Into::into)),
        whole("areas", all, |e| Some(e.areas)),
        number("observed", all, |e| Some(e.observed)),
        number("denominator", all, |e| Some(e.denominator)),
        number("rate", all, |e| e.rate),
        number("psv", all, |e| e.psv),
        number("psv_lower", all, |e| e.psv_lower),
        number("psv_upper", all, |e| e.psv_upper),
        number("variance_gamma", all, |e| e.variance_gamma),
        number("variance_gamma_lower", all, |e| e.variance_gamma_lower),
        number("variance_gamma_upper", all, |e| e.variance_gamma_upper),
        number("cv_weighted", all, |e| e.cv_weighted),
        number("cv", all, |e| e.cv),
        number("scv", all, |e| e.scv),
        number("eq_5_95", all, |e| e.eq_5_95),
        number("gini", all, |e| e.gini),
        number("reliability", all, |e| e.reliability),
        number("phi", all, |e| e.phi),
        number("effective_median", all, |e| e.effective_median),
        number("p", all, |e| e.p),
        whole("differ", all, |e| Some(e.differ)),
        whole("beyond", all, |e| Some(e.beyond)),
        text("highest", all, |e| e.highest.clone()),
        text("highest_name", all, |e| e.highest_name.clone()),
        number("highest_rate", all, |e| e.highest_rate),
        number("highest_lower", all, |e| e.highest_lower),
        number("highest_upper", all, |e| e.highest_upper),
        text("lowest", all, |e| e.lowest.clone()),
        text("lowest_name", all, |e| e.lowest_name.clone()),
        number("lowest_rate", all, |e| e.lowest_rate),
        number("lowest_lower", all, |e| e.lowest_lower),
        number("lowest_upper", all, |e| e.lowest_upper),
        number("break_even", all, |e| e.break_even),
        number("without_denominator", all, |e| Some(e.without_denominator)),
        number("change", all, |e| e.change),
        number("change_lower", all, |e| e.change_lower),
        number("change_upper", all, |e| e.change_upper),
        text("change_withheld", all, |e| e.change_withheld.as_deref().map(Into::into)),
        number("eq_5_95_lower", all, |e| e.eq_5_95_lower),
        number("eq_5_95_upper", all, |e| e.eq_5_95_upper),
        number("eq_5_95_systematic", all, |e| e.eq_5_95_systematic),
        number("eq_5_95_systematic_lower", all, |e| e.eq_5_95_systematic_lower),
        number("eq_5_95_systematic_upper", all, |e| e.eq_5_95_systematic_upper),
        text("eq_5_95_undefined", all, |e| e.eq_5_95_undefined.as_deref().map(Into::into)),
        number("eq_without_5", all, |e| e.eq_without_5),
        number("eq_without_5_lower", all, |e| e.eq_without_5_lower),
        number("eq_without_5_upper", all, |e| e.eq_without_5_upper),
        number("eq_without_5_systematic", all, |e| e.eq_without_5_systematic),
        number("eq_without_5_systematic_lower", all, |e| e.eq_without_5_systematic_lower),
        number("eq_without_5_systematic_upper", all, |e| e.eq_without_5_systematic_upper),
        text("eq_without_5_undefined", all, |e| e.eq_without_5_undefined.as_deref().map(Into::into)),
    ]
}

fn of_areas(all: &[&AreaEntry]) -> Vec<Column> {
    vec![
        text("period", all, |e| Some(e.period.to_string().into())),
        text("id", all, |e| Some(Arc::clone(&e.id))),
        text("area", all, |e| Some(Arc::clone(&e.area))),
        text("name", all, |e| e.name.clone()),
        number("observed", all, |e| Some(e.observed)),
        number("denominator", all, |e| e.denominator),
        number("expected", all, |e| e.expected),
        number("rate", all, |e| e.rate),
        number("lower", all, |e| e.lower),
        number("upper", all, |e| e.upper),
        number("effective", all, |e| e.effective),
        number("differs_p", all, |e| e.differs_p),
        number("differs_q", all, |e| e.differs_q),
        number("beyond_p", all, |e| e.beyond_p),
        number("beyond_q", all, |e| e.beyond_q),
    ]
}

/// The tables of a report that are given as Parquet too.
pub const OF_REPORT: [Beside; 2] = [
    Beside { name: "areas.parquet", about: "areas.csv as Parquet, with types" },
    Beside { name: "indices.parquet", about: "indices.csv as Parquet, with types" },
];

/// The Parquet files of a report, from the CSV files among `files`: an empty cell is null.
///
/// # Errors
/// [`crate::report::Error::Table`], a defect of this program.
pub fn of_report(files: &[(String, Vec<u8>)]) -> std::result::Result<Vec<(String, Vec<u8>)>, crate::report::Error> {
    let mut made = Vec::new();
    for Beside { name, .. } in OF_REPORT {
        let csv = name.replace(".parquet", ".csv");
        let Some(table) = publish::tables(files).into_iter().find(|table| table.file == csv) else { continue };
        made.push((name.to_owned(), of_table(&table)?));
    }
    Ok(made)
}

/// The columns of a table with the types that [`described_in`] gives them; text where it gives none. An empty cell is null.
///
/// # Errors
/// [`crate::report::Error::Table`] for text that is no table.
pub fn typed(table: &publish::Table) -> std::result::Result<Vec<(String, ExportValues)>, crate::report::Error> {
    let (head, rows) = table.cells()?;
    let values = |at: usize, name: &str| {
        let cells: Vec<Option<&str>> = rows.iter().map(|row| row.get(at).filter(|cell| !cell.is_empty())).collect();
        as_held(&cells, described_in(table.file, name).map_or(Holds::Text, |column| column.holds))
    };
    Ok(head.iter().enumerate().map(|(at, name)| (name.to_owned(), values(at, name))).collect())
}

/// Cells as what their column holds; where one of them is something else, as what all of them are, so that none is lost.
fn as_held(cells: &[Option<&str>], holds: Holds) -> ExportValues {
    let text = || ExportValues::Text(cells.iter().map(|cell| cell.map(Arc::from)).collect());
    let numbers = || all::<f64>(cells).map_or_else(text, ExportValues::Number);
    match holds {
        Holds::Whole => all::<i64>(cells).map_or_else(numbers, ExportValues::Whole),
        Holds::Number | Holds::Probability => numbers(),
        Holds::Text => text(),
    }
}

/// The cells as numbers; `None` where one of them is none.
fn all<T: std::str::FromStr>(cells: &[Option<&str>]) -> Option<Vec<Option<T>>> {
    cells.iter().map(|cell| cell.map_or(Some(None), |text| text.parse().ok().map(Some))).collect()
}

fn of_table(table: &publish::Table) -> std::result::Result<Vec<u8>, crate::report::Error> {
    let columns = typed(table)?;
    let columns = columns.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
    parquet_bytes(columns).map_err(|e| crate::report::Error::Table(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::{league_areas_csv, league_csv};

    #[test]
    fn a_cell_that_a_column_should_not_hold_is_kept() {
        let kept = |cells: &[Option<&str>], holds| format!("{:?}", as_held(cells, holds));
        assert_eq!(kept(&[Some("3"), None], Holds::Whole), "Whole([Some(3), None])");
        assert_eq!(kept(&[Some("3"), Some("19.4")], Holds::Whole), "Number([Some(3.0), Some(19.4)])");
        assert_eq!(kept(&[Some("3"), Some("[c]")], Holds::Number), "Text([Some(\"3\"), Some(\"[c]\")])");
    }

    /// The columns are those of the CSV, which come from the fields themselves.
    #[test]
    fn columns_are_those_of_the_tables() {
        use crate::core::sweep::{Panel, PanelArea, PanelTreatment, SweepOptions, sweep};
        use crate::core::{Confidence, Kind, Period};
        let area = |code: &str| PanelArea {
            code: code.into(),
            name: None,
            practices: vec![format!("{code}1").into(), format!("{code}2").into()],
        };
        let observed = vec![(0, 40.0), (1, 50.0), (2, 90.0), (3, 120.0)];
        let treatment = PanelTreatment { id: "t".into(), title: "T".into(), kind: Kind::Count, over: 0, observed };
        let panel = Panel::new(vec![area("A"), area("B")], vec![vec![100.0; 4]], vec![treatment]).unwrap();
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 99, reassignments: 0, seed: 1, confidence };
        let found = sweep(&panel, &options, &|_| ()).unwrap();
        let leagues = [League::of_practices(Period::All, &panel, &found, confidence)];
        let head = |csv: String| csv.lines().next().unwrap().to_owned();
        let names = |columns: Vec<Column>| columns.iter().map(|c| c.0).collect::<Vec<_>>().join(",");
        let entries: Vec<&LeagueEntry> = leagues[0].entries.iter().collect();
        let standings: Vec<&AreaEntry> = leagues[0].standings.iter().collect();
        assert_eq!(names(of_treatments(&entries)), head(league_csv(&leagues).unwrap()));
        assert_eq!(names(of_areas(&standings)), head(league_areas_csv(&leagues).unwrap()));
        assert_eq!(league(&leagues).unwrap(), league(&leagues).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("areas.parquet");
        std::fs::write(&path, areas(&leagues, &CodesBy::new()).unwrap()).unwrap();
        let back = read_areas(&path).unwrap();
        let row = |e: &AreaEntry| (Arc::clone(&e.area), e.observed, e.expected);
        let wanted: Vec<_> = leagues[0].standings.iter().map(row).collect();
        assert_eq!(back.iter().map(|r| (Arc::clone(&r.area), r.observed, r.expected)).collect::<Vec<_>>(), wanted);
        assert_eq!((&*back[0].id, &*back[0].period, &back[0].name), ("t", "all", &None));
        std::fs::write(&path, league(&leagues).unwrap()).unwrap();
        assert!(read_areas(&path).unwrap_err().to_string().contains("no table of areas"));
    }
}
