//! Rates as the cells of a table give them.

use crate::number::significant;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::thousands;

/// A rate per one in its unit, with or without the unit's words.
pub(in crate::html) fn told(rate: Option<f64>, unit: Option<&RateUnit>, whole: bool) -> String {
    put(rate, unit, whole, |figure| significant(figure, 3))
}

/// The same with as many decimals as `like` needs for three digits: small figures beside it do not look more exact.
pub(in crate::html) fn told_like(like: Option<f64>, rate: Option<f64>, unit: Option<&RateUnit>) -> String {
    let digits = |figure: f64| if figure > 0.0 { (2.0 - libm::log10(figure).floor()).clamp(0.0, 6.0) } else { 2.0 };
    let decimals = digits(like.unwrap_or_default() * unit.and_then(RateUnit::per).unwrap_or(1.0));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 6")]
    put(rate, unit, false, |figure| thousands(figure, decimals as usize))
}

fn put(rate: Option<f64>, unit: Option<&RateUnit>, whole: bool, figure: impl Fn(f64) -> String) -> String {
    let Some(rate) = rate else { return "not known".to_owned() };
    let Some((unit, per)) = unit.and_then(|unit| Some((unit.brief(), unit.per()?))) else {
        return figure(rate);
    };
    let (sign, rest) = if unit.is_money() { ("\u{a3}", unit.after_the_sign()) } else { ("", unit.to_string()) };
    let figure = format!("{sign}{}", figure(rate * per));
    match unit {
        RateUnit::Percentage(_) => format!("{figure}%"),
        _ if whole => format!("{figure} {rest}"),
        _ => figure,
    }
}
