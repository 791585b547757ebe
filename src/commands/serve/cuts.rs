//! The figures that pages have asked for: cut once, kept while they are among the last that were asked for.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use unwarranted::core::text::capitalised;
use unwarranted::explorer::{Engine, Session, Site};
use unwarranted::study::{Study, codes};

/// How many cuts are kept.
const KEPT: usize = 8;

/// What a page asks to be cut from a store; both are blank without one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cut {
    /// A BNF code, or the identifier of a treatment; blank: those of the study.
    code: String,
    /// The level; blank: that of the study.
    level: String,
}

/// The cuts of a study.
pub(super) struct Cuts<'a> {
    study: &'a Study,
    /// The latest last.
    kept: Vec<(Cut, Site, Session)>,
}

impl<'a> Cuts<'a> {
    pub(super) fn new(study: &'a Study) -> Self {
        Self { study, kept: Vec::new() }
    }

    /// Whether any code can be asked for: prescribing of a store.
    pub(super) fn any_code(&self) -> bool {
        self.study.is_prescribing_of_a_store()
    }

    /// The levels that can be asked for: what a page sends, and what its reader sees.
    pub(super) fn levels(&self) -> Result<Vec<(&'static str, String)>> {
        Ok(self.study.levels()?.into_iter().map(|level| (level.word(), capitalised(&level.called()))).collect())
    }

    /// The cut of the study itself.
    pub(super) fn first(&self) -> Cut {
        let level = self.study.own_level();
        Cut { code: String::new(), level: if self.any_code() { level.word().to_owned() } else { String::new() } }
    }

    /// What is common to the treatments of a cut.
    pub(super) fn site(&mut self, cut: &Cut) -> Result<&Site> {
        Ok(&self.kept(cut)?.1)
    }

    /// What answers about a cut.
    pub(super) fn session(&mut self, cut: &Cut) -> Result<&mut Session> {
        Ok(&mut self.kept(cut)?.2)
    }

    fn kept(&mut self, cut: &Cut) -> Result<&mut (Cut, Site, Session)> {
        let entry = match self.kept.iter().position(|(own, ..)| own == cut) {
            Some(at) => self.kept.remove(at),
            None => self.made(cut)?,
        };
        if self.kept.len() >= KEPT {
            self.kept.remove(0);
        }
        self.kept.push(entry);
        let last = self.kept.len() - 1;
        Ok(&mut self.kept[last])
    }

    fn made(&self, cut: &Cut) -> Result<(Cut, Site, Session)> {
        let folder = self.wanted(cut)?.explore(!self.any_code())?.folder;
        let mut engine = Engine::new(folder.site.clone());
        for packet in folder.packets {
            engine.open(packet)?;
        }
        Ok((cut.clone(), folder.site, Session::of(engine)))
    }

    /// The study of a cut. What a page says names codes, treatments and levels, and never a file.
    fn wanted(&self, cut: &Cut) -> Result<Study> {
        let mut study = self.study.clone();
        let (code, level) = (cut.code.trim(), cut.level.trim());
        if !self.any_code() && (!code.is_empty() || !level.is_empty()) {
            bail!("these figures are not prescribing of a store, so that no code and no level can be chosen");
        }
        if !level.is_empty() && study.own_level().word() != level {
            let unknown = |_| anyhow::anyhow!("There is no level '{level}'.");
            study.level = Some(level.parse().map_err(unknown)?);
        }
        if code.is_empty() {
            return Ok(study);
        }
        (study.bnf, study.treatment) = (Vec::new(), Vec::new());
        if code.starts_with(|c: char| c.is_ascii_digit()) {
            study.bnf = codes(code).map_err(anyhow::Error::msg)?;
        } else if code.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c)) {
            study.treatment = vec![code.to_owned()];
        } else {
            bail!("'{code}' is no BNF code and no treatment; expected a code such as 0501, or an identifier");
        }
        Ok(study)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted::store::assemble::Level;

    #[test]
    fn a_page_cannot_name_a_file() {
        let study = Study { store: Some("store".into()), bnf: vec!["05".parse().unwrap()], ..Study::default() };
        let cuts = Cuts::new(&study);
        let wanted = |code: &str, level: &str| cuts.wanted(&Cut { code: code.to_owned(), level: level.to_owned() });
        for code in ["../secret.toml", "a.toml", "/etc/passwd", "tag:a b"] {
            assert!(wanted(code, "").unwrap_err().to_string().contains("no BNF code and no treatment"), "{code}");
        }
        assert!(wanted("0501", "galaxy").is_err());
        let own = wanted("abx-volume", "practice").unwrap();
        assert_eq!(
            (own.treatment, own.bnf.len(), own.level),
            (vec!["abx-volume".to_owned()], 0, Some(Level::Practice))
        );
        assert_eq!(wanted("", "ccg").unwrap(), study);
    }
}
