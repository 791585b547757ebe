//! Links between codes.

use super::columns::{Column, Frame, days, number_or_null, numbers_or_null, read_days, strings, text, text_or_null};
use super::file::read;
use super::table::{Listed, count, of_word};
use crate::store::catalogue::Totals;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Link, Links, Node};
use unwarranted_ingest::values::area_kind::AreaKind;

/// Columns of one end of a link: scheme, kind, code, name.
const FROM: [&str; 4] = ["from_scheme", "from_kind", "from", "from_name"];
const TO: [&str; 4] = ["to_scheme", "to_kind", "to", "to_name"];

impl Listed for Links {
    const LIST: Dataset = Dataset::Links;

    fn sums(&self, links: i64) -> Result<Totals, String> {
        if self.rows.iter().filter_map(|r| r.share).any(|share| !(0.0..=1.0).contains(&share)) {
            return Err("a share of a link is not between 0 and 1".to_owned());
        }
        let shared = count(self.rows.iter().filter(|r| r.share.is_some()).count());
        Ok(Totals::Links { links, shared })
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = node_columns(FROM, self.rows.iter().map(|r| &r.from));
        columns.extend(node_columns(TO, self.rows.iter().map(|r| &r.to)));
        columns.push(number_or_null("share", self.rows.iter().map(|r| r.share)));
        columns.push(days("from_day", self.rows.iter().map(|r| r.from_day)));
        columns.push(days("to_day", self.rows.iter().map(|r| r.to_day)));
        columns
    }

    fn series(&self) -> &str {
        &self.series
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn read_from(path: &Path, series: String) -> Result<Self, Error> {
        let frame = read(path, &[&FROM[..], &TO, &["share", "from_day", "to_day"]].concat())?;
        let (from, to) = (read_nodes(&frame, FROM, path)?, read_nodes(&frame, TO, path)?);
        let share = numbers_or_null(&frame, "share", path)?;
        let (from_day, to_day) = (read_days(&frame, "from_day", path)?, read_days(&frame, "to_day", path)?);
        let link = |(i, (from, to)): (usize, (Node, Node))| Link {
            from,
            to,
            share: share[i],
            from_day: from_day[i],
            to_day: to_day[i],
        };
        Ok(Self { series, rows: from.into_iter().zip(to).enumerate().map(link).collect() })
    }
}

fn node_columns<'a>(names: [&str; 4], nodes: impl Iterator<Item = &'a Node> + Clone) -> Vec<Column> {
    vec![
        text(names[0], nodes.clone().map(|n| n.scheme.word())),
        text_or_null(names[1], nodes.clone().map(|n| n.kind.map_or("", AreaKind::word))),
        text_or_null(names[2], nodes.clone().map(|n| n.code.as_str())),
        text_or_null(names[3], nodes.map(|n| n.name.as_str())),
    ]
}

fn read_nodes(frame: &Frame, names: [&str; 4], path: &Path) -> Result<Vec<Node>, Error> {
    let [schemes, kinds, codes, titles] = names.map(|name| strings(frame, name, path));
    let (schemes, kinds, codes, titles) = (schemes?, kinds?, codes?, titles?);
    let node = |i: usize| {
        let kind = |word: &str| of_word(word, path, names[1]);
        Ok(Node {
            scheme: of_word(schemes[i], path, names[0])?,
            kind: if kinds[i].is_empty() { None } else { Some(kind(kinds[i])?) },
            code: codes[i].to_owned(),
            name: titles[i].to_owned(),
        })
    };
    (0..frame.height()).map(node).collect()
}
