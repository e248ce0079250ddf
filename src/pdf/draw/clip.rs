//! Clips and masks of drawings: outlines that bound what is seen, and forms whose lightness is its opacity.
//! Draws nothing that is seen itself.

use super::svg::{Canvas, DEPTH};
use lopdf::{ObjectId, dictionary};
use usvg::{ClipPath, FillRule, Group, Mask, MaskType, Node, Transform};

impl Canvas<'_, '_> {
    /// Clips to the union of the clip's shapes.
    pub(super) fn clip(&mut self, clip: &ClipPath, depth: usize) {
        if depth > DEPTH {
            return;
        }
        if let Some(outer) = clip.clip_path() {
            self.clip(outer, depth + 1);
        }
        let mut even_odd = true;
        let mut any = false;
        self.outlines(clip.root(), clip.transform(), &mut even_odd, &mut any, depth);
        if !any {
            // A clip without shapes hides everything.
            self.out.op("0 0 0 0 re");
        }
        self.out.op(if even_odd && any { "W* n" } else { "W n" });
    }

    fn outlines(&mut self, group: &Group, t: Transform, even_odd: &mut bool, any: &mut bool, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let t = t.pre_concat(group.transform());
        for node in group.children() {
            match node {
                Node::Group(g) => self.outlines(g, t, even_odd, any, depth + 1),
                Node::Text(x) => self.outlines(x.flattened(), t, even_odd, any, depth + 1),
                Node::Path(p) => {
                    *any = true;
                    *even_odd &= p.fill().is_some_and(|f| f.rule() == FillRule::EvenOdd);
                    self.steps(p.data(), t);
                }
                Node::Image(_) => {}
            }
        }
    }

    pub(super) fn mask(&mut self, mask: &Mask, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let light = mask.kind() == MaskType::Luminance;
        let form = self.nested(mask.rect(), true, true, |c| {
            if let Some(outer) = mask.mask() {
                c.mask(outer, depth + 1);
            }
            c.group(mask.root(), depth + 1);
        });
        self.soft_mask(form, if light { "Luminosity" } else { "Alpha" });
    }

    /// Lets a form's lightness or opacity be the opacity of what follows.
    pub(super) fn soft_mask(&mut self, form: ObjectId, kind: &str) {
        let mask = dictionary! { "Type" => "Mask", "S" => kind, "G" => form };
        self.state(dictionary! { "SMask" => mask });
    }
}
