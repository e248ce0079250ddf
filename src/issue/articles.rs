//! The running order: what manifest and front matter say of each article, and where each can be found.
//! Resolves no text; `body` does.

use super::body::Resolver;
use super::check::{Checker, is_told};
use super::ids;
use super::model::{Article, ArticleId, ArticleKind, Jump, JumpTo, Lang, Level, Pin, Start};
use super::text::Text;
use crate::diag::{Diagnostic, FileId, Findings, Span, nearest};
use crate::manifest::{ArticleRaw, At, PieceRaw, front_matter};
use crate::markdown::{self, Doc, RawBlock, RawInline, RawInlineKind, RawKind, RawText};
use std::collections::BTreeMap;

/// An article whose file was read, before its references are resolved.
pub struct Draft {
    /// Key.
    pub id: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Genre.
    pub genre: String,
    /// Language.
    pub lang: Lang,
    /// Manifest over front matter.
    pub piece: PieceRaw,
    /// Headline.
    pub title: RawText,
    /// Text.
    pub doc: Doc,
    /// Where it is listed.
    pub span: Span,
    /// Whether its file could not be read, which was reported.
    pub broken: bool,
}

/// What links may lead to.
#[derive(Default)]
pub struct Index {
    /// Articles by id.
    pub articles: BTreeMap<String, ArticleId>,
    /// Titles in running order.
    pub titles: Vec<String>,
    /// Anchors of each article, each with its place and its words.
    pub anchors: Vec<BTreeMap<String, (Span, String)>>,
}

impl Index {
    /// The article of `id`; an unknown one is reported with what it is for.
    pub fn find(&self, id: &At<String>, what: &str, c: &mut Checker<'_>) -> Option<ArticleId> {
        let found = self.articles.get(&id.value).copied();
        if found.is_none() {
            let mut diag =
                Diagnostic::error("I014", format!("{what} names an unknown article `{}`", id.value))
                    .at(id.span);
            if let Some(near) = nearest(&id.value, self.articles.keys().map(String::as_str)) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            c.f.push(diag.hint("name an article of this issue by its `id`"));
        }
        found
    }
}

impl Checker<'_> {
    /// Reads every article's file.
    pub fn drafts(&mut self, list: &[ArticleRaw]) -> Vec<Draft> {
        list.iter().map(|raw| self.draft(raw)).collect()
    }

    fn draft(&mut self, raw: &ArticleRaw) -> Draft {
        let id = self.article_id(raw);
        let mut broken = false;
        let (mut piece, mut source) = (raw.piece.clone(), None);
        if let Some(path) = &raw.source {
            let folder = self.folder.clone();
            match self.sources.load_text(&folder, &path.value, Some(path.span), self.f) {
                Ok((file, text)) => match front_matter(&text, file, self.f) {
                    Ok((front, start)) => {
                        control_signs(&text, file, self.f);
                        piece = piece.or(front);
                        source = Some((file, text, start));
                    }
                    Err(_) => broken = true,
                },
                Err(_) => broken = true,
            }
        }
        let lang = piece
            .language
            .as_ref()
            .and_then(|l| ids::lang_at(l, self.f))
            .unwrap_or_else(|| self.lang.clone());
        let mut doc = source
            .map(|(file, text, start)| markdown::parse(&text, start, file, &lang.0, self.f))
            .unwrap_or_default();
        let genre = piece.genre.as_ref().map(|g| g.value.trim().to_owned());
        let kind = kind_of(&id, genre.as_deref(), raw.source.is_some());
        let title = match &piece.title {
            Some(title) => markdown::parse_line(&title.value, title.span, &lang.0, self.f),
            None => first_heading(&mut doc),
        };
        let genre =
            genre.unwrap_or_else(|| if kind == ArticleKind::Text { "default".into() } else { id.clone() });
        let draft = Draft { id, kind, genre, lang, piece, title, doc, span: raw.span, broken };
        self.complete(&draft, raw);
        draft
    }

    fn article_id(&mut self, raw: &ArticleRaw) -> String {
        if let Some(id) = &raw.id {
            if !ids::is_key(&id.value) {
                self.f.push(
                    Diagnostic::error("I015", format!("`{}` cannot be an article's id", id.value))
                        .at(id.span)
                        .hint(format!("use ASCII letters, digits and hyphens: `{}`", ids::slug(&id.value))),
                );
            }
            return id.value.clone();
        }
        let stem = raw.source.as_ref().map(|s| {
            let name = s.value.rsplit('/').next().unwrap_or("");
            name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
        });
        let words = stem.or_else(|| raw.piece.genre.as_ref().map(|g| g.value.clone()));
        ids::slug(words.as_deref().unwrap_or("article"))
    }

    /// Reports what an article lacks.
    fn complete(&mut self, draft: &Draft, raw: &ArticleRaw) {
        if draft.kind != ArticleKind::Text || draft.broken {
            return;
        }
        let id = &draft.id;
        if raw.source.is_none() {
            self.f.push(
                Diagnostic::error("M005", format!("article `{id}` needs the key `source`"))
                    .at(draft.span)
                    .hint("name its Markdown file: source = \"article.md\"")
                    .hint(
                        "own pages have the genre `contents`, `masthead-page` or `back-cover` and need none",
                    ),
            );
            return;
        }
        let place = raw.source.as_ref().map_or(draft.span, |s| s.span);
        if draft.title.is_empty() && !(draft.doc.blocks.is_empty() || is_told(self.f, "title")) {
            self.f.push(
                Diagnostic::error("M005", format!("article `{id}` has no title"))
                    .at(place)
                    .hint("write title = \"…\" in its front matter, or begin the text with `# Title`"),
            );
        }
        if draft.doc.blocks.is_empty() {
            self.f.push(
                Diagnostic::error("I016", format!("article `{id}` is empty"))
                    .at(place)
                    .label("this file has no text")
                    .hint("write its text, or take it out of the running order"),
            );
        }
    }

    /// Numbers the articles and finds every anchor; doubles are reported.
    pub fn index(&mut self, drafts: &[Draft]) -> Index {
        let mut index = Index::default();
        for (i, draft) in drafts.iter().enumerate() {
            let id = ArticleId(u32::try_from(i).unwrap_or(u32::MAX));
            if let Some(first) = index.articles.get(&draft.id).and_then(|a| drafts.get(a.0 as usize)) {
                self.f.push(
                    Diagnostic::error("I017", format!("two articles have the id `{}`", draft.id))
                        .at(draft.span)
                        .related(first.span, "the other one")
                        .hint("give each article an `id` of its own"),
                );
            } else {
                index.articles.insert(draft.id.clone(), id);
            }
            index.titles.push(markdown::words(&draft.title));
            let mut anchors = Anchors { found: BTreeMap::new(), doubles: Vec::new() };
            anchors.blocks(&draft.doc.blocks);
            draft.doc.notes.iter().for_each(|n| anchors.blocks(&n.blocks));
            for (id, first, second) in anchors.doubles {
                self.f.push(
                    Diagnostic::error(
                        "I018",
                        format!("the anchor `#{id}` stands twice in article `{}`", draft.id),
                    )
                    .at(second)
                    .related(first, "it stands here, too")
                    .hint("give each place an id of its own"),
                );
            }
            index.anchors.push(anchors.found);
        }
        index
    }

    /// Resolves one article.
    pub fn article(&mut self, id: ArticleId, draft: Draft, index: &Index) -> Article {
        let section = draft.piece.section.as_ref().and_then(|s| self.section(s));
        let credits = self.parties.credits(&draft.piece.credits, Level::Article, &draft.lang, self.f);
        let date = draft.piece.date.as_ref().and_then(|d| ids::date(d, self.f));
        let image = draft.piece.image.as_ref().and_then(|i| self.picture(&i.value, Some(i.span)));
        let jump = draft.piece.jump.as_ref().and_then(|(after, to)| {
            let to = match to.value.as_str() {
                "back" => JumpTo::Back,
                other => {
                    let other = At::new(other.trim_start_matches("after:").to_owned(), to.span);
                    JumpTo::After(index.find(&other, "`jump`", self)?)
                }
            };
            Some(Jump { after: u32::try_from(after.value).ok()?, to })
        });
        let piece = draft.piece;
        let mut r = Resolver::new(self, index, id, &draft.lang, &draft.genre, &draft.doc.notes);
        let title = r.text(&draft.title);
        let kicker = r.line(piece.kicker.as_ref());
        let deck = r.line(piece.deck.as_ref());
        let note = r.line(piece.note.as_ref());
        let toc_title: Text = r.line(piece.toc_title.as_ref());
        let body = r.blocks(&draft.doc.blocks);
        let notes = r.notes();
        let count = |n: &Option<At<i64>>| n.as_ref().and_then(|n| u32::try_from(n.value).ok());
        Article {
            id: draft.id,
            kind: draft.kind,
            title,
            kicker,
            deck,
            note,
            toc_title: (!toc_title.is_empty()).then(|| super::text::plain(&toc_title)),
            section,
            genre: draft.genre,
            start: piece.start.map(|s| match s.value {
                "recto" => Start::Recto,
                "verso" => Start::Verso,
                "spread" => Start::Spread,
                _ => Start::Any,
            }),
            min_pages: count(&piece.min_pages),
            max_pages: count(&piece.max_pages),
            pin: piece.layout.as_ref().map(pin),
            sequence: (!piece.sequence.is_empty())
                .then(|| piece.sequence.into_iter().map(|s| s.value).collect()),
            jump,
            credits,
            lang: draft.lang,
            keywords: piece.keywords.into_iter().map(|k| k.value).collect(),
            date,
            fields: piece.fields.into_iter().map(|(k, v)| (k.value, v.value)).collect(),
            image,
            body,
            notes,
            span: Some(draft.span),
        }
    }

    fn section(&mut self, id: &At<String>) -> Option<usize> {
        let found = self.sections.iter().position(|s| s.id == id.value);
        if found.is_none() {
            let mut diag = Diagnostic::error("I019", format!("unknown section `{}`", id.value)).at(id.span);
            if let Some(near) = nearest(&id.value, self.sections.iter().map(|s| s.id.as_str())) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            self.f.push(diag.hint("declare it with [[sections]] in the publication or the issue"));
        }
        found
    }
}

/// Signs that no typeface has and no output may hold (C0 and C1 controls but tab and line end, Unicode 16.0
/// §23.1, and noncharacters): they are left out, and told once a file (T014).
fn control_signs(text: &str, file: FileId, f: &mut Findings) {
    let control = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF)
    };
    let mut found = text.char_indices().filter(|(_, c)| control(*c));
    let Some((at, first)) = found.next() else { return };
    let more = found.count();
    let also = if more > 0 { format!(" and {more} more") } else { String::new() };
    f.push(
        Diagnostic::warning(
            "T014",
            format!("control characters stand in a text: U+{:04X}{also}", u32::from(first)),
        )
        .at(Span::new(file, at..at + first.len_utf8()))
        .label("it is not printed")
        .hint("take it out; text copied from a PDF or a word processor may hold such signs"),
    );
}

/// A layout as `id` or `id@version`.
pub fn pin(written: &At<String>) -> Pin {
    let (id, version) = match written.value.split_once('@') {
        Some((id, version)) => (id.trim(), Some(version.trim().to_owned())),
        None => (written.value.trim(), None),
    };
    Pin { id: id.to_owned(), version, span: Some(written.span) }
}

fn kind_of(id: &str, genre: Option<&str>, has_source: bool) -> ArticleKind {
    let own = |word: &str| match word {
        "contents" => Some(ArticleKind::Contents),
        "masthead-page" => Some(ArticleKind::MastheadPage),
        "back-cover" => Some(ArticleKind::BackCover),
        _ => None,
    };
    let by_id = || if genre.is_none() && !has_source { own(id) } else { None };
    genre.and_then(own).or_else(by_id).unwrap_or(ArticleKind::Text)
}

/// Takes a first heading of level 1 off the text: the title, where nothing else states one.
fn first_heading(doc: &mut Doc) -> RawText {
    if matches!(doc.blocks.first(), Some(RawBlock { kind: RawKind::Heading(1, _), .. }))
        && let RawKind::Heading(_, text) = doc.blocks.remove(0).kind
    {
        return text;
    }
    RawText::new()
}

struct Anchors {
    found: BTreeMap<String, (Span, String)>,
    doubles: Vec<(String, Span, Span)>,
}

impl Anchors {
    fn put(&mut self, id: Option<&String>, span: Span, words: String) {
        let Some(id) = id else { return };
        if let Some((first, _)) = self.found.get(id) {
            self.doubles.push((id.clone(), *first, span));
        } else {
            self.found.insert(id.clone(), (span, words));
        }
    }

    fn blocks(&mut self, list: &[RawBlock]) {
        for block in list {
            let words = match &block.kind {
                RawKind::Heading(_, t) | RawKind::Callout(_, t, _) => markdown::words(t),
                RawKind::Table(t) => markdown::words(&t.caption),
                RawKind::Figure(pictures) => {
                    pictures.iter().map(|p| markdown::words(&p.caption)).collect::<Vec<_>>().join(" ")
                }
                _ => String::new(),
            };
            self.put(block.attrs.id.as_ref(), block.attrs.span.unwrap_or(block.span), words);
            match &block.kind {
                RawKind::Heading(_, t) | RawKind::Paragraph(t) => self.inlines(t),
                RawKind::List(_, items) => items.iter().for_each(|i| self.blocks(i)),
                RawKind::Quote(inner) => self.blocks(inner),
                RawKind::Callout(_, title, inner) => {
                    self.inlines(title);
                    self.blocks(inner);
                }
                RawKind::Table(t) => {
                    t.head.iter().chain(t.rows.iter().flatten()).for_each(|c| self.inlines(c));
                }
                RawKind::Figure(_) | RawKind::Code(..) | RawKind::Rule => {}
            }
        }
    }

    fn inlines(&mut self, list: &[RawInline]) {
        for inline in list {
            match &inline.kind {
                RawInlineKind::Span(attrs, t) => {
                    self.put(attrs.id.as_ref(), inline.span, markdown::words(t));
                    self.inlines(t);
                }
                RawInlineKind::Emph(t)
                | RawInlineKind::Strong(t)
                | RawInlineKind::Strike(t)
                | RawInlineKind::Link(_, t) => self.inlines(t),
                _ => {}
            }
        }
    }
}
