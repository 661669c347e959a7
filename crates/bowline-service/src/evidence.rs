//! This module tells by its bytes what a file handed in as evidence is: a picture that browsers show, a PDF or an
//! office document.
//!
//! This module must never believe a file's name or what a browser says of it. Start at [`sort_of`].

use crate::Refused;
use bowline_core::facts::ProofKind;
use std::io::{Read, Seek};

/// Bytes from the start of a file by which most sorts are known.
pub(crate) const HEAD: usize = 1_024;

/// Sorts that begin with the same bytes always.
const KNOWN: &[(&[u8], &str, ProofKind)] = &[
    (b"\xff\xd8\xff", "image/jpeg", ProofKind::Photo),
    (b"\x89PNG\r\n\x1a\n", "image/png", ProofKind::Photo),
    (b"II*\0", "image/tiff", ProofKind::Document),
    (b"MM\0*", "image/tiff", ProofKind::Document),
];
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ARCHIVE: &[u8] = b"PK\x03\x04";
const OFFICE: &str = "application/octet-stream";
/// The streams of Word, Excel, PowerPoint and their WPS kin of before 2007, and what a password makes of the newer ones.
const STREAMS: [&str; 4] = ["WordDocument", "Workbook", "Book", "PowerPoint Document"];
const ENCRYPTED: &str = "EncryptedPackage";
/// Brands of pictures as telephones make them, which no browser but one shows.
const HEIF: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

/// Media type and sort by the first bytes alone, for what was taken in before; an unknown one is a document.
pub(crate) fn shown_as(bytes: &[u8]) -> (&'static str, ProofKind) {
    by_head(bytes).unwrap_or((OFFICE, ProofKind::Document))
}

fn by_head(head: &[u8]) -> Option<(&'static str, ProofKind)> {
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(("image/webp", ProofKind::Photo));
    }
    // Some scanners write a few bytes before the mark.
    if head.get(..HEAD.min(head.len())).is_some_and(|head| holds(head, b"%PDF-")) {
        return Some(("application/pdf", ProofKind::Document));
    }
    KNOWN.iter().find(|(start, ..)| head.starts_with(start)).map(|(_, media, kind)| (*media, *kind))
}

/// The sort of a file that is handed in.
///
/// # Errors
/// [`Refused::Field`] with what to send instead.
pub(crate) fn sort_of(head: &[u8], mut file: impl Read + Seek) -> Result<(&'static str, ProofKind), Refused> {
    if let Some(known) = by_head(head) {
        return Ok(known);
    }
    if head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|brand| HEIF.contains(&brand)) {
        return Err(refuse(
            "HEIC 照片多数电脑无法打开；请在手机“设置—相机—格式”中选择“兼容性最佳”后重拍，或转换为 JPEG 后再提交。",
            "Most computers cannot open HEIC photos. On the phone choose Settings, Camera, Formats, Most Compatible and take the photo again, or convert it to JPEG.",
        ));
    }
    if head.starts_with(ARCHIVE) && is_office_archive(&mut file) {
        return Ok((OFFICE, ProofKind::Document));
    }
    if head.starts_with(COMPOUND) {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(|error| Refused::file("reading", &error))?;
        if holds(&bytes, &wide(ENCRYPTED)) {
            return Err(refuse(
                "该文件设有打开密码，他人无法查看；请取消密码后再提交。",
                "This file has a password, so that nobody else can open it. Remove the password, then submit again.",
            ));
        }
        if STREAMS.iter().any(|name| holds(&bytes, &wide(name))) {
            return Ok((OFFICE, ProofKind::Document));
        }
    }
    Err(refuse(
        "附件应为照片（JPEG、PNG、WebP）、PDF 或办公文档（Word、Excel、WPS、OFD 等）；该文件内容不属于以上格式，请重新选择。",
        "Evidence is a photo (JPEG, PNG, WebP), a PDF or an office document (Word, Excel, OpenDocument, OFD). By its content this file is none of them; choose another.",
    ))
}

/// Whether an archive is a document of Office, WPS, LibreOffice, or an OFD (GB/T 33190).
fn is_office_archive(file: &mut (impl Read + Seek)) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(file) else { return false };
    if archive.file_names().flatten().any(|name| name == "[Content_Types].xml" || name == "OFD.xml") {
        return true;
    }
    let mut media = [0; 40];
    archive.by_name("mimetype").is_ok_and(|mut part| {
        part.read(&mut media).is_ok() && media.starts_with(b"application/vnd.oasis.opendocument.")
    })
}

fn refuse(zh: &str, en: &str) -> Refused {
    Refused::field("proofs", zh, en)
}

/// A name as compound files write it.
fn wide(name: &str) -> Vec<u8> {
    name.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn archive(names: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn judged(bytes: &[u8]) -> Result<ProofKind, String> {
        let head = &bytes[..HEAD.min(bytes.len())];
        sort_of(head, Cursor::new(bytes)).map(|(_, kind)| kind).map_err(|refused| refused.text().en)
    }

    #[test]
    fn pictures_papers_and_office_documents_pass() {
        let compound = |name: &str| [COMPOUND, &[0; 600], &wide(name)].concat();
        for photo in [&b"\xff\xd8\xff\xe0 x"[..], b"\x89PNG\r\n\x1a\n x", b"RIFF\x10\0\0\0WEBPVP8 "] {
            assert_eq!(judged(photo), Ok(ProofKind::Photo), "{photo:?}");
        }
        for document in [
            b"%PDF-1.7 x".to_vec(),
            b"\0\0\xef\xbb\xbf%PDF-1.4".to_vec(),
            archive(&[("docProps/app.xml", ""), ("[Content_Types].xml", ""), ("word/document.xml", "")]),
            archive(&[("mimetype", "application/vnd.oasis.opendocument.text")]),
            archive(&[("OFD.xml", "")]),
            compound("WordDocument"),
            compound("Workbook"),
        ] {
            assert_eq!(judged(&document), Ok(ProofKind::Document));
        }
    }

    #[test]
    fn everything_else_is_told_what_to_do() {
        for other in [
            b"MZ\x90\0 this is a program".to_vec(),
            b"twenty bytes of text".to_vec(),
            b"BMW in front of the exit".to_vec(),
            b"<html><script>".to_vec(),
            archive(&[("virus.exe", "x")]),
            [COMPOUND, &[0; 600]].concat(),
            b"PK\x03\x04".to_vec(),
        ] {
            assert!(judged(&other).unwrap_err().contains("choose another"), "{other:?}");
        }
        assert!(judged(b"\0\0\0\x18ftypheic\0\0\0\0").unwrap_err().contains("HEIC"));
        assert!(judged(&[COMPOUND, &wide(ENCRYPTED)].concat()).unwrap_err().contains("password"));
    }
}
