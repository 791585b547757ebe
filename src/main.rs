//! The command line of unwarranted.

use std::process::ExitCode;

fn main() -> ExitCode {
    unwarranted::program::main()
}
