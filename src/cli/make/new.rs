//! `masthead new`: a small issue that builds at once, in the language asked for where there is a text in it.
//! Its words and its picture lie in `starter/`.

use crate::cli::args::New;
use crate::cli::desk::terminal::Terminal;
use crate::cli::{Outcome, desk::session};
use crate::diag::{Diagnostic, Findings};
use crate::source::{self, Sources};
use std::fmt::Write as _;
use std::path::Path;

/// A text to begin with: its language, what an editor is called in it, the article.
struct Starter {
    language: &'static str,
    editor: &'static str,
    article: &'static str,
}

const STARTERS: [Starter; 5] = [
    Starter { language: "en", editor: "The Editor", article: include_str!("starter/en.md") },
    Starter { language: "de", editor: "Die Redaktion", article: include_str!("starter/de.md") },
    Starter { language: "fr", editor: "La rédaction", article: include_str!("starter/fr.md") },
    Starter { language: "es", editor: "La redacción", article: include_str!("starter/es.md") },
    Starter { language: "zh-Hans", editor: "编辑部", article: include_str!("starter/zh-Hans.md") },
];

pub(in crate::cli) fn run(args: &New, terminal: &Terminal) -> Outcome {
    let dir = &args.dir;
    let mut findings = Findings::new();
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
        findings.push(
            Diagnostic::error("S006", format!("`{}` cannot be made: it is not empty", dir.display()))
                .hint("name a folder that does not exist yet; nothing was changed"),
        );
    } else {
        let files = files(args).map(|(name, text)| (dir.join(name), text));
        source::write_all(files.iter().map(|(p, t)| (p.as_path(), t.as_bytes())), &mut findings);
    }
    session::give(&findings, &Sources::new(), terminal);
    if findings.has_errors() {
        return session::outcome(&findings);
    }
    let (name, shown) = (dir.display(), quoted(dir));
    terminal.note(&format!(
        "made {name}: issue.toml, first-page.md, images/page.svg\n\n  masthead build {shown}\n"
    ));
    Outcome::Clean
}

/// Every file of the new issue: its path and its text.
fn files(args: &New) -> [(&'static str, String); 3] {
    let title = args.title.clone().unwrap_or_else(|| title_of(&args.dir));
    let starter = STARTERS.iter().find(|s| speaks(&args.language, s.language));
    let (editor, article) = match starter {
        Some(s) => (s.editor, s.article.to_owned()),
        None => ("The Editor", STARTERS[0].article.replacen("+++\n", "+++\nlanguage = \"en\"\n", 1)),
    };
    let issue = include_str!("starter/issue.toml")
        .replace("{ {language} =", &format!("{{ {} =", args.language))
        .replace("{language}", &toml_string(&args.language))
        .replace("{slug}", &toml_string(&slug(&title)))
        .replace("{editor}", &toml_string(editor))
        .replace("{title}", &toml_string(&title));
    [
        ("issue.toml", issue),
        ("first-page.md", article),
        ("images/page.svg", include_str!("starter/page.svg").to_owned()),
    ]
}

/// Whether a text in `ours` serves one who asks for `tag`; simplified Chinese also by region or by nothing.
fn speaks(tag: &str, ours: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let serves = |prefix: &str| tag == prefix || tag.starts_with(&format!("{prefix}-"));
    match ours {
        "zh-Hans" => tag == "zh" || ["zh-hans", "zh-cn", "zh-sg"].into_iter().any(serves),
        _ => serves(ours),
    }
}

/// The folder's name as a title: `spring-issue` gives `Spring issue`.
fn title_of(dir: &Path) -> String {
    let name = dir.file_name().map(|n| n.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let mut chars = name.trim().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => "A new issue".into(),
    }
}

/// Small ASCII letters, digits and single hyphens; `issue` where nothing is left.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "issue".into() } else { slug }
}

/// `text` as a basic string of TOML 1.0.
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A path as one would type it in a shell.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text.into_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::{New, files, slug, speaks, title_of, toml_string};
    use crate::diag::{FileId, Findings};
    use crate::manifest::{Format, parse_issue};
    use std::path::{Path, PathBuf};

    #[test]
    fn fills_every_blank() {
        for language in ["en", "de-AT", "fr", "es", "zh-CN", "pt"] {
            let args = New {
                dir: PathBuf::from("x"),
                title: Some("A \"b\" {editor}".into()),
                language: language.into(),
            };
            let [(_, issue), (_, article), _] = files(&args);
            let mut findings = Findings::new();
            let raw = parse_issue(&issue, Format::Toml, FileId(0), &mut findings).expect("TOML");
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(raw.title.map(|t| t.value).as_deref(), Some("A \"b\" {editor}"), "{language}");
            assert_eq!(article.contains("language = \"en\""), language == "pt");
        }
    }

    #[test]
    fn finds_a_text_by_language() {
        assert!(speaks("zh-Hans-CN", "zh-Hans") && speaks("zh", "zh-Hans") && speaks("de-AT", "de"));
        assert!(!speaks("zh-Hant", "zh-Hans") && !speaks("den", "de"));
    }

    #[test]
    fn makes_titles_and_slugs() {
        assert_eq!(title_of(Path::new("a/spring-issue")), "Spring issue");
        assert_eq!(slug("Spring & Co. 2"), "spring-co-2");
        assert_eq!(slug("春"), "issue");
        assert_eq!(toml_string("a\n\\\""), "\"a\\u000A\\\\\\\"\"");
    }
}
