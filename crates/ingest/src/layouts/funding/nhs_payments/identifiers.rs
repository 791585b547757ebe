//! What the headers of all years are called: the same identifier for the same stream of payments.

use crate::read::figures;

pub(super) const REGISTERED: &str = "registered-patients";

pub(super) const TOTAL: &str = "total-payments";

pub(super) const DEDUCTIONS: &str = "deductions";

/// Headers by their letters and digits, and the identifiers they have in every year.
const KNOWN: &[(&str, &str)] = &[
    ("numberofregisteredpatientslastknownfigure", REGISTERED),
    ("averagenumberofregisteredpatients", REGISTERED),
    ("numberofregisteredpatients", REGISTERED),
    ("numberofweightedpatientslastknownfigure", "weighted-patients"),
    ("averagenumberofweightedpatients", "weighted-patients"),
    ("numberofweightedpatients", "weighted-patients"),
    ("totalnhspaymentstogeneralpractice", TOTAL),
    ("totalnhspaymentstogeneralpracticeminusdeductions", "total-payments-net"),
    ("deductionsforpensionsleviesandprescriptionchargeincome", DEDUCTIONS),
    ("extendedhoursaccess", "gp-extended-hours-access"),
    ("appraisalcosts", "appraisal-costs"),
    ("appraisalappraisercostsinrespectoflocums", "appraisal-costs"),
    ("totallocalenhancedservices", "local-enhanced-services"),
    ("totallocalincentiveschemes", "local-enhanced-services"),
    ("localincentiveschemes", "local-enhanced-services"),
    ("localenhancedservices", "local-enhanced-services"),
    ("totalnationalenhancedservices", "national-enhanced-services"),
    ("nationalenhancedservices", "national-enhanced-services"),
    ("totalqofpayments", "qof-payments"),
    (
        "nondesitempneumococcalvaccinechildhoodimmunisationmainprogramme",
        "non-des-pneumococcal-and-childhood-immunisation",
    ),
];

/// Streams whose identifier is their header in words; listed because some years print headers without spaces.
const STREAMS: &[&str] = &[
    "global-sum",
    "mpig-correction-factor",
    "balance-of-pms-expenditure",
    "premises-payments",
    "doctors-retainer-scheme-payments",
    "total-locum-allowances",
    "prolonged-study-leave",
    "pco-admin-other",
    "childhood-vaccination-and-immunisation-scheme",
    "gp-extended-hours-access",
    "facilitating-timely-diagnosis-and-support-for-people-with-dementia",
    "improving-patient-online-access",
    "influenza-and-pneumococcal-immunisations",
    "learning-disabilities",
    "minor-surgery",
    "patient-participation",
    "remote-care-monitoring",
    "risk-profiling-and-case-management",
    "rotavirus-and-shingles-immunisation",
    "services-for-violent-patients",
    "unplanned-admissions",
    "out-of-area-in-hours-urgent-care",
    "general-practice-forward-view",
    "general-practice-transformation",
    "information-management-and-technology",
    "prescribing-fee-payments",
    "dispensing-fee-payments",
    "reimbursement-of-drugs",
    "other-payments",
    "pcn-participation",
    "pcn-leadership",
    "pcn-support",
    "pcn-extended-hours-access",
    "pcn-workforce",
    "pcn-investment-and-impact-fund",
    "pcn-care-home-premium",
    "pcn-enhanced-access",
    "covid-immunisation",
    "covid-support-and-expansion",
    "long-covid",
];

/// The identifier of a column; for unknown ones from the header as shown. A digit behind a known name is a footnote.
pub(super) fn identifier(key: &str, shown: &str) -> String {
    let stream = |key: &str| STREAMS.iter().find(|id| figures::key(id) == key).map(|id| (*id).to_owned());
    let known =
        |key: &str| KNOWN.iter().find(|(k, _)| *k == key).map(|(_, id)| (*id).to_owned()).or_else(|| stream(key));
    let plain = key.trim_end_matches(|c: char| c.is_ascii_digit());
    known(key)
        .or_else(|| known(plain))
        .or_else(|| compound(key))
        .unwrap_or_else(|| figures::slug(shown.trim_end_matches(|c: char| c.is_ascii_digit())))
}

/// Totals and averages that say in words what they include.
fn compound(key: &str) -> Option<String> {
    let per = |who| key.starts_with("averagepayment") && key.contains(who);
    let mut id = if key.starts_with("totalnhspayments") {
        TOTAL.to_owned()
    } else if per("perregisteredpatient") {
        "average-per-registered-patient".to_owned()
    } else if per("perweightedpatient") {
        "average-per-weighted-patient".to_owned()
    } else {
        return None;
    };
    let (covid, pcn) = (key.contains("covid"), key.contains("pcn"));
    id.push_str(match (covid, pcn) {
        (true, true) => "-with-covid-and-pcn",
        (true, false) => "-with-covid",
        (false, true) => "-with-pcn",
        (false, false) => "",
    });
    if key.contains("minusdeductions") {
        id.push_str("-net");
    }
    Some(id)
}
