//! Which areas are in London.

use super::{Lineage, OnsCodes};
use unwarranted_ingest::Error;
use unwarranted_ingest::values::day::Day;

/// London's five sub-ICB locations and boards, its region, and the ONS codes of boards and region. Boroughs have codes that
/// begin with E09.
const LONDON: [&str; 17] = [
    "36L",
    "72Q",
    "93C",
    "A3A8R",
    "W2U3Z",
    "QKK",
    "QMF",
    "QMJ",
    "QRV",
    "QWE",
    "Y56",
    "E54000027",
    "E54000028",
    "E54000029",
    "E54000030",
    "E54000031",
    "E40000003",
];

/// Tells areas of London from others, by ODS or ONS code: commissioners of any year, partnerships and boards, the region,
/// boroughs.
#[derive(Debug, Clone)]
pub struct London {
    lineage: &'static Lineage,
    codes: &'static OnsCodes,
    today: Day,
}

impl London {
    /// With the mergers and codes that the program knows.
    ///
    /// # Errors
    /// None in practice: those of the lists built in.
    ///
    /// ```
    /// use unwarranted_store::geography::London;
    /// let london = London::built_in()?;
    /// // Barnet merged into North Central London in 2020.
    /// let found = ["07M", "93C", "E38000240", "QRV", "E09000002", "10Q"].map(|code| london.holds(code));
    /// assert_eq!(found, [true, true, true, true, true, false]);
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn built_in() -> Result<Self, Error> {
        let lineage = Lineage::built_in()?;
        let today = lineage.last().unwrap_or(Day::FIRST);
        Ok(Self { lineage, codes: OnsCodes::built_in()?, today })
    }

    /// Whether an area is in London.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        let code = self.codes.commissioner(code).unwrap_or(code);
        code.starts_with("E09") || LONDON.contains(&self.lineage.area_at(code, self.today))
    }
}
