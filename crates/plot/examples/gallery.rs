//! Draws every chart of every fixture into a folder, to be looked at: `cargo run -p unwarranted-plot --example gallery -- DIR`

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give a folder")?;
    std::fs::create_dir_all(&folder)?;
    for case in common::cases() {
        for (chart, drawing) in unwarranted_plot::draw_all(&case.subject()) {
            let file = Path::new(&folder).join(format!("{}-{}", case.id, chart.id));
            match drawing {
                Ok(drawing) => {
                    std::fs::write(file.with_extension("svg"), &drawing.svg)?;
                    std::fs::write(file.with_extension("png"), unwarranted_plot::png(&drawing.svg, 1.0)?)?;
                }
                Err(not) => std::fs::write(file.with_extension("txt"), not.reason)?,
            }
        }
    }
    Ok(())
}
