//! The tags and links of one article, numbered in reading order.
//! Does not know where anything stands.

use crate::issue::Lang;
use crate::pages::document::{LinkTarget, Tag, TagKind};
use crate::typeset::{LinkId, TagId};

/// Tags and links under construction. Numbers are the article's own until `merge` moves them.
/// Numbers 0 and 1 are the document and the artifact of every article; its own begin behind them.
#[derive(Clone, Debug)]
pub struct Marks {
    /// Tags; a parent stands before its children.
    pub tags: Vec<Tag>,
    /// Links.
    pub links: Vec<LinkTarget>,
}

/// The tag of what is no content: grounds, furniture, rules.
pub const ARTIFACT: TagId = TagId(1);

/// How many tags every article shares.
pub const SHARED_TAGS: u32 = 2;

impl Default for Marks {
    fn default() -> Self {
        let tag = |kind, parent| Tag { kind, parent, lang: None, alt: None };
        let tags = vec![tag(TagKind::Document, None), tag(TagKind::Artifact, Some(TagId(0)))];
        Self { tags, links: Vec::new() }
    }
}

impl Marks {
    /// Adds a tag below `parent`.
    pub fn tag(&mut self, kind: TagKind, parent: Option<TagId>) -> TagId {
        self.tags.push(Tag { kind, parent, lang: None, alt: None });
        TagId(u32::try_from(self.tags.len() - 1).unwrap_or(u32::MAX))
    }

    /// Adds a tag with a language.
    pub fn tag_in(&mut self, kind: TagKind, parent: TagId, lang: &Lang) -> TagId {
        let id = self.tag(kind, Some(parent));
        if let Some(tag) = self.tags.last_mut() {
            tag.lang = Some(lang.clone());
        }
        id
    }

    /// States what a figure shows.
    pub fn alt(&mut self, id: TagId, words: &str) {
        if let Some(tag) = self.tags.get_mut(id.0 as usize) {
            tag.alt = Some(words.to_owned());
        }
    }

    /// Adds a link's target.
    pub fn link(&mut self, target: LinkTarget) -> LinkId {
        self.links.push(target);
        LinkId(u32::try_from(self.links.len() - 1).unwrap_or(u32::MAX))
    }
}
