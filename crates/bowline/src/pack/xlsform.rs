//! `bowline pack xlsform`: checklists for phones, as XLSForm workbooks.

use super::{Which, load};
use crate::{Done, both, cannot};
use bowline_core::rules::{Form, Pack};
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_service::clock::{SystemClock, WallClock};
use bowline_service::xlsform::xlsform;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which forms, of which day, to where.
#[derive(clap::Args)]
pub struct Arguments {
    /// A checklist or a set of criteria, such as lpg-restaurant or GAS
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    name: Option<String>,
    /// Every set and every checklist, one file each
    #[arg(long)]
    all: bool,
    /// Ask for what is in force on this day; without it today
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Day>,
    /// The file to write, or the folder with --all
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    #[command(flatten)]
    which: Which,
}

pub(super) fn run(arguments: &Arguments) -> Done {
    let pack = load(&arguments.which.pack)?;
    let day = arguments.day.unwrap_or_else(|| SystemClock.now().to_zoned(pack.country().zone().clone()).date());
    let Some(name) = &arguments.name else { return all(&pack, day, &arguments.out) };
    let named = name.parse().ok().and_then(|id| Form::of_checklist(&pack, &id, day));
    let form = Form::of_set(&pack, name, day).or(named).ok_or_else(|| {
        let zh = format!("规则包在 {day} 没有判定标准组或检查表 {name}。");
        both(&Text::new(zh, format!("On {day} the pack has no set of criteria and no checklist {name}.")))
    })?;
    write(&pack, &form, &arguments.out)?;
    Ok(ExitCode::SUCCESS)
}

fn all(pack: &Pack, day: Day, folder: &Path) -> Done {
    std::fs::create_dir_all(folder).map_err(|error| cannot("新建", "make", folder.display(), error))?;
    for form in Form::all(pack, day) {
        write(pack, &form, &folder.join(format!("{}.xlsx", form.id)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(pack: &Pack, form: &Form, path: &Path) -> Result<(), String> {
    let book = xlsform(pack, form).map_err(|error| format!("{}: {}", form.id, both(&error.0)))?;
    std::fs::write(path, book).map_err(|error| cannot("写入", "write", path.display(), error))?;
    let (sections, questions) = (form.sections.len(), form.questions().count());
    say!("{}: {sections} 节 {questions} 问 / {sections} sections, {questions} questions", path.display());
    Ok(())
}
