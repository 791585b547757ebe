//! Reports: one self-contained page, tables to take away and a provenance manifest.
//!
//! Everything here is written from [`unwarranted_core::Findings`] and from drawn charts; no statistic is computed.
//! Each function returns text, so that it can be tested as text; only [`mod@write`] touches files.

pub mod differing;
pub mod error;
pub mod html;
pub mod manifest;
pub mod number;
mod order;
pub mod publish;
mod report;
pub mod schemas;
pub mod scheme;
pub mod tables;
mod words;
#[cfg(not(target_family = "wasm"))]
pub mod write;

pub use error::Error;
pub use html::{
    Bars, BarsChart, FUNDING_FILES, FundingChart, FundingPage, LeaguePage, MOST_PAGES, MatrixPage, PolicyPage,
    area_page, bars_charts, bars_page, demand_bars, dossier_figures, dossier_page, funding_page, league_page,
    localities_bars, matrix_page, merge_chart, merge_page, moves_bars, opportunity_bars, opportunity_league_charts,
    opportunity_league_page, policy_page, pool_chart, pool_page, site_pages, split_bars, treatment_pages,
    treatment_paths,
};
pub use manifest::Manifest;
pub use report::{Beside, Drawn, Figure, Report, ReportChart, Trended, slugs};
pub use unwarranted_plot::labels::LabelsBy;
pub use words::policy::{headlines as policy_headlines, source as policy_source};
#[cfg(not(target_family = "wasm"))]
pub use write::{Written, write};
