//! The blocks of an article as XHTML: paragraphs, headings, lists, figures, tables, callouts, code.
//! Knows nothing of the article's heading or of the files round it.

use super::Book;
use super::inline::{Pen, attributes};
use super::style::css_name;
use super::words::word;
use crate::credits::Design;
use crate::issue::{
    Align, Alt, Article, ArticleKind, Block, BlockKind, Figure, FigurePicture, Inline, Lang, List, Table,
    plain,
};

/// Half ems of a cell from which on its column is not made narrow.
const WORDY: usize = 24;

/// The body of one article being written.
#[derive(Debug)]
pub(super) struct Body<'a> {
    book: &'a Book<'a>,
    article: &'a Article,
    drop_cap: bool,
    end_mark: Option<&'a str>,
    /// How a picture's credit is printed, with `{name}`.
    picture_credit: &'a str,
    /// Level of the heading above the cursor.
    level: u8,
    /// Boxes numbered so far, for their labels' ids.
    boxes: u32,
    /// Text of the paragraphs before a pull quote may still open the article.
    opened: bool,
}

impl<'a> Body<'a> {
    /// The body of `article` in its design.
    pub(super) fn new(book: &'a Book<'a>, design: &'a Design, article: &'a Article) -> Self {
        let layout = &design.layout;
        let genre = layout.genres.get(&article.genre).or_else(|| layout.genres.get("default"));
        Self {
            book,
            article,
            drop_cap: article.kind == ArticleKind::Text
                && layout.epub.drop_cap
                && genre.is_some_and(|g| g.drop_cap.is_some()),
            end_mark: genre.and_then(|g| g.end_mark.as_deref()),
            picture_credit: layout.texts.get("picture").map_or("{name}", String::as_str),
            level: 1,
            boxes: 0,
            opened: false,
        }
    }

    /// Writes all blocks; the end mark stands behind the last words of the text.
    pub(super) fn write(&mut self, pen: &mut Pen) {
        let last = self.article.body.iter().rposition(|b| {
            !matches!(b.kind, BlockKind::Figure(_) | BlockKind::Table(_) | BlockKind::Callout(..))
        });
        for (i, block) in self.article.body.iter().enumerate() {
            let mark = self.end_mark.filter(|_| Some(i) == last);
            let inside = matches!(block.kind, BlockKind::Paragraph(_));
            self.block(pen, block, mark.filter(|_| inside));
            if let Some(mark) = mark.filter(|_| !inside) {
                pen.m.leaf("p", &[("class", "end-mark"), ("aria-hidden", "true")], mark);
            }
        }
    }

    /// Writes a note: its number, its blocks, and the way back behind the last paragraph.
    pub(super) fn note(&mut self, pen: &mut Pen, number: &str, blocks: &[Block], back: &str) {
        let lang = pen.lang();
        let mut returned = false;
        for (i, block) in blocks.iter().enumerate() {
            let (first, last) = (i == 0, i + 1 == blocks.len());
            let BlockKind::Paragraph(text) = &block.kind else {
                self.block(pen, block, None);
                continue;
            };
            pen.m.block("p", &[]);
            if first {
                pen.m.span("span", &[("class", "note-number")]);
                pen.m.text(&format!("{number}. "));
                pen.m.end();
            }
            pen.text(text);
            if last {
                pen.m.text(" ");
                backlink(pen, back, lang);
                returned = true;
            }
            pen.m.close();
        }
        if !returned {
            pen.m.block("p", &[]);
            backlink(pen, back, lang);
            pen.m.close();
        }
    }

    fn blocks(&mut self, pen: &mut Pen, blocks: &[Block]) {
        for block in blocks {
            self.block(pen, block, None);
        }
    }

    fn block(&mut self, pen: &mut Pen, block: &Block, end_mark: Option<&str>) {
        match &block.kind {
            BlockKind::Heading(level, text) => {
                self.level = (*level).clamp(2, self.level.saturating_add(1).min(6));
                let element = format!("h{}", self.level);
                words(pen, block, &element, "", text, None);
            }
            BlockKind::Paragraph(text) => {
                let class = if self.opened { "" } else { self.opening_class() };
                self.opened = true;
                words(pen, block, "p", class, text, end_mark);
            }
            BlockKind::Question(text) => words(pen, block, "p", "question", text, None),
            BlockKind::List(list) => self.list(pen, block, list),
            BlockKind::Quote(blocks) => {
                pen.breaks_of(block.id);
                open(pen, block, "blockquote", "", &[]);
                self.blocks(pen, blocks);
                pen.m.close();
            }
            BlockKind::Callout(role, title, blocks) => self.callout(pen, block, role, title, blocks),
            BlockKind::Figure(figure) => self.figure(pen, block, figure),
            BlockKind::Table(table) => self.table(pen, block, table),
            BlockKind::Code(language, code) => {
                open(pen, block, "pre", "", &[]);
                let class = language.as_deref().map(css_name).filter(|c| !c.is_empty());
                let class = class.map(|c| format!("language-{c}"));
                pen.m.span("code", &class.as_deref().map(|c| ("class", c)).into_iter().collect::<Vec<_>>());
                pen.begin(block.id);
                pen.words(code);
                pen.end();
                pen.m.end();
                pen.m.close();
            }
            BlockKind::Rule => {
                pen.breaks_of(block.id);
                pen.m.empty("hr", &[]);
            }
        }
    }

    fn opening_class(&self) -> &'static str {
        if self.drop_cap { "first drop-cap" } else { "first" }
    }

    fn list(&mut self, pen: &mut Pen, block: &Block, list: &List) {
        pen.breaks_of(block.id);
        let start = list.start.map(|n| n.to_string());
        let element = if start.is_some() { "ol" } else { "ul" };
        let start: Vec<(&str, &str)> =
            start.as_deref().filter(|n| *n != "1").map(|n| ("start", n)).into_iter().collect();
        open(pen, block, element, "", &start);
        let tight = list.items.iter().all(|item| {
            matches!(item.first().map(|b| &b.kind), Some(BlockKind::Paragraph(_)))
                && item.iter().skip(1).all(|b| matches!(b.kind, BlockKind::List(_)))
        });
        for item in &list.items {
            pen.m.block("li", &[]);
            let mut rest = item.as_slice();
            if let (Some((Block { id, kind: BlockKind::Paragraph(text), .. }, others)), true) =
                (item.split_first(), tight)
            {
                pen.begin(*id);
                pen.text(text);
                pen.end();
                rest = others;
            }
            self.blocks(pen, rest);
            pen.m.close();
        }
        pen.m.close();
    }

    /// A box beside the text. A pull quote repeats it, so assistive technology does not read it.
    fn callout(&mut self, pen: &mut Pen, block: &Block, role: &str, title: &[Inline], blocks: &[Block]) {
        let class = format!("callout {}", css_name(role));
        if role == "pullquote" {
            pen.breaks_of(block.id);
            each(blocks, &mut |b| pen.breaks_of(b.id));
            open(pen, block, "aside", &class, &[("aria-hidden", "true")]);
            pen.mute(true);
            self.blocks(pen, blocks);
            pen.mute(false);
            pen.m.close();
            return;
        }
        pen.breaks_of(block.id);
        self.boxes += 1;
        let label = format!("box.{}", self.boxes);
        let mut extra: Vec<(&str, &str)> = Vec::new();
        if role == "note" {
            extra.push(("role", "note"));
        }
        if !title.is_empty() {
            extra.push(("aria-labelledby", &label));
        }
        open(pen, block, "aside", &class, &extra);
        let outer = self.level;
        if !title.is_empty() {
            self.level = outer.saturating_add(1).min(6);
            let element = format!("h{}", self.level);
            pen.m.block(&element, &[("class", "callout-title"), ("id", &label)]);
            pen.text(title);
            pen.m.close();
        }
        self.blocks(pen, blocks);
        self.level = outer;
        pen.m.close();
    }

    fn figure(&mut self, pen: &mut Pen, block: &Block, figure: &Figure) {
        pen.breaks_of(block.id);
        let gallery = figure.pictures.len() > 1;
        open(pen, block, "figure", if gallery { "gallery" } else { "" }, &[]);
        if gallery {
            pen.m.block("div", &[("class", "pictures")]);
        }
        for picture in &figure.pictures {
            self.picture(pen, picture);
        }
        if gallery {
            pen.m.close();
        }
        let credit = figure.credit.as_deref().filter(|c| !c.trim().is_empty());
        if !figure.caption.is_empty() || credit.is_some() {
            pen.m.block("figcaption", &[]);
            pen.text(&figure.caption);
            if let Some(credit) = credit {
                if !figure.caption.is_empty() {
                    pen.m.text(" ");
                }
                pen.m.span("span", &[("class", "picture-credit"), ("role", "doc-credit")]);
                pen.m.text(&self.picture_credit.replace("{name}", credit));
                pen.m.end();
            }
            pen.m.close();
        }
        pen.m.close();
    }

    fn picture(&self, pen: &mut Pen, picture: &FigurePicture) {
        let Some(shown) = self.book.pictures.get(&picture.picture) else { return };
        let (width, height) = (shown.width.to_string(), shown.height.to_string());
        let mut attributes = vec![("src", shown.href.as_str())];
        match &picture.alt {
            Alt::Words(words) => attributes.push(("alt", words)),
            Alt::Decorative => attributes.extend([("alt", ""), ("role", "presentation")]),
            Alt::Missing => attributes.push(("alt", "")),
        }
        attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
        if shown.vector {
            attributes.push(("class", "vector"));
        }
        pen.m.empty("img", &attributes);
    }

    fn table(&mut self, pen: &mut Pen, block: &Block, table: &Table) {
        self.boxes += 1;
        let label = format!("box.{}", self.boxes);
        let words = word("table", pen.lang());
        let captioned = !table.caption.is_empty();
        let name = if captioned { ("aria-labelledby", label.as_str()) } else { ("aria-label", words) };
        open(pen, block, "div", "table", &[("role", "region"), name, ("tabindex", "0")]);
        pen.m.block("table", &[]);
        if captioned {
            pen.m.block("caption", &[("id", &label)]);
            pen.text(&table.caption);
            pen.m.close();
        }
        pen.begin(block.id);
        let columns: Vec<String> = (0..table.align.len()).map(|i| column_class(table, i)).collect();
        let class = |i: usize| columns.get(i).map_or("", String::as_str);
        let corner = table.head.first().is_some_and(|c| plain(&c.text).trim().is_empty());
        if !table.head.is_empty() {
            pen.m.block("thead", &[]);
            pen.m.block("tr", &[]);
            for (i, cell) in table.head.iter().enumerate() {
                // A header cell without words heads nothing.
                let empty = plain(&cell.text).trim().is_empty();
                let scope: &[(&str, &str)] = if empty { &[] } else { &[("scope", "col")] };
                cell_of(pen, if empty { "td" } else { "th" }, scope, class(i), &cell.text);
            }
            pen.m.close();
            pen.m.close();
        }
        pen.m.block("tbody", &[]);
        for row in &table.rows {
            pen.m.block("tr", &[]);
            for (i, cell) in row.iter().enumerate() {
                let head = i == 0 && corner && !plain(&cell.text).trim().is_empty();
                let scope: &[(&str, &str)] = if head { &[("scope", "row")] } else { &[] };
                cell_of(pen, if head { "th" } else { "td" }, scope, class(i), &cell.text);
            }
            pen.m.close();
        }
        pen.m.close();
        pen.m.close();
        pen.m.close();
        pen.end();
    }
}

/// A block that holds text, with its page breaks and, behind the last words, the end mark.
fn words(pen: &mut Pen, block: &Block, element: &str, class: &str, text: &[Inline], end_mark: Option<&str>) {
    open(pen, block, element, class, &[]);
    pen.begin(block.id);
    pen.text(text);
    pen.end();
    if let Some(mark) = end_mark {
        pen.m.text("\u{a0}");
        pen.m.span("span", &[("class", "end-mark"), ("aria-hidden", "true")]);
        pen.m.text(mark);
        pen.m.end();
    }
    pen.m.close();
}

/// Opens a block's element with its class, id, language and `extra` attributes.
fn open(pen: &mut Pen, block: &Block, element: &str, class: &str, extra: &[(&str, &str)]) {
    let lang: &Lang = pen.lang();
    let own = attributes(&block.attrs, class, lang);
    let mut all: Vec<(&str, &str)> = own.iter().map(|(k, v)| (*k, v.as_str())).collect();
    all.extend_from_slice(extra);
    pen.m.block(element, &all);
}

fn cell_of(pen: &mut Pen, element: &str, scope: &[(&str, &str)], class: &str, text: &[Inline]) {
    let mut attributes = scope.to_vec();
    attributes.extend(Some(("class", class)).filter(|c| !c.1.is_empty()));
    pen.m.block(element, &attributes);
    pen.text(text);
    pen.m.close();
}

/// Classes of a column's cells: how it is aligned, and whether it holds so many words that on a small screen it had
/// better be wide, and the table move, than be a word wide.
fn column_class(table: &Table, column: usize) -> String {
    let align = match table.align.get(column) {
        Some(Align::Center) => "center",
        Some(Align::Right) => "right",
        Some(Align::Default | Align::Left) | None => "",
    };
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let longest = cells.map(|cell| ems(&plain(&cell.text))).max().unwrap_or(0);
    let wordy = if longest > WORDY { "wordy" } else { "" };
    [align, wordy].into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ")
}

/// About how wide words are, in half ems.
fn ems(words: &str) -> usize {
    words.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()
}

fn backlink(pen: &mut Pen, back: &str, lang: &Lang) {
    pen.m.span("a", &[("href", back), ("role", "doc-backlink"), ("aria-label", word("note-back", lang))]);
    pen.m.text("↩");
    pen.m.end();
}

/// Visits every block inside, in order.
fn each(blocks: &[Block], visit: &mut dyn FnMut(&Block)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::Quote(inner) | BlockKind::Callout(_, _, inner) => each(inner, visit),
            BlockKind::List(list) => list.items.iter().for_each(|item| each(item, visit)),
            _ => {}
        }
    }
}
