//! Photos over HTTP: what the camera wrote is read, shown to offices, and goes out with no picture. The pictures were
//! made by another program (`photos/make.py`), with the word PLANTED in each place where something can be written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../../bowline/tests/common/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;

#[path = "common/served.rs"]
mod served;

use bowline_testkit::{Person, World};
use http::{Answered, get, send};
use served::{Served, serve};

const PHOTOS: [(&str, &[u8], u8); 4] = [
    ("straight.jpg", include_bytes!("photos/straight.jpg"), 1),
    ("turned.jpg", include_bytes!("photos/turned.jpg"), 6),
    ("turned.png", include_bytes!("photos/turned.png"), 6),
    ("turned.webp", include_bytes!("photos/turned.webp"), 6),
];
const SCAN: &[u8] = include_bytes!("photos/scan.tif");
/// What may stand in no answer: in plain letters and in those of two bytes.
const PRIVATE: [&str; 7] = ["PLANTED", "GPS", "Photoshop", "http", "2022:10:08", "ICC_PROFILE", "MPF"];

impl Served {
    fn cookies_of(&self, person: &Person<'_>) -> String {
        format!("bowline={}; lang=en", self.token_of(person))
    }

    /// Hands files in on the form of a page.
    fn sends(&self, cookies: &str, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answered {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, bytes) in files {
            let head = format!("--X\r\nContent-Disposition: form-data; name=\"proofs\"; filename=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(b"--X--\r\n");
        let (origin, kind) = (format!("http://{}", self.address), "multipart/form-data; boundary=X");
        let headers = [("origin", origin.as_str()), ("content-type", kind), ("cookie", cookies)];
        send(&self.address, "POST", path, &headers, &body)
    }

    fn reports(&self, cookies: &str, files: &[(&str, &[u8])]) -> Answered {
        let site = self.world.site_id(&self.world.site()).to_string();
        let report = [("go", "send"), ("site", &site), ("description", "无报警器"), ("found_on", "2022-10-08")];
        self.sends(cookies, "/report", &report, files)
    }
}

/// The inspector reports a hazard with the photos; the page that shows it.
fn reported() -> (Served, String, String) {
    let served = serve(World::in_county("220104").on("2022-10-08"));
    // The site is registered by the first hazard that is found there.
    let _ = served.world.inspector().finds("灭火器过期", &served.world.site());
    let cookies = served.cookies_of(&served.world.inspector());
    let told = served.reports(&cookies, &PHOTOS.map(|(name, bytes, _)| (name, bytes)));
    assert_eq!(told.status, 303, "{told:?}");
    let page = told.header("location").unwrap().to_owned();
    (served, cookies, page)
}

/// Addresses of the evidence on a page.
fn proofs_on(page: &str) -> Vec<&str> {
    page.split("<a href=\"")
        .skip(1)
        .filter_map(|it| it.split('"').next())
        .filter(|it| it.contains("/proofs/"))
        .collect()
}

fn has(bytes: &[u8], word: &str) -> bool {
    let wide: Vec<u16> = word.encode_utf16().collect();
    let [big, little] =
        [u16::to_be_bytes, u16::to_le_bytes].map(|bytes| wide.iter().copied().flat_map(bytes).collect());
    [word.as_bytes().to_vec(), big, little].iter().any(|word| bytes.windows(word.len()).any(|part| part == *word))
}

#[test]
fn no_picture_that_goes_out_says_where_when_or_by_what_it_was_taken() {
    let (served, cookies, page) = reported();
    let body = get(&served.address, &page, &cookies).body;
    let proofs = proofs_on(&body);
    assert_eq!(proofs.len(), PHOTOS.len(), "{body}");
    for (href, (name, bytes, upright)) in proofs.into_iter().zip(PHOTOS) {
        assert!(has(bytes, "PLANTED"), "{name}: nothing was planted");
        let shown = get(&served.address, href, &cookies);
        let small = get(&served.address, &format!("{href}/small"), &cookies);
        assert_eq!((shown.status, small.status), (200, 200), "{name}");
        for word in PRIVATE {
            assert!(!has(&shown.bytes, word) && !has(&small.bytes, word), "{name} holds {word}");
        }
        let (there, here) = (pixels(bytes), pixels(&shown.bytes));
        assert!(there.1 == here.1 && there.0 == upright && here.0 == upright, "{name}: it looks otherwise");
        assert!(shown.bytes.len() < bytes.len(), "{name}");
        // What is kept is what was handed in.
        let folder = served.world.app().store().folder().join("proofs");
        let sha256 = href.rsplit('/').next().unwrap();
        assert_eq!(std::fs::read(folder.join(&sha256[..2]).join(sha256)).unwrap(), bytes, "{name}");
    }
}

/// Which way up, and the picture as it is stored.
fn pixels(bytes: &[u8]) -> (u8, image::RgbImage) {
    use image::ImageDecoder;
    let reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let upright = decoder.orientation().unwrap().to_exif();
    (upright, image::DynamicImage::from_decoder(decoder).unwrap().into_rgb8())
}

#[test]
fn offices_see_when_and_where_a_photo_was_taken_and_the_unit_sees_when() {
    let (served, cookies, page) = reported();
    let told = |body: &str, word: &str| body.matches(word).count();
    let office = get(&served.address, &page, &cookies).body;
    assert_eq!(told(&office, "<time datetime=\"2022-10-08T09:30"), PHOTOS.len(), "{office}");
    assert_eq!(told(&office, "43.88120, 125.32430"), PHOTOS.len(), "{office}");

    let safety = served.cookies_of(&served.world.safety_officer());
    let unit = get(&served.address, &page, &safety).body;
    assert_eq!(told(&unit, "<time datetime=\"2022-10-08T09:30"), PHOTOS.len(), "{unit}");
    assert!(!unit.contains("43.88"), "{unit}");
    let machine = [("cookie", safety.as_str()), ("accept", "application/json")];
    let machine = send(&served.address, "GET", &page, &machine, b"");
    assert!(machine.status == 200 && !machine.body.contains("43.88") && !machine.body.contains("43881"), "{machine:?}");
}

#[test]
fn a_scan_that_says_where_it_was_taken_is_refused_because_that_cannot_be_taken_out() {
    let (served, cookies, _) = reported();
    let told = served.reports(&cookies, &[("scan.tif", SCAN)]);
    assert!(told.status == 422 && told.body.contains("says where it was taken"), "{told:?}");
}

#[test]
fn each_photo_has_a_caption_that_the_dossier_shows_and_a_refused_form_keeps() {
    let (served, cookies, _) = reported();
    let site = served.world.site_id(&served.world.site()).to_string();
    let part = |head: &str, body: &[u8]| {
        [b"--X\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
    };
    let text = |name: &str, value: &str| part(&format!("name=\"{name}\""), value.as_bytes());
    let photo = |at: usize| part(&format!("name=\"proofs\"; filename=\"{}\"", PHOTOS[at].0), PHOTOS[at].1);
    let none = part("name=\"proofs\"; filename=\"\"", b"");
    let send = |rows: &[Vec<u8>]| {
        let fields = [("go", "send"), ("site", &site), ("description", "无报警器"), ("found_on", "2022-10-08")];
        let fields: Vec<u8> = fields.iter().flat_map(|(name, value)| text(name, value)).collect();
        let body = [fields, rows.concat(), b"--X--\r\n".to_vec()].concat();
        let (origin, kind) = (format!("http://{}", served.address), "multipart/form-data; boundary=X");
        let headers = [("origin", origin.as_str()), ("content-type", kind), ("cookie", cookies.as_str())];
        send(&served.address, "POST", "/report", &headers, &body)
    };
    // A row of two photos, one whose caption stayed when the browser dropped its file.
    let rows =
        [photo(0), photo(1), text("caption.proofs", "气瓶间 <南墙>"), none.clone(), text("caption.proofs", "灶台")];
    let refused = send(&rows);
    assert!(refused.status == 422 && refused.body.contains("“灶台” has no photo"), "{refused:?}");
    for kept in ["value=\"气瓶间 &#60;南墙&#62;\"", "value=\"灶台\""] {
        assert!(refused.body.contains(kept), "{kept}: {}", refused.body);
    }
    let rows = [photo(0), photo(1), text("caption.proofs", "气瓶间 <南墙>"), photo(2), text("caption.proofs", "")];
    let told = send(&rows);
    assert_eq!(told.status, 303, "{told:?}");
    let page = get(&served.address, told.header("location").unwrap(), &cookies).body;
    assert_eq!(page.matches("<b data-test=\"shown\">气瓶间 &#60;南墙&#62;</b>").count(), 2, "{page}");
    assert!(page.matches("data-test=\"shown\"").count() == 2 && page.contains("<span>turned.png</span>"), "{page}");
    let long = send(&[photo(0), text("caption.proofs", &"字".repeat(201))]);
    assert!(long.status == 422 && long.body.contains("at most 200"), "{long:?}");
}

#[test]
fn the_verifier_sees_before_and_after_side_by_side() {
    let (served, cookies, page) = reported();
    let world = &served.world;
    let hazard = page.rsplit('/').next().unwrap().parse().unwrap();
    assert!(!get(&served.address, &page, &cookies).body.contains("data-test=\"states\""), "nothing was handed in");
    world.inspector().grades_major(
        hazard,
        "CN-HAZ-FIRE-17-6.8",
        &[
            ("fire.crowd_place", true),
            ("fire.flammables_against_rules", true),
            ("fire.corrected_at_once", false),
            ("fire.not_judged", false),
        ],
    );
    world.county().orders(hazard, "2022-10-20");
    world.safety_officer().accepts(hazard);
    world.safety_officer().controls(hazard);
    world.safety_officer().plans(hazard);
    world.safety_officer().submits_proof(hazard);
    let body = get(&served.address, &page, &served.cookies_of(&world.county())).body;
    let states =
        body.split("data-test=\"states\">").nth(1).and_then(|it| it.split("</div>").next()).expect("both states");
    let sides: Vec<&str> = states.split("<section>").skip(1).collect();
    assert!(sides.len() == 2 && sides[0].contains("Before") && sides[1].contains("After"), "{states}");
    assert_eq!([0, 1].map(|side| proofs_on(sides[side]).len()), [PHOTOS.len(), 1], "{states}");
    assert!(states.matches("/small\"").count() == PHOTOS.len() + 1, "small pictures: {states}");
}

#[test]
fn a_photo_that_was_handed_in_before_is_said_to_offices_with_the_way_there() {
    let (served, cookies, first) = reported();
    assert!(!get(&served.address, &first, &cookies).body.contains("data-test=\"reused\""), "all of them are new");
    let (name, bytes, _) = PHOTOS[0];
    let told = served.reports(&cookies, &[("other name.jpg", bytes), (name, bytes)]);
    assert_eq!(told.status, 303, "{told:?}");
    let second = told.header("location").unwrap().to_owned();
    for (page, other, files) in [(&first, &second, 1), (&second, &first, 2)] {
        let body = get(&served.address, page, &cookies).body;
        assert_eq!(body.matches("Other matters with this file: 1<").count(), files, "{body}");
        assert_eq!(body.matches(&format!("<a href=\"{other}\">Hazard ")).count(), files, "{body}");
        assert!(!body.contains("times in this matter"), "one act handed both in: {body}");
        let safety = served.cookies_of(&served.world.safety_officer());
        let unit = get(&served.address, page, &safety).body;
        assert!(unit.contains("data-test=\"proof\"") && !unit.contains("Other matters with this file"), "{unit}");
    }
}
