//! What a pack holds is counted from the pack itself.

use super::national;
use bowline_core::rules::{PackStats, RuleKind, Tag};

#[test]
fn every_rule_is_counted_once_by_topic_set_edition_and_tag() {
    let pack = national();
    let stats = PackStats::of(pack);
    let all = pack.criteria().len();
    assert_eq!(stats.criteria.rules, all);
    assert_eq!(stats.criteria.decidable + stats.criteria.undecidable, all);
    assert_eq!(stats.by_topic.values().map(|count| count.rules).sum::<usize>(), all);
    assert_eq!(stats.by_set.values().map(|count| count.rules).sum::<usize>(), all);
    assert_eq!(stats.by_edition.values().map(|count| count.rules).sum::<usize>(), all);
    assert_eq!(stats.by_tag.values().map(|count| count.rules).sum::<usize>(), all);
    assert_eq!(
        (stats.by_set["GAS"].rules, stats.by_sector["D45"].rules, stats.by_topic["gas"].undecidable),
        (22, 22, 1)
    );
    assert_eq!(stats.by_edition["FIRE 2018-07-01/2025-10-31"].decidable, 14);
    assert!(stats.by_tag[&Tag::Verified].rules > 0);
    let cases = stats.cases;
    let rules = [cases.criteria, cases.scales, cases.triggers, cases.clocks, cases.requirements];
    let kinds = [rules.iter().sum(), cases.procedures, cases.ladders, cases.checks];
    assert_eq!(cases.all, kinds.iter().sum::<usize>());
    assert!(kinds.iter().chain(&rules).all(|n| *n > 0));
    assert!(stats.by_set.contains_key("TOU"), "a set without rules is shown as such");
}

#[test]
fn other_kinds_are_counted_by_topic_and_tag() {
    let pack = national();
    let stats = PackStats::of(pack);
    for (kind, flat, all) in [
        (RuleKind::Clock, stats.clocks, pack.clocks().len()),
        (RuleKind::Requirement, stats.requirements, pack.requirements().len()),
        (RuleKind::Scale, stats.scales, pack.scales().len()),
        (RuleKind::Trigger, stats.triggers, pack.triggers().len()),
    ] {
        let count = &stats.kinds[&kind];
        assert!(all > 0);
        assert_eq!((flat, count.all.rules), (all, all));
        assert_eq!(count.all.decidable + count.all.undecidable, all);
        assert_eq!(count.by_topic.values().map(|count| count.rules).sum::<usize>(), all);
        assert_eq!(count.by_tag.values().map(|count| count.rules).sum::<usize>(), all);
    }
    assert_eq!(stats.proposals, pack.proposals().len());
    assert_eq!(stats.facts.cited, pack.held_facts().cited().len());
    assert_eq!(stats.facts.listed.values().sum::<usize>(), pack.held_facts().listed().len());
    let json = serde_json::to_value(&stats).unwrap();
    assert_eq!(json["kinds"]["clock"]["all"]["rules"], stats.clocks);
}
