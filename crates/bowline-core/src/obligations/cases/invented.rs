//! An invented matter of a kind, which anybody may play: act by act, on the stage of a worked case, with a clock that is moved
//! by hand. The machine decides each act and the engine's own rungs fire, as in a real matter.
//!
//! This module must never reach a real office, person or log: all of it is gone with the value. Start at [`Invented`].

use super::sample;
use super::stage::Stage;
use crate::facts::{Actor, Answer, Answers, Begun, Fact, InputId};
use crate::ids::{OfficeId, PersonId, PostId, Role, RuleId, SiteId, SubjectId};
use crate::obligations::ask::{Acting, Decided, Setting};
use crate::obligations::dossier::Dossier;
use crate::obligations::matters::{By, Wish, bear, begin, carry_out, may_begin, parties, possible};
use crate::obligations::overdue::{next_check_at, overdue_steps};
use crate::obligations::rejected::Rejected;
use crate::rules::kinds::{ANYONE, Act, ENGINE, Kind};
use crate::rules::{KindCase, Pack, Then};
use crate::time::{Moment, day_of};
use jiff::SignedDuration;

/// How often the engine looks, punctually, while the clock is moved once; what is left it then finds at once.
const LOOKS: usize = 60;
/// How far the clock may be moved in all.
const FURTHEST: SignedDuration = SignedDuration::from_hours(24 * 800);
/// Matters that are begun at once.
const PAGE: u32 = 100;

/// An invented matter, as far as it was played.
pub struct Invented<'p> {
    pack: &'p Pack,
    kind: RuleId,
    stage: Stage<'p>,
    cases: Vec<KindCase>,
    begins: Moment,
    now: Moment,
    dossier: Dossier,
    facts: Vec<Fact>,
}

/// An act that a party may do now.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer<'p> {
    /// Who does it: a party of the kind, or the engine, or anybody.
    pub by: String,
    /// The act.
    pub act: &'p Act,
    /// The duty that it answers. None: it is free, or it begins the matter.
    pub duty: Option<u32>,
}

impl<'p> Invented<'p> {
    /// Nothing has begun yet: the office is that of the first case beside the kind, the moment that of its first act. None: there is no such kind,
    /// or no case beside it.
    #[must_use]
    pub fn of(pack: &'p Pack, kind: &RuleId) -> Option<Self> {
        let cases = pack.cases_of_kind(kind);
        let first = cases.first()?;
        let takes = |then: &&Then| then.act.is_some() && then.expect.refused.is_none();
        let (stage, begins) = (Stage::of(pack, kind, first), first.story.iter().find(takes)?.at);
        pack.kinds().latest(kind)?;
        let dossier = Dossier::new(SubjectId::derived(&["case"]));
        Some(Self { pack, kind: kind.clone(), stage, cases, begins, now: begins, dossier, facts: Vec::new() })
    }

    /// What a decision may know now.
    #[must_use]
    pub const fn setting(&self) -> Setting<'_> {
        Setting { now: self.now, pack: self.pack, registry: &self.stage }
    }

    /// The matter so far; of version 0 before it begins.
    #[must_use]
    pub const fn dossier(&self) -> &Dossier {
        &self.dossier
    }

    /// Everything that happened, oldest first.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The office in charge.
    #[must_use]
    pub const fn office(&self) -> &OfficeId {
        &self.stage.office
    }

    /// The site that it is about.
    #[must_use]
    pub const fn site(&self) -> SiteId {
        self.stage.site
    }

    /// The latest moment to which the clock may be moved.
    #[must_use]
    pub fn latest(&self) -> Moment {
        self.begins.saturating_add(FURTHEST).unwrap_or(Moment::MAX)
    }

    /// The edition of the kind under which it runs, or would begin now.
    #[must_use]
    pub fn edition(&self) -> Option<&'p Kind> {
        let today = || day_of(self.now, self.pack.country().zone());
        self.pack.kind_of(&self.kind, self.dossier.as_declared().map_or_else(today, |it| it.begun.edition))
    }

    /// Who a party is when something was done by it. None: no party is this person.
    #[must_use]
    pub fn party_of(&self, person: PersonId) -> Option<&'p str> {
        let mut parties = self.edition()?.parties.iter().map(|party| party.id.as_str()).chain([ANYONE]);
        parties.find(|party| Stage::person(party) == person)
    }

    /// The post that a party is now, or would be when the matter begins.
    #[must_use]
    pub fn post_of(&self, party: &str) -> Option<PostId> {
        let now = parties(self.setting(), &self.dossier).into_iter().find(|(it, _)| it.id == party);
        now.and_then(|(_, post)| post).or_else(|| self.stage.post(self.edition()?.party(party)?))
    }

    /// When something is due next. None: nothing is owed that is not late.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        let due = self.dossier.live().filter(|it| it.watches().is_none()).map(|it| it.due.at);
        due.filter(|at| *at > self.now).min()
    }

    /// When the engine has something to do next: a reminder, a rung, the end of a period.
    #[must_use]
    pub fn next_look(&self) -> Option<Moment> {
        let checks = self.dossier.live().filter_map(|it| next_check_at(self.pack, it));
        checks.min().map(|at| at.max(self.now))
    }

    /// Moves the clock: everything that should happen until then happens. It never goes back, nor beyond [`Self::latest`].
    pub fn wait(&mut self, until: Moment) {
        let until = until.clamp(self.now, self.latest());
        for _ in 0..LOOKS {
            let Some(at) = self.next_look().filter(|at| *at <= until) else { break };
            self.now = at;
            if !self.look() {
                break;
            }
        }
        self.now = until;
        self.look();
    }

    /// Does something in the name of a party, or of the engine.
    ///
    /// # Errors
    /// [`Rejected`], as in a real matter. Nothing happened then.
    pub fn act(&mut self, by: &str, act: &str, answers: Answers) -> Result<(), Rejected> {
        let (acting, wish) = (self.acting(by)?, Wish { act: act.to_owned(), answers });
        let (setting, doer) = (self.setting(), acting.as_ref().map_or(By::Engine, By::Person));
        let decided = if self.dossier.version == 0 {
            let beginning = self.stage.beginning(&self.kind, wish);
            begin(setting, self.dossier.subject, self.stage.office.place, doer, beginning)?
        } else {
            carry_out(setting, &self.dossier, doer, wish)?
        };
        let by = acting.and_then(|acting| acting.person).map_or(Actor::Engine, Actor::Person);
        self.take(by, decided);
        while let Some((bore, _)) = bear(&|_| self.setting(), &self.dossier, PAGE) {
            self.take(Actor::Engine, bore);
        }
        Ok(())
    }

    /// What may be done now, and by whom: first what is owed, each in the order of the kind.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer<'p>> {
        let Some(kind) = self.edition() else { return Vec::new() };
        let mut offers = match self.dossier.as_declared() {
            None => self.beginnings(kind),
            Some(_) if !self.dossier.is_open() => Vec::new(),
            Some(matter) => {
                let here = |act: &&Act| act.during.is_empty() || act.during.contains(&matter.phase.id);
                let own = kind.acts.iter().filter(|act| !act.begins && by_engine(act)).filter(here);
                let by_parties = kind.parties.iter().flat_map(|party| self.offers_to(kind, &party.id));
                by_parties.chain(own.map(|act| Offer { by: ENGINE.to_owned(), act, duty: None })).collect()
            }
        };
        let place = |act: &Act| kind.acts.iter().position(|it| it.id == act.id);
        offers.sort_by_key(|it| (it.duty.is_none(), place(it.act)));
        offers
    }

    /// What a case beside the kind answers to a question of an act, else what is known, else something on which nothing hangs.
    #[must_use]
    pub fn sample(&self, act: &Act, input: &InputId) -> Option<Answer> {
        let moments = || self.cases.iter().flat_map(|case| &case.story).filter(|it| it.expect.refused.is_none());
        let just_there = moments().filter(|it| it.act.as_deref() == Some(&act.id)).find_map(|it| it.answers.get(input));
        let known = || self.dossier.as_declared().and_then(|matter| matter.answers.get(input));
        let said = || self.cases.iter().find_map(|case| case.answers.get(input));
        let nothing = || self.pack.inputs().get(input).and_then(|input| sample(&input.kind));
        just_there.or_else(known).or_else(said).cloned().or_else(nothing)
    }

    fn beginnings(&self, kind: &'p Kind) -> Vec<Offer<'p>> {
        let begun = Begun {
            edition: day_of(self.now, self.pack.country().zone()),
            office: self.stage.office.clone(),
            site: Some(self.stage.site),
            unit: None,
            sector: None,
            from: None,
        };
        let may = |act: &Act, by: &str| {
            let acting = self.acting(by).ok().flatten();
            by == ENGINE || acting.is_some_and(|it| may_begin(kind, &begun, &it).iter().any(|may| may.id == act.id))
        };
        let of = |act: &'p Act| act.may.iter().filter(move |by| may(act, by)).map(move |by| (act, by));
        let all = kind.beginnings().flat_map(of);
        all.map(|(act, by)| Offer { by: by.clone(), act, duty: None }).collect()
    }

    /// What whoever is a party may do as that party. As another that the same post is, another person does it.
    fn offers_to(&self, kind: &'p Kind, party: &str) -> Vec<Offer<'p>> {
        let Ok(Some(acting)) = self.acting(party) else { return Vec::new() };
        let found = possible(self.setting(), &self.dossier, &acting);
        let as_this = found.into_iter().filter(|it| it.party == party);
        as_this.filter_map(|it| Some(Offer { by: it.party, act: kind.act(&it.act.id)?, duty: it.duty })).collect()
    }

    /// The person who is called after a party. None: the engine. For a party that names nobody yet, the head of the office in
    /// charge acts, as the duty says.
    fn acting(&self, by: &str) -> Result<Option<Acting>, Rejected> {
        if by == ENGINE {
            return Ok(None);
        }
        let head = || PostId::office(self.stage.office.clone(), Role::Head);
        let post = || self.post_of(by).or_else(|| self.dossier.as_declared().map(|_| head())).ok_or(Rejected::Unknown);
        let posts = if by == ANYONE { Vec::new() } else { vec![post()?] };
        Ok(Some(Acting { person: Some(Stage::person(by)), posts, ..Acting::default() }))
    }

    /// Lets the engine look. Whether it found anything.
    fn look(&mut self) -> bool {
        let decided = overdue_steps(self.setting(), &self.dossier).decided;
        let found = !decided.drafts.is_empty();
        self.take(Actor::Engine, decided);
        found
    }

    fn take(&mut self, by: Actor, decided: Decided) {
        let (subject, place, learned) = (self.dossier.subject, self.stage.office.place, self.now);
        let first = self.dossier.version.saturating_add(1);
        self.facts.extend((first..).zip(decided.drafts).map(|(version, draft)| Fact {
            subject,
            version,
            place,
            held: draft.held,
            learned,
            by,
            behalf: decided.behalf.clone(),
            pack: self.pack.name().to_owned(),
            what: draft.what,
        }));
        self.dossier = decided.after;
    }
}

fn by_engine(act: &Act) -> bool {
    act.may.iter().any(|party| party == ENGINE)
}
