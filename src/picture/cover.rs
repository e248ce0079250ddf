//! How much of each pixel an outline covers, and a part of a drawing as pixels on nothing.
//! Knows no inks and no pages: what the coverage is for, callers know.

use resvg::tiny_skia::{FillRule, Mask, Pixmap, Transform};
use usvg::tiny_skia_path::Path;

/// The share of every pixel of a field of `width` × `height` that lies within the outline, 255 being all of
/// it, rows from the top. `place` leads from the outline to the field. `None` where the field has no area or
/// does not fit in memory.
#[must_use]
pub fn coverage(
    outline: &Path,
    even_odd: bool,
    place: Transform,
    width: u32,
    height: u32,
) -> Option<Vec<u8>> {
    let mut mask = Mask::new(width, height)?;
    let rule = if even_odd { FillRule::EvenOdd } else { FillRule::Winding };
    mask.fill_path(outline, rule, true, place);
    Some(mask.take())
}

/// A node of a drawing as pixels of red, green, blue and opacity, not multiplied, on a field of `width` ×
/// `height` where nothing lies. `place` leads from the space of the node's parent to the field. `None` as
/// for [`coverage`], or where the node draws nothing.
#[must_use]
pub fn node_pixels(node: &usvg::Node, place: Transform, width: u32, height: u32) -> Option<Vec<u8>> {
    let mut map = Pixmap::new(width, height)?;
    // The crate shifts a node to the field's corner; here it stays where it is.
    let corner = node.abs_layer_bounding_box()?;
    resvg::render_node(node, place.pre_translate(corner.x(), corner.y()), &mut map.as_mut())?;
    let mut out = map.take();
    for pixel in out.chunks_exact_mut(4) {
        if let [r, g, b, a] = pixel
            && !matches!(*a, 0 | 255)
        {
            let whole = |v: u8| ((u32::from(v) * 255 + u32::from(*a) / 2) / u32::from(*a)).min(255) as u8;
            (*r, *g, *b) = (whole(*r), whole(*g), whole(*b));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{coverage, node_pixels};
    use usvg::Transform;
    use usvg::tiny_skia_path::{PathBuilder, Rect};

    #[test]
    fn half_a_pixel_is_half_covered() {
        let path = PathBuilder::from_rect(Rect::from_xywh(0.5, 0.0, 1.5, 1.0).unwrap());
        let got = coverage(&path, false, Transform::identity(), 3, 1).unwrap();
        assert!(got[0].abs_diff(128) < 3 && got[1..] == [255, 0], "{got:?}");
        assert!(coverage(&path, false, Transform::identity(), 0, 1).is_none());
    }

    #[test]
    fn a_node_stays_where_its_drawing_has_it() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='1'><g transform='translate(2)'>\
                   <path opacity='.5' fill='#f00' d='M0 0h1v1h-1z'/></g></svg>";
        let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
        let node = tree.root().children().first().unwrap();
        let got = node_pixels(node, Transform::identity(), 4, 1).unwrap();
        assert_eq!(got, [[0; 4], [0; 4], [255, 0, 0, 128], [0; 4]].concat());
    }
}
