//! The bounds of a file, and texts that are not what they look like.

use super::{About, Cell, Export, Form, Head, MOST_BYTES, MOST_ROWS};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

fn export(form: Form, folder: &tempfile::TempDir) -> Export {
    let head = |title: &str| Head { title: title.to_owned(), width: 10 };
    Export::begin(form, "台账/[1]", &[head("a"), head("b")], folder.path()).unwrap()
}

fn about() -> About {
    About { title: "说明".to_owned(), lines: vec![("=list".to_owned(), "x".into())] }
}

#[test]
fn a_file_ends_at_its_bound_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = export(Form::Csv, &folder);
    let taken = (0..MOST_ROWS + 5)
        .take_while(|n| file.add(&[Cell::Number(*n as i64), Cell::Empty]).unwrap().is_continue())
        .count();
    assert_eq!((taken, file.rows(), file.is_cut()), (MOST_ROWS, MOST_ROWS, true));
    let mut full = export(Form::Xlsx, &folder);
    assert!(full.add(&["a".into()]).unwrap().is_continue() && !full.is_cut());
    assert!(full.add(&["b".repeat(MOST_BYTES).into()]).unwrap().is_break() && full.is_cut());
    assert_eq!(full.rows(), 1);
}

#[test]
fn texts_that_look_like_formulas_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "a=1", "'=1", "\"quoted\", and\nbroken", ""];
    for form in Form::ALL {
        let mut file = export(form, &folder);
        for text in texts {
            let _ = file.add(&[text.into(), Cell::Number(-1)]).unwrap();
        }
        let bytes = file.finish(&about()).unwrap();
        let read: Vec<String> = match form {
            Form::Xlsx => {
                let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
                let cells = book.worksheet_range_at(0).unwrap().unwrap();
                assert_eq!(cells.get_value((1, 1)), Some(&Data::Float(-1.0)));
                cells.rows().skip(1).map(|row| row[0].to_string()).collect()
            }
            Form::Csv => {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.starts_with("\u{feff}'=list,x\r\n\r\na,b\r\n"), "{text}");
                let mut reader =
                    csv::ReaderBuilder::new().from_reader(text.split_once("\r\n\r\n").unwrap().1.as_bytes());
                let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
                assert!(rows.iter().all(|row| &row[1] == "-1"), "a number is a number");
                rows.iter().map(|row| row[0].to_owned()).collect()
            }
        };
        let neutral = |text: &&str| {
            if form == Form::Csv && crate::import::grid::looks_active(text) {
                format!("'{text}")
            } else {
                (*text).to_owned()
            }
        };
        assert_eq!(read, texts.iter().map(neutral).collect::<Vec<_>>(), "{form:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left in the folder");
}

#[test]
fn a_text_is_cut_where_a_cell_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = export(Form::Xlsx, &folder);
    let _ = file.add(&["😀".repeat(20_000).into(), Cell::Day("1850-01-01".parse().unwrap())]).unwrap();
    let mut book = Xlsx::new(Cursor::new(file.finish(&about()).unwrap())).unwrap();
    let cells = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(cells.get_value((1, 0)).unwrap().to_string().encode_utf16().count(), 32_766);
    assert_eq!(
        cells.get_value((1, 1)).unwrap().to_string(),
        "1850-01-01",
        "a day that a workbook cannot count is a text"
    );
}
