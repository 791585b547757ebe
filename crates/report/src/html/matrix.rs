//! The page of areas assessed against criteria.

use super::matrix_page::{LEVEL, MatrixPage, share, worst};
use super::matrix_tables::{of_areas, of_criteria};
use super::provenance;
use super::shell::Place;
use super::story::{FigureView, Part, Story, chart_files, link};
use super::view::{Download, Methods};
use crate::error::Error;
use crate::number::{percent, significant, worded};
use crate::words::rows;
use unwarranted_core::text::capitalised;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::{count, level, thousands};
use unwarranted_plot::text::listed;

/// Criteria and areas named in a sentence.
const NAMED: usize = 3;

/// The page, as HTML that is also well-formed XML.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn matrix_page(page: &MatrixPage) -> Result<String, Error> {
    let (criteria, areas) = (page.criteria.len(), page.areas.len());
    let heading = format!("{}: which criteria are failed, and where", page.labels.measure);
    let met = page.target.map_or_else(String::new, |t| format!(", met from level {} on", significant(t, 3)));
    let standfirst = format!("{} criteria{met}, {}", count(criteria), page.labels.areas_counted(areas));
    let synthetic = page.labels.synthetic;
    let mut story = Story::of(&page.report.manifest, synthetic, Place::Alone, heading, standfirst);
    story.answer = answer(page);
    story.parts = vec![of_criteria(page), map(page), of_areas(page), agreed(page)];
    story.methods = Some(Methods { paragraphs: methods(page), formulas: Vec::new() });
    story.provenance = Some(provenance::provenance(page.report, &[]));
    let file = |href: &str, about: &str| Download { about: about.to_owned(), ..link(href, href) };
    story.downloads = vec![
        file("criteria.csv", "every criterion: failures, share, intervals of share and rank"),
        file("areas.csv", "every area: failures, expected, p and q"),
        file("actions.csv", "every failure by area, the action list"),
        file("matrix.csv", "every criterion and area: failed, met, or empty where not assessed"),
        file("manifest.json", "files read and written with their SHA-256, options, version, when it was made"),
    ];
    story.html()
}

fn name(page: &MatrixPage, code: &str) -> String {
    page.names.get(code).map_or_else(|| code.to_owned(), |name| short(name))
}

fn answer(page: &MatrixPage) -> Vec<String> {
    let all: usize = page.areas.iter().map(|a| a.failed).sum();
    let assessed: usize = page.areas.iter().map(|a| a.assessed).sum();
    let none = page.areas.iter().filter(|a| a.failed == 0).count();
    if all == 0 {
        return vec![format!("No criterion is failed in any of {}.", page.labels.areas_counted(page.areas.len()))];
    }
    let named: Vec<String> = worst(page)
        .into_iter()
        .take(NAMED)
        .filter(|c| c.failed > 0)
        .map(|c| format!("{} ({})", c.criterion, percent(share(c))))
        .collect();
    let areas = page.labels.areas_counted(page.areas.len());
    let without = match none {
        0 => format!("Each of {areas} fails at least one"),
        1 => format!("One of {areas} fails none"),
        n => format!("{} of {areas} fail none", capitalised(&worded(n))),
    };
    let mut said = vec![format!(
        "Of {} pairs of area and criterion that were assessed, {} are failed. {without}. Criteria that most areas fail: {}.",
        count(assessed),
        count(all),
        listed(&named)
    )];
    said.push(far_off(page));
    said
}

/// Which areas are far from what the difficulty of the criteria would give.
fn far_off(page: &MatrixPage) -> String {
    let far = |more: bool| -> Vec<String> {
        let far = page.areas.iter().filter(|a| a.q.is_some_and(|q| q <= LEVEL));
        far.filter(|a| (a.failed as f64 > a.expected) == more).map(|a| name(page, &a.area)).collect()
    };
    let (more, fewer) = (far(true), far(false));
    let told = |names: Vec<String>, what: &str| match names.len() {
        0 => None,
        1 => Some(format!("one fails {what} ({})", listed(&names))),
        n if n <= 2 * NAMED => Some(format!("{} fail {what} ({})", worded(n), listed(&names))),
        n => Some(format!("{} fail {what}", count(n))),
    };
    let parts: Vec<String> = [told(more, "more"), told(fewer, "fewer")].into_iter().flatten().collect();
    if parts.is_empty() {
        "No area fails more or fewer than the difficulty of its criteria would give by chance.".to_owned()
    } else {
        format!(
            "Compared with what the difficulty of the criteria would give, {}. About {} of the areas named are named wrongly, were \
             criteria independent of each other; they seldom are, so more areas differ than stand out for one reason.",
            listed(&parts),
            percent(LEVEL)
        )
    }
}

fn map(page: &MatrixPage) -> Part {
    let files = chart_files("charts/matrix");
    Part { figure: Some(FigureView::wide(page.map, files, &page.labels.source)), ..Part::new("map", "All at once") }
}

fn agreed(page: &MatrixPage) -> Part {
    let mut part = Part::new("agreement", "Do assessors agree?");
    part.paragraphs.push(match &page.agreement {
        None => "No two assessors looked at the same area and criterion, so that is not known.".to_owned(),
        Some(a) => format!(
            "{} pairs of area and criterion were looked at by two assessors or more. {} of their findings about one pair are the \
             same. Krippendorff's alpha, which is 1 for full agreement and 0 for that of chance, is {}.",
            count(a.cells),
            percent(a.same),
            a.alpha.map_or_else(|| "undefined, because all findings are alike".to_owned(), |v| thousands(v, 2))
        ),
    });
    part
}

fn methods(page: &MatrixPage) -> Vec<String> {
    let mut said = vec![
        format!(
            "What was not assessed is neither met nor failed (left out: {} without a finding). Of several findings of one assessor the \
             latest counts ({} earlier ones are replaced). Of several assessors more than half must find a criterion met; {} ties \
             count as failed.",
            rows(page.missing),
            count(page.table.replaced),
            count(page.table.ties)
        ),
        format!(
            "Shares have Wilson's interval (Wilson 1927) at {}%. The interval of a place is drawn from all areas again and again, so \
             that criteria which the same areas fail move together.",
            level(page.confidence)
        ),
        "The number of failures that an area would have by chance follows from the shares of the other areas that fail each of its \
         criteria (Poisson binomial distribution, Wang 1993), worked out exactly. q is by Benjamini and Hochberg (1995) over the areas."
            .to_owned(),
        "Agreement is by Krippendorff (2011), with squared differences between levels.".to_owned(),
    ];
    said.extend(
        page.target.map(|t| format!("A criterion is met from level {} on, as the study asks.", significant(t, 3))),
    );
    said
}
