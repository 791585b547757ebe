//! The tables of the page of areas assessed against criteria.

use super::matrix_page::{LEVEL, MatrixPage, share, worst};
use super::story::Part;
use super::view::{CellView, Col, RowView, TableView};
use crate::number::{exact, percent, probability, significant};
use unwarranted_core::criteria::{AreaResult, CriterionResult};
use unwarranted_plot::numbers::level;

/// Every criterion, those that most areas fail first.
pub(super) fn of_criteria(page: &MatrixPage) -> Part {
    let confidence = level(page.confidence);
    let table = TableView {
        caption: "Criteria, those that most areas fail first".to_owned(),
        columns: vec![
            Col::text("Criterion"),
            Col::text("Domain"),
            Col::number("Failed"),
            Col::number("Assessed"),
            Col::number("Share"),
            Col::number(format!("Lower {confidence}%")),
            Col::number(format!("Upper {confidence}%")),
            Col::number("Place"),
            Col::number("Place could be"),
            Col::number("Spread of levels"),
        ],
        rows: worst(page).into_iter().map(|c| of_criterion(page, c)).collect(),
        notes: vec!["=: the place is shared.".to_owned()],
        tools: true,
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| format!("{head}: undefined, because criteria are met or not."));
    Part { tables: vec![table], ..Part::new("criteria", "Which criteria are failed most") }
}

/// "2", or "2=" where others have the same place: the mean place of equals is nobody's.
fn place(page: &MatrixPage, c: &CriterionResult) -> String {
    let equal = page.criteria.iter().filter(|other| (other.rank - c.rank).abs() < 1e-9).count().max(1);
    let first = c.rank - (equal - 1) as f64 / 2.0;
    format!("{}{}", exact(first.round()), if equal > 1 { "=" } else { "" })
}

fn of_criterion(page: &MatrixPage, c: &CriterionResult) -> RowView {
    // Whole places, none of those that chance leaves open left out.
    let [best, last] = [c.rank_interval[0].floor(), c.rank_interval[1].ceil()].map(exact);
    RowView {
        cells: vec![
            CellView::text(&*c.criterion),
            CellView::text(c.domain.as_deref().unwrap_or("")),
            CellView::count(c.failed),
            CellView::count(c.assessed),
            CellView::number(share(c), percent(share(c))),
            CellView::number(c.interval[0], percent(c.interval[0])),
            CellView::number(c.interval[1], percent(c.interval[1])),
            CellView::number(c.rank, place(page, c)),
            CellView::number(c.rank_interval[0], if best == last { best } else { format!("{best} to {last}") }),
            CellView::maybe(c.spread, |v| significant(v, 2)),
        ],
        pinned: false,
    }
}

/// Every area, those that fail most first.
pub(super) fn of_areas(page: &MatrixPage) -> Part {
    let mut all: Vec<&AreaResult> = page.areas.iter().collect();
    all.sort_by(|a, b| b.failed.cmp(&a.failed).then_with(|| a.area.cmp(&b.area)));
    let table = TableView {
        caption: "Areas, those that fail most first".to_owned(),
        columns: vec![
            Col::text("Area"),
            Col::number("Failed"),
            Col::number("Assessed"),
            Col::number("Expected"),
            Col::text("Compared"),
            Col::number("p"),
            Col::number("q"),
        ],
        rows: all.into_iter().map(|a| of_area(page, a)).collect(),
        tools: true,
        ..TableView::default()
    };
    Part { tables: vec![table], ..Part::new("areas", "Which areas are far from the rest") }
}

fn of_area(page: &MatrixPage, a: &AreaResult) -> RowView {
    let verdict = |a: &AreaResult| match a.q {
        Some(q) if q <= LEVEL && a.failed as f64 > a.expected => "Fails more",
        Some(q) if q <= LEVEL => "Fails fewer",
        Some(_) => "Cannot be told apart",
        None => "Nothing to compare with",
    };
    RowView {
        cells: vec![
            CellView::text(match page.names.get(&a.area) {
                Some(name) => format!("{name} ({})", a.area),
                None => a.area.to_string(),
            }),
            CellView::count(a.failed),
            CellView::count(a.assessed),
            CellView::number(a.expected, significant(a.expected, 3)),
            CellView::text(verdict(a)),
            CellView::maybe(a.p, probability),
            CellView::maybe(a.q, probability),
        ],
        pinned: false,
    }
}
