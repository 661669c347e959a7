//! The three sheets of a form as rows of text: what is asked, what can be chosen, what the form is.
//!
//! This module must never ask what the core's form does not. Start at [`sheets`].

use super::names::{group_name, name_of};
use super::relevant::relevant;
use bowline_core::rules::{Form, Input, InputKind, LONGEST_NAME, LONGEST_TEXT, Pack, Question, Section};
use bowline_core::words::{Lang, Text};

/// A sheet: a row of headings, then rows.
pub type Sheet = Vec<Vec<String>>;

/// The sheets of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheets {
    /// What is asked.
    pub survey: Sheet,
    /// What can be chosen.
    pub choices: Sheet,
    /// What the form is.
    pub settings: Sheet,
}

const YES_NO: &str = "yes_no";
/// Larger numbers are slips of the finger; form tools keep whole numbers of nine digits.
const MOST: u32 = 999_999_999;

bowline_core::words! {
    /// What a form says besides the words of the pack.
    struct FormWords {
        yes() { zh: "是", en: "yes" }
        no() { zh: "否", en: "no" }
        unit(unit: &str) { zh: "单位：{unit}", en: "unit: {unit}" }
        dates() { zh: "日期如 2026-01-31，以空格分开", en: "dates such as 2026-01-31, separated by spaces" }
        longest(longest: u32) { zh: "不得超过 {longest} 字", en: "at most {longest} characters" }
        id(what: &str) { zh: "填写编号：{what}", en: "the id of {what}" }
        between(least: &str, most: f64) { zh: "须在 {least} 与 {most} 之间", en: "between {least} and {most}" }
    }
}

/// A sentence of the form in both languages.
fn said(say: impl Fn(FormWords) -> String) -> Text {
    Text::new(say(FormWords(Lang::Zh)), say(FormWords(Lang::En)))
}

/// The name of a language as form tools show it, with its tag.
fn named(lang: Lang) -> String {
    format!("{} ({})", lang.name(), lang.tag())
}

/// The headings of what is said in each language.
fn headings(what: &str, languages: &[Lang]) -> impl Iterator<Item = String> {
    languages.iter().map(move |lang| format!("{what}::{}", named(*lang)))
}

fn texts(text: &Text, languages: &[Lang]) -> impl Iterator<Item = String> {
    languages.iter().map(|lang| text.get(*lang).to_owned())
}

/// A row of the survey.
#[derive(Default)]
struct Row {
    kind: String,
    name: String,
    label: Text,
    hint: Text,
    required: bool,
    relevant: String,
    constraint: String,
    message: Text,
    appearance: &'static str,
}

impl Row {
    fn head(languages: &[Lang]) -> Vec<String> {
        let mut cells = ["type", "name"].map(str::to_owned).to_vec();
        cells.extend(headings("label", languages).chain(headings("hint", languages)));
        cells.extend(["required", "relevant", "constraint"].map(str::to_owned));
        cells.extend(headings("constraint_message", languages));
        cells.push("appearance".to_owned());
        cells
    }

    fn cells(self, languages: &[Lang]) -> Vec<String> {
        let required = if self.required { "yes" } else { "" };
        let mut cells = vec![self.kind, self.name];
        cells.extend(texts(&self.label, languages).chain(texts(&self.hint, languages)));
        cells.extend([required.to_owned(), self.relevant, self.constraint]);
        cells.extend(texts(&self.message, languages));
        cells.push(self.appearance.to_owned());
        cells
    }
}

/// The sheets.
#[must_use]
pub fn sheets(pack: &Pack, form: &Form) -> Sheets {
    let languages = pack.country().languages();
    let begin = Row { kind: "today".into(), name: "TODAY".into(), ..Row::default() };
    let mut survey = vec![Row::head(languages), begin.cells(languages)];
    for (no, section) in form.sections.iter().enumerate() {
        survey.extend(section_rows(pack, no + 1, section).into_iter().map(|row| row.cells(languages)));
    }
    Sheets { survey, choices: choices(pack, form), settings: settings(pack, form) }
}

fn section_rows(pack: &Pack, no: usize, section: &Section) -> Vec<Row> {
    let name = group_name(no, section.rule.as_ref().map(|rule| rule.as_str()));
    let mut rows = vec![Row {
        kind: "begin_group".into(),
        name: name.clone(),
        label: titled(section),
        appearance: "field-list",
        ..Row::default()
    }];
    if let Some(remark) = &section.remark {
        let label = Text::new(
            format!("{}（{}）", section.title.zh, remark.zh),
            format!("{} ({})", section.title.en, remark.en),
        );
        rows.push(Row {
            kind: "note".into(),
            name: format!("N{no}"),
            label,
            hint: section.source.clone(),
            ..Row::default()
        });
    }
    let inputs = section.questions.iter().filter_map(|it| Some((it, pack.inputs().get(&it.input)?)));
    rows.extend(inputs.map(|(it, input)| question_row(pack, section, it, input)));
    rows.push(Row { kind: "end_group".into(), name, ..Row::default() });
    rows
}

/// The rule's id before its title: on a phone nothing else says which it is.
fn titled(section: &Section) -> Text {
    match &section.rule {
        Some(rule) => Text::new(format!("{rule} {}", section.title.zh), format!("{rule} {}", section.title.en)),
        None => section.title.clone(),
    }
}

fn question_row(pack: &Pack, section: &Section, it: &Question, input: &Input) -> Row {
    let (kind, constraint, message) = kind_of(input);
    Row {
        kind,
        name: name_of(&it.input),
        label: input.ask.clone(),
        hint: hint(section, input),
        required: it.required,
        relevant: relevant(pack, &it.settled).unwrap_or_default(),
        constraint,
        message,
        appearance: appearance(input),
    }
}

/// Type, constraint and what to say when it is broken.
fn kind_of(input: &Input) -> (String, String, Text) {
    let plain = |kind: &str| (kind.to_owned(), String::new(), Text::default());
    match &input.kind {
        InputKind::Yes => plain(&format!("select_one {YES_NO}")),
        InputKind::Choice { .. } => plain(&format!("select_one {}", name_of(&input.id))),
        InputKind::Day => plain("date"),
        InputKind::Moment => plain("dateTime"),
        InputKind::Dates => {
            let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
            ("text".into(), format!("regex(., '^{day}( {day})*$')"), said(|w| w.dates()))
        }
        InputKind::Number { .. } => {
            let kind = if input.limits.whole { "integer" } else { "decimal" };
            let least = input.limits.least.map_or_else(|| format!("-{MOST}"), |least| least.to_string());
            let most = input.limits.most.unwrap_or(f64::from(MOST)).min(f64::from(MOST));
            (kind.into(), format!(". >= {least} and . <= {most}"), said(|w| w.between(&least, most)))
        }
        InputKind::Text => written(input.limits.longest.unwrap_or(LONGEST_TEXT)),
        InputKind::Person => written(LONGEST_NAME),
        InputKind::Files => plain("file"),
        // A phone has no register to choose from: the id is written, and read as any other.
        InputKind::Named(_) => plain("text"),
    }
}

fn written(longest: u32) -> (String, String, Text) {
    ("text".into(), format!("string-length(.) <= {longest}"), said(|w| w.longest(longest)))
}

/// How a tool shows the field.
const fn appearance(input: &Input) -> &'static str {
    match (&input.kind, input.limits.lines) {
        (InputKind::Text, Some(_)) => "multiline",
        _ => "",
    }
}

/// What helps to answer: the pack's own words, the unit of a number, what is to be named, and where the section comes from.
fn hint(section: &Section, input: &Input) -> Text {
    let sort = match &input.kind {
        InputKind::Number { unit } => said(|w| w.unit(unit)),
        InputKind::Named(named) => {
            let name = named.name();
            said(|w| w.id(name.get(w.0)))
        }
        InputKind::Yes
        | InputKind::Day
        | InputKind::Dates
        | InputKind::Choice { .. }
        | InputKind::Text
        | InputKind::Person
        | InputKind::Moment
        | InputKind::Files => Text::default(),
    };
    let help = input.help.clone().unwrap_or_default();
    let join =
        |parts: [&str; 3], by: &str| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(by);
    Text::new(
        join([&help.zh, &sort.zh, &section.source.zh], "；"),
        join([&help.en, &sort.en, &section.source.en], "; "),
    )
}

fn choices(pack: &Pack, form: &Form) -> Sheet {
    let languages = pack.country().languages();
    let start = |list: &str, name: &str| [list.to_owned(), name.to_owned()].into_iter();
    let row = |list: &str, name: &str, label: &Text| start(list, name).chain(texts(label, languages)).collect();
    let head = start("list_name", "name").chain(headings("label", languages)).collect();
    let mut rows = vec![head, row(YES_NO, "yes", &said(|w| w.yes())), row(YES_NO, "no", &said(|w| w.no()))];
    for input in form.questions().filter_map(|it| pack.inputs().get(&it.input)) {
        if let InputKind::Choice { choices } = &input.kind {
            rows.extend(choices.iter().map(|(word, label)| row(&name_of(&input.id), word, label)));
        }
    }
    rows
}

fn settings(pack: &Pack, form: &Form) -> Sheet {
    let head = ["form_title", "form_id", "version", "default_language"].map(str::to_owned).to_vec();
    let pack_id = pack.name().split('@').next().unwrap_or_default();
    let languages = pack.country().languages();
    let title = texts(&form.title, languages).collect::<Vec<_>>().join(" / ");
    let version = format!("{} {}", pack.name(), form.day);
    let default = languages.first().copied().unwrap_or_default();
    vec![head, vec![title, format!("{pack_id}-{}", form.id), version, named(default)]]
}
