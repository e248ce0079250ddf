//! `cargo bench --bench fuzz -- --seconds 600 --parser manifest`: seeded wrong inputs to a parser, as long as is wanted.
//! Panics, aborts and hangs (more than 2 s) are told with their seed and a small input; `--case SEED` shows one case.
//! Other options: `--first SEED` to begin elsewhere, `--seeds FOLDER` to write the corpus for a coverage-led fuzzer.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a bench prints, and fails where it cannot go on"
)]

#[path = "../fuzz/corpus.rs"]
mod corpus;
#[path = "../fuzz/drive.rs"]
mod drive;
#[path = "../fuzz/mutate.rs"]
mod mutate;

use corpus::Corpus;
use drive::{Desk, Parser};
use std::collections::BTreeSet;
use std::io::{Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What a case may cost.
const MOST: Duration = Duration::from_secs(2);

/// Where a panic was last, from its hook.
static WHERE: Mutex<String> = Mutex::new(String::new());

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1));
    let number = |name: &str| option(name).and_then(|n| n.parse::<u64>().ok());
    let parsers: Vec<Parser> =
        Parser::ALL.into_iter().filter(|p| option("--parser").is_none_or(|name| name == p.name())).collect();
    let (seconds, first) = (number("--seconds").unwrap_or(5), number("--first").unwrap_or(1));
    let mut failed = parsers.is_empty();
    for parser in parsers {
        let corpus = || Corpus::of(parser, Path::new(env!("CARGO_MANIFEST_DIR")));
        if let Some(folder) = option("--seeds") {
            write_seeds(&corpus(), &Path::new(folder).join(parser.name()), parser);
        } else if let Some(seed) = number("--case") {
            let (file, text) = mutate::case(&corpus(), seed);
            println!("{file}\n{}", String::from_utf8_lossy(&text));
            println!("{} findings", Desk::new(&folder(parser)).run(file, &text));
        } else if args.iter().any(|a| a == "--child") {
            child(parser, &corpus(), first, seconds);
        } else {
            failed |= watch(parser, first, seconds);
        }
    }
    std::process::exit(i32::from(failed));
}

/// Where this parser's desk stands: in memory, where the system has such a place.
fn folder(parser: Parser) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory } else { Path::new(env!("CARGO_TARGET_TMPDIR")) };
    base.join(format!("masthead-fuzz-{}", parser.name()))
}

/// What is known of a run so far.
#[derive(Default)]
struct Tally {
    inputs: u64,
    findings: u64,
    faults: u64,
    slowest: (u64, u64),
}

/// Runs children until the time is over; a child that dies or stands still costs its case, not the run.
fn watch(parser: Parser, first: u64, seconds: u64) -> bool {
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut at, mut tally) = (first, Tally::default());
    while Instant::now() < end {
        let left = end.saturating_duration_since(Instant::now()).as_secs() + 1;
        let seed = one_child(parser, at, left, &mut tally);
        let Some(seed) = seed else { break };
        at = seed + 1;
    }
    println!(
        "{}: {} inputs, {} findings, {} panics or hangs, slowest {} ms (case {})",
        parser.name(),
        tally.inputs,
        tally.findings,
        tally.faults,
        tally.slowest.0 / 1000,
        tally.slowest.1
    );
    let _ = std::fs::remove_dir_all(folder(parser));
    tally.faults > 0
}

/// One child; the case at which it ended too early, if it did.
fn one_child(parser: Parser, first: u64, seconds: u64, tally: &mut Tally) -> Option<u64> {
    let now = folder(parser).join("now");
    std::fs::create_dir_all(folder(parser)).expect("a folder");
    std::fs::write(&now, first.to_le_bytes()).expect("a written file");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--child", "--parser", parser.name(), "--first", &first.to_string()])
        .args(["--seconds", &seconds.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut pipe = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = pipe.read_to_string(&mut text);
        text
    });
    let progress = || {
        let bytes = std::fs::read(&now).unwrap_or_default();
        bytes.get(..8).and_then(|b| b.try_into().ok()).map_or(first, u64::from_le_bytes)
    };
    let (mut last, mut since, mut hung) = (first, Instant::now(), false);
    while child.try_wait().expect("a state").is_none() {
        std::thread::sleep(Duration::from_millis(100));
        let seed = progress();
        if seed != last {
            (last, since) = (seed, Instant::now());
        } else if since.elapsed() > MOST * 5 {
            hung = true;
            let _ = child.kill();
        }
    }
    let said = reader.join().unwrap_or_default();
    let mut ended = false;
    for line in said.lines() {
        let Some(sums) = line.strip_prefix("done ") else {
            println!("{}: {line}", parser.name());
            tally.faults += 1;
            continue;
        };
        let sums: Vec<u64> = sums.split(' ').filter_map(|n| n.parse().ok()).collect();
        let [inputs, findings, slowest, case] = sums[..] else { continue };
        tally.inputs += inputs;
        tally.findings += findings;
        tally.slowest = tally.slowest.max((slowest, case));
        ended = true;
    }
    if ended {
        return None;
    }
    let seed = progress();
    tally.faults += 1;
    tally.inputs += seed - first;
    println!("{}: {} at case {seed}", parser.name(), if hung { "hang" } else { "abort" });
    Some(seed)
}

/// What this thread has computed so far: a machine that does other work makes no input slow. The time of day where
/// the system does not say it.
fn cpu() -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let spent = said.split(' ').next().and_then(|n| n.parse().ok()).map(Duration::from_nanos);
    let since = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    spent.unwrap_or_else(since)
}

/// Keeps an input: its number means another one once the corpus has grown.
fn kept(parser: Parser, seed: u64, text: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{seed}", parser.name()));
    let _ = std::fs::write(&path, text);
    path
}

/// Case after case until the time is over.
fn child(parser: Parser, corpus: &Corpus, first: u64, seconds: u64) {
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut place) = WHERE.lock() {
            *place = info.to_string().replace('\n', " ");
        }
    }));
    let desk = Desk::new(&folder(parser));
    let mut now = std::fs::File::create(folder(parser).join("now")).expect("a file");
    let (begin, mut seed, mut told) = (Instant::now(), first, BTreeSet::new());
    let mut tally = Tally::default();
    while begin.elapsed().as_secs() < seconds {
        now.rewind().and_then(|()| now.write_all(&seed.to_le_bytes())).expect("a written file");
        let (file, text) = mutate::case(corpus, seed);
        let start = cpu();
        match catch_unwind(AssertUnwindSafe(|| desk.run(file, &text))) {
            Ok(findings) => tally.findings += findings as u64,
            Err(_) => tell(&desk, parser, file, text.clone(), seed, &mut told),
        }
        let cost = cpu().saturating_sub(start);
        if cost > MOST {
            let path = kept(parser, seed, &text);
            println!("slow at case {seed} as {file}: {} ms; see {}", cost.as_millis(), path.display());
        }
        tally.slowest = tally.slowest.max((cost.as_micros() as u64, seed));
        tally.inputs += 1;
        seed += 1;
    }
    let (time, case) = tally.slowest;
    println!("done {} {} {time} {case}", tally.inputs, tally.findings);
}

/// Tells a panic; the first of each place with a small input that brings it about.
fn tell(desk: &Desk, parser: Parser, file: &str, text: Vec<u8>, seed: u64, told: &mut BTreeSet<String>) {
    let place = || WHERE.lock().map(|p| p.clone()).unwrap_or_default();
    let line = |said: &str| said.split(": ").next().unwrap_or_default().to_owned();
    let what = place();
    if !told.insert(line(&what)) {
        return;
    }
    let same = |input: &[u8]| {
        catch_unwind(AssertUnwindSafe(|| desk.run(file, input))).is_err() && line(&place()) == line(&what)
    };
    let small = minimised(text, same);
    let path = kept(parser, seed, &small);
    println!("panic at case {seed} as {file}: {what}; {} bytes in {}", small.len(), path.display());
}

/// The text without every piece that `same` does not need, in ever smaller pieces.
fn minimised(mut text: Vec<u8>, same: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let (mut size, mut tries) = (text.len() / 2, 0);
    while size > 0 && tries < 4000 {
        let mut at = 0;
        while at < text.len() && tries < 4000 {
            let end = (at + size).min(text.len());
            let less = [&text[..at], &text[end..]].concat();
            tries += 1;
            if same(&less) {
                text = less;
            } else {
                at = end;
            }
        }
        size /= 2;
    }
    text
}

/// The corpus as files, each behind one byte that says as which file it is read.
fn write_seeds(corpus: &Corpus, folder: &Path, parser: Parser) {
    std::fs::create_dir_all(folder).expect("a folder");
    for (n, (file, text)) in corpus.seeds.iter().enumerate() {
        let kind = parser.files().iter().position(|f| f == file).unwrap_or(0) as u8;
        std::fs::write(folder.join(n.to_string()), [&[kind], &text[..]].concat()).expect("a written file");
    }
    println!("{}: {} seeds", parser.name(), corpus.seeds.len());
}
