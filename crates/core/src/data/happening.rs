//! Names of columns that hold people's time or what happened to them: person-years, bed days, patients seen. They have a word
//! of people in them and are yet no stock.

/// People, and things that are counted by the time they are in use.
const OF: [&str; 16] = [
    "person",
    "people",
    "patient",
    "population",
    "resident",
    "bed",
    "women",
    "woman",
    "men",
    "man",
    "child",
    "children",
    "pupil",
    "staff",
    "household",
    "member",
];

/// Time that adds up.
const TIME: [&str; 8] = ["year", "month", "week", "day", "night", "hour", "minute", "time"];

/// Words before a time that make it an age or a date: "aged 65 years", "last 12 months".
const AGE_OR_DATE: [&str; 16] = [
    "age", "aged", "ages", "over", "under", "above", "below", "last", "past", "previous", "within", "every", "mid",
    "and", "to", "of",
];

/// What happens to people: a month's patients seen are others than those of the month before.
const HAPPENS: [&str; 70] = [
    "seen",
    "discharged",
    "discharge",
    "admitted",
    "admission",
    "operated",
    "operation",
    "treated",
    "treatments",
    "contact",
    "contacts",
    "contacted",
    "attendance",
    "attended",
    "attending",
    "attenders",
    "attendees",
    "visit",
    "visited",
    "visiting",
    "visitors",
    "new",
    "newly",
    "referral",
    "referred",
    "episode",
    "appointment",
    "started",
    "starting",
    "starters",
    "initiated",
    "initiations",
    "assessed",
    "assessments",
    "reviewed",
    "reviews",
    "delivered",
    "delivering",
    "born",
    "died",
    "dying",
    "deaths",
    "joined",
    "joiners",
    "left",
    "leavers",
    "transferred",
    "transfers",
    "consulted",
    "consultation",
    "encounters",
    "calls",
    "callers",
    "issued",
    "completed",
    "presented",
    "presenting",
    "presentations",
    "arrived",
    "arrivals",
    "conveyed",
    "incident",
    "incidents",
    "triaged",
    "booked",
    "scanned",
    "examined",
    "helped",
    "hospitalised",
    "throughput",
];

/// What may be a month's people or all there are by then.
const EITHER: [&str; 12] = [
    "vaccinated",
    "immunised",
    "vaccinations",
    "diagnosed",
    "screened",
    "tested",
    "invited",
    "received",
    "receiving",
    "removed",
    "added",
    "cases",
];

/// Words in -ed of people who are there all the time, or of how they are counted.
const THERE: [&str; 45] = [
    "hundred",
    "registered",
    "unregistered",
    "enrolled",
    "listed",
    "aged",
    "weighted",
    "unweighted",
    "adjusted",
    "estimated",
    "standardised",
    "standardized",
    "projected",
    "insured",
    "based",
    "combined",
    "employed",
    "retired",
    "married",
    "widowed",
    "deprived",
    "disabled",
    "expected",
    "attributed",
    "allocated",
    "assigned",
    "normalised",
    "capitated",
    "modelled",
    "smoothed",
    "rounded",
    "revised",
    "published",
    "housed",
    "needed",
    "mixed",
    "named",
    "linked",
    "matched",
    "included",
    "located",
    "reported",
    "recorded",
    "updated",
    "imputed",
];

/// The words of a name in small letters; `PatientsSeen` and `patientdays` are two words each.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() || c.is_ascii_digit() != before.is_ascii_digit() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
        before = c;
    }
    let parts = spaced.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    parts.flat_map(|word| joined(word).unwrap_or_else(|| vec![word.to_owned()])).collect()
}

/// The two words of one such as `persondays` or `patientsseen`.
fn joined(word: &str) -> Option<Vec<String>> {
    let second = |rest: &str| is_time(rest) || HAPPENS.contains(&rest);
    let split = |of: &&str| {
        let rest = word.strip_prefix(*of)?;
        let plural = rest.strip_prefix('s').filter(|rest| second(rest));
        let rest = plural.or_else(|| second(rest).then_some(rest))?;
        Some(vec![(*of).to_owned(), rest.to_owned()])
    };
    OF.iter().find_map(split)
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

fn is_time(word: &str) -> bool {
    TIME.contains(&singular(word))
}

/// Whether a name is one of time that adds up: person-years, occupied bed days, hours worked. An age is none ("patients aged
/// 65 years"), nor is a date ("population year 2020").
///
/// ```
/// use unwarranted_core::Reading;
/// let names = ["person_years", "patient_days_at_risk", "BedDays", "patients aged 65 years", "population"];
/// assert_eq!(names.map(Reading::is_named_time), [true, true, true, false, false]);
/// ```
pub(crate) fn is_time_at_risk(name: &str) -> bool {
    let words = words(name);
    let number = |at: usize| words.get(at).is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
    let stands = |at: usize| {
        let before = at.checked_sub(1).map(|before| words[before].as_str());
        let plain = before.is_none_or(|w| !AGE_OR_DATE.contains(&w)) && (at == 0 || !number(at - 1));
        let counted = before.is_some_and(|w| OF.contains(&singular(w)) || OF.contains(&w));
        is_time(&words[at]) && plain && !number(at + 1) && (counted || words[at].ends_with('s'))
    };
    !words.iter().any(|w| w == "per") && (0..words.len()).any(stands)
        || words.windows(2).any(|w| w[0] == "person" && w[1] == "yrs")
        || words.iter().any(|w| matches!(w.as_str(), "pyears" | "pyar" | "py" | "pyrs" | "obd" | "obds"))
}

/// Whether a name says that something happened to its people: patients seen, new patients, people referred.
pub(crate) fn is_event(name: &str) -> bool {
    words(name).iter().any(|w| HAPPENS.contains(&w.as_str()))
}

/// Whether a name of people may be of those of a month or of all there are by then: patients vaccinated.
pub(crate) fn is_either(name: &str) -> bool {
    let done = |w: &str| w.len() > 4 && w.ends_with("ed") && !THERE.contains(&w);
    words(name).iter().any(|w| EITHER.contains(&w.as_str()) || done(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_people_is_no_number_of_people() {
        for name in [
            "person_years",
            "person-years",
            "Person years",
            "personYears",
            "person_months",
            "patient_days",
            "patientdays",
            "patient_years_at_risk",
            "population_days",
            "bed_days",
            "Occupied bed days",
            "person_year",
            "staff hours",
            "catheter_days",
            "person-time",
            "resident weeks",
            "pyears",
            "patients_days",
        ] {
            assert!(is_time_at_risk(name), "{name}");
        }
        for name in [
            "population",
            "patients",
            "patients aged 65 years",
            "population_65_years",
            "mid-year population",
            "population year 2020",
            "patients seen in the last 12 months",
            "population 2020",
            "items per patient day",
            "men",
            "registered patients",
            "children under 5 years",
            "patients over 75 years",
        ] {
            assert!(!is_time_at_risk(name), "{name}");
        }
    }

    #[test]
    fn what_happens_to_people_is_no_number_of_people() {
        for name in [
            "patients_seen",
            "PatientsSeen",
            "patientsseen",
            "patients_discharged",
            "patients_operated",
            "patient_contacts",
            "new_patients",
            "people referred",
            "Patients treated",
        ] {
            assert!(is_event(name), "{name}");
        }
        for name in ["patients", "registered patients", "population", "list size", "people", "newcastle population"] {
            assert!(!is_event(name), "{name}");
        }
        for name in ["patients_vaccinated", "people_served", "patients_transported"] {
            assert!(is_either(name), "{name}");
        }
        for name in
            ["patients", "registered patients", "weighted population", "people aged 65", "occupied beds by need"]
        {
            assert_eq!(is_either(name), name.starts_with("occupied"), "{name}");
        }
    }
}
