//! Reads `rules/<topic>/<rule>.toml`.

use super::conditions::{self, Inputs};
use super::parts;
use super::reader::{Fields, Node, Sink, Spot};
use crate::ids::RuleId;
use crate::rules::diagnostic::did_you_mean;
use crate::rules::{Condition, Criterion, RuleSet, Validity};
use crate::words::Text;

/// Keys of a criterion.
pub(super) const KEYS: [&str; 10] =
    ["id", "title", "set", "grade", "valid", "cite", "scope", "except", "if", "undecided"];

/// One file.
pub(super) fn read(f: &Fields<'_>, inputs: &Inputs) -> Option<(Criterion, Spot)> {
    let (id, title, set, grade) = (f.need("id"), f.need("title"), f.need("set"), f.need("grade"));
    let (valid, cite) = (parts::validity(f), parts::citations(f));
    let part = |key: &str| -> Result<Option<Condition>, ()> {
        match f.get(key) {
            Some(node) => conditions::read(node, inputs).map(Some).ok_or(()),
            None => Ok(None),
        }
    };
    let (scope, except, condition) = (part("scope"), part("except"), part("if"));
    let (scope, except, condition) = (scope.ok()?, except.ok()?, condition.ok()?);
    let undecided = f.get("undecided").and_then(|node| node.both());
    if condition.is_some() == undecided.is_some() {
        let message = Text::new(
            "须写 if；无从判定的写 undecided 说明缘由",
            "write `if`, or `undecided` with the reason why it is never decided",
        );
        f.fault("pack.bad_criterion", message);
    }
    let Ok(program) = Criterion::compile(scope.as_ref(), except.as_ref(), condition.as_ref()) else {
        f.fault("pack.condition_too_large", Text::new("条件过深或过大", "the condition is too deep or too large"));
        return None;
    };
    let criterion = Criterion {
        id: id?.id()?,
        title: title?.both()?,
        topic: topic(id?),
        set: set?.text()?.to_owned(),
        valid: valid?,
        cite: cite?,
        scope,
        except,
        condition,
        undecided,
        grade: grade?.word()?,
        program,
    };
    Some((criterion, id?.spot()))
}

/// The folder under `rules/`; empty for a file that lies in none.
fn topic(at: Node<'_>) -> String {
    let folder = at.source.path.strip_prefix("rules/").and_then(|path| path.rsplit_once('/'));
    folder.map(|(folder, _)| folder.to_owned()).unwrap_or_default()
}

/// Every rule belongs to a declared set.
pub(super) fn check_sets(criteria: &[(Criterion, Spot)], sets: &[RuleSet], sink: &Sink) {
    for (criterion, spot) in criteria.iter().filter(|(criterion, _)| !sets.iter().any(|set| set.id == criterion.set)) {
        let (id, set) = (&criterion.id, &criterion.set);
        let hint = did_you_mean(set, sets.iter().map(|set| set.id.as_str())).unwrap_or_default();
        let zh = format!("{id} 所属的组 `{set}` 未在 sets.toml 声明 {}", hint.zh);
        let en = format!("{id} belongs to set `{set}`, which sets.toml does not declare {}", hint.en);
        super::push_at(sink, spot, "pack.unknown_set", Text::new(zh.trim_end(), en.trim_end()));
    }
}

/// Editions of one id must not overlap.
pub(super) fn check_editions<'r>(rules: impl Iterator<Item = (&'r RuleId, Validity, &'r Spot)>, sink: &Sink) {
    let mut sorted: Vec<_> = rules.collect();
    sorted.sort_by(|a, b| (a.0, a.1.from).cmp(&(b.0, b.1.from)));
    for pair in sorted.windows(2) {
        let [(one, valid, _), (next, next_valid, spot)] = pair else { continue };
        if one == next && valid.overlaps(next_valid) {
            let message =
                Text::new(format!("`{one}` 的两个版本有效期重叠"), format!("two editions of `{one}` overlap"));
            super::push_at(sink, spot, "pack.overlap", message);
        }
    }
}
