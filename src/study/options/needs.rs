//! What must hold where an option is given.

use super::Task;
use crate::core::disclosure::Disclosure;
use crate::core::outliers;
use crate::study::{About, Formulary, NeighboursBy, Resample, Standardise, Study};

/// Something that must hold where an option is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) holds: fn(&Study, Option<Task>) -> bool,
    /// What is wrong where it does not hold, as it follows the option.
    pub(super) says: &'static str,
}

pub(super) const DIRECT: Need =
    Need { holds: |s, _| s.standardise == Some(Standardise::Direct), says: "goes with `standardise direct`" };
/// Commands that compare observed with expected values, where files give no others.
pub(super) const OF_RATES: Need = Need {
    holds: |s, task| {
        let of_ratios = matches!(task, Some(Task::Indices | Task::Outliers | Task::Smooth | Task::Explain));
        !of_ratios || s.store.is_some() || s.standardise != Some(Standardise::Direct)
    },
    says: "direct gives rates, but this command compares observed with expected values; use `standardise indirect`, or \
           'unwarranted rates' and 'unwarranted report'",
};
pub(super) const NEEDED: Need = Need { holds: |s, _| !s.need.is_empty(), says: "goes with `need`" };
/// What shows rates, months or practices as they are has no use for values that are expected of areas.
pub(super) const COMPARED: Need = Need {
    holds: |s, task| {
        let plainly = matches!(s.about, Some(About::Dossier | About::Site | About::Explorer | About::Matrix));
        task != Some(Task::Report) || !plainly
    },
    says: "has no effect on a dossier, a site, an explorer and a matrix: give them the CSV that 'unwarranted explain' writes",
};
/// What is expected for the need of an area is not known of its practices.
pub(super) const WHOLE_NEED: Need = Need {
    holds: |s, _| s.need.is_empty() || s.resample != Some(Resample::Practices),
    says: "practices cannot be used with `need`, which is of whole areas",
};
pub(super) const INDIRECT: Need =
    Need { holds: |s, _| s.standardise == Some(Standardise::Indirect), says: "goes with `standardise indirect`" };
pub(super) const NO_WEIGHTS: Need = Need { holds: |s, _| s.weights.is_none(), says: "cannot be used with `weights`" };
pub(super) const NO_EXPECTED: Need =
    Need { holds: |s, _| s.column_expected.is_none(), says: "cannot be used with `column-expected`" };
pub(super) const WEIGHTS: Need = Need { holds: |s, _| s.weights.is_some(), says: "goes with `weights`" };
pub(super) const LEVEL_GROUP: Need =
    Need { holds: |s, _| s.level.is_some_and(|level| level.word() == "group"), says: "goes with `level group`" };
/// Practices need not be in a network or in a group of the user's own, and are all there one by one.
pub(super) const JUDGED: Need = Need {
    holds: |s, _| s.level.is_none_or(|level| !matches!(level.word(), "practice" | "pcn" | "group")),
    says: "has no effect with `level practice`, `level pcn` and `level group`",
};
/// A practice is in itself wherever it belongs.
pub(super) const NOT_PRACTICE: Need = Need {
    holds: |s, _| s.level.is_none_or(|level| level.word() != "practice"),
    says: "has no effect with `level practice`: each practice is an area of its own",
};
pub(super) const NOT_GROUPED: Need = Need {
    holds: |s, _| s.level.is_none_or(|level| level.word() != "group"),
    says: "cannot be used with `level group`: scores are not added over areas",
};
pub(super) const INDEPENDENT: Need = Need {
    holds: |s, _| s.per_person.is_none() && s.repeat_factor.is_none(),
    says: "cannot be used with `per-person` or `repeat-factor`, which have an interval of their own",
};
pub(super) const NOT_DEFINED: Need = Need {
    holds: |s, _| s.treatment.is_empty() || !s.bnf.is_empty(),
    says: "goes with `bnf`: each `treatment` has a measure of its own",
};
/// Counts by age, sex and practice are smaller than those of areas, and would be behind what is shown.
pub(super) const WHOLE_AREAS: Need = Need {
    holds: |s, _| {
        let parts = [&s.column_within, &s.column_age_band, &s.column_sex];
        let drawn = s.resample == Some(Resample::Practices);
        s.standardise.is_none() && s.weights.is_none() && !drawn && parts.iter().all(|column| column.is_none())
    },
    says: "is for counts of whole areas: it cannot be used with `standardise`, `weights`, `resample practices` or columns of \
           practices, ages or sexes",
};
pub(super) const PERSON: Need = Need { holds: |s, _| s.per_person.is_some(), says: "goes with `per-person`" };
pub(super) const NO_PERSON: Need =
    Need { holds: |s, _| s.per_person.is_none(), says: "cannot be used with `per-person`" };
pub(super) const NOT_DIRECT: Need =
    Need { holds: |s, _| s.standardise != Some(Standardise::Direct), says: "cannot be used with `standardise direct`" };
pub(super) const DRAWN: Need = Need {
    holds: |s, task| task == Some(Task::Outliers) || s.replicates != Some(0),
    says: "has no effect with `replicates 0`",
};
/// A sweep of a store takes every treatment as the store and its definition say.
pub(super) const NOT_SWEPT: Need = Need {
    holds: |s, task| task != Some(Task::Sweep) || s.store.is_none(),
    says: "has no effect on a sweep of a store, where each treatment says so itself",
};
pub(super) const NOT_GRAIN: Need = Need {
    holds: |s, _| s.grain != Some(Formulary::Treatments),
    says: "cannot be used with `grain treatments`: each treatment has a measure of its own",
};
pub(super) const NO_PERIOD: Need = Need {
    holds: |s, task| task != Some(Task::Sweep) || s.store.is_none() || s.period.is_empty(),
    says: "cannot be used with `period` in a sweep of a store",
};
pub(super) const NO_TREATMENT: Need = Need {
    holds: |s, _| s.bnf.is_empty() && s.treatment.is_empty(),
    says: "cannot be used with `treatment` or `bnf`: it says which treatments there are",
};
/// Practices show chance themselves.
pub(super) const NO_PRACTICES: Need = Need {
    holds: |s, task| {
        let of_practices = s.store.is_some() && s.disclosure.unwrap_or_default() == Disclosure::None;
        task != Some(Task::Sweep) || (s.column_within.is_none() && !of_practices)
    },
    says: "has no effect where practices are known: they show how large chance is",
};
/// Shorter periods are held against their own limits as they are.
pub(super) const CRUDE: Need = Need {
    holds: |s, _| s.standardise.is_none() && s.weights.is_none() && s.column_expected.is_none() && s.need.is_empty(),
    says: "cannot be used with `standardise`, `weights`, `need` or `column-expected`",
};
pub(super) const TARGETED: Need = Need {
    holds: |s, _| s.rule.as_deref().is_none_or(|id| outliers::find(id).is_none_or(|rule| rule.against.is_some())),
    says: "goes with a rule that takes a target, such as the default one; the centre of the others is part of their definition",
};
/// An area and a dossier are of one area.
pub(super) const OF_AREA: Need = Need {
    holds: |s, _| s.highlight.is_some() || !s.about.is_some_and(About::is_of_an_area),
    says: "area and dossier are of one area: name its code with `highlight`",
};
/// No other report tells of areas like another.
pub(super) const OF_ONE: Need = Need {
    holds: |s, _| s.about == Some(About::Area) || s.is_against_similar(),
    says: "goes with `target similar`, and with a report that is `about area`",
};
/// A table of rates has no limits.
pub(super) const OF_LIMITS: Need = Need {
    holds: |s, task| task != Some(Task::Rates) || s.is_against_similar(),
    says: "other than similar has no effect on rates, which have no limits; use 'unwarranted outliers' or 'unwarranted report'",
};
pub(super) const LIKENED: Need = Need {
    holds: |s, _| !s.is_against_similar() || !s.like.is_empty(),
    says: "similar needs `like`, the columns that similar areas have alike",
};
/// The default rule is written into files of studies.
pub(super) const OWN_RULE: Need = Need {
    holds: |s, _| !s.is_against_similar() || s.rule.as_deref().is_none_or(|id| id == outliers::DEFAULT.id),
    says: "similar cannot be used with `rule`: each area is held against the spread of its own similar areas",
};
pub(super) const CRUDELY: Need = Need {
    holds: |s, _| {
        !s.is_against_similar() || (s.standardise.is_none() && s.column_expected.is_none() && s.need.is_empty())
    },
    says: "similar compares areas with those like them, in place of an expected value: it cannot be used with `standardise`, `need` or \
           `column-expected`",
};
/// What compares areas in another way, or has one target for everything that it shows.
pub(super) const ONE_BY_ONE: Need = Need {
    holds: |s, _| !s.is_against_similar() || !matches!(s.about, Some(About::Explorer | About::Matrix | About::Policy)),
    says: "similar has no meaning there: an explorer has one target for all of its areas, and reports about criteria and policies compare \
           areas in ways of their own",
};
pub(super) const FROM_FILE: Need = Need {
    holds: |s, _| s.store.is_none() || s.like_file.is_some(),
    says: "goes with `like-file`, a table by area, where the data come from a store",
};
pub(super) const ALIKE: Need =
    Need { holds: |s, _| !s.like.is_empty(), says: "goes with `like`, which names columns of it" };
/// No other report tells of policies.
pub(super) const OF_POLICY: Need =
    Need { holds: |s, _| s.about == Some(About::Policy), says: "goes with a report that is `about policy`" };
/// Maps of other reports are drawn by `chart`.
pub(super) const EXPLORED: Need = Need {
    holds: |s, task| s.about == Some(About::Explorer) || (task == Some(Task::Sweep) && s.facts.is_none()),
    says: "goes with an explorer, which has a folder of its own, and with a league",
};
/// A site shows every area.
pub(super) const NOT_SITE: Need = Need {
    holds: |s, _| s.about != Some(About::Site),
    says: "has no effect on a site, which has a page for every area",
};
/// A table of pairs needs nothing else.
pub(super) const BOUNDED: Need = Need {
    holds: |s, _| s.boundaries.is_some() || matches!(s.neighbours, Some(NeighboursBy::Table(_))),
    says: "goes with `boundaries`, unless it is a table of pairs: they say where the areas lie",
};
