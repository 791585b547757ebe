//! Prescriptions by their BNF codes.

use std::str::FromStr;

/// Prescriptions by the beginnings of their BNF codes: those that begin with one of `include` and with none of `exclude`.
///
/// Written with `+` and `-`: `0501-050109-0501100` is section 5.1 less tuberculosis and leprosy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection {
    include: Vec<String>,
    exclude: Vec<String>,
}

/// A text that selects no prescriptions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// Something between the signs is no beginning of a BNF code.
    #[error("'{0}' is not the start of a BNF code; expected 1 to 15 letters and digits, such as 0501")]
    Code(String),
    /// What is left out is not part of what is taken.
    #[error(
        "'{0}' leaves out codes that are not taken; expected the start of a code that begins with one of those taken"
    )]
    Outside(String),
    /// More than one `/`.
    #[error("'{0}' has more than one '/'; expected a treatment, or a share such as 0501013K0/0501")]
    Shares(String),
}

impl Selection {
    /// Codes that begin with one of `include` and with none of `exclude`; in capitals, each once, sorted.
    ///
    /// # Errors
    /// A text that is no beginning of a code; an exclusion without a longer or equal inclusion that it is part of.
    pub fn new(include: &[&str], exclude: &[&str]) -> Result<Self, SelectionError> {
        let codes = |texts: &[&str]| -> Result<Vec<String>, SelectionError> {
            let mut codes: Vec<String> = texts.iter().map(|text| code(text)).collect::<Result<_, _>>()?;
            codes.sort();
            codes.dedup();
            Ok(codes)
        };
        let (include, exclude) = (codes(include)?, codes(exclude)?);
        if include.is_empty() {
            return Err(SelectionError::Code(String::new()));
        }
        match exclude.iter().find(|out| !include.iter().any(|taken| out.starts_with(taken) && *out != taken)) {
            Some(outside) => Err(SelectionError::Outside(outside.clone())),
            None => Ok(Self { include, exclude }),
        }
    }

    /// Whether a code is taken. `code` is in capitals.
    #[must_use]
    pub fn takes(&self, code: &str) -> bool {
        let among = |starts: &[String]| starts.iter().any(|start| code.starts_with(start.as_str()));
        among(&self.include) && !among(&self.exclude)
    }

    /// The beginnings taken, sorted.
    #[must_use]
    pub fn include(&self) -> &[String] {
        &self.include
    }

    /// The beginnings left out, sorted.
    #[must_use]
    pub fn exclude(&self) -> &[String] {
        &self.exclude
    }
}

fn code(text: &str) -> Result<String, SelectionError> {
    let code = text.trim().to_ascii_uppercase();
    if (1..=15).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(code);
    }
    Err(SelectionError::Code(code))
}

impl FromStr for Selection {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let (mut include, mut exclude) = (Vec::new(), Vec::new());
        for part in text.split_inclusive(['+', '-']).scan('+', |sign, part| {
            let own = *sign;
            *sign = part.chars().next_back().filter(|c| matches!(c, '+' | '-')).unwrap_or('+');
            Some((own, part.trim_end_matches(['+', '-'])))
        }) {
            let (sign, code) = part;
            if sign == '+' { include.push(code) } else { exclude.push(code) }
        }
        if text.trim_end().ends_with(['+', '-']) {
            return Err(SelectionError::Code(text.trim().to_owned()));
        }
        Self::new(&include, &exclude)
    }
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.include.join("+"))?;
        self.exclude.iter().try_for_each(|code| write!(f, "-{code}"))
    }
}

/// The codes of a treatment as they are asked for: a selection per registered patient (`0501`), or a share of another
/// selection (`0501013K0/0501`).
///
/// ```
/// use unwarranted_core::TreatmentCodes;
/// let share: TreatmentCodes = "0501013k0+050102/0501-050109".parse().unwrap();
/// assert!(share.numerator.takes("0501021L0AAAAAA"));
/// assert!(!share.denominator.as_ref().unwrap().takes("0501090R0AAAAAA"));
/// assert_eq!(share.to_string(), "0501013K0+050102/0501-050109");
/// assert!("0501/0502/0503".parse::<TreatmentCodes>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreatmentCodes {
    /// What is counted.
    pub numerator: Selection,
    /// What it is a share of; `None`: it is counted per registered patient.
    pub denominator: Option<Selection>,
}

impl FromStr for TreatmentCodes {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        match text.split('/').collect::<Vec<_>>()[..] {
            [numerator] => Ok(Self { numerator: numerator.parse()?, denominator: None }),
            [numerator, of] => Ok(Self { numerator: numerator.parse()?, denominator: Some(of.parse()?) }),
            _ => Err(SelectionError::Shares(text.to_owned())),
        }
    }
}

impl std::fmt::Display for TreatmentCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.numerator.fmt(f)?;
        self.denominator.iter().try_for_each(|of| write!(f, "/{of}"))
    }
}

impl serde::Serialize for TreatmentCodes {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for TreatmentCodes {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether every code that `part` takes is taken by `whole`.
pub(super) fn within(part: &Selection, whole: &Selection) -> bool {
    let covered = |start: &String| whole.include.iter().any(|taken| start.starts_with(taken.as_str()));
    // A code left out of the whole must not be taken by the part: it is left out there too, or begins otherwise.
    let missed = |out: &String| {
        let left_out = part.exclude.iter().any(|own| out.starts_with(own.as_str()));
        let touches = part.include.iter().any(|own| own.starts_with(out.as_str()) || out.starts_with(own.as_str()));
        touches && !left_out
    };
    part.include.iter().all(covered) && !whole.exclude.iter().any(missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_take_by_beginnings_and_leave_out_longer_ones() {
        let all: Selection = "0501 + 1310 - 050109 - 0501100".parse().unwrap();
        assert_eq!((all.include().len(), all.exclude().len()), (2, 2));
        for (code, taken) in
            [("0501013B0", true), ("0501090", false), ("0501100AA", false), ("1310", true), ("05", false)]
        {
            assert_eq!(all.takes(code), taken, "{code}");
        }
        for bad in
            ["", "+", "0501+", "-0501", "05 01", "0501-0502", "0501-0501", "0501--050109", "0501013B0AAABABAB", "£"]
        {
            assert!(bad.parse::<Selection>().is_err(), "{bad}");
        }
    }

    /// The slow way to know: every code of four letters of a small alphabet.
    #[test]
    fn a_share_is_one_when_no_code_of_the_numerator_is_missing_from_the_denominator() {
        let mut every = vec![String::new()];
        for _ in 0..4 {
            every = every.iter().flat_map(|c| ["0", "1"].map(|x| format!("{c}{x}"))).collect();
        }
        let texts =
            ["0", "1", "01", "0-01", "0-011", "0-00-011", "01-0110", "00+011", "0+1", "0+1-10", "0110", "01-011"];
        for part in texts {
            for whole in texts {
                let (p, w): (Selection, Selection) = (part.parse().unwrap(), whole.parse().unwrap());
                let all = every.iter().all(|code| !p.takes(code) || w.takes(code));
                // A selection that leaves out all it takes, piece by piece, is not looked through.
                if within(&p, &w) {
                    assert!(all, "{part} in {whole}");
                } else {
                    assert!(!all || p.exclude().len() + w.include().len() > 1, "{part} in {whole}");
                }
            }
        }
    }
}
