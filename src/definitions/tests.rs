//! The definitions that come with the program, and files that are none.

use super::*;
use crate::core::treatment::Counted;
use crate::core::{Kind, Over};
use std::collections::{BTreeMap, BTreeSet};

/// The list of BNF codes of February 2020, where it is at hand.
fn code_list() -> Option<Vec<String>> {
    let folder = unwarranted_testing::folders().into_iter().find(unwarranted_testing::Folder::is_real)?;
    let path = folder.join("bnf/bnf-code-information-2020-02.zip");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_index(0).unwrap(), &mut text).unwrap();
    let code = |line: &str| line.trim_end().rsplit(',').next().unwrap().trim_matches('"').to_owned();
    Some(text.lines().skip(1).map(code).collect())
}

#[test]
fn every_definition_in_the_folder_comes_with_the_program() {
    let folder = unwarranted_testing::root().join("data/treatments");
    let names: BTreeSet<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    let built: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, built);
    let all = all().unwrap();
    assert!(all.len() >= 120, "{}", all.len());
    let ids: BTreeSet<&str> = all.iter().map(Definition::id).collect();
    assert_eq!(ids.len(), all.len(), "identifiers are unique");
    for id in ids {
        assert!(built.contains(&format!("{id}.toml")), "{id} stands in a file of another name");
    }
}

#[test]
fn what_definitions_say_fits_together() {
    let mut words: BTreeMap<String, &str> = BTreeMap::new();
    for d in all().unwrap() {
        let id = d.id();
        assert_eq!(d.treatment.polarity, Some(d.polarity));
        for text in [&d.question, &d.why] {
            assert!(text.ends_with(['.', '?']) && text.len() > 20, "{id}: {text}");
        }
        assert!(d.question.ends_with('?'), "{id}");
        let known = (d.question.clone(), words.insert(d.question.clone(), id));
        assert_eq!(known.1, None, "{id} asks what another asks: {}", known.0);
        assert!(!d.tags.is_empty() && d.author == "Unwarranted", "{id}");
        // Care that is better low is no underuse, care that is better high no overuse.
        match d.variation {
            Variation::Underuse => assert_eq!(d.polarity, Polarity::High, "{id}"),
            Variation::Overuse => assert_eq!(d.polarity, Polarity::Low, "{id}"),
            Variation::PreferenceSensitive | Variation::SupplySensitive => {}
        }
        if d.care == Care::LowPriority {
            assert_ne!(d.polarity, Polarity::High, "{id}");
        }
        if let Over::Other(Counted::Prescribed(_, measure)) = &d.treatment.over {
            let share = d.treatment.kind == Kind::Share;
            assert!(
                share || d.treatment.numerator.measure() != Some(*measure),
                "{id}: neither a share nor a cost per item"
            );
        }
    }
}

/// The slow way: every code of the list, one definition at a time.
#[test]
fn every_code_of_a_definition_takes_something_and_shares_are_within_their_wholes() {
    let Some(codes) = code_list() else { return };
    for d in all().unwrap() {
        let Counted::Prescribed(numerator, _) = &d.treatment.numerator else { panic!("{}", d.id()) };
        let mut selections = vec![numerator];
        if let Over::Other(Counted::Prescribed(denominator, _)) = &d.treatment.over {
            selections.push(denominator);
            let outside = codes.iter().find(|code| numerator.takes(code) && !denominator.takes(code));
            assert_eq!(outside, None, "{}", d.id());
        }
        for selection in selections {
            for part in selection.include().iter().chain(selection.exclude()) {
                assert!(codes.iter().any(|code| part.hold(code)), "{}: {part} takes nothing in the list", d.id());
            }
        }
    }
}

const GOOD: &str = r#"
id = "mine"
title = "My treatment"
question = "How often?"
why = "Because."
measure = "items"
kind = "share"
polarity = "neither"
care = "choice"
variation = "preference-sensitive"
author = "Me"
reviewed = "2026-11-28"

[numerator]
include = ["0205040D0~AQ,AR"]

[denominator]
include = ["0205040D0"]
"#;

#[test]
fn a_bad_definition_is_refused_with_line_and_key() {
    let read = |text: &str| Definition::parse(text, "my.toml");
    assert_eq!(read(GOOD).unwrap().treatment.kind, Kind::Share);
    let people = |table: &str| GOOD.replace("include = [\"0205040D0\"]", table).replace("\"share\"", "\"count\"");
    assert_eq!(
        read(&people("ages = \"15-44\"\nsex = \"female\"")).unwrap().treatment.unit.denominator.one,
        "registered woman aged 15 to 44"
    );
    for (text, says) in [
        (GOOD.replace("why =", "wy ="), "line 5, key 'wy': unknown field `wy`"),
        (GOOD.replace("why = \"Because.\"\n", ""), "missing field `why`"),
        (GOOD.replace("Because.", " "), "line 5, key 'why': is blank"),
        (GOOD.replace("\"items\"", "\"adq\""), "line 6, key 'measure': average daily quantities are not in the store"),
        (GOOD.replace("\"items\"", "\"pills\""), "line 6, key 'measure': is 'pills'; expected one of items"),
        (
            GOOD.replace("\"neither\"", "\"up\""),
            "line 8, key 'polarity': found 'up'; expected one of low, high, neither",
        ),
        (
            GOOD.replace("\"share\"", "\"count\""),
            "line 7, key 'kind': is 'count', but what is counted over what makes it 'share'",
        ),
        (
            GOOD.replace("[\"0205040D0\"]", "[\"0501\"]"),
            "line 7, key 'kind': is 'share', but what is counted over what makes it 'amount'",
        ),
        (
            GOOD.replace("~AQ,AR", "~AQ,1R"),
            "line 15, key 'numerator.include': '0205040D0~AQ,1R' is no chemical with endings",
        ),
        (GOOD.replace("[\"0205040D0~AQ,AR\"]", "[]"), "line 15, key 'numerator.include': has neither"),
        (GOOD.replace("include = [\"0205040D0~", "codes = [\"0205040D0~"), "'0205040D0~AQ,AR'"),
        (
            GOOD.replace("include = [\"0205040D0~AQ,AR\"]", "codes = [\"0205040D0BBADAQ\"]"),
            "line 15, key 'numerator.codes': need 'list'",
        ),
        (
            GOOD.replace("AR\"]", "AR\"]\nexclude = [\"0501\"]"),
            "line 16, key 'numerator.exclude': '0501' leaves out codes that are not taken",
        ),
        (
            people("registered = true\nages = \"15-44\""),
            "line 17, key 'denominator': has registered and ages; expected one of",
        ),
        (people(""), "line 17, key 'denominator': has nothing; expected one of"),
        (people("ages = \"old\""), "line 18, key 'denominator.ages'"),
        (people("series = \"qof-prevalence\""), "needs both 'series' and 'facts'"),
        (people("registered = true\nmeasure = \"items\""), "line 19, key 'denominator.measure': goes with codes"),
        (GOOD.replace("2026-11-28", "soon"), "line 12, key 'reviewed': is 'soon'"),
        (format!("{GOOD}\n[per_person]\namount = 0\nsource = \"x\""), "key 'per_person.amount': is 0"),
        (format!("{GOOD}\n[per_person]\namount = 2\nsource = \"\""), "key 'per_person.source': is blank"),
        ("id = ".to_owned(), "my.toml, line 1"),
    ] {
        let error = read(&text).unwrap_err().to_string();
        assert!(error.starts_with("my.toml, line ") && error.contains(says), "{error}\n(expected {says})");
    }
}

#[test]
fn a_file_that_is_written_can_be_read() {
    let draft = |codes: &str, measure| Draft {
        id: "mine".to_owned(),
        title: "Mine \"and\" yours".to_owned(),
        codes: Some(codes.parse().unwrap()),
        found: vec![("20030200025".to_owned(), "A dressing\nwith silver".to_owned())],
        pattern: Some(("silver".to_owned(), Month::new(2020, 2).unwrap())),
        measure,
        polarity: Polarity::Low,
        care: Care::Choice,
        variation: Variation::Overuse,
        author: "Me".to_owned(),
        day: "2026-11-28".to_owned(),
    };
    for (codes, measure, kind) in [
        ("0501-050109", crate::core::Measure::Items, Kind::Count),
        ("2003/2003", crate::core::Measure::Items, Kind::Share),
        ("0205040D0~AQ/0205040D0", crate::core::Measure::Nic, Kind::Amount),
    ] {
        let text = commented(&draft(codes, measure));
        let read = Definition::parse(&text, "new.toml").unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!((read.treatment.kind, read.treatment.title.as_str()), (kind, "Mine \"and\" yours"));
        assert_eq!(read.numerator.name_pattern.as_deref(), Some("silver"));
    }
    let alone = Draft { codes: None, ..draft("0501", crate::core::Measure::Items) };
    let read = Definition::parse(&commented(&alone), "new.toml").unwrap();
    assert!(read.numerator.selection.takes("20030200025") && !read.numerator.selection.takes("0501"));
}
