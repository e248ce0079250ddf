//! Inks and colours: CMYK, spot, RGB for the screen, and how one turns into the other.
//! Knows nothing of pictures' files or of PDF operators.

mod black;
mod duotone;
mod lut;
mod profile;
mod space;
mod srgb;
mod table;

pub use duotone::{Duotone, Separation};
pub use profile::{Intent, Output, Refusal, fogra39_profile, srgb_profile};
pub use srgb::ToSrgb;
pub use table::{FromCmyk, ToCmyk};

/// Process colour in hundredths of a percent of each ink: 10,000 is solid. Order C, M, Y, K.
pub type Cmyk = [u16; 4];

/// sRGB, eight bits a channel.
pub type Rgb = [u8; 3];

/// A colour as a layout names it: what the press prints and what a screen shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Ink {
    /// The process inks; for a spot colour its alternate. Tints are multiplied in already.
    pub cmyk: Cmyk,
    /// The screen's colour where the layout states one; else it is derived from `cmyk`.
    pub rgb: Option<Rgb>,
    /// The plate of a spot ink.
    pub spot: Option<Spot>,
}

/// A spot ink, or a tint of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Spot {
    /// The plate's name, as in `PANTONE 186 C`.
    pub plate: String,
    /// How much of it, in hundredths of a percent.
    pub tint: u16,
    /// The alternate of the full tint.
    pub solid: Cmyk,
}

impl Ink {
    /// Solid black, on the black plate alone.
    pub const BLACK: Self = Self { cmyk: [0, 0, 0, 10_000], rgb: Some([0, 0, 0]), spot: None };
    /// No ink: the paper shows, whatever lies below is knocked out.
    pub const PAPER: Self = Self { cmyk: [0, 0, 0, 0], rgb: Some([255, 255, 255]), spot: None };

    /// Whether this is solid black on the black plate alone, which overprints.
    #[must_use]
    pub fn is_solid_black(&self) -> bool {
        self.spot.is_none() && self.cmyk == [0, 0, 0, 10_000]
    }

    /// A tint of this ink: `part` of it in hundredths of a percent, on every plate and on a screen alike.
    #[must_use]
    pub fn tint(&self, part: u16) -> Self {
        let part = u32::from(part.min(10_000));
        let of = |n: u16| ((u32::from(n) * part + 5000) / 10_000) as u16;
        let towards_white = |n: u8| (255 - ((255 - u32::from(n)) * part + 5000) / 10_000) as u8;
        Self {
            cmyk: self.cmyk.map(of),
            rgb: self.rgb.map(|rgb| rgb.map(towards_white)),
            spot: self.spot.as_ref().map(|s| Spot { tint: of(s.tint), ..s.clone() }),
        }
    }
}
