//! Groups that somebody has made, and similar areas among those of a slice.

use super::{Groups, Indicator, Lacking, Likeness, Neighbour, Similar, WithoutPeers, similar};
use crate::data::slice::Slice;
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The other areas of each area's group, by code: groups that somebody has made, so that there are no distances. An area that is alone
/// in its group has none, and is listed.
///
/// # Errors
/// [`Error::Indicators`] where every area is alone, or all are in one group.
///
/// ```
/// use unwarranted_core::similar::{Groups, in_groups};
/// let of = [("A", "coast"), ("B", "coast"), ("C", "hills")].map(|(area, group)| (area.into(), group.into())).into();
/// let found = in_groups(&Groups { name: "kind".into(), of }).unwrap();
/// assert_eq!((&*found.neighbours[0].neighbour, found.neighbours[0].distance), ("B", None));
/// assert_eq!(&*found.without_peers[0].area, "C");
/// ```
pub fn in_groups(groups: &Groups) -> Result<Similar, Error> {
    let mut members: BTreeMap<&Arc<str>, Vec<&Arc<str>>> = BTreeMap::new();
    groups.of.iter().for_each(|(area, group)| members.entry(group).or_default().push(area));
    if members.len() < 2 || members.values().all(|areas| areas.len() == 1) {
        let (n, what) = (groups.of.len(), if members.len() < 2 { "one group" } else { "a group of its own for each" });
        let problem = format!("'{}' puts {n} areas into {what}: name a column of groups of areas", groups.name);
        return Err(Error::Indicators(problem));
    }
    let others = |(area, group): (&Arc<str>, &Arc<str>)| -> Vec<Neighbour> {
        let others = members[group].iter().filter(|other| **other != area).enumerate();
        let one = |(at, other): (usize, &&Arc<str>)| Neighbour {
            area: Arc::clone(area),
            neighbour: Arc::clone(other),
            rank: at + 1,
            distance: None,
        };
        others.map(one).collect()
    };
    let alone = |(area, group): (&Arc<str>, &Arc<str>)| {
        (members[group].len() == 1).then(|| WithoutPeers { area: Arc::clone(area), distance: None })
    };
    Ok(Similar {
        neighbours: groups.of.iter().flat_map(others).collect(),
        nearest: None,
        areas: groups.of.len(),
        median_last: 0.0,
        without_peers: groups.of.iter().filter_map(alone).collect(),
        lacking: Vec::new(),
    })
}

impl Likeness {
    /// The areas of a slice that are most like each: others have no rate to compare with. Those of which nothing is known are among
    /// those that lack it.
    ///
    /// # Errors
    /// Those of [`similar`] and [`in_groups`].
    pub fn among(&self, slice: &Slice) -> Result<Similar, Error> {
        let codes = || slice.areas().iter().map(|area| &area.code);
        let mut found = match self {
            Self::Nearest { indicators, nearest } => similar(&own(indicators, codes()), *nearest)?,
            Self::Groups(Groups { name, of }) => {
                let of = codes().filter_map(|code| Some((Arc::clone(code), Arc::clone(of.get(code)?)))).collect();
                in_groups(&Groups { name: Arc::clone(name), of })?
            }
        };
        let unknown = codes().filter(|code| !self.knows(code));
        found.lacking.extend(unknown.map(|code| Lacking { area: Arc::clone(code), lacks: self.by() }));
        found.lacking.sort_by(|a, b| a.area.cmp(&b.area));
        Ok(found)
    }

    /// Whether anything is known of an area.
    #[must_use]
    pub fn knows(&self, code: &Arc<str>) -> bool {
        match self {
            Self::Nearest { indicators, .. } => indicators.iter().any(|i| i.values.contains_key(code)),
            Self::Groups(groups) => groups.of.contains_key(code),
        }
    }
}

/// What indicators say of these areas.
fn own<'a>(indicators: &[Indicator], codes: impl Iterator<Item = &'a Arc<str>> + Clone) -> Vec<Indicator> {
    let value = |i: &Indicator, code: &Arc<str>| Some((Arc::clone(code), *i.values.get(code)?));
    let own =
        |i: &Indicator| Indicator { values: codes.clone().filter_map(|code| value(i, code)).collect(), ..i.clone() };
    indicators.iter().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_each_others_peers_and_who_is_alone_is_named() {
        let of = |pairs: &[(&str, &str)]| Groups {
            name: "board".into(),
            of: pairs.iter().map(|(area, group)| ((*area).into(), (*group).into())).collect(),
        };
        let found = in_groups(&of(&[("A", "x"), ("B", "y"), ("C", "x"), ("D", "x"), ("E", "z"), ("F", "y")])).unwrap();
        let pairs: Vec<String> =
            found.neighbours.iter().map(|n| format!("{}{}{}", n.area, n.neighbour, n.rank)).collect();
        assert_eq!(pairs, ["AC1", "AD2", "BF1", "CA1", "CD2", "DA1", "DC2", "FB1"]);
        assert_eq!(found.by_area().map(<[_]>::len).collect::<Vec<_>>(), [2, 1, 2, 2, 1]);
        assert_eq!(found.without_peers, [WithoutPeers { area: "E".into(), distance: None }]);
        let rows = [("A", 1.0, 9.0), ("C", 2.0, 9.0), ("E", 3.0, 9.0), ("N", 3.0, 9.0)];
        let slice = Slice::from_denominators(crate::Kind::Count, &rows).unwrap();
        let among = Likeness::Groups(of(&[("A", "x"), ("C", "x"), ("D", "x"), ("E", "z")])).among(&slice).unwrap();
        assert_eq!((among.neighbours.len(), &*among.without_peers[0].area), (2, "E"));
        assert_eq!(among.lacking, [Lacking { area: "N".into(), lacks: vec!["board".into()] }]);
        for (pairs, says) in [
            (&[("A", "x"), ("B", "x")][..], "'board' puts 2 areas into one group"),
            (&[("A", "x"), ("B", "y")][..], "a group of its own for each"),
            (&[][..], "puts 0 areas"),
        ] {
            let error = in_groups(&of(pairs)).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
