//! A criterion's condition as an expression of CEL or Zen, or as rules of Rego. Every answer is there, so two values are
//! enough. "At least n of" becomes a sum of ones in CEL and Zen, the size of a set of those that hold in Rego.
//!
//! Must never simplify: each comparison stands once, in the order of the pack.

use bowline_core::rules::{Comparison, Condition, Criterion};

/// Which of the two expression languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Cel,
    Zen,
}

/// The name of an input as a variable.
pub fn variable(input: &str) -> String {
    input.replace('.', "_")
}

/// Scope, not exception, condition.
fn whole(rule: &Criterion) -> Condition {
    let not = rule.except.clone().map(|except| Condition::Not(Box::new(except)));
    Condition::All(rule.scope.clone().into_iter().chain(not).chain(rule.condition.clone()).collect())
}

/// One expression.
pub fn expression(rule: &Criterion, dialect: Dialect) -> String {
    said(&whole(rule), dialect)
}

fn said(condition: &Condition, dialect: Dialect) -> String {
    let (and, or, not) = if dialect == Dialect::Cel { (" && ", " || ", "!") } else { (" and ", " or ", "not ") };
    let each = |of: &[Condition]| of.iter().map(|part| said(part, dialect)).collect::<Vec<_>>();
    match condition {
        Condition::All(of) => format!("({})", each(of).join(and)),
        Condition::Any(of) => format!("({})", each(of).join(or)),
        Condition::Not(inner) => format!("{not}({})", said(inner, dialect)),
        Condition::AtLeast { n, of } => {
            let ones: Vec<String> = each(of).iter().map(|part| format!("({part} ? 1 : 0)")).collect();
            format!("({} >= {n})", ones.join(" + "))
        }
        Condition::Input { input, is } => compared(&variable(input.as_str()), is),
    }
}

fn compared(name: &str, is: &Comparison) -> String {
    match is {
        Comparison::Is(want) => format!("{name} == {want}"),
        Comparison::OneOf(words) => format!("{name} in {words:?}"),
        Comparison::AtLeast(limit, _) => format!("{name} >= {limit:?}"),
        Comparison::MoreThan(limit, _) => format!("{name} > {limit:?}"),
        Comparison::AtMost(limit, _) => format!("{name} <= {limit:?}"),
        Comparison::Below(limit, _) => format!("{name} < {limit:?}"),
        Comparison::From(_) | Comparison::Before(_) | Comparison::Table(_) | Comparison::Window(_) => {
            panic!("none of the ten has days, a table or a window")
        }
    }
}

/// A policy whose `out` lists for each criterion whether it holds: all in one body, each "any" a rule of several bodies.
pub fn rego(ten: &[&Criterion]) -> String {
    let mut rules = Rules { text: String::from("package ten\nimport rego.v1\n"), next: 0 };
    let names: Vec<String> = ten
        .iter()
        .enumerate()
        .map(|(number, rule)| {
            let body = rules.statements(&whole(rule)).join("; ");
            rules.text.push_str(&format!("default c{number} := false\nc{number} if {{ {body} }}\n"));
            format!("c{number}")
        })
        .collect();
    format!("{}out := [{}]\n", rules.text, names.join(", "))
}

struct Rules {
    text: String,
    next: usize,
}

impl Rules {
    /// What must stand in a body for the condition to hold.
    fn statements(&mut self, condition: &Condition) -> Vec<String> {
        match condition {
            Condition::All(of) => of.iter().flat_map(|part| self.statements(part)).collect(),
            Condition::Any(of) => vec![self.rule(of)],
            Condition::Not(inner) => vec![format!("not {}", self.rule(std::slice::from_ref(inner.as_ref())))],
            Condition::AtLeast { n, of } => vec![format!("count({}) >= {n}", self.set(of))],
            Condition::Input { input, is } => vec![compared(&format!("input.{}", variable(input.as_str())), is)],
        }
    }

    /// A rule of its own that holds when one of these does; its name.
    fn rule(&mut self, of: &[Condition]) -> String {
        let bodies: Vec<String> = of.iter().map(|part| self.statements(part).join("; ")).collect();
        let name = format!("r{}", self.next);
        self.next += 1;
        bodies.iter().for_each(|body| self.text.push_str(&format!("{name} if {{ {body} }}\n")));
        name
    }

    /// A set of the numbers of those that hold; its name.
    fn set(&mut self, of: &[Condition]) -> String {
        let bodies: Vec<String> = of.iter().map(|part| self.statements(part).join("; ")).collect();
        let name = format!("s{}", self.next);
        self.next += 1;
        let line = |(number, body)| format!("{name} contains {number} if {{ {body} }}\n");
        self.text.extend(bodies.iter().enumerate().map(line));
        name
    }
}
