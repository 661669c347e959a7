//! This view tells the whole story of a hazard. It is made from the facts, so that nothing on the page can differ from
//! the log.
//!
//! This module must never show what the person may not see.

use super::reuse::reuse_of;
use crate::app::Inner;
use crate::names::NameBook;
use crate::proofs::hide_spots;
use crate::relapses::FOLLOWS;
use crate::views::dates::DueDates;
use crate::views::law::PackLine;
use crate::views::{CriterionView, DutyView, FormsView, HazardLine, HazardView, Owed, Who};
use crate::{Hazards, Refused};
use bowline_core::facts::{Act, Answer, Because, Fact, InputId, Outcome, What};
use bowline_core::ids::{PostId, Role, RuleId, SubjectId};
use bowline_core::obligations::{Dossier, Hazard, Obligation, Setting, Standing, owed_beside, possible_acts};
use bowline_core::rules::{Criterion, Longest, Pack};
use bowline_core::signals::{SiteRow, hazard_row};
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_store::StoreFault;
use jiff::ToSpan;

/// A prefilled date in the order form, in days from today. The officer decides; no rule sets it.
const SUGGESTED_DAYS: i64 = 14;

impl Hazards<'_> {
    /// The story of a hazard that the person may see.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn one(&self, who: &Who, subject: SubjectId) -> Result<HazardView, Refused> {
        self.inner.store.at_one_moment(|| self.read_one(who, subject))
    }

    fn read_one(&self, who: &Who, subject: SubjectId) -> Result<HazardView, Refused> {
        let facts = self.inner.store.log().facts(subject)?;
        let dossier = Dossier::replay(subject, &facts);
        let hazard = dossier.hazard().ok_or(Refused::NotFound)?;
        if !self.inner.may_see(who, &dossier) {
            return Err(Refused::NotFound);
        }
        let pack = self.inner.pack_of(&dossier);
        let row = hazard_row(pack, &crate::Places(self.inner.places.latest()), &dossier).ok_or(Refused::NotFound)?;
        // Whoever wrote and waits for the reply has nothing to do until it is due.
        let (now, seen) = (self.inner.now(), self.inner.seen());
        let setting = Setting { now, pack, registry: &seen };
        let possible = possible_acts(setting, &dossier, &who.acting());
        let mut next: Vec<Act> = possible.iter().filter(|it| !it.is_quiet(now)).map(|it| it.opened.act).collect();
        next.dedup();
        let mut duties: Vec<&Obligation> = dossier.obligations.iter().collect();
        duties.sort_by_key(|it| (!it.is_unsettled(), it.opened.no));
        let numbers = self.inner.store.log().numbers(&[subject])?;
        let names = names_in(self.inner, &dossier, &facts)?;
        let owner = row.owner.as_ref().map(|post| names.post(post));
        let longest = hazard.graded.as_ref().filter(|_| next.contains(&Act::ORDER));
        let longest = longest.and_then(|it| pack.longest_order(it.grade, self.inner.today()));
        let rulebook = (PackLine::of(pack), row.place);
        let site = self.inner.store.registry().site(hazard.found.site)?;
        let mut timeline: Vec<_> = facts.iter().map(|fact| self.entry(&names, &dossier, fact)).collect();
        hide_spots(who, timeline.iter_mut().flat_map(|entry| &mut entry.proofs));
        let reused = reuse_of(self.inner, who, subject, timeline.iter().flat_map(|entry| &entry.proofs))?;
        Ok(HazardView {
            line: HazardLine { number: numbers.first().copied().flatten(), ..self.line(row, owner) },
            version: dossier.version,
            particulars: self.particulars(&names, hazard, site.as_ref())?,
            rulebook,
            source: hazard.found.source,
            forms: forms_of(pack, hazard, next.contains(&Act::GRADE)),
            dates: DueDates {
                suggested: self.suggested_deadline(longest.as_ref()),
                ordered: hazard.ordered.as_ref().map(|it| it.deadline),
                latest: longest.map(|it| (it.last, why_longest(&it))),
            },
            beside: self.beside(&names, &dossier),
            timeline,
            reused,
            site_at: site.as_ref().and_then(|row| row.site.coordinates),
            duties: duties.into_iter().map(|it| self.duty_view(&names, &dossier, it)).collect(),
            next,
        })
    }

    pub(crate) fn beside(&self, names: &NameBook<'_>, dossier: &Dossier) -> Vec<Owed> {
        let line = |it: &Obligation| Owed {
            act: it.opened.act,
            name: self.inner.pack_of(dossier).act_name(it.opened.act),
            owner: names.post(&it.opened.owner),
            due_at: it.due.at,
            provisional: it.due.provisional,
        };
        owed_beside(self.inner.pack_of(dossier), dossier).into_iter().map(line).collect()
    }

    fn particulars(
        &self,
        names: &NameBook<'_>,
        hazard: &Hazard,
        site: Option<&SiteRow>,
    ) -> Result<Vec<(Text, Text)>, Refused> {
        let found = &hazard.found;
        let mut lines = vec![(Text::new("单位", "Organisation"), Text::same(&found.unit.name))];
        if self.inner.pack().country().unit_code().is_some() {
            let code = found.unit.credit_code.as_ref();
            let code = code.map_or_else(|| Text::new("无", "none"), |code| Text::same(code.as_str()));
            lines.push((Text::new("统一社会信用代码", "Credit code"), code));
        }
        let sector = self.inner.names().sector(&found.sector);
        lines.push((
            Text::new("行业", "Sector"),
            Text::new(format!("{} {}", found.sector, sector.zh), format!("{} {}", found.sector, sector.en)),
        ));
        lines.push((Text::new("主管部门", "Authority in charge"), self.inner.names().office(&found.office)));
        if let Some(ordered) = &hazard.ordered {
            lines.push((Text::new("责任单位", "Organisation responsible"), names.title(&ordered.to)));
        }
        if let Some(operator) = site.and_then(|row| row.site.operator.clone()) {
            lines.push((Text::new("实际经营者", "Operator"), Text::same(operator)));
        }
        if let Some(Answer::Link(earlier)) = FOLLOWS.parse().ok().and_then(|input: InputId| found.answers.get(&input)) {
            let number = self.inner.store.log().numbers(&[*earlier])?.pop().flatten();
            let number = number.map(|number| Text::same(number.to_string())).unwrap_or_default();
            lines.push((Text::new("原隐患（回头看不属实）", "Earlier hazard, found again by a look-back"), number));
        }
        if hazard.declared.returned > 0 {
            lines.push((Text::new("退回次数", "Times returned"), Text::same(hazard.declared.returned.to_string())));
        }
        Ok(lines)
    }

    fn suggested_deadline(&self, longest: Option<&Longest>) -> (Day, Text) {
        let day = self.inner.today().saturating_add(SUGGESTED_DAYS.days());
        let day = longest.map_or(day, |longest| day.min(longest.last));
        (day, Text::new("系统预填，由交办人核定", "suggested only; set by the issuing officer"))
    }

    /// What is needed to read a form that this person sends. The page itself is not read for it.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for what is not there or not the person's to see.
    pub fn forms(&self, who: &Who, subject: SubjectId) -> Result<FormsView, Refused> {
        let dossier = self.inner.recent.dossier(&self.inner.store, subject)?;
        let hazard = dossier.hazard().filter(|_| self.inner.may_see(who, &dossier)).ok_or(Refused::NotFound)?;
        let (pack, seen) = (self.inner.pack_of(&dossier), self.inner.seen());
        let setting = Setting { now: self.inner.now(), pack, registry: &seen };
        let grades = possible_acts(setting, &dossier, &who.acting()).iter().any(|it| it.opened.act == Act::GRADE);
        Ok(forms_of(pack, hazard, grades))
    }

    pub(crate) fn duty_view(&self, names: &NameBook<'_>, dossier: &Dossier, it: &Obligation) -> DutyView {
        let opened = &it.opened;
        DutyView {
            id: dossier.obligation_id(opened.no),
            act: opened.act,
            name: self.inner.pack_of(dossier).act_name(opened.act),
            owner: names.post(&opened.owner),
            owner_because: opened.owner_because.clone(),
            due_at: it.due.at,
            working: it.due.working.clone(),
            because: opened
                .because
                .iter()
                .filter_map(|because| because_text(self.inner.pack_of(dossier), dossier, opened.step.as_str(), because))
                .collect(),
            verifier: names.post(&opened.verifier),
            superior: opened.superior.as_ref().map(|office| self.inner.names().office(office)),
            light: it.light(),
            provisional: it.due.provisional,
            quiet_until: it.waiting.until().filter(|_| it.is_quiet(self.inner.now())),
            standing: match it.is_live() {
                true if it.is_quiet(self.inner.now()) => "quiet",
                true if it.opened.right => "right",
                _ => standing_word(it.standing),
            },
            rungs: it.fired.clone(),
            watches: it.watches(),
        }
    }
}

/// The names of everybody and every post in a story.
fn names_in<'a>(inner: &'a Inner, dossier: &Dossier, facts: &[Fact]) -> Result<NameBook<'a>, StoreFault> {
    let of_duties = dossier.obligations.iter().flat_map(|it| [&it.opened.owner, &it.opened.verifier]);
    let ordered = facts.iter().filter_map(|fact| match &fact.what {
        What::Ordered(ordered) => Some(&ordered.to),
        _ => None,
    });
    inner.names().of(of_duties.chain(ordered), facts.iter().filter_map(|fact| fact.by.person()))
}

fn forms_of(pack: &Pack, hazard: &Hazard, grades: bool) -> FormsView {
    FormsView {
        unit_post: PostId::site(hazard.found.site, Role::Principal),
        criteria: if grades { criteria_for(pack, hazard) } else { Vec::new() },
        money: money(pack),
    }
}

/// Only what speaks about the sector: a restaurant is not asked about coal.
fn criteria_for(pack: &Pack, hazard: &Hazard) -> Vec<CriterionView> {
    let criteria = pack.criteria_for(&hazard.found.sector, hazard.found.found_on);
    criteria.map(|criterion| criterion_view(pack, criterion)).collect()
}

/// Which clock allows no later date, and how it is reckoned.
fn why_longest(longest: &Longest) -> Text {
    let Longest { title, working, .. } = longest;
    Text::new(format!("{}：{}", title.zh, working.zh), format!("{}: {}", title.en, working.en))
}

fn money(pack: &Pack) -> Text {
    let unnamed = || Text::new("货币单位", "units of money");
    pack.country().currency().map_or_else(unnamed, |currency| currency.name.clone())
}

fn criterion_view(pack: &Pack, criterion: &Criterion) -> CriterionView {
    let questions = criterion.inputs().into_iter().filter_map(|input| pack.inputs().get(&input).cloned());
    CriterionView {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        set_name: pack.sets().named(&criterion.set).map_or_else(|| Text::same(&criterion.set), |set| set.name.clone()),
        set: criterion.set.clone(),
        citation: citation(pack, criterion),
        questions: questions.collect(),
        decidable: criterion.condition.is_some(),
    }
}

fn citation(pack: &Pack, criterion: &Criterion) -> Text {
    criterion.cite.first().map_or_else(Text::default, |cite| {
        let (source, tag) = (pack.instruments().cited(cite), cite.tag.text());
        Text::new(format!("{}（{}）", source.zh, tag.zh), format!("{} ({})", source.en, tag.en))
    })
}

fn because_text(pack: &Pack, dossier: &Dossier, step: &str, because: &Because) -> Option<Text> {
    match because {
        Because::Fact(_) => None,
        Because::Late(no) => {
            let late = pack.act_name(dossier.obligation(*no)?.opened.act);
            Some(Text::new(format!("第 {no} 项“{}”逾期", late.zh), format!("Action {no} (“{}”) is overdue", late.en)))
        }
        Because::Rule(rule) => Some(rule_line(pack, rule, step)),
    }
}

/// A rule's title and the source of the step, in one line.
fn rule_line(pack: &Pack, rule: &RuleId, step: &str) -> Text {
    let title = pack.book().title(rule).cloned().unwrap_or_else(|| Text::same(rule.as_str()));
    let of_procedure = pack.procedures().latest(rule).and_then(|it| it.step(step)).map(|step| step.cite.as_slice());
    let of_kind = || pack.kinds().latest(rule).and_then(|kind| kind.step(step)).map(|step| step.cite.as_slice());
    let cites = of_procedure
        .or_else(of_kind)
        .or_else(|| pack.ladders().latest(rule).map(|ladder| ladder.cite.as_slice()))
        .unwrap_or_default();
    let mut line = Text::new(format!("{}（{rule}）", title.zh), format!("{} ({rule})", title.en));
    for cite in cites {
        let (source, tag) = (pack.instruments().cited(cite), cite.tag.text());
        line.zh.push_str(&format!("；{}（{}）", source.zh, tag.zh));
        line.en.push_str(&format!("; {} ({})", source.en, tag.en));
    }
    line
}

const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Submitted => "submitted",
        Standing::Paused(_) => "paused",
        Standing::Settled(Outcome::Done, _) => "done",
        Standing::Settled(Outcome::Discharged, _) => "discharged",
        Standing::Settled(Outcome::Ledger, _) => "ledger",
        Standing::Settled(Outcome::Lapsed, _) => "lapsed",
        Standing::Settled(Outcome::Missed, _) => "missed",
    }
}
