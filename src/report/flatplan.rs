//! The flatplan: every page of an issue in its spread, as a wall of thumbnails, a table, or data.
//! Composes nothing; draws text as bars and pictures as fields, in place and to scale.

use super::table::{Row, table};
use crate::geom::Length;
use crate::issue::{Binding, Issue, PartyId, named, plain};
use crate::layout::Side;
use crate::pages::{Document, Item, ItemKind, Page, Plate, PlateKind, Wall, spine};
use serde::Serialize;
use std::fmt::Write as _;

/// What a page is on the wall.
#[derive(Serialize)]
struct Cell {
    index: usize,
    folio: String,
    side: &'static str,
    /// `cover`, `article`, `own`, `ad` or `blank`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    section: String,
    master: String,
    characters: usize,
    pictures: usize,
}

#[derive(Serialize)]
struct Listing {
    schema: &'static str,
    issue: String,
    trim_mm: [f64; 2],
    pages: usize,
    binding: &'static str,
    plan: Vec<Cell>,
}

fn cells(issue: &Issue, document: &Document) -> Vec<Cell> {
    document.pages.iter().enumerate().map(|(n, page)| cell(issue, n, page)).collect()
}

fn cell(issue: &Issue, index: usize, page: &Page) -> Cell {
    let article = page.article.and_then(|id| issue.article(id));
    let section = article.and_then(|a| issue.sections.get(a.section?));
    let kind = match (article, page.master.as_str()) {
        (Some(a), _) if a.kind == crate::issue::ArticleKind::Text => "article",
        (Some(_), _) => "own",
        (None, "cover") => "cover",
        (None, "ad") => "ad",
        (None, _) => "blank",
    };
    let glyphs = |i: &Item| if let ItemKind::Glyphs(run) = &i.kind { run.text.chars().count() } else { 0 };
    let title = match (kind, article) {
        ("ad", _) => advertiser(issue, page).unwrap_or_else(|| "advertisement".to_owned()),
        (_, Some(a)) if a.title.is_empty() => a.id.clone(),
        (_, Some(a)) => a.toc_title.clone().unwrap_or_else(|| plain(&a.title)),
        ("cover", _) => "cover".to_owned(),
        _ => String::new(),
    };
    Cell {
        index: index + 1,
        folio: page.folio.clone(),
        side: if page.side == Side::Recto { "recto" } else { "verso" },
        kind,
        article: article.map(|a| a.id.clone()),
        title,
        section: section.and_then(|s| named(&s.labels, &issue.lang)).unwrap_or_default().to_owned(),
        master: page.master.clone(),
        characters: page.items.iter().map(glyphs).sum(),
        pictures: page.items.iter().filter(|i| matches!(i.kind, ItemKind::Picture { .. })).count(),
    }
}

/// Whose advertisement stands on a page: the one whose picture it shows.
fn advertiser(issue: &Issue, page: &Page) -> Option<String> {
    let shown = page.items.iter().find_map(|i| match &i.kind {
        ItemKind::Picture { picture, .. } => Some(*picture),
        _ => None,
    })?;
    let ad = issue.ads.iter().find(|a| a.picture == shown)?;
    let name = |p: PartyId| named(&issue.party(p)?.names, &issue.lang).map(str::to_owned);
    Some(ad.advertiser.and_then(name).unwrap_or_else(|| ad.id.clone()))
}

/// What hangs on the wall beside the pages: whose it is, and what is known of each page.
#[must_use]
pub fn wall(issue: &Issue, document: &Document) -> Wall {
    let name = named(&issue.publication.names, &issue.lang).or(issue.title.as_deref()).unwrap_or(&issue.slug);
    let date = named(&issue.display_date, &issue.lang).unwrap_or_default();
    let mm = |l: Length| decimal(l.to_micrometres());
    let mut facts = vec![
        format!("{} pages", document.pages.len()),
        format!("{} × {} mm", mm(document.trim.w), mm(document.trim.h)),
    ];
    facts.push(match spine(issue, document.pages.len()) {
        Some(width) => format!("perfect bound, spine {} mm", mm(width)),
        None if issue.binding == Binding::Saddle => "saddle stitched".to_owned(),
        None => "perfect bound".to_owned(),
    });
    let blank = cells(issue, document).iter().filter(|c| c.kind == "blank").count();
    if blank > 0 {
        facts.push(format!("{blank} blank"));
    }
    let plates = cells(issue, document).into_iter().zip(&document.pages).map(|(c, page)| {
        let section = page.article.and_then(|id| issue.article(id)?.section);
        let (kind, note) = match c.kind {
            "ad" => (PlateKind::Ad, "advertisement".to_owned()),
            "blank" => (PlateKind::Blank, "blank".to_owned()),
            "article" => (PlateKind::Content, c.section),
            _ => (PlateKind::Content, String::new()),
        };
        Plate { folio: c.folio, title: c.title, note, kind, section }
    });
    Wall {
        title: format!("{name}  {date}").trim().to_owned(),
        facts: facts.join("  ·  "),
        plates: plates.collect(),
    }
}

/// Micrometres as millimetres, without idle noughts.
pub(super) fn decimal(micrometres: i64) -> String {
    let text = format!("{}.{:02}", micrometres / 1000, micrometres % 1000 / 10);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The wall as a table for a terminal.
#[must_use]
pub fn flatplan_text(issue: &Issue, document: &Document, width: usize) -> String {
    let rows: Vec<Row> = cells(issue, document)
        .into_iter()
        .map(|c| {
            let side = if c.side == "recto" { "right" } else { "left" };
            let what = if c.kind == "article" { c.section } else { c.kind.to_owned() };
            let short: String = c.title.chars().take(40).collect();
            Row { cells: vec![c.folio, side.to_owned(), what, short, c.master], details: Vec::new() }
        })
        .collect();
    table(&["page", "side", "what", "title", "master"], &rows, width)
}

/// The wall as lines of comma-separated values (RFC 4180), the first naming the columns.
#[must_use]
pub fn flatplan_csv(issue: &Issue, document: &Document) -> String {
    let quote = |s: &str| format!("\"{}\"", s.replace('"', "\"\""));
    let mut out = String::from("index,folio,side,kind,article,title,section,master,characters,pictures\r\n");
    for c in cells(issue, document) {
        let texts =
            [&c.folio, c.side, c.kind, c.article.as_deref().unwrap_or(""), &c.title, &c.section, &c.master];
        let texts: Vec<String> = texts.into_iter().map(quote).collect();
        let _ = write!(out, "{},{},{},{}\r\n", c.index, texts.join(","), c.characters, c.pictures);
    }
    out
}

/// The wall as data, `masthead.flatplan/1`.
#[must_use]
pub fn flatplan_json(issue: &Issue, document: &Document) -> String {
    let mm = |l: Length| f64::from(i32::try_from(l.to_micrometres()).unwrap_or(i32::MAX)) / 1000.0;
    let wall = Listing {
        schema: "masthead.flatplan/1",
        issue: issue.slug.clone(),
        trim_mm: [mm(document.trim.w), mm(document.trim.h)],
        pages: document.pages.len(),
        binding: if issue.binding == Binding::Saddle { "saddle" } else { "perfect" },
        plan: cells(issue, document),
    };
    let mut text = serde_json::to_string_pretty(&wall).unwrap_or_default();
    text.push('\n');
    text
}

/// Height of a thumbnail in pixels.
const HEIGHT: i64 = 190;

/// The wall as one page of HTML that needs nothing else: spreads in order, each page drawn small.
#[must_use]
pub fn flatplan_html(issue: &Issue, document: &Document) -> String {
    let mut out = String::new();
    let name = named(&issue.publication.names, &issue.lang).unwrap_or(&issue.slug);
    let date = named(&issue.display_date, &issue.lang).unwrap_or_default();
    let count = document.pages.len();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{} {}</title>\n<style>{STYLE}</style>\n<h1>{} <small>{} · {count} pages</small></h1>\n<main>\n",
        escaped(&issue.lang.0),
        escaped(name),
        escaped(date),
        escaped(name),
        escaped(date),
    );
    let cells = cells(issue, document);
    let mut open = false;
    for (page, cell) in document.pages.iter().zip(&cells) {
        if page.side == Side::Verso || !open {
            out.push_str(if open { "</section>\n<section>\n" } else { "<section>\n" });
            open = true;
        }
        figure(document, page, cell, &mut out);
    }
    out.push_str(if open { "</section>\n</main>\n</html>\n" } else { "</main>\n</html>\n" });
    out
}

const STYLE: &str = "body{font:13px/1.35 system-ui,sans-serif;margin:2rem;background:#e9e8e4;color:#222}h1{font-size:1.4rem}small{font-weight:400;color:#666}main{display:flex;flex-wrap:wrap;gap:1.6rem 1.4rem}section{display:flex}figure{margin:0}svg{display:block;background:#fff;box-shadow:0 1px 3px #0003}figcaption{padding:.35rem .3rem 0;min-height:3.2em}figcaption b{margin-right:.4em}.blank svg{background:repeating-linear-gradient(45deg,#fff 0 6px,#eee 6px 12px)}.ad figcaption,.blank figcaption{color:#a03020}i{display:block;font-style:normal;color:#777;font-size:11px}";

fn figure(document: &Document, page: &Page, cell: &Cell, out: &mut String) {
    let scale = |l: Length| l.to_sp() * HEIGHT * 10 / document.trim.h.to_sp().max(1);
    let (w, h) = (scale(document.trim.w), HEIGHT * 10);
    let _ = write!(
        out,
        "<figure class=\"{} {}\" style=\"width:{}px\"><svg width=\"{}\" height=\"{HEIGHT}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"page {}\">",
        cell.side,
        cell.kind,
        w / 10,
        w / 10,
        escaped(&cell.folio)
    );
    for item in &page.items {
        match &item.kind {
            ItemKind::Picture { clip, .. } => {
                let (x, y, w, h) = (scale(clip.x), scale(clip.y), scale(clip.w), scale(clip.h));
                let _ =
                    write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#9fb4c0\"/>");
            }
            ItemKind::Glyphs(run) if !run.text.trim().is_empty() => {
                let wide: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
                let size = run.style.size;
                let (x, w) = (scale(run.at.x), scale(Length::sp(wide)).max(1));
                let (y, h) = (scale(run.at.y - size.scale(55, 100)), scale(size.scale(50, 100)).max(4));
                let ink = if size > Length::pt(16) { "#333" } else { "#b9b6ae" };
                let _ =
                    write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{ink}\"/>");
            }
            _ => {}
        }
    }
    let what = if cell.kind == "article" { &cell.section } else { cell.kind };
    let _ = writeln!(
        out,
        "</svg><figcaption><b>{}</b>{}<i>{}</i></figcaption></figure>",
        escaped(&cell.folio),
        escaped(&cell.title),
        escaped(what)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
