//! Parts of boxes: what of a box stands in so many lines, and where it goes on.
//! Decides neither whether a box is broken nor where its parts stand.

use super::Bench;
use crate::geom::Length;
use crate::pages::galley::{Content, SetBox};
use crate::pages::makeup::fill::Cursor;
use crate::typeset::TagId;
use std::sync::Arc;

/// How far a box is set: where its next part begins.
#[derive(Clone, Debug)]
pub enum BoxAt {
    /// Within a callout's own thread.
    Thread(Cursor),
    /// Within a table: the row, its header rows counted, and how many of the row's lines stand already.
    Row(usize, usize),
}

impl BoxAt {
    /// A key for places that are alike.
    #[must_use]
    pub fn key(&self) -> Vec<usize> {
        match self {
            Self::Thread(cursor) => cursor.key(),
            Self::Row(row, line) => vec![*row, *line],
        }
    }
}

/// A part of a box.
#[derive(Clone)]
pub struct Part {
    /// What stands in it.
    pub set: Arc<SetBox>,
    /// Where the box goes on; `None` where this is the last of it.
    pub rest: Option<Arc<BoxAt>>,
}

/// Which part: of the box with the tag, its columns, its width, its greatest height, from where on.
pub(super) type PartKey = (TagId, u32, Length, i64, Vec<usize>);

impl Bench<'_, '_> {
    /// As much of `content` from `from` on as stands in `room` lines: no part has fewer than two lines, unless it is
    /// the whole. `None` where nothing of it can stand there; figures have no parts. Made once.
    pub fn part(
        &mut self,
        content: &Content,
        from: Option<&BoxAt>,
        width: Length,
        room: i64,
    ) -> Option<Part> {
        let (tag, columns) = match content {
            Content::Figure(_) => return None,
            Content::Table(t) => (t.tag, 1),
            Content::Callout(c) => (c.tag, c.columns),
        };
        let key = (tag, columns, width, room, from.map(BoxAt::key).unwrap_or_default());
        if let Some(made) = self.parts.get(&key) {
            return made.clone();
        }
        let made = match content {
            Content::Figure(_) => None,
            Content::Table(t) => self.table_part(t, from, width, room),
            Content::Callout(c) => self.callout_part(c, &c.rule, (width, columns), from, room),
        };
        self.parts.insert(key, made.clone());
        made
    }
}
