//! `masthead build`: every edition of an issue, and the report.
//! An edition is written when all of it succeeded; what stood in its place stays whole until then.

use super::{proof, supplied};
use crate::cli::Outcome;
use crate::cli::args::{Build, Cover, Edition, Impose, Input, Press};
use crate::cli::desk::fonts::{self, Found};
use crate::cli::desk::session::Session;
use crate::cli::desk::terminal::{Progress, Terminal, counted};
use crate::credits::Designs;
use crate::diag::{Diagnostic, Failed, Findings, Severity};
use crate::epub;
use crate::font::Fonts;
use crate::issue::Issue;
use crate::lock;
use crate::pages::{self, Document};
use crate::pdf;
use crate::report::{self, EditionRecord, InputRecord};
use crate::source::{self, Draft, Sources, hex};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Steps of a whole build: read, set, three editions, write.
const STEPS: u64 = 6;

/// Every edition, in a fixed order.
pub(in crate::cli) const EDITIONS: [Edition; 4] =
    [Edition::Press, Edition::Cover, Edition::Screen, Edition::Epub];

pub(in crate::cli) fn run(args: &Build, terminal: &Terminal) -> Outcome {
    let jobs = args.jobs.map_or(0, threads);
    // This thread is one of the pool: memory that one stage frees serves the next.
    if let Err(e) = rayon::ThreadPoolBuilder::new().num_threads(jobs).use_current_thread().build_global() {
        terminal.refuse(&format!("{jobs} threads cannot be had: {e}"), "ask for fewer with --jobs");
        return Outcome::CouldNotRun;
    }
    let modified = match epoch(terminal) {
        Ok(modified) => modified,
        Err(outcome) => return outcome,
    };
    let progress = terminal.progress(STEPS);
    progress.step(&format!("reading {}", args.input.issue.display()));
    let mut session = Session::open(&args.input, args.layout.as_deref(), args.strict);
    if let Some(path) = &args.press.profile {
        session.print_in(path);
    }
    let made = make(args, modified, &mut session, &progress);
    let took = progress.finish();
    finish(args, terminal, &session, made.as_ref(), took);
    session.outcome()
}

/// Threads to start where `asked` are asked for: at most four a core, and never more than 256; more only cost.
fn threads(asked: u16) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    usize::from(asked).min(4 * cores).min(256)
}

/// `SOURCE_DATE_EPOCH`, where it is set.
pub(in crate::cli) fn epoch(terminal: &Terminal) -> std::result::Result<Option<i64>, Outcome> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let number = value.to_str().and_then(|v| v.parse().ok()).filter(|n| *n >= 0_i64);
    number.map(Some).ok_or_else(|| {
        let why = format!("SOURCE_DATE_EPOCH is `{}`", value.to_string_lossy());
        terminal.refuse(&why, "set it to seconds since 1970, or unset it");
        Outcome::CouldNotRun
    })
}

/// Pages and editions in memory.
pub(in crate::cli) struct Composed {
    pub found: Found,
    pub document: Document,
    pub results: Vec<Result>,
}

/// What is to be made.
pub(in crate::cli) struct Order<'a> {
    /// The editions.
    pub wanted: &'a [Edition],
    /// What the press file is to be.
    pub press: &'a Press,
    /// `SOURCE_DATE_EPOCH`.
    pub modified: Option<i64>,
    /// The folder that editions are for; `None`: they are kept in memory.
    pub out: Option<&'a Path>,
}

/// Sets the pages and makes what is ordered; `None` where the issue was not ready or its pages could not be made.
/// An issue that is held to its lock takes its date from there.
pub(in crate::cli) fn compose(
    input: &Input,
    order: &Order<'_>,
    session: &mut Session,
    progress: &Progress,
) -> Option<Composed> {
    session.ready()?;
    let found = fonts::find(input, session);
    if let Some((lock, issue)) = session.lock.as_ref().zip(session.issue.as_ref()) {
        let own = found.own(&session.sources, &issue.folder);
        lock::compare_own_faces(lock, &own, &mut session.findings);
    }
    let mut findings = Findings::new();
    let (issue, designs) = session.ready()?;
    progress.step("setting the pages");
    let document = pages::compose(issue, designs, &found.fonts, &mut findings);
    if let Ok(document) = &document {
        report::judge_bounds(issue, document, &mut findings);
    }
    session.take(findings);
    let document = document.ok()?;
    let (issue, designs) = session.ready()?;
    let modified = session.lock.as_ref().map_or(order.modified, |lock| lock.stamp);
    let (fonts, press, out) = (&found.fonts, order.press, order.out);
    let work = Work { issue, designs, fonts, document: &document, modified, press, out };
    let results = work.all(order.wanted, progress);
    Some(Composed { found, document, results })
}

/// A file that is to be written: its edition, its name, its pages.
type Good = (Edition, String, Option<usize>);

/// What a build made.
struct Made {
    document: Document,
    editions: Vec<EditionRecord>,
    report: String,
    /// The folder of the proofs and how many files are in it.
    proofs: Option<(PathBuf, usize)>,
}

/// Makes and writes everything; `None` where the issue was not ready or its pages could not be made.
fn make(args: &Build, modified: Option<i64>, session: &mut Session, progress: &Progress) -> Option<Made> {
    let order = Order { wanted: &wanted(args), press: &args.press, modified, out: Some(&args.out) };
    let composed = compose(&args.input, &order, session, progress)?;
    hold(&composed, session)?;
    let Composed { found, document, results } = composed;
    let slug = session.issue.as_ref()?.slug.clone();
    progress.step("writing");
    let mut good: Vec<Good> = Vec::new();
    let mut drafts: Vec<(PathBuf, Draft)> = Vec::new();
    // A damaged picture is in every edition, also in those that copy its bytes without looking at them.
    let damaged = results.iter().flat_map(|r| r.findings.iter()).any(of_a_damaged_picture);
    for Result { edition, pages, bytes, parts, findings } in results {
        let mark = session.findings.len();
        session.take(findings);
        let Ok(bytes) = bytes else { continue };
        if !damaged && session.findings.failed_since(mark).is_ok() {
            let pages = Some(pages).filter(|_| edition != Edition::Epub);
            let parts = parts.into_iter().map(|(name, bytes)| (format!("{slug}.{name}"), bytes, Some(1)));
            let whole = (file_name(&slug, edition), bytes, pages);
            for (name, draft, pages) in std::iter::once(whole).chain(parts) {
                drafts.push((args.out.join(&name), draft));
                good.push((edition, name, pages));
            }
        }
    }
    let (sources, findings) = (&session.sources, &mut session.findings);
    // The disk takes its time; meanwhile everything is hashed that the report tells of.
    let (written, hashes) = rayon::join(|| source::keep_all(&drafts, findings), || hashes(&drafts, sources));
    let editions: Vec<EditionRecord> = good
        .into_iter()
        .zip(hashes)
        .zip(written)
        .filter(|(_, written)| *written)
        .map(|(((edition, name, pages), (length, hash)), _)| {
            EditionRecord::new(word(edition), name, length, &hash, pages)
        })
        .collect();
    let report = write_report(args, session, &document, &found.read(), &editions)?;
    let proofs = proofs(args, session, &found.fonts, &document, progress);
    Some(Made { document, editions, report, proofs })
}

/// The lengths and hashes of drafts; those of the sources that were left on the disk are found on the way.
fn hashes(drafts: &[(PathBuf, Draft)], sources: &Sources) -> Vec<(usize, [u8; 32])> {
    let left: Vec<_> = sources.files().map(|(_, file)| file).filter(|file| file.is_left()).collect();
    left.par_iter().for_each(|file| drop(file.sha256()));
    let of = |(_, draft): &(PathBuf, Draft)| {
        let length = draft.length().ok().and_then(|n| usize::try_from(n).ok());
        (length.unwrap_or_default(), draft.sha256().unwrap_or_default())
    };
    drafts.par_iter().map(of).collect()
}

/// Draws and writes the proofs, where they are asked for.
fn proofs(
    args: &Build,
    session: &mut Session,
    fonts: &Fonts,
    document: &Document,
    progress: &Progress,
) -> Option<(PathBuf, usize)> {
    let (issue, designs) = session.issue.as_ref().zip(session.designs.as_ref())?;
    if !args.only.contains(&Edition::Proof) {
        return None;
    }
    progress.step("drawing the pages");
    let mut findings = Findings::new();
    let work = proof::Work { issue, designs, fonts };
    let files = work.files(&proof::Wish::ALL, document.clone(), &mut findings);
    let folder = args.out.join(file_name(&issue.slug, Edition::Proof));
    let count = files.ok().filter(|files| proof::write_all(&folder, files, &mut findings)).map(|f| f.len());
    session.take(findings);
    Some((folder, count?))
}

/// Where the issue is held to its lock: nothing is written whose typefaces or bytes are not the locked ones.
fn hold(composed: &Composed, session: &mut Session) -> Option<()> {
    let (Some(lock), Some(issue)) = (&session.lock, &session.issue) else { return Some(()) };
    let mark = session.findings.len();
    for result in &composed.results {
        if let Ok(bytes) = &result.bytes {
            let (name, hash) =
                (file_name(&issue.slug, result.edition), hex(&bytes.sha256().unwrap_or_default()));
            lock::compare_edition(lock, &name, &hash, &mut session.findings);
        }
    }
    let proven = !lock.editions.is_empty() && session.findings.failed_since(mark).is_ok();
    let asked = composed.found.asked(&session.sources, &issue.folder);
    lock::compare_faces(lock, &asked, proven, &mut session.findings);
    session.findings.failed_since(mark).ok()
}

/// Whether a finding is an error of a picture's file.
fn of_a_damaged_picture(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.code.starts_with('P')
}

/// Writes the report, where an edition was written that it can tell of.
fn write_report(
    args: &Build,
    session: &mut Session,
    document: &Document,
    fonts: &[InputRecord],
    editions: &[EditionRecord],
) -> Option<String> {
    let (issue, designs) = session.issue.as_ref().zip(session.designs.as_ref())?;
    let (sources, findings) = (&session.sources, &session.findings);
    let report =
        report::build_report(&report::Build { issue, designs, document, sources, fonts, findings, editions });
    if !editions.is_empty() {
        let path = args.out.join(format!("{}.report.json", issue.slug));
        source::write_soon(&path, report.as_bytes(), &mut session.findings).ok();
    }
    Some(report)
}

/// The editions asked for, in a fixed order; all where none was named. The cover's sheet goes with the press file.
fn wanted(args: &Build) -> Vec<Edition> {
    let with = |e: Edition| if e == Edition::Cover { Edition::Press } else { e };
    let asked = |e: &Edition| args.only.is_empty() || args.only.contains(e) || args.only.contains(&with(*e));
    let replica = args.only.contains(&Edition::Replica).then_some(Edition::Replica);
    EDITIONS.into_iter().filter(asked).chain(replica).collect()
}

fn word(edition: Edition) -> &'static str {
    match edition {
        Edition::Press => "press",
        Edition::Cover => "cover",
        Edition::Screen => "screen",
        Edition::Epub => "epub",
        Edition::Replica => "replica",
        Edition::Proof => "proof",
    }
}

/// The name of an edition's file.
pub(in crate::cli) fn file_name(slug: &str, edition: Edition) -> String {
    format!("{slug}.{}", extension(edition))
}

fn extension(edition: Edition) -> &'static str {
    match edition {
        Edition::Press => "press.pdf",
        Edition::Cover => "cover.pdf",
        Edition::Screen => "screen.pdf",
        Edition::Epub => "epub",
        Edition::Replica => "replica.epub",
        Edition::Proof => "proof",
    }
}

/// What every edition is made from.
struct Work<'a> {
    issue: &'a Issue,
    designs: &'a Designs,
    fonts: &'a Fonts,
    document: &'a Document,
    modified: Option<i64>,
    press: &'a Press,
    out: Option<&'a Path>,
}

/// An edition that is not yet in its place, and what was found on the way.
pub(in crate::cli) struct Result {
    pub edition: Edition,
    /// Its pages.
    pub pages: usize,
    pub bytes: std::result::Result<Draft, Failed>,
    /// Each page as a file of its own: what follows the issue's name, and the bytes.
    pub parts: Vec<(String, Draft)>,
    pub findings: Findings,
}

impl Work<'_> {
    /// Makes the editions one after the other: each uses all threads, and one at a time needs the least memory.
    fn all(&self, wanted: &[Edition], progress: &Progress) -> Vec<Result> {
        wanted.iter().filter_map(|edition| self.one(*edition, progress)).collect()
    }

    /// Whether the cover stands apart from the press file.
    fn apart(&self) -> bool {
        self.press.cover.map_or(self.issue.publication.press.cover_apart, |c| c == Cover::Separate)
    }

    /// The pages of an edition where they are not those of the document: the sheets of the cover, and what is
    /// left of the press file without it.
    fn pages(&self, edition: Edition) -> Option<Document> {
        match edition {
            Edition::Cover => pages::jacket(self.document, self.issue, self.designs, self.fonts),
            Edition::Press if self.apart() => pages::interior(self.document, self.issue),
            _ => None,
        }
    }

    /// One edition; `None` for the cover's sheet of an issue that has none. Stapled copies have one only where it
    /// is to stand apart.
    fn one(&self, edition: Edition, progress: &Progress) -> Option<Result> {
        let Self { issue, designs, fonts, document, modified, press, out } = *self;
        let own = self.pages(edition);
        let sheets = own.is_some() && (self.apart() || pages::spine(issue, document.pages.len()).is_some());
        if edition == Edition::Cover && !sheets {
            return None;
        }
        progress.step(match edition {
            Edition::Press => "making the press PDF",
            Edition::Cover => "making the cover's sheet",
            Edition::Screen => "making the screen PDF",
            Edition::Epub => "making the EPUB",
            Edition::Replica => "making the replica",
            Edition::Proof => "drawing the pages",
        });
        let mut findings = Findings::new();
        if edition == Edition::Press && self.apart() && own.is_none() {
            let words = "the cover cannot stand apart: the issue has none of four pages";
            let hint = "give the issue a `cover` and at least one page within it, or print it whole";
            findings.push(Diagnostic::warning("D013", words).hint(hint));
        }
        let document = own.as_ref().unwrap_or(document);
        let standard =
            if press.x1a || issue.publication.press.x1a { pdf::Standard::X1a } else { pdf::Standard::X4 };
        let options =
            pdf::Options { standard, marks: press.marks, stamp: modified, ..pdf::Options::default() };
        let place = out.map(|folder| folder.join(file_name(&issue.slug, edition)));
        let draft = || place.as_ref().map_or(Draft::from(Vec::new()), |path| Draft::beside(path));
        let mut pdf = |flavour| {
            // The cover is on its sheets already.
            let impose = press.impose.filter(|_| edition == Edition::Press).map(imposition);
            let options = pdf::Options { flavour, impose, ..options };
            let mut draft = draft();
            pdf::write_to(&mut draft, document, issue, fonts, &options, &mut findings)?;
            Ok(draft)
        };
        let bytes = match edition {
            Edition::Press | Edition::Cover => pdf(pdf::Flavour::Press),
            Edition::Screen => pdf(pdf::Flavour::Screen),
            Edition::Proof => pdf(pdf::Flavour::Proof),
            Edition::Epub => {
                let (options, mut draft) = (epub::Options { modified }, draft());
                let given = (issue, designs, fonts);
                epub::write_to(&mut draft, given, document, &options, &mut findings).map(|()| draft)
            }
            Edition::Replica => {
                let drawn = supplied::draw(document, issue);
                let (options, mut draft) = (epub::Options { modified }, draft());
                let given = (issue, designs, fonts);
                epub::write_replica(&mut draft, given, document, &drawn, &options, &mut findings)
                    .map(|()| draft)
            }
        };
        let parts = if edition == Edition::Press && press.split && bytes.is_ok() {
            self.split(document, &options)
        } else {
            Vec::new()
        };
        Some(Result { edition, pages: document.pages.len(), bytes, parts, findings })
    }

    /// Each page as a press file of its own. What is wrong with pages was found in the whole file.
    fn split(&self, document: &Document, options: &pdf::Options) -> Vec<(String, Draft)> {
        let digits = document.pages.len().to_string().len().max(2);
        let parts = pdf::split(document, self.issue, self.fonts, options);
        let named = |(n, bytes)| (format!("press-{:0digits$}.pdf", n + 1), Draft::from(bytes));
        parts.enumerate().map(named).collect()
    }
}

fn imposition(how: Impose) -> pdf::Imposition {
    match how {
        Impose::Booklet => pdf::Imposition::Booklet,
        Impose::TwoUp => pdf::Imposition::TwoUp,
    }
}

/// Draws the findings and tells what was written.
fn finish(args: &Build, terminal: &Terminal, session: &Session, made: Option<&Made>, took: Duration) {
    match made.filter(|_| terminal.json) {
        Some(made) => terminal.say(&made.report),
        None => session.give(terminal),
    }
    let Some(made) = made else {
        let counts = session.counts().unwrap_or_default();
        terminal.note(&format!("{}: {counts}; nothing was written\n", args.input.issue.display()));
        return;
    };
    terminal.note(&summary(args, session, made, took));
}

/// Files with their sizes, pages, verdict, time.
fn summary(args: &Build, session: &Session, made: &Made, took: Duration) -> String {
    let mut out = String::new();
    let shown = |file: &str| args.out.join(file).display().to_string();
    let width = made.editions.iter().map(|e| shown(&e.file).chars().count()).max().unwrap_or(0);
    for edition in &made.editions {
        let pages = edition.pages.map_or(String::new(), |n| format!("   {}", counted(n, "page")));
        let line = format!("{:<width$} {:>10}{pages}", shown(&edition.file), size(edition.bytes));
        let _ = writeln!(out, "{line}");
    }
    if let Some((folder, count)) = &made.proofs {
        let _ = writeln!(out, "{}   {}", folder.display(), counted(*count, "picture"));
    }
    if !made.document.quality.is_empty() {
        let _ = writeln!(out, "{}", report::quality_line(&made.document));
    }
    if let Some(line) = session.issue.as_ref().and_then(|i| report::binding_line(i, &made.document)) {
        let _ = writeln!(out, "{line}");
    }
    let counts = session.counts().unwrap_or_else(|| "clean".into());
    let trim = made.document.trim;
    let (w, h) = (trim.w.to_micrometres(), trim.h.to_micrometres());
    let _ = writeln!(
        out,
        "{counts}; {} of {} × {} mm in {:.2} s",
        counted(made.document.pages.len(), "page"),
        decimal(w),
        decimal(h),
        took.as_secs_f64()
    );
    out
}

/// Micrometres as millimetres, with as many places as it takes, two at most.
fn decimal(micrometres: i64) -> String {
    let text = format!("{}.{:02}", micrometres / 1000, micrometres % 1000 / 10);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Bytes for people.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{decimal, size, threads};

    #[test]
    fn starts_no_more_threads_than_are_of_use() {
        assert_eq!(threads(1), 1);
        let most = threads(u16::MAX);
        assert!((4..=256).contains(&most), "{most}");
    }

    #[test]
    fn writes_figures_for_people() {
        assert_eq!([size(999), size(1_001), size(12_345_678)], ["999 B", "2 kB", "12.3 MB"]);
        assert_eq!([decimal(210_000), decimal(212_725), decimal(55_700)], ["210", "212.72", "55.7"]);
    }
}
