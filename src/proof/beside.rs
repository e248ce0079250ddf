//! Pages side by side: their pixels joined at the fold.
//! Which pages lie in one spread is not decided here.

use crate::picture::Pixels;

/// Two pages of RGB pixels joined at the fold; what is higher goes on below the other over white.
#[must_use]
pub fn beside(left: &Pixels, right: &Pixels) -> Pixels {
    let height = left.height.max(right.height);
    let mut data = Vec::with_capacity(((left.width + right.width) * height * 3) as usize);
    let row = |page: &Pixels, y: usize, data: &mut Vec<u8>| {
        let wide = page.width as usize * 3;
        match page.data.get(y * wide..(y + 1) * wide) {
            Some(pixels) => data.extend_from_slice(pixels),
            None => data.resize(data.len() + wide, 255),
        }
    };
    for y in 0..height as usize {
        row(left, y, &mut data);
        row(right, y, &mut data);
    }
    Pixels { width: left.width + right.width, height, channels: left.channels, data, icc: None }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use crate::picture::{Channels, Pixels};

    #[test]
    fn pages_are_joined_at_the_fold() {
        let page = |width, height, v| Pixels {
            width,
            height,
            channels: Channels::Rgb,
            data: vec![v; (width * height * 3) as usize],
            icc: None,
        };
        let both = beside(&page(1, 2, 7), &page(2, 1, 9));
        assert_eq!((both.width, both.height), (3, 2));
        assert_eq!(both.data, [[7; 3], [9; 3], [9; 3], [7; 3], [255; 3], [255; 3]].concat());
    }
}
