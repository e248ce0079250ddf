//! The list of finding codes, read from `codes.tsv`, and an example of each, read from `examples.txt`.
//! A code, once given, keeps its meaning; wording may change.

/// What a code means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeInfo {
    /// The code, such as `M001`.
    pub code: &'static str,
    /// What it means, one clause.
    pub title: &'static str,
    /// How it is mended.
    pub mend: &'static str,
}

/// The rooms that report, by the letter of their codes.
const ROOMS: [(char, &str); 13] = [
    ('S', "files and folders"),
    ('M', "manifests and front matter"),
    ('T', "texts"),
    ('P', "pictures"),
    ('F', "typefaces"),
    ('I', "the issue"),
    ('L', "layouts"),
    ('C', "credits and designs"),
    ('K', "the lock"),
    ('Y', "setting text"),
    ('G', "pages"),
    ('D', "PDF"),
    ('E', "EPUB"),
];

impl CodeInfo {
    /// What its room is concerned with, such as `manifests and front matter`.
    #[must_use]
    pub fn room(&self) -> &'static str {
        ROOMS.iter().find(|(letter, _)| self.code.starts_with(*letter)).map_or("", |(_, room)| room)
    }

    /// A finding of this code as it is drawn, without a line end behind it; `None` where no issue can bring one
    /// about. Its text is that of the code's case in `tests/check`.
    #[must_use]
    pub fn example(&self) -> Option<&'static str> {
        let mark = format!("[{}]: ", self.code);
        let blocks = include_str!("examples.txt").split("\n\n");
        blocks.map(str::trim_end).find(|block| block.lines().next().is_some_and(|l| l.contains(&mark)))
    }
}

/// Every code, room by room, in the order of the rooms on the road of an issue, then by number.
pub fn all() -> impl Iterator<Item = CodeInfo> {
    let mut list: Vec<CodeInfo> = read().collect();
    let room = |c: &CodeInfo| ROOMS.iter().position(|(letter, _)| c.code.starts_with(*letter));
    list.sort_by_key(|c| (room(c), c.code));
    list.into_iter()
}

/// What `code` means; `None` for a code that does not exist.
#[must_use]
pub fn info(code: &str) -> Option<CodeInfo> {
    read().find(|c| c.code == code)
}

/// The rows of the file.
fn read() -> impl Iterator<Item = CodeInfo> {
    include_str!("codes.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(CodeInfo { code: cells.next()?, title: cells.next()?, mend: cells.next()? })
    })
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_code_has_a_room() {
        for code in all() {
            assert!(!code.room().is_empty(), "{}", code.code);
        }
    }
}
