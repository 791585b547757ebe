//! Prints at the end of `cargo test --workspace` which checks could not run.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

fn main() -> std::io::Result<()> {
    // Asked for its tests, as other runners do, it has none.
    if std::env::args().any(|argument| argument == "--list") {
        return Ok(());
    }
    if let Some(summary) = unwarranted_testing::summary()? {
        println!("\n{summary}\n");
    }
    Ok(())
}
