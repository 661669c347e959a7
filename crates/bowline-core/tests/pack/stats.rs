//! What a pack holds is counted from the pack itself.

use super::pack;
use bowline_core::rules::{PackStats, Tag};

#[test]
fn every_rule_is_counted_once_by_topic_set_edition_and_tag() {
    let pack = pack();
    let stats = PackStats::of(&pack);
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
    let kinds = [cases.criteria, cases.procedures, cases.ladders, cases.checks, cases.scales, cases.triggers];
    assert_eq!(cases.all, kinds.iter().sum::<usize>());
    assert!(kinds.iter().all(|n| *n > 0));
    assert_eq!((stats.scales, stats.triggers), (3, 14));
    assert!(stats.by_set.contains_key("TOU"), "a set without rules is shown as such");
}
