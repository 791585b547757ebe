//! The files of a chart: the drawing in each format, and its figures.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use unwarranted::plot::{Drawing, pdf, png, theme};
use unwarranted::report::tables;
use unwarranted::study::Coding;

/// Where a chart goes.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Target {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
    Pdf,
}

impl Format {
    const ENDINGS: [(&str, Self); 3] = [("svg", Self::Svg), ("png", Self::Png), ("pdf", Self::Pdf)];
}

/// A target by the ending of its name.
pub(in crate::commands) fn target(text: &str) -> Result<Target, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    match Format::ENDINGS.into_iter().find(|(known, _)| *known == ending) {
        Some((_, format)) => Ok(Target { path, format }),
        None => Err("expected a name that ends in .svg, .png or .pdf".to_owned()),
    }
}

impl Target {
    /// The table beside the chart.
    fn twin(&self) -> PathBuf {
        self.path.with_extension("csv")
    }

    /// Whether a chart of this name is there, in whatever format: then the table beside it is one of ours.
    fn drawn_before(&self) -> bool {
        let as_named = |ending: &str| [ending.to_owned(), ending.to_ascii_uppercase()];
        let mut endings = Format::ENDINGS.iter().flat_map(|(ending, _)| as_named(ending));
        self.path.exists() || endings.any(|ending| self.path.with_extension(ending).exists())
    }

    /// The picture of double size.
    fn double(&self) -> PathBuf {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.path.with_file_name(format!("{stem}@2x.png"))
    }
}

/// Refuses names that would overwrite what is no chart, before anything is computed.
pub(in crate::commands) fn check(targets: &[Target], inputs: &[PathBuf]) -> Result<()> {
    for target in targets {
        if let Some(folder) = target.path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            bail!("{}: there is no folder {}; create it first", target.path.display(), folder.display());
        }
        let twin = target.twin();
        let same = |input: &PathBuf| matches!((input.canonicalize(), twin.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if inputs.iter().any(same) {
            let name = target.path.display();
            bail!("{name}: the table beside it would overwrite the input {}; choose another name", twin.display());
        }
        if twin.exists() && !target.drawn_before() {
            let (name, twin) = (target.path.display(), twin.display());
            bail!(
                "{name}: the table beside it would overwrite {twin}, which is not of an earlier chart; choose another name"
            );
        }
    }
    Ok(())
}

/// Writes the chart in every format and its figures once for each name; gives what was written.
pub(in crate::commands) fn write(
    targets: &[Target],
    drawing: &Drawing,
    dark: bool,
    coding: &Coding,
) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (path, bytes) in &made(targets, drawing, dark, coding)? {
        whole(path, bytes)?;
        names.push(path.display().to_string());
    }
    Ok(names)
}

/// The same for a folder that is written as a whole: under their names, without the folders of the targets.
pub(in crate::commands) fn in_folder(
    targets: &[Target],
    drawing: &Drawing,
    coding: &Coding,
) -> Result<Vec<(String, Vec<u8>)>> {
    let named = |(path, bytes): (PathBuf, Vec<u8>)| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, bytes)
    };
    Ok(made(targets, drawing, false, coding)?.into_iter().map(named).collect())
}

/// Paths and contents.
fn made(targets: &[Target], drawing: &Drawing, dark: bool, coding: &Coding) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let svg = if dark { theme::dark(&drawing.svg) } else { drawing.svg.clone() };
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for target in targets {
        match target.format {
            Format::Svg => files.push((target.path.clone(), svg.clone().into_bytes())),
            Format::Pdf => files.push((target.path.clone(), pdf(&svg, &drawing.headline)?)),
            Format::Png => {
                files.push((target.path.clone(), png(&svg, 1.0)?));
                files.push((target.double(), png(&svg, 2.0)?));
            }
        }
        let twin = target.twin();
        if files.iter().all(|(path, _)| *path != twin) {
            files.push((twin, coding.csv(&tables::drawn_csv(&drawing.data)?)?.into_bytes()));
        }
    }
    Ok(files)
}

/// Writes a file under another name first, so that none is left half-written.
fn whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.part"));
    let moved = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        // Best effort: the error being reported matters more than what is left.
        let _ = fs::remove_file(&part);
    }
    moved.with_context(|| format!("{}: cannot write", path.display()))
}
