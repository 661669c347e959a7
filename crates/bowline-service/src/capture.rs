//! What a camera wrote into a photo: when and where it was taken.
//!
//! This module must never guess: what cannot be read is left out. Start at [`capture_of`].

use bowline_core::facts::{Capture, Spot};
use bowline_core::time::Moment;
use exif::{Error, Exif, In, Reader, Tag, Value};
use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use std::io::Cursor;

/// Tags of when it was taken, with the one of its offset from UTC: the picture, its first digital form.
const TIMES: [(Tag, Tag); 2] =
    [(Tag::DateTimeOriginal, Tag::OffsetTimeOriginal), (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized)];

/// What a block of EXIF says. Most cameras write the time of their clock without its zone: `zone` is taken then.
pub(crate) fn capture_of(exif: Vec<u8>, zone: &TimeZone) -> Capture {
    // One tag that is damaged does not take the others with it.
    let read = Reader::new().continue_on_error(true).read_raw(exif);
    let read = read.or_else(|error| error.distill_partial_result(|_| ()));
    read.map_or_else(|_: Error| Capture::default(), |exif| Capture { at: taken(&exif, zone), spot: spot(&exif) })
}

/// Whether a TIFF says where it was taken.
pub(crate) fn tells_where(tiff: &[u8]) -> bool {
    let read = Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(tiff));
    let read = read.or_else(|error| error.distill_partial_result(|_| ()));
    let by_tag = read.is_ok_and(|exif| exif.fields().any(|field| field.tag.context() == exif::Context::Gps));
    by_tag || tiff.windows(8).any(|part| part == b"exif:GPS")
}

fn taken(exif: &Exif, zone: &TimeZone) -> Option<Moment> {
    TIMES.iter().find_map(|(time, offset)| {
        let mut time = exif::DateTime::from_ascii(text(exif, *time)?).ok()?;
        if let Some(offset) = text(exif, *offset) {
            // It stays without one if that cannot be read.
            drop(time.parse_offset(offset));
        }
        let part = |value: u8| i8::try_from(value).ok();
        let (month, day, hour) = (part(time.month)?, part(time.day)?, part(time.hour)?);
        let (minute, second) = (part(time.minute)?, part(time.second)?);
        let year = i16::try_from(time.year).ok()?;
        let local = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        let said = time.offset.and_then(|minutes| Offset::from_seconds(i32::from(minutes) * 60).ok());
        let zone = said.map_or_else(|| zone.clone(), TimeZone::fixed);
        local.to_zoned(zone).ok().map(|it| it.timestamp())
    })
}

fn spot(exif: &Exif) -> Option<Spot> {
    let degrees = |value: Tag, side: Tag, negative: u8| {
        let Value::Rational(parts) = &exif.get_field(value, In::PRIMARY)?.value else { return None };
        let [degrees, minutes, seconds] = parts.get(..3)?.first_chunk()?.each_ref().map(exif::Rational::to_f64);
        let all = degrees + minutes / 60.0 + seconds / 3600.0;
        let sign = if text(exif, side)?.first()?.eq_ignore_ascii_case(&negative) { -1.0 } else { 1.0 };
        Some(sign * all)
    };
    let lat = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    Spot::of(lat, degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?)
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}
