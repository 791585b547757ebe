//! Every option, with what it belongs to.

use super::needs::{
    ALIKE, BOUNDED, COMPARED, CRUDE, CRUDELY, DIRECT, DRAWN, EXPLORED, FROM_FILE, INDEPENDENT, INDIRECT, JUDGED,
    LEVEL_GROUP, LIKENED, NEEDED, NO_EXPECTED, NO_PERIOD, NO_PERSON, NO_PRACTICES, NO_TREATMENT, NO_WEIGHTS,
    NOT_DEFINED, NOT_DIRECT, NOT_GRAIN, NOT_GROUPED, NOT_PRACTICE, NOT_SITE, NOT_SWEPT, OF_AREA, OF_LIMITS, OF_ONE,
    OF_POLICY, OF_RATES, ONE_BY_ONE, OWN_RULE, PERSON, TARGETED, WEIGHTS, WHOLE_AREAS, WHOLE_NEED,
};
use super::{OptionEntry, Source, Task};

const FILES: &[Source] = &[Source::Files];
/// Those that know regions above the areas.
const REGIONS: &[Task] = &[Task::Explain, Task::Levels];
/// Those that say what goes with need, and those that show what is left after it.
const NEED: &[Task] =
    &[Task::Explain, Task::Sweep, Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Smooth];
const PRESCRIBING: &[Source] = &[Source::Prescribing];
const FACTS: &[Source] = &[Source::Facts];
const STORE: &[Source] = &[Source::Prescribing, Source::Facts];
const PEOPLE: &[Source] = &[Source::Files, Source::Prescribing];
const SIMULATED: &[Task] = &[Task::Report, Task::Indices];
const DRAWS: &[Task] = &[Task::Report, Task::Indices, Task::Sweep, Task::Explain];
/// All but the league, whose treatments are compared as they are.
const SINGLY: &[Task] =
    &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Smooth, Task::Explain];
const TITLED: &[Task] = &[
    Task::Report,
    Task::Indices,
    Task::Outliers,
    Task::Rates,
    Task::Inequality,
    Task::Smooth,
    Task::Explain,
    Task::Levels,
];
const CHANCE: &[Task] =
    &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Sweep, Task::Smooth, Task::Explain];
/// All that have intervals or limits.
const SURE: &[Task] = &[
    Task::Report,
    Task::Indices,
    Task::Outliers,
    Task::Rates,
    Task::Inequality,
    Task::Smooth,
    Task::Sweep,
    Task::Explain,
];
/// Those that name areas.
const NAMED: &[Task] =
    &[Task::Report, Task::Outliers, Task::Rates, Task::Smooth, Task::Sweep, Task::Explain, Task::Levels];
const RATES: &[Task] = &[Task::Report, Task::Outliers, Task::Rates];
/// All that take areas, or treatments, one by one.
const PROTECTED: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Smooth];
/// All that show counts of areas under a rule of disclosure control.
const COUNTED: &[Task] =
    &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Smooth, Task::Sweep];
/// One unit cannot be that of every treatment of a league.
const UNIT: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality];
const PER: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Sweep];

/// Every option, in the order of the fields of [`crate::study::Study`].
pub static OPTIONS: &[OptionEntry] = &[
    OptionEntry::of("files", FILES),
    OptionEntry::of("column-area", FILES),
    OptionEntry::of("column-period", FILES),
    OptionEntry::of("column-observed", FILES),
    OptionEntry::of("column-denominator", FILES),
    OptionEntry::of("column-expected", FILES).only(SINGLY).shaping(),
    OptionEntry::of("column-treatment", FILES),
    OptionEntry::of("column-name", FILES).only(NAMED),
    OptionEntry::of("column-group", FILES).only(SIMULATED),
    OptionEntry::of("column-rank", FILES).only(&[Task::Report, Task::Indices, Task::Inequality]),
    OptionEntry::of("column-within", FILES),
    OptionEntry::of("column-age-band", FILES),
    OptionEntry::of("column-sex", FILES),
    OptionEntry::of("only-kind", FILES),
    OptionEntry::of("only-treatment", PEOPLE).only(PROTECTED).shaping(),
    OptionEntry::any("only-area").only(PROTECTED).needs(&[NOT_DIRECT]).shaping(),
    OptionEntry::of("decimal", FILES),
    OptionEntry::of("names", FILES).only(NAMED),
    OptionEntry::of("measures", FILES),
    OptionEntry::of("store", STORE),
    OptionEntry::of("bnf", PRESCRIBING),
    OptionEntry::of("treatment", PRESCRIBING),
    OptionEntry::of("grain", PRESCRIBING).only(&[Task::Sweep]).needs(&[NO_TREATMENT]),
    OptionEntry::of("facts", FACTS),
    OptionEntry::of("level", STORE),
    OptionEntry::of("membership", STORE).needs(&[NOT_PRACTICE]),
    OptionEntry::of("groups", STORE).needs(&[LEVEL_GROUP]),
    OptionEntry::of("allow-missing", STORE).needs(&[JUDGED]),
    OptionEntry::of("bnf-year", PRESCRIBING),
    OptionEntry::of("measure", STORE).needs(&[NOT_DEFINED, NOT_GRAIN]),
    OptionEntry::of("denominator", FACTS),
    OptionEntry::of("sex", FACTS),
    OptionEntry::of("age", FACTS),
    OptionEntry::of("rank-by", STORE).only(&[Task::Report, Task::Indices, Task::Inequality]).needs(&[NOT_GROUPED]),
    OptionEntry::any("kind").needs(&[NOT_SWEPT]),
    OptionEntry::any("by"),
    OptionEntry::any("from").needs(&[NO_PERIOD]),
    OptionEntry::any("to").needs(&[NO_PERIOD]),
    OptionEntry::any("period"),
    OptionEntry::any("denominator-is").needs(&[NOT_SWEPT]),
    OptionEntry::any("per").only(PER),
    OptionEntry::any("confidence").only(SURE),
    OptionEntry::any("confidence-also").only(RATES),
    OptionEntry::any("interval").only(RATES).needs(&[INDEPENDENT]),
    OptionEntry::of("standardise", PEOPLE).only(SINGLY).needs(&[NO_WEIGHTS, NO_EXPECTED, OF_RATES]).shaping(),
    OptionEntry::of("standard", FILES).only(SINGLY).needs(&[DIRECT]).shaping(),
    OptionEntry::of("dsr-method", FILES).only(SINGLY).needs(&[DIRECT]).shaping(),
    OptionEntry::of("reference", PEOPLE).only(SINGLY).needs(&[INDIRECT]).shaping(),
    OptionEntry::of("weights", PEOPLE).only(SINGLY).shaping(),
    OptionEntry::of("weights-set", PEOPLE).only(SINGLY).needs(&[WEIGHTS]).shaping(),
    OptionEntry::any("replicates").only(DRAWS),
    OptionEntry::any("seed")
        .only(&[Task::Report, Task::Indices, Task::Outliers, Task::Sweep, Task::Explain])
        .needs(&[DRAWN]),
    OptionEntry::any("per-person").only(CHANCE).needs(&[NOT_DIRECT, NO_PRACTICES]),
    OptionEntry::any("per-person-cv").only(CHANCE).needs(&[PERSON]),
    OptionEntry::any("repeat-factor").only(CHANCE).needs(&[NO_PERSON, NOT_DIRECT, NO_PRACTICES]),
    OptionEntry::any("resample").only(SIMULATED).needs(&[DRAWN, WHOLE_NEED]),
    OptionEntry::any("atkinson").only(&[Task::Indices]),
    OptionEntry::any("jackknife").only(&[Task::Indices]),
    OptionEntry::any("rule").only(&[Task::Outliers]),
    OptionEntry::any("levels").only(&[Task::Outliers]),
    OptionEntry::any("target").only(RATES).needs(&[TARGETED, OF_LIMITS, LIKENED, OWN_RULE, CRUDELY, ONE_BY_ONE]),
    OptionEntry::any("far").only(RATES),
    OptionEntry::any("control").only(&[Task::Outliers]),
    OptionEntry::any("family").only(&[Task::Report, Task::Outliers]),
    OptionEntry::any("league-tables").only(&[Task::Outliers]),
    OptionEntry::any("persistence").only(&[Task::Outliers]).needs(&[CRUDE]),
    OptionEntry::any("method").only(&[Task::Smooth]),
    OptionEntry::any("exceed").only(&[Task::Smooth]),
    OptionEntry::any("need").only(NEED).needs(&[COMPARED, NOT_DIRECT]).shaping(),
    OptionEntry::any("need-file").only(NEED).needs(&[NEEDED]).shaping(),
    OptionEntry::of("column-region", FILES).only(REGIONS),
    OptionEntry::any("policies").only(&[Task::Report]).needs(&[OF_POLICY]),
    OptionEntry::any("like").only(RATES).needs(&[OF_ONE, FROM_FILE]),
    OptionEntry::any("like-file").only(RATES).needs(&[ALIKE]),
    OptionEntry::any("disclosure").only(COUNTED).needs(&[WHOLE_AREAS]).shaping(),
    OptionEntry::any("title").only(TITLED),
    OptionEntry::any("unit").only(UNIT),
    OptionEntry::any("areas").only(&[Task::Report]),
    OptionEntry::any("source").only(&[Task::Report]),
    OptionEntry::any("about").only(&[Task::Report]).needs(&[OF_AREA]),
    OptionEntry::any("boundaries").only(&[Task::Report, Task::Sweep]).needs(&[EXPLORED]),
    OptionEntry::any("neighbours").only(&[Task::Sweep]).needs(&[BOUNDED]),
    OptionEntry::any("highlight").only(&[Task::Report]).needs(&[NOT_SITE]),
];
