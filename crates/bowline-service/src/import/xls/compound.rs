//! Streams of a compound file (MS-CFB), the container of .xls.
//!
//! Must never follow a chain of sectors in circles. Start reading at [`Compound::open`].

use super::bytes::{u16_at, u32_at};

const FREE: u32 = 0xFFFF_FFFA;

/// A container that was opened.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    size: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    small: Vec<u8>,
    small_fat: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    len: usize,
}

impl<'a> Compound<'a> {
    /// Reads the tables of a container; `None` if it is broken.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut file = Self { bytes, size, fat: Vec::new(), entries: Vec::new(), small: Vec::new(), small_fat: Vec::new() };
        file.fat = file.read_fat()?;
        let directory = file.chain(u32_at(bytes, 48)?)?;
        file.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let root = file.entries.first()?;
        if u32_at(bytes, 64)? > 0 {
            file.small = file.chain(root.start)?;
            file.small_fat = numbers(&file.chain(u32_at(bytes, 60)?)?);
        }
        Some(file)
    }

    /// Whether there is a stream or folder of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream; `None` if it is missing or broken.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut content =
            if entry.len < 4_096 { follow(entry.start, &self.small_fat, |id| part(&self.small, id, 64, 0)) } else { self.chain(entry.start) }?;
        if content.len() < entry.len {
            return None;
        }
        content.truncate(entry.len);
        Some(content)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        part(self.bytes, id, self.size, self.size)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        follow(start, &self.fat, |id| self.sector(id))
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut ids = numbers(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..=self.bytes.len() / self.size {
            if next >= FREE {
                let sectors = ids.into_iter().filter(|id| *id < FREE).take(self.bytes.len() / self.size + 1);
                return Some(sectors.map_while(|id| self.sector(id)).flat_map(numbers).collect());
            }
            ids.extend(numbers(self.sector(next)?));
            next = ids.pop()?;
        }
        None
    }
}

/// The `id`-th part of some size; the last one may be cut short.
fn part(bytes: &[u8], id: u32, size: usize, offset: usize) -> Option<&[u8]> {
    let from = usize::try_from(id).ok()?.checked_mul(size)?.checked_add(offset)?;
    let to = from.checked_add(size)?.min(bytes.len());
    bytes.get(from..to).filter(|part| !part.is_empty())
}

/// Joins the parts of a chain; a chain longer than its table goes in circles.
fn follow<'a>(start: u32, table: &[u32], part: impl Fn(u32) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let mut id = start;
    for _ in 0..=table.len() {
        if id >= FREE {
            return Some(content);
        }
        content.extend_from_slice(part(id)?);
        id = *table.get(usize::try_from(id).ok()?)?;
    }
    None
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0)).collect()
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units: Vec<u16> = bytes.get(..64)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).take_while(|unit| *unit != 0).collect();
    Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, len: usize::try_from(u32_at(bytes, 120)?).ok()? })
}
