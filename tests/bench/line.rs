//! `cargo bench --bench line`: characters per second on one core, shaped, broken, justified and drawn.
//! With `--once latin|han|nothing` it does that once and says nothing, for `callgrind.sh`. Asserts nothing about time.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and fails where it cannot go on"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use masthead::diag::Findings;
use masthead::font::Fonts;
use masthead::geom::{Length, Point, Size};
use masthead::issue::Lang;
use masthead::layout::{Library, Sheet, Style};
use masthead::source::Sources;
use masthead::typeset::{Broken, Para, Run, RunStyle, Setter, Shape, TagId};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// What the figures stand beside.
const GOALS: &str = "goals: >= 1.5 million Latin and >= 1 million Han characters a second";
/// Width of a line: a column of three on a magazine page.
const MEASURE: Length = Length::sp(10_384_000);
/// Lines of a page of three columns.
const PAGE_LINES: usize = 150;
/// Times that the text is set; the best counts.
const ROUNDS: usize = 9;

fn main() {
    let fonts = Fonts::bundled();
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--once") {
        let kind = args.get(at + 1).map_or("", String::as_str);
        let text = if kind == "nothing" { Job::new("latin").with(Vec::new()) } else { Job::new(kind) };
        let (characters, lines) = text.set_once(&fonts);
        println!("{characters} characters, {lines} lines");
        return;
    }
    if let Some(at) = args.iter().position(|a| a == "--memory") {
        println!("{}", Job::new(args.get(at + 1).map_or("", String::as_str)).memory(&fonts));
        return;
    }
    println!(
        "{GOALS}\n\n{:>8} {:>10} {:>8} {:>12} {:>12} {:>10}",
        "script", "characters", "lines", "M chars/s cold", "warm", "KB/page"
    );
    for kind in ["latin", "han"] {
        let job = Job::new(kind);
        let (mut cold, mut warm, mut count) = (f64::MAX, f64::MAX, (0, 0));
        for _ in 0..ROUNDS {
            let mut setter = Setter::new(&fonts);
            let start = Instant::now();
            count = job.set(&mut setter);
            cold = cold.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            job.set(&mut setter);
            warm = warm.min(start.elapsed().as_secs_f64());
        }
        let (characters, lines) = count;
        let speed = |seconds: f64| characters as f64 / seconds / 1e6;
        println!(
            "{kind:>8} {characters:>10} {lines:>8} {:>14.2} {:>12.2} {:>10}",
            speed(cold),
            speed(warm),
            memory(kind)
        );
    }
}

/// A text and how it is set.
struct Job {
    paragraphs: Vec<String>,
    style: Style,
    lang: Lang,
}

impl Job {
    /// The sample's text in the style of its body: `latin` or `han`.
    fn new(kind: &str) -> Self {
        let (folder, lang) = if kind == "han" { ("2025-12-zh", "zh") } else { ("2025-12", "en") };
        let lang = Lang(lang.to_owned());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/auto-review").join(folder);
        let mut style = body(&lang);
        style.justify.letter = masthead::layout::NumberRange { min: -50, opt: 0, max: 100 };
        Self { paragraphs: paragraphs(&folder), style, lang }
    }

    fn with(self, paragraphs: Vec<String>) -> Self {
        Self { paragraphs, ..self }
    }

    fn set_once(&self, fonts: &Fonts) -> (usize, usize) {
        self.set(&mut Setter::new(fonts))
    }

    fn runs(&self, text: &str) -> [Run; 1] {
        let s = &self.style;
        let style = RunStyle {
            families: s.families.clone().into(),
            weight: s.weight,
            italic: s.italic,
            size: s.size,
            color: s.color.clone(),
            tracking: s.tracking,
            features: s.features.clone().into(),
            case: s.case,
            raise: Length::ZERO,
            lang: self.lang.clone(),
            hyphenate: s.hyphenate,
            strike: false,
            keep: false,
        };
        [Run { text: text.to_owned(), style: Arc::new(style), tag: TagId(0), link: None, span: None }]
    }

    /// Sets everything; gives back how many characters and lines that were.
    fn set(&self, setter: &mut Setter<'_>) -> (usize, usize) {
        let (mut characters, mut lines) = (0, 0);
        let mut placed = Vec::new();
        for text in &self.paragraphs {
            let (para, broken) = self.paragraph(setter, text);
            for line in &broken.lines {
                placed.clear();
                para.draw(line, Point::default(), &mut placed);
            }
            characters += text.chars().count();
            lines += broken.lines.len();
        }
        (characters, lines)
    }

    fn paragraph(&self, setter: &mut Setter<'_>, text: &str) -> (Para, Broken) {
        let para = setter.para(&self.runs(text), &self.style, &self.lang);
        let broken =
            setter.break_lines(&para, &Shape::plain(MEASURE), 0).expect("the optimum is always there");
        (para, broken)
    }

    /// Kilobytes that the set paragraphs of a page take until they are drawn.
    fn memory(&self, fonts: &Fonts) -> usize {
        let mut setter = Setter::new(fonts);
        self.set(&mut setter);
        let (mut kept, mut lines) = (Vec::new(), 0);
        let before = resident();
        for _ in 0..8 {
            for text in &self.paragraphs {
                let (mut para, broken) = self.paragraph(&mut setter, text);
                para.settle();
                lines += broken.lines.len();
                kept.push((para, broken));
            }
        }
        let grown = resident().saturating_sub(before);
        drop(kept);
        grown * PAGE_LINES / lines.max(1)
    }
}

/// Kilobytes to a page, measured in a process of its own.
fn memory(kind: &str) -> String {
    let me = std::env::current_exe().expect("the bench's own path");
    let run = std::process::Command::new(me).args(["--memory", kind]).output().expect("the bench runs");
    String::from_utf8_lossy(&run.stdout).trim().to_owned()
}

/// Kilobytes of memory in use.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// The body style of the plain layout.
fn body(lang: &Lang) -> Style {
    let mut findings = Findings::new();
    let library = Library::load(&mut Sources::new(), None, &mut findings);
    let (index, _) = library.headers().find(|(_, h)| h.id == "base").expect("a plain layout");
    let sheet = Sheet { trim: Some(Size::new(Length::mm(210), Length::mm(285))), bleed: Length::mm(3) };
    let layout = library.resolve(index, lang, sheet, &mut findings).expect("the plain layout");
    layout.styles.get("body").expect("a body style").clone()
}

/// The plain paragraphs of the articles in `folder`.
fn paragraphs(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).expect("the sample").flatten().map(|e| e.path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(file).expect("an article");
        let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
        let plain = |p: &&str| p.starts_with(char::is_alphabetic) && !p.contains(['[', '|', '{', '*']);
        out.extend(body.split("\n\n").map(str::trim).filter(plain).map(|p| p.replace('\n', " ")));
    }
    assert!(!out.is_empty(), "the sample has text");
    out
}
