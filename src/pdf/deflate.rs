//! Bytes as zlib data, by one deflater a thread, whose memory serves one stream after the other.
//! Knows nothing of what the bytes say.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;

/// Bytes that are taken from the deflater at a time. Where its matches begin depends on it: with another room the same
/// bytes come out as other data, as good.
const ROOM: usize = 32 * 1024;

/// Half the work of level 6, for streams of operators that are larger by one part in sixteen.
const LEVEL: u32 = 3;

thread_local! {
    /// A deflater takes 400 kB: made anew for each of a file's streams, they would leave holes all over the memory.
    static OWN: RefCell<Deflater> = RefCell::new(Deflater::new());
}

/// `bytes` as zlib data.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    OWN.with_borrow_mut(|deflater| deflater.deflate(bytes))
}

/// Deflates. What it gives does not depend on what was deflated before.
struct Deflater {
    state: Compress,
    room: Vec<u8>,
    out: Vec<u8>,
}

impl Deflater {
    fn new() -> Self {
        let state = Compress::new(Compression::new(LEVEL), true);
        Self { state, room: Vec::with_capacity(ROOM), out: Vec::new() }
    }

    fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.state.reset();
        self.out.clear();
        let mut rest = bytes;
        loop {
            let flush = if rest.is_empty() { FlushCompress::Finish } else { FlushCompress::None };
            let before = self.state.total_in();
            self.room.clear();
            let status = self.state.compress_vec(rest, &mut self.room, flush);
            let read = self.state.total_in() - before;
            rest = rest.get(read as usize..).unwrap_or_default();
            self.out.extend_from_slice(&self.room);
            let stuck = read == 0 && self.room.is_empty();
            if stuck || !matches!(status, Ok(Status::Ok | Status::BufError)) {
                break;
            }
        }
        self.out.as_slice().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::Deflater;
    use flate2::write::{ZlibDecoder, ZlibEncoder};
    use std::io::Write;

    #[test]
    fn gives_the_same_whatever_came_before() {
        let mut noise = 1_u32;
        let mut random = |n: usize| -> Vec<u8> {
            let mut next = || {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 24) as u8
            };
            (0..n).map(|_| next()).collect()
        };
        let words: Vec<u8> = b"BT /F0 9.25 Tf [(ab)-12(cd)]TJ ET\n".repeat(9_000);
        let mixed = [random(40_000), words.clone()].concat().repeat(3);
        let streams = [Vec::new(), random(1), words.clone(), random(300_000), words, random(5_000), mixed];
        let mut deflater = Deflater::new();
        for stream in streams {
            let ours = deflater.deflate(&stream);
            let mut anew = ZlibEncoder::new(Vec::new(), flate2::Compression::new(super::LEVEL));
            anew.write_all(&stream).unwrap();
            assert_eq!(ours, anew.finish().unwrap());
            let mut back = ZlibDecoder::new(Vec::new());
            back.write_all(&ours).unwrap();
            assert_eq!(back.finish().unwrap(), stream);
        }
    }
}
