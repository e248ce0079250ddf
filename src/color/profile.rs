//! An output profile: checked, with colours through it in both directions.
//! Pictures' pixels are converted in `table`; nothing here reads a file from disk.

use super::black::{corner, darkest};
use super::lut::Lut;
use super::space::{Curves, from_lab, scale, to_lab};
use super::table::{FromCmyk, ToCmyk};
use super::{Cmyk, Ink, Rgb};
use moxcms::{ColorProfile, DataColorSpace, ProfileClass};
use std::sync::{Arc, OnceLock};

const FOGRA39: &[u8] = include_bytes!("profiles/FOGRA39L_coated.icc");

/// Which of a profile's tables a conversion takes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Intent {
    /// For photographs.
    Perceptual,
    /// For everything else; always with black-point compensation.
    Relative,
}

/// A printing condition: a CMYK profile with both directions.
#[derive(Debug)]
pub struct Output {
    bytes: Arc<[u8]>,
    name: String,
    condition: String,
    registered: bool,
    perceptual: Option<Lut>,
    relative: Lut,
    to_lab: Lut,
    /// Blacks in XYZ: as a source, as a destination of photographs and of everything else.
    blacks: [[f64; 3]; 3],
    /// Most ink in hundredths of a percent.
    limit: Option<u32>,
    srgb: Curves,
    photo: OnceLock<ToCmyk>,
    screen: OnceLock<FromCmyk>,
}

/// The bytes of the output profile that is compiled in, FOGRA39L coated.
#[must_use]
pub fn fogra39_profile() -> &'static [u8] {
    FOGRA39
}

/// The sRGB colour space as an ICC file; empty where it cannot be made.
#[must_use]
pub fn srgb_profile() -> Vec<u8> {
    ColorProfile::new_srgb().encode().unwrap_or_default()
}

/// Why an ICC file cannot be used; one clause, lower case.
pub type Refusal = String;

impl Output {
    /// FOGRA39L coated, compiled in.
    ///
    /// # Errors
    /// Never with the bundled file.
    pub fn fogra39(limit: Option<u16>) -> Result<Self, Refusal> {
        let mut out = Self::new("FOGRA39", Arc::from(FOGRA39), limit)?;
        "Offset printing, ISO 12647-2:2004/Amd 1, paper type 1 or 2, 115 g/m2".clone_into(&mut out.condition);
        out.registered = true;
        Ok(out)
    }

    /// A profile from an ICC file's bytes. `limit` is the most ink in percent.
    ///
    /// # Errors
    /// Where it is not a CMYK output profile with both directions over Lab.
    pub fn new(name: &str, bytes: Arc<[u8]>, limit: Option<u16>) -> Result<Self, Refusal> {
        let p = ColorProfile::new_from_slice(&bytes).map_err(|_| "it is not an ICC profile".to_owned())?;
        if p.color_space != DataColorSpace::Cmyk {
            return Err(format!("its colour space is {:?}, not CMYK", p.color_space));
        }
        if p.profile_class != ProfileClass::OutputDevice {
            return Err("it is not an output profile".to_owned());
        }
        if p.pcs != DataColorSpace::Lab {
            return Err("its connection space is not Lab".to_owned());
        }
        let table = |t: Option<&moxcms::LutWarehouse>, to_device| {
            t.and_then(|t| Lut::new(t, to_device)).filter(|l| l.channels() == 4)
        };
        let perceptual = table(p.lut_b_to_a_perceptual.as_ref(), true);
        let (Some(relative), Some(to_lab)) = (
            table(p.lut_b_to_a_colorimetric.as_ref().or(p.lut_b_to_a_perceptual.as_ref()), true),
            table(p.lut_a_to_b_colorimetric.as_ref().or(p.lut_a_to_b_perceptual.as_ref()), false),
        ) else {
            return Err("it holds no usable tables towards print (B2A) and back (A2B)".to_owned());
        };
        let photo = perceptual.as_ref().unwrap_or(&relative);
        let source = darkest(photo, &to_lab);
        let blacks = [
            source,
            corner(photo, &to_lab, None, 0.03, 0.25),
            corner(&relative, &to_lab, Some(source), 0.1, 0.5),
        ]
        .map(|l| from_lab([l, 0.0, 0.0]));
        Ok(Self {
            bytes,
            name: name.to_owned(),
            condition: name.to_owned(),
            registered: false,
            perceptual,
            relative,
            to_lab,
            blacks,
            limit: limit.map(|l| u32::from(l) * 100),
            srgb: Curves::srgb().ok_or("sRGB is not at hand")?,
            photo: OnceLock::new(),
            screen: OnceLock::new(),
        })
    }

    /// The ICC file.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// Its identifier: the registered name where there is one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The printing condition in words.
    #[must_use]
    pub fn condition(&self) -> &str {
        &self.condition
    }

    /// Whether the name stands in the ICC characterisation data registry.
    #[must_use]
    pub fn registered(&self) -> bool {
        self.registered
    }

    /// An sRGB colour in process inks.
    #[must_use]
    pub fn to_cmyk(&self, rgb: Rgb, intent: Intent) -> Cmyk {
        self.inks(rgb.map(|v| f64::from(v) / 255.0), &self.srgb, intent)
            .map(|v| (v * 10_000.0).round() as u16)
    }

    /// Process inks as a screen shows them.
    #[must_use]
    pub fn to_rgb(&self, cmyk: Cmyk) -> Rgb {
        self.shown(cmyk.map(|v| f64::from(v) / 10_000.0)).map(|v| (v * 255.0).round() as u8)
    }

    /// An ink as a screen shows it: as stated, or through the profile.
    #[must_use]
    pub fn screen(&self, ink: &Ink) -> Rgb {
        ink.rgb.unwrap_or_else(|| self.to_rgb(ink.cmyk))
    }

    /// The baked table from sRGB pixels to inks, for photographs.
    #[must_use]
    pub fn srgb_table(&self) -> &ToCmyk {
        self.photo.get_or_init(|| self.table(&self.srgb))
    }

    /// A baked table from the pixels of an RGB ICC profile to inks; `None` where the profile is no such.
    #[must_use]
    pub fn icc_table(&self, icc: &[u8]) -> Option<ToCmyk> {
        Some(self.table(&Curves::icc(&ColorProfile::new_from_slice(icc).ok()?)?))
    }

    fn table(&self, source: &Curves) -> ToCmyk {
        ToCmyk::bake(|rgb| self.inks(rgb, source, Intent::Perceptual))
    }

    /// The baked table from process inks to sRGB pixels.
    #[must_use]
    pub fn cmyk_table(&self) -> &FromCmyk {
        self.screen.get_or_init(|| FromCmyk::bake(|cmyk| self.shown(cmyk)))
    }

    fn inks(&self, rgb: [f64; 3], source: &Curves, intent: Intent) -> [f64; 4] {
        let [_, photo, other] = self.blacks;
        let (table, black) = match intent {
            Intent::Perceptual => (self.perceptual.as_ref().unwrap_or(&self.relative), photo),
            Intent::Relative => (&self.relative, other),
        };
        let xyz = scale(source.xyz(rgb), [0.0; 3], black);
        self.limited(table.device(to_lab(xyz)).map(|v| v.clamp(0.0, 1.0)))
    }

    /// Process inks that keep the ink limit.
    #[must_use]
    pub fn within_limit(&self, cmyk: Cmyk) -> Cmyk {
        self.limited(cmyk.map(|v| f64::from(v) / 10_000.0)).map(|v| (v * 10_000.0).round() as u16)
    }

    /// Takes from cyan, magenta and yellow alike until the sum keeps the limit; black stays.
    fn limited(&self, cmyk: [f64; 4]) -> [f64; 4] {
        let Some(limit) = self.limit else { return cmyk };
        let [c, m, y, k] = cmyk;
        let (most, colour) = (f64::from(limit) / 10_000.0, c + m + y);
        if colour + k <= most || colour <= 0.0 {
            return cmyk;
        }
        let part = ((most - k) / colour).max(0.0);
        [c * part, m * part, y * part, k]
    }

    fn shown(&self, cmyk: [f64; 4]) -> [f64; 3] {
        let [black, _, _] = self.blacks;
        let xyz = scale(from_lab(self.to_lab.lab(cmyk)), black, [0.0; 3]);
        self.srgb.rgb(xyz)
    }
}

#[cfg(test)]
mod reference;

#[cfg(test)]
mod tests {
    use super::{Intent, Output};
    use std::sync::Arc;

    fn fogra() -> Output {
        Output::fogra39(None).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Little CMS 2.14, `transicc -t1 -b -i *sRGB -o FOGRA39L_coated.icc -n`, in percent.
    const RELATIVE: &[([u8; 3], [f64; 4])] = &[
        ([255, 255, 255], [0.0015, 0.0015, 0.0031, 0.0]),
        ([0, 0, 0], [85.6046, 79.2264, 53.6461, 98.0484]),
        ([128, 128, 128], [50.5364, 41.1444, 40.8881, 16.7514]),
        ([255, 0, 0], [0.0, 96.7636, 98.5565, 0.0381]),
        ([0, 255, 0], [64.5655, 0.0, 96.3241, 0.0]),
        ([0, 0, 255], [93.1273, 84.6555, 0.0, 0.0]),
        ([200, 100, 50], [4.2405, 64.3824, 82.7192, 18.7991]),
        ([30, 60, 20], [74.5434, 18.6389, 99.0555, 77.7523]),
        ([16, 16, 16], [82.6871, 77.6196, 60.0046, 94.8394]),
    ];

    /// The same with `-t0`.
    const PERCEPTUAL: &[([u8; 3], [f64; 4])] = &[
        ([255, 255, 255], [0.0015, 0.0015, 0.0031, 0.0]),
        ([0, 0, 0], [84.2588, 78.8037, 56.9650, 97.1008]),
        ([128, 128, 128], [50.4067, 41.0117, 40.7553, 16.5591]),
        ([255, 0, 0], [0.0, 96.5118, 97.4899, 0.0473]),
        ([0, 255, 0], [64.1306, 0.0, 95.4345, 0.0]),
        ([0, 0, 255], [92.6421, 84.0101, 0.0, 0.0]),
        ([200, 100, 50], [4.4175, 64.0421, 81.7273, 18.6297]),
        ([30, 60, 20], [76.6598, 26.3111, 97.6440, 71.9249]),
        ([16, 16, 16], [81.7792, 75.9533, 60.4746, 91.8669]),
    ];

    #[test]
    fn agrees_with_little_cms() {
        let out = fogra();
        let all = RELATIVE.iter().map(|c| (Intent::Relative, c));
        for (intent, (rgb, want)) in all.chain(PERCEPTUAL.iter().map(|c| (Intent::Perceptual, c))) {
            let got = out.to_cmyk(*rgb, intent).map(|v| f64::from(v) / 100.0);
            for (g, w) in got.iter().zip(want) {
                assert!((g - w).abs() < 0.5, "{rgb:?}: {got:?}, Little CMS {want:?}");
            }
        }
    }

    #[test]
    fn pixels_agree_with_little_cms() {
        let out = fogra();
        for (rgb, want) in PERCEPTUAL {
            let mut pixel = Vec::new();
            out.srgb_table().row(rgb, &mut pixel);
            for (g, w) in pixel.iter().zip(want) {
                assert!((f64::from(*g) / 2.55 - w).abs() < 2.0, "{rgb:?}: {pixel:?}, Little CMS {want:?}");
            }
        }
    }

    #[test]
    fn shows_inks_as_little_cms_does() {
        // transicc -t1 -b -i FOGRA39L_coated.icc -o *sRGB -n, clipped to the screen's range.
        let out = fogra();
        for (cmyk, want) in [
            ([0, 0, 0, 10_000], [31.0, 30.5, 29.3]),
            ([0, 0, 0, 0], [255.0, 255.0, 255.0]),
            ([0, 10_000, 0, 0], [229.8, 0.0, 125.8]),
            ([5000, 4000, 4000, 2000], [125.3, 126.5, 126.4]),
            ([1000, 8000, 6000, 500], [211.3, 80.4, 82.6]),
        ] {
            let got = out.to_rgb(cmyk);
            let mut pixel = Vec::new();
            out.cmyk_table().row(&cmyk.map(|v| (u32::from(v) * 255 / 10_000) as u8), &mut pixel);
            for ((g, p), w) in got.iter().zip(&pixel).zip(want) {
                assert!((f64::from(*g) - w).abs() < 1.5, "{cmyk:?}: {got:?}, Little CMS {want:?}");
                assert!((f64::from(*p) - w).abs() < 4.0, "{cmyk:?}: {pixel:?}, Little CMS {want:?}");
            }
        }
    }

    #[test]
    fn keeps_the_ink_limit() {
        let out = Output::fogra39(Some(280)).unwrap_or_else(|e| panic!("{e}"));
        let sum: u16 = out.to_cmyk([0, 0, 0], Intent::Perceptual).iter().sum();
        assert!((27_900..=28_002).contains(&sum), "{sum}");
        let mut pixel = Vec::new();
        out.srgb_table().row(&[3, 0, 9], &mut pixel);
        let sum: u32 = pixel.iter().map(|v| u32::from(*v)).sum();
        assert!(sum <= 280 * 255 / 100 + 2, "{pixel:?}");
    }

    #[test]
    fn refuses_what_cannot_print() {
        let err = |bytes: &[u8]| Output::new("x", Arc::from(bytes), None).err().unwrap_or_default();
        assert!(err(b"nonsense").contains("not an ICC"));
        let srgb = moxcms::ColorProfile::new_srgb().encode().unwrap_or_default();
        assert!(err(&srgb).contains("not CMYK"));
    }
}
