//! The public datasets: who publishes them, where, and under which licence.

use crate::error::Error;
use std::sync::OnceLock;
use unwarranted_core::Month;

const TEXT: &str = include_str!("../data/sources.toml");
const MONTH: &str = "{YYYYMM}";

/// One public dataset.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Identifier on the command line.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Which years it covers, in words.
    pub years: String,
    /// The page that describes it.
    pub landing_page: String,
    /// Licence.
    pub licence: String,
    /// The line to print with its figures.
    pub attribution: String,
    /// Where it can be fetched by program.
    pub ckan: Option<Ckan>,
    /// How to fetch it by hand, for a source without `ckan`.
    pub by_hand: Option<String>,
}

/// A dataset on a portal that runs CKAN.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ckan {
    /// Name for several datasets that continue each other.
    pub series: String,
    /// Address of the portal.
    pub portal: String,
    /// Identifier of the dataset on the portal.
    pub dataset: String,
    /// Name of a month's resource, in which `{YYYYMM}` is the month and a final `*` anything.
    pub resource: String,
    /// Columns that every file has; `|` stands between the names of one column.
    pub columns: Vec<String>,
}

impl Ckan {
    /// The month of a resource of this name; `None` when the name is not of this dataset's form.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<Month> {
        let (before, after) = self.resource.split_once(MONTH)?;
        let rest = name.strip_prefix(before)?;
        let digits = rest.get(..6).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        let tail = &rest[6..];
        // The name becomes a file name: nothing but letters, digits and underscores.
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let fits =
            if after == "*" { plain(tail) && !tail.starts_with(|c: char| c.is_ascii_digit()) } else { tail == after };
        let month = Month::new(digits[..4].parse().ok()?, digits[4..].parse().ok()?)?;
        (fits && plain(name)).then_some(month)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    source: Vec<Source>,
}

/// Every source, in the order of `data/sources.toml`.
///
/// # Errors
/// [`Error::Sources`] when that file is not as it should be, which a test excludes.
pub fn sources() -> Result<&'static [Source], Error> {
    static SOURCES: OnceLock<Result<Vec<Source>, String>> = OnceLock::new();
    match SOURCES.get_or_init(|| read(TEXT)) {
        Ok(sources) => Ok(sources),
        Err(problem) => Err(Error::Sources(problem.clone())),
    }
}

/// The sources of a series, or the one source with this identifier, that can be downloaded; the first that lists a
/// month serves it.
///
/// # Errors
/// [`Error::ByHand`] for a source that has to be fetched by hand, [`Error::UnknownSource`] for any other name.
pub fn find(id: &str) -> Result<Vec<(&'static Source, &'static Ckan)>, Error> {
    let all = sources()?;
    if let Some(Source { title, landing_page, by_hand: Some(how), .. }) = all.iter().find(|s| s.id == id) {
        return Err(Error::ByHand { title: title.clone(), page: landing_page.clone(), how: how.clone() });
    }
    let fetched = || all.iter().filter_map(|s| s.ckan.as_ref().map(|c| (s, c)));
    let found: Vec<_> = fetched().filter(|(s, c)| c.series == id || s.id == id).collect();
    if found.is_empty() {
        let mut known: Vec<&str> = fetched().flat_map(|(s, c)| [c.series.as_str(), s.id.as_str()]).collect();
        known.sort_unstable();
        known.dedup();
        return Err(Error::UnknownSource { id: id.to_owned(), known: known.join(", ") });
    }
    Ok(found)
}

fn read(text: &str) -> Result<Vec<Source>, String> {
    let sources = toml::from_str::<Catalogue>(text).map_err(|e| e.to_string())?.source;
    for (at, source) in sources.iter().enumerate() {
        let bad = |problem: &str| Err(format!("source '{}': {problem}", source.id));
        let Source { id, title, publisher, years, landing_page, licence, attribution, ckan, by_hand } = source;
        if [id, title, publisher, years, licence, attribution].iter().any(|text| text.trim().is_empty()) {
            return bad("a field is empty");
        }
        if sources[..at].iter().any(|s| s.id == *id) {
            return bad("the identifier is used twice");
        }
        if !landing_page.starts_with("https://") {
            return bad("landing_page is not an https address");
        }
        match (ckan, by_hand) {
            (Some(c), None) if !c.portal.starts_with("https://") || c.portal.ends_with('/') || c.dataset.is_empty() => {
                return bad("ckan needs a portal (https, no final slash) and a dataset");
            }
            (Some(c), None) if c.columns.is_empty() => return bad("ckan.columns is empty"),
            (Some(c), None) if !c.resource.contains(MONTH) => return bad("ckan.resource does not contain {YYYYMM}"),
            (Some(_), None) | (None, Some(_)) => {}
            _ => return bad("either ckan or by_hand is needed, and not both"),
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete() {
        let all = sources().unwrap();
        assert!(all.len() >= 10);
        for source in all {
            assert!(source.landing_page.starts_with("https://"), "{}", source.id);
            assert!(source.licence.contains("Open Government Licence"), "{}", source.id);
            assert!(source.attribution.contains("Open Government Licence"), "{}", source.id);
            assert_ne!(source.ckan.is_some(), source.by_hand.is_some(), "{}", source.id);
        }
        let ids: Vec<&str> = find("epd").unwrap().iter().map(|(s, _)| s.id.as_str()).collect();
        assert_eq!(ids, ["epd-snomed", "epd-v2"]);
        assert_eq!(find("epd-v2").unwrap().len(), 1);
    }

    #[test]
    fn names_of_months_are_distinguished() {
        let epd = find("epd").unwrap();
        let month = |at: usize, name: &str| epd[at].1.month(name).map(|m| m.to_string());
        assert_eq!(month(0, "EPD_SNOMED_202507").as_deref(), Some("2025-07"));
        assert_eq!(month(1, "EPD_202001").as_deref(), Some("2020-01"));
        for name in
            ["EPD_SNOMED_202507", "EPD_202013", "EPD_2020011", "EPD_20200", "epd_202001", "EPD_202001.csv", "EPD_２０"]
        {
            assert_eq!(month(1, name), None, "{name}");
        }
        let bnf = find("bnf-codes").unwrap()[0].1;
        for name in [
            "BNF_CODE_CURRENT_202501",
            "BNF_CODE_CURRENT_202501_VERSION_88",
            "BNF_CODE_CURRENT_202501_VERSION_88_FINAL",
        ] {
            assert_eq!(bnf.month(name).map(|m| m.to_string()).as_deref(), Some("2025-01"), "{name}");
        }
        assert_eq!(bnf.month("BNF_CODE_CURRENT_202501/../../x"), None);
        assert_eq!(bnf.month("BNF_CODE_CURRENT_2025012"), None);
    }

    #[test]
    fn a_catalogue_with_a_fault_is_refused() {
        let good = TEXT.split("[[source]]").nth(1).map(|t| format!("[[source]]{t}")).unwrap();
        assert!(read(&good).is_ok());
        let faults = [
            (good.replace("publisher =", "publsher ="), "publsher"),
            (format!("{good}{good}"), "twice"),
            (good.replace("https://opendata", "ftp://opendata"), "landing_page"),
            (good.replace("{YYYYMM}", "2020"), "YYYYMM"),
            (good.replace("columns = [", "columns = []\n# ["), "columns"),
            (good.split("[source.ckan]").next().map(str::to_owned).unwrap(), "by_hand"),
        ];
        for (text, says) in faults {
            assert!(read(&text).is_err_and(|e| e.contains(says)), "{says}");
        }
    }

    #[test]
    fn by_hand_and_unknown_are_explained() {
        let text = find("qof").unwrap_err().to_string();
        assert!(text.contains("by hand") && text.contains("https://digital.nhs.uk/"), "{text}");
        let text = find("nothing").unwrap_err().to_string();
        assert!(text.contains("epd, epd-snomed, epd-v2"), "{text}");
    }
}
