//! Resolving a text: pictures, links, notes, languages and attributes of every block and inline.
//! Reads no file but pictures, which `Checker` reads.

use super::articles::Index;
use super::check::Checker;
use super::ids;
use super::model::{ArticleId, Lang, named};
use super::text::{
    Align, Alt, Attrs, Block, BlockId, BlockKind, Cell, Figure, FigurePicture, Inline, InlineKind, List,
    Note, Place, SpanWish, Table, Target, Text,
};
use crate::diag::{Diagnostic, Span, nearest};
use crate::manifest::At;
use crate::markdown::{
    self, RawAttrs, RawBlock, RawInline, RawInlineKind, RawKind, RawNote, RawPicture, RawTable,
};
use std::collections::BTreeMap;

/// Resolves the text of one article, and numbers its blocks and notes.
pub struct Resolver<'c, 'a> {
    c: &'c mut Checker<'a>,
    index: &'c Index,
    article: ArticleId,
    lang: Lang,
    interview: bool,
    next: u32,
    /// Labels of notes in the order of their marks.
    marks: Vec<String>,
    defined: BTreeMap<&'c str, &'c RawNote>,
    /// Level of the last heading.
    level: u8,
}

impl<'c, 'a> Resolver<'c, 'a> {
    /// A resolver for the article of number `article`.
    pub fn new(
        c: &'c mut Checker<'a>,
        index: &'c Index,
        article: ArticleId,
        lang: &Lang,
        genre: &str,
        notes: &'c [RawNote],
    ) -> Self {
        let mut defined = BTreeMap::new();
        for note in notes {
            if defined.insert(note.label.as_str(), note).is_some() {
                c.f.push(
                    Diagnostic::error("T006", format!("note `[^{}]` is defined twice", note.label))
                        .at(note.span)
                        .hint("give each note a label of its own"),
                );
            }
        }
        let interview = genre == "interview";
        let lang = lang.clone();
        Self { c, index, article, lang, interview, next: 0, marks: Vec::new(), defined, level: 1 }
    }

    /// A line of a manifest, such as a deck.
    pub fn line(&mut self, line: Option<&At<String>>) -> Text {
        let Some(line) = line else { return Text::new() };
        let raw = markdown::parse_line(&line.value, line.span, &self.lang.0, self.c.f);
        self.text(&raw)
    }

    /// Blocks in order.
    pub fn blocks(&mut self, list: &[RawBlock]) -> Vec<Block> {
        list.iter().filter_map(|b| self.block(b)).collect()
    }

    /// The notes that were marked, in the order of their marks; call it last.
    pub fn notes(&mut self) -> Vec<Note> {
        let mut out = Vec::new();
        // A note may mark further notes, which then follow.
        while let Some(label) = self.marks.get(out.len()).cloned() {
            let Some(raw) = self.defined.get(label.as_str()).copied() else { break };
            let blocks = self.blocks(&raw.blocks);
            out.push(Note { label, blocks, span: raw.span });
        }
        let unused = self.defined.values().filter(|n| !self.marks.contains(&n.label));
        for note in unused {
            self.c.f.push(
                Diagnostic::warning("T007", format!("note `[^{}]` is never marked", note.label))
                    .at(note.span)
                    .label("it is not printed")
                    .hint("put its mark into the text, or take it out"),
            );
        }
        out
    }

    fn block(&mut self, raw: &RawBlock) -> Option<Block> {
        let id = BlockId(self.next);
        self.next += 1;
        let (known, what): (&[&str], _) = match raw.kind {
            RawKind::Figure(_) => (
                &["credit", "span", "place", "focus", "lang", "decorative", "alt", "width", "height"],
                "a figure",
            ),
            RawKind::Table(_) => (&["span", "place", "lang", "credit"], "a table"),
            RawKind::Callout(..) => (&["span", "place", "lang", "credit"], "a callout"),
            _ => (&["lang"], "this block"),
        };
        let attrs = self.attrs(&raw.attrs, known, what);
        let outer = attrs.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
        let kind = self.kind(raw);
        if let Some(outer) = outer {
            self.lang = outer;
        }
        if kind.is_none() {
            self.next = id.0;
        }
        Some(Block { id, kind: kind?, attrs, span: raw.span })
    }

    fn kind(&mut self, raw: &RawBlock) -> Option<BlockKind> {
        Some(match &raw.kind {
            RawKind::Heading(level, text) => {
                BlockKind::Heading(self.heading(*level, raw.span), self.text(text))
            }
            RawKind::Paragraph(text) => self.paragraph(text),
            RawKind::List(start, items) => {
                BlockKind::List(List { start: *start, items: items.iter().map(|i| self.blocks(i)).collect() })
            }
            RawKind::Quote(inner) => BlockKind::Quote(self.blocks(inner)),
            RawKind::Callout(role, title, inner) => {
                let title = self.text(title);
                BlockKind::Callout(role.clone(), title, self.blocks(inner))
            }
            RawKind::Figure(pictures) => BlockKind::Figure(self.figure(pictures, &raw.attrs)?),
            RawKind::Table(table) => BlockKind::Table(self.table(table, &raw.attrs)),
            RawKind::Code(language, code) => BlockKind::Code(language.clone(), code.clone()),
            RawKind::Rule => BlockKind::Rule,
        })
    }

    /// Levels go down by one at a time, and the title holds the first (WCAG 2.2, G141).
    fn heading(&mut self, written: u8, span: Span) -> u8 {
        let level = written.max(2);
        let first = written == 1;
        if first || level > self.level + 1 {
            let message = if first {
                "a heading of level 1 stands within the text; the title is level 1".to_owned()
            } else {
                format!("heading of level {level} follows level {}", self.level)
            };
            let wanted = "#".repeat(usize::from(if first { 2 } else { self.level + 1 }));
            self.c.f.push(
                Diagnostic::warning("T008", message)
                    .at(span)
                    .hint(format!("begin the line with `{wanted} `")),
            );
        }
        self.level = level;
        level
    }

    /// In an interview a wholly bold paragraph is a question, and a leading `**Name:**` a speaker.
    fn paragraph(&mut self, raw: &[RawInline]) -> BlockKind {
        let mut text = self.text(raw);
        if !self.interview {
            return BlockKind::Paragraph(text);
        }
        if let [Inline { kind: InlineKind::Strong(inner), .. }] = text.as_mut_slice() {
            return BlockKind::Question(std::mem::take(inner));
        }
        if let Some(first) = text.first_mut()
            && let InlineKind::Strong(name) = &first.kind
            && super::text::plain(name).trim_end().ends_with([':', '：'])
        {
            let attrs = Attrs { classes: vec!["speaker".to_owned()], ..Attrs::default() };
            let span = first.span;
            let strong = std::mem::replace(first, Inline { kind: InlineKind::Break, span });
            first.kind = InlineKind::Span(attrs, vec![strong]);
        }
        BlockKind::Paragraph(text)
    }

    fn figure(&mut self, raw: &[RawPicture], attrs: &RawAttrs) -> Option<Figure> {
        let mut pictures = Vec::new();
        let mut caption = Text::new();
        for picture in raw {
            let more = self.text(&picture.caption);
            if !more.is_empty() && !caption.is_empty() {
                caption.push(Inline { kind: InlineKind::Text(" ".to_owned()), span: picture.span });
            }
            caption.extend(more);
            let alt = self.alt(picture);
            let focus = self.focus(picture);
            if let Some(number) = self.c.picture(&picture.path, Some(picture.span)) {
                pictures.push(FigurePicture { picture: number, alt, focus });
            }
        }
        if pictures.is_empty() {
            return None;
        }
        let credit = attrs.get("credit").map(|c| self.figure_credit(c, attrs.span));
        if let Some(credit) = attrs.get("credit") {
            self.c.hold_against_files(&pictures, credit, attrs.span);
        }
        let (span, place) = self.wishes(attrs);
        Some(Figure { pictures, caption, credit, span, place })
    }

    fn alt(&mut self, picture: &RawPicture) -> Alt {
        let words = picture.attrs.get("alt").unwrap_or(&picture.alt).trim();
        let decorative = picture.attrs.get("decorative").is_some_and(|v| v != "false");
        if decorative || words.eq_ignore_ascii_case("decorative") {
            return Alt::Decorative;
        }
        if !words.is_empty() {
            return Alt::Words(words.to_owned());
        }
        let message = format!("picture `{}` has no alternative text", picture.path);
        let found = if self.c.strict {
            Diagnostic::error("T009", message)
        } else {
            Diagnostic::warning("T009", message)
        };
        self.c.f.push(
            found
                .at(picture.span)
                .hint("say what it shows: ![A line of cars](…)")
                .hint("or say that it only adorns: ![](…){decorative}"),
        );
        Alt::Missing
    }

    fn focus(&mut self, picture: &RawPicture) -> (u8, u8) {
        let Some(text) = picture.attrs.get("focus") else { return (50, 50) };
        let percent = |t: &str| t.trim().trim_end_matches('%').parse::<u8>().ok().filter(|n| *n <= 100);
        let read = text.split_once(',').and_then(|(x, y)| Some((percent(x)?, percent(y)?)));
        read.unwrap_or_else(|| {
            self.bad_value(
                "focus",
                text,
                "two percentages from left and top, such as 50,30",
                picture.attrs.span,
            );
            (50, 50)
        })
    }

    fn figure_credit(&mut self, credit: &str, span: Option<Span>) -> String {
        if let Ok(id) = self.c.parties.look(credit) {
            let name = self.c.parties.list.get(id.0 as usize).and_then(|p| named(&p.names, &self.lang));
            return name.unwrap_or(credit).to_owned();
        }
        if let Some(near) = self.c.parties.near(credit) {
            self.c.f.push(
                Diagnostic::warning("I020", format!("picture credit `{credit}` is no known party"))
                    .at(span)
                    .label(format!("did you mean `{near}`?"))
                    .hint("write a party's id, or declare it with [[people]]"),
            );
        }
        credit.to_owned()
    }

    fn wishes(&mut self, attrs: &RawAttrs) -> (SpanWish, Option<Place>) {
        let span = match attrs.get("span") {
            None => SpanWish::Layout,
            Some("full") => SpanWish::Full,
            Some(text) => {
                if let Ok(n @ 1..=24) = text.parse::<u8>() {
                    SpanWish::Columns(n)
                } else {
                    self.bad_value("span", text, "a number of columns, or `full`", attrs.span);
                    SpanWish::Layout
                }
            }
        };
        let place = match attrs.get("place") {
            None => None,
            Some("top") => Some(Place::Top),
            Some("bottom") => Some(Place::Bottom),
            Some("here") => Some(Place::Here),
            Some("end") => Some(Place::End),
            Some(text) => {
                self.bad_value("place", text, "`top`, `bottom`, `here` or `end`", attrs.span);
                None
            }
        };
        (span, place)
    }

    fn bad_value(&mut self, key: &str, value: &str, wanted: &str, span: Option<Span>) {
        let mut found =
            Diagnostic::error("T010", format!("`{key}` must be {wanted}, not `{value}`")).at(span);
        // The words that may stand there are those between back-ticks.
        if let Some(near) = nearest(value, wanted.split('`').skip(1).step_by(2)) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        self.c.f.push(found.hint(format!("give `{key}` {wanted}")));
    }

    fn table(&mut self, raw: &RawTable, attrs: &RawAttrs) -> Table {
        let (span, place) = self.wishes(attrs);
        let columns = raw.align.len();
        let mut row = |cells: &[markdown::RawText]| {
            let mut out: Vec<Cell> =
                cells.iter().take(columns).map(|c| Cell { text: self.text(c) }).collect();
            out.resize(columns, Cell { text: Text::new() });
            out
        };
        let head = if raw.head.is_empty() { Vec::new() } else { row(&raw.head) };
        let rows = raw.rows.iter().map(|r| row(r)).collect();
        let align = raw
            .align
            .iter()
            .map(|a| match a {
                'l' => Align::Left,
                'c' => Align::Center,
                'r' => Align::Right,
                _ => Align::Default,
            })
            .collect();
        Table { caption: self.text(&raw.caption), align, head, rows, span, place }
    }

    fn attrs(&mut self, raw: &RawAttrs, known: &[&str], what: &str) -> Attrs {
        let mut attrs = Attrs { id: raw.id.clone(), classes: raw.classes.clone(), ..Attrs::default() };
        for (key, value) in &raw.pairs {
            if !known.contains(&key.as_str()) {
                let mut found =
                    Diagnostic::warning("T011", format!("unknown attribute `{key}` on {what}")).at(raw.span);
                if let Some(near) = nearest(key, known.iter().copied()) {
                    found = found.label(format!("did you mean `{near}`?"));
                }
                let list: Vec<_> = known.iter().map(|k| format!("`{k}`")).collect();
                self.c.f.push(found.hint(format!("known attributes: {}", list.join(", "))));
            }
            if key == "lang" {
                let place = raw.span.unwrap_or(self.c.place);
                attrs.lang = ids::lang_at(&At::new(value.clone(), place), self.c.f);
            } else {
                attrs.other.insert(key.clone(), value.clone());
            }
        }
        attrs
    }

    /// Inlines in order.
    pub fn text(&mut self, list: &[RawInline]) -> Text {
        list.iter().filter_map(|i| Some(Inline { kind: self.inline(i)?, span: i.span })).collect()
    }

    fn inline(&mut self, raw: &RawInline) -> Option<InlineKind> {
        Some(match &raw.kind {
            RawInlineKind::Text(t) => InlineKind::Text(t.clone()),
            RawInlineKind::Code(t) => InlineKind::Code(t.clone()),
            RawInlineKind::Break => InlineKind::Break,
            RawInlineKind::Emph(t) => InlineKind::Emph(self.text(t)),
            RawInlineKind::Strong(t) => InlineKind::Strong(self.text(t)),
            RawInlineKind::Strike(t) => InlineKind::Strike(self.text(t)),
            RawInlineKind::Span(attrs, t) => {
                let attrs = self.attrs(attrs, &["lang"], "a run of text");
                let outer = attrs.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
                let text = self.text(t);
                if let Some(outer) = outer {
                    self.lang = outer;
                }
                InlineKind::Span(attrs, text)
            }
            RawInlineKind::Link(to, t) => {
                let text = self.text(t);
                match self.target(to, raw.span) {
                    Some(target) => {
                        let text = if text.is_empty() { self.link_words(&target, raw.span) } else { text };
                        InlineKind::Link(target, text)
                    }
                    // Reported; the words stay.
                    None => InlineKind::Span(Attrs::default(), text),
                }
            }
            RawInlineKind::Note(label) => InlineKind::Note(self.mark(label, raw.span)?),
            // A picture in a headline or a table cell cannot be lifted out of it.
            RawInlineKind::Picture(picture) => {
                self.c.f.push(
                    Diagnostic::error(
                        "T004",
                        format!("picture `{}` stands where only words can", picture.path),
                    )
                    .at(picture.span)
                    .hint("give the picture a paragraph of its own"),
                );
                return None;
            }
        })
    }

    fn mark(&mut self, label: &str, span: Span) -> Option<usize> {
        if !self.defined.contains_key(label) {
            let mut found = Diagnostic::error("T005", format!("note `[^{label}]` is not defined")).at(span);
            if let Some(near) = nearest(label, self.defined.keys().copied()) {
                found = found.label(format!("did you mean `[^{near}]`?"));
            }
            self.c.f.push(found.hint(format!("write the note on a line of its own: [^{label}]: …")));
            return None;
        }
        if let Some(at) = self.marks.iter().position(|m| m == label) {
            return Some(at);
        }
        self.marks.push(label.to_owned());
        Some(self.marks.len() - 1)
    }

    fn target(&mut self, to: &str, span: Span) -> Option<Target> {
        if let Some(anchor) = to.strip_prefix('#') {
            return self.anchor(self.article, anchor, span);
        }
        if let Some(rest) = to.strip_prefix("article:") {
            let (id, anchor) = rest.split_once('#').map_or((rest, None), |(i, a)| (i, Some(a)));
            let article = self.index.find(&At::new(id.to_owned(), span), "a link", self.c)?;
            return match anchor {
                Some(anchor) => self.anchor(article, anchor, span),
                None => Some(Target::Article(article)),
            };
        }
        let lower = to.to_ascii_lowercase();
        let known =
            ["http://", "https://", "mailto:"].iter().any(|s| lower.len() > s.len() && lower.starts_with(s));
        if known {
            return Some(Target::Url(to.to_owned()));
        }
        let mut found = Diagnostic::error("T012", format!("link `{to}` leads nowhere")).at(span);
        if let Some(near) = self.near_target(to) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        self.c.f.push(found.hint("write https://…, mailto:…, #anchor, or article:id"));
        None
    }

    /// The target that `to` may mean: one with its scheme mended, or an article whose id or file stands there bare.
    fn near_target(&self, to: &str) -> Option<String> {
        if let Some((scheme, rest)) = to.split_once(':') {
            let near = nearest(scheme, ["article", "http", "https", "mailto"])?;
            let rest = if near.starts_with("http") {
                format!("//{}", rest.trim_start_matches('/'))
            } else {
                rest.to_owned()
            };
            return Some(format!("{near}:{rest}"));
        }
        let id = to.split_once('#').map_or(to, |(id, _)| id);
        let id = id.rsplit_once('/').map_or(id, |(_, name)| name).trim_end_matches(".md");
        nearest(id, self.index.articles.keys().map(String::as_str)).map(|near| format!("article:{near}"))
    }

    /// An anchor of `article`; where it has none of that name, the only one of the whole issue.
    fn anchor(&mut self, article: ArticleId, anchor: &str, span: Span) -> Option<Target> {
        let all = &self.index.anchors;
        let has = |a: &BTreeMap<String, (Span, String)>| a.contains_key(anchor);
        if all.get(article.0 as usize).is_some_and(has) {
            return Some(Target::Anchor(article, anchor.to_owned()));
        }
        let mut elsewhere = (0..).map(ArticleId).zip(all).filter(|(_, a)| has(a));
        if let (Some((only, _)), None) = (elsewhere.next(), elsewhere.next()) {
            return Some(Target::Anchor(only, anchor.to_owned()));
        }
        let mut found = Diagnostic::error("T012", format!("link `#{anchor}` leads nowhere")).at(span);
        let here = all.get(article.0 as usize).into_iter().flatten().map(|(id, _)| id.as_str());
        let anywhere = || all.iter().flatten().map(|(id, _)| id.as_str());
        if let Some(near) = nearest(anchor, here).or_else(|| nearest(anchor, anywhere())) {
            found = found.label(format!("did you mean `#{near}`?"));
        }
        self.c.f.push(found.hint(format!("mark the place with {{#{anchor}}}, or correct the link")));
        None
    }

    /// What a link without words says: the title or caption of what it leads to.
    fn link_words(&self, target: &Target, span: Span) -> Text {
        let words = match target {
            Target::Url(url) => url.clone(),
            Target::Article(a) => self.index.titles.get(a.0 as usize).cloned().unwrap_or_default(),
            Target::Anchor(a, id) => self
                .index
                .anchors
                .get(a.0 as usize)
                .and_then(|l| l.get(id))
                .map(|(_, words)| words.clone())
                .filter(|w| !w.is_empty())
                .unwrap_or_else(|| id.clone()),
        };
        vec![Inline { kind: InlineKind::Text(words), span }]
    }
}
