//! What a spreadsheet or a keyboard has made of a code: each is another area to a program, and the same to a reader.

use unwarranted_core::Period;

/// Characters that cannot be seen, or are a blank that is none.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || (c != ' ' && c.is_whitespace())
}

/// Letters and digits of other scripts that look like those of the Latin one.
fn is_look_alike(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{530}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{1d00}'..='\u{1d7f}' | '\u{2160}'..='\u{2188}' | '\u{2460}'..='\u{24ff}' | '\u{2c80}'..='\u{2cff}' | '\u{a4d0}'..='\u{a4ff}' | '\u{ab70}'..='\u{abbf}' | '\u{1d400}'..='\u{1d7ff}' | '\u{ff00}'..='\u{ffef}')
}

/// A character that cannot be meant in a code or the name of a treatment, in words.
pub(super) fn strange_character(text: &str) -> Option<String> {
    let place = |c: char, what: &str| {
        let at = text.chars().position(|other| other == c).unwrap_or_default() + 1;
        format!("a text without {what} (U+{:04X}, character {at} of it): type it anew", u32::from(c))
    };
    let hidden = text.chars().find(|c| is_hidden(*c)).map(|c| place(c, "characters that cannot be seen"));
    let alike = || text.chars().find(|c| is_look_alike(*c));
    hidden.or_else(|| {
        alike().map(|c| place(c, &format!("'{c}', which looks like a letter of the Latin alphabet and is another")))
    })
}

/// Why a text can be no area code: what is expected in its place.
#[must_use]
pub fn fault(code: &str) -> Option<String> {
    if let Some(expected) = of_a_spreadsheet(code) {
        return Some(expected.to_owned());
    }
    if is_spreadsheet_number(code) {
        let expected = "an area code, not a number that a spreadsheet has made of one (01E05 becomes 1.00E+05): format the column \
                        as text there, and export again";
        return Some(expected.to_owned());
    }
    if code.starts_with('\'') {
        return Some("an area code without the apostrophe that marks text in a spreadsheet: remove it".to_owned());
    }
    if let Some(expected) = misspelt(code) {
        return Some(expected.to_owned());
    }
    if let Some(mark) = footnote(code) {
        return Some(format!("an area code without a mark of a footnote ('{mark}' at its end): remove it"));
    }
    let dated = code.contains(['-', '/']) && matches!(Period::parse(code), Ok(Period::Month(_)));
    if dated || is_day(code) {
        let expected = "an area code, not a date; where a spreadsheet made it of a code, format the column as text there, and \
                        export again; where this is another column, name the right one with `area` COLUMN";
        return Some(expected.to_owned());
    }
    strange_character(code)
}

/// Errors, formulas and truths of a spreadsheet, and what it shows where a column is too narrow.
fn of_a_spreadsheet(code: &str) -> Option<&'static str> {
    const ERRORS: [&str; 3] = ["#N/A", "#GETTING_DATA", "#DIV/0!"];
    let upper = code.to_ascii_uppercase();
    let word = upper.strip_prefix('#').and_then(|rest| rest.strip_suffix(['!', '?']));
    let error = word.is_some_and(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
    let office = upper.strip_prefix("ERR:").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let fraction = code.split_once(['.', ',']).is_some_and(|(whole, zeros)| {
        let only = |text: &str, fits: fn(&u8) -> bool| !text.is_empty() && text.as_bytes().iter().all(fits);
        only(whole, u8::is_ascii_digit) && only(zeros, |b| *b == b'0')
    });
    Some(match () {
        () if error || office || ERRORS.iter().any(|e| upper.starts_with(e)) => {
            "an area code, not the error of a spreadsheet's formula: mend it there, and export again"
        }
        () if code.len() > 1 && code.bytes().all(|b| b == b'#') => {
            "an area code; a spreadsheet writes # where a column is too narrow for what stands in it: widen it there, and export again"
        }
        () if code.starts_with("=\"") => {
            "an area code, not the formula of a spreadsheet: replace it by its value there, and export again"
        }
        () if upper == "TRUE" || upper == "FALSE" => {
            "an area code, not the answer of a spreadsheet's formula: mend it there, and export again"
        }
        () if fraction => {
            "an area code, not a number with decimals, which a spreadsheet has made of one: format the column as text there, and \
             export again"
        }
        () => return None,
    })
}

/// A code that was typed or copied badly: with a tag of a web page, a full stop behind it, a blank inside, a small letter or a
/// digit too few or too many for a code of the ONS.
fn misspelt(code: &str) -> Option<&'static str> {
    let entity = code.split('&').skip(1).filter_map(|rest| rest.split_once(';'));
    let entity = entity.into_iter().any(|(name, _)| {
        !name.is_empty() && name.len() < 8 && name.trim_start_matches('#').bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let tag = without_tags(code).is_some_and(|rest| is_coded(&rest));
    let (first, rest) = code.split_at(usize::from(code.as_bytes().first().is_some_and(u8::is_ascii)));
    let digits = rest.bytes().all(|b| b.is_ascii_digit());
    let of_ons = matches!(first, "E" | "W" | "S" | "N" | "K" | "e" | "w" | "s" | "n" | "k") && digits;
    let stopped = code.strip_suffix(['.', ',', ';', ':']).is_some_and(is_coded);
    let plain: String = code.chars().filter(|c| *c != ' ').collect();
    Some(match () {
        () if tag || entity => "an area code without marks of a web page: remove them",
        () if stopped => "an area code without the mark behind it: remove it",
        () if plain.len() < code.len() && is_coded(&plain) => "an area code without a blank inside: remove it",
        () if of_ons && matches!(rest.len(), 7 | 9) => {
            "an area code; those of the ONS are a letter and eight digits: is a digit missing, or one too many?"
        }
        () if of_ons && rest.len() == 8 && first.bytes().all(|b| b.is_ascii_lowercase()) => {
            "an area code of the ONS with a capital letter: write it so"
        }
        () => return None,
    })
}

/// What is left of a text without tags such as `<b>`; `None` where it has none.
fn without_tags(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('<')?;
    let (_, after) = rest.split_once('>')?;
    let after = without_tags(after).unwrap_or_else(|| after.to_owned());
    Some(format!("{before}{after}"))
}

/// `00L`, `A81001`, `E38000010`.
fn is_coded(code: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let upper = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    code.is_ascii()
        && match code.len() {
            3 => digits(&code[..2]) && upper(&code[2..]),
            6 | 9 => upper(&code[..1]) && digits(&code[1..]),
            _ => false,
        }
}

/// `1-Jan`, `02-Feb`: what a spreadsheet makes of 01JAN.
fn is_day(code: &str) -> bool {
    let Some((day, month)) = code.split_once('-') else { return false };
    let number = (1..=2).contains(&day.len()) && day.bytes().all(|b| b.is_ascii_digit());
    number && month.len() >= 3 && matches!(Period::parse(&format!("{month} 2000")), Ok(Period::Month(_)))
}

/// A footnote's mark at the end of a code: an asterisk, a dagger, a small raised figure, a number or letter in brackets after
/// a code with a digit.
fn footnote(code: &str) -> Option<&str> {
    let last = code.char_indices().next_back().filter(|(at, _)| *at > 0)?;
    if matches!(
        last.1,
        '*' | '\u{2020}' | '\u{2021}' | '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{209c}' | '\u{a7}' | '\u{b6}'
    ) {
        return code.get(last.0..);
    }
    let open = code.rfind(['[', '(']).filter(|at| *at > 0 && code.ends_with([']', ')']))?;
    let inside = &code[open + 1..code.len() - 1];
    let short = inside.len() <= 2 && !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric());
    let coded = code[..open].chars().any(|c| c.is_ascii_digit()) || code[open..].starts_with('[');
    (short && coded).then(|| &code[open..])
}

/// `1.00E+05`, `1.2E+10`, `1E+05`: a number with an exponent that nobody types. `5E1` is the code of a trust.
fn is_spreadsheet_number(code: &str) -> bool {
    let Some((number, exponent)) = code.split_once(['e', 'E']) else { return false };
    let signed = exponent.strip_prefix(['+', '-']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = number.replacen(['.', ','], "", 1);
    let typed = signed.is_none() && whole.len() == number.len() && !code.contains('e');
    digits(&whole) && digits(signed.unwrap_or(exponent)) && !typed
}

/// What two codes have in common that differ in case, blanks or hyphens alone.
pub(super) fn folded(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A code of letters and digits with 0 for O and 1 for I and l, which look alike; other texts as they are.
pub(super) fn typed(code: &str) -> String {
    let one = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'l' | b'o');
    if code.len() > 2 && code.bytes().all(one) && code.bytes().any(|b| b.is_ascii_digit()) {
        code.replace(['O', 'o'], "0").replace(['I', 'l'], "1")
    } else {
        code.to_owned()
    }
}

/// What two names in the place of codes have in common that are of one area: with or without NHS, CCG and ICB, with '&' or
/// 'and'. One word is as [`folded`].
pub(super) fn bare(code: &str) -> String {
    let words: Vec<&str> = code.split_whitespace().collect();
    let empty = |word: &&str| ["nhs", "ccg", "icb", "the"].iter().any(|w| word.eq_ignore_ascii_case(w));
    let says = words.iter().filter(|w| !empty(w)).any(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 2);
    if words.len() < 2 || !says {
        return folded(code);
    }
    let kept: Vec<String> = words.iter().filter(|w| !empty(w)).map(|w| w.replace('&', "and")).collect();
    folded(&kept.concat())
}

/// Codes that may have lost leading zeros, each with what it may have been.
///
/// Codes of commissioners have two digits and a letter (`00L`); those that are numbers have one length, and fewer than half
/// are shorter. Numbers counted through from 1 have lost nothing.
pub(super) fn lost_zeros<'a>(codes: &[&'a str]) -> Vec<(&'a str, String)> {
    let commissioner = |code: &str, digits: usize| {
        let (start, end) = code.as_bytes().split_at(digits.min(code.len()));
        start.len() == digits
            && start.iter().all(u8::is_ascii_digit)
            && end.len() == 1
            && end.iter().all(u8::is_ascii_uppercase)
    };
    let whole = codes.iter().filter(|c| commissioner(c, 2)).count();
    let short: Vec<&str> = codes.iter().copied().filter(|c| commissioner(c, 1)).collect();
    if whole > 0 && !short.is_empty() {
        return short.into_iter().map(|c| (c, format!("0{c}"))).collect();
    }
    let powers = powers(codes);
    if !powers.is_empty() {
        return powers;
    }
    let numbers: Vec<&str> =
        codes.iter().copied().filter(|c| !c.is_empty() && c.bytes().all(|b| b.is_ascii_digit())).collect();
    let longest = numbers.iter().map(|c| c.len()).max().unwrap_or(0);
    let short: Vec<&str> = numbers.iter().copied().filter(|c| c.len() < longest).collect();
    let padded = numbers.iter().any(|c| c.starts_with('0') && c.len() == longest);
    let few = longest >= 4 && short.len() * 2 < numbers.len();
    if longest < 2 || !(padded || few) {
        return Vec::new();
    }
    short.into_iter().map(|c| (c, format!("{c:0>longest$}"))).collect()
}

/// Codes such as `1E05` that are one character shorter than all others: of 01E05 a spreadsheet makes a number.
fn powers<'a>(codes: &[&'a str]) -> Vec<(&'a str, String)> {
    let is_power = |code: &str| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        code.split_once('E').is_some_and(|(a, b)| !a.starts_with('0') && digits(a) && digits(b))
    };
    let (short, others): (Vec<&str>, Vec<&str>) = codes.iter().partition(|code| is_power(code));
    let length = others.first().map_or(0, |code| code.len());
    let one_length = others.len() > short.len() && length > 3 && others.iter().all(|code| code.len() == length);
    let lost = |code: &&str| one_length && code.len() + 1 == length;
    short.into_iter().filter(lost).map(|code| (code, format!("0{code}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_make_of_codes() {
        for code in [
            "#N/A",
            "#REF!",
            "#n/a",
            "1.00E+05",
            "1.2E+10",
            "1E+05",
            "1,00E+05",
            "'00L",
            "01-Mar-21",
            "2021-03-01",
            "Mar-21",
            "02M*",
            "02M [1]",
            "E38000010[x]",
            "02M (2)",
            "Leeds\u{b9}",
            "1-Jan",
            "02-Feb",
            "=\"01A\"",
            "1e5",
            "1e05",
            "TRUE",
            "false",
            "01.0",
            "12,00",
            "01A.",
            "E38000010;",
            "01 A",
            "E38 000010",
            "<b>01A</b>",
            "Brighton &amp; Hove",
            "E3800001",
            "E380000010",
            "e38000001",
            "#NULL!",
            "#BLOCKED!",
            "########",
            "Err:502",
        ] {
            assert!(fault(code).is_some(), "{code}");
        }
        for code in [
            "5E1",
            "05E",
            "00L",
            "E38000010",
            "1E05",
            "A81001",
            "East Kent",
            "St John's",
            "Ynys M\u{f4}n",
            "2021",
            "12",
            "D2P2L",
            "Ashford (Kent)",
            "Newport (IW)",
            "1-A",
            "12-10Z",
            "*",
            "True Health",
            "St. Helens",
            "Healthcare Co.",
            "Area 1",
            "Bath & North East Somerset",
            "#",
            "E5",
            "1.1",
        ] {
            assert_eq!(fault(code), None, "{code}");
        }
    }

    #[test]
    fn characters_that_are_not_what_they_seem() {
        for (code, point) in [
            ("09K\u{200b}", "U+200B"),
            ("0\u{feff}9K", "U+FEFF"),
            ("East\u{a0}Kent", "U+00A0"),
            ("01\u{410}", "U+0410"),
            ("01\u{391}", "U+0391"),
            ("\u{ff10}1A", "U+FF10"),
            ("01\tA", "U+0009"),
            ("0\u{2160}A", "U+2160"),
            ("0\u{2460}A", "U+2460"),
        ] {
            let words = fault(code).unwrap_or_default();
            assert!(words.contains(point), "{words}");
        }
    }

    #[test]
    fn zeros_that_were_lost() {
        let lost = |codes: &[&str]| lost_zeros(codes).into_iter().map(|(_, was)| was).collect::<Vec<_>>();
        assert_eq!(lost(&["0L", "01A", "15E", "9K"]), ["00L", "09K"]);
        assert_eq!(lost(&["01", "2", "10"]), ["02"]);
        assert_eq!(lost(&["12345", "23456", "34567", "1234"]), ["01234"]);
        assert!(lost(&["1", "2", "3", "10", "11"]).is_empty());
        assert!(lost(&["00L", "01A", "D2P2L"]).is_empty());
        assert_eq!(lost(&["1E05", "01E04", "02D11"]), ["01E05"]);
        assert!(lost(&["1E05", "1E04", "2D11"]).is_empty());
        assert_eq!([typed("l0L"), typed("10L"), typed("OlA")], ["10L", "10L", "OlA"]);
    }
}
