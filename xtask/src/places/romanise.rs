//! This module makes English names: pinyin without tones, joined, with the kind of place translated.
//!
//! Three checked-in tables in `xtask/data` go first: whole names (`places-names.csv`), readings of characters in
//! context (`places-readings.csv`) and kinds of place (`places-generics.csv`). This module must never pass for the
//! official name, which is the Chinese one.

use pinyin::ToPinyin;
use serde::Deserialize;
use std::collections::BTreeMap;

const NAMES: &str = include_str!("../../data/places-names.csv");
const READINGS: &str = include_str!("../../data/places-readings.csv");
const GENERICS: &str = include_str!("../../data/places-generics.csv");
const PEOPLES: &str = include_str!("../../data/places-peoples.csv");

/// The tables.
pub struct Romaniser {
    names: BTreeMap<String, String>,
    /// Characters in context → syllables, longest first.
    readings: Vec<(String, String)>,
    /// Endings, longest first.
    generics: Vec<(String, String)>,
    peoples: Vec<(String, String)>,
    /// Chinese and English names of larger places, longest first.
    prefixes: Vec<(String, String)>,
}

impl Romaniser {
    /// Reads the checked-in tables.
    ///
    /// # Errors
    /// An unreadable table.
    pub fn load() -> Result<Self, String> {
        Ok(Self {
            names: table("places-names.csv", NAMES)?.into_iter().collect(),
            readings: longest_first(table("places-readings.csv", READINGS)?),
            generics: longest_first(table("places-generics.csv", GENERICS)?),
            peoples: longest_first(table("places-peoples.csv", PEOPLES)?),
            prefixes: Vec::new(),
        })
    }

    /// The English name of a place.
    pub fn english(&self, zh: &str) -> String {
        if let Some(name) = self.names.get(zh) {
            return name.clone();
        }
        for (kind, en) in [
            ("自治州", "Autonomous Prefecture"),
            ("自治县", "Autonomous County"),
            ("自治旗", "Autonomous Banner"),
            ("镇", "Ethnic Town"),
            ("乡", "Ethnic Township"),
        ] {
            match zh.strip_suffix(kind) {
                Some(stem) if kind.starts_with("自治") || stem.ends_with('族') => {
                    return format!("{} {en}", self.with_peoples(stem));
                }
                _ => {}
            }
        }
        let Some((kind, en)) = self.generics.iter().find(|(kind, _)| zh.ends_with(kind.as_str())) else {
            return self.joined(zh);
        };
        let stem = zh.strip_suffix(kind.as_str()).unwrap_or(zh);
        // Only institutions and zones begin with the name of the place around them: 河北唐山芦台经济开发区.
        let one_word = kind.chars().count() == 1 || *kind == "街道";
        let stem = if one_word { self.joined(stem) } else { self.words(stem) };
        format!("{stem} {en}").trim().to_owned()
    }

    /// Learns the names of larger places, with which the names of zones begin.
    pub fn learn(&mut self, names: &[&str]) {
        let mut prefixes: Vec<(String, String)> = Vec::new();
        for name in names {
            let en = self.english(name);
            let bare = ["省", "市"].iter().find_map(|kind| name.strip_suffix(kind));
            for zh in bare.into_iter().chain([*name]) {
                let short = en.trim_end_matches(" District").trim_end_matches(" County");
                prefixes.push((zh.to_owned(), short.to_owned()));
            }
        }
        self.prefixes = longest_first(prefixes);
    }

    /// 河北唐山芦台 → "Hebei Tangshan Lutai".
    fn words(&self, stem: &str) -> String {
        let mut words = Vec::new();
        let mut rest = stem;
        while let Some((zh, en)) = self.prefixes.iter().find(|(zh, _)| rest.starts_with(zh.as_str())) {
            words.push(en.clone());
            rest = rest.strip_prefix(zh.as_str()).unwrap_or_default();
        }
        words.push(self.joined(rest));
        words.join(" ").trim_end().to_owned()
    }

    /// 恩施土家族苗族 → "Enshi Tujia and Miao".
    fn with_peoples(&self, stem: &str) -> String {
        let mut rest = stem;
        let mut peoples = Vec::new();
        loop {
            let bare = rest.strip_suffix('族').unwrap_or(rest);
            let Some((zh, en)) =
                self.peoples.iter().find(|(zh, _)| bare.len() > zh.len() && bare.ends_with(zh.as_str()))
            else {
                break;
            };
            if bare.len() == rest.len() && zh.chars().count() == 1 && peoples.is_empty() && stem == rest {
                break;
            }
            rest = bare.strip_suffix(zh.as_str()).unwrap_or(bare);
            peoples.insert(0, en.as_str());
            if !rest.ends_with('族') {
                break;
            }
        }
        let list = match peoples.as_slice() {
            [] => return self.joined(stem),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(" ")),
        };
        format!("{} {list}", self.joined(rest))
    }

    /// The syllables as one word; an apostrophe stands before a later syllable that begins with a vowel.
    fn joined(&self, zh: &str) -> String {
        let mut word = String::new();
        for syllable in self.syllables(zh) {
            if !word.is_empty() && syllable.starts_with(['a', 'e', 'o']) {
                word.push('\'');
            }
            word.push_str(&syllable);
        }
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    fn syllables(&self, zh: &str) -> Vec<String> {
        let mut syllables = Vec::new();
        let mut rest = zh;
        while let Some(first) = rest.chars().next() {
            if let Some((context, reading)) =
                self.readings.iter().find(|(context, _)| rest.starts_with(context.as_str()))
            {
                syllables.extend(reading.split(' ').map(str::to_owned));
                rest = rest.strip_prefix(context.as_str()).unwrap_or_default();
            } else {
                let plain = first.to_pinyin().map_or_else(|| first.to_string(), |reading| reading.plain().to_owned());
                syllables.push(plain.replace('v', "ü"));
                rest = rest.strip_prefix(first).unwrap_or_default();
            }
        }
        syllables
    }
}

fn table(name: &str, text: &str) -> Result<Vec<(String, String)>, String> {
    #[derive(Deserialize)]
    struct Row {
        zh: String,
        en: String,
    }
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>();
    rows.map(|row| row.map(|row| (row.zh, row.en)).map_err(|error| format!("{name}: {error}"))).collect()
}

fn longest_first(mut rows: Vec<(String, String)>) -> Vec<(String, String)> {
    rows.sort_by_key(|(zh, _)| std::cmp::Reverse(zh.len()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_there_say_them() {
        let mut romaniser = Romaniser::load().unwrap();
        romaniser.learn(&["河北省", "唐山市"]);
        for (zh, en) in [
            ("朝阳区", "Chaoyang District"),
            ("长春市", "Changchun"),
            ("吉林省", "Jilin"),
            ("陕西省", "Shaanxi"),
            ("山西省", "Shanxi"),
            ("重庆市", "Chongqing"),
            ("厦门市", "Xiamen"),
            ("西安市", "Xi'an"),
            ("六安市", "Lu'an"),
            ("吕梁市", "Lüliang"),
            ("延边朝鲜族自治州", "Yanbian Korean Autonomous Prefecture"),
            ("大理白族自治州", "Dali Bai Autonomous Prefecture"),
            ("双江拉祜族佤族布朗族傣族自治县", "Shuangjiang Lahu Va Blang and Dai Autonomous County"),
            ("滑县", "Hua County"),
            ("长春经济技术开发区", "Changchun Economic and Technological Development Zone"),
            ("六枝特区", "Liuzhi Special District"),
            ("胡家回族乡", "Hujia Hui Ethnic Township"),
            ("河北唐山芦台经济开发区", "Hebei Tangshan Lutai Economic Development Zone"),
        ] {
            assert_eq!(romaniser.english(zh), en);
        }
    }
}
