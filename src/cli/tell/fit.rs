//! `masthead fit`: how much is over or free in every article, where to cut, and what other layouts would need.
//! Writes no file.

use crate::cli::Outcome;
use crate::cli::args::Fit;
use crate::cli::desk::fonts;
use crate::cli::desk::session::{Session, article_of};
use crate::cli::desk::terminal::Terminal;
use crate::credits::{Design, Designs};
use crate::diag::Findings;
use crate::issue::Issue;
use crate::layout::Sheet;
use crate::pages;
use crate::report::{self, FitRow};

pub(in crate::cli) fn run(args: &Fit, terminal: &Terminal) -> Outcome {
    let mut session = Session::open(&args.input, None, false);
    if session.ready().is_none() {
        session.give(terminal);
        return session.outcome();
    }
    let found = fonts::find(&args.input, &mut session);
    let (Some(issue), Some(designs)) = (&session.issue, &session.designs) else { return Outcome::Found };
    let mut only = None;
    if let Some(id) = &args.article {
        only = article_of(issue, id, terminal);
        if only.is_none() {
            return Outcome::CouldNotRun;
        }
    }
    let (rows, tried) = match only {
        None => (rows(issue, designs, &found.fonts), Vec::new()),
        Some(n) => {
            let alone = lone(issue, n);
            let own = one(&alone, designs, designs.articles.get(n), &found.fonts);
            (own.into_iter().collect(), layouts(&session, &alone, designs, n, &found.fonts))
        }
    };
    if terminal.form.is_none() && !terminal.json {
        session.draw(terminal);
        let width = Terminal::width();
        let mut text = report::fit_text(&rows, &session.sources, only.is_some(), width);
        if !tried.is_empty() {
            text.push('\n');
            text.push_str(&report::fit_text(&tried, &session.sources, false, width));
        }
        terminal.say(&text);
    } else if terminal.json {
        session.draw(terminal);
        terminal.say(&report::fit_json(&rows, &tried, &session.sources));
    } else {
        session.give(terminal);
    }
    if rows.iter().any(|r| r.fit.lines_over > 0) { Outcome::Found } else { session.outcome() }
}

fn rows(issue: &Issue, designs: &Designs, fonts: &crate::font::Fonts) -> Vec<FitRow> {
    let fits = pages::fits(issue, designs, fonts);
    let row = |fit: pages::Fit| {
        let design = designs.articles.get(fit.article.0 as usize)?;
        let name = issue.article(fit.article)?.id.clone();
        Some(FitRow { name, layout: layout_name(design), fit })
    };
    fits.into_iter().filter_map(row).collect()
}

/// The issue with one article.
fn lone(issue: &Issue, n: usize) -> Issue {
    let mut alone = issue.clone();
    alone.articles = issue.articles.get(n).cloned().into_iter().collect();
    alone.cover = None;
    alone.ads.clear();
    alone.promises.clear();
    alone
}

fn one(
    issue: &Issue,
    designs: &Designs,
    design: Option<&Design>,
    fonts: &crate::font::Fonts,
) -> Option<FitRow> {
    let design = design?.clone();
    let (layout, name) = (layout_name(&design), issue.articles.first()?.id.clone());
    let designs = Designs { articles: vec![design], issue: designs.issue.clone() };
    let fit = pages::fits(issue, &designs, fonts).into_iter().next()?;
    Some(FitRow { name, layout, fit })
}

/// The article in every layout of its trim, the newest version of each.
fn layouts(
    session: &Session,
    issue: &Issue,
    designs: &Designs,
    n: usize,
    fonts: &crate::font::Fonts,
) -> Vec<FitRow> {
    let (Some(library), Some(own)) = (&session.library, designs.articles.get(n)) else { return Vec::new() };
    let publication = &issue.publication;
    let sheet = Sheet { trim: publication.trim, bleed: publication.bleed };
    let mut newest: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (index, header) in library.headers() {
        let fits = library.trim(index).is_none_or(|t| publication.trim.is_none_or(|own| own == t));
        let newer = newest
            .get(header.id.as_str())
            .and_then(|i| library.header(*i))
            .is_none_or(|known| known.version < header.version);
        if fits && newer {
            newest.insert(&header.id, index);
        }
    }
    let lang = issue.articles.first().map_or(&issue.lang, |a| &a.lang);
    let mut out = Vec::new();
    for index in newest.into_values() {
        let Some(layout) = library.resolve(index, lang, sheet, &mut Findings::new()) else { continue };
        let design = Design { layout, ..own.clone() };
        let name = layout_name(&design);
        out.extend(one(issue, designs, Some(&design), fonts).map(|r| FitRow {
            name,
            layout: String::new(),
            ..r
        }));
    }
    out
}

fn layout_name(design: &Design) -> String {
    format!("{}@{}", design.layout.id, design.layout.version)
}
