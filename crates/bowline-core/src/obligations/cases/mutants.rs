//! Tries whether the static proof or a worked case notices each smallest change of a kind of matter.
//!
//! This module must never change a kind itself: the mutants come from the rules. Start at [`run_kind_mutants`].

use super::play;
use crate::ids::RuleId;
use crate::rules::kinds::Kind;
use crate::rules::{KindCase, KindMutant, Pack, kind_mutants, unproven};
use std::collections::BTreeMap;

/// What came of changing kinds of matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KindMutationReport {
    /// Changes that the proof or a case noticed.
    pub noticed: usize,
    /// The others: each is a case to be written, or a part of a kind that says nothing.
    pub survivors: Vec<KindMutant>,
    /// Kinds without cases; they are not changed.
    pub without_cases: Vec<RuleId>,
}

/// Changes every kind that has cases by every single step, and tries each change.
#[must_use]
pub fn run_kind_mutants(pack: &Pack) -> KindMutationReport {
    let mut cases = BTreeMap::<RuleId, Vec<KindCase>>::new();
    for (kind, case) in pack.kind_cases() {
        cases.entry(kind).or_default().push(case);
    }
    let mut report = KindMutationReport::default();
    for kind in pack.kinds().iter() {
        let Some(cases) = cases.get(&kind.id) else {
            report.without_cases.push(kind.id.clone());
            continue;
        };
        for mutant in kind_mutants(pack, kind) {
            if is_noticed(pack, &mutant.kind, cases) {
                report.noticed += 1;
            } else {
                report.survivors.push(mutant);
            }
        }
    }
    report
}

fn is_noticed(pack: &Pack, kind: &Kind, cases: &[KindCase]) -> bool {
    let changed = pack.with_kind(kind.clone());
    cases.iter().any(|case| play(&changed, &kind.id, case).is_err())
        || !unproven(kind, pack.clocks(), pack.inputs()).is_empty()
}
