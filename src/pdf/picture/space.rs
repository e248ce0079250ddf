//! Colour spaces of images as PDF objects.
//! Converts no pixels.

use super::Profiles;
use crate::color::Spot;
use crate::pdf::frame::separation;
use lopdf::{Dictionary, Object, dictionary};
use std::fmt::Write as _;

/// What the channels of an image are.
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
    Icc(Vec<u8>),
    Indexed(Box<Space>, Vec<u8>),
    /// Those of the process inks that are true, then these.
    Inks([bool; 4], Vec<Spot>),
}

impl Space {
    /// The space as an object.
    pub(super) fn object(&self, pdf: &mut lopdf::Document, icc: &mut Profiles) -> Object {
        match self {
            Self::Gray => name("DeviceGray"),
            Self::Rgb => name("DeviceRGB"),
            Self::Cmyk => name("DeviceCMYK"),
            Self::Inks(process, spots) => device_n(pdf, *process, spots),
            Self::Icc(profile) => icc.rgb(pdf, profile),
            Self::Indexed(base, colors) => Object::Array(vec![
                name("Indexed"),
                base.object(pdf, icc),
                Object::Integer((colors.len() / 3) as i64 - 1),
                Object::String(colors.clone(), lopdf::StringFormat::Hexadecimal),
            ]),
        }
    }
}

fn name(n: &str) -> Object {
    Object::Name(n.as_bytes().to_vec())
}

/// A colour space of process inks and spot inks (ISO 32000-1 §8.6.6.5). What does not print them by plates
/// sees each spot as its process inks, laid over the others.
fn device_n(pdf: &mut lopdf::Document, used: [bool; 4], spots: &[Spot]) -> Object {
    let process = ["Cyan", "Magenta", "Yellow", "Black"];
    let held = used.iter().filter(|u| **u).count();
    let count = held + spots.len();
    // For each process ink: 1 − (1 − ink) · (1 − spot · its share) …; an operand's place is counted from above.
    let mut code = String::from("{");
    let mut own = 0;
    for (j, used) in used.iter().enumerate() {
        code.push_str("1 ");
        if *used {
            let _ = write!(code, "{} index sub ", count - own + j);
            own += 1;
        }
        for (i, spot) in spots.iter().enumerate() {
            let share = spot.solid.get(j).copied().unwrap_or(0);
            let (whole, part) = (share / 10_000, share % 10_000);
            let _ = write!(code, "1 {} index {whole}.{part:04} mul sub mul ", count + j + 1 - held - i);
        }
        code.push_str("1 exch sub ");
    }
    let _ = write!(code, "{} 4 roll {}}}", count + 4, "pop ".repeat(count));
    let range = |n: usize| [0, 1].iter().cycle().take(n * 2).map(|v| Object::Integer(*v)).collect::<Vec<_>>();
    let dict = dictionary! { "FunctionType" => 4, "Domain" => range(count), "Range" => range(4) };
    let tint = pdf.add_object(crate::pdf::deflated(dict, code.as_bytes()));
    let held = process.into_iter().zip(used).filter(|(_, used)| *used).map(|(ink, _)| ink);
    let names = held.chain(spots.iter().map(|s| s.plate.as_str())).map(name).collect();
    let mut space = vec![name("DeviceN"), Object::Array(names), name("DeviceCMYK"), Object::Reference(tint)];
    if !spots.is_empty() {
        let each = spots.iter().map(|s| (s.plate.as_bytes().to_vec(), separation(s)));
        space.push(dictionary! { "Colorants" => each.collect::<Dictionary>() }.into());
    }
    Object::Array(space)
}

#[cfg(test)]
mod tests {
    use super::{Profiles, Space};
    use crate::color::Spot;
    use lopdf::Object;

    /// Runs a tint transform: numbers, `index`, `sub`, `mul`, `exch`, `roll`, `pop`.
    fn run(code: &str, inks: &[f64]) -> Vec<f64> {
        let mut stack = inks.to_vec();
        for word in code.trim_matches(['{', '}']).split_whitespace() {
            let mut take = || stack.pop().unwrap();
            match word {
                "index" => {
                    let n = take() as usize;
                    stack.push(stack[stack.len() - 1 - n]);
                }
                "sub" | "mul" | "exch" => {
                    let (b, a) = (take(), take());
                    match word {
                        "sub" => stack.push(a - b),
                        "mul" => stack.push(a * b),
                        _ => stack.extend([b, a]),
                    }
                }
                "roll" => {
                    let (by, n) = (take() as usize, take() as usize);
                    let from = stack.len() - n;
                    stack[from..].rotate_right(by);
                }
                "pop" => drop(take()),
                number => stack.push(number.parse().unwrap()),
            }
        }
        stack
    }

    #[test]
    fn spots_are_laid_over_the_process_inks_that_there_are() {
        let spot = |plate: &str, solid| Spot { plate: plate.into(), tint: 10_000, solid };
        let spots = vec![spot("A", [0, 9000, 8000, 0]), spot("B", [10_000, 5000, 0, 0])];
        for (used, inks, wanted) in [
            ([true; 4], &[0.1, 0.2, 0.0, 0.5, 0.5, 0.0][..], [0.1, 0.56, 0.4, 0.5]),
            ([false, false, false, true], &[0.25, 0.5, 0.5], [0.5, 0.5875, 0.4, 0.25]),
            ([false; 4], &[1.0, 0.0], [0.0, 0.9, 0.8, 0.0]),
        ] {
            let mut pdf = lopdf::Document::with_version("1.6");
            let made = Space::Inks(used, spots.clone()).object(&mut pdf, &mut Profiles::default());
            let made = made.as_array().unwrap();
            assert_eq!(made[1].as_array().unwrap().len(), inks.len());
            let tint = pdf.get_object(made[3].as_reference().unwrap()).and_then(Object::as_stream).unwrap();
            let code = String::from_utf8(tint.decompressed_content().unwrap()).unwrap();
            let got = run(&code, inks);
            assert!(got.len() == 4 && got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{got:?}");
            assert!(made[4].as_dict().unwrap().get(b"Colorants").unwrap().as_dict().unwrap().has(b"B"));
        }
    }
}
