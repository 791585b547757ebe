//! `crates/store/data/geography/ons-ods.csv` is derived here from the publishers' lists, and compared with the committed file.

use super::*;
use crate::tables::directory::{Node, Shapes};
use crate::tables::{MAX_REJECTS, Tables};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::codes;
use crate::values::day::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_testing as testing;

const KINDS: [AreaKind; 4] = [AreaKind::Ccg, AreaKind::Stp, AreaKind::Icb, AreaKind::Region];
const HEADER: &str = "kind,ods,ons,name,place,from,to,first_seen,last_seen\n";

fn committed() -> PathBuf {
    unwarranted_testing::root().join("crates/store/data/geography/ons-ods.csv")
}

fn tables(path: &Path) -> Tables {
    let file = input::open(path).unwrap();
    let names = [file.members[0].name.as_str(), file.name.as_str()];
    let source = Source {
        shown: &file.name,
        names: &names,
        text: &file.members[0].text,
        max_rejects: MAX_REJECTS,
        progress: &|_| (),
    };
    read(&source).unwrap().1.tables
}

/// An ONS code with its names by month.
type Seen<'a> = (&'a str, Vec<(Month, &'a str)>);

/// What the lists say of one ONS code.
#[derive(Default)]
struct Code {
    ods: Option<String>,
    /// Name by the month of the list, of lists of the areas of one time.
    seen: BTreeMap<Month, String>,
    /// The same, of lists that keep codes which are no longer used.
    listed: BTreeMap<Month, String>,
}

type Codes = BTreeMap<(AreaKind, String), Code>;

/// A group that opened and closed: its ODS code and name.
struct Groups(Vec<(String, String, Option<Day>, Option<Day>)>);

impl Groups {
    fn read(path: &Path) -> Self {
        let Tables::Organisations(_, list) = tables(path) else { panic!("organisations expected") };
        let groups = list.rows.into_iter().filter(|o| o.kind == AreaKind::Ccg);
        Self(groups.map(|o| (o.code, plain(&o.name), o.opened, o.closed)).collect())
    }

    fn days(&self, ods: &str) -> (Option<Day>, Option<Day>) {
        self.0.iter().find(|(code, ..)| code == ods).map_or((None, None), |(_, _, opened, closed)| (*opened, *closed))
    }

    fn open_in(&self, month: Month) -> usize {
        let day = Day::new(month.year(), u8::try_from(month.month()).unwrap(), 1);
        self.0.iter().filter(|(_, _, opened, closed)| *opened <= day && closed.is_none_or(|c| Some(c) >= day)).count()
    }
}

/// A name in capitals without CCG and the like.
fn plain(name: &str) -> String {
    name.to_uppercase().replace('&', "AND").trim_end_matches(" CCG").trim().to_owned()
}

fn derive(data: &Path) -> String {
    let groups = Groups::read(&data.join("organisations/eccg-2024.csv"));
    let mut codes = Codes::new();
    let mut paths: Vec<PathBuf> = vec![data.join("population/gp-reg-pat-prac-map-2020-09.csv")];
    for folder in ["organisations", "boundaries"] {
        paths.extend(std::fs::read_dir(data.join(folder)).unwrap().flatten().map(|entry| entry.path()));
    }
    paths.sort();
    for path in paths {
        match tables(&path) {
            Tables::Links(month, links) => {
                let pairs = links.rows.iter().map(|link| (&link.from, &link.to));
                add_links(pairs.collect(), month, &groups, &mut codes);
            }
            Tables::Shapes(Some(month), shapes) => add_shapes(&shapes, month, &mut codes),
            _ => {}
        }
    }
    for ((kind, _), code) in codes.iter_mut().filter(|(_, code)| code.ods.is_none()) {
        let name = code.seen.values().chain(code.listed.values()).next().map(|name| plain(name));
        let same: Vec<_> = groups.0.iter().filter(|(_, group, ..)| Some(group) == name.as_ref()).collect();
        if let ([(ods, ..)], AreaKind::Ccg) = (&same[..], kind) {
            code.ods = Some(ods.clone());
        }
    }
    rows(&codes, &groups)
}

fn add_links(pairs: Vec<(&Node, &Node)>, month: Option<Month>, groups: &Groups, codes: &mut Codes) {
    let of_ons = |(from, to): &(&Node, &Node)| {
        let named = (from.scheme == Scheme::Ons && to.scheme == Scheme::Name).then(|| ((*from).clone(), None));
        named.or_else(|| {
            (from.scheme == Scheme::Ods && to.scheme == Scheme::Ons).then(|| ((*to).clone(), Some(from.code.clone())))
        })
    };
    let found: Vec<(Node, Option<String>)> = pairs.iter().filter_map(of_ons).collect();
    let found: Vec<_> =
        found.into_iter().filter(|(ons, _)| ons.kind.is_some_and(|kind| KINDS.contains(&kind))).collect();
    let count = found.iter().filter(|(ons, _)| ons.kind == Some(AreaKind::Ccg)).count();
    for (ons, ods) in found {
        let code = codes.entry((ons.kind.unwrap(), ons.code)).or_default();
        code.ods = code.ods.take().or(ods);
        if let Some(month) = month {
            // Some lists keep the codes of groups that closed.
            let current = count == groups.open_in(month);
            (if current { &mut code.seen } else { &mut code.listed }).insert(month, ons.name);
        }
    }
}

fn add_shapes(shapes: &Shapes, month: Month, codes: &mut Codes) {
    for shape in shapes.rows.iter().filter(|shape| codes::is_ons(&shape.code) && KINDS.contains(&shapes.kind)) {
        codes
            .entry((shapes.kind, shape.code.clone()))
            .or_default()
            .seen
            .entry(month)
            .or_insert_with(|| shape.name.clone());
    }
}

/// The place in a name: without the kind of body. `None` since July 2022, when names of commissioners became those of the
/// boards around them.
fn place(kind: AreaKind, name: &str, month: Month) -> Option<String> {
    let name = name.trim();
    let bare = match kind {
        AreaKind::Ccg if (month.year(), month.month()) >= (2022, 7) => return None,
        AreaKind::Ccg => name.trim_end_matches(" CCG"),
        AreaKind::Icb => name.trim_end_matches(" Integrated Care Board"),
        _ => name,
    };
    Some(bare.trim_start_matches("NHS ").to_owned())
}

/// The board around a sub-ICB location, as its name has it.
fn board(name: &str) -> Option<&str> {
    Some(name.trim().strip_prefix("NHS ")?.split_once(" ICB - ")?.0)
}

/// The latest place of an ONS code; of a new code, which is of another boundary, the board that has no other location; else
/// that of any code of the same area.
fn place_of(codes: &Codes, kind: AreaKind, ods: &str, ons: &str) -> String {
    let own = |code: &Code| {
        let names = code.listed.iter().chain(&code.seen);
        names.filter_map(|(month, name)| Some((*month, place(kind, name, *month)?))).max()
    };
    let of_area = codes.iter().filter(|((k, _), code)| *k == kind && code.ods.as_deref() == Some(ods));
    let known = codes.get(&(kind, ons.to_owned())).and_then(own);
    let names = |code: &Code| code.seen.values().filter_map(|n| board(n)).map(str::to_owned).collect::<BTreeSet<_>>();
    let boards = codes.get(&(kind, ons.to_owned())).map(names).unwrap_or_default();
    let alone = |board: &&String| codes.values().filter(|code| names(code).contains(*board)).count() == 1;
    if let (None, Some(board)) = (&known, boards.iter().find(alone)) {
        return board.clone();
    }
    known.or_else(|| of_area.filter_map(|(_, code)| own(code)).max()).map_or(String::new(), |(_, place)| place)
}

fn rows(codes: &Codes, groups: &Groups) -> String {
    let mut by_ods: BTreeMap<(AreaKind, &str), Vec<Seen<'_>>> = BTreeMap::new();
    for ((kind, ons), code) in codes {
        let seen = if code.seen.is_empty() { &code.listed } else { &code.seen };
        let seen: Vec<(Month, &str)> = seen.iter().map(|(month, name)| (*month, name.as_str())).collect();
        if let (Some(ods), false) = (&code.ods, seen.is_empty()) {
            by_ods.entry((*kind, ods.as_str())).or_default().push((ons.as_str(), seen));
        }
    }
    let mut csv = HEADER.to_owned();
    for ((kind, ods), mut spells) in by_ods {
        spells.sort_by_key(|(_, seen)| seen[0].0);
        let (opened, closed) = if kind == AreaKind::Ccg { groups.days(ods) } else { (None, None) };
        for (at, (ons, seen)) in spells.iter().enumerate() {
            let from = if at == 0 { opened } else { change(&spells[at - 1].1, seen).map(|(_, day)| day) };
            let to = spells.get(at + 1).map_or(closed, |(_, next)| change(seen, next).map(|(day, _)| day));
            let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
            let (first, (last, name)) = (seen[0].0, seen[seen.len() - 1]);
            let (first, last) = (first.to_string(), last.to_string());
            let place = place_of(codes, kind, ods, ons);
            let fields = [kind.word(), ods, *ons, name.trim(), &place, &day(from), &day(to), &first, &last];
            input::push_csv_row(&mut csv, fields.into_iter());
        }
    }
    csv
}

/// The last day of one code and the first of the next: known where only one first of April (or of July 2022) lies between
/// the lists that have them.
fn change(before: &[(Month, &str)], after: &[(Month, &str)]) -> Option<(Day, Day)> {
    let (last, first) = (before.last()?.0, after.first()?.0);
    let between = (1..=first.since(last)).map(|n| last.plus(n));
    let mut days = between.filter(|m| m.month() == 4 || (m.year(), m.month()) == (2022, 7));
    let (Some(month), None) = (days.next(), days.next()) else { return None };
    let ended = if month.month() == 4 { Day::new(month.year(), 3, 31) } else { Day::new(month.year(), 6, 30) };
    Some((ended?, Day::new(month.year(), u8::try_from(month.month()).ok()?, 1)?))
}

/// By hand from the lists of the twin: B and C merged into D in April 2020, and the boundary of E changed in April 2021.
const TWIN: &str = "\
kind,ods,ons,name,place,from,to,first_seen,last_seen
ccg,90A,E38900001,NHS Oldtown,Oldtown,2013-04-01,,2013-04,2023-08
ccg,90B,E38900002,\"NHS Newtown, East\",\"Newtown, East\",2013-04-01,2020-03-31,2013-04,2020-01
ccg,90C,E38900003,NHS Mill and Hill,Mill and Hill,2013-04-01,2020-03-31,2013-04,2020-01
ccg,90D,E38900004,NHS Dale,Dale,2020-04-01,,2020-04,2023-08
ccg,90E,E38900005,NHS Fell CCG,Fell,2013-04-01,2021-03-31,2013-04,2020-09
ccg,90E,E38900006,NHS Fell,Fell,2021-04-01,,2021-04,2023-08
stp,QZ8,E54900002,Synthetic South,Synthetic South,,,2020-09,2021-04
stp,QZ9,E54900001,Synthetic North,Synthetic North,,,2020-09,2021-04
icb,QZ8,E54900002,NHS Synthetic South Integrated Care Board,Synthetic South,,,2022-07,2022-07
icb,QZ9,E54900001,NHS Synthetic North Integrated Care Board,Synthetic North,,,2022-07,2022-07
region,Y90,E40900001,North,North,,,2020-09,2022-07
region,Y91,E40900002,South,South,,,2020-09,2022-07
";

/// With `UNWARRANTED_UPDATE` in the environment the file is written instead.
#[test]
fn the_committed_codes_are_those_of_the_publishers_lists() {
    for files in testing::folders() {
        let derived = derive(files.path());
        if files.is_real() && std::env::var_os("UNWARRANTED_UPDATE").is_some() {
            std::fs::write(committed(), &derived).unwrap();
        }
        let known = files.known(TWIN.to_owned(), std::fs::read_to_string(committed()).unwrap());
        assert_eq!(derived, known);
    }
}

#[test]
fn the_committed_codes_are_sound() {
    let text = std::fs::read_to_string(committed()).unwrap();
    assert!(text.starts_with(HEADER));
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
    let kinds: BTreeMap<&str, usize> = rows.iter().fold(BTreeMap::new(), |mut kinds, row| {
        *kinds.entry(&row[0]).or_default() += 1;
        kinds
    });
    println!("{kinds:?}");
    assert!(kinds["ccg"] > 250 && kinds["icb"] == 42 && kinds["stp"] >= 42 && kinds["region"] >= 7);
    assert!(rows.iter().all(|row| codes::is_ods(&row[1]) && codes::is_ons(&row[2]) && !row[3].is_empty()));
    assert!(rows.iter().all(|row| row[5].is_empty() || row[6].is_empty() || row[5] <= row[6]));
    assert!(rows.iter().all(|row| !row[4].is_empty() && !row[4].contains("ICB") && !row[4].starts_with("NHS")));
    let distinct: BTreeSet<(&str, &str)> = rows.iter().map(|row| (&row[0], &row[2])).collect();
    assert_eq!(distinct.len(), rows.len());
    // Every day that is known lies where the lists were seen to change.
    let groups = rows.iter().filter(|row| &row[0] == "ccg");
    let open = |day: &str| {
        groups.clone().filter(|r| &r[5] <= day && !r[5].is_empty() && (r[6].is_empty() || &r[6] >= day)).count()
    };
    assert!((200..=211).contains(&open("2014-04-01")), "{}", open("2014-04-01"));
}
