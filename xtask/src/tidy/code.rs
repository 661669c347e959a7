//! This module takes comments and strings of Rust text apart, so that checks see code as code and strings as strings.
//!
//! Not a parser: it knows comments, strings, character literals and braces, and no more. This module must never need
//! code that compiles.

/// One Rust file.
#[derive(Debug, Default)]
pub struct Code {
    /// The text with the inside of comments and literals blanked; lines keep their numbers.
    pub bare: String,
    /// String literals: line, content.
    pub strings: Vec<(usize, String)>,
    /// The line on which the file's tests begin (`#[cfg(test)]` before a module), or past the end.
    pub tests_from: usize,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of `fn`.
    pub line: usize,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
}

/// A block of methods of a type's own (`impl Type`, not `impl Trait for Type`).
#[derive(Debug, PartialEq, Eq)]
pub struct Methods {
    /// The type.
    pub of: String,
    /// The line of `impl`.
    pub line: usize,
    /// How many.
    pub count: usize,
}

impl Code {
    /// Takes a text apart.
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { chars: text.chars().collect(), at: 0, line: 1, code: Self::default() };
        reader.run();
        let mut code = reader.code;
        code.tests_from = tests_from(&code.bare);
        code
    }

    /// Lines of code that are no tests: number, text.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.bare.lines()).take_while(|(line, _)| *line < self.tests_from)
    }

    /// Names that follow a path's beginning, such as `crate::`; `crate::{a, b::c}` gives a and b.
    pub fn names_after(&self, beginning: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, _) in self.bare.match_indices(beginning) {
            let (before, after) = self.bare.split_at(at);
            let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
            let goes_on = beginning.starts_with("super") && before.ends_with("::");
            if line >= self.tests_from || goes_on || before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = after.strip_prefix(beginning).unwrap_or_default();
            let names = match rest.strip_prefix('{') {
                Some(group) => first_names(group),
                None => vec![word(rest)],
            };
            found.extend(names.into_iter().map(|name| (line, name)));
        }
        found
    }

    /// Every block of methods of a type's own.
    pub fn methods(&self) -> Vec<Methods> {
        let mut found = Vec::new();
        let mut from = 0;
        for (index, line) in self.bare.split_inclusive('\n').enumerate() {
            let (_, rest) = self.bare.split_at(from);
            from += line.len();
            let head = rest.strip_prefix("impl").filter(|rest| rest.starts_with(['<', ' ']));
            let Some((head, block)) = head.and_then(|rest| rest.split_once('{')) else { continue };
            if index + 1 < self.tests_from && !head.contains(" for ") {
                found.push(Methods { of: type_of(head), line: index + 1, count: functions_in(block) });
            }
        }
        found
    }

    /// Every function with a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let lines: Vec<&str> = self.bare.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some((before, after)) = line.split_once("fn ") else { continue };
            let name = word(after.trim_start());
            if name.is_empty() || before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = lines.get(index + 1..).unwrap_or_default();
            if let Some(more) = body_ends(std::iter::once(after).chain(rest.iter().copied())) {
                found.push(Function { name, line: index + 1, lines: more + 1 });
            }
        }
        found
    }
}

/// The type that a block's head names: `impl<'a> a::Reader<'a> where …` is of `Reader`.
fn type_of(head: &str) -> String {
    let mut depth = 0;
    let outside: String = head
        .chars()
        .filter(|letter| {
            depth += i32::from(*letter == '<');
            let inside = depth > 0;
            depth -= i32::from(*letter == '>');
            !inside
        })
        .collect();
    let path = outside.split_whitespace().next().unwrap_or_default();
    path.rsplit("::").next().unwrap_or_default().to_owned()
}

/// Functions that stand directly in a block, whose text begins behind its opening brace.
fn functions_in(block: &str) -> usize {
    let (mut depth, mut count, mut word) = (0, 0, String::new());
    for letter in block.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
        if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
            continue;
        }
        count += usize::from(depth == 0 && word == "fn" && letter.is_whitespace());
        word.clear();
    }
    count
}

/// How many lines further the body closes; none if there is no body.
fn body_ends<'t>(lines: impl Iterator<Item = &'t str>) -> Option<usize> {
    let (mut braces, mut brackets, mut opened) = (0_i32, 0_i32, false);
    for (more, line) in lines.enumerate() {
        for letter in line.chars() {
            match letter {
                '{' => {
                    braces += 1;
                    opened = true;
                }
                '}' => braces -= 1,
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                ';' if !opened && brackets == 0 => return None,
                _ => {}
            }
            if opened && braces == 0 {
                return Some(more);
            }
        }
    }
    None
}

fn tests_from(bare: &str) -> usize {
    let lines: Vec<&str> = bare.lines().map(str::trim).collect();
    let is_tests =
        |pair: &[&str]| matches!(pair, ["#[cfg(test)]", next] if next.starts_with("mod ") && next.ends_with('{'));
    lines.windows(2).position(is_tests).map_or(usize::MAX, |index| index + 1)
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each member of a group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut fresh) = (0, Vec::new(), true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !letter.is_whitespace() => {
                names.push(word(group.split_at(at).1));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: Code,
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Moves on by one character and writes it, or a blank.
    fn step(&mut self, shown: bool) -> char {
        let letter = self.peek(0);
        self.at += 1;
        self.line += usize::from(letter == '\n');
        self.code.bare.push(if shown || letter == '\n' { letter } else { ' ' });
        letter
    }

    fn run(&mut self) {
        let mut last = '\0';
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => {
                    while self.at < self.chars.len() && self.peek(0) != '\n' {
                        self.step(false);
                    }
                }
                ('/', '*') => self.block_comment(),
                ('r', '"' | '#') if !(last.is_alphanumeric() && last != 'b') && last != '_' => self.raw_string(),
                ('"', _) => self.string(),
                ('\'', _) => self.character(),
                _ => {
                    last = self.step(true);
                    continue;
                }
            }
            last = ' ';
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.step(false);
                    continue;
                }
            }
            self.step(false);
            self.step(false);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let (line, mut content) = (self.line, String::new());
        self.step(true);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                self.step(false);
            }
            content.push(self.step(false));
        }
        self.step(true);
        self.code.strings.push((line, content));
    }

    /// `r"…"`, `r#"…"#`; also steps over a raw identifier `r#name`.
    fn raw_string(&mut self) {
        let (line, mut content) = (self.line, String::new());
        self.step(true);
        let mut hashes = 0;
        while self.peek(0) == '#' {
            self.step(true);
            hashes += 1;
        }
        if self.peek(0) != '"' {
            return;
        }
        self.step(true);
        while self.at < self.chars.len() {
            if self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                for _ in 0..=hashes {
                    self.step(true);
                }
                break;
            }
            content.push(self.step(false));
        }
        self.code.strings.push((line, content));
    }

    /// `'x'` and `'\n'` are literals, `'a` is a lifetime.
    fn character(&mut self) {
        let escaped = self.peek(1) == '\\';
        if !escaped && self.peek(2) != '\'' {
            self.step(true);
            return;
        }
        self.step(true);
        if escaped {
            self.step(false);
            self.step(false);
        }
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            self.step(false);
        }
        self.step(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_comments_are_no_code() {
        let code = Code::read(
            "// { crate::x\nlet a = \"SELECT {\"; /* { /* } */ */ let b = '{'; let c: &'a str = r#\"}\"\"#;\n",
        );
        assert!(!code.bare.contains(['{', '}']), "{}", code.bare);
        assert_eq!(code.strings, [(2, "SELECT {".to_owned()), (2, "}\"".to_owned())]);
    }

    #[test]
    fn functions_are_measured_to_their_closing_brace() {
        let code = Code::read(
            "trait T { fn open(&self) -> [u8; 2]; }\npub fn a(\n  x: u8,\n) {\n  if x { \"}\" }\n}\nfn b() {}\n",
        );
        let found: Vec<(String, usize, usize)> =
            code.functions().into_iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(found, [("a".to_owned(), 2, 5), ("b".to_owned(), 7, 1)]);
    }

    #[test]
    fn methods_are_counted_by_type() {
        let text = "impl A {\n pub const fn a() { fn inner() {} }\n fn b<F: Fn(u8)>(f: F) {}\n}\nimpl<'a, T: Fn()> x::B<'a, T>\nwhere\n T: U,\n{\n fn c() {}\n}\nimpl T for A {\n fn d() {}\n}\n";
        let found: Vec<(String, usize, usize)> =
            Code::read(text).methods().into_iter().map(|it| (it.of, it.line, it.count)).collect();
        assert_eq!(found, [("A".to_owned(), 1, 2), ("B".to_owned(), 5, 1)]);
    }

    #[test]
    fn grouped_imports_are_seen() {
        let code = Code::read(
            "use crate::{ids::{A, B}, time};\nuse crate::words;\n#[cfg(test)]\nmod tests {\nuse crate::rules;\n}\n",
        );
        let names: Vec<(usize, String)> = code.names_after("crate::");
        assert_eq!(names, [(1, "ids".to_owned()), (1, "time".to_owned()), (2, "words".to_owned())]);
    }
}
