//! The page of a treatment that needs no script.

use crate::answer::Answer;
use crate::packet::{Site, TreatmentEntry};
use crate::template::filled;
use unwarranted_report::html::live::escape;

static PAGE: &str = include_str!("../page/plain.html");
const POLICY: &str =
    "default-src 'none'; style-src 'self' file: 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The page with the answer to the question of the study.
pub(crate) fn page(site: &Site, entry: &TreatmentEntry, answer: &Answer) -> String {
    let fact = |(label, text): &(&str, String)| format!("<dt>{}</dt><dd>{}</dd>\n", escape(label), escape(text));
    let section = |title: &str, html: &String| format!("<details><summary>{title}</summary>\n{html}</details>\n");
    let paragraphs = answer.paragraphs.iter().chain(&answer.notes);
    filled(
        PAGE,
        &[
            ("policy", POLICY),
            ("program", &escape(&site.program)),
            ("title", &escape(&site.title)),
            ("measure", &escape(&entry.measure)),
            ("synthetic", synthetic(site)),
            ("heading", &escape(&answer.heading)),
            ("standfirst", &escape(&answer.standfirst)),
            ("facts", &answer.facts.iter().map(fact).collect::<String>()),
            ("chart", &escape(&answer.chart.title)),
            ("drawn", &drawn(answer)),
            ("about", &escape(&answer.chart.about)),
            ("unusual", &escape(&answer.unusual)),
            ("paragraphs", &paragraphs.map(|text| format!("<p>{}</p>\n", escape(text))).collect::<String>()),
            ("named", &answer.named.concat()),
            ("areas", &answer.areas),
            ("over_time", &answer.over_time.iter().map(|html| section("All periods", html)).collect::<String>()),
            ("indices", &answer.indices),
        ],
    )
}

fn drawn(answer: &Answer) -> String {
    let chart = &answer.chart;
    let group = |class: &str, svg: &String| {
        format!("<div class=\"chart {class}\" tabindex=\"0\" role=\"group\" aria-label=\"Chart\">{svg}</div>\n")
    };
    let pictures = [("wide", &chart.wide), ("narrow", &chart.narrow)];
    let drawn: String = pictures.iter().filter_map(|(class, svg)| Some(group(class, svg.as_ref()?))).collect();
    drawn
        + &chart.not_drawn.iter().map(|why| format!("<p class=\"not-drawn\">{}</p>\n", escape(why))).collect::<String>()
}

/// The band that says that data are simulated.
pub(crate) fn synthetic(site: &Site) -> &'static str {
    if site.synthetic {
        "<p class=\"synthetic\" role=\"region\" aria-label=\"Synthetic data\"><strong>Synthetic data.</strong> These figures are \
         simulated. They describe no real place, patient or practice.</p>\n"
    } else {
        ""
    }
}
