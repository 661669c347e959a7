//! The commands of the documentation, tried as they stand: a block of commands is run from top to bottom on one data
//! folder, and what is named in a sentence must exist.

use crate::common::process::{Ran, Server, bowline, filled, root};
use std::path::{Path, PathBuf};

/// Blocks of commands that are not run here, each with the reason.
const NOT_RUN: [(&str, &str); 5] = [
    ("cargo run --release -- demo", "builds another profile; `bowline demo` is tried"),
    ("cargo xtask test", "this test is part of it"),
    ("bowline bench", "measures for minutes; its arguments are read"),
    ("sqlite3 ", "a tool of the operator's, perhaps not installed here"),
    ("cp -a ", "a tool of the operator's"),
];

/// What stands for what in the documentation.
const MEANT: [(&str, &str); 12] = [
    ("ADDR:PORT", "127.0.0.1:0"),
    ("127.0.0.1:8460", "127.0.0.1:0"),
    ("FILE", "examples/jilin-lpg-2022.xlsx"),
    ("RULE", "CN-HAZ-FIRE-17-6.8"),
    ("OLD", "packs/cn-national"),
    ("NEW", "packs/cn-national"),
    ("NAME", "某某"),
    ("POST", "220104/emergency#inspector"),
    ("PLACE", "220104"),
    ("SECTOR", "H62"),
    ("DAY", "2030-01-01"),
    // A year in the profile of tests takes as long as all other tests together.
    ("365", "3"),
];

fn pages(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.extension() {
            None if entry.is_dir() => pages(&entry, into),
            Some(ending) if ending == "md" => into.push(entry),
            _ => {}
        }
    }
}

/// Every page of documentation: its name, its text.
fn documentation() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].into_iter().map(root).filter(|path| path.exists()).collect();
    pages(&root("docs"), &mut paths);
    pages(&root("packs"), &mut paths);
    paths.sort();
    paths.into_iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The text in fences, and the spans of code outside of them.
fn commands(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut lines, mut spans, mut fenced) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            lines.push(line);
        } else {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let is_command = |text: &&str| ["bowline ", "cargo ", "sqlite3 ", "cp "].iter().any(|word| text.starts_with(word));
    lines.retain(is_command);
    spans.retain(is_command);
    (lines, spans)
}

/// `bowline pack check | test | explain RULE   what it does` names three commands.
fn alternatives(line: &str) -> Vec<String> {
    let command = line.split("  ").next().unwrap().replace(['[', ']'], "");
    let mut each = command.split(" | ").map(str::to_owned);
    let first = each.next().unwrap();
    let stem: Vec<&str> = first.split(' ').take(2).collect();
    let others: Vec<String> = each.map(|other| format!("{} {other}", stem.join(" "))).collect();
    [vec![first.clone()], others].concat()
}

/// One data folder, and whoever was registered in it last.
struct Reader {
    data: tempfile::TempDir,
    person: String,
}

impl Reader {
    fn words(&self, command: &str) -> Vec<String> {
        let mean = |word: &str| match word {
            "DIR" => self.data.path().display().to_string(),
            "COPY" => self.data.path().join("copy").display().to_string(),
            "PERSON" => self.person.clone(),
            _ => MEANT.iter().find(|(said, _)| *said == word).map_or(word, |(_, meant)| meant).to_owned(),
        };
        let words: Vec<String> = command.split(' ').skip(1).map(mean).collect();
        let unknown =
            words.iter().find(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase()));
        assert_eq!(unknown, None, "`{command}` leaves open what to put in");
        let file = |word: String| {
            if root(&word).exists() && word.contains('/') { root(&word).display().to_string() } else { word }
        };
        words.into_iter().map(file).collect()
    }

    fn tries(&mut self, command: &str) {
        if NOT_RUN.iter().any(|(start, _)| command.starts_with(start)) {
            return;
        }
        let words = self.words(command);
        match words[0].as_str() {
            "serve" => drop(Server::serve(self.data.path())),
            "demo" => drop(Server::demo()),
            verb => {
                let Ran { status, out, err } = bowline(&words);
                let well = status == 0 || (verb == "import" && status == 3);
                assert!(well, "`{command}` ends with {status}\n{out}\n{err}");
                if let Some(person) = out.lines().find_map(|line| line.strip_prefix("person ")) {
                    self.person = person.trim().to_owned();
                }
            }
        }
    }
}

#[test]
fn blocks_of_commands_run_from_top_to_bottom() {
    let mut tried = 0;
    for (_, text) in documentation() {
        let mut reader = Reader { data: filled(), person: String::new() };
        for command in commands(&text).0.into_iter().flat_map(alternatives) {
            reader.tries(&command);
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried} commands were found");
}

#[test]
fn a_command_that_a_sentence_names_exists() {
    let usage = std::fs::read_to_string(root("xtask/src/main.rs")).unwrap();
    for (page, text) in documentation() {
        for span in commands(&text).1 {
            let words: Vec<&str> = span.split(' ').collect();
            let exists = match words.as_slice() {
                ["cargo", "xtask", task, ..] => usage.contains(&format!("cargo xtask {task}")),
                ["cargo", "test", "-p", package, "--test", test, ..] => {
                    [format!("{test}.rs"), format!("{test}/main.rs")]
                        .iter()
                        .any(|file| root(&format!("crates/{package}/tests/{file}")).exists())
                }
                ["bowline", words @ ..] => {
                    let verbs = words.iter().take_while(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
                    let options = words.iter().filter(|word| word.starts_with("--"));
                    let help = bowline(&[verbs.copied().collect::<Vec<_>>(), vec!["--help"]].concat());
                    help.status == 0 && options.into_iter().all(|option| help.out.contains(option))
                }
                _ => false,
            };
            assert!(exists, "{page} names `{span}`");
        }
    }
}
