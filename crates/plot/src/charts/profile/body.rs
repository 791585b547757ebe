//! The rows of a profile.

use super::row::{Row, told, verdict};
use crate::chart::Subject;
use crate::charts::shared::doublings::{RowWords, Rows, doublings};
use crate::frame::Frame;
use crate::svg::{Shape, Stroke};
use crate::theme;
use unwarranted_core::findings::Position;

fn look(row: &Row) -> (Shape, &'static str) {
    match row.area.rates.position {
        Some(Position::FarAbove) => (Shape::Up, theme::FAR_ABOVE),
        Some(Position::Above) => (Shape::Dot, theme::ABOVE),
        Some(Position::NotDistinguishable) => (Shape::Ring, theme::REST),
        Some(Position::Below) => (Shape::Dot, theme::BELOW),
        Some(Position::FarBelow) => (Shape::Down, theme::FAR_BELOW),
        None => (Shape::Dot, theme::SOFT),
    }
}

pub(super) fn body(frame: &mut Frame, subject: &Subject, rows: &[&Row]) {
    let said: Vec<RowWords> = rows.iter().map(|row| words(row)).collect();
    let ends = |r: &&Row| [Some(r.ratio), r.interval.map(|i| i.1), r.interval.map(|i| i.0)];
    let drawn = Rows::set(frame, subject.size, &said, rows.iter().flat_map(ends).flatten());
    for (i, (row, words)) in rows.iter().zip(&said).enumerate() {
        drawn.row(frame, i, words, row.spread, |frame, [top, bottom]| {
            let (x, y) = (|ratio| drawn.x.at(doublings(ratio)), (top + bottom) / 2.0);
            let (shape, colour) = look(row);
            if let Some((low, high)) = row.interval {
                frame.svg.line((x(low), y), (x(high), y), Stroke::solid(colour, 2.0));
            }
            let tip = format!("{}: {}", row.measure.labels.measure, told(row));
            frame.svg.mark(shape, (x(row.ratio), y), 4.5, colour, &tip);
        });
    }
}

/// The treatment, and how the area compares.
fn words<'a>(row: &Row<'a>) -> RowWords<'a> {
    let colour = match look(row).1 {
        theme::REST => theme::SOFT,
        theme::ABOVE | theme::BELOW => theme::INK,
        colour => colour,
    };
    RowWords { title: &row.measure.labels.measure, bold: verdict(row).to_owned(), colour, under: told(row) }
}
