//! Looks at a write-ahead log before SQLite does, which drops a torn end without a word.
//!
//! The format: <https://sqlite.org/fileformat2.html#walformat>. Must never write. Start at [`torn_end`].

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const BIG_ENDIAN: u32 = 0x377f_0683;
const LITTLE_ENDIAN: u32 = 0x377f_0682;

/// A log whose end is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TornEnd {
    /// Whole commits before it, which count.
    pub commits: u64,
    /// Bytes from the first frame that is not whole to the last one of this use of the file.
    pub bytes: u64,
}

/// What is torn off the end of a log; none: nothing. Frames of an earlier use of the file, and frames without a commit behind
/// them, are no sickness.
///
/// # Errors
/// What the disk says.
pub fn torn_end(path: &Path) -> std::io::Result<Option<TornEnd>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let size = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 20, file);
    let mut header = [0; HEADER];
    if size == 0 {
        return Ok(None);
    }
    if read_whole(&mut file, &mut header)? < HEADER {
        return Ok(Some(TornEnd { commits: 0, bytes: size }));
    }
    let (magic, page) = (word(&header, 0), word(&header, 2) as usize);
    let sum = Sum { big: magic == BIG_ENDIAN, s: [0; 2] }.over(header.get(..24).unwrap_or_default());
    let whole = matches!(magic, BIG_ENDIAN | LITTLE_ENDIAN) && page.is_power_of_two() && page <= 65_536;
    if !whole || sum.s != [word(&header, 6), word(&header, 7)] {
        return Ok(Some(TornEnd { commits: 0, bytes: size }));
    }
    frames(&mut file, [word(&header, 4), word(&header, 5)], page, sum)
}

fn frames(file: &mut impl Read, salts: [u32; 2], page: usize, mut sum: Sum) -> std::io::Result<Option<TornEnd>> {
    let (mut commits, mut bytes) = (0, 0);
    let mut frame = vec![0; FRAME_HEADER + page];
    loop {
        let read = read_whole(file, &mut frame)?;
        // Fewer bytes do not tell whose they are: somebody was writing here.
        let of_this_use = read < 16 || [word(&frame, 2), word(&frame, 3)] == salts;
        if read == 0 || !of_this_use {
            return Ok((bytes > 0).then_some(TornEnd { commits, bytes }));
        }
        let (head, body) = frame.split_at(FRAME_HEADER);
        sum = sum.over(head.get(..8).unwrap_or_default()).over(body);
        if bytes == 0 && read == frame.len() && sum.s == [word(head, 4), word(head, 5)] {
            commits += u64::from(word(head, 1) != 0);
        } else {
            bytes += read as u64;
        }
    }
}

/// Reads until the buffer is full or the file ends; answers how much.
fn read_whole(file: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The big-endian word at a place counted in words.
fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.chunks_exact(4).nth(at).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}

/// SQLite's running checksum.
#[derive(Clone, Copy)]
struct Sum {
    big: bool,
    s: [u32; 2],
}

impl Sum {
    fn over(mut self, bytes: &[u8]) -> Self {
        let number = |four: &[u8]| {
            let four = four.try_into().unwrap_or_default();
            if self.big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        for eight in bytes.chunks_exact(8) {
            let (first, second) = eight.split_at(4);
            let [mut a, mut b] = self.s;
            a = a.wrapping_add(number(first)).wrapping_add(b);
            b = b.wrapping_add(number(second)).wrapping_add(a);
            self.s = [a, b];
        }
        self
    }
}
