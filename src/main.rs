//! The program: arguments in, exit code out.
//! Everything is done in `masthead::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    masthead::cli::run()
}
