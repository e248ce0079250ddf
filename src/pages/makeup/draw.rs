//! Drawing: what make-up decided becomes items at their places.
//! Decides nothing.

use super::fill::{Bin, Filled, PlacedRun, RunKind};
use super::framed::recolour;
use super::leaf::Leaf;
use super::sheet::{Sheet, SheetFrame};
use super::strips::Strip;
use super::turn::arrow;
use crate::color::Ink;
use crate::geom::{Length, Path, Point, Rect, Step};
use crate::layout::{GridMode, PageSpec, RuleLine};
use crate::pages::document::{Anchor, Item, ItemKind, PageStart};
use crate::pages::galley::{
    ARTIFACT, Flow, Galley, SHARED_TAGS, TextBlock, baseline_in, fill_item, rule_item,
};
use crate::typeset::{GlyphRun, Line, LinkId, Placed, TagId};

/// A page of an article, drawn; coordinates from its trim.
#[derive(Clone, Default)]
pub struct DrawnPage {
    /// Name of its master.
    pub master: String,
    /// What stands on it.
    pub items: Vec<Item>,
    /// Anchors.
    pub anchors: Vec<(Anchor, Point)>,
    /// What stands where: frames, floats and columns of the thread, by name.
    pub frames: Vec<(String, Rect)>,
    /// The first text of each article on it: block (`None`: its heading) and characters that stand before.
    pub starts: Vec<PageStart>,
    /// Whether the article whose galley it is opens on it.
    pub opens: bool,
    /// Furniture that it does without, or has although others have not.
    pub furniture: std::collections::BTreeMap<String, bool>,
}

/// Items and anchors.
#[derive(Clone, Default)]
pub struct Drawn {
    /// Items.
    pub items: Vec<Item>,
    /// Anchors and their height.
    pub anchors: Vec<(Anchor, Length)>,
}

/// Draws the sheets of an article's chosen course. The binding hides `fold` of each page: of a picture that crosses the
/// fold, its halves are moved apart by that, so that the strip about the fold stands on both pages and what is seen
/// goes on.
#[must_use]
pub fn draw(page: &PageSpec, fold: Length, galley: &Galley, leaves: &[Leaf]) -> Vec<DrawnPage> {
    leaves.iter().flat_map(|leaf| draw_leaf(page, fold, galley, leaf)).collect()
}

fn draw_leaf(page: &PageSpec, fold: Length, galley: &Galley, leaf: &Leaf) -> Vec<DrawnPage> {
    let sheet = &leaf.sheet;
    let mut out: Vec<DrawnPage> = Vec::new();
    for n in 0..sheet.pages {
        let offset = page.size.w * n as i64;
        let bounds = Rect::new(Length::ZERO, Length::ZERO, page.size.w, page.size.h).grow(page.bleed);
        let mut drawn = DrawnPage { master: sheet.master.clone(), ..DrawnPage::default() };
        drawn.items.reserve(count(leaf, n));
        for frame in frames_on(page, sheet, n) {
            drawn.frames.push((frame.name.clone(), frame.area.shift(-offset, Length::ZERO)));
            let items = frame.items.iter().cloned().map(|i| shift(i, -offset, Length::ZERO));
            drawn.items.extend(items.filter_map(|i| clip_to(i, bounds, sheet.pages > 1, (page, fold))));
        }
        for float in &leaf.floats {
            let crosses = float.x + float.w > page.size.w;
            if !(float.page == n || (crosses && float.page + 1 == n)) {
                continue;
            }
            let x = float.x - page.size.w * (n as i64 - float.page as i64);
            let y = page.top + page.step * float.line;
            let items = inked(float.set.items.clone(), ink_of(leaf, (float.page, float.x, float.line)));
            let items = items.into_iter().map(|i| shift(i, x, y));
            drawn.items.extend(items.filter_map(|i| clip_to(i, bounds, crosses, (page, fold))));
        }
        outlines(page, galley, leaf, n, &mut drawn);
        thread(page, galley, leaf, n, &mut drawn);
        for foot in leaf.feet.iter().filter(|f| f.page == n) {
            let y = page.top + page.step * foot.line;
            let items = inked(foot.set.items.clone(), ink_of(leaf, (n, foot.x, foot.line)));
            drawn.items.extend(items.into_iter().map(|i| shift(i, foot.x, y)));
        }
        drawn.anchors = anchors_on(page, galley, leaf, n);
        out.push(drawn);
    }
    if let Some(first) = out.first_mut().filter(|_| leaf.opens) {
        first.opens = true;
    }
    out
}

/// Where the floats and the columns of the thread stand.
fn outlines(page: &PageSpec, galley: &Galley, leaf: &Leaf, n: usize, drawn: &mut DrawnPage) {
    for float in leaf.floats.iter().filter(|f| f.page == n) {
        let area =
            Rect::new(float.x, page.top + page.step * float.line, float.w, page.step * float.set.lines);
        let kind = galley.floats.get(float.float).map_or_else(String::new, |f| f.kind.clone());
        drawn.frames.push((kind, area));
    }
    for bin in leaf.bins.iter().filter(|b| b.page == n) {
        let area = Rect::new(bin.x, page.top + page.step * bin.top, bin.w, page.step * bin.lines);
        drawn.frames.push(("text".to_owned(), area));
    }
}

fn thread(page: &PageSpec, galley: &Galley, leaf: &Leaf, n: usize, drawn: &mut DrawnPage) {
    for run in &leaf.filled.runs {
        let Some(bin) = leaf.bins.get(run.bin).filter(|b| b.page == n) else { continue };
        if let Some(ink) = ink_of(leaf, (bin.page, bin.x, bin.top)) {
            let mut items = Vec::new();
            draw_run(page, &galley.flow, run, (bin, page.top), &mut items);
            drawn.items.extend(inked(items, Some(ink)));
        } else {
            draw_run(page, &galley.flow, run, (bin, page.top), &mut drawn.items);
        }
        let start = start_of(&galley.flow, run);
        drawn.starts.extend(start.filter(|s| drawn.starts.iter().all(|known| known.article != s.article)));
    }
}

/// The colour that the text frame about a place gives to its text: page, left edge, grid line.
fn ink_of(leaf: &Leaf, (page, x, line): (usize, Length, i64)) -> Option<&Ink> {
    let within = |s: &&Strip| {
        let here = |(top, end): &(i64, i64)| (*top..*end).contains(&line);
        s.page == page && s.x <= x && x < s.x + s.w && s.whole.iter().any(here)
    };
    let strip = leaf.sheet.strips.iter().find(within)?;
    leaf.sheet.inks.get(&strip.frame)
}

/// Items in the colour of their frame, where it gives one and they stand on no ground of their own.
fn inked(items: Vec<Item>, ink: Option<&Ink>) -> Vec<Item> {
    let grounded = |i: &Item| matches!(i.kind, ItemKind::Path { fill: Some(_), .. });
    match ink.filter(|_| !items.iter().any(grounded)) {
        Some(ink) => items.into_iter().map(|i| recolour(i, ink)).collect(),
        None => items,
    }
}

/// About how many items page `n` of a leaf has; a line is one as a rule.
fn count(leaf: &Leaf, n: usize) -> usize {
    let on = |run: &&PlacedRun| leaf.bins.get(run.bin).is_some_and(|b| b.page == n);
    let thread = leaf.filled.runs.iter().filter(on).map(|run| match &run.kind {
        RunKind::Lines { from, to, .. } => to - from,
        RunKind::Box(set) => set.items.len(),
    });
    let floats = leaf.floats.iter().filter(|f| f.page == n).map(|f| f.set.items.len());
    let frames = leaf.sheet.frames.iter().map(|f| f.items.len());
    thread.chain(floats).chain(frames).sum()
}

/// The frames of a sheet that are seen on its page `n`.
fn frames_on<'s>(page: &PageSpec, sheet: &'s Sheet, n: usize) -> impl Iterator<Item = &'s SheetFrame> {
    let offset = page.size.w * n as i64;
    let bounds = Rect::new(offset, Length::ZERO, page.size.w, page.size.h).grow(page.bleed);
    sheet.frames.iter().filter(move |f| f.area.overlaps(&bounds))
}

/// The anchors of the pages of an article's chosen course, as `draw` has them.
#[must_use]
pub fn anchors(page: &PageSpec, galley: &Galley, leaves: &[Leaf]) -> Vec<Vec<(Anchor, Point)>> {
    let of =
        |leaf: &Leaf| (0..leaf.sheet.pages).map(|n| anchors_on(page, galley, leaf, n)).collect::<Vec<_>>();
    leaves.iter().flat_map(of).collect()
}

/// The anchors on page `n` of a leaf: of its frames, its floats, its thread, its feet.
fn anchors_on(page: &PageSpec, galley: &Galley, leaf: &Leaf, n: usize) -> Vec<(Anchor, Point)> {
    let offset = page.size.w * n as i64;
    let frames = frames_on(page, &leaf.sheet, n).flat_map(|f| &f.anchors);
    let mut out: Vec<_> = frames.map(|(a, p)| (a.clone(), Point::new(p.x - offset, p.y))).collect();
    for float in leaf.floats.iter().filter(|f| f.page == n) {
        let y = page.top + page.step * float.line;
        out.extend(float.set.anchors.iter().map(|(a, dy)| (a.clone(), Point::new(float.x, y + *dy))));
    }
    for run in &leaf.filled.runs {
        let Some(bin) = leaf.bins.get(run.bin).filter(|b| b.page == n) else { continue };
        let mut part = Vec::new();
        run_anchors(page, &galley.flow, run, bin, &mut part);
        out.extend(part.into_iter().map(|(a, y)| (a, Point::new(bin.x, y + page.top))));
    }
    for foot in leaf.feet.iter().filter(|f| f.page == n) {
        let y = page.top + page.step * foot.line;
        out.extend(foot.set.anchors.iter().map(|(a, dy)| (a.clone(), Point::new(foot.x, y + *dy))));
    }
    out
}

fn start_of(flow: &[Flow], run: &PlacedRun) -> Option<PageStart> {
    let RunKind::Lines { block: number, from, broken, .. } = &run.kind else { return None };
    let Some(Flow::Text(text)) = flow.get(*number) else { return None };
    let (article, block) = text.id?;
    if *from == 0 {
        return Some(PageStart { article, block, offset: 0 });
    }
    let at = broken.lines.get(*from)?.chars.start;
    let inserted: u32 = text.inserted.iter().filter(|(p, _)| *p < at).map(|(p, n)| (*n).min(at - p)).sum();
    Some(PageStart { article, block, offset: text.skipped + at - inserted })
}

/// A picture that crosses the fold is seen only as far as this page and its bleed go, `fold` farther from it.
fn clip_to(mut item: Item, bounds: Rect, spread: bool, (page, fold): (&PageSpec, Length)) -> Option<Item> {
    if !spread {
        return Some(item);
    }
    match &mut item.kind {
        ItemKind::Picture { place, clip, .. } => {
            let crosses = |x: Length| clip.x < x && x < clip.right();
            // On the first page the fold is the right edge, on the second the left one.
            let away = [(page.size.w, -fold), (Length::ZERO, fold)].into_iter().find(|(x, _)| crosses(*x));
            *place = place.shift(away.map_or(Length::ZERO, |(_, by)| by), Length::ZERO);
            let (x0, x1) = (clip.x.max(bounds.x), clip.right().min(bounds.right()));
            if x0 >= x1 {
                return None;
            }
            *clip = Rect::between(x0, clip.y, x1, clip.bottom());
        }
        ItemKind::Glyphs(run) if run.at.x < bounds.x || run.at.x > bounds.right() => return None,
        _ => {}
    }
    Some(item)
}

/// Draws what stands in `bins`; the origin is the top of grid line 0. A heading off the grid that opens one of several
/// columns is as high as the text that opens the others.
#[must_use]
pub fn draw_runs(page: &PageSpec, flow: &[Flow], filled: &Filled, bins: &[Bin]) -> Drawn {
    let mut out = Drawn::default();
    for run in &filled.runs {
        let Some(bin) = bins.get(run.bin) else { continue };
        let mut items = Vec::new();
        draw_run(page, flow, run, (bin, Length::ZERO), &mut items);
        let opens =
            bins.len() > 1 && run.line == 0 && matches!(run.kind, RunKind::Lines { split: false, .. });
        let top = ink(&items).filter(|_| opens).map(|(top, _)| top);
        let by = top.map_or(Length::ZERO, |top| page.step * bin.top + page.cap_top() - top);
        out.items.extend(items.into_iter().map(|i| shift(i, Length::ZERO, by.min(Length::ZERO))));
        run_anchors(page, flow, run, bin, &mut out.anchors);
    }
    out
}

/// The height of the first capitals and of the last baseline of what is drawn; of a picture or rule its edges.
pub(super) fn ink(items: &[Item]) -> Option<(Length, Length)> {
    let wider = |a: (Length, Length), b: (Length, Length)| (a.0.min(b.0), a.1.max(b.1));
    let reach = |item: &Item| match &item.kind {
        ItemKind::Glyphs(run) => Some((run.at.y - run.style.size.scale(67, 100), run.at.y)),
        ItemKind::Picture { clip, .. } => Some((clip.y, clip.bottom())),
        ItemKind::Path { path: Path(steps), .. } => {
            let ys = steps.iter().filter_map(|step| match step {
                Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) => Some((p.y, p.y)),
                Step::Close => None,
            });
            ys.reduce(wider)
        }
        ItemKind::Link { .. } => None,
    };
    items.iter().filter_map(reach).reduce(wider)
}

/// The anchors of a run with their height below the top of grid line 0.
fn run_anchors(page: &PageSpec, flow: &[Flow], run: &PlacedRun, bin: &Bin, out: &mut Vec<(Anchor, Length)>) {
    let y = page.step * (bin.top + run.line);
    match &run.kind {
        RunKind::Box(set) => out.extend(set.anchors.iter().map(|(a, dy)| (a.clone(), y + *dy))),
        RunKind::Lines { block, from: 0, .. } => {
            if let Some(Flow::Text(text)) = flow.get(*block) {
                out.extend(text.anchors.iter().map(|a| (a.clone(), y)));
            }
        }
        RunKind::Lines { .. } => {}
    }
}

/// Draws a run; grid line 0 lies at `top`.
fn draw_run(
    page: &PageSpec,
    flow: &[Flow],
    run: &PlacedRun,
    (bin, top): (&Bin, Length),
    items: &mut Vec<Item>,
) {
    let y = top + page.step * (bin.top + run.line);
    match &run.kind {
        RunKind::Box(set) => items.extend(set.items.iter().cloned().map(|i| shift(i, bin.x, y))),
        RunKind::Lines { block, from, to, broken, each, split } => {
            let Some(Flow::Text(text)) = flow.get(*block) else { return };
            let lines = broken.lines.get(*from..*to).unwrap_or(&[]);
            let opens = run.line == 0;
            let place = LinesPlace { text, lines, first: *from == 0, each: *each, split: *split, opens };
            draw_lines(page, &place, Point::new(bin.x, y), bin.w, items);
        }
    }
}

/// Lines of one block that stand together.
struct LinesPlace<'a> {
    text: &'a TextBlock,
    lines: &'a [Line],
    first: bool,
    each: i64,
    split: bool,
    /// Whether nothing stands above it in its column.
    opens: bool,
}

fn draw_lines(page: &PageSpec, place: &LinesPlace<'_>, at: Point, width: Length, items: &mut Vec<Item>) {
    let LinesPlace { text, lines, first, each, split, opens } = place;
    let style = &text.style;
    let count = lines.len() as i64;
    let rows = if *split { each * count } else { *each };
    if let Some(ink) = &style.fill {
        let area = Rect::new(at.x, at.y, width, page.step * rows);
        items.push(fill_item(area, ink, text.tag));
    }
    let base = |n: i64| -> Length {
        if *split {
            return at.y + page.step * (n * each + each - 1) + page.first;
        }
        let below = style.rule_below.as_ref().map_or(Length::ZERO, |r| r.gap + r.thickness);
        if style.grid == GridMode::First {
            let rest = (style.leading * (count - 1) + below).steps_ceil(page.step);
            return at.y + page.step * (rows - 1 - rest).max(0) + page.first + style.leading * n;
        }
        at.y + page.step * rows - below - style.leading * (count - n) + baseline_in(style)
    };
    if *first {
        if let Some(rule) = &style.rule_above {
            // At a column's head it hangs where pictures do, as far as the text below leaves room.
            let lowest = base(0) - style.size.scale(88, 100) - rule.gap;
            let highest = (at.y + page.cap_top() + rule.thickness / 2).min(lowest);
            let top = base(0) - baseline_in(style) - rule.gap;
            let top = if *opens { top.max(highest) } else { top };
            items.push(rule_item(
                Point::new(at.x + text.left, top),
                rule.length.unwrap_or(width),
                rule,
                text.tag,
            ));
        }
        if let Some(cap) = &text.cap {
            let mut placed = Vec::new();
            // Where the first line stands farther in, beside something, the letter does too.
            let x = lines.first().map_or(text.left, |l| l.slot.x - cap.letter.width - style.left);
            cap.letter.draw(Point::new(at.x + x, base(0)), &mut placed);
            push_all(placed, items);
        }
        if let Some(marker) = &text.marker {
            // As far as its line stands in, beside something.
            let plain = text.left + style.left + text.para.indent;
            let aside = lines.first().map_or(Length::ZERO, |l| (l.slot.x - plain).max(Length::ZERO));
            for p in &marker.placed {
                let mut p = p.clone();
                p.run.at = Point::new(p.run.at.x + at.x + marker.x + aside, p.run.at.y + base(0));
                push_placed(p, items);
            }
        }
    }
    let mut placed = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let at = Point::new(at.x, base(n as i64));
        text.para.draw(line, at, &mut placed);
        items.extend(arrow(text, line, at));
        push_all(placed.drain(..), items);
    }
    if let (Some(rule), Some(_)) = (&style.rule_below, lines.last().filter(|l| l.last)) {
        let y = base(count - 1) - baseline_in(style) + style.leading + rule.gap;
        items.push(rule_item(Point::new(at.x + text.left, y), rule.length.unwrap_or(width), rule, text.tag));
    }
}

/// Adds glyphs and, where they lead somewhere, the area that does.
pub fn push_placed(placed: Placed, items: &mut Vec<Item>) {
    if let Some(link) = placed.link {
        items.push(link_item(&placed, link));
    }
    let strike = placed.run.style.strike.then(|| strike_item(&placed.run));
    items.push(Item { kind: ItemKind::Glyphs(placed.run), tag: placed.tag, span: placed.span });
    items.extend(strike);
}

/// The line through a run that is struck out: at 0.27 em, a little above half the height of small letters.
fn strike_item(run: &GlyphRun) -> Item {
    let size = run.style.size;
    let width = run.glyphs.iter().map(|g| Length::sp(i64::from(g.advance))).sum();
    let color = run.style.color.clone();
    let rule = RuleLine { thickness: size / 16, color, length: None, gap: Length::ZERO };
    rule_item(Point::new(run.at.x, run.at.y - size.scale(27, 100)), width, &rule, ARTIFACT)
}

/// Adds all of a line.
pub fn push_all(placed: impl IntoIterator<Item = Placed>, items: &mut Vec<Item>) {
    for one in placed {
        push_placed(one, items);
    }
}

fn link_item(placed: &Placed, link: LinkId) -> Item {
    let run = &placed.run;
    let width = run.glyphs.iter().map(|g| Length::sp(i64::from(g.advance))).sum();
    let size = run.style.size;
    let area = Rect::new(run.at.x, run.at.y - size.scale(75, 100), width, size);
    Item { kind: ItemKind::Link { area, link }, tag: placed.tag, span: placed.span }
}

/// An item moved by `dx`, `dy`.
#[must_use]
pub fn shift(mut item: Item, dx: Length, dy: Length) -> Item {
    let by = |p: Point| Point::new(p.x + dx, p.y + dy);
    match &mut item.kind {
        ItemKind::Glyphs(run) => run.at = by(run.at),
        ItemKind::Picture { place, clip, .. } => {
            *place = place.shift(dx, dy);
            *clip = clip.shift(dx, dy);
        }
        ItemKind::Path { path: Path(steps), .. } => {
            for step in steps {
                *step = match *step {
                    Step::Move(p) => Step::Move(by(p)),
                    Step::Line(p) => Step::Line(by(p)),
                    Step::Cubic(a, b, c) => Step::Cubic(by(a), by(b), by(c)),
                    Step::Close => Step::Close,
                };
            }
        }
        ItemKind::Link { area, .. } => *area = area.shift(dx, dy),
    }
    item
}

/// An item whose tag and link numbers are moved behind those of other articles.
#[must_use]
pub fn renumber(mut item: Item, tags: u32, links: u32) -> Item {
    if item.tag.0 >= SHARED_TAGS {
        item.tag = TagId(item.tag.0 + tags);
    }
    if let ItemKind::Link { link, .. } = &mut item.kind {
        *link = LinkId(link.0 + links);
    }
    item
}
