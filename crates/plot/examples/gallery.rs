//! Draws every chart of every fixture into a folder, to look at: `cargo run -p unwarranted-plot --example gallery -- DIR`

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::path::Path;
use unwarranted_plot::{Size, Subject, draw_all, png};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give a folder")?;
    std::fs::create_dir_all(&folder)?;
    for case in common::cases() {
        for size in Size::ALL {
            for (chart, drawing) in draw_all(&Subject { size, ..case.subject() }) {
                let file = Path::new(&folder).join(format!("{}-{}-{}", case.id, chart.id, size.id));
                match drawing {
                    Ok(drawing) => {
                        std::fs::write(file.with_extension("svg"), &drawing.svg)?;
                        std::fs::write(file.with_extension("png"), png(&drawing.svg, 1.0)?)?;
                    }
                    Err(not) => std::fs::write(file.with_extension("txt"), not.reason)?,
                }
            }
        }
    }
    Ok(())
}
