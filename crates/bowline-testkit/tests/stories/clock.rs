//! The machine's clock is set back or forward: nothing fires early or twice, nothing is forgotten, both times are kept.

use crate::climbing::rungs;
use crate::{graded, world};
use bowline_core::obligations::Ask;
use jiff::ToSpan;

#[test]
fn nothing_fires_a_millisecond_early() {
    let w = world();
    let h = graded(&w);
    for _ in 0..8 {
        let due = w.app().store().duties().next_due().unwrap().unwrap();
        w.clock_is_set(due - 1.millisecond());
        assert_eq!(w.ticks().rungs, 0);
        w.clock_is_set(due);
        assert!(w.ticks().rungs > 0);
    }
    let (fired, noticed) = rungs(&w, h);
    assert!(fired.iter().zip(&noticed).all(|(rung, noticed)| rung.2 == *noticed), "punctual to the millisecond");
}

#[test]
fn a_clock_set_back_fires_nothing_twice_and_catches_up() {
    let (w, calm) = (world(), world());
    let (h, other) = (graded(&w), graded(&calm));
    for days in [3, 6, 2, 9] {
        w.after_days(days);
        let (now, before) = (w.app().now(), rungs(&w, h).0);
        w.clock_is_set(now - (24 * days + 30).hours());
        for _ in 0..3 {
            assert_eq!(w.ticks().rungs, 0, "what has fired has fired");
        }
        assert_eq!(rungs(&w, h).0, before);
        w.clock_is_set(now);
    }
    calm.after_days(20);
    assert_eq!(rungs(&w, h).0, rungs(&calm, other).0, "the same rungs at the same moments as under a steady clock");
}

#[test]
fn a_clock_set_back_does_not_put_the_engine_to_sleep() {
    let w = world();
    let runs = || w.app().store().signals().runs(1).unwrap()[0];
    w.after_days(30);
    let last = runs();
    w.clock_is_set(w.app().now() - (24 * 20).hours());
    let wait = w.app().engine().tick_when_due().unwrap();
    assert_eq!((runs().version, runs().at), (last.version + 1, w.app().now()));
    assert!(wait.as_secs() <= 15 * 60);
    w.app().engine().tick_when_due().unwrap();
    assert_eq!(runs().version, last.version + 1, "and runs once, as under a clock that is right");
}

#[test]
fn an_act_under_a_clock_that_is_behind_is_kept_with_the_time_it_was_told() {
    let w = world();
    let h = graded(&w);
    w.after_days(6);
    let behind = w.app().now() - 48.hours();
    w.clock_is_set(behind);
    w.city().supervises(h, "请三日内交办");
    w.county().orders(h, "2022-11-20");
    let facts = w.app().store().log().facts(h).unwrap();
    let last = facts.last().unwrap();
    assert_eq!(last.learned, behind);
    assert!(facts.iter().any(|fact| fact.learned > behind), "an earlier fact was told later, by the clock");
    assert!(facts.windows(2).all(|pair| pair[0].version + 1 == pair[1].version), "the order is the order of the log");
    let stale = w.county().asks_having_seen(h, 1, Ask::CloseOff);
    assert!(stale.is_err(), "what others did is told by version, not by time");
}

#[test]
fn a_clock_set_far_ahead_fires_each_rung_once_and_keeps_both_times() {
    let w = world();
    let h = graded(&w);
    let found = w.app().now();
    w.clock_is_set(found + (24 * 400).hours());
    let ran = w.ticks();
    assert!(ran.rungs >= 8 && ran.late_rungs > 0);
    let (fired, noticed) = rungs(&w, h);
    assert!(fired.iter().all(|rung| rung.2 < found + (24 * 40).hours()), "as of when they should have happened");
    assert!(noticed.iter().all(|noticed| *noticed == w.app().now()), "and when that was noticed");
    w.clock_is_set(found + 1.hour());
    assert_eq!(w.ticks().rungs, 0);
    w.after_days(60);
    assert_eq!(rungs(&w, h).0, fired, "set right again, it fires nothing a second time");
}

#[test]
fn an_engine_that_does_not_run_is_missed_by_whoever_watches() {
    let w = world();
    graded(&w);
    assert_eq!(w.app().ails().unwrap(), Vec::<&str>::new());
    let due = w.app().store().duties().next_due().unwrap().unwrap();
    w.clock_is_set(due + 30.minutes());
    assert_eq!(w.app().ails().unwrap(), Vec::<&str>::new(), "it may be a little late");
    w.clock_is_set(due + 31.minutes());
    assert_eq!(w.app().ails().unwrap(), ["engine_silent"]);
    w.ticks();
    assert_eq!(w.app().ails().unwrap(), Vec::<&str>::new());
}
