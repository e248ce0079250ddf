//! `masthead explain-code`: what findings mean.
//! The list of codes lies in `diag`.

use crate::cli::Outcome;
use crate::cli::args::ExplainCode;
use crate::cli::desk::terminal::Terminal;
use crate::diag::{CodeInfo, all_codes, code_info, nearest};
use crate::report;

pub(in crate::cli) fn run(args: &ExplainCode, terminal: &Terminal) -> Outcome {
    let mut wanted = Vec::new();
    for code in &args.codes {
        match code_info(&code.to_ascii_uppercase()) {
            Some(info) => wanted.push(info),
            None => return refuse(code, terminal),
        }
    }
    let width = Terminal::width();
    terminal.say(&match (terminal.json, wanted.is_empty()) {
        (true, true) => report::codes_json(all_codes()),
        (true, false) => report::codes_json(wanted.into_iter()),
        (false, true) => report::code_list(all_codes(), width),
        (false, false) => {
            let entries: Vec<String> = wanted.into_iter().map(|c| report::code_entry(c, width)).collect();
            entries.join("\n")
        }
    });
    Outcome::Clean
}

fn refuse(code: &str, terminal: &Terminal) -> Outcome {
    let help = match near(code) {
        Some(near) => format!("did you mean `{}`, {}?", near.code, near.title),
        None => "`masthead explain-code` lists all".into(),
    };
    terminal.refuse(&format!("there is no code `{code}`"), &help);
    Outcome::CouldNotRun
}

/// The code that was meant: of the same letter and number (`m1` for `M001`), else the nearest in spelling.
fn near(code: &str) -> Option<CodeInfo> {
    let code = code.trim().to_ascii_uppercase().replace(['O', '-'], "0");
    let (letter, number) = code.split_at_checked(1).unwrap_or_default();
    let padded = number.parse::<u16>().ok().map(|n| format!("{letter}{n:03}"));
    padded.as_deref().and_then(code_info).or_else(|| {
        let same: Vec<&str> = all_codes().map(|c| c.code).filter(|c| c.starts_with(letter)).collect();
        nearest(&code, same).and_then(code_info)
    })
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn finds_the_code_that_was_meant() {
        let code = |c: &str| near(c).map(|c| c.code);
        assert_eq!([code("m1"), code("MO01"), code("M0001")], [Some("M001"); 3]);
        assert_eq!(code("G0022"), Some("G002"));
        assert_eq!([code(""), code("hello"), code("Ü1")], [None; 3]);
    }
}
