//! Pixels of another RGB space as sRGB pixels, for screens.
//! Knows nothing of inks.

use super::space::Curves;
use moxcms::ColorProfile;

/// The way from the RGB space of an ICC profile to sRGB, relative to white; what lies outside is clipped.
#[derive(Debug)]
pub struct ToSrgb {
    from: Curves,
    to: Curves,
}

impl ToSrgb {
    /// The way from a profile. `None` where it is no RGB profile of matrix and tone curves, or where it is
    /// sRGB itself, to within one level of any channel.
    #[must_use]
    pub fn of(icc: &[u8]) -> Option<Self> {
        let from = Curves::icc(&ColorProfile::new_from_slice(icc).ok()?)?;
        let way = Self { from, to: Curves::srgb()? };
        let steps = [0_u8, 64, 128, 192, 255];
        let differs = (0..125_usize).any(|n| {
            let at = |i: usize| steps.get(i % 5).copied().unwrap_or(0);
            let rgb = [at(n), at(n / 5), at(n / 25)];
            way.pixel(rgb).iter().zip(rgb).any(|(a, b)| a.abs_diff(b) > 1)
        });
        differs.then_some(way)
    }

    /// One pixel.
    #[must_use]
    pub fn pixel(&self, rgb: [u8; 3]) -> [u8; 3] {
        let xyz = self.from.xyz(rgb.map(|v| f64::from(v) / 255.0));
        self.to.rgb(xyz).map(|v| (v * 255.0).round() as u8)
    }

    /// Appends the sRGB pixels of pixels of `channels` bytes each, 3 or 4; a fourth, opacity, is kept.
    pub fn row(&self, pixels: &[u8], channels: usize, out: &mut Vec<u8>) {
        let mut last = ([0; 3], self.pixel([0; 3]));
        for pixel in pixels.chunks_exact(channels.max(3)) {
            let (Some(rgb), rest) = (pixel.first_chunk::<3>(), pixel.get(3..).unwrap_or(&[])) else {
                continue;
            };
            if *rgb != last.0 {
                last = (*rgb, self.pixel(*rgb));
            }
            out.extend(last.1);
            out.extend(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ToSrgb;
    use moxcms::ColorProfile;

    #[test]
    fn srgb_needs_no_way() {
        assert!(ToSrgb::of(&ColorProfile::new_srgb().encode().unwrap()).is_none());
        assert!(ToSrgb::of(b"no profile").is_none());
    }

    #[test]
    fn a_wider_space_is_brought_home() {
        let way = ToSrgb::of(&ColorProfile::new_adobe_rgb().encode().unwrap()).unwrap();
        let mut out = Vec::new();
        way.row(&[255, 255, 255, 7, 128, 128, 128, 255, 0, 255, 0, 0], 4, &mut out);
        assert_eq!(out.get(..4), Some(&[255, 255, 255, 7][..]));
        assert!(out.get(4..7).is_some_and(|grey| grey.iter().all(|v| v.abs_diff(129) <= 1)), "{out:?}");
        assert_eq!(out.get(8..), Some(&[0, 255, 0, 0][..]));
        // A green that both spaces hold is stronger in numbers where the space is narrower.
        assert!(way.pixel([100, 160, 100])[0] < 100);
    }
}
