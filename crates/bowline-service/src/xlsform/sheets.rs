//! The three sheets of a form as rows of text: what is asked, what can be chosen, what the form is.
//!
//! Start at [`sheets`].

use super::names::{group_name, name_of};
use super::relevant::relevant;
use bowline_core::rules::{Form, Input, InputKind, Pack, Question, Section};
use bowline_core::words::Text;

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

const ZH: &str = "中文 (zh)";
const EN: &str = "English (en)";
const YES_NO: &str = "yes_no";
/// Units in which whole things are counted.
const COUNTED: [&str; 6] = ["exit", "item", "person", "point", "set", "storey"];
/// Larger numbers are slips of the finger; form tools keep whole numbers of nine digits.
const MOST: u32 = 999_999_999;

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
    fn cells(self) -> Vec<String> {
        let required = if self.required { "yes" } else { "" };
        let Text { zh: label_zh, en: label_en } = self.label;
        let (hint, message) = (self.hint, self.message);
        let texts = [self.kind, self.name, label_zh, label_en, hint.zh, hint.en, required.to_owned()];
        let rest = [self.relevant, self.constraint, message.zh, message.en, self.appearance.to_owned()];
        texts.into_iter().chain(rest).collect()
    }
}

/// The sheets.
#[must_use]
pub fn sheets(pack: &Pack, form: &Form) -> Sheets {
    let languages = |what: &str| [format!("{what}::{ZH}"), format!("{what}::{EN}")];
    let mut survey =
        vec![["type".to_owned(), "name".to_owned()].into_iter().chain(languages("label")).collect::<Vec<_>>()];
    if let Some(head) = survey.first_mut() {
        head.extend(languages("hint"));
        head.extend(["required", "relevant", "constraint"].map(str::to_owned));
        head.extend(languages("constraint_message"));
        head.push("appearance".to_owned());
    }
    let begin = Row { kind: "today".into(), name: "TODAY".into(), ..Row::default() };
    survey.push(begin.cells());
    for (no, section) in form.sections.iter().enumerate() {
        survey.extend(section_rows(pack, no + 1, section).into_iter().map(Row::cells));
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
        ..Row::default()
    }
}

/// Type, constraint and what to say when it is broken.
fn kind_of(input: &Input) -> (String, String, Text) {
    let plain = |kind: &str| (kind.to_owned(), String::new(), Text::default());
    match &input.kind {
        InputKind::Yes => plain(&format!("select_one {YES_NO}")),
        InputKind::Choice { .. } => plain(&format!("select_one {}", name_of(&input.id))),
        InputKind::Day => plain("date"),
        InputKind::Dates => {
            let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
            let message = Text::new("日期如 2026-01-31，以空格分开", "days such as 2026-01-31, with spaces between");
            ("text".into(), format!("regex(., '^{day}( {day})*$')"), message)
        }
        InputKind::Number { unit } => {
            let kind = if COUNTED.contains(&unit.as_str()) { "integer" } else { "decimal" };
            let least = if input.signed { format!("-{MOST}") } else { "0".to_owned() };
            let message = Text::new(format!("须在 {least} 与 {MOST} 之间"), format!("between {least} and {MOST}"));
            (kind.into(), format!(". >= {least} and . <= {MOST}"), message)
        }
    }
}

/// The unit of a number, and where the section comes from.
fn hint(section: &Section, input: &Input) -> Text {
    let unit = match &input.kind {
        InputKind::Number { unit } => Text::new(format!("单位：{unit}"), format!("unit: {unit}")),
        _ => Text::default(),
    };
    let join = |unit: &str, source: &str, by: &str| {
        [unit, source].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(by)
    };
    Text::new(join(&unit.zh, &section.source.zh, "；"), join(&unit.en, &section.source.en, "; "))
}

fn choices(pack: &Pack, form: &Form) -> Sheet {
    let row = |list: &str, name: &str, label: &Text| {
        vec![list.to_owned(), name.to_owned(), label.zh.clone(), label.en.clone()]
    };
    let head = vec!["list_name".to_owned(), "name".to_owned(), format!("label::{ZH}"), format!("label::{EN}")];
    let mut rows = vec![head, row(YES_NO, "yes", &Text::new("是", "yes")), row(YES_NO, "no", &Text::new("否", "no"))];
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
    let title = format!("{} / {}", form.title.zh, form.title.en);
    let version = format!("{} {}", pack.name(), form.day);
    vec![head, vec![title, format!("{pack_id}-{}", form.id), version, ZH.to_owned()]]
}
