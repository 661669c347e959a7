//! This module looks at a picture that is handed in as evidence: whether it is whole, which way up it is, how it looks
//! small, and what its camera wrote into it.
//!
//! This module must never unpack what is larger than its limits, nor two pictures at the same time: a small file can
//! hold a picture that fills the memory of the machine. Start at [`look_at`].

use crate::capture::capture_of;
use crate::strip::stripped;
use bowline_core::facts::Capture;
use bowline_core::words::Text;
use image::codecs::jpeg::JpegEncoder;
use image::error::{ImageError, LimitErrorKind};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use jiff::tz::TimeZone;
use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

/// Most pixels of a picture: telephones make up to 50 million.
const MOST_PIXELS: u64 = 64_000_000;
/// Most bytes that a picture may need when it is unpacked.
const MOST_MEMORY: u64 = 256 << 20;
/// Most scans of a JPEG; each of them goes over the whole picture. Cameras write up to a dozen.
const MOST_SCANS: usize = 64;
/// Longest side of a small picture, in pixels.
const SMALL_SIDE: u32 = 480;
const SMALL_QUALITY: u8 = 78;

/// Unpacking needs much memory: one picture at a time, whoever asks.
static TURN: Mutex<()> = Mutex::new(());

/// What was seen of a picture.
pub(crate) struct Looked {
    /// The small picture, a JPEG the right way up and without anything else in it.
    pub(crate) small: Vec<u8>,
    /// What the camera wrote.
    pub(crate) capture: Capture,
}

/// Looks at a picture; `zone` is where its camera's clock is taken to stand. Answers why the picture cannot be taken, if so.
pub(crate) fn look_at(bytes: &[u8], media: &str, zone: &TimeZone) -> Result<Looked, Text> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    if media == "image/jpeg" && !is_whole_jpeg(bytes)? {
        return Err(broken());
    }
    let (picture, exif) = unpacked(bytes, media)?;
    shown(bytes, media).ok_or_else(broken)?;
    let capture = exif.map(|exif| capture_of(exif, zone)).unwrap_or_default();
    Ok(Looked { small: small(&picture).map_err(|_| broken())?, capture })
}

/// The picture as others see it: as it was handed in, without what was written beside it. None: it cannot be taken apart.
pub(crate) fn shown(bytes: &[u8], media: &str) -> Option<Vec<u8>> {
    let format = ImageFormat::from_mime_type(media)?;
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().ok()?;
    stripped(bytes, media, decoder.orientation().ok()?.to_exif())
}

/// The picture, the right way up, and the EXIF beside it.
fn unpacked(bytes: &[u8], media: &str) -> Result<(DynamicImage, Option<Vec<u8>>), Text> {
    let format = ImageFormat::from_mime_type(media).ok_or_else(broken)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|why| refusal(&why))?;
    let (wide, high) = decoder.dimensions();
    if u64::from(wide) * u64::from(high) > MOST_PIXELS {
        return Err(too_large(Some((wide, high))));
    }
    let upright = decoder.orientation().map_err(|why| refusal(&why))?;
    let exif = decoder.exif_metadata().unwrap_or_default();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|why| refusal(&why))?;
    picture.apply_orientation(upright);
    Ok((picture, exif))
}

fn small(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let side = picture.width().max(picture.height()).min(SMALL_SIDE);
    let small = picture.thumbnail(side, side).into_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, SMALL_QUALITY).encode_image(&small)?;
    Ok(bytes)
}

/// Whether a JPEG has its end. What has too many scans is refused before it is unpacked.
fn is_whole_jpeg(bytes: &[u8]) -> Result<bool, Text> {
    let marks = |mark: u8| bytes.windows(2).filter(move |pair| *pair == [0xff, mark]).count();
    if marks(0xda) > MOST_SCANS { Err(too_large(None)) } else { Ok(marks(0xd9) > 0) }
}

fn refusal(why: &ImageError) -> Text {
    match why {
        ImageError::Limits(limit) if !matches!(limit.kind(), LimitErrorKind::Unsupported { .. }) => too_large(None),
        _ => broken(),
    }
}

fn too_large(pixels: Option<(u32, u32)>) -> Text {
    let of = pixels.map_or_else(String::new, |(wide, high)| format!("{wide} × {high} "));
    let [zh_of, en_of] = if of.is_empty() {
        ["", ""].map(str::to_owned)
    } else {
        [format!("（{of}像素）"), format!(" ({of}pixels)")]
    };
    Text::new(
        format!("这张照片展开后过大{zh_of}，无法处理；请将手机照片尺寸调小后重拍，或者缩小后再提交。"),
        format!(
            "This picture is too large once it is unpacked{en_of}. Choose a smaller size in the camera and take it again, or make it smaller."
        ),
    )
}

fn broken() -> Text {
    Text::new(
        "这张照片不完整或者已经损坏，无法打开；请重新选择，或者重拍后再提交。",
        "This picture is cut off or damaged and cannot be opened. Choose it again, or take it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn jpeg(wide: u32, high: u32) -> Vec<u8> {
        let left = |x| if x < wide / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) };
        let mut bytes = Vec::new();
        let picture = RgbImage::from_fn(wide, high, |x, _| left(x));
        JpegEncoder::new(&mut bytes).encode_image(&picture).unwrap();
        bytes
    }

    /// The same with a tag that says how the camera was held.
    fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let tags =
            [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation, 0, 0, 0, 0, 0, 0]];
        let tags = tags.concat();
        let length = u16::try_from(tags.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &tags, &jpeg[2..]].concat()
    }

    /// The small picture.
    fn look(bytes: &[u8], media: &str) -> Result<Vec<u8>, Text> {
        look_at(bytes, media, &TimeZone::UTC).map(|looked| looked.small)
    }

    fn seen(bytes: &[u8]) -> image::RgbImage {
        image::load_from_memory(bytes).unwrap().into_rgb8()
    }

    #[test]
    fn a_small_picture_stands_upright_whatever_way_the_telephone_was_held() {
        let straight = seen(&look(&jpeg(1200, 800), "image/jpeg").unwrap());
        assert_eq!(straight.dimensions(), (480, 320));
        assert!(straight.get_pixel(10, 160)[0] > 200, "red is on the left");
        let turned = seen(&look(&held(&jpeg(1200, 800), 6), "image/jpeg").unwrap());
        assert_eq!(turned.dimensions(), (320, 480), "a quarter turn");
        assert!(turned.get_pixel(160, 10)[0] > 200 && turned.get_pixel(160, 470)[2] > 200, "red is above");
        let over = seen(&look(&held(&jpeg(1200, 800), 3), "image/jpeg").unwrap());
        assert!(over.get_pixel(10, 160)[2] > 200, "upside down: blue is on the left");
        assert_eq!(seen(&look(&jpeg(20, 10), "image/jpeg").unwrap()).dimensions(), (20, 10), "nothing grows");
    }

    #[test]
    fn what_would_fill_the_memory_is_refused_before_it_is_unpacked() {
        let chunk = |name: &[u8], data: &[u8]| {
            let body = [name, data].concat();
            let sum = crc(&body);
            [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &sum.to_be_bytes()].concat()
        };
        let head = [30_000_u32.to_be_bytes(), 30_000_u32.to_be_bytes()].concat();
        let huge = [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            &chunk(b"IHDR", &[head.as_slice(), &[8, 2, 0, 0, 0]].concat()),
            &chunk(b"IDAT", &[]),
            &chunk(b"IEND", &[]),
        ];
        let told = look(&huge.concat(), "image/png").unwrap_err();
        assert!(told.en.contains("30000 × 30000 pixels") && told.zh.contains("过大"), "{told:?}");
        let scans = [jpeg(8, 8), [0xff, 0xda].repeat(100)].concat();
        assert!(look(&scans, "image/jpeg").unwrap_err().en.contains("too large"));
    }

    #[test]
    fn what_is_cut_off_or_pretends_is_refused() {
        let whole = jpeg(300, 200);
        for cut in [12, 400, whole.len() / 2, whole.len() - 2] {
            assert!(look(&whole[..cut], "image/jpeg").unwrap_err().en.contains("cut off"), "{cut}");
        }
        let mut png = Cursor::new(Vec::new());
        RgbImage::new(300, 200).write_to(&mut png, ImageFormat::Png).unwrap();
        let png = png.into_inner();
        assert!(look(&png, "image/png").is_ok());
        assert!(look(&png[..png.len() - 40], "image/png").is_err(), "cut off");
        assert!(look(b"\x89PNG\r\n\x1a\n<script>", "image/png").is_err());
        assert!(look(b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp").is_err());
    }

    fn crc(bytes: &[u8]) -> u32 {
        bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |it: u32, _| (it >> 1) ^ (0xedb8_8320 * (it & 1)))
        }) ^ !0
    }
}
