//! The auditor reads the log as anybody may, replays it with the lawful pack, and says what slipped.
//!
//! This module must never believe the product: what it shows is held against the log. Start at [`Auditor`].

use bowline_core::facts::{Act, Actor, AlarmCause, EngineRan, What};
use bowline_core::ids::{Body, PersonId, PlaceCode, SubjectId};
use bowline_core::obligations::{Dossier, Matter, Obligation, Waiting, alarm_subject, evolve};
use bowline_core::rules::{Pack, RungAct, RungTime};
use bowline_core::signals::{Tally, tally_of};
use bowline_core::time::Moment;
use bowline_service::Bowline;
use bowline_service::chance::Dice;
use std::collections::{BTreeMap, BTreeSet};

/// What the auditor knows from the log.
pub struct Auditor {
    lawful: Pack,
    read: i64,
    dossiers: BTreeMap<SubjectId, Dossier>,
    touched: BTreeSet<SubjectId>,
    hands: BTreeMap<SubjectId, BTreeSet<PersonId>>,
    rungs: BTreeSet<(SubjectId, u32, String)>,
    runs: u64,
    late: u64,
}

impl Auditor {
    /// An auditor who knows the law as it should be.
    pub fn new(lawful: Pack) -> Self {
        Self {
            lawful,
            read: 0,
            dossiers: BTreeMap::new(),
            touched: BTreeSet::new(),
            hands: BTreeMap::new(),
            rungs: BTreeSet::new(),
            runs: 0,
            late: 0,
        }
    }

    /// Reads what is new in the log, and checks each fact against what went before.
    pub fn read(&mut self, app: &Bowline) -> Result<(), String> {
        loop {
            let page = app.store().log().after(self.read, 5_000).map_err(|fault| fault.chain())?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            self.read = *last;
            for (_, fact) in page {
                let before = self.dossiers.remove(&fact.subject).unwrap_or_else(|| Dossier::new(fact.subject));
                if before.version + 1 != fact.version {
                    return Err(format!("{}: version {} follows {}", fact.subject, fact.version, before.version));
                }
                self.hand(&fact.what, fact.by, fact.subject)?;
                if let What::ObligationQuieted(quieted) = &fact.what
                    && before.obligation(quieted.no).is_none_or(|duty| duty.waiting != Waiting::Never)
                {
                    return Err(format!("{}: obligation {} waits a second time", fact.subject, quieted.no));
                }
                if let What::RungFired(rung) = &fact.what
                    && !self.rungs.insert((fact.subject, rung.no, rung.rung.clone()))
                {
                    return Err(format!("{}: rung {} of {} fired twice", fact.subject, rung.rung, rung.no));
                }
                self.dossiers.insert(fact.subject, evolve(before, &fact));
                self.touched.insert(fact.subject);
            }
        }
    }

    /// Whoever had a hand in the fixing must not be who verifies.
    fn hand(&mut self, what: &What, by: Actor, subject: SubjectId) -> Result<(), String> {
        let Actor::Person(person) = by else { return Ok(()) };
        let hands = self.hands.entry(subject).or_default();
        match what {
            What::Accepted(_) | What::Controlled(_) | What::Planned(_) | What::ProofSubmitted(_) => {
                hands.insert(person);
            }
            What::Verified(_) | What::ClosedOff(_) if hands.contains(&person) => {
                return Err(format!("{subject}: {} by its own fixer", what.kind()));
            }
            _ => {}
        }
        Ok(())
    }

    /// After a run: the proof holds, and every rung of the lawful ladder that should have fired has fired.
    pub fn after_run(&mut self, app: &Bowline, ran: &EngineRan) -> Result<(), String> {
        self.runs += 1;
        self.late += ran.late_rungs;
        if !ran.completeness.holds() {
            return Err(format!("the completeness proof fails: {:?}", ran.completeness));
        }
        let live: u64 = self.dossiers.values().map(|dossier| dossier.live().count() as u64).sum();
        if live != ran.completeness.open {
            return Err(format!("the log has {live} live obligations, the read tables {}", ran.completeness.open));
        }
        for dossier in self.dossiers.values() {
            for duty in dossier.live() {
                self.ladder_kept(app, dossier, duty, ran.until)?;
                waits_for_somebody(dossier, duty, ran.until)?;
            }
        }
        self.posts_watched(app, ran.until)?;
        self.alarms_owned(app)
    }

    /// Whoever answers for an alarm is there; where nobody above is, the nation answers.
    fn alarms_owned(&self, app: &Bowline) -> Result<(), String> {
        let alarms = self.dossiers.values().filter(|it| matches!(it.matter, Some(Matter::Alarm(_))));
        for duty in alarms.flat_map(Dossier::live).filter(|it| it.opened.act == Act::ANSWER_ALARM) {
            let post = &duty.opened.owner;
            let held = !app.store().registry().holders(post, app.today()).map_err(|fault| fault.chain())?.is_empty();
            if !held && !matches!(&post.body, Body::Office(office) if office.place == app.places().nation()) {
                return Err(format!("{post} answers for an alarm, and nobody holds it"));
            }
        }
        Ok(())
    }

    /// Every post that had a duty before a run is held by somebody, or an alarm says that it is not.
    fn posts_watched(&self, app: &Bowline, now: Moment) -> Result<(), String> {
        let duties = self.dossiers.values().flat_map(Dossier::live).filter(|duty| duty.opened.from < now);
        for post in duties.map(|duty| &duty.opened.owner).collect::<BTreeSet<_>>() {
            let held = !app.store().registry().holders(post, app.today()).map_err(|fault| fault.chain())?.is_empty();
            let alarm = self.dossiers.get(&alarm_subject(&AlarmCause::VacantPost(post.clone())));
            if !held && !alarm.is_some_and(Dossier::is_open) {
                return Err(format!("{post} has duties, nobody holds it, and there is no alarm"));
            }
        }
        Ok(())
    }

    /// Every supervise rung of the lawful ladder that is due has a duty above, or an alarm that says why not.
    fn ladder_kept(&self, app: &Bowline, dossier: &Dossier, duty: &Obligation, now: Moment) -> Result<(), String> {
        let opened = &duty.opened;
        let ladder =
            self.lawful.ladders().latest(&opened.ladder).ok_or_else(|| format!("no ladder {}", opened.ladder))?;
        for rung in &ladder.rungs {
            let at = rung.when.moment(duty.due.at, app.pack().country().calendar(), app.pack().country().zone());
            let passed = matches!(rung.when, RungTime::Before(_)) && at <= opened.from;
            let at = duty.waiting.end().map_or(at, |end| end.max(at));
            if at > now || passed {
                continue;
            }
            let fired = duty.fired.iter().find(|fired| fired.rung == rung.id);
            let fired = fired.ok_or_else(|| {
                format!("{}: rung {} of obligation {} should have fired at {at}", dossier.subject, rung.id, opened.no)
            })?;
            if let (RungAct::Supervise { .. }, None) = (&rung.act, fired.opened) {
                let Body::Office(office) = &opened.owner.body else {
                    return Err(format!("{}: an enterprise without an office above", dossier.subject));
                };
                let alarm = alarm_subject(&AlarmCause::NoSuperior(office.clone()));
                if !self.dossiers.contains_key(&alarm) {
                    return Err(format!(
                        "{}: {office} is late, nobody is above, and there is no alarm",
                        dossier.subject
                    ));
                }
            }
        }
        Ok(())
    }

    /// Every day: what is open has somebody to do it by a date; alarms too.
    pub fn every_day(&mut self) -> Result<(), String> {
        for subject in std::mem::take(&mut self.touched) {
            let Some(dossier) = self.dossiers.get(&subject) else { continue };
            if dossier.is_open() && dossier.live().next().is_none() {
                let what = if matches!(dossier.matter, Some(Matter::Alarm(_))) { "alarm" } else { "hazard" };
                return Err(format!("{subject}: an open {what} that nobody must do anything about"));
            }
            let verifier_is_owner = dossier
                .obligations
                .iter()
                .any(|it| it.opened.act == Act::RECTIFY && it.opened.verifier.body == it.opened.owner.body);
            if verifier_is_owner {
                return Err(format!("{subject}: its owner would verify it"));
            }
        }
        Ok(())
    }

    /// Counts every dossier anew and compares with the counts that pages show.
    pub fn recount(&self, app: &Bowline) -> Result<(), String> {
        let mut counted: BTreeMap<PlaceCode, Tally> = BTreeMap::new();
        for dossier in self.dossiers.values() {
            for above in bowline_core::signals::places_of(app.pack(), &bowline_service::Places(app.places()), dossier) {
                *counted.entry(above).or_default() += tally_of(dossier);
            }
        }
        let places: Vec<PlaceCode> = counted.keys().copied().collect();
        let shown: BTreeMap<PlaceCode, Tally> =
            app.store().signals().totals(&places).map_err(|fault| fault.chain())?.into_iter().collect();
        for (place, tally) in counted {
            let shown = shown.get(&place).copied().unwrap_or_default();
            if shown != tally {
                return Err(format!("{place}: pages show {shown:?}, a recount gives {tally:?}"));
            }
        }
        Ok(())
    }

    /// One of the dossiers, whichever.
    pub fn some_dossier(&self, dice: &mut Dice) -> Option<Dossier> {
        let at = usize::try_from(dice.below(self.dossiers.len() as u64)).ok()?;
        self.dossiers.values().nth(at).cloned()
    }

    /// Some duty of this act that somebody owes on a hazard, with its dossier.
    pub fn some_owed(&self, dice: &mut Dice, act: Act) -> Option<(Dossier, u32)> {
        let of = |dossier: &'_ Dossier| dossier.live().find(|it| it.opened.act == act).map(|it| it.opened.no);
        let hazards = self.dossiers.values().filter(|it| it.hazard().is_some());
        let owed: Vec<(&Dossier, u32)> = hazards.filter_map(|it| Some((it, of(it)?))).collect();
        dice.pick(&owed).map(|(dossier, no)| ((*dossier).clone(), *no))
    }

    /// What was seen, in a line.
    pub fn told(&self) -> String {
        let hazards = self.dossiers.values().filter(|it| it.hazard().is_some());
        let (all, open) = hazards.fold((0, 0), |(all, open), it| (all + 1, open + u32::from(it.is_open())));
        format!(
            "{} facts, {all} hazards ({open} open), {} rungs ({} noticed late), {} runs, nothing slipped",
            self.read,
            self.rungs.len(),
            self.late,
            self.runs
        )
    }
}

/// A duty that waits, waits for a reply that is owed with a clock of its own, and no longer than until it is due.
fn waits_for_somebody(dossier: &Dossier, duty: &Obligation, now: Moment) -> Result<(), String> {
    let reply = |it: &&Obligation| dossier.awaits(duty, it) && duty.waiting == Waiting::Until(it.due.at);
    if duty.is_quiet(now) && !dossier.live().any(|it| reply(&it)) {
        return Err(format!("{}: obligation {} waits for nobody", dossier.subject, duty.opened.no));
    }
    Ok(())
}
