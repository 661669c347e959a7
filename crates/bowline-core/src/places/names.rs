//! The index by name leads every way in which somebody may write a place, folded, to its entries.
//!
//! This module knows how Chinese place names are shortened (长春 for 长春市, 延边州 for 延边朝鲜族自治州). A shortening is only a further key: that
//! it fits several places is told by [`resolve`](super::PlaceTree::resolve), never decided here.

use super::{Level, Place};
use crate::ids::PlaceCode;
use crate::time::Day;
use crate::words::folded;
use std::collections::{BTreeMap, BTreeSet};

/// Generic endings, longer ones first.
const ENDINGS: [&str; 14] =
    ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "省", "市", "盟", "区", "县", "旗"];

/// Peoples named in autonomous places, without the 族 that may follow.
const PEOPLES: [&str; 49] = [
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "独龙",
    "鄂伦春",
    "珞巴",
    "各",
];

/// English words that name a kind of place.
const GENERIC: [&str; 7] = ["district", "county", "banner", "league", "prefecture", "area", "zone"];

/// Where each folded name stands.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    keys: BTreeMap<String, Vec<NameEntry>>,
}

/// One entry of a place under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NameEntry {
    code: PlaceCode,
    valid_from: Option<Day>,
    valid_to: Option<Day>,
}

impl NameIndex {
    /// Enters a place under all its forms.
    pub(super) fn add(&mut self, place: &Place) {
        let entry = NameEntry { code: place.code, valid_from: place.valid_from, valid_to: place.valid_to };
        for form in forms(place) {
            self.keys.entry(form).or_default().push(entry);
        }
    }

    /// Gives back the room kept for more: most names lead to one entry.
    pub(super) fn shrink(&mut self) {
        self.keys.values_mut().for_each(Vec::shrink_to_fit);
    }

    /// The places so called on a day, sorted by code.
    pub(super) fn on(&self, name: &str, day: Day) -> BTreeSet<PlaceCode> {
        let entries = self.keys.get(&fold(name)).map_or(&[][..], Vec::as_slice);
        entries.iter().filter(|entry| entry.is_valid_on(day)).map(|entry| entry.code).collect()
    }

    /// Places whose name resembles this one, best first, at most five.
    pub(super) fn near(&self, name: &str, day: Day, fits: impl Fn(PlaceCode) -> bool) -> Vec<PlaceCode> {
        const SHOWN: usize = 5;
        const ALIKE: f64 = 0.6;
        let folded: String = fold(name).chars().take(80).collect();
        let mut best: BTreeMap<PlaceCode, f64> = BTreeMap::new();
        for (key, entries) in &self.keys {
            let score = strsim::normalized_damerau_levenshtein(&folded, key);
            if score < ALIKE {
                continue;
            }
            for entry in entries.iter().filter(|entry| entry.is_valid_on(day) && fits(entry.code)) {
                let known = best.entry(entry.code).or_insert(score);
                *known = known.max(score);
            }
        }
        let mut best: Vec<(PlaceCode, f64)> = best.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(SHOWN).map(|(code, _)| code).collect()
    }
}

impl NameEntry {
    fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A name without what people write differently: spaces, marks, width, case, ü.
pub(super) fn fold(name: &str) -> String {
    let plain: String = folded(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'u' } else { c })
        .collect();
    plain.replace("lv", "lu").replace("nv", "nu")
}

/// Every folded form of a place's names. Townships answer to their full names only: there are forty thousand of them, and
/// loading them must not make 长春 朝阳 ambiguous.
fn forms(place: &Place) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([fold(&place.name.zh), fold(&place.name.en)]);
    forms.extend(code_forms(place.code.as_str()));
    if place.level != Level::Township {
        chinese_forms(&place.name.zh, &mut forms);
        english_forms(place, &mut forms);
    }
    forms.remove("");
    forms
}

/// Tables write a place as its code, too: 220104, filled up to 220104000000; a township's 220104102000, cut to 220104102.
fn code_forms(code: &str) -> Vec<String> {
    let mut forms = vec![fold(code)];
    match code.len() {
        6 => forms.push(format!("{code}000000")),
        12 => forms.extend(code.strip_suffix("000").map(str::to_owned)),
        _ => {}
    }
    forms
}

/// 延边朝鲜族自治州 → 延边朝鲜族, 延边, 延边州.
fn chinese_forms(name: &str, forms: &mut BTreeSet<String>) {
    let Some(ending) = ENDINGS.iter().find(|ending| long_enough(name, ending)) else { return };
    let Some(stem) = name.strip_suffix(ending) else { return };
    forms.insert(fold(stem));
    if ending.starts_with("自治") {
        let last = ending.chars().last().unwrap_or_default();
        let base = without_peoples(stem);
        forms.insert(fold(base));
        forms.insert(fold(&format!("{base}{last}")));
    }
}

/// 滑县 stays 滑县: a stem of one character is no name.
fn long_enough(name: &str, ending: &str) -> bool {
    name.strip_suffix(ending).is_some_and(|stem| stem.chars().nth(1).is_some())
}

/// 双江拉祜族佤族布朗族傣族 → 双江, as long as two characters remain.
fn without_peoples(mut stem: &str) -> &str {
    loop {
        let bare = stem.strip_suffix('族').unwrap_or(stem);
        let cut = PEOPLES.iter().filter(|people| long_enough(bare, people)).max_by_key(|people| people.len());
        match cut.and_then(|people| bare.strip_suffix(people)) {
            // 回族 may lose its 族 (宁夏回族自治区 keeps it, 昌吉回族 too); a single character without 族 is part of the name.
            Some(shorter) if bare.len() < stem.len() || cut.is_some_and(|people| people.chars().count() > 1) => {
                stem = shorter;
            }
            _ => return stem,
        }
    }
}

/// "Chaoyang District" → "chaoyang"; "Yanbian Korean Autonomous Prefecture" → "yanbian", "yanbianprefecture"; "Changchun" →
/// "changchuncity".
fn english_forms(place: &Place, forms: &mut BTreeSet<String>) {
    let lower = place.name.en.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let Some((last, stem)) = words.split_last() else { return };
    if GENERIC.contains(last) && !stem.is_empty() {
        forms.insert(fold(&stem.concat()));
        if let (Some(first), true) = (stem.first(), stem.contains(&"autonomous")) {
            forms.insert(fold(first));
            forms.insert(fold(&format!("{first}{last}")));
        }
    }
    let kind = match place.level {
        Level::Province => "province",
        Level::City | Level::County if place.name.zh.ends_with('市') => "city",
        _ => return,
    };
    forms.insert(fold(&format!("{lower}{kind}")));
}
