//! This view plays an invented matter of a kind, from the moves that an address holds.
//!
//! This module must never write anything, and never decide: the core's machine plays. Start at [`Law::try_out`].

use super::forms::form;
use super::law::Law;
use super::matters::phase_of;
use crate::app::Inner;
use crate::deeds::{answer_line, answered};
use crate::guard::told;
use crate::matters::answers_to;
use crate::names::NameBook;
use crate::views::law::PackLine;
use crate::views::matters::{FieldView, FormView, PartyLine, PhaseView};
use crate::views::tryout::{Move, OfferView, Stopped, TryView};
use crate::views::{DutyView, PostView, TimelineEntry};
use crate::{Hazards, Refused};
use bowline_core::facts::{Actor, Answer, Fact, InputId, Proof, What};
use bowline_core::ids::{OfficeId, PostId, Role, RuleId};
use bowline_core::obligations::{Dossier, Invented, Obligation, Offer, Rejected, evolve};
use bowline_core::places::Level;
use bowline_core::rules::kinds::{ANYONE, Act, Ask, ENGINE, Kind};
use bowline_core::rules::{InputKind, Named, Pack, typed};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use std::collections::BTreeMap;

/// Moves of one story.
const MOST_MOVES: usize = 60;
/// Entries of the story that are shown.
const SHOWN: usize = 120;

impl Law<'_> {
    /// An invented matter of a kind after these moves. A move that is refused ends the story, and says why.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for what is no kind of matter, or has no worked case beside it to begin from.
    pub fn try_out(&self, kind: &RuleId, moves: &[Move]) -> Result<TryView, Refused> {
        let pack = self.pack();
        let mut matter = Invented::of(pack, kind).ok_or(Refused::NotFound)?;
        let mut stopped = None;
        for (at, one) in moves.iter().enumerate() {
            let played = if at < MOST_MOVES { play(pack, &mut matter, one) } else { Err(too_long()) };
            if let Err(refused) = played {
                stopped = Some(Stopped { at, said: told(self.inner, &refused), refused });
                break;
            }
        }
        let stage =
            Stage { inner: self.inner, pack, matter: &matter, names: self.inner.names().of_invented(matter.site()) };
        let edition = matter.edition().ok_or(Refused::NotFound)?;
        let tried = stopped.as_ref().and_then(|it: &Stopped| Some((moves.get(it.at)?, &it.refused)));
        let here = matter.dossier().as_declared().map(|it| phase_of(Some(edition), &it.phase.id, it.phase.stage));
        Ok(TryView {
            kind: kind.clone(),
            title: edition.title.clone(),
            pack: PackLine::of(pack),
            place: self.place.map(|place| (place, self.inner.names().place(place))),
            now: matter.setting().now,
            latest: matter.latest(),
            next_due: matter.next_due(),
            next_look: matter.next_look().filter(|at| *at > matter.setting().now),
            phase: here,
            way: way(edition, matter.facts()),
            parties: edition.parties.iter().map(|party| stage.party(&party.id, &party.name)).collect(),
            answers: stage.answers(),
            duties: stage.duties(edition),
            timeline: stage.timeline(edition),
            earlier: matter.facts().len().saturating_sub(SHOWN),
            offers: matter.offers().iter().map(|offer| stage.offer(edition, offer, tried)).collect(),
            stopped,
        })
    }
}

fn play(pack: &Pack, matter: &mut Invented<'_>, one: &Move) -> Result<(), Refused> {
    let latest = matter.latest();
    if let Some(at) = one.at {
        if at > latest || at < matter.setting().now {
            return Err(no_moment());
        }
        matter.wait(at);
    }
    let Some((by, act)) = &one.act else { return Ok(()) };
    let known = matter.edition().and_then(|kind| kind.act(act)).ok_or(Refused::NotFound)?;
    // Nobody brings a file to an invented matter: each counts as handed in.
    let files = known.asks.iter().filter_map(|ask| match matter.sample(known, &ask.input)? {
        Answer::Files(files) => Some((ask.input.as_str(), files)),
        _ => None,
    });
    let files: Vec<(&str, Vec<Proof>)> = files.collect();
    let answers = answers_to(pack, known, &one.values, &files)?;
    Ok(matter.act(by, act, answers)?)
}

fn too_long() -> Refused {
    Refused::field(
        "at",
        format!("虚构事项最多办理 {MOST_MOVES} 步；请重新开始。"),
        format!("An invented matter takes at most {MOST_MOVES} moves. Start again."),
    )
}

fn no_moment() -> Refused {
    Refused::field(
        "at",
        "虚构时钟只能向前，最多 800 天；请另选时间。",
        "The invented clock goes forward only, by at most 800 days. Choose another moment.",
    )
}

/// What the view is told from.
struct Stage<'a> {
    inner: &'a Inner,
    pack: &'a Pack,
    matter: &'a Invented<'a>,
    names: NameBook<'a>,
}

impl Stage<'_> {
    fn party(&self, id: &str, name: &Text) -> PartyLine {
        let post = self.matter.post_of(id).map(|post| self.names.post(&post));
        PartyLine { id: id.to_owned(), name: name.clone(), post }
    }

    fn answers(&self) -> Vec<crate::views::matters::AnswerLine> {
        let known = self.matter.dossier().as_declared().into_iter().flat_map(|it| &it.answers);
        let known = known.filter(|(_, answer)| !matches!(answer, Answer::Files(_)));
        known.map(|(input, answer)| answer_line((self.inner, self.pack), &self.names, input, answer)).collect()
    }

    fn duties(&self, kind: &Kind) -> Vec<DutyView> {
        let dossier = self.matter.dossier();
        let mut duties: Vec<&Obligation> = dossier.obligations.iter().collect();
        duties.sort_by_key(|it| (!it.is_unsettled(), it.due.at, it.opened.no));
        let hazards = Hazards { inner: self.inner, request: None };
        let view = |it: &Obligation| {
            let view = hazards.duty_view(&self.names, dossier, it);
            let (owner, verifier) = (self.as_party(kind, view.owner), self.as_party(kind, view.verifier));
            DutyView { owner, verifier, name: self.pack.act_name(it.opened.act), ..view }
        };
        duties.into_iter().map(view).collect()
    }

    /// A post with the parties that it is, in the place of people: nobody real holds it.
    fn as_party(&self, kind: &Kind, post: PostView) -> PostView {
        let is = |party: &str| self.matter.post_of(party).as_ref() == Some(&post.post);
        let holders: Vec<Text> =
            kind.parties.iter().filter(|party| is(&party.id)).map(|party| party.name.clone()).collect();
        let nobody = || vec![Text::new("虚构", "invented")];
        PostView { holders: if holders.is_empty() { nobody() } else { holders }, ..post }
    }

    fn timeline(&self, kind: &Kind) -> Vec<TimelineEntry> {
        let facts = self.matter.facts();
        let shown = facts.iter().skip(facts.len().saturating_sub(SHOWN));
        shown.map(|fact| self.entry(kind, fact)).collect()
    }

    fn entry(&self, kind: &Kind, fact: &Fact) -> TimelineEntry {
        let mut entry = Hazards { inner: self.inner, request: None }.entry(&self.names, self.matter.dossier(), fact);
        if let What::Deed(deed) = &fact.what {
            let lines = deed.answers.iter().filter(|(_, answer)| !matches!(answer, Answer::Files(_)));
            let told = |(input, answer)| answered(&answer_line((self.inner, self.pack), &self.names, input, answer));
            entry.details = lines.map(told).collect();
        }
        if let Actor::Person(person) = fact.by {
            entry.by = self.called(kind, self.matter.party_of(person).unwrap_or(ANYONE));
        }
        entry.proofs.clear();
        entry
    }

    /// What a party is called, the engine and anybody included.
    fn called(&self, kind: &Kind, party: &str) -> Text {
        match (party, kind.party(party)) {
            (ENGINE, _) => Text::new("系统自动", "the system"),
            (_, Some(party)) => party.name.clone(),
            (_, None) => Text::new("任何人", "anybody"),
        }
    }

    /// A form, filled in as a worked case does it; one that was refused has what it still asks.
    fn offer(&self, kind: &Kind, offer: &Offer<'_>, tried: Option<(&Move, &Refused)>) -> OfferView {
        let (setting, act) = (self.matter.setting(), offer.act);
        let known = self.matter.dossier().as_declared();
        let answers = known.map(|it| it.answers.clone()).unwrap_or_default();
        let office = &self.matter.office();
        let own = form(self.inner, setting, act, Some(self.called(kind, &offer.by)), &answers, office);
        let mut fields: Vec<FieldView> =
            own.fields.into_iter().filter(|it| it.input.kind != InputKind::Files).collect();
        let this = tried.filter(|(one, _)| one.act.as_ref() == Some(&(offer.by.clone(), act.id.clone())));
        if let Some((one, Refused::Rejected(Rejected::AnswersMissing { inputs }))) = this {
            let given = one.values.iter().filter_map(|(name, _)| name.parse::<InputId>().ok());
            let mut more: Vec<InputId> = inputs.iter().cloned().chain(given).collect();
            more.dedup();
            more.retain(|input| !act.asks.iter().any(|ask| ask.input == *input));
            fields.extend(more.into_iter().filter_map(|input| self.further(input)));
        }
        fields.iter_mut().for_each(|field| self.fill(act, field));
        let due_at = offer.duty.and_then(|no| self.matter.dossier().obligation(no)).map(|duty| duty.due.at);
        OfferView { by: offer.by.clone(), form: FormView { fields, due_at, takes_files: false, ..own } }
    }

    /// A question that a rule asks beyond the form.
    fn further(&self, input: InputId) -> Option<FieldView> {
        let asked = self.pack.inputs().get(&input)?.clone();
        let ask = Ask { input, optional: true, not_before: None, not_after: None, same_as: None, of: Vec::new() };
        Some(FieldView { input: asked, ask, given: None, earliest: None, latest: None, offers: Vec::new() })
    }

    /// What stands in a field at first, and what is offered: everything that there is on the stage.
    fn fill(&self, act: &Act, field: &mut FieldView) {
        field.given = self.matter.sample(act, &field.input.id);
        let InputKind::Named(named) = field.input.kind else { return };
        let zone = self.pack.country().zone();
        let given: Vec<String> = field.given.iter().flat_map(|answer| typed(answer, zone)).collect();
        let known = |id: &String, all: &[(String, Text)]| all.iter().any(|(it, _)| it == id);
        // Nothing of the real registry is offered.
        field.offers = self.there(named);
        for id in given {
            if !field.offers.is_empty() && !known(&id, &field.offers) {
                let name = self.name_of(named, &id);
                field.offers.push((id, name));
            }
        }
    }

    /// Things on the stage that an answer may name.
    fn there(&self, named: Named) -> Vec<(String, Text)> {
        let site = self.matter.site().to_string();
        let places = Level::ALL.into_iter().map(|level| level.as_str().to_owned());
        let ids: Vec<String> = match named {
            Named::Site | Named::Sites => vec![site],
            Named::Place | Named::Places => places.collect(),
            Named::Office | Named::Offices => self.offices().iter().map(ToString::to_string).collect(),
            Named::Post | Named::Posts => {
                let posts =
                    |office: OfficeId| Role::OF_OFFICE.map(|role| PostId::office(office.clone(), role).to_string());
                self.offices().into_iter().flat_map(posts).collect()
            }
            _ => Vec::new(),
        };
        ids.into_iter().map(|id| (id.clone(), self.name_of(named, &id))).collect()
    }

    /// The offices of the line of the one in charge, outermost first.
    fn offices(&self) -> Vec<OfficeId> {
        let department = self.matter.office().department.as_str();
        let named = Level::ALL.into_iter().filter_map(|level| format!("{}/{department}", level.as_str()).parse().ok());
        named.filter(|office| self.matter.setting().registry.exists(office)).collect()
    }

    fn name_of(&self, named: Named, id: &str) -> Text {
        let post = || id.parse::<PostId>().ok().map(|post| self.names.title(&post));
        let known = match named {
            Named::Post | Named::Posts => post(),
            Named::Office | Named::Offices => id.parse().ok().map(|office| self.inner.names().office(&office)),
            Named::Place | Named::Places => id.parse().ok().map(|place| self.inner.names().place(place)),
            Named::Site | Named::Sites => Some(Text::new("某单位", "an organisation")),
            _ => None,
        };
        known.unwrap_or_else(|| Text::same(id))
    }
}

/// The phases of a kind, each with when the matter entered it last.
fn way(kind: &Kind, facts: &[Fact]) -> Vec<(PhaseView, Option<Moment>)> {
    let (mut entered, mut last) = (BTreeMap::new(), String::new());
    let Some(first) = facts.first() else { return phases(kind, &entered) };
    let mut dossier = Dossier::new(first.subject);
    for fact in facts {
        dossier = evolve(dossier, fact);
        let phase = dossier.as_declared().map(|it| it.phase.id.clone()).unwrap_or_default();
        if phase != last {
            entered.insert(phase.clone(), fact.held);
            last = phase;
        }
    }
    phases(kind, &entered)
}

fn phases(kind: &Kind, entered: &BTreeMap<String, Moment>) -> Vec<(PhaseView, Option<Moment>)> {
    let view = |it: &bowline_core::rules::kinds::Phase| phase_of(Some(kind), &it.id, it.stage);
    kind.phases.iter().map(|phase| (view(phase), entered.get(&phase.id).copied())).collect()
}
