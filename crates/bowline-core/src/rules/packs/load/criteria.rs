//! This module reads `rules/<topic>/<rule>.toml`.

use super::conditions::{self, Inputs};
use super::parts;
use super::reader::{Fields, Sink, Spot};
use crate::ids::RuleId;
use crate::rules::law::{Criterion, RuleSet, Validity};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;

/// Keys of a criterion.
pub(super) const KEYS: [&str; 10] =
    ["id", "title", "set", "grade", "valid", "cite", "scope", "except", "if", "undecided"];

/// One file.
pub(super) fn read(f: &Fields<'_>, inputs: &Inputs) -> Option<(Criterion, Spot)> {
    let (id, title, set, grade) = (f.need("id"), f.need("title"), f.need("set"), f.need("grade"));
    let (valid, cite) = (parts::validity(f), parts::citations(f));
    let decided = conditions::decided(f, inputs, "if", "pack.bad_criterion")?;
    let criterion = Criterion {
        id: id?.id()?,
        title: title?.both()?,
        topic: parts::topic(id?),
        set: set?.text()?.to_owned(),
        valid: valid?,
        cite: cite?,
        scope: decided.scope,
        except: decided.except,
        condition: decided.condition,
        undecided: decided.undecided,
        grade: grade?.word()?,
        program: decided.program,
    };
    Some((criterion, id?.spot()))
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
