//! A reader says for whom a page is written: language, zone and the time of the installation. It turns moments, lights
//! and counts into the words of that person.
//!
//! This module must never decide anything. Start at [`Reader`].

pub use crate::words::Counted;
use crate::words::ShowWords;
use askama::Template;
use bowline_core::facts::{Grade, Light, Source};
use bowline_core::obligations::Phase;
use bowline_core::rules::{GradeNames, Pack};
use bowline_core::time::{Day, Moment};
use bowline_core::words::{Lang, Text};
use bowline_service::views::PostView;
use jiff::tz::TimeZone;
use serde::Serialize;

/// The reader of a page.
#[derive(Clone, Debug)]
pub struct Reader {
    lang: Lang,
    /// In which moments are told, and typed.
    pub zone: TimeZone,
    now: Moment,
    languages: Vec<Lang>,
    grades: Option<GradeNames>,
    codes: bool,
    /// Whether the pack declares kinds of matter.
    pub has_kinds: bool,
}

/// How far away a due moment is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lateness {
    /// `逾期 3 天` / `3 days overdue`.
    pub word: String,
    /// Whether it has passed.
    pub late: bool,
}

/// A light, told by shape and word, never by colour alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Template)]
#[template(path = "parts/lamp.html")]
pub struct Lamp {
    /// `green`, `yellow`, `red`; of places also `no_data`, `silent`.
    pub class: &'static str,
    /// The word.
    pub word: String,
}

/// A word in a frame: a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// Style class.
    pub class: &'static str,
    /// The word.
    pub word: String,
}

/// A post and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostLine {
    /// Its title.
    pub title: String,
    /// Its holders, or that it is vacant.
    pub holders: String,
}

impl Reader {
    /// A reader in a country that speaks every language and uses the product's own words.
    #[must_use]
    pub fn new(lang: Lang, zone: TimeZone, now: Moment) -> Self {
        Self { lang, zone, now, languages: Lang::ALL.to_vec(), grades: None, codes: true, has_kinds: true }
    }
    /// A reader in the country of a pack, who wishes for a language; if the pack lacks it, for its first.
    #[must_use]
    pub fn under(pack: &Pack, wish: Lang, now: Moment) -> Self {
        let languages = pack.country().languages().to_vec();
        let lang = if languages.contains(&wish) { wish } else { languages.first().copied().unwrap_or(wish) };
        let (zone, grades) = (pack.country().zone().clone(), pack.country().grade_names().cloned());
        Self {
            lang,
            zone,
            now,
            languages,
            grades,
            codes: pack.country().unit_code().is_some(),
            has_kinds: pack.shared_kinds().next().is_some(),
        }
    }
    /// The same reader at another moment: of an invented clock.
    #[must_use]
    pub fn at(&self, now: Moment) -> Self {
        Self { now, ..self.clone() }
    }
    /// The languages that may be chosen instead.
    pub fn other_languages(&self) -> impl Iterator<Item = Lang> {
        self.languages.iter().copied().filter(|lang| *lang != self.lang)
    }
    /// Whether units have codes in this country.
    #[must_use]
    pub const fn has_codes(&self) -> bool {
        self.codes
    }
    /// What the country itself calls a grade, if it has a name of its own for it.
    #[must_use]
    pub fn own_grade(&self, grade: Grade) -> Option<String> {
        let names = self.grades.as_ref()?;
        Some(self.text(if grade == Grade::Major { &names.major } else { &names.general }))
    }
    /// The reader's language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }
    /// The time of the installation.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }
    /// The civil day of now.
    #[must_use]
    pub fn today(&self) -> Day {
        bowline_core::time::day_of(self.now, &self.zone)
    }

    /// A sentence in the reader's language.
    #[must_use]
    pub fn text(&self, text: &Text) -> String {
        text.get(self.lang).to_owned()
    }

    /// A date: `2022 年 10 月 8 日` / `8 Oct 2022`.
    #[must_use]
    pub fn day(&self, day: Day) -> String {
        let form = if self.lang == Lang::Zh { "%Y 年 %-m 月 %-d 日" } else { "%-d %b %Y" };
        day.strftime(form).to_string()
    }

    /// A day of which the year is plain: `10月8日` / `8 Oct`.
    #[must_use]
    pub fn short_day(&self, day: Day) -> String {
        let form = if self.lang == Lang::Zh { "%-m月%-d日" } else { "%-d %b" };
        day.strftime(form).to_string()
    }

    /// A moment with its day and minute.
    #[must_use]
    pub fn moment(&self, moment: Moment) -> String {
        let local = self.zone.to_datetime(moment);
        format!("{} {}", self.day(local.date()), local.strftime("%H:%M"))
    }

    /// A due moment: the midnight that ends a day is shown as the end of that day.
    #[must_use]
    pub fn due(&self, moment: Moment) -> String {
        day_ended_by(self, moment)
            .map_or_else(|| self.moment(moment), |day| ShowWords(self.lang).end_of_day(&self.day(day)))
    }

    /// For the `datetime` attribute.
    #[must_use]
    pub fn machine(&self, moment: Moment) -> String {
        self.zone.to_datetime(moment).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// How far away a due moment is.
    #[must_use]
    pub fn lateness(&self, due: Moment) -> Lateness {
        let (w, seconds) = (ShowWords(self.lang), due.as_second() - self.now.as_second());
        let (late, gone) = (seconds <= 0, seconds.abs());
        let (days, hours, minutes) = (gone / 86_400, gone / 3_600, gone / 60);
        let word = match (late, days, hours) {
            (true, 1, _) => w.day_late(),
            (true, 2.., _) => w.days_late(days),
            (true, _, 1..) => w.hours_late(hours),
            (true, _, _) => w.just_late(),
            (false, 1, _) => w.day_left(),
            (false, 2.., _) => w.days_left(days),
            (false, _, 1..) => w.hours_left(hours),
            (false, _, _) => w.minutes_left(minutes),
        };
        Lateness { word, late }
    }

    /// A light.
    #[must_use]
    pub fn lamp(&self, light: Light) -> Lamp {
        let w = ShowWords(self.lang);
        let word = match light {
            Light::Green => w.green(),
            Light::Yellow => w.yellow(),
            Light::Red => w.red(),
        };
        Lamp { class: light.as_str(), word }
    }

    /// A due moment with the word that it may still move, where it may.
    #[must_use]
    pub fn due_date(&self, moment: Moment, provisional: bool) -> String {
        let due = self.due(moment);
        if provisional { ShowWords(self.lang).provisional(&due) } else { due }
    }

    /// A grade.
    #[must_use]
    pub fn grade(&self, grade: Option<Grade>) -> Badge {
        let (w, own) = (ShowWords(self.lang), grade.and_then(|grade| self.own_grade(grade)));
        match grade {
            Some(Grade::Major) => Badge { class: "major", word: own.unwrap_or_else(|| w.major()) },
            Some(Grade::General) => Badge { class: "general", word: own.unwrap_or_else(|| w.general()) },
            None => Badge { class: "ungraded", word: w.ungraded() },
        }
    }

    /// A phase.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> String {
        let w = ShowWords(self.lang);
        match phase {
            Phase::Found => w.phase_found(),
            Phase::Graded => w.phase_graded(),
            Phase::Ordered => w.phase_ordered(),
            Phase::Submitted => w.phase_submitted(),
            Phase::Verified => w.phase_verified(),
            Phase::ClosedOff => w.phase_closed_off(),
            Phase::ClosedByLedger => w.phase_closed_by_ledger(),
        }
    }

    /// A source.
    #[must_use]
    pub fn source(&self, source: Source) -> String {
        let w = ShowWords(self.lang);
        match source {
            Source::SelfCheck => w.self_check(),
            Source::Inspection => w.inspection(),
            Source::CadreExpert => w.cadre_expert(),
            Source::Tip => w.tip(),
            Source::AccidentLesson => w.accident_lesson(),
            Source::Ledger => w.ledger(),
        }
    }

    /// A name that begins a line.
    #[must_use]
    pub fn heading(&self, name: &Text) -> String {
        let name = self.text(name);
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// A post with its holders.
    #[must_use]
    pub fn post(&self, post: &PostView) -> PostLine {
        let w = ShowWords(self.lang);
        let names: Vec<String> = post.holders.iter().map(|name| self.text(name)).collect();
        let holders = if names.is_empty() { w.vacant() } else { names.join(&w.list_comma()) };
        PostLine { title: self.text(&post.title), holders }
    }

    /// A count that machines read as a number.
    #[must_use]
    pub fn counted(&self, number: impl TryInto<i64>) -> Counted {
        let number = number.try_into().unwrap_or(i64::MAX);
        Counted::new(number, self.count(number))
    }

    /// A count with its thousands parted.
    #[must_use]
    pub fn count(&self, number: impl Into<i128>) -> String {
        let number = number.into();
        let digits = number.unsigned_abs().to_string();
        let parted = digits.chars().enumerate().flat_map(|(at, digit)| {
            let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
            comma.then_some(',').into_iter().chain([digit])
        });
        (if number < 0 { "−" } else { "" }).chars().chain(parted).collect()
    }
}

/// The day that a moment ends, where the reader is. None: it is no midnight there.
#[must_use]
pub fn day_ended_by(reader: &Reader, moment: Moment) -> Option<Day> {
    bowline_core::time::day_ended_by(moment, &reader.zone)
}

/// A title with a name in brackets, as the language writes them.
#[must_use]
pub fn named(reader: &Reader, title: &Text, name: &str) -> String {
    match reader.lang() {
        Lang::Zh => format!("{}（{name}）", reader.text(title)),
        Lang::En => format!("{} ({name})", reader.text(title)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    fn reader(lang: Lang) -> Reader {
        Reader::new(lang, TimeZone::get("Asia/Shanghai").unwrap(), "2022-10-08T01:00:00Z".parse().unwrap())
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let now = reader(Lang::Zh).now();
        assert_eq!(reader(Lang::Zh).moment(now), "2022 年 10 月 8 日 09:00");
        assert_eq!(reader(Lang::En).moment(now), "8 Oct 2022 09:00");
        assert_eq!(reader(Lang::En).machine(now), "2022-10-08T09:00");
    }

    #[test]
    fn the_midnight_that_ends_a_day_belongs_to_that_day() {
        let due = "2022-10-12T16:00:00Z".parse().unwrap();
        assert_eq!(reader(Lang::Zh).due(due), "2022 年 10 月 12 日 24 时");
        assert_eq!(reader(Lang::En).due(due), "12 Oct 2022, end of day");
        assert_eq!(reader(Lang::En).due(reader(Lang::En).now()), "8 Oct 2022 09:00");
    }

    #[test]
    fn lateness_is_told_in_the_coarsest_unit() {
        let tell = |lang, hours: i64| reader(lang).lateness(reader(lang).now().saturating_add(hours.hours()).unwrap());
        assert_eq!(tell(Lang::Zh, -72), Lateness { word: "逾期 3 天".to_owned(), late: true });
        assert_eq!(tell(Lang::En, -72).word, "3 days overdue");
        assert_eq!(tell(Lang::En, -25).word, "1 day overdue");
        assert_eq!(tell(Lang::En, -5).word, "5 h overdue");
        assert_eq!(tell(Lang::En, 0), Lateness { word: "just overdue".to_owned(), late: true });
        assert_eq!(tell(Lang::Zh, 5).word, "还有 5 小时");
        assert_eq!(tell(Lang::En, 30).word, "1 day left");
    }

    #[test]
    fn counts_are_parted() {
        let reader = reader(Lang::En);
        assert_eq!(
            (reader.count(0), reader.count(999), reader.count(1_234_567), reader.count(-1000)),
            ("0".into(), "999".into(), "1,234,567".into(), "−1,000".into())
        );
    }
}
