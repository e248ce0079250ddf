//! The part of the tag tree that stands on one page, in the order of reading.
//! Writes no markup.

use crate::pages::{Document, Item, ItemKind, Tag, TagKind};
use crate::typeset::{LinkId, TagId};
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a tag, in the order of reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kid {
    /// An item of the page, by its place there.
    Item(usize),
    /// A tag below.
    Tag(TagId),
}

/// The tags of one page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Tree {
    /// Tags without a parent.
    pub roots: Vec<TagId>,
    /// What stands in each tag.
    pub kids: BTreeMap<TagId, Vec<Kid>>,
    /// Where tags lead.
    pub links: BTreeMap<TagId, LinkId>,
    /// Items that are no content, in the order of painting.
    pub furniture: Vec<usize>,
}

impl Tree {
    /// The tree of `items`. A tag with items of its own has its children where they first appear; another has them by
    /// their numbers, which is the order of reading.
    pub(super) fn new(document: &Document, items: &[Item]) -> Self {
        let mut tree = Self::default();
        let mut known: BTreeSet<TagId> = BTreeSet::new();
        for (n, item) in items.iter().enumerate() {
            if is_furniture(&document.tags, item.tag) {
                tree.furniture.push(n);
                continue;
            }
            match &item.kind {
                ItemKind::Link { link, .. } => {
                    tree.links.entry(item.tag).or_insert(*link);
                    continue;
                }
                // A rule is no content, a drawing is.
                ItemKind::Path { .. } if kind(&document.tags, item.tag) != Some(TagKind::Figure) => continue,
                ItemKind::Glyphs(run) if run.text.is_empty() => continue,
                _ => {}
            }
            tree.kids.entry(item.tag).or_default().push(Kid::Item(n));
            let mut at = item.tag;
            while known.insert(at) {
                match parent(&document.tags, at) {
                    Some(above) => {
                        tree.kids.entry(above).or_default().push(Kid::Tag(at));
                        at = above;
                    }
                    None => tree.roots.push(at),
                }
            }
        }
        tree.roots.sort_unstable();
        for kids in tree.kids.values_mut().filter(|k| !k.iter().any(|k| matches!(k, Kid::Item(_)))) {
            kids.sort_unstable_by_key(|k| if let Kid::Tag(tag) = k { tag.0 } else { 0 });
        }
        tree
    }

    /// Whether a tag on this page holds a picture that its description can stand with.
    pub(super) fn has_picture(&self, tag: TagId, items: &[Item]) -> bool {
        let mut kids = self.kids.get(&tag).into_iter().flatten();
        kids.any(|kid| match kid {
            Kid::Item(n) => items.get(*n).is_some_and(|i| matches!(i.kind, ItemKind::Picture { .. })),
            Kid::Tag(_) => false,
        })
    }
}

/// What a tag is.
pub(super) fn kind(tags: &[Tag], tag: TagId) -> Option<TagKind> {
    tags.get(tag.0 as usize).map(|t| t.kind)
}

/// A parent stands before its children: ways up end.
fn parent(tags: &[Tag], tag: TagId) -> Option<TagId> {
    tags.get(tag.0 as usize)?.parent.filter(|p| *p < tag)
}

/// Whether a tag or one above it says that this is no content.
fn is_furniture(tags: &[Tag], tag: TagId) -> bool {
    match kind(tags, tag) {
        None | Some(TagKind::Artifact) => true,
        Some(_) => parent(tags, tag).is_some_and(|p| is_furniture(tags, p)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kid, Tree};
    use crate::geom::Rect;
    use crate::issue::PictureId;
    use crate::pages::{Document, Item, ItemKind, Tag, TagKind};
    use crate::typeset::TagId;

    #[test]
    fn what_is_painted_first_is_not_read_first() {
        let tag = |kind, parent: Option<u32>| Tag { kind, parent: parent.map(TagId), lang: None, alt: None };
        let tags = vec![
            tag(TagKind::Document, None),
            tag(TagKind::Artifact, Some(0)),
            tag(TagKind::Article, Some(0)),
            tag(TagKind::Figure, Some(2)),
            tag(TagKind::Figure, Some(2)),
        ];
        let item = |tag| Item {
            kind: ItemKind::Picture { picture: PictureId(0), place: Rect::default(), clip: Rect::default() },
            tag: TagId(tag),
            span: None,
        };
        let tree = Tree::new(&Document { tags, ..Document::default() }, &[item(1), item(4), item(3)]);
        assert_eq!((tree.roots.as_slice(), tree.furniture.as_slice()), (&[TagId(0)][..], &[0][..]));
        assert_eq!(tree.kids[&TagId(2)], [Kid::Tag(TagId(3)), Kid::Tag(TagId(4))]);
        assert_eq!(tree.kids[&TagId(3)], [Kid::Item(2)]);
    }
}
