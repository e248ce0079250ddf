//! Duotones: a grey picture printed from two inks, tone by tone.
//! Knows no files and no pixels: what a picture's greys are, callers know.

use super::{Cmyk, Ink, Output, Rgb, Spot};

/// Two inks that print one grey picture. The first prints by the tone, so that it carries the whole picture; the
/// second by the square of the tone, so that it deepens the shadows and leaves the lights to the first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Duotone {
    /// The ink of all tones.
    pub first: Ink,
    /// The ink of the shadows.
    pub second: Ink,
}

/// How a duotone stands on the plates: which of them it uses, and how much of each for every tone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Separation {
    /// Whether cyan, magenta, yellow and black are used.
    pub process: [bool; 4],
    /// The spot inks that are used.
    pub spots: Vec<Spot>,
    /// For each grey from 0, which is black, to 255 the four process inks, then the spot inks; 255 is solid.
    pub tones: Vec<Vec<u8>>,
}

impl Duotone {
    /// The inks of every grey on the plates of a press that has those of `spots`; other spot inks are printed from
    /// process inks, which keep the ink limit of `output`. Where both inks print on one plate, the second is laid
    /// over the first.
    #[must_use]
    pub fn separation(&self, output: &Output, spots: &[Spot]) -> Separation {
        let own = |ink: &Ink| ink.spot.clone().filter(|s| spots.iter().any(|o| o.plate == s.plate));
        let mut used: Vec<Spot> = Vec::new();
        for spot in [&self.first, &self.second].into_iter().filter_map(own) {
            if !used.iter().any(|u| u.plate == spot.plate) {
                used.push(Spot { tint: 10_000, ..spot });
            }
        }
        let tones: Vec<Vec<u8>> = (0..=255).map(|grey| self.tone(grey, output, &used)).collect();
        let uses = |n: usize| tones.iter().any(|t| t.get(n).is_some_and(|v| *v > 0));
        Separation { process: [0, 1, 2, 3].map(uses), spots: used, tones }
    }

    fn tone(&self, grey: u8, output: &Output, spots: &[Spot]) -> Vec<u8> {
        let mut process: Cmyk = [0; 4];
        let mut plates = vec![0_u16; spots.len()];
        for ink in self.inks(grey) {
            let plate = ink.spot.as_ref().and_then(|s| spots.iter().position(|o| o.plate == s.plate));
            match plate.and_then(|n| plates.get_mut(n)).zip(ink.spot.as_ref()) {
                Some((below, spot)) => *below = over(*below, spot.tint),
                None => process.iter_mut().zip(ink.cmyk).for_each(|(below, v)| *below = over(*below, v)),
            }
        }
        let byte = |v: u16| ((u32::from(v) * 255 + 5000) / 10_000).min(255) as u8;
        output.within_limit(process).into_iter().chain(plates).map(byte).collect()
    }

    /// A grey as a screen shows it: the tints of both inks, one seen through the other.
    #[must_use]
    pub fn screen(&self, grey: u8, output: &Output) -> Rgb {
        let [first, second] = self.inks(grey).map(|ink| output.screen(&ink));
        let mut out = first;
        for (v, s) in out.iter_mut().zip(second) {
            *v = ((u32::from(*v) * u32::from(s) + 127) / 255) as u8;
        }
        out
    }

    /// A grey as it comes out in print, spot inks by their process alternates.
    #[must_use]
    pub fn printed(&self, grey: u8, output: &Output) -> Rgb {
        let [first, second] = self.inks(grey);
        let mut cmyk = first.cmyk;
        cmyk.iter_mut().zip(second.cmyk).for_each(|(below, v)| *below = over(*below, v));
        output.to_rgb(output.within_limit(cmyk))
    }

    /// Both inks in the tints that print a grey.
    fn inks(&self, grey: u8) -> [Ink; 2] {
        let tone = u32::from(255 - grey);
        let share = |n: u32, of: u32| ((n * 10_000 + of / 2) / of) as u16;
        [self.first.tint(share(tone, 255)), self.second.tint(share(tone * tone, 255 * 255))]
    }
}

/// How much ink there is where two tints of an ink lie one over the other, in hundredths of a percent.
fn over(below: u16, above: u16) -> u16 {
    let bare = |v: u16| 10_000_u32.saturating_sub(v.into());
    (10_000 - (bare(below) * bare(above) + 5000) / 10_000) as u16
}

#[cfg(test)]
mod tests {
    use super::Duotone;
    use crate::color::{Ink, Output, Spot};

    fn red(plate: &str) -> Ink {
        let solid = [0, 9000, 8000, 0];
        Ink { cmyk: solid, rgb: None, spot: Some(Spot { plate: plate.into(), tint: 10_000, solid }) }
    }

    #[test]
    fn the_first_ink_prints_the_tone_and_the_second_its_square() {
        let output = Output::fogra39(None).unwrap();
        let duotone = Duotone { first: red("Red"), second: Ink::BLACK };
        let made = duotone.separation(&output, red("Red").spot.as_slice());
        assert_eq!((made.process, made.spots.len()), ([false, false, false, true], 1));
        // Paper; the middle, 127 of 255 of tone; solid.
        assert_eq!(made.tones[255], [0, 0, 0, 0, 0]);
        assert_eq!(made.tones[128], [0, 0, 0, 63, 127]);
        assert_eq!(made.tones[0], [0, 0, 0, 255, 255]);
        // Without a plate the red is magenta and yellow.
        let made = duotone.separation(&output, &[]);
        assert_eq!((made.process, made.spots.len()), ([false, true, true, true], 0));
        assert_eq!(made.tones[0], [0, 230, 204, 255]);
    }

    #[test]
    fn two_inks_on_one_plate_lie_one_over_the_other_and_keep_the_limit() {
        let output = Output::fogra39(Some(250)).unwrap();
        let ink = |cmyk| Ink { cmyk, rgb: None, spot: None };
        let duotone = Duotone { first: ink([5000, 0, 0, 5000]), second: ink([5000, 0, 0, 0]) };
        assert_eq!(duotone.separation(&output, &[]).tones[0], [191, 0, 0, 128]);
        let rich = Duotone { first: ink([10_000, 10_000, 10_000, 0]), second: Ink::BLACK };
        let darkest = &rich.separation(&output, &[]).tones[0];
        assert_eq!(darkest[3], 255);
        assert!(darkest.iter().map(|v| u32::from(*v)).sum::<u32>() <= 250 * 255 / 100 + 2, "{darkest:?}");
    }

    #[test]
    fn a_screen_shows_the_mixture() {
        let output = Output::fogra39(None).unwrap();
        let duotone = Duotone { first: red("Red"), second: Ink::BLACK };
        for grey in [255, 200, 128, 60, 0] {
            let plates = &duotone.separation(&output, &[]).tones[usize::from(grey)];
            let cmyk: Vec<u16> = plates.iter().map(|v| (u32::from(*v) * 10_000 / 255) as u16).collect();
            let want = output.to_rgb(cmyk.try_into().unwrap());
            let got = duotone.printed(grey, &output);
            assert!(got.iter().zip(want).all(|(a, b)| a.abs_diff(b) <= 2), "{grey}: {got:?} {want:?}");
        }
        assert_eq!(duotone.screen(255, &output), [255; 3]);
        assert_eq!(duotone.screen(0, &output), [0; 3]);
        let stated = Duotone { first: Ink { rgb: Some([0, 80, 155]), ..red("Red") }, second: Ink::PAPER };
        assert_eq!(stated.screen(0, &output), [0, 80, 155]);
    }
}
