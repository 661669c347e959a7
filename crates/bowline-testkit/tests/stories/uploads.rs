//! Uploads on the import page: whose they are, which columns they remember, what has to be decided before rows are
//! taken in.

use crate::world;
use bowline_core::ids::{OfficeId, PostId, Role};
use bowline_service::import::Take;
use bowline_service::views::{ImportChoice, ImportPreview, ImportProgress, Who};
use bowline_service::{Refused, embedded_pack, views};
use bowline_testkit::{LEDGER_HEAD, World, ledger_row};

fn file(rows: &[(&str, &str)]) -> Vec<u8> {
    let rows: String =
        rows.iter().map(|(unit, what)| ledger_row(unit, "朝阳区", what, "重大", "2022-09-20", "2022-10-30")).collect();
    format!("{LEDGER_HEAD}{rows}").into_bytes()
}

fn fields(preview: &ImportPreview) -> Vec<String> {
    preview.columns.iter().map(|column| column.field.clone().unwrap_or_default()).collect()
}

fn choice(preview: &ImportPreview) -> ImportChoice {
    ImportChoice { fields: fields(preview), ..ImportChoice::default() }
}

/// Takes an upload in and waits for it.
fn commits(w: &World, who: &Who, id: &str, choice: &ImportChoice) -> Result<ImportProgress, Refused> {
    w.app().imports().commit(who, id, choice)?;
    loop {
        let progress = w.app().imports().progress(who, id)?;
        if progress.is_over() {
            return Ok(progress);
        }
        std::thread::yield_now();
    }
}

/// The head of the office of another county.
fn elsewhere(w: &World) -> Who {
    let place = "220102".parse().unwrap();
    w.app().offices().load(place, &mut |_, _| {}).unwrap();
    let post = PostId::office(OfficeId { place, department: w.office(0).department }, Role::Head);
    let person = w.app().people().register("外县某", post, w.app().today()).unwrap();
    w.app().people().who(person).unwrap()
}

#[test]
fn an_upload_is_seen_by_the_office_of_whoever_sent_it_and_by_nobody_else() {
    let w = world();
    let (head, other) = (w.county().who(), elsewhere(&w));
    let bytes = file(&[("春城小厨", "未装报警器"), ("南湖饭店", "")]);
    let id = w.app().imports().upload(&head, "台账.csv", &bytes).unwrap();
    let again = w.app().imports().upload(&head, "台账.csv", &bytes).unwrap();
    assert!(id != again && id.len() == 32, "ids are drawn, not made of the file");
    let preview = w.app().imports().preview(&w.inspector().who(), &id, None).unwrap();
    assert_eq!((preview.accepted, preview.refused_rows), (1, 1), "a colleague sees it");
    let imports = w.app().imports();
    assert_eq!(imports.refused(&head, &id).unwrap().0, "台账-refused.xlsx");
    let not_found = |told: Option<Refused>| assert!(matches!(told, Some(Refused::NotFound)), "{told:?}");
    not_found(imports.preview(&other, &id, None).err());
    not_found(imports.preview(&other, &id, Some(&fields(&preview))).err());
    not_found(imports.refused(&other, &id).err());
    not_found(imports.commit(&other, &id, &choice(&preview)).err());
    not_found(imports.progress(&other, &id).err());
    for alias in [format!("{id}zz1"), id.to_uppercase(), format!("{id}/"), format!("../uploads/{id}"), String::new()] {
        not_found(imports.preview(&head, &alias, None).err());
    }
    let done = commits(&w, &head, &id, &choice(&preview)).unwrap();
    assert_eq!((done.done, done.total, done.finished.unwrap().accepted), (1, 1, 1));
    not_found(imports.progress(&other, &id).err());
    let after = imports.preview(&head, &id, None).unwrap();
    assert_eq!((after.accepted, after.duplicates, after.refused_rows), (0, 1, 1));
    let nothing_new = commits(&w, &head, &id, &choice(&after)).unwrap();
    assert_eq!((nothing_new.done, nothing_new.total), (1, 1), "rows that are there already were gone through too");
    assert_eq!(nothing_new.finished.unwrap().duplicates, 1);
}

#[test]
fn columns_are_remembered_for_the_office_and_asked_for_where_they_differ_from_the_heads() {
    let w = world();
    let (head, other) = (w.county().who(), elsewhere(&w));
    let imports = w.app().imports();
    let id = imports.upload(&head, "台账.csv", &file(&[("春城小厨", "未装报警器")])).unwrap();
    let guessed = imports.preview(&head, &id, None).unwrap();
    assert_eq!(guessed.columns[3].field.as_deref(), Some("description"));
    // The owner instead of the unit, so that every needed field is still there.
    let mut swapped = fields(&guessed);
    swapped[0] = "owner".to_owned();
    let unchecked = ImportChoice { fields: swapped.clone(), ..ImportChoice::default() };
    let told = imports.commit(&head, &id, &unchecked).unwrap_err();
    assert!(told.text().en.contains("was changed"), "{}", told.text().en);
    imports.preview(&head, &id, Some(&swapped)).unwrap();
    assert!(commits(&w, &head, &id, &unchecked).unwrap().failed.is_none());
    // The same head again: remembered, shown, and to be confirmed.
    let id = imports.upload(&head, "台账.csv", &file(&[("南湖饭店", "未装报警器")])).unwrap();
    let again = imports.preview(&head, &id, None).unwrap();
    assert!(again.remembered && again.columns_to_confirm);
    assert_eq!(
        (again.columns[0].field.as_deref(), again.columns[0].guessed.as_deref()),
        (Some("owner"), Some("unit_name"))
    );
    assert!(
        imports
            .commit(&head, &id, &choice(&again))
            .unwrap_err()
            .text()
            .en
            .contains("differs from what the headings say")
    );
    let confirmed = ImportChoice { columns_confirmed: true, ..choice(&again) };
    assert!(commits(&w, &head, &id, &confirmed).unwrap().failed.is_none());
    // Another office never sees it.
    let id = imports.upload(&other, "台账.csv", &file(&[("南湖饭店", "未装报警器")])).unwrap();
    let theirs = imports.preview(&other, &id, None).unwrap();
    assert!(!theirs.remembered && theirs.columns[0].field.as_deref() == Some("unit_name"));
    // Nor does a command line that was not told so.
    let plain = imports.read("台账.csv", &file(&[("南湖饭店", "未装报警器")]), None, None).unwrap();
    assert_eq!(plain.mapping, plain.guess);
    let office = w.office(0).to_string();
    let asked = imports.read_as(&office, "台账.csv", &file(&[("南湖饭店", "未装报警器")]), None).unwrap();
    assert_ne!(asked.mapping, asked.guess);
}

#[test]
fn a_choice_by_which_no_row_can_be_read_is_neither_used_nor_kept() {
    let w = world();
    let (head, imports) = (w.county().who(), w.app().imports());
    let id = imports.upload(&head, "台账.csv", &file(&[("春城小厨", "未装报警器")])).unwrap();
    let guessed = fields(&imports.preview(&head, &id, None).unwrap());
    let empty = vec![String::new(); guessed.len()];
    let told = imports.preview(&head, &id, Some(&empty)).unwrap().unusable.unwrap();
    assert!(told.zh.contains("隐患描述") && told.zh.contains("整改期限"), "{}", told.zh);
    let choice = ImportChoice { fields: empty, ..ImportChoice::default() };
    assert_eq!(imports.commit(&head, &id, &choice).unwrap_err().text(), told);
    let mut twice = guessed.clone();
    twice[1] = "description".to_owned();
    assert!(imports.preview(&head, &id, Some(&twice)).unwrap().unusable.unwrap().en.contains("Two columns"));
    let id = imports.upload(&head, "台账.csv", &file(&[("春城小厨", "未装报警器")])).unwrap();
    assert_eq!(fields(&imports.preview(&head, &id, None).unwrap()), guessed, "nothing of it was kept");
}

#[test]
fn what_differs_has_to_be_decided_before_rows_are_taken_in() {
    let w = world();
    let (head, imports) = (w.county().who(), w.app().imports());
    let row = |deadline| ledger_row("春城小厨", "朝阳区", "未装报警器", "重大", "2022-09-20", deadline);
    let sends = |deadline| {
        let id = imports.upload(&head, "台账.csv", format!("{LEDGER_HEAD}{}", row(deadline)).as_bytes()).unwrap();
        let preview = imports.preview(&head, &id, None).unwrap();
        (id, preview)
    };
    let (id, preview) = sends("2022-10-30");
    commits(&w, &head, &id, &choice(&preview)).unwrap();
    let (id, preview) = sends("2022-11-30");
    assert_eq!((preview.accepted, preview.differing, preview.differences[0].key.as_str()), (0, 1, "0-deadline"));
    assert!(imports.commit(&head, &id, &choice(&preview)).unwrap_err().text().en.contains("differ from the register"));
    let take = |take| ImportChoice { take: Some(take), ..choice(&preview) };
    let left: views::ImportPreview = commits(&w, &head, &id, &take(Take::Nothing)).unwrap().finished.unwrap();
    assert_eq!((left.revised, left.differing), (0, 1));
    let (id, _) = sends("2022-11-30");
    let taken =
        commits(&w, &head, &id, &take(Take::these(["0-deadline", "junk"].into_iter()))).unwrap().finished.unwrap();
    assert_eq!((taken.revised, taken.differing), (1, 0));
    let (_, preview) = sends("2022-11-30");
    assert_eq!((preview.duplicates, preview.differing), (1, 0));
}

#[test]
fn units_of_one_name_without_a_code_are_told_to_become_one() {
    let w = World::in_county("220104").on("2025-06-03");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../bowline-service/tests/cases/");
    let bytes = std::fs::read(format!("{folder}b38b-same-name-units.xlsx")).unwrap();
    let (head, imports) = (w.county().who(), w.app().imports());
    let id = imports.upload(&head, "b38b.xlsx", &bytes).unwrap();
    let preview = imports.preview(&head, &id, None).unwrap();
    assert_eq!((preview.accepted, preview.refused_rows, preview.same_names.len()), (2, 0, 1));
    let told = &preview.same_names[0];
    assert_eq!((told.unit.as_str(), told.rows.join(",")), ("张记饭店", "1,2".to_owned()));
    assert!(told.text.en.contains("taken as one organisation") && told.text.zh.contains("按同一单位导入"));
    let report = imports.read("b38b.xlsx", &bytes, None, None).unwrap().report();
    assert_eq!(report.same_names, preview.same_names, "a dry run says the same");
    // The same person answers for all of them: one unit with two hazards, of which nothing is said.
    let one = imports.read("a.csv", &file(&[("甲店", "一"), ("甲店", "二")]), None, Some(w.level(0))).unwrap().report();
    assert_eq!((one.accepted, one.same_names), (2, Vec::new()));
}

#[test]
fn an_import_that_a_restart_cut_off_says_so_and_goes_on_with_the_same_file() {
    let mut w = world();
    let units: Vec<String> = (0..400).map(|n| format!("饭店{n}")).collect();
    let rows: Vec<(&str, &str)> = units.iter().map(|unit| (unit.as_str(), "未装报警器")).collect();
    let head = w.county().who();
    let id = w.app().imports().upload(&head, "台账.csv", &file(&rows)).unwrap();
    let preview = w.app().imports().preview(&head, &id, None).unwrap();
    w.app().imports().commit(&head, &id, &choice(&preview)).unwrap();
    let kept = w.app().store().folder().join("uploads").join(&id).join("progress");
    let begun = std::fs::read(&kept).unwrap();
    let ended = loop {
        let progress = w.app().imports().progress(&head, &id).unwrap();
        if progress.is_over() {
            break progress;
        }
        std::thread::yield_now();
    };
    w.restarts_under(embedded_pack("cn-national").unwrap());
    assert_eq!(w.app().imports().progress(&head, &id).unwrap(), ended, "how it ended is still known");
    // A kill before the end leaves what was there at the beginning.
    std::fs::write(&kept, begun).unwrap();
    let told = w.app().imports().progress(&head, &id).unwrap();
    let text = told.failed.unwrap();
    assert!(text.en.contains("Upload the same file again") && text.zh.contains("重新上传同一文件"), "{text:?}");
    assert_eq!(told.finished, None);
    let again = w.app().imports().upload(&head, "台账.csv", &file(&rows)).unwrap();
    assert_eq!(w.app().imports().preview(&head, &again, None).unwrap().duplicates, 400, "rows taken in stay");
}
