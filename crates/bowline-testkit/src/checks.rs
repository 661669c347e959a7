//! These checks ask a whole installation for what Bowline promises, after every story and after every crash.
//!
//! This module must never take a read table's word: everything is asked of the log first. Start at [`broken_promises`].

use bowline_core::facts::{AlarmCause, Fact, Outcome};
use bowline_core::ids::{Body, PlaceCode, SubjectId};
use bowline_core::obligations::{Dossier, Matter, Standing, alarm_subject, evolve};
use bowline_core::signals::{Tally, places_of, tally_of};
use bowline_service::{Bowline, Places};
use bowline_store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every promise that is broken, in a sentence each. `beside` is a folder for the rebuild, fresh.
#[must_use]
pub fn broken_promises(app: &Bowline, beside: &Path) -> Vec<String> {
    let rebuilt = bowline_service::rebuild_and_compare(app, beside, &mut |_| {}).expect("the rebuild runs");
    let mut broken: Vec<String> =
        rebuilt.iter().map(|it| format!("a read table differs from its rebuild: {it:?}")).collect();
    let (dossiers, gaps) = chains(app.store());
    broken.extend(gaps);
    let breaches = app.store().log().breaches(&[]).expect("the chain can be followed");
    broken.extend(breaches.iter().map(|breach| format!("the chain of the log: {breach}")));
    broken.extend(dossiers.values().flat_map(|dossier| of_dossier(dossier, &dossiers)));
    broken.extend(recount(app, dossiers.values()));
    let proof = app.store().duties().completeness(app.now()).expect("the proof can be read");
    if proof.open != proof.clocks || proof.without_clock + proof.without_obligation + proof.silent > 0 {
        broken.push(format!("the completeness proof fails: {proof:?}"));
    }
    broken
}

/// Every stream replayed, and every gap in the numbers of its facts.
#[must_use]
pub fn chains(store: &Store) -> (BTreeMap<SubjectId, Dossier>, Vec<String>) {
    let mut dossiers: BTreeMap<SubjectId, Dossier> = BTreeMap::new();
    let mut gaps = Vec::new();
    let mut seq = 0;
    loop {
        let page: Vec<(i64, Fact)> = store.log().after(seq, 10_000).expect("the log can be read");
        let Some((last, _)) = page.last() else { return (dossiers, gaps) };
        seq = *last;
        for (_, fact) in page {
            let before = dossiers.remove(&fact.subject).unwrap_or_else(|| Dossier::new(fact.subject));
            if fact.version != before.version + 1 {
                gaps.push(format!("stream {} goes from {} to {}", fact.subject, before.version, fact.version));
            }
            dossiers.insert(fact.subject, evolve(before, &fact));
        }
    }
}

fn of_dossier(dossier: &Dossier, all: &BTreeMap<SubjectId, Dossier>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut say = |what: String| broken.push(format!("dossier {}: {what}", dossier.subject));
    if dossier.is_open() && dossier.live().all(|it| it.opened.right) {
        say("open, and no clock runs".to_owned());
    }
    if dossier.matter.is_some() && !dossier.is_open() {
        let left: Vec<&str> =
            dossier.obligations.iter().filter(|it| it.is_unsettled()).map(|it| it.opened.act.as_str()).collect();
        if !left.is_empty() {
            say(format!("closed, with duties left: {}", left.join(", ")));
        }
    }
    for (at, duty) in (1_u32..).zip(&dossier.obligations) {
        if duty.opened.no != at {
            say(format!("duty {} stands where {at} should", duty.opened.no));
        }
        if duty.opened.owner == duty.opened.verifier {
            say(format!("duty {at} is verified by its owner"));
        }
        let rungs: BTreeSet<&str> = duty.fired.iter().map(|rung| rung.rung.as_str()).collect();
        if rungs.len() != duty.fired.len() {
            say(format!("duty {at} fired a rung twice"));
        }
        if let Some(watched) = duty.watches()
            && duty.is_unsettled()
            && dossier.obligation(watched).is_none_or(|it| {
                // Whoever watches over what was missed does so until it is done in a later period.
                !it.is_unsettled() && !matches!(it.standing, Standing::Settled(Outcome::Missed, _))
            })
        {
            say(format!("duty {at} watches over {watched}, which is settled"));
        }
        let silent = duty.fired.iter().any(|rung| rung.rung == "supervise" && rung.opened.is_none());
        if silent && !alarm_was_raised(dossier, &duty.opened.owner.body, all) {
            say(format!("duty {at} was late with nobody above, and no alarm says so"));
        }
    }
    if let Some(doers) = dossier.hazard().map(|hazard| &hazard.declared.doers)
        && let Some(verifiers) = doers.get("verified")
        && ["accepted", "controlled", "planned", "proof_submitted"]
            .iter()
            .filter_map(|verb| doers.get(*verb))
            .any(|fixers| !fixers.is_disjoint(verifiers))
    {
        say("verified by somebody who took part in the fixing".to_owned());
    }
    broken
}

fn alarm_was_raised(dossier: &Dossier, owner: &Body, all: &BTreeMap<SubjectId, Dossier>) -> bool {
    let office = match (owner, &dossier.matter) {
        (Body::Office(office), _) => office.clone(),
        (Body::Site(_), Some(Matter::Hazard(hazard))) => hazard.found.office.clone(),
        (Body::Site(_), _) => return false,
    };
    all.get(&alarm_subject(&AlarmCause::NoSuperior(office))).is_some_and(|alarm| alarm.version > 0)
}

/// Counts every dossier anew and compares with the totals that are kept.
fn recount<'a>(app: &Bowline, dossiers: impl Iterator<Item = &'a Dossier>) -> Vec<String> {
    let mut counted: BTreeMap<PlaceCode, Tally> = BTreeMap::new();
    for dossier in dossiers.filter(|it| it.matter.is_some()) {
        for above in places_of(app.pack(), &Places(app.places()), dossier) {
            *counted.entry(above).or_default() += tally_of(dossier);
        }
    }
    let places: Vec<PlaceCode> = counted.keys().copied().collect();
    let kept: BTreeMap<PlaceCode, Tally> =
        app.store().signals().totals(&places).expect("totals can be read").into_iter().collect();
    // Where nothing counts, no row need be kept.
    let of = |place| kept.get(place).copied().unwrap_or_default();
    let differs = counted.iter().filter(|(place, tally)| of(*place) != **tally);
    differs.map(|(place, tally)| format!("{place} counts {tally:?}, kept is {:?}", kept.get(place))).collect()
}
