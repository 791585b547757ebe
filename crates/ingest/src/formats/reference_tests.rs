//! Lists of organisations, links, code lists and boundaries: each layout against its fixture, with what it holds written
//! out, and against the real files where they are present.

use super::*;
use crate::layouts::national_grid;
use crate::tables::directory::{Geometry, Link, Links, Node, Organisation, Organisations, Shapes, Terms};
use crate::tables::{MAX_REJECTS, Tables};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::day::Day;
use std::path::Path;
use unwarranted_core::Month;
use unwarranted_testing as testing;

fn text(name: &str, text: &str) -> Result<(&'static Format, Reading), Error> {
    read(&Source { shown: name, names: &[name], text, max_rejects: MAX_REJECTS, progress: &|_| () })
}

/// Every table in a file with its layout.
fn tables(path: &Path) -> Vec<Result<(&'static Format, Reading), Error>> {
    let file = input::open(path).unwrap();
    let read_one = |member: &input::Member| {
        let names = [member.name.as_str(), file.name.as_str()];
        read(&Source {
            shown: &member.name,
            names: &names,
            text: &member.text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        })
    };
    file.members.iter().map(read_one).collect()
}

fn only(path: &Path, id: &str) -> Reading {
    let (format, reading) = tables(path).remove(0).unwrap();
    assert_eq!(format.id, id);
    reading
}

fn fixture(path: &str) -> Reading {
    only(&testing::fixture(path), path.split('/').next().unwrap())
}

fn organisations(reading: &Reading) -> (Option<Month>, &Organisations) {
    let Tables::Organisations(month, list) = &reading.tables else { panic!("organisations expected") };
    (*month, list)
}

fn links(reading: &Reading) -> (Option<Month>, &Links) {
    let Tables::Links(month, list) = &reading.tables else { panic!("links expected") };
    (*month, list)
}

fn terms(reading: &Reading) -> (Option<Month>, &Terms) {
    let Tables::Terms(month, list) = &reading.tables else { panic!("terms expected") };
    (*month, list)
}

fn shapes(reading: &Reading) -> (Option<Month>, &Shapes) {
    let Tables::Shapes(month, list) = &reading.tables else { panic!("shapes expected") };
    (*month, list)
}

/// `ods:practice:A90001`.
fn node(node: &Node) -> String {
    format!("{}:{}:{}", node.scheme.word(), node.kind.map_or("", AreaKind::word), node.code)
}

fn arrows(links: &Links) -> Vec<String> {
    let day = |day: Option<Day>| day.map_or(String::new(), |day| format!(" {day}"));
    let arrow = |l: &Link| format!("{} > {}{}{}", node(&l.from), node(&l.to), day(l.from_day), day(l.to_day));
    links.rows.iter().map(arrow).collect()
}

fn month(year: i32, month: i32) -> Option<Month> {
    Month::new(year, month)
}

fn between(links: &Links, from: (Scheme, AreaKind), to: (Scheme, AreaKind)) -> usize {
    let is = |node: &Node, (scheme, kind)| node.scheme == scheme && node.kind == Some(kind);
    links.rows.iter().filter(|l| is(&l.from, from) && is(&l.to, to)).count()
}

#[test]
fn practices_keep_their_days_and_commissioner() {
    let reading = fixture("ods-practices/epraccur-2016-02.csv");
    let (published, list) = organisations(&reading);
    assert_eq!((published, list.rows.len(), list.series.as_str()), (month(2016, 2), 4, "ods-practices"));
    let expected = Organisation {
        kind: AreaKind::Practice,
        code: "A90002".to_owned(),
        name: "THE MILL, OLD TOWN".to_owned(),
        parent: "90A".to_owned(),
        opened: Day::new(1974, 4, 1),
        closed: Day::new(2015, 3, 31),
        joined: Day::new(2013, 4, 1),
        left: Day::new(2015, 3, 31),
        status: "C".to_owned(),
        setting: "4".to_owned(),
        postcode: "ZZ1 1AA".to_owned(),
    };
    assert_eq!(list.rows[1], expected);
    assert_eq!(reading.tally.labelled, [("closed", 1), ("open", 3)].into());
}

#[test]
fn a_list_without_header_counts_lines_from_one_and_needs_no_quotes() {
    let quoted = std::fs::read_to_string(testing::fixture("ods-practices/epraccur-2016-02.csv")).unwrap();
    let plain = quoted.replace("THE MILL, OLD TOWN", "THE MILL").replace('"', "");
    let (format, reading) = text("epraccur.csv", &plain).unwrap();
    assert_eq!((format.id, organisations(&reading).1.rows.len()), ("ods-practices", 4));
    let headed = format!("Organisation Code,{}\n{plain}", "x,".repeat(25) + "x");
    assert_eq!(text("epraccur.csv", &headed).unwrap().1.tally.read, 4);
    let mut many: String =
        (0..200).map(|i| plain.lines().next().unwrap().replace("A90001", &format!("A{i:05}")) + "\r\n").collect();
    many = many.replacen("19740401", "1974", 1);
    let (_, reading) = text("epraccur.csv", &many).unwrap();
    let [reject] = &reading.tally.rejects[..] else { panic!("one reject expected") };
    assert_eq!((reject.line, reject.column.as_str()), (1, "Open Date"));
    assert!(reject.reason.contains("found '1974'; expected a day such as 20130401"), "{}", reject.reason);
    let cut = &plain[..plain.rfind(',').unwrap()];
    let error = text("epraccur.csv", cut).unwrap_err().to_string();
    assert!(error.contains("line 4: the last row is cut short"), "{error}");
}

#[test]
fn commissioners_are_separated_from_hubs_and_higher_bodies() {
    let reading = fixture("ods-commissioners/eccg-2016-02.csv");
    let (_, list) = organisations(&reading);
    let seen: Vec<_> = list.rows.iter().map(|o| (o.kind.word(), &*o.code, &*o.parent)).collect();
    let expected = [
        ("ccg", "90A", "Q90"),
        ("ccg", "90B", "Q90"),
        ("ccg", "D9P9L", "QZ9"),
        ("area-team", "Q90", ""),
        ("region", "Y90", ""),
        ("other", "90H", "Q90"),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn memberships_are_links_with_days() {
    let reading = fixture("ods-memberships/epcmem.csv");
    let (published, list) = links(&reading);
    assert_eq!(published, None);
    let expected = [
        "ods:practice:A90001 > ods:pcn:U90001 2019-07-01",
        "ods:practice:A90001 > ods:pct:9AB 2001-10-01 2013-03-31",
        "ods:practice:A90001 > ods:ccg:90A 2013-04-01 2015-03-31",
        "ods:practice:A90001 > ods:ccg:90B 2015-04-01",
        "ods:practice:W90001 > ods:other:7A1 2009-10-01",
    ];
    assert_eq!(arrows(list), expected);
}

#[test]
fn networks_have_members_with_and_without_a_header() {
    let reading = fixture("ods-pcn-members/epcncorepartnerdetails.csv");
    let expected = [
        "ods:practice:A90001 > ods:pcn:U90001 2019-07-01 2021-03-31",
        "ods:practice:A90001 > ods:pcn:U90002 2021-04-01",
        "ods:practice:A90002 > ods:pcn:U90002 2019-07-01",
    ];
    let list = links(&reading).1;
    assert_eq!(arrows(list), expected);
    assert_eq!((&*list.rows[2].from.name, &*list.rows[2].to.name), ("THE MILL, OLD TOWN", "MILL PCN"));
    // As a sheet of a workbook: a title, and names of columns with line breaks.
    let plain = std::fs::read_to_string(testing::fixture("ods-pcn-members/epcncorepartnerdetails.csv")).unwrap();
    let header = "\"Partner\nOrganisation\nCode\",\"Partner\nName\",c,d,PCN Code,PCN Name,g,h,i,j,k";
    let sheet = format!("Core partners{}\n\n{header}\n{plain}", ",".repeat(10));
    let (format, reading) = text("ePCN.xlsx (PCN Core Partner Details)", &sheet).unwrap();
    assert_eq!((format.id, arrows(links(&reading).1)), ("ods-pcn-members", expected.map(str::to_owned).to_vec()));
    let reading = fixture("ods-pcns/epcn.csv");
    let seen: Vec<_> = organisations(&reading).1.rows.iter().map(|o| (&*o.code, &*o.parent, o.closed)).collect();
    assert_eq!(seen, [("U90001", "90A", Day::new(2021, 3, 31)), ("U90002", "90B", None)]);
}

#[test]
fn the_practice_map_links_every_tier_in_both_schemes() {
    let reading = fixture("practice-map/gp-reg-pat-prac-map.csv");
    let (extract, list) = links(&reading);
    assert_eq!((extract, reading.tally.synthetic), (month(2020, 9), true));
    assert_eq!(reading.tally.labelled, [("practice without a network", 1)].into());
    let arrows = arrows(list);
    let expected = [
        "ods:practice:A90001 > ods:pcn:U90001",
        "ods:practice:A90001 > ods:ccg:90A",
        "ods:practice:A90002 > ods:pcn:U90001",
        "ods:practice:A90002 > ods:ccg:90B",
        "ods:practice:A90003 > ods:ccg:90B",
        "ods:ccg:90A > ods:stp:QZ9",
        "ods:ccg:90A > ons:ccg:E38900001",
        "ods:ccg:90B > ods:stp:QZ9",
        "ods:ccg:90B > ons:ccg:E38900002",
        "ods:stp:QZ9 > ods:region:Y90",
        "ods:stp:QZ9 > ons:stp:E54900001",
        "ods:region:Y90 > ons:region:E40900001",
        "ons:ccg:E38900001 > ons:stp:E54900001",
        "ons:ccg:E38900002 > ons:stp:E54900001",
        "ons:stp:E54900001 > ons:region:E40900001",
    ];
    assert_eq!(arrows, expected);
    let newer = std::fs::read_to_string(testing::fixture("practice-map/gp-reg-pat-prac-map.csv")).unwrap();
    let newer = newer.replace("CCG_", "SUB_ICB_LOCATION_").replace("STP_", "ICB_");
    let (_, reading) = text("map.csv", &newer).unwrap();
    assert!(super::reference_tests::arrows(links(&reading).1).contains(&"ods:ccg:90A > ods:icb:QZ9".to_owned()));
}

#[test]
fn lookups_take_their_month_from_the_names_of_columns() {
    let reading = fixture("ons-lookup/ons_ccg21_stp21_nhser21.csv");
    let (from, list) = links(&reading);
    assert_eq!((from, list.series.as_str()), (month(2021, 4), "ons-lookup/ccg-stp-region"));
    let expected = [
        "ods:ccg:90A > ods:stp:QZ9",
        "ods:ccg:90A > ons:ccg:E38900001",
        "ods:ccg:90B > ods:stp:QZ9",
        "ods:ccg:90B > ons:ccg:E38900002",
        "ods:stp:QZ9 > ods:region:Y90",
        "ods:stp:QZ9 > ons:stp:E54900001",
        "ods:region:Y90 > ons:region:E40900001",
        "ons:ccg:E38900001 > ons:stp:E54900001",
        "ons:ccg:E38900002 > ons:stp:E54900001",
        "ons:stp:E54900001 > ons:region:E40900001",
    ];
    assert_eq!(arrows(list), expected);
    assert_eq!(list.rows[2].from.name, "NHS Newtown, East CCG");
    let names_only = "CCG13CD,CCG13NM,NHSAT13CD,NHSAT13NM\nE38900001,Oldtown,E39900001,North\n";
    let (_, reading) = text("lookup.csv", names_only).unwrap();
    assert_eq!(arrows(links(&reading).1), ["ons:ccg:E38900001 > ons:area-team:E39900001"]);
    let later = "SICBL31CD,SICBL31CDH,SICBL31NM\nE38900001,90A,Oldtown\n";
    assert_eq!(links(&text("lookup.csv", later).unwrap().1).0, month(2031, 4));
}

#[test]
fn json_of_codes_sets_a_header_row_aside() {
    let reading = fixture("ons-to-ods/ons-to-ods-2020-06-22.json");
    let (published, list) = links(&reading);
    assert_eq!((published, list.series.as_str()), (month(2020, 6), "ons-to-ods/codes"));
    let expected =
        ["ods:ccg:90A > ons:ccg:E38900001", "ods:ccg:90B > ons:ccg:E38900002", "ods:other:ZC090 > ons:other:ZC090"];
    assert_eq!(arrows(list), expected);
    assert_eq!(reading.tally.set_aside, [("a header row left in as data", 1)].into());
    let names = "{\"E38900001\": \"NHS Oldtown\", \"E54900001\": \"North\"}";
    let (_, reading) = text("codes-2021-05.json", names).unwrap();
    assert_eq!(
        arrows(links(&reading).1),
        ["ons:ccg:E38900001 > name:ccg:NHS Oldtown", "ons:stp:E54900001 > name:stp:North"]
    );
}

#[test]
fn json_that_cannot_be_used_says_where() {
    let error = |json: &str| text("x.json", json).unwrap_err().to_string();
    let bad = error(
        "{\n\"E38900001\": {\"ccg19cdh\": \"90A\", \"name\": \"A\"},\n\"E38900002\": {\"ccg19cdh\": 7, \"name\": \"B\"}\n}",
    );
    assert!(bad.contains("line 3, column 'E38900002': E38900002.ccg19cdh: found 7; expected a text"), "{bad}");
    let bad = error("{\"E38900001\": {\"ccg19cdh\": \"90A\", \"name\": \"A\"");
    assert!(bad.contains("line 1: the JSON ends too early; the file looks truncated"), "{bad}");
    let bad =
        error("[{\"nhscode\": \"9AB\", \"onscode\": \"E16900001\", \"name\": \"x\", \"CCG\": {\"pcd_percent\": 1}}]");
    assert!(bad.contains("[0].CCG[0].name: the key is missing; expected a text"), "{bad}");
    let bad = error(
        "{\"type\": \"FeatureCollection\", \"features\": [{\"geometry\": {\"type\": \"Point\", \"coordinates\": [1, 2]}}]}",
    );
    assert!(bad.contains("features[0]: unknown variant `Point`, expected `Polygon` or `MultiPolygon`"), "{bad}");
    let bad = error("{\"layout\": \"odd-r\", \"hexes\": {\"QZ9\": {\"q\": 1}}}");
    assert!(bad.contains("hexes.QZ9.r: the key is missing; expected a whole number"), "{bad}");
    let bad = error("{\"type\": \"Topology\", \"arcs\": []}");
    assert!(bad.contains("this is TopoJSON, which is not read; export the boundaries as GeoJSON"), "{bad}");
    let bad = error("{\"colours\": [1]}");
    assert!(bad.contains("this JSON is in no layout that can be ingested; it begins with {\"colours\""), "{bad}");
}

#[test]
fn lists_of_all_codes_have_stand_ins_and_areas_outside_england() {
    let csv = "CCG18CD,CCG18CDH,CCG18NM,CCG18NMW\nE38900001,90A,A,\nW11900023,9A1,B,B2\nZC010,ZC010,Belfast,\n\
               L99999999,,(pseudo) Channel Islands,\n";
    let (_, reading) = text("CCG names and codes UK as at 04_18.csv", csv).unwrap();
    let (_, list) = links(&reading);
    assert_eq!(arrows(list), ["ods:ccg:90A > ons:ccg:E38900001", "ods:other:9A1 > ons:other:W11900023"]);
    assert_eq!(reading.tally.set_aside, [("a stand-in for an area outside England", 2)].into());
}

#[test]
fn trusts_are_split_between_the_groups_that_followed() {
    let reading = fixture("pct-to-ccg/pct-to-ccg.json");
    let (from, list) = links(&reading);
    assert_eq!(from, None);
    let shared: Vec<_> = list.rows.iter().filter_map(|l| Some((&*l.from.code, &*l.to.code, l.share?))).collect();
    assert_eq!(shared, [("9AB", "90A", 1.0), ("9AC", "90A", 0.125), ("9AC", "90B", 0.875)]);
    assert_eq!((reading.tally.read, list.rows.len()), (2, 3 + 2 + 2));
    let reading = fixture("sha-trusts/sha-pct.csv");
    assert_eq!(arrows(links(&reading).1), ["ods:pct:9AB > ods:sha:Q93", "ods:trust:R9A > ods:sha:Q93"]);
}

#[test]
fn reads_the_separator_of_nhs_choices() {
    let reading = fixture("nhs-choices-organisations/ccg.csv");
    let seen: Vec<_> =
        organisations(&reading).1.rows.iter().map(|o| (o.kind.word(), &*o.code, &*o.name, &*o.postcode)).collect();
    let expected =
        [("ccg", "90A", "NHS Oldtown CCG", "ZZ1 1AA"), ("ccg", "90B", "NHS Newtown, \"East\" CCG, Côte", "ZZ2 2BB")];
    assert_eq!(seen, expected);
}

#[test]
fn the_code_list_has_every_level_once() {
    let reading = fixture("bnf-codes/20200205_1580915847332_BNF_Code_Information.csv");
    let (published, list) = terms(&reading);
    assert_eq!(published, month(2020, 2));
    let seen: Vec<_> = list.rows.iter().map(|t| (&*t.code, &*t.level, &*t.parent)).collect();
    let expected = [
        ("09", "chapter", ""),
        ("0990", "section", "09"),
        ("099001", "paragraph", "0990"),
        ("0990010", "subparagraph", "099001"),
        ("0990010A0", "chemical", "0990010"),
        ("0990010A0AA", "product", "0990010A0"),
        ("0990010A0AAAAAA", "presentation", "0990010A0AA"),
        ("0990010A0BB", "product", "0990010A0"),
        ("0990010A0BBAAAA", "presentation", "0990010A0BB"),
        ("20", "chapter", ""),
        ("2099", "section", "20"),
        ("20990000101", "presentation", "2099"),
    ];
    assert_eq!(seen, expected);
    assert_eq!(list.rows[6].name, "Synthamide 10mg tablets");
    assert_eq!(reading.tally.notices, ["codes with another name than before, of which the last is kept: 1"]);
    let path = testing::fixture("bnf-codes/20200205_1580915847332_BNF_Code_Information.csv");
    let lost = std::fs::read_to_string(path).unwrap().replace(",09,", ",9,");
    let error = text("bnf.csv", &lost).unwrap_err().to_string();
    assert!(
        error.contains("line 2, column 'BNF Chapter Code': found '9'; expected the code of a chapter: 2 characters"),
        "{error}"
    );
}

#[test]
fn changes_of_codes_are_links_from_january() {
    let reading = fixture("bnf-changes/2018.txt");
    let (from, list) = links(&reading);
    assert_eq!(from, month(2018, 1));
    let expected = [
        "bnf::0990010A0AAAAAA > bnf::0990010C0AAAAAA 2018-01-01",
        "bnf::0990010A0BBAAAA > bnf::0990010C0BBAAAA 2018-01-01",
        "bnf::0990010F0AAAAAA > bnf::099001020AAAHAH 2018-01-01",
        "bnf::099002 > bnf::099003 2018-01-01",
        "bnf::099002 > bnf::099004 2018-01-01",
        "bnf::20990000101 > bnf::20990000201 2018-01-01",
    ];
    assert_eq!(arrows(list), expected);
    let aside = [("listed before", 1), ("replaced by itself", 1), ("withdrawn without a successor", 1)];
    assert_eq!(reading.tally.set_aside, aside.into());
    assert_eq!(reading.tally.notices, ["codes whose leading zero was restored: 1", "codes with several successors: 1"]);
}

#[test]
fn changes_of_codes_may_have_a_comma_between_them() {
    let changes =
        "0990010A0AAAAAA,0990010C0AAAAAA\n\"0990010A0BBAAAA\", \"0990010C0BBAAAA\"\n20990000101,20990000201\n";
    let (format, reading) = text("bnf_changes_2022.csv", changes).unwrap();
    let (from, list) = links(&reading);
    assert_eq!((format.id, from, list.rows.len()), ("bnf-changes", month(2022, 1), 3));
    assert_eq!(arrows(list)[1], "bnf::0990010A0BBAAAA > bnf::0990010C0BBAAAA 2022-01-01");
    let headed = format!("# a remark\nold code,new code\n{changes}");
    for text_of in [headed.clone(), headed.replace(',', ";")] {
        let (format, reading) = text("bnf_changes_2022.csv", &text_of).unwrap();
        assert_eq!((format.id, links(&reading).1.rows.len(), reading.tally.read), ("bnf-changes", 3, 3), "{text_of}");
    }
    let three = changes.replace("201\n", "201,1\n");
    let error = text("2022.csv", &(changes.repeat(9) + &three)).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("line 30: expected two codes with a tab or a comma"), "{error}");
}

#[test]
fn changes_of_codes_may_stand_below_a_title_and_beside_names() {
    let plain = "0990010A0AAAAAA,0990010C0AAAAAA\n20990000101,20990000201\n";
    let named = "Old name,Old code,New name,New code\n\"Synth, 10mg\",0990010A0AAAAAA,Synthamide,0990010C0AAAAAA\n\
                 Pad,20990000101,Pad 2,20990000201\n";
    let wanted =
        ["bnf::0990010A0AAAAAA > bnf::0990010C0AAAAAA 2022-01-01", "bnf::20990000101 > bnf::20990000201 2022-01-01"];
    let swapped = "new code,old code\n0990010C0AAAAAA,0990010A0AAAAAA\n20990000201,20990000101\n";
    let titled = format!("BNF changes of January 2022\n\n{plain}");
    let tabs = format!("Changes 2022\n{}", named.replace("\"Synth, 10mg\"", "Synth").replace(',', "\t"));
    for text_of in [plain, named, swapped, &titled, &tabs] {
        let (format, reading) = text("bnf_changes_2022.csv", text_of).unwrap();
        assert_eq!(
            (format.id, arrows(links(&reading).1), reading.tally.read),
            ("bnf-changes", wanted.map(str::to_owned).into(), 2),
            "{text_of}"
        );
    }
    let withdrawn = text("2022.csv", &format!("{named}Gone,0990010A0BBAAAA,,REMOVED\n")).unwrap().1;
    assert_eq!(withdrawn.tally.set_aside, [("withdrawn without a successor", 1)].into());
    // A title without a header, above names, says nothing of which code is the new one.
    assert!(text("2022.csv", "Changes\nSynth,0990010A0AAAAAA,Other,0990010C0AAAAAA\n").is_err());
}

#[test]
fn quantities_without_a_value_are_not_zero() {
    let reading = fixture("adq/adq-2017-06.csv");
    let (published, list) = terms(&reading);
    assert_eq!(published, month(2017, 6));
    let seen: Vec<_> = list.rows.iter().map(|t| (&*t.code, t.value, &*t.unit)).collect();
    let expected =
        [("0990010A0AAAAAA", Some(20.0), "MG"), ("0990010A0BBAAAA", Some(0.6), ""), ("20990000101", None, "")];
    assert_eq!(seen, expected);
    let path = testing::fixture("adq/adq-2017-06.csv");
    let old_mac = std::fs::read_to_string(path).unwrap().replace('\n', "\r").replace("0.6", "-");
    let error = text("adq.csv", &old_mac).unwrap_err().to_string();
    assert!(error.contains("line 3, column 'ADQ Value': found '-'; expected a number above zero, or N/A"), "{error}");
}

#[test]
fn boundaries_of_the_national_grid_become_degrees() {
    let reading = fixture("geojson/ccg-2013-british-national-grid.geojson");
    let (from, list) = shapes(&reading);
    assert_eq!((from, list.kind, list.series.as_str()), (month(2013, 4), AreaKind::Ccg, "geojson/ccg/2013"));
    let seen: Vec<_> = list.rows.iter().map(|s| (&*s.code, &*s.name)).collect();
    assert_eq!(seen, [("E38900001", "NHS Oldtown"), ("E38900002", "NHS Newtown"), ("E38900003", "NHS Lost")]);
    let Geometry::Polygons(text) = &list.rows[0].geometry else { panic!("polygons expected") };
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["type"], "Polygon");
    let first = &value["coordinates"][0][0];
    let (longitude, latitude) = national_grid::to_wgs84(530_000.0, 180_000.0);
    assert!(
        (first[0].as_f64().unwrap() - longitude).abs() < 1e-6 && (first[1].as_f64().unwrap() - latitude).abs() < 1e-6
    );
    assert_eq!(list.rows[2].geometry, Geometry::Missing);
    assert!(reading.tally.notices.contains(&"areas without a geometry: 1 (NHS Lost)".to_owned()));
}

#[test]
fn boundaries_in_degrees_stay_as_they_are() {
    let json = r#"{"features": [
        {"properties": {"name": "NHS A CCG"}, "geometry": {"type": "Polygon", "coordinates": [[[-1.5, 52], [0.123456789012345, 52], [0, 53], [-1.5, 52]]]}},
        {"properties": {"name": "NHS B CCG"}, "geometry": {"type": "Polygon", "coordinates": []}}], "type": "FeatureCollection"}"#;
    let (_, reading) = text("ccg-cartogram-2020.json", json).unwrap();
    let (from, list) = shapes(&reading);
    assert_eq!((from, list.series.as_str()), (month(2020, 4), "geojson/ccg/2020/cartogram"));
    let expected = r#"{"type":"Polygon","coordinates":[[[-1.5,52],[0.123456789012345,52],[0,53],[-1.5,52]]]}"#;
    assert_eq!(list.rows[0].geometry, Geometry::Polygons(expected.to_owned()));
    assert_eq!(list.rows[1].geometry, Geometry::Missing);
    let error = |json: &str| text("x.json", json).unwrap_err().to_string();
    let open = error(&json.replace("[-1.5, 52]]]", "[-1.5, 52.1]]]"));
    assert!(open.contains("features[0].geometry.coordinates (NHS A CCG): a ring is not closed"), "{open}");
    let far = error(&json.replace("[0, 53]", "[0, 153]"));
    assert!(far.contains("found [0, 153]; expected degrees"), "{far}");
    let crs = r#"{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}, "features""#;
    let other = error(&json.replacen("{\"features\"", crs, 1));
    assert!(other.contains("crs.properties.name: found 'urn:ogc:def:crs:EPSG::3857'; expected degrees"), "{other}");
    let nameless = error(&json.replace("\"name\"", "\"colour\""));
    assert!(nameless.contains("features[0].properties: no code and no name was found"), "{nameless}");
}

#[test]
fn hexagons_keep_their_place_and_layout() {
    let reading = fixture("hexjson/icb-2022.hexjson");
    let (from, list) = shapes(&reading);
    assert_eq!((from, list.kind, list.layout.as_str()), (month(2022, 7), AreaKind::Icb, "odd-r"));
    let seen: Vec<_> = list.rows.iter().map(|s| (&*s.code, &*s.ods, &*s.name, s.geometry.clone())).collect();
    let expected = [
        ("", "QZ8", "NHS South", Geometry::Hexagon { q: -1, r: 0 }),
        ("", "QZ9", "NHS North", Geometry::Hexagon { q: 1, r: 1 }),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn published_lists_of_organisations() {
    for files in testing::folders() {
        let folder = files.join("organisations");
        for (name, id, twin, real, published) in [
            ("epraccur-2016-02.csv", "ods-practices", (3, 1), (12_922, 957), month(2016, 2)),
            ("epraccur-2017-03.csv", "ods-practices", (5, 2), (13_385, 1_392), month(2017, 3)),
            ("eccg-2016-02.csv", "ods-commissioners", (6, 1), (249, 26), month(2016, 2)),
            ("eccg-2024.csv", "ods-commissioners", (7, 3), (320, 161), None),
            ("nhs-choices-ccg.csv", "nhs-choices-organisations", (2, 0), (211, 0), None),
        ] {
            let reading = only(&folder.join(name), id);
            let (month, list) = organisations(&reading);
            let shut = list.rows.iter().filter(|o| o.closed.is_some()).count();
            assert_eq!(((list.rows.len(), shut), month), (files.known(twin, real), published), "{name}");
            assert!(reading.tally.rejects.is_empty() && !reading.tally.synthetic, "{name}");
        }
        // As of April 2014 to 2022 the groups and locations, which the areas of payments count too.
        let reading = only(&folder.join("eccg-2024.csv"), "ods-commissioners");
        let open = |year: i32| {
            let day = Day::new(year, 4, 1);
            let groups = organisations(&reading).1.rows.iter().filter(|o| o.kind == AreaKind::Ccg);
            groups.filter(|o| o.opened <= day && o.closed.is_none_or(|closed| Some(closed) >= day)).count()
        };
        let years = [2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022];
        let known = files.known([4, 4, 4, 4, 4, 4, 3, 3, 3], [211, 209, 209, 207, 195, 191, 135, 106, 106]);
        assert_eq!(years.map(open), known);
    }
}

#[test]
fn published_links() {
    for files in testing::folders() {
        let of = |name: &str, id: &str| {
            let reading = only(&files.join("organisations").join(name), id);
            assert!(reading.tally.rejects.is_empty(), "{name}");
            let (month, list) = links(&reading);
            (month, list.clone())
        };
        lookups(&files, &of);
        code_lists(&files, &of);
        former_trusts(&files, &of);
        practice_map(&files);
    }
}

type Read<'a> = dyn Fn(&str, &str) -> (Option<Month>, Links) + 'a;

fn lookups(files: &testing::Folder, of: &Read<'_>) {
    let (ods, ons) = (Scheme::Ods, Scheme::Ons);
    for (name, groups, with_boards, from) in [
        ("ons_ccg20.csv", files.known(3, 135), false, month(2020, 4)),
        ("ons_ccg21_stp21_nhser21.csv", files.known(3, 106), true, month(2021, 4)),
        ("ons_sicbl22_icb22_nhser22.csv", files.known(3, 106), true, month(2022, 7)),
    ] {
        let (month, list) = of(name, "ons-lookup");
        let middle = if from == Month::new(2022, 7) { AreaKind::Icb } else { AreaKind::Stp };
        let coded = between(&list, (ods, AreaKind::Ccg), (ons, AreaKind::Ccg));
        assert_eq!((coded, month), (groups, from), "{name}");
        for scheme in [ods, ons] {
            let boards = if with_boards { groups } else { 0 };
            assert_eq!(between(&list, (scheme, AreaKind::Ccg), (scheme, middle)), boards, "{name}");
        }
    }
}

fn code_lists(files: &testing::Folder, of: &Read<'_>) {
    for (name, entries, published) in [
        ("ons-to-ods-2015-03-24.json", files.known(6, 35_900), month(2015, 3)),
        ("ons-to-ods-2018-06-08.json", files.known(5, 242), month(2018, 6)),
        ("ons-to-ods-2020-01-02.json", files.known(4, 238), month(2020, 1)),
        ("ons-to-ods-2020-06-22.json", files.known(6, 256), month(2020, 6)),
        ("ons-to-ods-2021-06-25.json", files.known(4, 153), month(2021, 6)),
        ("ons-to-ods-2023-08-24.json", files.known(3, 155), month(2023, 8)),
    ] {
        let (month, list) = of(name, "ons-to-ods");
        assert_eq!((list.rows.len(), month), (entries, published), "{name}");
    }
}

fn former_trusts(files: &testing::Folder, of: &Read<'_>) {
    let (ods, ons) = (Scheme::Ods, Scheme::Ons);
    let (_, list) = of("pct-to-ccg.json", "pct-to-ccg");
    assert_eq!(between(&list, (ods, AreaKind::Pct), (ods, AreaKind::Ccg)), files.known(3, 237));
    assert_eq!(between(&list, (ods, AreaKind::Pct), (ons, AreaKind::Pct)), files.known(2, 151));
    // One of the groups is there under two names.
    assert_eq!(between(&list, (ods, AreaKind::Ccg), (ons, AreaKind::Ccg)), files.known(2, 209));
    let (_, list) = of("sha-pct.csv", "sha-trusts");
    assert_eq!(between(&list, (ods, AreaKind::Trust), (ods, AreaKind::Sha)), files.known(2, 159));
}

fn practice_map(files: &testing::Folder) {
    let ods = Scheme::Ods;
    let map = only(&files.join("population/gp-reg-pat-prac-map-2020-09.csv"), "practice-map");
    let (extract, list) = links(&map);
    assert_eq!(extract, month(2020, 9));
    let (practices, without) = files.known((5, 1), (6708, 131));
    assert_eq!(between(list, (ods, AreaKind::Practice), (ods, AreaKind::Ccg)), practices);
    assert_eq!(between(list, (ods, AreaKind::Practice), (ods, AreaKind::Pcn)), practices - without);
    assert_eq!(between(list, (ods, AreaKind::Ccg), (ods, AreaKind::Stp)), files.known(3, 135));
    assert_eq!(between(list, (ods, AreaKind::Stp), (ods, AreaKind::Region)), files.known(2, 42));
    assert_eq!(map.tally.labelled, [("practice without a network", without as u64)].into());
}

#[test]
fn published_code_lists() {
    for files in testing::folders() {
        let reading = only(&files.join("bnf/bnf-code-information-2020-02.zip"), "bnf-codes");
        let (published, list) = terms(&reading);
        let rows = files.known(4, 79_482);
        assert_eq!((published, reading.tally.read), (month(2020, 2), rows as u64));
        let at = |level: &str| list.rows.iter().filter(|t| t.level == level).count();
        assert_eq!((at("chapter"), at("section")), files.known((2, 2), (21, 232)));
        assert_eq!(at("presentation"), rows);
        assert!(list.rows.iter().all(|t| !t.name.starts_with("DUMMY")));
        let known: std::collections::BTreeSet<&str> = list.rows.iter().map(|t| t.code.as_str()).collect();
        for term in &list.rows {
            assert_eq!(term.parent.is_empty(), term.level == "chapter", "{term:?}");
            assert!(term.parent.is_empty() || known.contains(&*term.parent), "{term:?}");
        }
        let reading = only(&files.join("bnf/adq-2017-06.csv"), "adq");
        let (published, list) = terms(&reading);
        let (rows, without) = files.known((4, 2), (33_700, 27_878));
        assert_eq!((published, list.rows.len()), (month(2017, 6), rows));
        assert_eq!(list.rows.iter().filter(|t| t.value.is_some()).count(), rows - without);
    }
}

#[test]
fn published_boundaries() {
    for files in testing::folders() {
        for (name, id, twin, real, from, series) in [
            ("ccg-2013-british-national-grid.geojson", "geojson", 4, 211, month(2013, 4), "geojson/ccg/2013"),
            ("ccg-2016.geojson", "geojson", 4, 209, month(2016, 4), "geojson/ccg/2016"),
            ("ccg-2020.geojson", "geojson", 3, 135, month(2020, 4), "geojson/ccg/2020"),
            ("ccg-2021.geojson", "geojson", 3, 106, month(2021, 4), "geojson/ccg/2021"),
            ("ccg-cartogram-2020.json", "geojson", 3, 191, month(2020, 4), "geojson/ccg/2020/cartogram"),
            ("icb-2022.hexjson", "hexjson", 2, 42, month(2022, 7), "hexjson/icb/2022"),
        ] {
            let reading = only(&files.join("boundaries").join(name), id);
            let (month, list) = shapes(&reading);
            assert_eq!(
                (list.rows.len(), month, list.series.as_str()),
                (files.known(twin, real), from, series),
                "{name}"
            );
            assert!(list.rows.iter().all(|s| s.geometry != Geometry::Missing), "{name}");
            let coded = id == "geojson" && !series.ends_with("cartogram");
            assert!(list.rows.iter().all(|s| s.code.is_empty() != coded), "{name}");
        }
        // The same area of 2013, on the grid, and of 2016, in degrees, lies in the same place. The square of the twin lies
        // around the worked example in the Ordnance Survey's guide to coordinate systems.
        let code = files.known("E38900001", "E38000046");
        let a = centre(&files.join("boundaries/ccg-2013-british-national-grid.geojson"), code);
        let b = centre(&files.join("boundaries/ccg-2016.geojson"), code);
        assert!((a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01, "{a:?} {b:?}");
    }
}

/// The middle of the box around an area, east and north.
fn centre(path: &Path, code: &str) -> (f64, f64) {
    let reading = only(path, "geojson");
    let area = shapes(&reading).1.rows.iter().find(|s| s.code == code).unwrap().clone();
    let Geometry::Polygons(text) = area.geometry else { panic!("polygons expected") };
    let numbers: Vec<f64> = text.split(['[', ']', ',']).filter_map(|n| n.parse().ok()).collect();
    let (east, north): (Vec<f64>, Vec<f64>) = numbers.chunks(2).map(|c| (c[0], c[1])).unzip();
    let middle =
        |v: &[f64]| (v.iter().copied().fold(f64::MAX, f64::min) + v.iter().copied().fold(f64::MIN, f64::max)) / 2.0;
    (middle(&east), middle(&north))
}

/// What is refused, and why: notes.
const REFUSED: [(&str, &str); 1] = [("policy/", "Markdown")];

/// Every file is recognised and read, or refused for a reason that is known.
#[test]
fn published_reference_files_are_recognised_or_refused() {
    for files in testing::folders() {
        let mut refused = 0;
        for (folder, twin, real) in [("organisations", 17, 17), ("bnf", 5, 5), ("boundaries", 6, 6), ("policy", 1, 2)] {
            let entries = std::fs::read_dir(files.join(folder)).unwrap();
            let paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            assert_eq!(paths.len(), files.known(twin, real), "{folder}");
            refused += paths.iter().filter(|path| is_refused(path)).count();
        }
        assert_eq!(refused, files.known(1, 2));
    }
}

fn is_refused(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let mut refused = false;
    for table in tables(path) {
        match table {
            Ok((_, reading)) => assert!(reading.tally.used > 0, "{name}"),
            Err(error) => {
                let error = error.to_string();
                let known = |(part, why): &(&str, &str)| name.contains(part) && error.contains(why);
                assert!(REFUSED.iter().any(known), "{name}: {error}");
                refused = true;
            }
        }
    }
    refused
}
