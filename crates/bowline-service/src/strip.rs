//! A photo without what its camera and its editors wrote beside the picture: this is what others get to see. What is
//! kept of a file is named here, everything else goes: EXIF, XMP, IPTC, comments, texts, colour profiles, small and
//! second pictures, and whatever stands behind the end. The picture itself is not touched, so nothing of it is lost.
//!
//! This module must never let through a part that it does not know. Start at [`stripped`].

/// The picture alone. `upright` says how the camera was held, as EXIF counts it: 1 is upright; it is the one thing that is
/// written anew, because without it the picture would lie on its side. None: the file cannot be taken apart.
pub(crate) fn stripped(bytes: &[u8], media: &str, upright: u8) -> Option<Vec<u8>> {
    match media {
        "image/jpeg" => jpeg(bytes, upright),
        "image/png" => png(bytes, upright),
        "image/webp" => webp(bytes, upright),
        _ => None,
    }
}

/// A block of EXIF that says how the camera was held and nothing else.
fn held(upright: u8) -> Vec<u8> {
    [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[upright, 0, 0, 0, 0, 0, 0]].concat()
}

/// Without it some programs read other colours; with our own numbers, and without the small picture that it can hold.
const JFIF: &[u8] = b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
const ADOBE: &[u8] = b"\xff\xee\0\x0eAdobe";

fn jpeg(bytes: &[u8], upright: u8) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let mut out = b"\xff\xd8".to_vec();
    if upright > 1 {
        let held = [b"Exif\0\0".as_slice(), &held(upright)].concat();
        out.extend([&[0xff, 0xe1], u16::try_from(held.len() + 2).ok()?.to_be_bytes().as_slice(), &held].concat());
    }
    // What is between two segments belongs to neither.
    while let Some(at) = rest.windows(2).position(|pair| matches!(pair, [0xff, mark] if !matches!(mark, 0 | 0xff))) {
        rest = rest.get(at..)?;
        let mark = *rest.get(1)?;
        match mark {
            0xd9 => break,
            0xd0..=0xd8 | 0x01 => rest = rest.get(2..)?,
            _ => {
                let length = usize::from(u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?)) + 2;
                let segment = rest.get(..length)?;
                rest = rest.get(length..)?;
                match mark {
                    0xe0 if segment.get(4..).is_some_and(|it| it.starts_with(b"JFIF\0")) => out.extend(JFIF),
                    // How colours are written; the name is as long as it always is, or it is no such segment.
                    0xee if segment.starts_with(ADOBE) && length == 16 => out.extend(segment),
                    // Frames, tables, scans.
                    0xc0..=0xc7 | 0xc9..=0xcf | 0xda..=0xdf => out.extend(segment),
                    _ => {}
                }
                if mark == 0xda {
                    let scan = rest.windows(2).position(|pair| matches!(pair, [0xff, mark] if ends_scan(*mark)));
                    let (scan, behind) = rest.split_at_checked(scan.unwrap_or(rest.len()))?;
                    out.extend(scan);
                    rest = behind;
                }
            }
        }
    }
    out.extend(b"\xff\xd9");
    Some(out)
}

/// Within a scan, 00 stands behind an FF of the picture, and D0 to D7 are its own marks.
fn ends_scan(mark: u8) -> bool {
    !matches!(mark, 0 | 0xff | 0xd0..=0xd7)
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The picture, and by which colours it is shown.
const PNG_KEPT: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"IDAT", b"IEND"];

fn png(bytes: &[u8], upright: u8) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(PNG)?;
    let mut out = PNG.to_vec();
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
        let chunk = rest.get(..length.checked_add(12)?)?;
        rest = rest.get(chunk.len()..)?;
        let kind = chunk.get(4..8)?;
        if PNG_KEPT.contains(&kind) {
            out.extend(chunk);
        }
        if kind == b"IHDR" && upright > 1 {
            let body = [b"eXIf".as_slice(), &held(upright)].concat();
            let length = u32::try_from(body.len() - 4).ok()?.to_be_bytes();
            out.extend([length.as_slice(), &body, &crc32fast::hash(&body).to_be_bytes()].concat());
        }
        if kind == b"IEND" {
            return Some(out);
        }
    }
}

/// The flags of a WebP that stay: it has see-through parts, it moves. And the one for EXIF.
const WEBP_FLAGS: u8 = 0x12;
const WEBP_EXIF: u8 = 0x08;

fn webp(bytes: &[u8], upright: u8) -> Option<Vec<u8>> {
    let length = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    let parts = bytes.get(12..length.checked_add(8)?)?;
    let mut out = [b"WEBP".as_slice(), &webp_parts(parts, upright)?].concat();
    // Only the long form has room for how the camera was held, and says so.
    if upright > 1 && out.get(4..8) == Some(b"VP8X") {
        out.extend(webp_part(b"EXIF", &held(upright))?);
    }
    webp_part(b"RIFF", &out)
}

fn webp_parts(mut rest: &[u8], upright: u8) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    while let Some(name) = rest.get(..4) {
        let length = usize::try_from(u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?)).ok()?;
        let body = rest.get(8..length.checked_add(8)?)?;
        match name {
            b"VP8X" => {
                let (flags, size) = (body.first()? & WEBP_FLAGS, body.get(4..10)?);
                let flags = if upright > 1 { flags | WEBP_EXIF } else { flags };
                out.extend(webp_part(name, &[&[flags, 0, 0, 0], size].concat())?);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => out.extend(webp_part(name, body)?),
            b"ANMF" => {
                let (head, parts) = body.split_at_checked(16)?;
                out.extend(webp_part(name, &[head, &webp_parts(parts, 1)?].concat())?);
            }
            _ => {}
        }
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    Some(out)
}

/// A part with its name and length, made even.
fn webp_part(name: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(body.len()).ok()?.to_le_bytes();
    Some([name, &length, body, if body.len() % 2 == 1 { &[0] } else { &[] }].concat())
}
