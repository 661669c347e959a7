//! Closed hazards are drawn at random and looked at again: from the closing to the draw, to the look, to the hazard that begins anew.

use crate::{submitted, world};
use bowline_core::facts::{Answer, Source};
use bowline_core::ids::{PostId, Role, RuleId, SubjectId};
use bowline_core::time::Day;
use bowline_service::Refused;
use bowline_service::views::look_backs::DrawForm;
use bowline_service::views::matters::{Filled, MatterFilter};
use bowline_testkit::{Handler, Person, World};
use std::collections::BTreeSet;

fn kind(word: &str) -> RuleId {
    word.parse().unwrap()
}

/// A hazard that was fixed, verified and closed off.
fn closes(w: &World) -> SubjectId {
    let hazard = submitted(w);
    w.inspector().verifies(hazard);
    w.county().closes_off(hazard);
    hazard
}

fn october(source: &str) -> DrawForm {
    let day = |text: &str| text.parse::<Day>().unwrap();
    DrawForm { from: day("2022-10-01"), until: day("2022-10-08"), source: source.to_owned() }
}

fn looks(w: &World, who: Person<'_>) -> Vec<SubjectId> {
    let list = w.app().matters().list(&who.who(), &kind("look_back"), &MatterFilter::default()).unwrap();
    list.page.lines.iter().map(|line| line.subject).collect()
}

fn of(w: &World, look: SubjectId) -> SubjectId {
    let answers = w.dossier(look).declared().unwrap().answers.clone();
    match answers[&"look_back.of".parse().unwrap()] {
        Answer::Link(of) => of,
        ref other => panic!("{other:?}"),
    }
}

/// Records what was seen, with a photo.
fn records(w: &World, who: Person<'_>, look: SubjectId, result: &str) -> Result<u32, Refused> {
    let mut stage = w.app().proofs().stage().unwrap();
    stage.write(&bowline_testkit::photo(look.0.as_bytes())).unwrap();
    let values = [
        ("look_back.visited_on", w.app().today().to_string()),
        ("look_back.result", result.to_owned()),
        ("look_back.finding", "现场复核".to_owned()),
    ];
    let filled = Filled {
        values: values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect(),
        files: vec![("look_back.files".to_owned(), bowline_service::Handed::new("photo.png", stage.done()))],
    };
    let seen = w.app().store().log().version(look).unwrap();
    w.app().matters().act(&who.who(), look, seen, "record", &filled)
}

#[test]
fn closed_hazards_are_drawn_looked_at_and_one_begins_anew() {
    let w = world();
    let closed: BTreeSet<SubjectId> = (0..5).map(|_| closes(&w)).collect();
    let open = w.inspector().finds("疏散通道堵塞", &w.site());

    let backs = w.app().requests().look_backs(None);
    assert!(matches!(backs.frame(&w.county().who(), &october("")), Err(Refused::NotFound)), "a county draws nothing");
    let frame = backs.frame(&w.city().who(), &october("")).unwrap();
    assert_eq!((frame.closings, frame.strata, frame.drawn), (5, 1, 3), "one verifier: at least three");

    assert!(matches!(backs.commit(&w.city().who(), &october(" ")), Err(Refused::Field { field: "source", .. })));
    let draw = backs.commit(&w.city().who(), &october("福彩 22117 期")).unwrap();
    let again = backs.commit(&w.city().who(), &october("8"));
    assert!(matches!(again, Err(Refused::Field { field: "from", .. })), "nobody draws until a seed suits");
    two_type(&w, draw, "03 07 11");

    w.ticks();
    w.ticks();
    let looks = looks(&w, w.city());
    assert_eq!(looks.len(), 3, "each is begun once");
    let drawn: BTreeSet<SubjectId> = looks.iter().map(|look| of(&w, *look)).collect();
    assert!(drawn.is_subset(&closed) && !drawn.contains(&open));

    assert_eq!(drawn_by_an_outsider(&w, draw, "03 07 11"), drawn);
    let view = w.app().requests().inspections(None).view(&w.city().who(), draw).unwrap();
    let named = w.cast().inspector;
    assert!(view.rounds[0].leads_back && view.rounds[0].groups[0].name.zh.starts_with(named), "{view:?}");
    let page = w.app().matters().view(&w.city().who(), draw).unwrap();
    let strata = page.answers.iter().flat_map(|it| &it.answers).find(|it| it.input.as_str() == "look_back.strata");
    assert!(strata.unwrap().value.zh.starts_with(named), "a stratum has a name: {strata:?}");

    // Nobody of the county can look at their own work; the city can.
    assert!(records(&w, w.inspector(), looks[0], "holds").is_err());
    records(&w, w.city(), looks[0], "holds").unwrap();
    records(&w, w.city(), looks[1], "never_done").unwrap();
    Handler(w.city()).acts(looks[2], "give_up", &[("look_back.reason", "场所已拆除")]).unwrap();
    w.ticks();
    w.ticks();

    // What was never done begins anew, once, and names the hazard before it; the old one stays as it was.
    let list = w.app().hazards().list(&w.county().who(), &Default::default()).unwrap();
    let anew: Vec<SubjectId> =
        list.page.lines.iter().map(|line| line.subject).filter(|it| !closed.contains(it) && *it != open).collect();
    let [anew] = anew[..] else { panic!("one begins anew: {anew:?}") };
    let dossier = w.dossier(anew);
    let found = &dossier.hazard().unwrap().found;
    assert_eq!(found.answers[&"hazard.follows".parse().unwrap()], Answer::Link(of(&w, looks[1])));
    assert_eq!((found.source, found.proofs.len()), (Source::Inspection, 1));
    assert!(dossier.is_open() && dossier.live().count() > 0, "and somebody owes something in it");
    assert!(!w.dossier(of(&w, looks[1])).is_open());

    the_rate_is_told(&w);
    // All are over, and the draw waits to be summed up.
    Handler(w.city()).acts(draw, "sum_up", &[("look_back.summary", "虚假销号 1 件，已重新立案")]).unwrap();
}

/// Two people type the seed, and the first one mistypes it.
fn two_type(w: &World, draw: SubjectId, seed: &str) {
    let second = w.hires("市检查员", PostId::office(w.office(1), Role::Inspector));
    let (first, second) = (Handler(w.city()), Handler(second));
    first.acts(draw, "enter", &[("draw.seed_first", "03 07 12")]).unwrap();
    let differs = second.acts(draw, "agree", &[("draw.seed", seed)]).unwrap_err();
    assert_eq!(
        differs.text().zh.split('；').next(),
        Some("“种子（第二人填写）”与另一人填写的“种子（第一人填写）”不一致")
    );
    first.acts(draw, "enter", &[("draw.seed_first", seed)]).unwrap();
    assert!(first.acts(draw, "agree", &[("draw.seed", seed)]).is_err(), "nobody agrees with themselves");
    let page = w.app().matters().view(&w.city().who(), draw).unwrap();
    let told = format!("{:?}{:?}{:?}", page.answers, page.timeline, page.forms);
    assert!(!told.contains(seed) && !told.contains("03 07 12"), "nobody copies what the first person typed: {told}");
    w.ticks();
    assert_eq!(w.dossier(draw).declared().unwrap().phase.id, "committed", "one person draws nothing");
    second.acts(draw, "agree", &[("draw.seed", seed)]).unwrap();
}

/// What an outsider draws from the list that was kept, with the code and the seed that were recorded.
pub(crate) fn drawn_by_an_outsider(w: &World, draw: SubjectId, seed: &str) -> BTreeSet<SubjectId> {
    let answers = w.dossier(draw).declared().unwrap().answers.clone();
    let Answer::Files(files) = &answers[&"draw.list".parse().unwrap()] else { panic!("the list is kept") };
    let Answer::Text(code) = &answers[&"draw.code".parse().unwrap()] else { panic!("the code is told") };
    let (_, _, list) = w.app().proofs().read(&w.city().who(), draw, &files[0].sha256).unwrap();
    let kept = w.app().store().folder().join("list.csv");
    std::fs::write(&kept, &list).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/how/draw.py");
    let run = std::process::Command::new("python3").arg(script).arg(&kept).args([code, seed]).output().unwrap();
    std::fs::remove_file(&kept).unwrap();
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(told.starts_with(&format!("list {}\n", files[0].sha256)), "{told}");
    let drawn = told.lines().filter_map(|line| line.strip_suffix(" drawn")?.rsplit(' ').next());
    drawn.map(|label| label.parse().unwrap()).collect()
}

fn the_rate_is_told(w: &World) {
    let backs = w.app().requests().look_backs(None);
    // One of two did not hold: the rate says so with its interval, of each who verified, of the office and of the county.
    let rates = backs.rates(&w.city().who(), None).unwrap();
    let here = rates.here.rate.unwrap();
    assert_eq!(
        (here.closings, here.looked, here.failed, rates.here.open),
        (5, 2, 1, 0),
        "what cannot be told does not count"
    );
    assert!(here.rate > 0.49 && here.low >= 0.2 && here.high <= 0.8, "two of five are certain: {here:?}");
    for lines in [&rates.verifiers, &rates.offices, &rates.counties] {
        assert_eq!(lines.iter().map(|line| line.rate).collect::<Vec<_>>(), [Some(here)], "{lines:?}");
    }
    assert_eq!(rates.verifiers[0].name.zh, w.cast().inspector);
    let place = w.app().signals().jurisdiction(&w.city().who(), None).unwrap();
    assert_eq!(place.here.false_closing, Some(here));
    assert!(place.here.light.reason.zh.contains("回头看不属实率至少 20%"), "{:?}", place.here.light);
    let elsewhere = place.children.iter().filter(|it| it.place != w.level(0));
    assert!(
        elsewhere.into_iter().all(|it| it.false_closing.is_none()),
        "where nothing was looked at, there is no rate"
    );
}
