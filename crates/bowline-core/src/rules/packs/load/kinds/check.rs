//! Holds the parts of one kind against each other.
//!
//! This module must never look at another kind: `among` does. Start at [`check`].

use super::super::reader::Node;
use super::{MAX_INPUTS, MAX_STEPS, ReadKind, coded};
use crate::facts::{InputId, ProofKind, Stage};
use crate::ids::RuleId;
use crate::rules::law::kinds::{Act, Edge, Judge, Kind, LevelOf, Party, PartyOf, Step, StepTerm};
use crate::rules::law::{Clock, ClockStart, Editions, InputKind, Program, Rule, Sorts, Validity};
use crate::rules::packs::kinds_proof::{At, unproven};
use crate::words::Text;
use std::collections::BTreeSet;

/// Tells everything that does not fit together, and what the static proof finds.
pub(super) fn check(read: &ReadKind<'_>, sorts: &Sorts) {
    let one = Checker { read, kind: &read.kind, sorts, answered: read.kind.inputs().into_iter().collect() };
    one.words();
    one.beginnings();
    one.kind.acts.iter().for_each(|act| one.act(act));
    one.kind.steps.iter().for_each(|step| one.step(step));
    one.answers();
    one.procedures();
    coded::check(read, sorts);
    if one.kind.steps.len() > MAX_STEPS {
        return;
    }
    for finding in unproven(one.kind, &sorts.clocks, &sorts.inputs) {
        let node = match &finding.at {
            At::Kind => read.at,
            At::Phase(id) => one.kind.phase(id).map_or(read.at, |phase| read.phase(phase)),
            At::Act(id) => one.kind.act(id).map_or(read.at, |act| read.act(act)),
            At::Step(id) => one.kind.step(id).map_or(read.at, |step| read.step(step)),
        };
        node.fault("pack.unproven", finding.text);
    }
}

struct Checker<'c> {
    read: &'c ReadKind<'c>,
    kind: &'c Kind,
    sorts: &'c Sorts,
    /// Inputs that a form asks for or a judge writes.
    answered: BTreeSet<&'c InputId>,
}

impl Checker<'_> {
    /// Every word stands once; every fact has one act.
    fn words(&self) {
        let (kind, read) = (self.kind, self.read);
        twice(kind.phases.iter().map(|it| (it.id.as_str(), read.phase(it))));
        twice(kind.parties.iter().map(|it| (it.id.as_str(), read.party(it))));
        twice(kind.acts.iter().map(|it| (it.id.as_str(), read.act(it))));
        let words = kind.steps.iter().map(|it| (it.procedure.as_ref(), it.id.as_str()));
        let own: Vec<&str> = words.filter(|(procedure, _)| procedure.is_none()).map(|(_, id)| id).collect();
        let clash = |it: &&Step| it.procedure.is_none() || own.contains(&it.id.as_str());
        twice(kind.steps.iter().filter(clash).map(|it| (it.id.as_str(), read.step(it))));
        twice(kind.acts.iter().map(|it| (it.fact.as_str(), read.act(it))));
        for act in kind.acts.iter().filter(|act| act.changed().is_some_and(|changed| is_fact(kind, changed))) {
            let changed = act.changed().unwrap_or_default();
            let zh = format!("`{changed}` 已是另一办理事项的事实");
            read.act(act).fault("pack.duplicate_id", Text::new(zh, format!("`{changed}` is the fact of an act")));
        }
        if !kind.phases.iter().any(|phase| phase.stage == Stage::Open) {
            let text = Text::new("没有 stage = \"open\" 的环节", "no phase has `stage = \"open\"`");
            read.at.fault("pack.bad_kind", text);
        }
        if kind.steps.len() > MAX_STEPS {
            let n = kind.steps.len();
            let text = Text::new(
                format!("步骤连同各程序的步骤共 {n} 个，至多 {MAX_STEPS} 个"),
                format!("{n} steps with those of its procedures; at most {MAX_STEPS}"),
            );
            read.at.fault("pack.out_of_bounds", text);
            return;
        }
        if self.answered.len() > MAX_INPUTS {
            let n = self.answered.len();
            let text =
                Text::new(format!("填写项 {n} 个，至多 {MAX_INPUTS} 个"), format!("{n} inputs; at most {MAX_INPUTS}"));
            read.at.fault("pack.out_of_bounds", text);
        }
    }

    /// Something begins it, and says then what lists show.
    fn beginnings(&self) {
        if self.kind.beginnings().next().is_none() {
            let text = Text::new("没有 begins = true 的办理事项", "no act has `begins = true`");
            self.read.at.fault("pack.bad_kind", text);
        }
        for act in self.kind.beginnings() {
            let node = self.read.act(act);
            if act.may.is_empty() || act.phase.is_none() {
                let text = Text::new("begins 须写 may 和 phase", "an act that begins says `may` and `phase`");
                node.fault("pack.bad_act", text);
            }
            let owed = self.kind.steps.iter().any(|step| step.acts.contains(&act.id));
            if act.free || owed || !act.during.is_empty() {
                let text = Text::new(
                    "begins 的办理事项不写 free、during，也不属于任何步骤",
                    "an act that begins is not `free`, has no `during` and answers no step",
                );
                node.fault("pack.bad_act", text);
            }
            for input in [&self.kind.began, &self.kind.line.text] {
                if !act.asks.iter().any(|ask| ask.input == *input && !ask.optional) {
                    let id = input.as_str();
                    let zh = format!("事项开始时须填 `{id}`：放入 asks，不作 optional");
                    let en = format!("a matter begins with `{id}`: put it among the `asks`, not optional");
                    node.fault("pack.bad_act", Text::new(zh, en));
                }
            }
        }
    }

    fn act(&self, act: &Act) {
        let node = self.read.act(act);
        let bad = |zh: &str, en: &str| node.fault("pack.bad_act", Text::new(zh, en));
        if act.may.is_empty() && act.free {
            bad("free 须写 may：由谁办理", "`free` needs `may`: who does it");
        }
        if !act.may.is_empty() && !act.free && !act.begins {
            bad(
                "may 只用于 begins 或 free：其他由步骤的责任人办理",
                "`may` belongs to `begins` or `free`: other acts are done by who owes the step",
            );
        }
        let ends = act.phase.as_ref().and_then(|id| self.kind.phase(id)).is_some_and(|it| it.stage != Stage::Open);
        if !ends && (act.outcome.is_some() || act.closes_only_if_nothing_owed) {
            bad(
                "outcome、closes_only_if 只用于使事项结束的办理事项：phase 的 stage 不是 open",
                "`outcome` and `closes_only_if` belong to an act that ends the matter: its `phase` is not open",
            );
        }
        self.reopening(act, node);
        self.joining(act, node);
        if let Some(step) = act.extends.as_ref().and_then(|id| self.kind.step(id))
            && !self.is_extendable(step)
        {
            bad("所延长的步骤没有可延长的期限", "the step that it `extends` has no clock with an extension");
        }
        let stays = act.replaces.as_ref().is_some_and(|it| it.party == it.by);
        if stays || (act.replaces.is_some() && act.begins) {
            bad(
                "replaces 的 party 与 by 须不同，且不用于 begins",
                "`replaces` names two parties, and an act that begins a matter replaces nobody",
            );
        }
        if act.pauses.as_ref().is_some_and(|id| !self.kind.acts.iter().any(|it| it.resumes.as_ref() == Some(id))) {
            bad("中止后没有办理事项 resumes", "no act `resumes` what it pauses");
        }
        if act.returns.as_ref().is_some_and(|id| !self.kind.acts.iter().any(|it| it.submits.as_ref() == Some(id))) {
            bad("所退回的步骤没有办理事项 submits", "no act `submits` what it returns");
        }
        if let Some(judge) = &act.judge {
            self.judge(judge, node);
        }
        if let Some(input) = act.dates.iter().find(|input| act.asks.iter().any(|ask| ask.input == **input)) {
            let id = input.as_str();
            let zh = format!("`{id}` 由系统写入办理日期：从 asks 中删去");
            node.fault("pack.bad_ask", Text::new(zh, format!("the act itself writes its day into `{id}`: do not ask")));
        }
        let edges = act.asks.iter().flat_map(|ask| [&ask.not_before, &ask.not_after]).flatten();
        let clocks = edges.filter_map(|edge| if let Edge::Clock(id) = edge { Some(id) } else { None });
        for id in clocks.chain(act.within.as_ref().map(|within| &within.clock)) {
            self.in_force(node, &[id], &self.sorts.clocks);
        }
    }

    /// Whoever is above a party is above one that stands by itself.
    fn above(&self, party: &Party, other: &str) {
        if matches!(self.kind.party(other).map(|it| &it.of), Some(PartyOf::Above(_))) {
            let zh = format!("`{other}` 本身由 above 确定：请写其所依据的当事方");
            let en = format!("`{other}` is itself `above` another: name a party that stands by itself");
            self.read.party(party).fault("pack.bad_party", Text::new(zh, en));
        }
    }

    /// What opens a matter again leads from phases in which it is over to one in which it is open.
    fn reopening(&self, act: &Act, node: Node<'_>) {
        let Some(reopening) = &act.reopens else { return };
        let over = |id: &String| self.kind.phase(id).is_some_and(|it| it.stage != Stage::Open);
        let leads = act.phase.as_ref().is_some_and(|id| !over(id));
        if !act.free || act.during.is_empty() || !act.during.iter().all(over) || !leads {
            let text = Text::new(
                "reopens 须写 free、phase（未结束的环节）和 during（仅限已结束的环节）",
                "`reopens` goes with `free`, a `phase` that is open, and `during` with phases that are over",
            );
            node.fault("pack.bad_act", text);
        }
        if let StepTerm::Clocks(clocks) = &reopening.term {
            self.in_force(node, &clocks.iter().collect::<Vec<_>>(), &self.sorts.clocks);
        }
    }

    /// What joins a matter to another leaves it open, in a phase of its own that ends once the other is done.
    fn joining(&self, act: &Act, node: Node<'_>) {
        let Some(joining) = &act.joins else { return };
        let stage = |act: &Act| act.phase.as_ref().and_then(|id| self.kind.phase(id)).map(|it| it.stage);
        let asked = act.asks.iter().any(|ask| ask.input == joining.into && !ask.optional);
        let over = self.kind.act(&joining.over);
        let leads = over.is_some_and(|over| over.phase.is_some() && over.phase != act.phase && over.asks.is_empty());
        if act.begins || !asked || !leads || stage(act) != Some(Stage::Open) {
            node.fault(
                "pack.bad_act",
                Text::new(
                    "joins 须写 phase（未结束的环节），into 须在 asks 中必填；over 不填写任何事项，并进入另一环节",
                    "`joins` goes with a `phase` that is open, and asks for `into`; `over` asks nothing and leads to another phase",
                ),
            );
        }
    }

    fn judge(&self, judge: &Judge, node: Node<'_>) {
        let into = judge.into_input();
        if self.kind.acts.iter().any(|act| act.asks.iter().any(|ask| ask.input == *into)) {
            let id = into.as_str();
            let zh = format!("`{id}` 由规则得出，不得填写：从 asks 中删去");
            let en = format!("a judge writes `{id}`: nobody may be asked for it");
            node.fault("pack.bad_judge", Text::new(zh, en));
        }
        if let Judge::Alike { text, to, .. } = judge {
            [text, to].into_iter().for_each(|input| self.answered_somewhere(input, node));
        }
        let Judge::Scale { rule, .. } = judge else { return };
        self.in_force(node, &[rule], &self.sorts.scales);
        for input in self.sorts.scales.of(rule).iter().flat_map(|scale| scale.inputs()) {
            self.answered_somewhere(&input, node);
        }
    }

    fn step(&self, step: &Step) {
        let node = self.read.step(step);
        let shown = [ProofKind::Photo, ProofKind::Document].iter().any(|kind| step.proof.contains(kind));
        if shown && !step.acts.iter().filter_map(|id| self.kind.act(id)).any(|act| self.asks_files(act)) {
            let zh = "须有 photo 或 document 佐证，但其办理事项都不收材料：加 files 类输入，或写 record";
            let en =
                "it is proven by a photo or a document, but none of its acts asks for files: ask, or write `record`";
            node.fault("pack.bad_step", Text::new(zh, en));
        }
        let StepTerm::Clocks(clocks) = &step.term else { return };
        self.in_force(node, &clocks.iter().collect::<Vec<_>>(), &self.sorts.clocks);
        for clock in clocks.iter().flat_map(|id| self.sorts.clocks.of(id)) {
            self.clock(step, clock, node);
        }
    }

    fn clock(&self, step: &Step, clock: &Clock, node: Node<'_>) {
        let id = &clock.id;
        if clock.ahead && step.from.is_none() {
            let zh = format!("`{id}` 倒数至某时：以 from 写明该时");
            node.fault("pack.bad_step", Text::new(zh, format!("`{id}` counts back from something: name it by `from`")));
        }
        if let (ClockStart::Every(period), every) = (&clock.starts, step.every)
            && every.map(|it| it.period) != Some(*period)
        {
            let zh = format!("`{id}` 按期重复：every 须与其一致");
            node.fault("pack.bad_step", Text::new(zh, format!("`{id}` has a period: `every` says the same")));
        }
        for input in clock.inputs() {
            self.answered_somewhere(&input, node);
        }
    }

    /// Whatever is read is asked for by some form, or a judge writes it.
    fn answers(&self) {
        let (kind, read) = (self.kind, self.read);
        let line = [Some(&kind.began), Some(&kind.line.text), kind.line.facet.as_ref()];
        for input in line.into_iter().flatten().chain(&kind.line.finds) {
            self.answered_somewhere(input, read.at);
        }
        for party in &kind.parties {
            let input = match &party.of {
                PartyOf::Answer(input) | PartyOf::Office { level: Some(LevelOf::Table { input, .. }), .. } => input,
                PartyOf::Above(other) => {
                    self.above(party, other);
                    continue;
                }
                PartyOf::Site(_) | PartyOf::Office { .. } => continue,
            };
            self.answered_somewhere(input, read.party(party));
        }
        for act in &kind.acts {
            let edges = act.asks.iter().flat_map(|ask| [&ask.not_before, &ask.not_after]).flatten();
            let edges = edges.filter_map(|edge| match edge {
                Edge::Answer(input) | Edge::Longest(input) => Some(input),
                Edge::Now | Edge::Clock(_) => None,
            });
            let births = act.births.iter().flat_map(|birth| {
                birth.for_each.iter().chain(birth.hands_down.values()).chain(birth.each_line.values())
            });
            let same = act.asks.iter().filter_map(|ask| ask.same_as.as_ref());
            for input in edges.chain(same).chain(act.within.as_ref().map(|within| &within.from)).chain(births) {
                self.answered_somewhere(input, read.act(act));
            }
        }
        for step in &kind.steps {
            let term = match &step.term {
                StepTerm::Until(input) | StepTerm::Ahead { of: input, .. } => Some(input),
                StepTerm::Term(_) | StepTerm::AtOnce { .. } | StepTerm::Period { .. } | StepTerm::Clocks(_) => None,
            };
            let condition = step.condition.as_ref().and_then(|it| Program::compile(it).ok()).map(|it| it.inputs());
            for input in condition.iter().flatten().chain(term).chain(&step.from) {
                self.answered_somewhere(input, read.step(step));
            }
        }
    }

    /// Whatever chooses a procedure is answered, and each procedure is in force as long as the kind.
    fn procedures(&self) {
        for chosen in &self.kind.procedures {
            let condition = chosen.condition.as_ref().and_then(|it| Program::compile(it).ok()).map(|it| it.inputs());
            for input in condition.iter().flatten() {
                self.answered_somewhere(input, self.read.at);
            }
            self.in_force(self.read.at, &[&chosen.rule], &self.sorts.procedures);
        }
    }

    fn answered_somewhere(&self, input: &InputId, node: Node<'_>) {
        if !self.answered.contains(input) {
            let id = input.as_str();
            let zh = format!("`{id}` 无人填写：没有办理事项问及，也不由规则得出");
            node.fault("pack.never_answered", Text::new(zh, format!("nobody answers `{id}`: no act asks for it")));
        }
    }

    fn asks_files(&self, act: &Act) -> bool {
        let kinds = act.asks.iter().filter_map(|ask| self.sorts.inputs.get(&ask.input)).map(|input| &input.kind);
        kinds.into_iter().any(|kind| *kind == InputKind::Files)
    }

    fn is_extendable(&self, step: &Step) -> bool {
        let StepTerm::Clocks(clocks) = &step.term else { return false };
        clocks.iter().flat_map(|id| self.sorts.clocks.of(id)).any(|clock| clock.extension.is_some())
    }

    /// One of these rules is in force on every day of the kind.
    fn in_force<R: Rule>(&self, node: Node<'_>, ids: &[&RuleId], rules: &Editions<R>) {
        let rules = ids.iter().flat_map(|id| rules.of(id));
        let open: Vec<Validity> = rules.fold(vec![self.kind.valid], |left, rule| {
            left.iter().flat_map(|days| days.without(&rule.valid())).collect()
        });
        if let Some(days) = open.first() {
            let (from, ids) = (days.from, ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", "));
            let zh = format!("自 {from} 起，{ids} 均未施行，而本类事项已施行");
            node.fault("pack.not_in_force", Text::new(zh, format!("from {from} on, of {ids} none is in force")));
        }
    }
}

fn is_fact(kind: &Kind, verb: &str) -> bool {
    kind.acts.iter().any(|act| act.fact == verb)
}

/// Reports words that stand twice.
fn twice<'n>(words: impl Iterator<Item = (&'n str, Node<'n>)>) {
    let mut seen = BTreeSet::new();
    for (word, node) in words.filter(|(word, _)| !word.is_empty()) {
        if !seen.insert(word) {
            node.fault("pack.duplicate_id", Text::new(format!("`{word}` 重复"), format!("`{word}` stands twice")));
        }
    }
}
