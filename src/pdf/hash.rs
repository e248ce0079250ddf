//! A hash of bytes that is the same on every machine: for subset tags and file identifiers.
//! Not meant to withstand anybody who looks for collisions.
#![expect(clippy::many_single_char_names, reason = "the two lanes and their constants")]

const PRIME: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];

/// 128 bits that depend on every byte and on the length.
pub(super) fn hash(bytes: &[u8]) -> u128 {
    let [p, q] = PRIME;
    let (mut a, mut b) = (p ^ bytes.len() as u64, q);
    let (chunks, rest) = bytes.as_chunks::<16>();
    let mut step = |x: u64, y: u64| {
        a = (a ^ x).wrapping_mul(p).rotate_left(29).wrapping_add(b);
        b = (b ^ y).wrapping_mul(q).rotate_left(31).wrapping_add(a);
    };
    for chunk in chunks {
        let n = u128::from_le_bytes(*chunk);
        step(n as u64, (n >> 64) as u64);
    }
    let mut last = [0_u8; 16];
    for (l, r) in last.iter_mut().zip(rest) {
        *l = *r;
    }
    let n = u128::from_le_bytes(last);
    step(n as u64, (n >> 64) as u64);
    for _ in 0..3 {
        step(a_mix(p), a_mix(q));
    }
    (u128::from(finish(a)) << 64) | u128::from(finish(b))
}

fn a_mix(n: u64) -> u64 {
    n ^ n >> 33
}

fn finish(mut n: u64) -> u64 {
    n ^= n >> 33;
    n = n.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    n ^= n >> 33;
    n = n.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    n ^ n >> 33
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn every_byte_counts() {
        let text = b"masthead is set in lines of type, one under another";
        let all: std::collections::BTreeSet<u128> = (0..text.len())
            .map(|i| {
                let mut t = text.to_vec();
                t[i] ^= 1;
                hash(&t)
            })
            .chain([hash(text), hash(b""), hash(b"\0"), hash(b"\0\0")])
            .collect();
        assert_eq!(all.len(), text.len() + 4);
    }
}
