//! Tables as Parquet: the columns of the CSV files, in their order.

mod columns;
mod read;
mod report;

use super::Result;
use crate::core::sweep::{League, LeagueEntry, SmoothedArea, SmoothedLeague};
use crate::report::tables::{AreaCodes, AreaOf, CodesBy};
use crate::store::{ExportValues, parquet_bytes};
use columns::{number, of_areas, of_treatments, text};
use std::sync::Arc;

pub use read::{AreaRow, read_areas};
pub use report::{OF_REPORT, of_report, typed};

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

/// One row per period, treatment and area, with the codes that are known of it. An area whose figure is not known has a row without
/// figures, with the reason.
///
/// # Errors
/// As [`league`].
pub fn areas(leagues: &[League], codes: &CodesBy) -> Result<Vec<u8>> {
    let rows = AreaOf::all(leagues);
    let all: Vec<&AreaOf> = rows.iter().collect();
    let mut columns = of_areas(&all);
    columns.extend(coded(&all, codes, |e| e.area()));
    Ok(parquet_bytes(columns)?)
}

/// Both codes of every row.
fn coded<T>(all: &[&T], codes: &CodesBy, area: fn(&T) -> &Arc<str>) -> [(&'static str, ExportValues); 2] {
    let known = |of: fn(&AreaCodes) -> Option<Arc<str>>| {
        ExportValues::Text(all.iter().map(|e| codes.get(area(e)).and_then(of)).collect())
    };
    [("ods_code", known(|c| c.ods.clone())), ("ons_code", known(|c| Some(Arc::clone(&c.ons))))]
}

/// One row per period, smoothed treatment and area, with the codes that are known of it.
///
/// # Errors
/// As [`league`].
pub fn smoothed(leagues: &[SmoothedLeague], codes: &CodesBy) -> Result<Vec<u8>> {
    let all: Vec<&SmoothedArea> = leagues.iter().flat_map(|l| &l.areas).collect();
    let mut columns = vec![
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
    ];
    columns.extend(coded(&all, codes, |e| &e.area));
    Ok(parquet_bytes(columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::{league_areas_csv, league_csv};

    /// The columns are those of the CSV, which come from the fields themselves.
    #[test]
    fn columns_are_those_of_the_tables() {
        use crate::core::sweep::{AreaEntry, Panel, PanelArea, PanelTreatment, SweepOptions, UnknownEntry, sweep};
        use crate::core::{Confidence, Kind, Period, Reason};
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
        let mut leagues = [League::of_practices(Period::All, &panel, &found, confidence)];
        let head = |csv: String| csv.lines().next().unwrap().to_owned();
        let names = |columns: Vec<columns::Column>| columns.iter().map(|c| c.0).collect::<Vec<_>>().join(",");
        let unknown = UnknownEntry {
            period: Period::All,
            id: "t".into(),
            area: "C".into(),
            name: Some("Thanet".into()),
            reason: Reason::Protected,
        };
        League::enter_unknown(&mut leagues, &[unknown.clone(), UnknownEntry { id: "another".into(), ..unknown }]);
        let entries: Vec<&LeagueEntry> = leagues[0].entries.iter().collect();
        let rows = AreaOf::all(&leagues);
        assert_eq!(names(of_treatments(&entries)), head(league_csv(&leagues).unwrap()));
        assert_eq!(names(of_areas(&rows.iter().collect::<Vec<_>>())), head(league_areas_csv(&leagues).unwrap()));
        assert_eq!(league(&leagues).unwrap(), league(&leagues).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("areas.parquet");
        std::fs::write(&path, areas(&leagues, &CodesBy::new()).unwrap()).unwrap();
        let back = read_areas(&path).unwrap();
        let row = |e: &AreaEntry| (Arc::clone(&e.area), Some(e.observed), e.expected);
        // An area whose figure is not known has a row, and one of a treatment that is in no league has none.
        let hidden = (Arc::from("C"), None, None);
        let wanted: Vec<_> = leagues[0].standings.iter().map(row).chain([hidden]).collect();
        assert_eq!(back.iter().map(|r| (Arc::clone(&r.area), r.observed, r.expected)).collect::<Vec<_>>(), wanted);
        assert_eq!((&*back[0].id, &*back[0].period, &back[0].name), ("t", "all", &None));
        assert_eq!(back[2].name.as_deref(), Some("Thanet"));
        assert!(back[2].undefined.as_deref().is_some_and(|why| why.starts_with("protected: ")), "{:?}", back[2]);
        std::fs::write(&path, league(&leagues).unwrap()).unwrap();
        assert!(read_areas(&path).unwrap_err().to_string().contains("no table of areas"));
    }
}
