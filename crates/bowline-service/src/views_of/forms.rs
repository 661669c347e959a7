//! Forms of matters of declared kinds: what a person may fill in now, with what bounds each answer and what is offered.
//!
//! This module must never offer an act that the core would refuse to this person. Start at [`Matters::begin_view`].

use super::matters::kind_view;
use crate::app::Inner;
use crate::naming::Naming;
use crate::views::Who;
use crate::views::matters::{AnswerLine, BeginView, FieldView, FormView, Ground};
use crate::{Matters, Refused};
use bowline_core::facts::{Answer, Answers, Begun, Grade, InputId};
use bowline_core::ids::{OfficeId, RuleId};
use bowline_core::obligations::{
    Dossier, MatterRefusal, Rejected, Setting, earliest_answer, latest_answer, may_begin, possible,
};
use bowline_core::rules::kinds::{Act, Ask, Edge, Kind};
use bowline_core::rules::{Input, InputKind};
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;

impl Matters<'_> {
    /// A form to begin a matter by an act of a kind that is in force today.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for what the pack does not know; [`Refused`] where this person may not begin one there.
    pub fn begin_view(&self, who: &Who, kind: &RuleId, act: &str, ground: &Ground) -> Result<BeginView, Refused> {
        let standing = self.standing(who, ground)?;
        let pack = self.inner.pack_at(standing.place);
        let kind =
            pack.kinds().on(kind, self.inner.today()).filter(|kind| !kind.is_coded()).ok_or(Refused::NotFound)?;
        let act = kind.act(act).filter(|act| act.begins).ok_or(Refused::NotFound)?;
        let begun = Begun {
            edition: self.inner.today(),
            office: standing.office.clone(),
            site: standing.ground.site,
            unit: standing.unit.clone(),
            sector: standing.sector.clone(),
            from: None,
        };
        if !may_begin(kind, &begun, &who.acting()).iter().any(|may| may.id == act.id) {
            return Err(Rejected::from(MatterRefusal::NotAParty(act.name.clone())).into());
        }
        let registry = self.inner.seen();
        let setting = self.inner.setting(&registry, self.inner.now(), standing.place);
        let office = (standing.office.clone(), self.inner.names().office(&standing.office));
        Ok(BeginView {
            kind: kind_view(pack, kind),
            form: form(self.inner, setting, act, None, &Answers::new(), &standing.office),
            site: standing.ground.site.zip(standing.unit.map(|unit| unit.name)),
            place: Some((standing.place, self.inner.names().place(standing.place))),
            office: Some(office),
        })
    }

    /// What this person may do now: first what is owed, soonest first, then what is free in the order of the kind. `said` tells what was
    /// written where a duty was opened.
    pub(crate) fn forms_of(
        &self,
        setting: Setting<'_>,
        who: &Who,
        dossier: &Dossier,
        said: &dyn Fn(u32) -> Vec<AnswerLine>,
    ) -> Vec<FormView> {
        let Some(matter) = dossier.declared() else { return Vec::new() };
        let kind: Option<&Kind> = self.kind_of(dossier);
        let mut answers = matter.answers.clone();
        hidden(kind, dossier).into_iter().for_each(|input| drop(answers.remove(input)));
        let mut possible = possible(setting, dossier, &who.acting());
        let due = |no: Option<u32>| no.and_then(|no| dossier.obligation(no)).map(|duty| duty.due.at);
        possible.sort_by_key(|it| (it.duty.is_none(), due(it.duty)));
        let show = |it: bowline_core::obligations::Possible<'_>| {
            let party = kind.and_then(|kind| kind.party(&it.party)).map(|party| party.name.clone());
            let duty = it.duty.and_then(|no| dossier.obligation(no));
            let mut form = form(self.inner, setting, it.act, party, &answers, &matter.begun.office);
            if matter.doers.contains_key(&it.act.fact) && it.act.submits.is_none() {
                form.fields.iter_mut().filter(|it| it.input.kind == InputKind::Text).for_each(|it| it.given = None);
            }
            FormView { due_at: duty.map(|duty| duty.due.at), said: it.duty.map(said).unwrap_or_default(), ..form }
        };
        possible.into_iter().map(show).collect()
    }
}

/// Answers that somebody else has yet to repeat without seeing them.
pub(super) fn hidden<'k>(kind: Option<&'k Kind>, dossier: &Dossier) -> Vec<&'k InputId> {
    let acts = kind.map(|kind| kind.acts.as_slice()).unwrap_or_default().iter();
    let undone = acts.filter(|act| dossier.declared().is_some_and(|matter| !matter.doers.contains_key(&act.fact)));
    undone.flat_map(|act| act.asks.iter().filter_map(|ask| ask.same_as.as_ref())).collect()
}

pub(super) fn form(
    inner: &Inner,
    setting: Setting<'_>,
    act: &Act,
    party: Option<Text>,
    known: &Answers,
    office: &OfficeId,
) -> FormView {
    let field = |ask: &Ask| {
        let input = setting.pack.inputs().get(&ask.input)?.clone();
        Some(FieldView {
            given: known.get(&ask.input).filter(|answer| !matches!(answer, Answer::Files(_))).cloned(),
            earliest: earliest(setting, &input, ask, known),
            latest: latest(setting, &input, ask, known),
            // A list that cannot be read is typed.
            offers: Naming { inner, office }.offers(&input).unwrap_or_default(),
            ask: ask.clone(),
            input,
        })
    };
    let fields: Vec<FieldView> = act.asks.iter().filter_map(field).collect();
    FormView {
        act: act.id.clone(),
        name: act.name.clone(),
        help: act.help.clone(),
        party,
        due_at: None,
        said: Vec::new(),
        takes_files: fields.iter().any(|field| field.input.kind == InputKind::Files),
        fields,
    }
}

/// The first answer that an act takes, as far as it can be told before the form is filled in.
fn earliest(setting: Setting<'_>, input: &Input, ask: &Ask, known: &Answers) -> Option<Answer> {
    of_kind(input, earliest_answer(setting, ask, known)?)
}

/// The last answer that an act takes, as far as it can be told before the form is filled in.
fn latest(setting: Setting<'_>, input: &Input, ask: &Ask, known: &Answers) -> Option<Answer> {
    let Some(Edge::Longest(of)) = &ask.not_after else {
        return of_kind(input, latest_answer(setting, ask, known)?);
    };
    let last = setting.pack.longest_order(Grade::answered(known.get(of))?, setting.today())?.last;
    (input.kind == InputKind::Day).then_some(Answer::Day(last))
}

fn of_kind(input: &Input, (at, day): (Moment, Day)) -> Option<Answer> {
    match &input.kind {
        InputKind::Day => Some(Answer::Day(day)),
        InputKind::Moment => Some(Answer::Moment(at)),
        _ => None,
    }
}
