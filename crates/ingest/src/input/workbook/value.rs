//! What is in a cell, as text.

use calamine::Data;

/// A cell as text: numbers in full, days as 2023-04-01, truth as TRUE or FALSE, errors as #N/A.
pub(super) fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => self::number(*number),
        Data::String(text) => text.clone(),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(when) if when.is_duration() => self::number(when.as_f64()),
        Data::DateTime(when) => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            match (when.as_f64() < 1.0, time.as_str()) {
                (true, _) => time,
                (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
                (false, _) => format!("{year:04}-{month:02}-{day:02}T{time}"),
            }
        }
        Data::DateTimeIso(when) => when.strip_suffix("T00:00:00").unwrap_or(when).to_owned(),
        Data::DurationIso(length) => length.clone(),
        Data::Error(error) => error.to_string(),
    }
}

/// The shortest decimal that gives the same number, without exponent. Where sixteen or seventeen digits are only the
/// noise of an addition (0.30000000000000004), the fifteen digits that spreadsheets show are taken.
fn number(number: f64) -> String {
    let shortest = number.to_string();
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>().len();
    let significant = |text: &str| digits(text.trim_start_matches(['-', '0', '.']));
    if !number.is_finite() || significant(&shortest) <= 15 {
        return shortest;
    }
    let rounded = format!("{number:.14e}").parse::<f64>().map(|n| n.to_string());
    match rounded {
        Ok(rounded) if significant(&rounded) <= 12 => rounded,
        _ => shortest,
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_all_their_digits_and_no_noise() {
        for (value, expected) in [
            (0.1 + 0.2, "0.3"),
            (9.887_614_482_938_266, "9.887614482938266"),
            (1_234_567.890_1, "1234567.8901"),
            (1e21, "1000000000000000000000"),
            (-0.000_012_5, "-0.0000125"),
            (62_000_000.0, "62000000"),
            (1.1 * 3.0, "3.3"),
            (2.0 / 3.0, "0.6666666666666666"),
        ] {
            assert_eq!(number(value), expected);
        }
    }
}
