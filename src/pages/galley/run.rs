//! Pieces that follow on: headings that stand in the thread, and the galleys of several pieces as one.
//! Decides neither which pieces follow on nor where they stand.

use super::credit::Words;
use super::flow::{Maker, build_with, plain_block};
use super::stack::StackPart;
use super::{Flow, Galley};
use crate::credits::Design;
use crate::issue::{Article, ArticleId};
use crate::layout::Genre;
use crate::pages::document::{Anchor, TagKind};
use crate::typeset::TagId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A piece of a run: its number, its article, its design.
pub type RunPiece<'a> = (ArticleId, &'a Article, &'a Design);

/// What stands in the thread where a genre that runs on does not say.
const RUN_IN: [&str; 3] = ["kicker", "title", "deck"];

/// Parts of the heading that stand in the thread.
#[must_use]
pub fn run_in_names(genre: &Genre) -> Vec<String> {
    if genre.run_in.is_empty() && genre.run_on {
        return RUN_IN.map(str::to_owned).to_vec();
    }
    genre.run_in.clone()
}

/// Moves the parts of `heading` that `names` lists before `flow`, in that order; each keeps with what follows.
pub fn run_in(
    article: ArticleId,
    names: &[String],
    heading: &mut BTreeMap<String, StackPart>,
    flow: Vec<Flow>,
) -> Vec<Flow> {
    let mut out = Vec::new();
    for name in names {
        let Some(mut part) = heading.remove(name) else { continue };
        let keep = part.style.keep_next.max(2);
        Arc::make_mut(&mut part.style).keep_next = keep;
        let mut block = plain_block(part);
        block.id = Some((article, None));
        out.push(Flow::Text(Box::new(block)));
    }
    out.extend(flow);
    out
}

/// The galley of pieces that follow on, below the tag `root`: credits that are the same for all stand once,
/// behind the last.
pub fn run_on<'a>(maker: &mut Maker<'a, '_>, root: TagId, pieces: &[RunPiece<'a>]) -> Galley {
    let shared = shared_credits(maker, pieces);
    maker.prints_credits = shared.is_none();
    let mut whole: Option<Galley> = None;
    for piece in pieces {
        maker.turn_to(*piece);
        let tag = maker.marks.tag_in(TagKind::Article, root, &piece.1.lang);
        let mut galley = build_with(maker, tag);
        if let Some(Flow::Text(block)) = galley.flow.iter_mut().find(|f| matches!(f, Flow::Text(_))) {
            block.anchors.push(Anchor::Article(piece.0));
        }
        let names = maker.genre().map(run_in_names).unwrap_or_default();
        for role in galley.framed.keys() {
            maker.roles.remove(role);
        }
        match &mut whole {
            None => whole = Some(galley),
            Some(whole) => append(whole, galley, &names),
        }
    }
    let mut whole = whole.unwrap_or_else(|| build_with(maker, root));
    for (style, words) in shared.unwrap_or_default() {
        let tag = maker.marks.tag(TagKind::Paragraph, Some(root));
        let lang = maker.article.lang.clone();
        whole.flow.push(maker.words_block(&words, style, tag, &lang));
    }
    whole
}

/// The credit lines of the pieces, by style, where every piece has the same.
fn shared_credits<'a>(
    maker: &mut Maker<'a, '_>,
    pieces: &[RunPiece<'a>],
) -> Option<Vec<(&'static str, Words)>> {
    let mut found = None;
    for piece in pieces {
        maker.turn_to(*piece);
        let lines = maker.credit_lines();
        if *found.get_or_insert_with(|| lines.clone()) != lines {
            return None;
        }
    }
    found
}

/// Puts `next` behind `whole`. What of its heading the thread does not take has no frame.
fn append(whole: &mut Galley, next: Galley, names: &[String]) {
    let (floats, notes, blocks) = (whole.floats.len(), whole.notes.len(), whole.flow.len());
    whole.flow.extend(next.flow.into_iter().map(|flow| match flow {
        Flow::Anchor(n) => Flow::Anchor(n + floats),
        Flow::Text(mut block) => {
            block.notes.iter_mut().for_each(|(_, n)| *n += notes);
            Flow::Text(block)
        }
        Flow::Box(content) => Flow::Box(content),
    }));
    whole.notes.extend(next.notes);
    whole.floats.extend(next.floats.into_iter().map(|mut float| {
        float.echo = float.echo.map(|(block, chars)| (block + blocks, chars));
        float
    }));
    for (role, float) in next.framed {
        whole.framed.entry(role).or_insert(float);
    }
    whole.lost.extend(next.lost);
    let of =
        |name: &str, part: &str| name.strip_prefix(part).is_some_and(|r| r.is_empty() || r.starts_with('-'));
    let lost = RUN_IN.iter().filter(|part| !names.iter().any(|n| of(n, part)));
    whole.lost.extend(lost.filter(|part| next.heading.keys().any(|n| of(n, part))).map(|p| (*p).to_owned()));
}
