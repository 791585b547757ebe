//! Questions, for somebody at a terminal who gave no options.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, Write};
use std::path::Path;
use unwarranted::core::Period;
use unwarranted::store::assemble::Level;
use unwarranted::study::Study;

/// Asks for the data, the periods and the words of a study. A blank answer takes the default; nothing more to read is an
/// error, so that nobody waits for ever.
pub(super) fn study(answers: &mut impl BufRead, questions: &mut impl Write) -> Result<Study> {
    let mut ask = |question: &str| one(answers, questions, question);
    let mut study = Study::default();
    let data = ask("A tidy CSV file, or the folder of a store")?;
    if data.is_empty() {
        bail!("a study needs its data: name tidy files or --store DIR");
    }
    if Path::new(&data).is_dir() {
        study.store = Some(data.into());
        let what = ask("Treatments: BNF codes such as 0501, or identifiers of 'unwarranted treatment list'")?;
        if what.starts_with(|c: char| c.is_ascii_digit()) {
            study.bnf = unwarranted::study::codes(&what).map_err(|problem| anyhow::anyhow!("{what}: {problem}"))?;
        } else {
            study.treatment = what.split(',').map(|word| word.trim().to_owned()).collect();
        }
        let level = ask("Areas: practice, ccg, icb, region, ... [ccg]")?;
        study.level = Some(level).filter(|level| !level.is_empty()).map(|level| level.parse::<Level>()).transpose()?;
    } else {
        study.files = vec![data.into()];
    }
    for text in ask("Periods, such as 2021/22 or 2024-01,2024-02 [all]")?.split(',').filter(|text| !text.is_empty()) {
        study.period.push(Period::parse(text.trim())?);
    }
    study.title = Some(ask("The measure in plain words [from the data]")?).filter(|title| !title.is_empty());
    Ok(study)
}

fn one(answers: &mut impl BufRead, questions: &mut impl Write, question: &str) -> Result<String> {
    write!(questions, "{question}: ").and_then(|()| questions.flush()).context("cannot ask")?;
    let mut answer = String::new();
    if answers.read_line(&mut answer).context("cannot read the answer")? == 0 {
        bail!("no answer to '{question}'");
    }
    Ok(answer.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_make_a_study_and_silence_is_an_error() {
        let asked = |answers: &str| {
            let mut questions = Vec::new();
            (study(&mut answers.as_bytes(), &mut questions), String::from_utf8(questions).unwrap())
        };
        let (made, questions) = asked("hips.csv\n2021/22, 2020/21\nHip replacements\n");
        let made = made.unwrap();
        assert_eq!(made.files, [Path::new("hips.csv")]);
        assert_eq!((made.period.len(), made.title.as_deref()), (2, Some("Hip replacements")));
        assert_eq!(questions.matches(": ").count(), 3);
        let (made, _) = asked(".\n0501\nicb\n\n\n");
        let made = made.unwrap();
        assert_eq!((made.bnf.len(), made.level.map(Level::word), made.title), (1, Some("icb"), None));
        for (answers, says) in
            [("", "no answer"), ("\n", "needs its data"), (".\n05 01\n", "BNF code"), ("a.csv\nsoon\n", "soon")]
        {
            let error = asked(answers).0.unwrap_err().to_string();
            assert!(error.contains(says), "{answers:?}: {error}");
        }
    }
}
