//! Cover, binding, advertisements, promises and the publication's press: what is not a text.
//! Places nothing on a page.

use super::articles::Index;
use super::check::Checker;
use super::identity::size;
use super::model::{
    Ad, AdPosition, Article, Binding, Cover, CoverLine, Downsample, Folios, Papers, PictureId, Press,
    ProfileSource, Promise, Publication,
};
use crate::color::Output;
use crate::diag::{Diagnostic, Span, nearest};
use crate::geom::{Length, Size};
use crate::manifest::{AdRaw, At, BindingRaw, CoverRaw, IssueRaw, PressRaw, PromiseRaw};
use crate::picture::{Format, bleed, pages};
use crate::source::Folder;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far a supplied page may be off the size of its place: no cutter is more exact.
const AD_TOLERANCE: Length = Length::micrometres(500);

/// The bundled output profile.
const FOGRA39: &str = "FOGRA39L";

impl Checker<'_> {
    /// The cover, where the issue has one.
    pub fn cover(&mut self, raw: Option<&CoverRaw>, index: &Index) -> Option<Cover> {
        let raw = raw?;
        let image = raw.image.as_ref().and_then(|i| self.picture(&i.value, Some(i.span)));
        let mut lines = Vec::new();
        for line in &raw.lines {
            let article = line.article.as_ref().and_then(|a| index.find(a, "a cover line", self));
            let level = line.level.as_ref().and_then(|l| u8::try_from(l.value).ok()).unwrap_or(2);
            lines.push(CoverLine { text: line.text.value.trim().to_owned(), article, level });
        }
        Some(Cover { image, lines })
    }

    /// A spine that is reckoned with usual paper because none is stated (I037).
    fn calipers(&mut self, binding: Option<&BindingRaw>) {
        let Some(binding) = binding else { return };
        let (message, hint) = match (&binding.text, &binding.cover) {
            (None, None) => (
                "the spine is reckoned with paper of 0.08 mm and a cover of 0.2 mm, as none is stated",
                "write paper = { text = \"…mm\", cover = \"…mm\" }: the paper maker's caliper",
            ),
            (None, _) => (
                "the spine is reckoned with paper of 0.08 mm, as none is stated",
                "add text = \"…mm\" to `paper`: the caliper of a leaf",
            ),
            (_, None) => (
                "the spine is reckoned with a cover of 0.2 mm, as none is stated",
                "add cover = \"…mm\" to `paper`: its caliper",
            ),
            _ => return,
        };
        let at = binding.style.as_ref().map(|s| s.span);
        self.f.push(Diagnostic::warning("I037", message).at(at).hint(hint));
    }

    /// Binding and page multiple. Without either stated, any page count will do.
    pub fn binding(&mut self, raw: &IssueRaw) -> (Binding, u32) {
        let style = raw.binding.as_ref().and_then(|b| b.style.as_ref());
        let (binding, natural) = match style.map(|s| s.value) {
            Some("perfect") => {
                let paper = |l: Option<&At<Length>>, usual: &str| {
                    l.map(|l| l.value).or_else(|| Length::parse(usual)).unwrap_or(Length::ZERO)
                };
                let given = raw.binding.as_ref();
                self.calipers(given);
                let text = paper(given.and_then(|b| b.text.as_ref()), "0.08mm");
                let cover = paper(given.and_then(|b| b.cover.as_ref()), "0.2mm");
                (Binding::Perfect { text, cover }, 2)
            }
            Some(_) => (Binding::Saddle, 4),
            None => (Binding::Saddle, 1),
        };
        let Some(stated) = &raw.multiple else { return (binding, natural) };
        let multiple = u32::try_from(stated.value).unwrap_or(natural);
        if multiple % natural != 0 {
            self.f.push(
                Diagnostic::error("I021", format!("pages in multiples of {multiple} cannot be bound"))
                    .at(stated.span)
                    .label(format!("this binding needs a multiple of {natural}"))
                    .hint(format!("write multiple = {natural}, or a multiple of it")),
            );
        }
        (binding, multiple)
    }

    /// The papers of stapled copies: without a caliper of its own the cover is of the text's paper.
    pub fn stapled(raw: &IssueRaw, binding: Binding) -> Option<Papers> {
        let text = raw.binding.as_ref().filter(|_| binding == Binding::Saddle)?.text.as_ref()?.value;
        let cover = raw.binding.as_ref().and_then(|b| b.cover.as_ref()).map_or(text, |c| c.value);
        Some(Papers { text, cover })
    }

    /// How pages are numbered.
    pub fn folios(raw: &IssueRaw) -> Folios {
        Folios {
            first: raw.first_folio.as_ref().and_then(|n| u32::try_from(n.value).ok()).unwrap_or(1),
            cover: raw.cover_counts.as_ref().is_some_and(|c| c.value),
        }
    }

    /// Advertisements.
    pub fn ads(&mut self, list: &[AdRaw], publication: &Publication, index: &Index) -> Vec<Ad> {
        let mut seen = BTreeSet::new();
        let mut places = Vec::new();
        let mut out = Vec::new();
        for raw in list {
            if !seen.insert(raw.id.value.as_str()) {
                self.f.push(
                    Diagnostic::error("I017", format!("two advertisements have the id `{}`", raw.id.value))
                        .at(raw.id.span)
                        .hint("give each an `id` of its own"),
                );
            }
            self.ad_size(&raw.size, publication);
            self.ad_fits(&raw.size, publication);
            let advertiser = raw.advertiser.as_ref().and_then(|a| self.parties.find(a, self.f));
            let position = raw.position.as_ref().map_or(Some(AdPosition::Any), |p| self.position(p, index));
            let picture = self.picture(&raw.file.value, Some(raw.file.span));
            if let Some(position) = &position {
                self.ad_place(raw, position, publication, &mut places);
            }
            if let Some(picture) = picture {
                self.ad_file(raw, picture, publication);
            }
            if let (Some(position), Some(picture)) = (position, picture) {
                let (id, size) = (raw.id.value.clone(), raw.size.value.clone());
                let category = raw.category.as_ref().map(|c| c.value.trim().to_lowercase());
                out.push(Ad { id, advertiser, size, position, category, picture, span: Some(raw.span) });
            }
        }
        out
    }

    fn ad_size(&mut self, size: &At<String>, publication: &Publication) {
        if publication.ad_sizes.contains_key(&size.value) || size.value == "full" {
            return;
        }
        let mut found =
            Diagnostic::error("I022", format!("unknown advertisement size `{}`", size.value)).at(size.span);
        let known = || publication.ad_sizes.keys().map(String::as_str).chain(["full"]);
        if let Some(near) = nearest(&size.value, known()) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        let list: BTreeSet<_> = known().map(|k| format!("`{k}`")).collect();
        let list: Vec<_> = list.into_iter().collect();
        self.f.push(found.hint(format!("sizes under `ad-sizes` of the publication: {}", list.join(", "))));
    }

    /// The supplied page is as large as its place, by its `TrimBox` as it is seen (I039), and the only one of its
    /// file (I042): of several the first is placed. A page of another size is brought to the size of its place.
    fn ad_file(&mut self, raw: &AdRaw, picture: PictureId, publication: &Publication) {
        let Some(picture) = self.pictures.get(picture.0 as usize).filter(|p| p.format == Format::Pdf) else {
            return;
        };
        let pages = pages(picture);
        if pages > 1 {
            let message = format!("the file of advertisement `{}` has {pages} pages", raw.id.value);
            self.f.push(
                Diagnostic::warning("I042", message)
                    .at(raw.file.span)
                    .label("the first is placed")
                    .hint("ask for a file of one page, and book each page of several by itself"),
            );
        }
        let whole = publication.trim.filter(|_| raw.size.value == "full");
        let Some(place) = publication.ad_sizes.get(&raw.size.value).copied().or(whole) else { return };
        let points = |milli: u32| Length::pt(i64::from(milli)).scale(1, 1000);
        let own = Size::new(points(picture.width), points(picture.height));
        let far = |a: Length, b: Length| (a - b).abs() > AD_TOLERANCE;
        if far(own.w, place.w) || far(own.h, place.h) {
            let hundredths = |l: Length| Length::micrometres((l.to_micrometres() + 5).div_euclid(10) * 10);
            let [own, place] = [own, place].map(|s| size(Size::new(hundredths(s.w), hundredths(s.h))));
            let message = format!("advertisement `{}` is {own}, and its place {place}", raw.id.value);
            self.f.push(
                Diagnostic::warning("I039", message)
                    .at(raw.file.span)
                    .label("it is brought to the size of its place")
                    .hint("ask for it in the size that is booked, or book the size that it has"),
            );
        }
        if let Some(bleeds) = bleed(picture).filter(|_| Some(place) == publication.trim) {
            self.ad_bleed(raw, points(bleeds), publication.bleed);
        }
    }

    /// An advertisement that fills the page reaches beyond it as far as the page's bleed (I043).
    fn ad_bleed(&mut self, raw: &AdRaw, own: Length, wanted: Length) {
        if own >= wanted - AD_TOLERANCE {
            return;
        }
        let hundredths = |l: Length| (l.to_micrometres() + 5).div_euclid(10);
        let mm = |n: i64| {
            let text = format!("{}.{:02}", n / 100, n % 100);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let [own, wanted] = [own, wanted].map(|l| mm(hundredths(l)));
        let message =
            format!("advertisement `{}` has {own} mm of bleed, and its page {wanted} mm", raw.id.value);
        self.f.push(
            Diagnostic::warning("I043", message)
                .at(raw.file.span)
                .label("paper may show where the page is cut")
                .hint("ask for it with its bleed inside the `BleedBox` of the file"),
        );
    }

    /// An advertisement is no larger than the page with its bleed (I035).
    fn ad_fits(&mut self, token: &At<String>, publication: &Publication) {
        let (Some(ad), Some(trim)) = (publication.ad_sizes.get(&token.value), publication.trim) else {
            return;
        };
        let bleed = publication.bleed + publication.bleed;
        if ad.w <= trim.w + bleed && ad.h <= trim.h + bleed {
            return;
        }
        let message = format!("an advertisement of {} is larger than the page", size(*ad));
        self.f.push(
            Diagnostic::error("I035", message)
                .at(token.span)
                .label(format!("the page is {}", size(trim)))
                .hint("book a size that fits, or correct `ad-sizes` of the publication"),
        );
    }

    /// A page takes one full page only (I036): of two bookings for a cover or a folio, one must move.
    fn ad_place(
        &mut self,
        raw: &AdRaw,
        position: &AdPosition,
        publication: &Publication,
        places: &mut Vec<(AdPosition, Span, bool)>,
    ) {
        if !matches!(position, AdPosition::Cover(_) | AdPosition::Page(_)) {
            return;
        }
        let ad = publication.ad_sizes.get(&raw.size.value);
        let full = raw.size.value == "full"
            || ad.zip(publication.trim).is_some_and(|(ad, trim)| ad.w >= trim.w && ad.h >= trim.h);
        let at = raw.position.as_ref().map_or(raw.span, |p| p.span);
        let taken = places.iter().find(|(p, _, whole)| p == position && (full || *whole));
        if let Some((_, first, _)) = taken {
            self.f.push(
                Diagnostic::error("I036", format!("the page of advertisement `{}` is taken", raw.id.value))
                    .at(at)
                    .related(*first, "it is booked here")
                    .hint("give one of the two another position"),
            );
        }
        places.push((position.clone(), at, full));
    }

    fn position(&mut self, raw: &At<String>, index: &Index) -> Option<AdPosition> {
        let text = raw.value.trim();
        match text.to_ascii_lowercase().as_str() {
            "any" => return Some(AdPosition::Any),
            "rhp" => return Some(AdPosition::Recto),
            "c2" => return Some(AdPosition::Cover(2)),
            "c3" => return Some(AdPosition::Cover(3)),
            "c4" => return Some(AdPosition::Cover(4)),
            _ => {}
        }
        if let Ok(page @ 1..) = text.parse::<u32>() {
            return Some(AdPosition::Page(page));
        }
        if let Some((word, id)) = text.split_once(':') {
            let id = At::new(id.trim().to_owned(), raw.span);
            match word.trim() {
                "after" => return index.find(&id, "an advertisement", self).map(AdPosition::After),
                "facing" => return index.find(&id, "an advertisement", self).map(AdPosition::Facing),
                _ => {}
            }
        }
        let mut found = Diagnostic::error("I023", format!("`{text}` is no position of an advertisement"));
        if let Some(near) = near_position(text) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        self.f
            .push(found.at(raw.span).hint("write C2, C3, C4, a page, rhp, after:ARTICLE or facing:ARTICLE"));
        None
    }

    /// Promises; a broken one is a warning.
    pub fn promises(&mut self, list: &[PromiseRaw], articles: &[Article], index: &Index) -> Vec<Promise> {
        let mut out = Vec::new();
        for raw in list {
            let article = raw.article.as_ref().and_then(|a| index.find(a, "a promise", self));
            let count = u32::try_from(raw.count.value).unwrap_or(0);
            let there = articles.iter().filter(|a| a.genre == raw.genre.value).count();
            if there != count as usize {
                let genre = &raw.genre.value;
                self.f.push(
                    Diagnostic::warning("I024", format!("\u{201c}{}\u{201d} is not kept", raw.text.value))
                        .at(raw.count.span)
                        .label(format!("the issue holds {there} of genre `{genre}`"))
                        .hint("add or take out pieces, or change the promise and its text"),
                );
            }
            out.push(Promise {
                article,
                text: raw.text.value.clone(),
                genre: raw.genre.value.clone(),
                count,
                span: Some(raw.span),
            });
        }
        out
    }

    /// What the press needs: what `raw` says, and where it says nothing what `base` says; the profile's file lies
    /// in `folder`.
    pub fn press(&mut self, raw: Option<&PressRaw>, folder: &Folder, base: Press) -> Press {
        let Some(raw) = raw else { return base };
        let number = |n: &At<i64>| u16::try_from(n.value).unwrap_or(u16::MAX);
        let word =
            |word: &Option<At<&'static str>>, is: &str, base| word.as_ref().map_or(base, |w| w.value == is);
        let downsample = raw
            .downsample
            .as_ref()
            .map(|(to, above)| Downsample::new(number(to), above.as_ref().map(number)));
        Press {
            profile: raw.profile.as_ref().map_or(base.profile, |name| self.profile(name, folder)),
            preflight: raw.preflight.as_ref().map(|p| p.value.clone()).or(base.preflight),
            ink_limit: raw.ink_limit.as_ref().map(number).or(base.ink_limit),
            keep_pictures: word(&raw.pictures, "keep", base.keep_pictures),
            plates: raw
                .plates
                .as_ref()
                .map_or(base.plates, |plates| plates.iter().map(|s| s.value.clone()).collect()),
            x1a: word(&raw.standard, "x-1a", base.x1a),
            cover_apart: word(&raw.cover, "separate", base.cover_apart),
            downsample: downsample.or(base.downsample),
        }
    }

    /// The output profile of this name, or of this path below `folder`.
    fn profile(&mut self, name: &At<String>, folder: &Folder) -> ProfileSource {
        if name.value.eq_ignore_ascii_case(FOGRA39) || name.value.eq_ignore_ascii_case("FOGRA39") {
            return ProfileSource::Fogra39;
        }
        let ending = name.value.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        if !matches!(ending.as_deref(), Some("icc" | "icm")) {
            let message = format!("unknown output profile `{}`", name.value);
            let mut found = Diagnostic::error("I025", message).at(name.span);
            if let Some(near) = nearest(&name.value, [FOGRA39]) {
                found = found.label(format!("did you mean `{near}`?"));
            }
            self.f.push(
                found.hint(format!("write `{FOGRA39}`, which is built in, or the path of an ICC file")),
            );
            return ProfileSource::Fogra39;
        }
        match self.sources.load_bytes(folder, &name.value, Some(name.span), self.f) {
            Ok((_, bytes)) => {
                if let Err(why) = Output::new(&name.value, Arc::clone(&bytes), None) {
                    let message = format!("the output profile `{}` cannot be used: {why}", name.value);
                    let hint = "name a CMYK output profile that has both conversion directions";
                    self.f.push(Diagnostic::error("I038", message).at(name.span).hint(hint));
                }
                ProfileSource::File(name.value.clone(), bytes)
            }
            Err(_) => ProfileSource::Fogra39,
        }
    }
}

/// The position that `text` may mean: `aftr:one` and `after one` for `after:one`, `c-4` for `C4`.
fn near_position(text: &str) -> Option<String> {
    if let Some((word, id)) = text.split_once([':', ' ']) {
        let near = nearest(word.trim(), ["after", "facing"])?;
        return Some(format!("{near}:{}", id.trim()));
    }
    // Of two covers, the one with the same figure was meant.
    let figure = text.chars().find(char::is_ascii_digit);
    let known = ["any", "rhp", "C2", "C3", "C4"].into_iter();
    nearest(text, known.filter(|k| k.chars().find(char::is_ascii_digit) == figure)).map(str::to_owned)
}
