//! A place may bound orders shorter than the nation does, and in no way longer.

use super::{files, national};
use bowline_core::facts::Grade;
use bowline_core::rules::{Diagnostic, Pack, PackFiles};

const FILE: &str = "clocks/hidden-hazard/sd-longest.toml";
const REASON: &str = "not_comparable = { zh = \"另有规定\", en = \"otherwise\" }\n";

/// The pack of Shandong with one more clock, from the national one with some of its words replaced.
fn with(id: &str, words: &[(&str, &str)]) -> Result<Pack, Vec<Diagnostic>> {
    let below = files("cn-national");
    let mut text = below["clocks/hidden-hazard/bl-hid-longest-major.toml"].replace("BL-HID-LONGEST-MAJOR", id);
    for (from, to) in words {
        assert!(text.contains(from), "no longer contains {from}");
        text = text.replacen(from, to, 1);
    }
    // Loading does not run them: they only have to be there.
    let cases = "[[case]]\nname = { zh = \"之前\", en = \"Before\" }\nstart = 2008-01-31T09:00:00+08:00\nexpect = \"not_in_force\"\n\
        [[case]]\nname = { zh = \"之后\", en = \"After\" }\nstart = 2022-10-08T09:00:00+08:00\ndue = 2022-12-08T00:00:00+08:00\n";
    let mut overlay: PackFiles = files("cn-shandong");
    overlay.insert(FILE.into(), text);
    overlay.insert(FILE.replace(".toml", ".cases.toml"), cases.into());
    national().load_over(&overlay)
}

fn last(pack: &Pack) -> String {
    pack.longest_order(Grade::Major, "2022-10-08".parse().unwrap()).unwrap().last.to_string()
}

#[test]
fn a_shorter_one_counts_whether_it_replaces_or_adds() {
    let shorter = ("days = 180", "days = 60");
    assert_eq!(last(&with("BL-HID-LONGEST-MAJOR", &[shorter]).unwrap()), "2022-12-07");
    assert_eq!(last(&with("SD-LONGEST", &[shorter]).unwrap()), "2022-12-07");
    assert_eq!(
        last(&with("SD-LONGEST", &[shorter, ("valid", "replaces = \"BL-HID-LONGEST-MAJOR\"\nvalid")]).unwrap()),
        "2022-12-07"
    );
}

#[test]
fn a_longer_one_changes_nothing_or_is_refused() {
    assert_eq!(last(&with("SD-LONGEST", &[("days = 180", "years = 9")]).unwrap()), "2023-04-06");
    let as_given = "limits = \"major\"\n";
    let reasoned = format!("{as_given}{REASON}");
    for words in [
        vec![("days = 180", "days = 181")],
        vec![("days = 180", "working_days = 100"), (as_given, &reasoned)],
        vec![("下达整改要求\"", "签收\""), ("the order is issued", "it is acknowledged"), (as_given, &reasoned)],
        vec![("days = 180", "days = 60"), (as_given, "")],
        vec![("days = 180", "days = 60"), ("limits = \"major\"", "limits = \"general\"")],
    ] {
        let faults = with("BL-HID-LONGEST-MAJOR", &words).map(|pack| pack.overlay().cloned()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.code == "overlay.looser"), "{words:?}: {faults:#?}");
    }
}
