//! Tables of findings as JSON, CSV and plain text.
//!
//! JSON and CSV carry every number to round-trip precision. A number that does not exist is `null` in JSON and an
//! empty cell in CSV, with the reason beside it; it is never zero.

mod adoption;
mod areas;
mod benchmark;
mod by_area;
mod criteria;
mod delimited;
mod demand;
mod disclosure;
mod dossier;
mod drawn;
mod explain;
mod funding;
mod indices;
mod inequality;
mod json;
mod layout;
mod league;
mod levels;
mod lines;
mod localities;
mod merge;
mod moves;
mod need_league;
mod opportunity;
mod opportunity_league;
mod outliers;
mod pieces;
mod policies;
mod pool;
mod practices;
mod rates;
mod reasons;
mod sensitivity;
mod set_aside;
mod similar;
mod sliced;
mod smooth;
mod space;
mod split;
mod text;
mod trend;
mod watch;

pub use adoption::changes_csv;
pub use areas::{areas_csv, areas_json};
pub use benchmark::{benchmark_csv, benchmark_json, benchmark_table};
pub use by_area::{AreaCodes, CodesBy, by_area_csv};
pub use criteria::{actions_csv, assessed_areas_csv, criteria_csv};
pub use demand::{demand_csv, demand_json, demand_table};
pub use disclosure::disclosure_csv;
pub use dossier::dossier_csv;
pub use drawn::drawn_csv;
pub use explain::{explain_csv, explain_json, explain_table};
pub use funding::{beside_csv, funding_csv, funding_json, funding_table, unequal_csv};
pub use indices::{indices_csv, indices_json, indices_table};
pub use inequality::{inequality_csv, inequality_json, inequality_table};
pub use league::{league_areas_csv, league_csv, league_json, league_table};
pub use levels::{levels_csv, levels_json, levels_table};
pub use lines::SCHEMA;
pub(crate) use lines::to_lines;
pub use localities::{localities_csv, localities_json, localities_table};
pub use merge::{merge_csv, merge_json, merge_table};
pub use moves::{moves_csv, moves_json, moves_table};
pub use need_league::{need_league_csv, need_league_json, need_league_table};
pub use opportunity::{opportunity_csv, opportunity_json, opportunity_table};
pub use opportunity_league::{opportunity_league_csv, opportunity_league_json, opportunity_league_table};
pub use outliers::{
    outliers_csv, outliers_csv_pieces, outliers_json, outliers_json_pieces, outliers_pieces, outliers_table,
};
pub use pieces::{Outline, Pieces};
pub use policies::{policies_csv, policy_differences_csv, policy_groups_csv};
pub use pool::{Pool, pool_csv, pool_json, pool_table};
pub use practices::practices_csv;
pub use rates::{rates_csv, rates_csv_pieces, rates_json, rates_json_pieces, rates_pieces, rates_table};
pub(crate) use reasons::no_interval;
pub use sensitivity::sensitivity_csv;
pub use set_aside::set_aside_csv;
pub use similar::{similar_csv, similar_json, similar_table};
pub use smooth::{smooth_csv, smooth_json, smooth_table};
pub use space::{space_csv, space_json, space_table};
pub use split::{split_csv, split_json, split_table};
pub use trend::{series_csv, series_json, series_table, trend_csv, trend_json, trend_table};
pub use watch::{watch_csv, watch_json, watch_table};
