//! This module says in words what a kind of matter is: its phases, who does what by when, and what may be done.

use crate::rules::law::kinds::{Kind, Step, StepTerm};
use crate::rules::law::wording::ask_text;
use crate::rules::packs::Pack;
use crate::words::Text;

/// A kind, line by line.
pub(in crate::rules) fn kind(pack: &Pack, kind: &Kind) -> Vec<Text> {
    let phases = kind.phases.iter().map(|phase| &phase.name);
    let phases: Vec<(&str, &str)> = phases.map(|name| (name.zh.as_str(), name.en.as_str())).collect();
    let (zh, en): (Vec<&str>, Vec<&str>) = phases.into_iter().unzip();
    let way = Text::new(format!("环节：{}", zh.join(" → ")), format!("Phases: {}", en.join(" → ")));
    std::iter::once(way).chain(kind.steps.iter().map(|step| step_line(pack, kind, step))).collect()
}

/// Who owes what by when.
pub(in crate::rules) fn step_line(pack: &Pack, kind: &Kind, step: &Step) -> Text {
    let act = step.acts.first().and_then(|act| kind.act(act)).map(|act| act.name.clone()).unwrap_or_default();
    let party = |id: &str| kind.party(id).map(|party| party.name.clone()).unwrap_or_default();
    let (owner, verifier, term) = (party(&step.owner), party(&step.verifier), term_text(pack, step));
    Text::new(
        format!("{}：由{}办理，办理期限为{}，由{}复查", act.zh, owner.zh, term.zh, verifier.zh),
        format!("{}: by {}, {}; verified by {}", act.en, owner.en, term.en, verifier.en),
    )
}

fn term_text(pack: &Pack, step: &Step) -> Text {
    match &step.term {
        StepTerm::Term(term) => {
            let Text { zh, en } = term.text();
            Text::new(format!(" {zh}"), format!("within {en}"))
        }
        StepTerm::Until(input) => {
            let Text { zh, en } = ask_text(pack, input);
            Text::new(format!("“{zh}”所填日期"), format!("by the date given as “{en}”"))
        }
        StepTerm::Ahead { of, by } => {
            let (by, Text { zh, en }) = (by.text(), ask_text(pack, of));
            Text::new(format!("“{zh}”所填日期前 {}", by.zh), format!("{} before the date given as “{en}”", by.en))
        }
        StepTerm::Clocks(clocks) => {
            let ids: Vec<&str> = clocks.iter().map(|id| id.as_str()).collect();
            Text::new(format!("{} 所定期限", ids.join("、")), format!("as {} says", ids.join(", ")))
        }
    }
}
