//! Forms for phones: a form of the pack as an XLSForm workbook, and an answered one back as answers.
//!
//! XLSForm is what ODK, KoboToolbox and their like read. This module must never word a question: all text is the
//! pack's. Start at [`xlsform`] and [`answers_of`].

mod answers;
mod names;
mod relevant;
mod sheets;

pub use answers::{Returned, answers_of};
pub use names::{input_of, name_of};
pub use relevant::relevant;
pub use sheets::{Sheet, Sheets, sheets};

use bowline_core::rules::{Form, InputKind, Pack};
use bowline_core::words::Text;
use rust_xlsxwriter::{Workbook, XlsxError};

/// A form that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Unwritable(pub Text);

impl From<XlsxError> for Unwritable {
    fn from(error: XlsxError) -> Self {
        Self(Text::new(format!("表格写不成：{error}"), format!("the workbook cannot be written: {error}")))
    }
}

/// The workbook of a form.
///
/// # Errors
/// A text longer than a cell may hold; a word of a choice that form tools do not take.
pub fn xlsform(pack: &Pack, form: &Form) -> Result<Vec<u8>, Unwritable> {
    check_words(pack, form)?;
    let Sheets { survey, choices, settings } = sheets(pack, form);
    let mut book = Workbook::new();
    for (name, rows) in [("survey", survey), ("choices", choices), ("settings", settings)] {
        let page = book.add_worksheet().set_name(name)?;
        page.set_freeze_panes(1, 0)?;
        for (line, row) in (0..).zip(&rows) {
            for (column, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
                page.write_string(line, column, text)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

fn check_words(pack: &Pack, form: &Form) -> Result<(), Unwritable> {
    let fine = |word: &String| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    for input in form.questions().filter_map(|it| pack.inputs().get(&it.input)) {
        if let InputKind::Choice { choices } = &input.kind
            && let Some(word) = choices.keys().find(|word| !fine(word))
        {
            let input = input.id.as_str();
            return Err(Unwritable(Text::new(
                format!("{input} 的选项 `{word}` 只可用拉丁字母、数字与下划线"),
                format!("the choice `{word}` of {input} may have Latin letters, digits and underscores only"),
            )));
        }
    }
    Ok(())
}
