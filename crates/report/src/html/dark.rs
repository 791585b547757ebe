//! Pages in dark colours, where the reader's screen asks for them; print stays light.

use unwarranted_plot::theme::DARK;

/// A style with the dark colours of pages and charts after it. Charts are drawn in light colours, which a rule for each replaces.
///
/// The rules stand in one block, so that a page without it is whole.
pub(super) fn with_dark(style: &str) -> String {
    let paint = |(light, dark): &(&str, &str)| {
        ["fill", "stroke"].map(|paint| format!("  .chart [{paint}=\"{light}\"] {{ {paint}: {dark}; }}\n")).concat()
    };
    let charts: String = DARK.iter().map(paint).collect();
    let pages = include_str!("dark.css");
    format!("{style}@media screen and (prefers-color-scheme: dark) {{\n{pages}{charts}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_a_page_has_a_dark_one() {
        let style = with_dark(include_str!("page.css"));
        let (light, dark) = style.split_once("@media screen and (prefers-color-scheme: dark)").unwrap();
        let names = |css: &str| -> Vec<String> {
            css.split("--").skip(1).filter_map(|rest| Some(rest.split_once(": #")?.0.to_owned())).collect()
        };
        let given: Vec<String> = names(light).into_iter().filter(|name| !name.contains(')')).collect();
        assert!(given.len() >= 7 && given.iter().all(|name| names(dark).contains(name)), "{given:?}");
        // But for the band of simulated data, and what marks the keyboard and the chosen area on any ground, colours are variables.
        let fixed: Vec<&str> = light.split("background: #").skip(1).filter_map(|rest| rest.get(..6)).collect();
        assert_eq!(fixed, ["801650"]);
        assert!(dark.contains(".chart [fill=\"#FFFFFF\"] { fill: #101417; }"));
        assert_eq!(dark.matches('{').count(), dark.matches('}').count());
    }
}
