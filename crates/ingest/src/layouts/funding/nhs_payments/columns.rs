//! Which column is what, under the headers of all years.

use super::identifiers::{DEDUCTIONS, REGISTERED, TOTAL, identifier};
use crate::error::Error;
use crate::read::collect::Measure;
use crate::read::{Header, Source, figures};
use crate::tables::facts::Unit;
use std::collections::BTreeSet;

/// Columns that describe the practice, wherever they stand.
const ATTRIBUTES: &[&str] = &[
    "practicecode",
    "practicename",
    "practiceaddress",
    "practicepostcode",
    "practiceopendate",
    "practiceclosedate",
    "contracttype",
    "dispensingpractice",
    "practicetype",
    "practicerurality",
    "atypicalcharacteristics",
    "quarterusedforpatientdata",
];

/// What a column counts towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of the total.
    Stream,
    /// Paid to the primary care network, on top of the total.
    Network,
    /// For COVID-19, on top of the total.
    Covid,
    /// Neither: totals, deductions, averages, patients, parts of a stream.
    None,
}

/// A column of figures.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) at: usize,
    pub(super) measure: Measure,
    pub(super) role: Role,
}

/// A column that says yes or no, or one of a few words.
#[derive(Debug)]
pub(super) struct Flag {
    pub(super) at: usize,
    pub(super) measure: Measure,
    pub(super) yes: &'static str,
    pub(super) no: &'static [&'static str],
}

/// Flags: key of the column, identifier, title, what it says for yes and for no.
const FLAGS: &[(&str, &str, &str, &str, &[&str])] = &[
    ("dispensingpractice", "dispensing-practice", "Dispensing practice (1 yes, 0 no)", "YES", &["NO"]),
    ("practicerurality", "rural-practice", "Rural practice (1 yes, 0 no)", "RURAL", &["URBAN"]),
    ("contracttype", "contract-gms", "GMS contract (1 yes, 0 no)", "GMS", &["PMS", "APMS", "OTHER"]),
    ("contracttype", "contract-pms", "PMS contract (1 yes, 0 no)", "PMS", &["GMS", "APMS", "OTHER"]),
    ("contracttype", "contract-apms", "APMS contract (1 yes, 0 no)", "APMS", &["GMS", "PMS", "OTHER"]),
];

#[derive(Debug)]
pub(super) struct Columns {
    pub(super) practice: usize,
    pub(super) name: Option<usize>,
    pub(super) area: Option<usize>,
    pub(super) area_name: Option<usize>,
    pub(super) pcn: Option<usize>,
    pub(super) office: Option<usize>,
    pub(super) office_name: Option<usize>,
    pub(super) kind: Option<usize>,
    pub(super) figures: Vec<Figure>,
    pub(super) flags: Vec<Flag>,
}

impl Columns {
    pub(super) fn recognise(header: &Header) -> bool {
        let keys = keys(header);
        ["practicecode", "totalnhspaymentstogeneralpractice"].iter().all(|key| keys.iter().any(|k| k == key))
    }

    pub(super) fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        let keys = keys(header);
        let find = |wanted: &[&str]| wanted.iter().find_map(|w| keys.iter().position(|k| k == w));
        let office = |end: &str| keys.iter().position(|k| k.starts_with("nhsengland") && k.ends_with(end));
        let missing = |what: &str| {
            source.refuse(format!("the column {what} is missing; columns found: {}", header.shown().join(", ")))
        };
        let practice = find(&["practicecode"]).ok_or_else(|| missing("Practice Code"))?;
        if !keys.iter().any(|k| identifier(k, "") == REGISTERED) {
            return Err(missing("Number of Registered Patients"));
        }
        let first = keys.iter().position(|k| !identifier(k, "").is_empty()).unwrap_or_default();
        let mut words = source.columns_of_words(header);
        // A stream that is known has to be read.
        words.retain(|at| identifier(&keys[*at], "").is_empty());
        let flag = |&(key, id, title, yes, no): &(&str, &'static str, &'static str, &'static str, _)| {
            let measure = Measure::new(id, title, Unit::Number);
            find(&[key]).map(|at| Flag { at, measure, yes, no })
        };
        Ok(Self {
            practice,
            name: find(&["practicename"]),
            area: find(&["subicbcode", "subicblocationcode", "ccgcode"]),
            area_name: find(&["subicbname", "subicblocationname", "ccgname"]),
            pcn: find(&["pcncode", "code"]),
            office: office("code"),
            office_name: office("name"),
            kind: find(&["practicetype"]),
            figures: figures_from(header, &keys, first, &words),
            flags: FLAGS.iter().filter_map(flag).collect(),
        })
    }
}

/// The columns of figures from the first known one on; remarks that somebody added are none.
fn figures_from(header: &Header, keys: &[String], first: usize, words: &BTreeSet<usize>) -> Vec<Figure> {
    let is_figure =
        |at: &usize| !keys[*at].is_empty() && !ATTRIBUTES.contains(&keys[*at].as_str()) && !words.contains(at);
    let columns: Vec<(usize, String)> =
        (first..keys.len()).filter(is_figure).map(|at| (at, identifier(&keys[at], &header.shown()[at]))).collect();
    let has = |id: &str| columns.iter().any(|(_, other)| other == id);
    let figure = |(at, id): &(usize, String)| Figure {
        at: *at,
        measure: Measure::new(id.clone(), header.shown()[*at].clone(), unit(id)),
        role: role(id, &has),
    };
    columns.iter().map(figure).collect()
}

fn keys(header: &Header) -> Vec<String> {
    header.shown().iter().map(|name| figures::key(name)).collect()
}

fn unit(id: &str) -> Unit {
    match id {
        REGISTERED | "weighted-patients" => Unit::Persons,
        _ if id.starts_with("average-per-") => Unit::Number,
        _ => Unit::Pounds,
    }
}

/// Payments to networks and for COVID-19 are outside the total where a total that includes them is given too.
fn role(id: &str, has: &dyn Fn(&str) -> bool) -> Role {
    let includes = |what: &str| has(&format!("{TOTAL}-with-{what}")) || has(&format!("{TOTAL}-with-covid-and-pcn"));
    let network = id.starts_with("pcn-") && id != "pcn-participation";
    let covid = id.starts_with("covid-") || id == "long-covid";
    let part = matches!(id, "local-enhanced-services-nhais" | "local-enhanced-services-isfe");
    if unit(id) != Unit::Pounds || id.starts_with(TOTAL) || id == DEDUCTIONS || (part && has("local-enhanced-services"))
    {
        Role::None
    } else if network && includes("pcn") {
        Role::Network
    } else if covid && includes("covid") {
        Role::Covid
    } else {
        Role::Stream
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(shown: &str) -> String {
        identifier(&figures::key(shown), shown)
    }

    #[test]
    fn a_column_has_one_identifier_whatever_its_header() {
        for (id_of_all, headers) in [
            (TOTAL, &["Total NHS Payments to General Practice", "TotalNHSPaymentsToGeneralPractice_£"][..]),
            ("local-enhanced-services", &["Total Local Enhanced Services", "Local Incentive Schemes"]),
            ("appraisal-costs", &["Appraisal Costs ", "Appraisal_AppraiserCostsInRespectOfLocums_£"]),
            (
                "doctors-retainer-scheme-payments",
                &["Doctors.Retainer.Scheme.Payments", "DoctorsRetainerSchemePayments_£"],
            ),
            ("gp-extended-hours-access", &["ExtendedHoursAccess_£", "GP Extended Hours Access"]),
            ("other-payments", &["Other Payments", "Other Payments1"]),
            ("winter-access-fund", &["winter Access Fund"]),
            ("balance-of-pms-expenditure", &["BalanceofPMSExpenditure_£", "BalanceOfPMSExpenditure_£"]),
            (
                "average-per-weighted-patient",
                &["AveragePaymentPerWeightedPatient_£", "Average payments per weighted patient"],
            ),
            (
                "total-payments-with-covid",
                &[
                    "Total NHS Payments including covid vaccination and covid support and expansion payments",
                    "Total NHS Payments to General Practice including covid vaccination, covid support and long covid payments",
                ],
            ),
            ("total-payments-with-pcn", &["Total NHS Payments including PCN Workforce, Leadership and Support"]),
            (
                "total-payments-with-covid-and-pcn-net",
                &["Total NHS Payments to General Practice including Covid and PCN payments minus deductions"],
            ),
        ] {
            for shown in headers {
                assert_eq!(id(shown), id_of_all, "{shown}");
            }
        }
    }

    #[test]
    fn parts_of_a_stream_are_not_added_to_it() {
        let with = |id: &str| id == "local-enhanced-services";
        assert_eq!(role("local-enhanced-services-isfe", &with), Role::None);
        assert_eq!(role("local-enhanced-services-isfe", &|_| false), Role::Stream);
        assert_eq!(role("covid-immunisation", &|_| false), Role::Stream);
        assert_eq!(role("covid-immunisation", &|id| id == "total-payments-with-covid"), Role::Covid);
        assert_eq!(role("pcn-participation", &|_| true), Role::Stream);
    }
}
