//! The timeline of a hazard has one entry for each fact, with the reasons that the fact carries.
//!
//! This module must never tell a fact otherwise than the log has it.

use crate::Hazards;
use crate::names::NameBook;
use crate::sentences;
use crate::views::TimelineEntry;
use bowline_core::facts::{Answer, Fact, Grade, GradeBasis, Graded, InputId, Outcome, RungFired, What};
use bowline_core::obligations::{Dossier, Obligation};
use bowline_core::rules::{Pack, PackTree, answer_text, id_of};
use bowline_core::time::{day_text, moment_text};
use bowline_core::words::{Lang, Text};

impl Hazards<'_> {
    /// The name of what is owed under this number.
    fn act_of(&self, dossier: &Dossier, no: u32) -> Text {
        dossier.obligation(no).map(|it| self.inner.pack_of(dossier).act_name(it.opened.act)).unwrap_or_default()
    }

    pub(crate) fn entry(&self, names: &NameBook<'_>, dossier: &Dossier, fact: &Fact) -> TimelineEntry {
        let pack = self.inner.pack_of(dossier);
        let (title, details) = match &fact.what {
            What::Graded(graded) => {
                let mut details = grade_details(pack, dossier, graded);
                details.push(under(&self.inner.packs, fact));
                (sentences::title(pack, &fact.what), details)
            }
            What::Ordered(ordered) => {
                let to = names.title(&ordered.to);
                let by = day_text(ordered.deadline);
                let by = Text::new(format!("整改期限：{}", by.zh), format!("Due date: {}", by.en));
                let to = Text::new(format!("责任单位：{}", to.zh), format!("Issued to: {}", to.en));
                (sentences::title(pack, &fact.what), vec![to, by, Text::same(&ordered.text)])
            }
            What::ObligationOpened(opened) => {
                let (act, owner) = (pack.act_name(opened.act), names.title(&opened.owner));
                let title = begun_duty(opened.right, &act, &owner);
                (title, vec![opened.due.working.clone(), opened.owner_because.clone()])
            }
            What::ObligationSettled(settled) => {
                let act = self.act_of(dossier, settled.no);
                let right = dossier.obligation(settled.no).is_some_and(|it| it.opened.right);
                let title = match settled.outcome {
                    Outcome::Lapsed if right => lapsed(&act),
                    outcome => ended(outcome, &act, dossier.hazard().is_some()),
                };
                (title, Vec::new())
            }
            What::ObligationQuieted(quieted) => {
                let act = self.act_of(dossier, quieted.no);
                let until = pack.country().zone().to_datetime(quieted.until).strftime("%Y-%m-%d %H:%M");
                let title = Text::new(
                    format!("“{}”等待回复，至 {until}", act.zh),
                    format!("“{}” waits for the reply until {until}", act.en),
                );
                (title, Vec::new())
            }
            What::RungFired(rung) => {
                let act = self.act_of(dossier, rung.no);
                let owner = rung.opened.and_then(|no| dossier.obligation(no));
                let owner = owner.map(|it| names.title(&it.opened.owner));
                (sentences::rung(&act, rung, owner.as_ref()), Vec::new())
            }
            What::ObligationExtended(it) => {
                let until = moment_text(it.due.at, pack.country().zone());
                let stays = dossier.obligation(it.no).and_then(|duty| stays_late(duty, fact));
                let details = std::iter::once(it.due.working.clone()).chain(stays).collect();
                (moved(&self.act_of(dossier, it.no), &until), details)
            }
            What::MatterHandedOver(it) => {
                (sentences::handed_over(&names.body(&it.from), &names.body(&it.to)), Vec::new())
            }
            What::ObligationPaused(it) => (paused(&self.act_of(dossier, it.no)), Vec::new()),
            What::ObligationResumed(it) => (resumed(&self.act_of(dossier, it.no)), vec![it.due.working.clone()]),
            what => (sentences::title(pack, what), sentences::details(pack, what)),
        };
        TimelineEntry {
            version: fact.version,
            kind: fact.what.kind().to_owned(),
            held: fact.held,
            learned: fact.learned,
            by: names.actor(fact.by),
            title,
            details,
            proofs: fact.what.proofs().into_iter().cloned().collect(),
            light: if let What::RungFired(rung) = &fact.what { rung.light } else { None },
        }
    }
}

/// Under which pack a fact was decided: as the fact has it, with the title that the pack has today.
fn under(packs: &PackTree, fact: &Fact) -> Text {
    let title = packs.named(id_of(&fact.pack)).map(Pack::title);
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| title.map_or("", |title| title.get(lang)));
    Text::new(format!("适用规则库：{zh}（{}）", fact.pack), format!("Rulebook applied: {en} ({})", fact.pack))
}

fn moved(act: &Text, until: &Text) -> Text {
    Text::new(format!("“{}”期限改为 {}", act.zh, until.zh), format!("“{}” is now due {}", act.en, until.en))
}

/// What was late before its date moved is told to be late still.
fn stays_late(duty: &Obligation, moved: &Fact) -> Option<Text> {
    let lit = |rung: &RungFired| rung.light.is_some() && rung.noticed <= moved.learned;
    duty.fired.iter().any(lit).then(|| {
        Text::new("此前已逾期：灯号和督办不因改期解除", "It was late before: its light and the oversight of it stay")
    })
}

fn paused(act: &Text) -> Text {
    Text::new(format!("依法中止计时：“{}”", act.zh), format!("Clock stopped as the law allows: “{}”", act.en))
}

fn resumed(act: &Text) -> Text {
    Text::new(format!("恢复计时：“{}”", act.zh), format!("Clock runs again: “{}”", act.en))
}

/// Somebody must do something from now on, or may.
fn begun_duty(right: bool, act: &Text, owner: &Text) -> Text {
    if right {
        return Text::new(format!("{}可以“{}”", owner.zh, act.zh), format!("Open to {}: “{}”", owner.en, act.en));
    }
    let zh = format!("待办：“{}”，由{}办理", act.zh, owner.zh);
    Text::new(zh, format!("Next action: “{}”, by: {}", act.en, owner.en))
}

/// Nobody used a right in time.
fn lapsed(act: &Text) -> Text {
    Text::new(
        format!("期限届满未行使，视为放弃：“{}”", act.zh),
        format!("Not used in time, so it lapsed: “{}”", act.en),
    )
}

/// How something that was owed ended.
fn ended(outcome: Outcome, act: &Text, verified: bool) -> Text {
    match outcome {
        Outcome::Lapsed if !verified => {
            Text::new(format!("不再需要：“{}”", act.zh), format!("No longer required: “{}”", act.en))
        }
        Outcome::Lapsed => Text::new(
            format!("不再需要：“{}”（隐患已经复查验收）", act.zh),
            format!("No longer required: “{}” (the hazard has been verified as corrected)", act.en),
        ),
        Outcome::Missed => Text::new(format!("本期未办：“{}”", act.zh), format!("Missed in its period: “{}”", act.en)),
        _ => Text::new(format!("已办结：“{}”", act.zh), format!("Completed: “{}”", act.en)),
    }
}

/// Clause and answers on which the grade rests. Criteria are shown in the edition of the day of the finding.
fn grade_details(pack: &Pack, dossier: &Dossier, graded: &Graded) -> Vec<Text> {
    let GradeBasis::Criteria { rules, answers } = &graded.basis else {
        return vec![Text::new(
            "隐患等级照录原台账，未按判定标准核定。",
            "Class as written in the imported register; no criterion was applied.",
        )];
    };
    let mut details = Vec::new();
    let day = dossier.hazard().map(|hazard| hazard.found.found_on);
    for rule in rules {
        let criterion = day.and_then(|day| pack.criteria().on(rule, day));
        let Some(criterion) = criterion else { continue };
        let verb = if graded.grade == Grade::Major { ("符合", "meets") } else { ("不符合", "does not meet") };
        let source = criterion.cite.first().map(|cite| pack.instruments().cited(cite)).unwrap_or_default();
        details.push(Text::new(
            format!("{} {rule}（{}）：{}", verb.0, source.zh, criterion.title.zh),
            format!("{} {rule} ({}): {}", verb.1, source.en, criterion.title.en),
        ));
    }
    details.extend(answers.iter().map(|(input, answer)| answered(pack, input, answer)));
    details
}

/// A question and its answer in one line.
fn answered(pack: &Pack, input: &InputId, answer: &Answer) -> Text {
    let declared = pack.inputs().get(input);
    let ask = declared.map_or_else(|| Text::same(input.as_str()), |it| it.ask.clone());
    let value = answer_text(pack, input, answer);
    Text::new(format!("{}：{}", ask.zh, value.zh), format!("{} {}", ask.en, value.en))
}
