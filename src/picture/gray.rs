//! The greys of a picture: how light its pixels look, whatever they are made of.
//! Gives them no inks.

use super::{Channels, Pixels};
use crate::color::{FromCmyk, ToSrgb};

/// Pixels as grey ones, with their opacity where they have one: those of colour by luma, the weighted sum of red,
/// green and blue of sRGB (ITU-R BT.709-6 §3), other RGB spaces by their profile, inks by what `shown` makes of them.
#[must_use]
pub fn gray(pixels: Pixels, shown: &FromCmyk) -> Pixels {
    let mut lights = Vec::new();
    let (step, channels) = match pixels.channels {
        Channels::Gray | Channels::GrayAlpha => return Pixels { icc: None, ..pixels },
        Channels::Cmyk => {
            shown.row(&pixels.data, &mut lights);
            (3, Channels::Gray)
        }
        Channels::Rgb => (3, Channels::Gray),
        Channels::Rgba => (4, Channels::GrayAlpha),
    };
    if lights.is_empty() {
        match pixels.icc.as_deref().and_then(ToSrgb::of) {
            Some(way) => way.row(&pixels.data, step, &mut lights),
            None => lights = pixels.data,
        }
    }
    let luma = |r: u8, g: u8, b: u8| {
        ((2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b) + 5000) / 10_000) as u8
    };
    let mut data = Vec::with_capacity(lights.len() / step * channels.count());
    for pixel in lights.chunks_exact(step) {
        let [r, g, b, opacity @ ..] = pixel else { continue };
        data.push(luma(*r, *g, *b));
        data.extend(opacity);
    }
    Pixels { width: pixels.width, height: pixels.height, channels, data, icc: None }
}

#[cfg(test)]
mod tests {
    use super::gray;
    use crate::color::Output;
    use crate::picture::{Channels, Pixels};

    fn of(channels: Channels, pixel: &[u8]) -> Vec<u8> {
        let output = Output::fogra39(None).unwrap();
        let pixels = Pixels { width: 2, height: 1, channels, data: pixel.repeat(2), icc: None };
        gray(pixels, output.cmyk_table()).data
    }

    #[test]
    fn lights_count_as_an_eye_sees_them() {
        assert_eq!(of(Channels::Rgb, &[255, 0, 0]), [54; 2]);
        assert_eq!(of(Channels::Rgb, &[0, 255, 0]), [182; 2]);
        assert_eq!(of(Channels::Rgba, &[9, 9, 9, 70]), [9, 70, 9, 70]);
        assert_eq!(of(Channels::GrayAlpha, &[3, 4]), [3, 4, 3, 4]);
        assert_eq!(of(Channels::Cmyk, &[0; 4]), [255; 2]);
        let black = of(Channels::Cmyk, &[0, 0, 0, 255]);
        assert!(black[0] < 40, "{black:?}");
    }
}
