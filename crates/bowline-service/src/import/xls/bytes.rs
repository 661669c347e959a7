//! Little-endian numbers in bytes, and records of .xls with the records that continue them.
//!
//! Must never read past an end: everything is an `Option`. Start reading at [`Records`].

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// The records of a stream from a position on, each with the parts that continue it.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, Vec<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, first) = self.one()?;
        let mut parts = vec![first];
        while u16_at(self.0, 0) == Some(0x003C) {
            parts.push(self.one()?.1);
        }
        Some((kind, parts))
    }
}

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, len) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + len)?;
        self.0 = self.0.get(4 + len..)?;
        Some((kind, data))
    }
}

/// Reads through the parts of a record as if they were one.
pub(super) struct Parts<'a> {
    parts: std::vec::IntoIter<&'a [u8]>,
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    pub(super) fn new(parts: Vec<&'a [u8]>) -> Self {
        let mut parts = parts.into_iter();
        let rest = parts.next().unwrap_or_default();
        Self { parts, rest }
    }

    /// Whether everything was read.
    pub(super) fn is_done(&mut self) -> bool {
        while self.rest.is_empty() {
            match self.parts.next() {
                Some(part) => self.rest = part,
                None => return true,
            }
        }
        false
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        if self.is_done() {
            return None;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self, bytes: usize) -> Option<u32> {
        (0..bytes).try_fold(0, |sum, at| Some(sum | u32::from(self.byte()?) << (8 * at)))
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.is_done() {
                return None;
            }
            let step = count.min(self.rest.len());
            self.rest = self.rest.get(step..)?;
            count -= step;
        }
        Some(())
    }

    /// A text of the table of texts. Where a text goes on in the next part, that part starts with its own flag.
    pub(super) fn text(&mut self) -> Option<String> {
        let mut left = usize::try_from(self.number(2)?).ok()?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        while left > 0 {
            if self.rest.is_empty() {
                wide = self.byte()? & 1 != 0;
                continue;
            }
            units.push(u16::try_from(self.number(if wide { 2 } else { 1 })?).ok()?);
            left -= 1;
        }
        self.skip(usize::try_from(runs).ok()? * 4)?;
        self.skip(usize::try_from(extra).ok()?)?;
        Some(String::from_utf16_lossy(&units))
    }
}

/// A text with its length in one or two bytes before it.
pub(super) fn short_text(bytes: &[u8], wide_len: bool) -> Option<String> {
    let (len, from) = if wide_len { (usize::from(u16_at(bytes, 0)?), 2) } else { (usize::from(*bytes.first()?), 1) };
    let wide = *bytes.get(from)? & 1 != 0;
    let text = bytes.get(from + 1..)?;
    let units: Vec<u16> = if wide {
        text.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).take(len).collect()
    } else {
        text.iter().map(|byte| u16::from(*byte)).take(len).collect()
    };
    (units.len() == len).then(|| String::from_utf16_lossy(&units))
}
