//! Draws that outsiders can repeat. The list and the published code are facts before the seed exists; two people type the seed;
//! the engine then draws, each round with the next code of the same secret.
//!
//! The secret of a draw is kept beside the log, so that nobody who can choose the seed can foresee what it draws. This module must
//! never tell the code of a round before all that the round is drawn from stands in the log. Start at [`Aftermath::draw`].

use crate::aftermath::Aftermath;
use crate::app::Inner;
use crate::chance::{hex, sha256_hex};
use crate::proofs::{Proofs, place_of, write_whole};
use crate::refused::TryAgain;
use crate::views::Who;
use crate::{Refused, Request};
use bowline_core::facts::{Actor, Answer, Answers, Fact, InputId, Proof, ProofKind, What};
use bowline_core::ids::{OfficeId, PersonId, RuleId, SiteId, SubjectId};
use bowline_core::obligations::{Beginning, By, Dossier, Wish, begin};
use bowline_core::signals::{Code, Key, Line, List, Size, UNIT, Walked, walk};
use bowline_core::words::{Lang, Text};
use bowline_store::Commit;

/// How often a secret is hashed for the code that is published: a draw has one round less.
const ROUNDS: u32 = 100;
/// The act by which the engine draws.
const DRAW: &str = "draw";

/// What is written down before the seed exists.
pub(crate) struct Committed {
    /// The list, kept as a file under its hash.
    pub(crate) list: Proof,
    /// The code that is published.
    pub(crate) published: String,
}

/// A substitution that a second person agreed to.
#[derive(Clone)]
pub(crate) struct Substitution {
    pub(crate) unit: String,
    /// Whether other inspectors come, and not another unit.
    pub(crate) team: bool,
    pub(crate) reason: String,
}

/// A round as it was drawn.
pub(crate) struct Round {
    pub(crate) list: List,
    pub(crate) file: Proof,
    pub(crate) code: Code,
    pub(crate) walked: Vec<Walked>,
}

/// What the facts of a draw say.
pub(crate) struct Told {
    /// The list that was written down first.
    pub(crate) list: List,
    pub(crate) file: Proof,
    pub(crate) seed: Option<String>,
    pub(crate) rounds: Vec<Round>,
    pub(crate) substitutions: Vec<Substitution>,
}

/// Draws of every sort.
#[derive(Clone, Copy)]
pub(crate) struct Draws<'a> {
    inner: &'a Inner,
}

impl<'a> Draws<'a> {
    pub(crate) const fn of(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// Keeps the list and a new secret, and answers what is published of both.
    pub(crate) fn commit_to(&self, list: &List) -> Result<Committed, Refused> {
        let secret = self.inner.chance.draw();
        let published = Code::of(&secret, ROUNDS).text();
        self.inner.store.own().put_setting(setting_of(&published), hex(&secret))?;
        Ok(Committed { list: self.keep_list(list)?, published })
    }

    /// Keeps a list where evidence is kept, under its hash.
    fn keep_list(&self, list: &List) -> Result<Proof, Refused> {
        let text = list.text();
        let sha256 = sha256_hex(text.as_bytes());
        write_whole(&*self.inner.chance, &place_of(&self.inner.store, &sha256), text.as_bytes())
            .map_err(|error| Refused::file("keeping the list of a draw", &error))?;
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        Ok(Proof::new(ProofKind::Document, "list.csv", sha256, bytes))
    }

    /// What the facts of a draw say so far. None: they are of no draw.
    pub(crate) fn told(&self, facts: &[Fact]) -> Result<Option<Told>, Refused> {
        let (mut known, mut told) = (Answers::new(), None::<Told>);
        for fact in facts {
            let What::Deed(deed) = &fact.what else { continue };
            known.extend(deed.answers.clone());
            let Some(told) = &mut told else {
                told = self.first_list(&known)?;
                continue;
            };
            told.seed = text(&known, "draw.seed").map(str::to_owned);
            if deed.word.verb() == "substituted" {
                let of = substitution(&known, &told.list);
                told.substitutions.extend(of);
            }
            let code = text(&deed.answers, "draw.code").and_then(Code::read);
            if let Some((code, seed)) = code.zip(told.seed.as_deref()) {
                let list = self.first_list(&known)?.ok_or_else(|| broken("its list is no list"))?;
                let walked = walk(&list.list, Key::of(code, seed));
                told.rounds.push(Round { list: list.list, file: list.file, code, walked });
            }
        }
        Ok(told)
    }

    fn first_list(&self, answers: &Answers) -> Result<Option<Told>, Refused> {
        let Some(Answer::Files(files)) = answers.get(&input("draw.list")?) else { return Ok(None) };
        let Some(file) = files.first() else { return Ok(None) };
        let text = String::from_utf8_lossy(&Proofs { inner: self.inner }.whole(file)?).into_owned();
        let list = List::read(&text).ok_or_else(|| broken("its list is no list"))?;
        Ok(Some(Told { list, file: file.clone(), seed: None, rounds: Vec::new(), substitutions: Vec::new() }))
    }

    /// Begins a draw. The program fills the form in, on the word of a person, which stands in the fact.
    pub(crate) fn begin(
        &self,
        who: &Who,
        office: &OfficeId,
        subject: SubjectId,
        (kind, wish): (RuleId, Wish),
        request: Option<&Request>,
    ) -> Result<(), TryAgain> {
        let (registry, place) = (self.inner.seen(), office.place);
        let (site, unit, sector, from) = (None, None, None, None);
        let beginning = Beginning { kind, office: office.clone(), site, unit, sector, from, wish };
        let decided =
            begin(self.inner.setting(&registry, self.inner.now(), place), subject, place, By::Engine, beginning)?;
        let once = request.map(|request| request.led_to(subject));
        let mut commit = Commit { once, ..Commit::default() };
        self.inner.add(&mut commit, Actor::Person(who.person), &Dossier::new(subject), decided);
        self.inner.commit(commit)?;
        Ok(())
    }

    /// In the first language of the country, for what is written into the log.
    pub(crate) fn in_own_language(&self, text: &Text) -> String {
        let speaks = self.inner.pack().country().languages();
        text.get(speaks.first().copied().unwrap_or(Lang::Zh)).to_owned()
    }
}

impl Aftermath<'_> {
    /// Draws the next round of a draw that waits for it: two people agreed on the seed, or to a substitution.
    pub(crate) fn draw(&self, dossier: &Dossier) -> Result<u64, Refused> {
        let matters = crate::Matters { inner: self.inner, request: None };
        let Some((matter, kind)) = dossier.declared().zip(matters.kind_of(dossier)) else { return Ok(0) };
        let asks_code = |act: &&bowline_core::rules::kinds::Act| {
            act.during.contains(&matter.phase.id) && act.asks.iter().any(|ask| ask.input.as_str() == "draw.code")
        };
        let Some(act) = kind.act(DRAW).filter(asks_code) else { return Ok(0) };
        let facts = self.inner.store.log().facts(dossier.subject)?;
        let Some(told) = Draws::of(self.inner).told(&facts)? else { return Ok(0) };
        let (subject, round) = (dossier.subject, u32::try_from(told.rounds.len()).unwrap_or(u32::MAX) + 1);
        let published = text(&matter.answers, "draw.code_published").unwrap_or_default();
        let Some(code) = self.code(published, round)? else {
            tracing::error!(%subject, "the secret of a draw is lost, or its rounds are used up; it must be drawn anew");
            return Ok(0);
        };
        let Some(seed) = &told.seed else { return Ok(0) };
        let list = Draws::of(self.inner).next_list(&told)?;
        let walked = walk(&list, Key::of(code, seed));
        let mut answers = match list.size {
            Size::Share(_) => look_backs(&walked)?,
            Size::Visits { .. } => Draws::of(self.inner).visits(&list, &walked)?,
        };
        let act = if answers.is_empty() { "draw_none" } else { act.id.as_str() };
        answers.insert(input("draw.round")?, Answer::Number(f64::from(round)));
        answers.insert(input("draw.code")?, Answer::Text(code.text()));
        if kind.act(act).is_some_and(|act| act.asks.iter().any(|ask| ask.input.as_str() == "draw.list")) {
            answers.insert(input("draw.list")?, Answer::Files(vec![Draws::of(self.inner).keep_list(&list)?]));
        }
        let done = self.act_by_engine(dossier, Wish { act: act.to_owned(), answers })?;
        if !done {
            tracing::error!(%subject, round, "a round could not be drawn");
        }
        Ok(u64::from(done))
    }

    /// The code of a round. None: the secret is gone, does not lead to what was published, or has no more rounds.
    fn code(&self, published: &str, round: u32) -> Result<Option<Code>, Refused> {
        let Some(secret) = self.inner.store.own().setting(&setting_of(published))? else { return Ok(None) };
        let Some(secret) = Code::read(&secret).map(Code::bytes).filter(|_| round < ROUNDS) else { return Ok(None) };
        let fits = Code::of(&secret, ROUNDS).text() == published;
        Ok(fits.then(|| Code::of(&secret, ROUNDS - round)))
    }
}

impl Draws<'_> {
    /// The units that are visited, and by whom. Empty: nobody is left.
    fn visits(&self, list: &List, walked: &[Walked]) -> Result<Answers, Refused> {
        let Size::Visits { inspectors, .. } = list.size else { return Ok(Answers::new()) };
        let team = |it: &Walked| {
            let names: Vec<&str> = it.drawn().map(|label| list.name(label)).collect();
            let enough = u32::try_from(names.len()).is_ok_and(|many| many >= inspectors);
            let too_few = Text::new("人数不足，请另行安排", "too few: appoint others");
            let told = (!enough).then(|| self.in_own_language(&too_few));
            let names = names.into_iter().map(str::to_owned).chain(told).collect::<Vec<_>>();
            Some((it.group.parse::<SiteId>().ok()?, names.join("、")))
        };
        let (sites, teams): (Vec<SiteId>, Vec<String>) = walked.iter().skip(1).filter_map(team).unzip();
        if sites.is_empty() {
            return Ok(Answers::new());
        }
        let answers = [("draw.drawn", Answer::Sites(sites)), ("draw.teams", Answer::Text(teams.join("\n")))];
        answers.into_iter().map(|(id, answer)| Ok((input(id)?, answer))).collect()
    }

    /// What the next round is drawn from: the first list, without what was drawn or substituted before.
    fn next_list(&self, told: &Told) -> Result<List, Refused> {
        let Some(now) = told.substitutions.last().filter(|_| !told.rounds.is_empty()) else {
            return Ok(told.list.clone());
        };
        let mut list = told.list.clone();
        let drawn =
            |round: &Round| round.walked.first().map(|units| units.drawn().map(str::to_owned).collect::<Vec<_>>());
        let before: Vec<(usize, String)> = (1..)
            .zip(&told.rounds)
            .flat_map(|(no, it)| drawn(it).unwrap_or_default().into_iter().map(move |unit| (no, unit)))
            .collect();
        let inspectors = match list.size {
            Size::Visits { inspectors, .. } => inspectors,
            Size::Share(_) => return Err(broken("a share is not substituted")),
        };
        // Only what was drawn can be substituted.
        let units = u32::from(before.iter().any(|(_, unit)| *unit == now.unit));
        list.size = Size::Visits { units, inspectors };
        for (no, unit) in &before {
            let last = told.substitutions.iter().rfind(|it| it.unit == *unit && !it.team);
            let already = Text::new(format!("第 {no} 轮已抽中"), format!("drawn in round {no}"));
            let reason = last.map_or_else(|| self.in_own_language(&already), |it| it.reason.clone());
            list.lines.insert(Line::Skip { label: unit.clone(), reason });
        }
        for it in told.substitutions.iter().filter(|it| it.team) {
            let teams = told.rounds.iter().flat_map(|round| &round.walked).filter(|team| team.group == it.unit);
            let conflict = |inspector: &str| Line::Conflict {
                inspector: inspector.to_owned(),
                unit: it.unit.clone(),
                reason: it.reason.clone(),
            };
            list.lines.extend(teams.flat_map(|team| team.drawn().map(conflict).collect::<Vec<_>>()));
        }
        if now.team {
            list.lines.retain(|line| match line {
                Line::Candidate { label, group, .. } => group != UNIT || *label == now.unit,
                Line::Skip { label, .. } => *label != now.unit,
                Line::Conflict { .. } => true,
            });
        }
        Ok(list)
    }
}

/// The matters that are looked at again, each with its stratum and how many closings that has.
fn look_backs(walked: &[Walked]) -> Result<Answers, Refused> {
    let each = || walked.iter().flat_map(|it| it.drawn().map(move |label| (label, it)));
    let links: Vec<SubjectId> = each().filter_map(|(label, _)| label.parse().ok()).collect();
    let strata: Vec<String> = each().map(|(_, it)| format!("{},{}", it.group, it.order.len())).collect();
    let answers = [("look_back.drawn", Answer::Links(links)), ("look_back.strata", Answer::Text(strata.join("\n")))];
    answers.into_iter().map(|(id, answer)| Ok((input(id)?, answer))).collect()
}

/// What is substituted; the unit is named as the list names it, or by its label.
fn substitution(known: &Answers, list: &List) -> Option<Substitution> {
    let named = text(known, "draw.skip_unit")?.trim();
    let is_named = |line: &&Line| match line {
        Line::Candidate { label, group, name } => group == UNIT && (label == named || name == named),
        _ => false,
    };
    let unit = match list.lines.iter().find(is_named) {
        Some(Line::Candidate { label, .. }) => label.clone(),
        _ => named.to_owned(),
    };
    let Answer::Choice(what) = known.get(&input("draw.skip").ok()?)? else { return None };
    let reason = text(known, "draw.skip_reason")?.to_owned();
    Some(Substitution { unit, team: what == "team", reason })
}

pub(crate) fn input(id: &str) -> Result<InputId, Refused> {
    id.parse().map_err(|_| Refused::NotFound)
}

pub(crate) fn text<'a>(answers: &'a Answers, id: &str) -> Option<&'a str> {
    match answers.get(&input(id).ok()?)? {
        Answer::Text(text) => Some(text),
        _ => None,
    }
}

/// The label of a person in a list.
pub(crate) fn label(person: PersonId) -> String {
    person.to_string()
}

fn setting_of(published: &str) -> String {
    format!("draw_secret.{published}")
}

fn broken(why: &str) -> Refused {
    tracing::error!(why, "a draw cannot be read");
    Refused::NotFound
}
