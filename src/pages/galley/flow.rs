//! From an article's blocks to its galley: thread, floats, framed content, heading.
//! Measures nothing against a page; widths come in when blocks are broken.

use super::ahead::Ahead;
use super::credit::Words;
use super::inline::{Inliner, Refs, run_style};
use super::marks::Marks;
use super::run::{RunPiece, run_in, run_in_names};
use super::stack::StackPart;
use super::{CalloutContent, Float, Flow, Galley, JumpLines, Labels, TextBlock};
use crate::credits::Design;
use crate::diag::Span;
use crate::geom::Length;
use crate::issue::{Article, ArticleId, Issue, Lang, Place, Text, plain};
use crate::layout::{Genre, Layout, Master, Style};
use crate::pages::document::{Anchor, LinkTarget, TagKind};
use crate::typeset::{Run, Setter, TagId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Makes the galley of one article.
pub struct Maker<'a, 'f> {
    /// The issue.
    pub issue: &'a Issue,
    /// The article.
    pub article: &'a Article,
    /// Its number.
    pub id: ArticleId,
    /// Its design.
    pub design: &'a Design,
    /// The shaper.
    pub setter: &'a mut Setter<'f>,
    /// Folios that are known.
    pub refs: &'a Refs,
    /// Tags and links.
    pub marks: Marks,
    pub(super) framed: BTreeMap<String, Float>,
    pub(super) floats: Vec<Float>,
    pub(super) notes: Vec<CalloutContent>,
    pub(super) roles: BTreeSet<String>,
    /// Roles whose frames leave no room for a caption; their captions stand at the article's end.
    pub(super) bare: BTreeSet<String>,
    pub(super) captions: Vec<(StackPart, Vec<CalloutContent>)>,
    /// Notes that stand in the box, or with the table or picture, that marks them.
    pub(super) boxed: BTreeSet<usize>,
    /// Whether a frame takes the captions of other frames.
    pub(super) pooled: bool,
    /// A head that stands at the beginning of the paragraph to come.
    pub(super) ahead: Option<Ahead>,
    /// Width of the narrowest column of the thread.
    pub(super) column: Length,
    /// Parts of the heading that no stack names.
    pub(super) lost: Vec<String>,
    /// Parts that the stacks of heading frames name.
    frame_stacks: BTreeSet<String>,
    /// Parts that find a place: in the stacks of heading frames, or in the thread.
    pub(super) stacks: BTreeSet<String>,
    /// Whether the article's own end prints its credits.
    pub(super) prints_credits: bool,
    styles: BTreeMap<(String, bool), Arc<Style>>,
}

/// Where a run of blocks stands.
#[derive(Clone)]
pub struct Ctx {
    /// Parent tag.
    pub parent: TagId,
    /// Style of its paragraphs.
    pub body: String,
    /// Indent so far.
    pub left: Length,
    /// Indent of the list's own text beyond that: what a style of its own sets in the list is set in by it, too.
    pub hang: Length,
    /// Language.
    pub lang: Lang,
    /// Whether floats may leave it (not from boxes).
    pub top: bool,
}

/// The galley of the maker's article, below the tag `root`. Tags and links stay with the maker.
pub fn build_with(maker: &mut Maker<'_, '_>, root: TagId) -> Galley {
    let mut heading = super::stack::heading(maker, root);
    let flow = maker.thread(root);
    let names = maker.genre().map(run_in_names).unwrap_or_default();
    let before = flow.len();
    let flow = run_in(maker.id, &names, &mut heading, flow);
    let echoes = maker.floats.iter_mut().filter_map(|f| f.echo.as_mut());
    echoes.for_each(|(block, _)| *block += flow.len() - before);
    Galley {
        heading,
        flow,
        notes: std::mem::take(&mut maker.notes),
        floats: std::mem::take(&mut maker.floats),
        framed: std::mem::take(&mut maker.framed),
        ads: BTreeMap::new(),
        stacks: BTreeMap::new(),
        drawn: BTreeMap::new(),
        jump: None,
        labels: maker.labels(),
        lost: std::mem::take(&mut maker.lost),
        marks: Marks::default(),
    }
}

impl<'a, 'f> Maker<'a, 'f> {
    /// A maker for `article`; `masters` are those that its sequence may use: their roles take its content.
    pub fn new(
        issue: &'a Issue,
        id: ArticleId,
        article: &'a Article,
        design: &'a Design,
        refs: &'a Refs,
        setter: &'a mut Setter<'f>,
        masters: &[&Master],
    ) -> Self {
        let full = |f: &&crate::layout::Frame| (f.under || f.bleed.bottom) && f.captions.is_none();
        let bare = masters.iter().flat_map(|m| &m.frames).filter(full).map(|f| f.role.clone()).collect();
        let frame_stacks: BTreeSet<String> =
            masters.iter().flat_map(|m| &m.frames).flat_map(|f| f.stack.iter().cloned()).collect();
        let roles = masters.iter().flat_map(|m| m.frames.iter().map(|f| f.role.clone())).collect();
        let mut maker = Self {
            issue,
            article,
            id,
            design,
            setter,
            refs,
            marks: Marks::default(),
            framed: BTreeMap::new(),
            floats: Vec::new(),
            notes: Vec::new(),
            roles,
            bare,
            captions: Vec::new(),
            boxed: BTreeSet::new(),
            pooled: masters.iter().flat_map(|m| &m.frames).any(|f| f.captions.is_some()),
            ahead: None,
            column: crate::pages::makeup::narrowest(&design.layout.page, masters),
            lost: Vec::new(),
            stacks: BTreeSet::new(),
            frame_stacks,
            prints_credits: true,
            styles: BTreeMap::new(),
        };
        maker.turn_to((id, article, design));
        maker
    }

    /// Lets what has one of these roles float, as if no frame took it.
    pub fn keep_from_frames(&mut self, roles: &BTreeSet<String>) {
        self.roles.retain(|role| !roles.contains(role));
    }

    /// Goes on with another piece in the same layout.
    pub(super) fn turn_to(&mut self, (id, article, design): RunPiece<'a>) {
        (self.id, self.article, self.design) = (id, article, design);
        self.stacks.clone_from(&self.frame_stacks);
        self.boxed.clear();
        let names = self.genre().map(run_in_names).unwrap_or_default();
        self.stacks.extend(names);
    }

    /// The lines of credit that stand at the article's end, each with its style: a genre that runs on has no
    /// heading frame for them.
    pub(super) fn credit_lines(&self) -> Vec<(&'static str, Words)> {
        let (issue, design, lang) = (self.issue, self.design, &self.article.lang);
        let loose = self.genre().is_some_and(|g| g.run_on) && !self.stacks.contains("credit");
        let line = if loose { super::credit::lines(issue, design, lang).credit } else { Words::default() };
        let statement = super::credit::end_statement(issue, design, lang);
        let both = [("credit", line), ("end-statement", statement)];
        both.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }

    /// The layout in force.
    #[must_use]
    pub fn layout(&self) -> &'a Layout {
        &self.design.layout
    }

    /// What the layout does with the article's genre.
    #[must_use]
    pub fn genre(&self) -> Option<&'a Genre> {
        genre_of(self.layout(), &self.article.genre)
    }

    fn thread(&mut self, root: TagId) -> Vec<Flow> {
        let ctx = Ctx {
            parent: root,
            body: "body".to_owned(),
            left: Length::ZERO,
            hang: Length::ZERO,
            lang: self.article.lang.clone(),
            top: true,
        };
        let mut flow = Vec::new();
        self.blocks(&self.article.body, &ctx, &mut flow);
        self.ends(&ctx, &mut flow);
        super::echo::find(&mut self.floats, &flow);
        flow
    }

    /// End mark is set with the last paragraph; here stand end floats, notes, the house's statement.
    fn ends(&mut self, ctx: &Ctx, flow: &mut Vec<Flow>) {
        let (end, rest): (Vec<Float>, Vec<Float>) =
            std::mem::take(&mut self.floats).into_iter().partition(|f| f.place == Some(Place::End));
        self.floats = rest;
        let from = flow.len();
        for (part, notes) in std::mem::take(&mut self.captions) {
            flow.push(Flow::Text(Box::new(plain_block(part))));
            flow.extend(notes.into_iter().flat_map(|n| n.flow));
        }
        let credits = if self.prints_credits { self.credit_lines() } else { Vec::new() };
        for (style, words) in credits {
            let tag = self.marks.tag(TagKind::Paragraph, Some(ctx.parent));
            flow.push(self.words_block(&words, style, tag, &ctx.lang));
        }
        // What is said at the end stands together: only its first line keeps off the text, by a line at least.
        if let Some(Flow::Text(block)) = flow.get_mut(from) {
            let style = Arc::make_mut(&mut block.style);
            style.before = style.before.max(self.design.layout.page.step);
        }
        for line in flow.iter_mut().skip(from + 1) {
            let Flow::Text(block) = line else { continue };
            Arc::make_mut(&mut block.style).before = Length::ZERO;
        }
        self.end_notes(ctx, flow);
        for mut float in end {
            if self.stands_in_column(&mut float) {
                flow.push(Flow::Box(Box::new(float.content)));
            } else {
                flow.push(Flow::Anchor(self.floats.len()));
                self.floats.push(float);
            }
        }
    }

    /// The layout's style `name` (else of its family, else body), with or without first-line indent.
    pub fn style(&mut self, name: &str, flush: bool) -> Arc<Style> {
        let key = (name.to_owned(), flush);
        if let Some(style) = self.styles.get(&key) {
            return Arc::clone(style);
        }
        let styles = &self.layout().styles;
        let found = styles
            .get(name)
            .or_else(|| related(name).and_then(|n| styles.get(n)))
            .or_else(|| styles.get("body"));
        let mut style = found.cloned().unwrap_or_else(Style::plain);
        if flush {
            style.indent = Length::ZERO;
        }
        let style = Arc::new(style);
        self.styles.insert(key, Arc::clone(&style));
        style
    }

    /// The lines of a jumped article, below the tag `root`: words of `[texts]`, each a link to the other part.
    pub fn jump_lines(&mut self, root: TagId) -> JumpLines {
        let on = self.jump_line(("continued-on", "jump"), Anchor::Rest(self.id), root);
        let from = self.jump_line(("continued-from", "jump-from"), Anchor::Break(self.id), root);
        JumpLines { on, from }
    }

    fn jump_line(&mut self, (key, name): (&str, &str), to: Anchor, root: TagId) -> StackPart {
        let lang = self.article.lang.clone();
        let folio = self.refs.get(&to).map_or("88", String::as_str);
        let pattern = self.layout().texts.get(key).map_or("{folio}", String::as_str);
        let title = self.article.toc_title.clone().unwrap_or_else(|| plain(&self.article.title));
        let words = pattern.replace("{folio}", folio).replace("{title}", &title);
        let paragraph = self.marks.tag(TagKind::Paragraph, Some(root));
        let tag = self.marks.tag(TagKind::Link, Some(paragraph));
        let link = self.marks.link(LinkTarget::Anchor(to));
        let style = self.style(name, true);
        let look = Arc::new(run_style(&style, &lang));
        let runs = vec![Run { text: words.clone(), style: look, tag, link: Some(link), span: None }];
        let para = self.setter.para(&runs, &style, &lang);
        StackPart { name: name.to_owned(), para, style, tag, words, runs }
    }

    /// What tells captions apart that stand together in a frame of their own.
    fn labels(&mut self) -> Labels {
        let words = self.layout().texts.iter().filter(|(key, _)| key.starts_with("at-"));
        let words = words.map(|(key, words)| (key.clone(), words.clone())).collect();
        let style = self.style("caption-label", true);
        Labels { words, style: Arc::new(run_style(&style, &self.article.lang)) }
    }

    /// The runs of `text`.
    pub fn runs(&mut self, text: &Text, style: &Style, lang: &Lang, tag: TagId) -> Vec<Run> {
        let inliner = Inliner { layout: self.layout(), article: self.id, refs: self.refs };
        inliner.runs(text, style, lang, tag, &mut self.marks)
    }

    /// A block of plain words that nobody wrote as a block.
    pub fn words_block(&mut self, words: &Words, name: &str, tag: TagId, lang: &Lang) -> Flow {
        Flow::Text(Box::new(self.words(words, name, tag, lang, None)))
    }

    /// Plain words as a text block.
    pub fn words(
        &mut self,
        words: &Words,
        name: &str,
        tag: TagId,
        lang: &Lang,
        span: Option<Span>,
    ) -> TextBlock {
        let style = self.style(name, true);
        let para = self.setter.para(&words.runs(&style, lang, tag, span), &style, lang);
        plain_block(StackPart {
            name: name.to_owned(),
            para,
            style,
            tag,
            words: words.text(),
            runs: Vec::new(),
        })
    }

    /// A text (title, caption) in a style, as a block.
    pub fn styled_text(&mut self, text: &Text, name: &str, tag: TagId, lang: &Lang) -> StackPart {
        let style = self.style(name, true);
        let runs = self.runs(text, &style, lang, tag);
        let para = self.setter.para(&runs, &style, lang);
        StackPart { name: name.to_owned(), para, style, tag, words: plain(text), runs }
    }
}

/// A part of a stack as a block of the thread.
pub(super) fn plain_block(part: StackPart) -> TextBlock {
    TextBlock {
        para: part.para,
        style: part.style,
        left: Length::ZERO,
        marker: None,
        cap: None,
        id: None,
        anchors: Vec::new(),
        tag: part.tag,
        skipped: 0,
        notes: Vec::new(),
        inserted: Vec::new(),
    }
}

/// The genre's rules, else the default's.
#[must_use]
pub fn genre_of<'l>(layout: &'l Layout, genre: &str) -> Option<&'l Genre> {
    layout.genres.get(genre).or_else(|| layout.genres.get("default"))
}

/// A wider name to fall back on: `sidebar-list` → `list`, `sidebar-h` → `h4`.
fn related(name: &str) -> Option<&str> {
    let (head, tail) = name.rsplit_once('-')?;
    match tail {
        "list" => Some("list"),
        "h" => Some("h4"),
        "title" => Some("h3"),
        _ => Some(head),
    }
}
