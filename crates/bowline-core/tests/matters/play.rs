//! A matter of a kind that only the tests know, on the stage: people act, the engine runs, and every fact is read back as the log
//! would have it.

use super::common::{files, loaded};
use super::stage::{Line, moment, office, person, site};
use bowline_core::facts::{Actor, Answer, Fact, What};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{
    Acting, Beginning, By, Decided, Dossier, Obligation, Rejected, Setting, Wish, begin, carry_out, evolve,
    next_check_at, overdue_steps, possible,
};
use bowline_core::rules::{Pack, PackFiles};
use bowline_core::time::Moment;

/// The national pack without its topics, and one kind of the tests with its questions.
pub fn with_kind(name: &str, kind: &str, inputs: &str) -> PackFiles {
    let mut files = files("cn-national");
    let left = ["dossier", "checklists/", "families.toml", "matters/", "demo.toml"];
    let in_topic = |path: &str| path.matches('/').count() > 1 || left.iter().any(|it| path.starts_with(it));
    files.retain(|path, _| !in_topic(path) || path.starts_with("clocks/hidden-hazard/bl-hid-longest-"));
    if let Some(text) = files.get_mut("proposals.toml") {
        let kept = text.lines().take_while(|line| *line != "[[fill]]").filter(|line| !line.starts_with("opens = "));
        *text = kept.collect::<Vec<_>>().join("\n");
    }
    files.insert(format!("matters/{name}.toml"), kind.to_owned());
    files.insert(format!("inputs/{name}.toml"), inputs.to_owned());
    files
}

/// That pack, which is sound and lives as long as the test.
pub fn pack_with(name: &str, kind: &str, inputs: &str) -> &'static Pack {
    Box::leak(Box::new(loaded(&with_kind(name, kind, inputs))))
}

/// A matter of a kind of the tests.
#[derive(Clone)]
pub struct Play {
    pub dossier: Dossier,
    pub now: Moment,
    pack: &'static Pack,
}

impl Play {
    /// Begun by somebody about the site of the stage.
    pub fn begun(pack: &'static Pack, kind: &str, now: &str, who: &str, act: &str, answers: &[(&str, Answer)]) -> Self {
        let mut it = Self { dossier: Dossier::new(SubjectId::derived(&[kind])), now: moment(now), pack };
        let beginning = Beginning {
            kind: kind.parse().unwrap(),
            office: office(0),
            site: Some(site()),
            unit: None,
            sector: None,
            from: None,
            wish: wish(act, answers),
        };
        let place = "220104".parse().unwrap();
        let who = person(who);
        let decided = begin(it.setting(), it.dossier.subject, place, By::Person(&who), beginning).unwrap();
        it.take(Actor::Person(who.person.unwrap()), decided);
        it
    }

    pub fn setting(&self) -> Setting<'static> {
        Setting { now: self.now, pack: self.pack, registry: &Line }
    }

    pub fn at(&mut self, now: &str) -> &mut Self {
        self.now = moment(now);
        self
    }

    pub fn does(&mut self, who: &str, act: &str, answers: &[(&str, Answer)]) -> Result<(), Rejected> {
        self.acts(&person(who), act, answers)
    }

    pub fn acts(&mut self, who: &Acting, act: &str, answers: &[(&str, Answer)]) -> Result<(), Rejected> {
        let decided = carry_out(self.setting(), &self.dossier, By::Person(who), wish(act, answers))?;
        self.take(Actor::Person(who.person.unwrap()), decided);
        Ok(())
    }

    /// The engine runs once, up to this moment.
    pub fn runs(&mut self, now: &str) -> &mut Self {
        let decided = overdue_steps(self.at(now).setting(), &self.dossier).decided;
        self.take(Actor::Engine, decided);
        let due = self.dossier.live().filter_map(|it| next_check_at(self.pack, it)).min();
        assert!(due.is_none_or(|due| due > self.now), "something is still due after a run");
        assert!(!self.dossier.is_open() || self.dossier.live().next().is_some(), "open, and no clock runs");
        self
    }

    fn take(&mut self, by: Actor, decided: Decided) {
        let mut dossier = self.dossier.clone();
        for draft in decided.drafts {
            let (version, place) = (dossier.version + 1, "220104".parse().unwrap());
            let line = serde_json::to_string(&draft.what).unwrap();
            let what: What = serde_json::from_str(&line).unwrap();
            assert_eq!(serde_json::to_string(&what).unwrap(), line);
            let (subject, held, learned, pack) = (dossier.subject, draft.held, self.now, String::new());
            dossier = evolve(dossier, &Fact { subject, version, place, held, learned, by, behalf: None, pack, what });
        }
        assert_eq!(dossier, decided.after);
        self.dossier = dossier;
    }

    /// Every duty of a step, in order.
    pub fn duties(&self, step: &str) -> Vec<&Obligation> {
        self.dossier.obligations.iter().filter(|it| it.opened.step == step).collect()
    }

    /// How each of them stands, in a word.
    pub fn standings(&self, step: &str) -> Vec<String> {
        let word = |it: &&Obligation| format!("{:?}", it.standing).split(", ").next().unwrap_or_default().to_owned();
        self.duties(step).iter().map(word).map(|word| word.replace("Settled(", "")).collect()
    }

    /// What somebody may do now.
    pub fn may(&self, who: &str) -> Vec<String> {
        possible(self.setting(), &self.dossier, &person(who)).into_iter().map(|it| it.act.id.clone()).collect()
    }
}

fn wish(act: &str, answers: &[(&str, Answer)]) -> Wish {
    let answers = answers.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect();
    Wish { act: act.to_owned(), answers }
}
