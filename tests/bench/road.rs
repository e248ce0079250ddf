//! `cargo bench`: pages per second of CPU and peak memory, from the manifest to the screen PDF and the EPUB.
//! Asserts nothing about time: machines differ. The goals beside the figures are the project's own.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and fails where it cannot go on"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the figures stand beside: pages of text to a second of CPU, and megabytes at the most.
const GOALS: &str =
    "goals: >= 1,000 pages per CPU second and <= 150 MB for 500 pages of text; 16 x the text <= 17 x the CPU";

/// About how many pages each run is to have.
const SIZES: [usize; 3] = [50, 200, 800];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("road");
    let text = sample_text(&root.join("samples/auto-review/2025-12"));
    println!("text of the sample, one thread; {GOALS}\n");
    println!(
        "{:>6} {:>8} {:>11} {:>8} {:>8} {:>12}",
        "pages", "words", "CPU s", "MB", "pages/s", "CPU s / 1000"
    );
    let mut first: Option<(f64, f64)> = None;
    // A run of known length says how many words make a page.
    let probe = run(&folder, &text, 20_000);
    for pages in SIZES {
        let words = probe.words * pages / probe.pages.max(1);
        let run = run(&folder, &text, words);
        let per_page = run.cpu / run.pages as f64;
        println!(
            "{:>6} {:>8} {:>11.3} {:>8} {:>8.0} {:>12.3}",
            run.pages,
            run.words,
            run.cpu,
            run.peak_mb,
            1.0 / per_page,
            per_page * 1000.0
        );
        match first {
            None => first = Some((run.pages as f64, run.cpu)),
            Some((pages, cpu)) => println!(
                "       {:.1} x the pages of the first run cost {:.1} x its CPU",
                run.pages as f64 / pages,
                run.cpu / cpu
            ),
        }
    }
    let _ = fs::remove_dir_all(folder);
}

/// What one run cost.
struct Run {
    pages: usize,
    words: usize,
    cpu: f64,
    peak_mb: u64,
}

/// Builds an issue of about `words` words and measures the process from outside.
fn run(folder: &Path, text: &[String], words: usize) -> Run {
    let issue = folder.join(words.to_string());
    let words = write_issue(&issue, text, words);
    let out = issue.join("out");
    let (before, args) =
        (children_cpu(), ["build", ".", "--only", "screen", "--jobs", "1", "--format", "json"]);
    let child = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(args)
        .current_dir(&issue)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let status = format!("/proc/{}/status", child.id());
    let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let watcher = {
        let done = std::sync::Arc::clone(&done);
        std::thread::spawn(move || watch(&status, &done))
    };
    let output = child.wait_with_output().expect("the program ends");
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    let peak_mb = watcher.join().unwrap_or(0) / 1024;
    let cpu = children_cpu() - before;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let pages = report.get("pages").and_then(serde_json::Value::as_u64).unwrap_or(0) as usize;
    let _ = fs::remove_dir_all(out);
    Run { pages, words, cpu, peak_mb }
}

/// The highest `VmHWM` (kB) seen while the process lived.
fn watch(status: &str, done: &std::sync::atomic::AtomicBool) -> u64 {
    let mut peak = 0;
    while !done.load(std::sync::atomic::Ordering::Relaxed) {
        let text = fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let now = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        peak = peak.max(now);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    peak
}

/// CPU seconds of all children that have ended: fields 16 and 17 of `/proc/self/stat`, in ticks of a hundredth.
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = rest.split_whitespace().skip(13).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
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

/// Articles of about 2,000 words until there are `words`; gives back how many there are.
fn write_issue(folder: &Path, paragraphs: &[String], words: usize) -> usize {
    fs::create_dir_all(folder).expect("a folder");
    let (mut issue, mut all, mut article) = (String::from("title = \"Road\"\nlanguage = \"en\"\n"), 0, 0);
    let mut source = paragraphs.iter().cycle();
    while all < words {
        let (mut text, mut count) = (format!("+++\ntitle = \"Article {article}\"\n+++\n"), 0);
        while count < 2_000.min(words - all) {
            let paragraph = source.next().expect("a paragraph");
            count += paragraph.split_whitespace().count();
            let _ = write!(text, "\n{paragraph}\n");
        }
        let _ = write!(issue, "\n[[articles]]\nid = \"a{article}\"\nsource = \"a{article}.md\"\n");
        fs::write(folder.join(format!("a{article}.md")), text).expect("an article");
        all += count;
        article += 1;
    }
    fs::write(folder.join("issue.toml"), issue).expect("a manifest");
    all
}
