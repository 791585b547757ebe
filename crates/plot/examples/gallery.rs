//! Draws every chart of every fixture into a folder, to look at:
//! `cargo run -p unwarranted-plot --example gallery -- DIR [PART OF A NAME]`

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::path::PathBuf;
use unwarranted_plot::{Beside, CHARTS, Draw, Drawing, Measure, NotDrawn, Size, Subject, draw_all, pdf, png, theme};

/// Where drawings go, and which of them.
struct Gallery {
    folder: PathBuf,
    /// A part of the name of those that are wanted.
    part: String,
}

impl Gallery {
    /// Writes a drawing in every format, or why it is not drawn.
    fn write(&self, name: &str, drawing: Result<Drawing, NotDrawn>) -> Result<(), Box<dyn Error>> {
        let file = self.folder.join(name);
        match drawing {
            _ if !name.contains(&self.part) => {}
            Ok(drawing) => {
                std::fs::write(file.with_extension("svg"), &drawing.svg)?;
                std::fs::write(file.with_extension("png"), png(&drawing.svg, 1.0)?)?;
                std::fs::write(file.with_extension("dark.png"), png(&theme::dark(&drawing.svg), 1.0)?)?;
                std::fs::write(file.with_extension("pdf"), pdf(&drawing.svg, &drawing.headline)?)?;
            }
            Err(not) => std::fs::write(file.with_extension("txt"), not.reason)?,
        }
        Ok(())
    }

    /// Every chart of every fixture at a size.
    fn draw(&self, size: Size) -> Result<(), Box<dyn Error>> {
        for case in common::cases() {
            let several = case.several();
            let measures: Vec<Measure> =
                several.iter().map(|(findings, labels)| Measure { findings, labels }).collect();
            let places = case.places();
            let beside = Beside { measures: &measures, places: Some(&places), ..Beside::default() };
            for (chart, drawing) in draw_all(&Subject { size, beside, ..case.subject() }) {
                self.write(&format!("{}-{}-{}", case.id, chart.id, size.id), drawing)?;
            }
        }
        for case in common::trend::trends() {
            for chart in CHARTS {
                if let Draw::Trend(draw) = chart.draw {
                    self.write(&format!("{}-{}-{}", case.id, chart.id, size.id), draw(&case.subject(size)))?;
                }
            }
        }
        for case in common::league::leagues() {
            for chart in CHARTS {
                if let Draw::League(draw) = chart.draw {
                    self.write(&format!("{}-{}-{}", case.id, chart.id, size.id), draw(&case.subject(size)))?;
                }
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give a folder")?);
    let part = std::env::args().nth(2).unwrap_or_default();
    std::fs::create_dir_all(&folder)?;
    let gallery = Gallery { folder, part };
    Size::ALL.into_iter().try_for_each(|size| gallery.draw(size))
}
