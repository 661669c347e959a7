//! This module looks at a write-ahead log before SQLite does, because SQLite drops a torn end without a word.
//!
//! The format: <https://sqlite.org/fileformat2.html#walformat>. This module must never write. Start at [`torn_end`].

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of a page of the database. Small ones: an act changes a little of each of many pages, and the log takes whole pages.
pub(crate) const PAGE_BYTES: u32 = 2_048;
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const BIG_ENDIAN: u32 = 0x377f_0683;
const LITTLE_ENDIAN: u32 = 0x377f_0682;

/// A log that is not whole to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TornEnd {
    /// Whole commits before it, which count.
    pub commits: u64,
    /// Bytes from the first frame that is not whole to the last one of this use of the file.
    pub bytes: u64,
    /// Whole frames that end a commit behind the first frame that is not whole. A power cut can leave a few, of commits that
    /// were not synced yet.
    pub later: u64,
}

impl std::fmt::Display for TornEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { commits, bytes, later } = self;
        write!(f, "{bytes} bytes after {commits} whole commits, {later} whole ends of commits among them")
    }
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
        return Ok(Some(TornEnd { commits: 0, bytes: size, later: 0 }));
    }
    let (magic, page) = (word(&header, 0), word(&header, 2) as usize);
    let sum = Sum { big: magic == BIG_ENDIAN, s: [0; 2] }.over(header.get(..24).unwrap_or_default());
    let whole = matches!(magic, BIG_ENDIAN | LITTLE_ENDIAN) && page.is_power_of_two() && page <= 65_536;
    if whole && sum.s == [word(&header, 6), word(&header, 7)] {
        let frames = Frames { salts: [word(&header, 4), word(&header, 5)], page, sum };
        return frames.look(&mut file);
    }
    // The header is synced before the first frame: without it, every frame that is whole is a loss.
    let mut first = vec![0; FRAME_HEADER];
    read_whole(&mut file, &mut first)?;
    let mut later = 0;
    for big in [false, true] {
        file.seek(SeekFrom::Start(HEADER as u64))?;
        let sum = Sum { big, s: [0; 2] };
        let frames = Frames { salts: [word(&first, 2), word(&first, 3)], page: PAGE_BYTES as usize, sum };
        later += frames.look(&mut file)?.map_or(0, |torn| torn.later);
    }
    Ok(Some(TornEnd { commits: 0, bytes: size, later }))
}

/// The frames of one use of a log.
struct Frames {
    salts: [u32; 2],
    page: usize,
    /// The sum of everything before the next frame.
    sum: Sum,
}

impl Frames {
    /// Reads them to the end of the file. Each frame holds the sum of all before it, so one behind a broken one is whole if it
    /// continues the sum that the broken one says of itself.
    fn look(mut self, file: &mut impl Read) -> std::io::Result<Option<TornEnd>> {
        let (mut commits, mut later) = (0, 0);
        let (mut broken, mut end, mut at) = (None, 0, HEADER as u64);
        let mut frame = vec![0; FRAME_HEADER + self.page];
        loop {
            let read = read_whole(file, &mut frame)?;
            if read == 0 {
                break;
            }
            let (head, body) = frame.split_at(FRAME_HEADER);
            let (before, says) = (self.sum, [word(head, 4), word(head, 5)]);
            let sum = before.over(head.get(..8).unwrap_or_default()).over(body);
            let (full, ours) = (read == frame.len(), [word(head, 2), word(head, 3)] == self.salts);
            let whole = full && ours && sum.s == says;
            let ends_commit = ours && word(head, 1) != 0;
            match broken {
                None if whole => commits += u64::from(ends_commit),
                // Fewer bytes do not tell whose they are: somebody was writing here.
                None => broken = Some((at, read < 16 || ours)),
                Some(_) => later += u64::from(whole && ends_commit),
            }
            if broken.is_some() && (ours || read < 16) {
                end = at + read as u64;
            }
            self.sum.s = says;
            at += read as u64;
        }
        // A frame of an earlier use of the file ends this one, unless more of this one follows.
        let torn = broken.filter(|(_, ours)| *ours || later > 0);
        Ok(torn.map(|(from, _)| TornEnd { commits, bytes: end.saturating_sub(from), later }))
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
