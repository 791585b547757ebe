//! Rates of two folders on one scale: per 1,000 beside per 100,000 is no change of a rate.

use super::tables::{PER, SCALED};
use serde_json::Value;
use std::borrow::Cow;
use unwarranted::plot::numbers::thousands;

/// Beyond this share of its size a figure is another one; below it, it is what multiplying and dividing leaves.
const SAME: f64 = 1e-12;

/// What two figures are per, where that is not the same.
pub(super) fn differing(before: &Value, after: &Value) -> Option<[f64; 2]> {
    let per = |of: &Value| of[PER].as_f64().filter(|per| *per > 0.0);
    per(before).zip(per(after)).filter(|(a, b)| a.total_cmp(b).is_ne()).map(Into::into)
}

/// The later figure with its rate and interval per as many as those of the earlier one.
pub(super) fn on_one<'a>(before: &Value, after: &'a Value) -> Cow<'a, Value> {
    let Some([per, own]) = differing(before, after) else { return Cow::Borrowed(after) };
    let mut scaled = after.clone();
    for name in SCALED {
        let Some(figure) = after[name].as_f64() else { continue };
        let figure = figure * (per / own);
        let same = before[name].as_f64().filter(|was| (was - figure).abs() <= SAME * was.abs().max(figure.abs()));
        scaled[name] = same.unwrap_or(figure).into();
    }
    Cow::Owned(scaled)
}

/// What a reader must know of rates that were put on one scale.
pub(super) fn note([first, second]: [f64; 2]) -> String {
    let [first, second] = [first, second].map(|per| thousands(per, 0));
    format!(
        "rates of the first folder are per {first} and those of the second per {second}: all are compared per {first}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rates_are_put_on_the_scale_of_the_first() {
        let before = json!({"per": 1000.0, "rate": 0.3, "lower": 0.1, "upper": 0.7, "observed": 3.0});
        let after = json!({"per": 100_000.0, "rate": 30.0, "lower": 10.0, "upper": 80.0, "observed": 4.0});
        let scaled = on_one(&before, &after);
        assert_eq!((&scaled["rate"], &scaled["lower"]), (&json!(0.3), &json!(0.1)));
        assert!((scaled["upper"].as_f64().unwrap() - 0.8).abs() < 1e-12);
        assert_eq!(scaled["observed"], json!(4.0), "a count is per nothing");
        assert_eq!(*on_one(&before, &before), before);
        // Without a rate on one side there is nothing to put anywhere.
        assert_eq!(*on_one(&Value::Null, &after), after);
        assert!(note([1000.0, 100_000.0]).ends_with("are compared per 1,000"));
    }
}
