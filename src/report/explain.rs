//! Why each piece got its layout, drawn for people: a table of the issue, then every decision once.
//! Decides nothing; pieces that were decided alike are told together.

use super::decision::{Looked, Named, Piece, Veiled, pieces, written};
use crate::credits::{Cause, Designs};
use crate::issue::Issue;
use std::fmt::Write as _;

/// Cells before the words of a decision.
const INDENT: usize = 12;
/// Layouts of parties that are not credited here are told one by one up to this many.
const STRANGERS: usize = 6;
const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const GREEN: &str = "\x1b[32m";
const END: &str = "\x1b[0m";

/// The decisions for the articles of `only` (all where it is empty) and for the issue's own pages, in lines
/// of at most `width` cells where words allow. Holds the escape sequences of bold, dim and green.
#[must_use]
pub fn explain(issue: &Issue, designs: &Designs, only: &[usize], width: usize) -> String {
    let pieces = pieces(issue, designs, only);
    let groups = grouped(&pieces);
    let mut page = Page { out: String::new(), width, brief: pieces.len() > 1 };
    if pieces.len() > 1 {
        page.title(issue);
        page.table(&pieces);
    }
    for group in &groups {
        page.group(group);
    }
    page.out
}

/// Pieces that were decided alike, in running order of the first.
fn grouped<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<Vec<&'p Piece<'a>>> {
    let mut groups: Vec<Vec<&Piece>> = Vec::new();
    for piece in pieces {
        let alike = |g: &&mut Vec<&'p Piece<'a>>| g.first().is_some_and(|first| same(first, piece));
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(piece),
            None => groups.push(vec![piece]),
        }
    }
    groups
}

fn same(a: &Piece, b: &Piece) -> bool {
    (&a.layout, a.rule, a.reason) == (&b.layout, b.rule, b.reason)
        && a.counted == b.counted
        && a.shadowed == b.shadowed
        && a.candidates == b.candidates
}

fn id<'a>(piece: &Piece<'a>) -> &'a str {
    piece.id.unwrap_or("(cover and advertisements)")
}

struct Page {
    out: String,
    width: usize,
    /// Whether many layouts of strangers are counted rather than named.
    brief: bool,
}

impl Page {
    fn title(&mut self, issue: &Issue) {
        let number = issue.aggregate.map(|n| format!("  No. {n}"));
        let date = issue.date.map(|d| format!("  {}", written(d)));
        let facts = [number, date].into_iter().flatten().collect::<String>();
        let _ = writeln!(self.out, "{BOLD}{}{END}{facts}\n", issue.slug);
    }

    /// One line a piece: what it is set in, by which rule.
    fn table(&mut self, all: &[Piece<'_>]) {
        let wide = |words: &dyn Fn(&Piece) -> usize| all.iter().map(words).max().unwrap_or(0);
        let (first, second) = (wide(&|p| cells(id(p))), wide(&|p| cells(&p.layout)));
        for piece in all {
            let (who, layout) = (padded(id(piece), first), padded(&piece.layout, second));
            let _ = writeln!(self.out, "  {who}  {GREEN}{layout}{END}  rule {}", piece.rule);
        }
        self.out.push('\n');
    }

    fn group(&mut self, group: &[&Piece<'_>]) {
        let Some(piece) = group.first() else { return };
        let ids: Vec<&str> = group.iter().map(|p| id(p)).collect();
        let lines = wrapped(&ids.join(", "), self.width, self.width);
        for line in &lines {
            let last = group.len() == 1 && !piece.title.is_empty() && piece.id.is_some();
            let title = if last { format!("  “{}”", piece.title) } else { String::new() };
            let _ = writeln!(self.out, "{BOLD}{line}{END}{title}");
        }
        self.row("set in", "", &[&format!("{GREEN}{}{END}", piece.layout)]);
        self.row("because", "", &[&format!("rule {}: {}", piece.rule, piece.reason)]);
        self.credits(piece);
        self.layouts(&piece.candidates);
        self.out.push('\n');
    }

    /// Credits in columns: role, name, where from; shadowed ones with what is in their way.
    fn credits(&mut self, piece: &Piece<'_>) {
        let all = || piece.counted.iter().chain(piece.shadowed.iter().map(|s| &s.credit));
        let role = all().map(|c| cells(c.role)).max().unwrap_or(0);
        let name = all().map(|c| cells(c.name)).max().unwrap_or(0).min(30);
        let columns = |c: &Named<'_>| format!("{}  {}  ", padded(c.role, role), padded(c.name, name));
        for (n, credit) in piece.counted.iter().enumerate() {
            let head = if n == 0 { "counted" } else { "" };
            self.row(head, &columns(credit), &[&place(credit)]);
        }
        for (n, veiled) in piece.shadowed.iter().enumerate() {
            let head = if n == 0 { "shadowed" } else { "" };
            let words = format!("{}: {}", place(&veiled.credit), hindrance(veiled));
            self.row(head, &columns(&veiled.credit), &[&words]);
        }
    }

    /// The winner, then what came near it, then what was never in question.
    fn layouts(&mut self, candidates: &[Looked<'_>]) {
        let strange = |c: &&Looked<'_>| matches!(c.fall, Some(Cause::Credits));
        let many = candidates.iter().filter(strange).count() > STRANGERS;
        let alone = |c: &&Looked<'_>| match c.fall {
            Some(Cause::Nobody) => false,
            Some(Cause::Credits) => !many,
            _ => true,
        };
        let mut told: Vec<&Looked> = candidates.iter().filter(alone).collect();
        // Later causes were reached by more of the way; the sort keeps the order of ids.
        told.sort_by_key(|c| std::cmp::Reverse(c.fall.map_or(u8::MAX, |cause| cause as u8)));
        let wide = told.iter().map(|c| cells(c.layout)).max().unwrap_or(0).min(32);
        for (n, looked) in told.iter().enumerate() {
            let head = if n == 0 { "layouts" } else { "" };
            let columns = format!("{}  ", padded(looked.layout, wide));
            let matched = looked.matched.join(", ");
            match (looked.fell, matched.as_str()) {
                (None, "") => self.row(head, &columns, &["won"]),
                (None, roles) => self.row(head, &columns, &[&format!("won; matched {roles}")]),
                (Some(why), "") => self.row(head, &columns, &[why]),
                (Some(why), roles) => self.row(head, &columns, &[&format!("{why}; matched {roles}")]),
            }
        }
        let names = |cause: Cause| {
            let of = candidates.iter().filter(|c| c.fall == Some(cause)).map(|c| c.layout);
            of.collect::<Vec<_>>()
        };
        for (cause, words) in [
            (Cause::Credits, "whose parties are not credited here"),
            (Cause::Nobody, "credited to nobody, so never candidates"),
        ] {
            let list = names(cause);
            if !list.is_empty() && (cause == Cause::Nobody || many) {
                let head = if told.is_empty() { "layouts" } else { "" };
                let names = if self.brief && list.len() > STRANGERS {
                    " (named where a single article is explained)".to_owned()
                } else {
                    format!(": {}", list.join(", "))
                };
                self.row(head, "", &[&format!("{} {words}{names}", list.len())]);
            }
        }
    }

    /// A head, fixed columns, and words that hang below their own beginning.
    fn row(&mut self, head: &str, columns: &str, words: &[&str]) {
        let used = INDENT + cells(columns);
        // Columns that leave no room for words do without a hanging indent.
        let (indent, rest) = if used + 20 > self.width { (INDENT + 2, used) } else { (used, used) };
        let text = words.join(" ");
        let lines = wrapped(&text, self.width.saturating_sub(rest), self.width.saturating_sub(indent));
        for (n, line) in lines.iter().enumerate() {
            if n == 0 {
                let _ = writeln!(self.out, "  {DIM}{}{END}{columns}{line}", padded(head, INDENT - 2));
            } else {
                let _ = writeln!(self.out, "{}{line}", " ".repeat(indent));
            }
        }
    }
}

/// Where a credit is written: `article, end statement`.
fn place(credit: &Named<'_>) -> String {
    let end = if credit.statement == "end" { ", end statement" } else { "" };
    format!("{}{end}", credit.level)
}

fn hindrance(veiled: &Veiled<'_>) -> String {
    let names: Vec<&str> = veiled.by.iter().map(|c| c.name).collect();
    let names = names.join(", ");
    let level = veiled.by.first().map_or("", |c| c.level);
    match veiled.why {
        "nearer-level" => format!("replaced by {names} ({level})"),
        "byline" => format!("the byline holds the role, {names}"),
        _ => format!("yields to a person, {names}"),
    }
}

/// Words in lines of at most `first`, then `rest` cells; a longer word has a line of its own.
fn wrapped(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let limit = if lines.is_empty() { first } else { rest };
        let wide = cells(word);
        if !line.is_empty() && used + 1 + wide > limit {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += wide;
    }
    lines.push(line);
    lines
}

/// `text` with spaces up to `width` cells.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

/// Cells that a text takes on a terminal: two for what is as wide as high (UAX #11, W and F), none for
/// escape sequences and marks.
fn cells(text: &str) -> usize {
    let (mut count, mut escape) = (0, false);
    for c in text.chars() {
        match c {
            '\u{1b}' => escape = true,
            'm' if escape => escape = false,
            _ if escape => {}
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => {}
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{303e}'
            | '\u{3041}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f300}'..='\u{1f64f}'
            | '\u{20000}'..='\u{3fffd}' => count += 2,
            _ => count += 1,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{cells, padded, wrapped};

    #[test]
    fn wide_signs_take_two_cells_and_colours_none() {
        assert_eq!((cells("Liu"), cells("刘燕"), cells("\x1b[1mab\x1b[0m"), cells("e\u{301}")), (3, 4, 2, 1));
        assert_eq!(padded("刘", 4), "刘  ");
    }

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        assert_eq!(wrapped("one two three four", 7, 10), ["one two", "three four"]);
        assert_eq!(wrapped("extraordinarily", 4, 4), ["extraordinarily"]);
        assert_eq!(wrapped("", 4, 4), [""]);
    }
}
