//! Small PDF files as others supply them, sound or spoiled.
//! Judges nothing.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A file of one page of `size` points that shows `code`, after `change` of the file and of the page; with `Twice` in
/// its trailer the page is there twice.
pub fn pdf_of(size: [i64; 2], code: &str, change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    let mut file = Document::with_version("1.4");
    let pages = file.new_object_id();
    let content = file.add_object(Stream::new(Dictionary::new(), code.as_bytes().to_vec()));
    let mut page = dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "Contents" => content,
        "MediaBox" => vec![Object::from(0), 0.into(), size[0].into(), size[1].into()],
    };
    change(&mut file, &mut page);
    let page = file.add_object(page);
    let kids = vec![Object::from(page); file.trailer.remove(b"Twice").map_or(1, |_| 2)];
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids }.into(),
    );
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalog);
    let mut out = Vec::new();
    file.save_to(&mut out).expect("a PDF");
    out
}

/// Says in the trailer that the file is encrypted.
pub fn encrypt(file: &mut Document) {
    let odd = || Object::string_literal("01234567890123456789012345678901");
    let lock = dictionary! {
        "Filter" => "Standard", "V" => 1, "R" => 2, "O" => odd(), "U" => odd(), "P" => -4,
    };
    let lock = file.add_object(lock);
    file.trailer.set("Encrypt", lock);
    file.trailer.set("ID", vec![odd(), odd()]);
}
