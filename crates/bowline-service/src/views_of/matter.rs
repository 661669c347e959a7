//! This view tells the whole story of a matter of a declared kind. It is made from the facts, so that nothing on the page can
//! differ from the log.
//!
//! This module must never show what the person may not see. Start at [`Matters::view`].

use super::children::ChildrenOf;
use super::forms::hidden;
use super::matters::{choice, phase_of};
use super::reuse::reuse_of;
use crate::app::Inner;
use crate::deeds::{answer_line, posts_in};
use crate::names::NameBook;
use crate::proofs::hide_spots;
use crate::views::matters::{
    ActAnswers, ActName, AnswerLine, ChildrenView, MatterView, PartyLine, PhaseView, RelatedLine, Turn,
};
use crate::views::{TimelineEntry, Who};
use crate::{Hazards, Matters, Refused};
use bowline_core::facts::{Act, Answer, Deed, Fact, InputId, Link, Proof, What};
use bowline_core::ids::{PostId, RuleId, SubjectId};
use bowline_core::obligations::{
    Declared, Dossier, Obligation, Setting, parties, possible_acts, reopens_until, turn, undone,
};
use bowline_core::rules::Pack;
use bowline_core::rules::kinds::{Kind, Party};
use bowline_core::signals::{MatterRow, matter_row};
use bowline_core::time::{Moment, day_text};
use bowline_core::words::Text;
use bowline_store::StoreFault;
use std::collections::BTreeMap;

/// Matters that come from this one that are told one by one.
const MOST_RELATED: u32 = 100;

impl Matters<'_> {
    /// The story of a matter that the person may see.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn view(&self, who: &Who, subject: SubjectId) -> Result<MatterView, Refused> {
        self.inner.store.at_one_moment(|| self.read_view(who, subject))
    }

    fn read_view(&self, who: &Who, subject: SubjectId) -> Result<MatterView, Refused> {
        let facts = self.inner.store.log().facts(subject)?;
        let dossier = Dossier::replay(subject, &facts);
        let matter = dossier.declared().filter(|_| self.inner.may_see(who, &dossier)).ok_or(Refused::NotFound)?;
        let pack = self.inner.pack_of(&dossier);
        let row = matter_row(pack, &crate::Places(self.inner.places.latest()), &dossier).ok_or(Refused::NotFound)?;
        let kind = self.kind_of(&dossier);
        let registry = self.inner.seen();
        let setting = self.setting(&registry, &dossier)?;
        let parties = parties(setting, &dossier);
        let number = self.inner.store.log().numbers(&[subject])?.pop().flatten();
        let hidden = hidden(kind, &dossier);
        let story = Story { inner: self.inner, who, pack, kind, dossier: &dossier, facts: &facts, hidden: &hidden };
        let names = story.names(&parties)?;
        let children = ChildrenOf { inner: self.inner }.views(who, &dossier)?;
        let hazards = Hazards { inner: self.inner, request: None };
        let mut duties: Vec<&Obligation> = dossier.obligations.iter().collect();
        duties.sort_by_key(|it| (!it.is_unsettled(), it.opened.no));
        let party = |(party, post): &(&Party, Option<PostId>)| PartyLine {
            id: party.id.clone(),
            name: party.name.clone(),
            post: post.as_ref().map(|post| names.post(post)),
        };
        let (mut answers, mut timeline) = (story.answers(&names), story.timeline(&names));
        hide_spots(who, timeline.iter_mut().flat_map(|entry| &mut entry.proofs));
        hide_spots(
            who,
            answers.iter_mut().flat_map(|act| &mut act.answers).flat_map(|line| files_of(&mut line.answer)),
        );
        let site = matter.begun.site.map(|site| self.inner.store.registry().site(site)).transpose()?.flatten();
        let reused = reuse_of(self.inner, who, subject, timeline.iter().flat_map(|entry| &entry.proofs))?;
        Ok(MatterView {
            address: kind.map(|kind| kind.address.clone()).unwrap_or_default(),
            version: dossier.version,
            way: way(kind, &facts),
            particulars: [story.particulars(matter), story.reopening(setting)].concat(),
            site: matter.begun.site,
            site_at: site.and_then(|row| row.site.coordinates),
            answers,
            turn: turn(pack, &dossier)
                .map(|it| Turn { because: it.opened.owner_because.clone(), working: it.due.working.clone() }),
            beside: hazards.beside(&names, &dossier),
            duties: duties.into_iter().map(|it| hazards.duty_view(&names, &dossier, it)).collect(),
            timeline,
            reused,
            parties: parties.iter().map(party).collect(),
            related: story.related(&row, &children)?,
            children,
            forms: self.forms_of(setting, who, &dossier, &|no| story.said(&names, no)),
            letters: story.letters(),
            line: self.line(&names, number, row),
        })
    }
}

/// What a story is told from.
#[derive(Clone, Copy)]
struct Story<'a> {
    inner: &'a Inner,
    who: &'a Who,
    pack: &'a Pack,
    kind: Option<&'a Kind>,
    dossier: &'a Dossier,
    facts: &'a [Fact],
    /// Answers that nobody is told yet.
    hidden: &'a [&'a InputId],
}

impl<'a> Story<'a> {
    /// The names of everybody and every post in a story.
    fn names(self, parties: &'a [(&Party, Option<PostId>)]) -> Result<NameBook<'a>, StoreFault> {
        let parties = parties.iter().filter_map(|(_, post)| post.as_ref());
        let of_duties = self.dossier.obligations.iter().flat_map(|it| [&it.opened.owner, &it.opened.verifier]);
        let mut posts: Vec<PostId> = of_duties.chain(parties).cloned().collect();
        posts.extend(deeds(self.facts).flat_map(|(_, deed)| posts_in(&deed.answers)));
        self.inner.names().of(&posts, self.facts.iter().filter_map(|fact| fact.by.person()))
    }

    /// One entry for each fact; what children did one after another is one entry, told by the last of them.
    fn timeline(self, names: &NameBook<'_>) -> Vec<TimelineEntry> {
        let runs = self.facts.chunk_by(|one, next| {
            matches!(
                (&one.what, &next.what),
                (What::MatterBore(_), What::MatterBore(_)) | (What::MatterLinked(_), What::MatterLinked(_))
            )
        });
        let told = |run: &[Fact]| {
            let entry = self.entry(names, run.last()?);
            Some(match run.last()?.what {
                What::MatterLinked(_) => TimelineEntry { title: crate::sentences::linked(run.len()), ..entry },
                _ => entry,
            })
        };
        runs.filter_map(told).collect()
    }

    fn entry(self, names: &NameBook<'_>, fact: &Fact) -> TimelineEntry {
        let entry = Hazards { inner: self.inner, request: None }.entry(names, self.dossier, fact);
        let What::Deed(deed) = &fact.what else { return entry };
        let told =
            |(input, answer): &(&InputId, &Answer)| !matches!(answer, Answer::Files(_)) && !self.hidden.contains(input);
        let lines = deed.answers.iter().filter(told);
        let details = lines
            .map(|(input, answer)| crate::deeds::answered(&answer_line((self.inner, self.pack), names, input, answer)));
        TimelineEntry { details: details.collect(), ..entry }
    }

    /// What was written where a duty was opened, by whoever did the act before it. Nothing of how the matter began, which stands above.
    fn said(self, names: &NameBook<'_>, no: u32) -> Vec<AnswerLine> {
        let opened = self.facts.iter().position(|it| matches!(&it.what, What::ObligationOpened(it) if it.no == no));
        let before = deeds(self.facts.get(..opened.unwrap_or_default()).unwrap_or_default()).last();
        let Some((_, deed)) = before.filter(|(_, deed)| deed.begun.is_none()) else { return Vec::new() };
        // What fits one line, such as a number, is no message.
        let long = |input: &InputId| self.pack.inputs().get(input).and_then(|it| it.limits.lines) > Some(1);
        let texts = deed
            .answers
            .iter()
            .filter(|(input, it)| matches!(it, Answer::Text(_)) && long(input) && !self.hidden.contains(input));
        texts.map(|(input, answer)| answer_line((self.inner, self.pack), names, input, answer)).collect()
    }

    fn particulars(self, matter: &Declared) -> Vec<(Text, Text)> {
        let mut lines = Vec::new();
        if let Some(unit) = &matter.begun.unit {
            lines.push((Text::new("单位", "Organisation"), Text::same(&unit.name)));
            if let Some(code) = &unit.credit_code {
                lines.push((Text::new("统一社会信用代码", "Credit code"), Text::same(code.as_str())));
            }
        }
        if let Some(code) = &matter.begun.sector {
            let name = self.inner.names().sector(code);
            let name = Text::new(format!("{code} {}", name.zh), format!("{code} {}", name.en));
            lines.push((Text::new("行业", "Sector"), name));
        }
        lines.push((Text::new("主管部门", "Authority in charge"), self.inner.names().office(&matter.begun.office)));
        if let Some(ending) = matter.ending {
            lines.push((Text::new("办理结果", "Outcome"), ending.text()));
        }
        let undone: Vec<Text> = undone(self.dossier).into_iter().map(|it| self.pack.act_name(it.opened.act)).collect();
        if !undone.is_empty() {
            let (zh, en): (Vec<_>, Vec<_>) = undone.into_iter().map(|name| (name.zh, name.en)).unzip();
            let names = Text::new(zh.join("、"), en.join(", "));
            lines.push((Text::new("结束时未办的事项", "Left undone when it ended"), names));
        }
        let total = matter.bearing.iter().map(|it| it.total).sum::<u32>();
        let (begun, over) = (matter.bearing.iter().map(|it| it.upto).sum::<u32>(), matter.ended.len());
        if total > 0 {
            let told = if begun < total {
                Text::new(format!("共 {total} 件，已分派 {begun} 件"), format!("{total}, of which begun: {begun}"))
            } else {
                Text::new(format!("{total} 件，已结束 {over} 件"), format!("{total}, of which over: {over}"))
            };
            lines.push((Text::new("由此产生的事项", "Matters that it begins"), told));
        }
        if !matter.joined.is_empty() {
            let joined = Text::same(matter.joined.len().to_string());
            lines.push((Text::new("并入本事项的事项", "Matters joined to this one"), joined));
        }
        if matter.returned > 0 {
            lines.push((Text::new("退回次数", "Times returned"), Text::same(matter.returned.to_string())));
        }
        lines
    }

    /// How often it was opened again, and until when it may be.
    fn reopening(self, setting: Setting<'_>) -> Vec<(Text, Text)> {
        let acts = self.kind.map(|kind| kind.acts.as_slice()).unwrap_or_default();
        let again = |deed: &Deed| acts.iter().any(|act| act.reopens.is_some() && act.fact == deed.word.verb());
        let times = deeds(self.facts).filter(|(_, deed)| again(deed)).count();
        let counted = (times > 0).then(|| (Text::new("重开次数", "Times reopened"), Text::same(times.to_string())));
        let until = acts.iter().filter_map(|act| reopens_until(setting, act, self.dossier)).max();
        let until = until.filter(|last| *last >= setting.today());
        let until = until.map(|last| (Text::new("可重开至", "May be reopened until"), day_text(last)));
        counted.into_iter().chain(until).collect()
    }

    /// What stands now, by the act that said it last.
    fn answers(self, names: &NameBook<'_>) -> Vec<ActAnswers> {
        let kind = self.kind;
        let mut last: BTreeMap<&InputId, (&str, &Answer)> = BTreeMap::new();
        for (_, deed) in deeds(self.facts) {
            let act = kind.and_then(|kind| kind.act_of_fact(deed.word.verb()));
            let act = act.map_or_else(|| deed.word.verb(), |act| act.id.as_str());
            last.extend(deed.answers.iter().map(|(input, answer)| (input, (act, answer))));
        }
        last.retain(|input, _| !self.hidden.contains(input));
        let mut by_act: BTreeMap<&str, Vec<AnswerLine>> = BTreeMap::new();
        for (input, (act, answer)) in last {
            by_act.entry(act).or_default().push(answer_line((self.inner, self.pack), names, input, answer));
        }
        let mut all = Vec::new();
        for act in kind.map(|kind| kind.acts.as_slice()).unwrap_or_default() {
            let Some(mut answers) = by_act.remove(act.id.as_str()) else { continue };
            // What no form asks (the verdict of a rule) comes behind what is asked.
            answers
                .sort_by_key(|line| act.asks.iter().position(|ask| ask.input == line.input).unwrap_or(act.asks.len()));
            all.push(ActAnswers { act: act.id.clone(), name: act.name.clone(), answers });
        }
        let unknown = |(act, answers): (&str, Vec<AnswerLine>)| ActAnswers {
            act: act.to_owned(),
            name: Text::same(act),
            answers,
        };
        all.extend(by_act.into_iter().map(unknown));
        all
    }

    /// Letters that this person may write now. Whoever wrote and waits for the reply has nothing to do until it is due.
    fn letters(self) -> Vec<ActName> {
        let (now, seen) = (self.inner.now(), self.inner.seen());
        let setting = Setting { now, pack: self.pack, registry: &seen };
        let possible = possible_acts(setting, self.dossier, &self.who.acting());
        let written = possible.iter().filter(|it| !it.is_quiet(now)).map(|it| it.opened.act);
        let mut acts: Vec<Act> = written.filter(|act| [Act::SUPERVISE, Act::REPLY].contains(act)).collect();
        acts.sort_unstable();
        acts.dedup();
        acts.into_iter().map(|act| ActName { act, name: self.pack.act_name(act) }).collect()
    }

    /// Matters that this one is tied to, as far as the person may see them; children that are counted stand for themselves.
    fn related(self, row: &MatterRow, children: &[ChildrenView]) -> Result<Vec<RelatedLine>, Refused> {
        let store = bowline_store::Matters::of(&self.inner.store);
        let named = self.dossier.declared().into_iter().flat_map(|matter| matter.answers.iter());
        let named = named.filter_map(|(input, answer)| match answer {
            Answer::Link(subject) => Some(Link { word: input.as_str().to_owned(), subject: *subject }),
            _ => None,
        });
        let joined = self.dossier.declared().into_iter().flat_map(|matter| &matter.joined);
        let joined = joined.map(|subject| Link { word: "joined".to_owned(), subject: *subject });
        let up: Vec<Link> = row.from.iter().cloned().chain(named).chain(joined).collect();
        let above = store.each(&up.iter().map(|link| link.subject).collect::<Vec<_>>())?;
        let counted: Vec<RuleId> = children.iter().map(|it| it.kind.clone()).collect();
        let mut related = Vec::new();
        for link in &up {
            match above.iter().find(|row| row.subject == link.subject) {
                Some(row) => related.extend(self.related_line(&link.word, row)),
                None => related.extend(self.related_hazard(link)?),
            }
        }
        for row in store.coming_from(self.dossier.subject, &counted, MOST_RELATED)? {
            let word = row.from.as_ref().map(|link| link.word.clone()).unwrap_or_default();
            related.extend(self.related_line(&word, &row));
        }
        let numbers = self.inner.store.log().numbers(&related.iter().map(|it| it.subject).collect::<Vec<_>>())?;
        let numbered = related.into_iter().zip(numbers).map(|(line, number)| {
            let number = number.map(|number| number.to_string()).unwrap_or_default();
            RelatedLine { number, ..line }
        });
        Ok(numbered.collect())
    }

    fn related_line(self, word: &str, row: &MatterRow) -> Option<RelatedLine> {
        if !self.inner.lies_within(self.who, row.site, row.place) {
            return None;
        }
        let pack = self.inner.pack_at(row.place);
        let kind = pack.kind_of(&row.kind, row.began);
        let input = kind.and_then(|kind| kind.line.facet.as_ref());
        let facet = row.facet.as_ref().zip(input).and_then(|(word, input)| choice(pack, input, word)).cloned();
        let own = self.dossier.declared().and_then(|matter| matter.begun.unit.as_ref()).map(|unit| unit.name.as_str());
        let unit = row.unit.as_deref().filter(|unit| own != Some(unit));
        Some(RelatedLine {
            facet,
            subject: row.subject,
            word: word.to_owned(),
            kind_title: kind.map_or_else(|| Text::same(row.kind.as_str()), |kind| kind.title.clone()),
            address: kind.map(|kind| format!("/matters/{}", kind.address)).unwrap_or_default(),
            number: String::new(),
            text: unit.map_or_else(|| row.text.clone(), |unit| format!("{unit} · {}", row.text)),
            phase: Some(phase_of(kind, &row.phase, row.stage)),
        })
    }

    fn related_hazard(self, link: &Link) -> Result<Option<RelatedLine>, Refused> {
        let row = self.inner.store.hazards().one(link.subject)?;
        let row = row.filter(|row| self.inner.lies_within(self.who, Some(row.site), row.place));
        Ok(row.map(|row| RelatedLine {
            subject: row.subject,
            word: link.word.clone(),
            kind_title: Text::new("隐患", "Hazard"),
            address: "/hazards".to_owned(),
            number: String::new(),
            text: row.description,
            phase: None,
            facet: None,
        }))
    }
}

fn files_of(answer: &mut Answer) -> &mut [Proof] {
    match answer {
        Answer::Files(files) => files,
        _ => &mut [],
    }
}

fn deeds(facts: &[Fact]) -> impl Iterator<Item = (&Fact, &Deed)> {
    facts.iter().filter_map(|fact| match &fact.what {
        What::Deed(deed) => Some((fact, &**deed)),
        _ => None,
    })
}

/// The phases of a kind, each with when the matter entered it last.
fn way(kind: Option<&Kind>, facts: &[Fact]) -> Vec<(PhaseView, Option<Moment>)> {
    let entered: BTreeMap<&str, Moment> =
        deeds(facts).filter_map(|(fact, deed)| Some((deed.phase.as_ref()?.id.as_str(), fact.held))).collect();
    let phases = kind.map(|kind| kind.phases.as_slice()).unwrap_or_default();
    let step = |phase: &bowline_core::rules::kinds::Phase| {
        (phase_of(kind, &phase.id, phase.stage), entered.get(phase.id.as_str()).copied())
    };
    phases.iter().map(step).collect()
}
