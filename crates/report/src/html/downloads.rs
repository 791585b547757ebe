//! The files beside a page, as it lists them.

use super::story::link;
use super::view::Download;
use crate::manifest;
use crate::publish::{METADATA, WORKBOOK};
use crate::report::Report;

/// The tables of every report, with what they hold.
const TABLES: [(&str, &str); 5] = [
    ("areas.csv", "every area and period: observed, denominator, expected, rate, interval, ratio, limits, flag"),
    ("areas.json", "the same for programs"),
    ("indices.csv", "every index of every period, undefined ones with the reason"),
    ("indices.json", "the same for programs"),
    ("set_aside.csv", "what was not used, by reason and area"),
];

/// The files of a report, its own first.
pub(super) fn downloads(report: &Report, own: &[(&str, &str)]) -> Vec<Download> {
    let workbook = (WORKBOOK, "all tables as a workbook, with what their columns mean");
    let log = ("disclosure.csv", "what disclosure control did to each area");
    let beside = report.beside.iter().map(|file| (file.name, file.about));
    let last = [
        (METADATA, "what the columns of the CSV files mean, for programs"),
        (manifest::FILE, "files read and written with their SHA-256, options, version, when it was made"),
    ];
    let tables = own.iter().copied().chain([workbook]).chain(TABLES);
    let tried = report.sensitivity.filter(|all| !all.is_empty());
    let tried = tried.map(|_| ("sensitivity.csv", "the findings made in other ways"));
    let logged = (!report.protected.is_empty()).then_some(log);
    let files = tables.chain(tried).chain(logged).chain(beside).chain(last);
    files.map(|(href, about)| Download { about: about.to_owned(), ..link(href, href) }).collect()
}
