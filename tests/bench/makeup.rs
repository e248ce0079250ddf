//! `cargo bench --bench makeup`: what it costs to compose an issue of about 100 pages with 300 floats, on one thread,
//! how that grows with the issue and with the length of one article, and what text alone costs. Asserts nothing about
//! time.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and fails where it cannot go on"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use masthead::credits::{Designs, assign};
use masthead::diag::Findings;
use masthead::font::Fonts;
use masthead::issue::{Issue, check};
use masthead::layout::Library;
use masthead::pages::compose;
use masthead::source::Sources;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the figures stand beside.
const GOALS: &str = "goals: 100 pages with 300 floats in under half a second; cost grows linearly with pages";
/// Floats of an issue of 100 pages.
const FLOATS: usize = 300;
/// Words beside them.
const WORDS: usize = 50_400;
/// Words that fill as many pages alone.
const WORDS_ALONE: usize = 77_500;
/// Sizes of issues, in quarters of 100 pages.
const QUARTERS: [usize; 4] = [1, 2, 4, 8];
/// Sizes of pictures, in pixels.
const SHAPES: [(u32, u32); 6] =
    [(1200, 800), (1200, 900), (800, 1200), (1600, 700), (1000, 1000), (1200, 675)];
/// Times that an issue is composed; the least cost counts.
const ROUNDS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--compose") {
        let of = |n: usize| args.get(at + n).map_or("", String::as_str);
        return println!("{}", composed(Path::new(of(1)), of(2)));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("makeup");
    let text = sample_text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/auto-review/2025-12"));
    println!("text of the sample, one thread; {GOALS}\n");
    println!(
        "{:>12} {:>9} {:>6} {:>7} {:>12} {:>11} {:>7}",
        "layout", "articles", "pages", "floats", "CPU s", "ms / page", "growth"
    );
    for layout in ["base", "house-2025"] {
        for (alone, all_floats, all_words) in
            [(false, FLOATS, WORDS), (true, FLOATS, WORDS), (false, 0, WORDS_ALONE)]
        {
            let mut first = None;
            for quarters in QUARTERS {
                let articles = if alone { 1 } else { 3 * quarters };
                let (floats, words) = (all_floats * quarters / 4, all_words * quarters / 4);
                let issue = folder.join(format!("{articles}-{words}"));
                write_issue(&issue, &text, articles, (words, floats));
                let (pages, cpu) = run(&issue, layout);
                let each = cpu / pages as f64 * 1000.0;
                let growth = each / *first.get_or_insert(each);
                println!(
                    "{layout:>12} {articles:>9} {pages:>6} {floats:>7} {cpu:>12.3} {each:>11.2} {growth:>7.2}"
                );
            }
        }
    }
    let _ = fs::remove_dir_all(folder);
}

/// Composes in a process of its own, whose pool has one thread: pages, and seconds of CPU of the cheapest round.
fn run(issue: &Path, layout: &str) -> (usize, f64) {
    let me = std::env::current_exe().expect("the bench's own path");
    let mut command = Command::new(me);
    command.arg("--compose").arg(issue).arg(layout).env("RAYON_NUM_THREADS", "1");
    let said = command.output().expect("the bench runs").stdout;
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    let (pages, nanoseconds) = said.split_once(' ').expect("two figures");
    (pages.parse().expect("pages"), nanoseconds.parse::<f64>().expect("nanoseconds") / 1e9)
}

/// Pages, and nanoseconds of CPU that composing them takes.
fn composed(issue: &Path, layout: &str) -> String {
    let fonts = Fonts::bundled();
    let (issue, designs) = read(issue, layout);
    let mut best = (0, u64::MAX);
    for _ in 0..ROUNDS {
        let before = cpu();
        let document = compose(&issue, &designs, &fonts, &mut Findings::new()).expect("pages");
        best = (document.pages.len(), best.1.min(cpu() - before));
    }
    format!("{} {}", best.0, best.1)
}

fn read(folder: &Path, layout: &str) -> (Issue, Designs) {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let issue = check(&mut sources, folder, false, &mut findings).expect("an issue");
    let library = Library::load(&mut sources, None, &mut findings);
    let designs = assign(&issue, &library, Some(layout), &mut findings).expect("designs");
    (issue, designs)
}

/// Nanoseconds that the threads of this process were on a processor: first field of each `schedstat`.
fn cpu() -> u64 {
    let tasks = fs::read_dir("/proc/self/task").expect("tasks").flatten();
    let stats = tasks.filter_map(|t| fs::read_to_string(t.path().join("schedstat")).ok());
    stats.filter_map(|s| s.split(' ').next().and_then(|n| n.parse::<u64>().ok())).sum()
}

/// The paragraphs of the sample's articles: no pictures, notes or boxes.
fn sample_text(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the sample").flatten().map(|e| e.path()).collect();
    files.sort();
    let mut paragraphs = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(file).expect("an article");
        let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
        let plain = |p: &&str| p.starts_with(|c: char| c.is_alphabetic()) && !p.contains(['[', '|', '{']);
        paragraphs.extend(body.split("\n\n").map(str::trim).filter(plain).map(str::to_owned));
    }
    assert!(!paragraphs.is_empty(), "the sample has text");
    paragraphs
}

/// Articles that together have so many words and floats, the floats spread evenly: of five three pictures, a table, a
/// box.
fn write_issue(folder: &Path, paragraphs: &[String], articles: usize, (words, floats): (usize, usize)) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    let (words, floats) = (words / articles, floats / articles);
    let mut source = paragraphs.iter().cycle();
    let mut issue = String::from("title = \"Floats\"\nlanguage = \"en\"\n");
    let mut number = 0;
    for article in 0..articles {
        let mut text = format!("+++\ntitle = \"Article {article}\"\n+++\n");
        let (mut count, mut placed) = (0, 0);
        while count < words {
            let paragraph = source.next().expect("a paragraph");
            count += paragraph.split_whitespace().count();
            let _ = write!(text, "\n{paragraph}\n");
            while placed < floats && (placed + 1) * words <= count * floats {
                float(folder, number, &mut text);
                (placed, number) = (placed + 1, number + 1);
            }
        }
        fs::write(folder.join(format!("a{article}.md")), text).expect("an article");
        let _ = write!(issue, "\n[[articles]]\nid = \"a{article}\"\nsource = \"a{article}.md\"\n");
    }
    fs::write(folder.join("issue.toml"), issue).expect("a manifest");
}

fn float(folder: &Path, number: usize, text: &mut String) {
    match number % 5 {
        3 => {
            text.push_str("\n| Model | Power | Price |\n|---|---|---|\n");
            for row in 0..4 {
                let _ = writeln!(text, "| Car {row} | {} kW | {} |", 100 + row * 7, 20_000 + row * 900);
            }
        }
        4 => text.push_str(
            "\n> [!sidebar] A box\n>\n> A note of some twenty words stands here beside the text, and says in short \
             what the text says at length.\n",
        ),
        _ => {
            let (w, h) = SHAPES.get(number % SHAPES.len()).copied().expect("a shape");
            let name = format!("picture-{number}.jpg");
            image::GrayImage::new(w, h).save(folder.join(&name)).expect("a picture");
            let _ = write!(text, "\n![A grey field]({name} \"A caption of picture {number}, with a few words.\")\n");
        }
    }
}
