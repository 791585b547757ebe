//! Prescriptions by their BNF codes.

use super::codes::{Codes, is_ending};
use super::selection_error::SelectionError;
use std::str::FromStr;

/// Prescriptions by their BNF codes: those among `include` and not among `exclude`.
///
/// Written with `+` and `-`: `0501-050109-0501100` is section 5.1 less tuberculosis and leprosy, `0205040D0~AQ,AR` every
/// product of a chemical whose code ends so ([`Codes::Equivalent`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection {
    include: Vec<Codes>,
    exclude: Vec<Codes>,
}

impl Selection {
    /// Codes that are among one of `include` and none of `exclude`, each a text such as `0501` or `0205040D0~AQ,AR`; in
    /// capitals, each once, sorted.
    ///
    /// # Errors
    /// A text that is neither; an exclusion that is not a part of an inclusion.
    pub fn new(include: &[&str], exclude: &[&str]) -> Result<Self, SelectionError> {
        let codes = |texts: &[&str]| -> Result<Vec<Codes>, SelectionError> {
            let mut codes: Vec<Codes> = texts.iter().map(|text| Codes::parse(text)).collect::<Result<_, _>>()?;
            codes.sort();
            codes.dedup();
            Ok(codes)
        };
        let (include, exclude) = (codes(include)?, codes(exclude)?);
        if include.is_empty() {
            return Err(SelectionError::Code(String::new()));
        }
        // Part of the codes of an equivalence may be left out by their beginning.
        let part = |out: &Codes, taken: &Codes| {
            out != taken
                && match taken {
                    Codes::Start(_) => out.within(taken),
                    Codes::Equivalent { .. } => {
                        out.touch(taken) && out.beginning().starts_with(taken.beginning()) && !taken.within(out)
                    }
                }
        };
        match exclude.iter().find(|out| !include.iter().any(|taken| part(out, taken))) {
            Some(outside) => Err(SelectionError::Outside(outside.to_string())),
            None => Ok(Self { include, exclude }),
        }
    }

    /// Whether a code is taken. `code` is in capitals.
    #[must_use]
    pub fn takes(&self, code: &str) -> bool {
        let among = |all: &[Codes]| all.iter().any(|codes| codes.hold(code));
        among(&self.include) && !among(&self.exclude)
    }

    /// The codes taken, sorted.
    #[must_use]
    pub fn include(&self) -> &[Codes] {
        &self.include
    }

    /// The codes as text, of many only the first: "20030200025+20030200026+20030200027 and 216 more codes".
    #[must_use]
    pub fn brief(&self) -> String {
        const MOST: usize = 8;
        const SHOWN: usize = 3;
        let all = self.include.len() + self.exclude.len();
        if all <= MOST {
            return self.to_string();
        }
        let first: Vec<String> = self.include.iter().take(SHOWN).map(ToString::to_string).collect();
        format!("{} and {} more codes", first.join("+"), all - first.len())
    }

    /// The codes left out, sorted.
    #[must_use]
    pub fn exclude(&self) -> &[Codes] {
        &self.exclude
    }
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
        let include: Vec<String> = self.include.iter().map(ToString::to_string).collect();
        f.write_str(&include.join("+"))?;
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

impl TreatmentCodes {
    /// Several treatments with commas between. The endings of `0205040D0~AQ,AR` have commas too: a part of two characters of
    /// which the first is a letter is another ending, as no treatment begins so.
    ///
    /// ```
    /// use unwarranted_core::TreatmentCodes;
    /// let all = TreatmentCodes::list("0205040D0~AQ,AR,0501,0205040D0~AQ/0205040D0").unwrap();
    /// assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), ["0205040D0~AQ,AR", "0501", "0205040D0~AQ/0205040D0"]);
    /// ```
    ///
    /// # Errors
    /// Those of a treatment.
    pub fn list(text: &str) -> Result<Vec<Self>, SelectionError> {
        let mut texts: Vec<String> = Vec::new();
        for part in text.split(',') {
            match texts.last_mut() {
                Some(last) if is_ending(part.trim()) && last.contains('~') => *last = format!("{last},{}", part.trim()),
                _ => texts.push(part.to_owned()),
            }
        }
        texts.iter().map(|text| text.parse()).collect()
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
    let covered = |own: &Codes| whole.include.iter().any(|taken| own.within(taken));
    // A code left out of the whole must not be taken by the part: it is left out there too, or is none of its codes.
    let missed = |out: &Codes| {
        let left_out = part.exclude.iter().any(|own| out.within(own));
        part.include.iter().any(|own| own.touch(out)) && !left_out
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

    /// Every whole code of two chemicals, two products and three endings.
    fn whole_codes() -> Vec<String> {
        let mut all = Vec::new();
        for chemical in ["0205040D0", "0205040E0"] {
            for product in ["AAAA", "BBAD"] {
                all.extend(["AA", "AQ", "AR"].map(|ending| format!("{chemical}{product}{ending}")));
            }
        }
        all
    }

    #[test]
    fn equivalents_take_every_brand_of_a_chemical_and_no_appliance() {
        let taken = |text: &str| {
            let selection: Selection = text.parse().unwrap();
            whole_codes().iter().filter(|code| selection.takes(code)).count()
        };
        assert_eq!(taken("0205040D0~AQ,AR"), 4);
        assert_eq!(taken("0205040d0~ar, aq - 0205040D0BB"), 2);
        assert_eq!(taken("0205040D0-0205040D0~AQ"), 4);
        assert_eq!(taken("0205040D0~AQ+0205040E0~AR-0205040E0BBADAR"), 3);
        let selection: Selection = "0205040D0~AQ".parse().unwrap();
        assert!(!selection.takes("0205040D0AQ") && !selection.takes("0205040D0"));
        assert_eq!("0205040d0~AR,AQ,AR".parse::<Selection>().unwrap().to_string(), "0205040D0~AQ,AR");
        for bad in [
            "0205040D0~",
            "0205040D~AQ",
            "0205040D0~A",
            "0205040D0~AQ,1A",
            "0205040D0~AQ-0205040E0",
            "~AQ",
            "0205040D0~AQ-0205040D0",
        ] {
            assert!(bad.parse::<Selection>().is_err(), "{bad}");
        }
        assert!("0205040D0~A".parse::<Selection>().unwrap_err().to_string().contains("such as 0205040D0~AQ,AR"));
    }

    /// The slow way to know: every whole code.
    #[test]
    fn shares_of_equivalents_are_shares_when_no_code_is_missing() {
        let texts = [
            "0205040D0",
            "0205040D0~AQ",
            "0205040D0~AQ,AR",
            "0205040D0~AQ,AR-0205040D0BB",
            "0205040D0-0205040D0~AR",
            "0205040D0BBADAQ",
            "0205040D0AAAAAA",
            "0205040-0205040D0~AA",
            "0205040E0~AA,AQ,AR",
            "0205",
        ];
        let mut shares = 0;
        for part in texts {
            for whole in texts {
                let (p, w): (Selection, Selection) = (part.parse().unwrap(), whole.parse().unwrap());
                let all = whole_codes().iter().all(|code| !p.takes(code) || w.takes(code));
                if within(&p, &w) {
                    assert!(all, "{part} in {whole}");
                    shares += 1;
                }
            }
        }
        assert!(shares > 25, "{shares}");
        let is_share = |part: &str, whole: &str| within(&part.parse().unwrap(), &whole.parse().unwrap());
        assert!(is_share("0205040D0~AQ", "0205040D0-0205040D0~AR"));
        assert!(!is_share("0205040D0~AR", "0205040D0-0205040D0~AR"));
        assert!(is_share("0205040D0BBADAQ", "0205040D0~AQ"));
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
