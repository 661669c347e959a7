//! What a matter does to others: accidents call for an interview, an instruction becomes a slip for each office.

use crate::kinds_campaign::establish;
use crate::world;
use bowline_core::facts::Answer;
use bowline_core::ids::{RuleId, SubjectId};
use bowline_core::places::Level;
use bowline_service::views::matters::{Ground, MatterFilter};
use bowline_testkit::{Handler, Person, World};

fn kind(word: &str) -> RuleId {
    word.parse().unwrap()
}

/// A larger accident of this morning.
fn larger(w: &World, hour: &str) -> SubjectId {
    let happened = format!("2022-10-08T{hour}");
    let report = [
        ("accident.happened_at", happened.as_str()),
        ("accident.kind", "other"),
        ("accident.deaths", "3"),
        ("accident.injured", "0"),
        ("accident.summary", "后厨气瓶间爆燃"),
        ("accident.measures", "已切断气源"),
    ];
    let ground = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    Handler(w.county()).begins(&kind("accident"), "report", &ground, &report).unwrap()
}

fn found(w: &World, who: Person<'_>, of: &str) -> Vec<SubjectId> {
    let list = w.app().matters().list(&who.who(), &kind(of), &MatterFilter::default()).unwrap();
    list.page.lines.iter().map(|line| line.subject).collect()
}

/// The interviews that a rule called for. Others ask a person about each larger accident by itself.
fn interviews(w: &World, rule: &str) -> Vec<SubjectId> {
    let called = |of: &SubjectId| {
        let answers = w.dossier(*of).declared().unwrap().answers.clone();
        answers.get(&"interview.rule".parse().unwrap()) == Some(&Answer::Rules(vec![kind(rule)]))
    };
    found(w, w.nation(), "interview").into_iter().filter(called).collect()
}

fn evidence(w: &World, interview: SubjectId) -> usize {
    match &w.dossier(interview).declared().unwrap().answers[&"interview.evidence".parse().unwrap()] {
        Answer::Links(links) => links.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_larger_accidents_call_for_an_interview_once_and_a_refuted_one_takes_its_ground() {
    let w = world();
    w.inspector().finds("灭火器过期", &w.site());
    let mut accidents = vec![larger(&w, "07:10"), larger(&w, "07:20")];
    w.ticks();
    assert_eq!(interviews(&w, "CN-INT-06-1"), [], "two are not enough");
    accidents.push(larger(&w, "07:30"));
    w.ticks();
    let [interview] = interviews(&w, "CN-INT-06-1")[..] else { panic!("one is proposed") };
    assert_eq!(evidence(&w, interview), 3);
    let owed: Vec<String> = w.dossier(interview).live().map(|it| it.opened.step.clone()).collect();
    assert_eq!(owed, ["decide"], "a person decides");
    w.ticks();
    accidents.push(larger(&w, "07:40"));
    w.ticks();
    assert_eq!(interviews(&w, "CN-INT-06-1"), [interview], "it is proposed once");
    assert_eq!(evidence(&w, interview), 4, "and what came later is added");

    for accident in &accidents[..2] {
        Handler(w.city()).acts(*accident, "refute", &[("accident.reason", "系自身疾病")]).unwrap();
    }
    w.ticks();
    w.ticks();
    let facts = w.app().store().log().facts(interview).unwrap();
    let gone = facts.iter().filter(|fact| fact.what.kind() == "interview.ground_gone").count();
    assert_eq!(gone, 1, "told once");
    assert!(w.dossier(interview).is_open(), "and a person drops or upholds it");
}

#[test]
fn an_instruction_becomes_a_slip_for_each_office_and_waits_for_all_of_them() {
    let w = world();
    let counties = w.app().places().children(w.level(1)).to_vec();
    let offices: Vec<String> = counties.iter().map(|place| format!("{place}/emergency")).collect();
    let issuer = w.office(1).to_string();
    let mut form: Vec<(&str, &str)> = vec![
        ("instruction.title", "国庆期间燃气安全部署"),
        ("instruction.text", "逐户检查燃气用户"),
        ("instruction.held_on", "2022-10-08"),
        ("instruction.issuer", &issuer),
        ("instruction.until", "2022-10-31"),
    ];
    form.extend(offices.iter().map(|office| ("instruction.addressees", office.as_str())));
    let ground = Ground { place: Some(w.level(1)), ..Ground::default() };
    let unknown = Handler(w.city()).begins(&kind("instruction"), "issue", &ground, &form).unwrap_err();
    assert!(unknown.text().en.contains("does not exist"), "an office that is not there cannot answer: {unknown:?}");
    establish(&w, &form);
    let instruction = Handler(w.city()).begins(&kind("instruction"), "issue", &ground, &form).unwrap();
    w.ticks();
    w.ticks();
    assert_eq!(found(&w, w.city(), "instruction_slip").len(), offices.len(), "one each, once");
    let [own] = found(&w, w.county(), "instruction_slip")[..] else { panic!("a county sees its own") };
    let slip = Handler(w.county()).opens(own).unwrap();
    assert!(slip.forms.iter().any(|form| form.act == "sign_for"), "and may sign for it");
    let bearing = w.dossier(instruction).declared().unwrap().bearing.clone();
    assert_eq!((bearing[0].upto, bearing[0].total), (bearing[0].total, u32::try_from(offices.len()).unwrap()));

    Handler(w.county()).acts(own, "report", &[("instruction.done", "已逐户检查")]).unwrap();
    Handler(w.city()).acts(own, "accept", &[("instruction.reason", "抽查属实")]).unwrap();
    w.ticks();
    assert_eq!(w.dossier(instruction).declared().unwrap().ended.len(), 1, "the parent counts it");
    assert!(w.dossier(instruction).live().any(|it| it.opened.step == "see_through"));
}

#[test]
fn a_province_instructs_every_county_by_one_choice_and_each_has_its_slip_once() {
    let w = world();
    let (province, tree) = (w.level(2), w.app().places());
    w.app().offices().load(province, &mut |_, _| {}).unwrap();
    let counties = tree.iter().filter(|it| it.level == Level::County && it.valid_to.is_none());
    let counties = counties.filter(|it| tree.is_within(it.code, province)).count();
    let ground = Ground { place: Some(province), ..Ground::default() };
    let head = Handler(crate::kinds_campaign::province(&w));
    let view = w
        .app()
        .matters()
        .begin_view(&crate::kinds_campaign::province(&w).who(), &kind("instruction"), "issue", &ground)
        .unwrap();
    let field = view.form.fields.iter().find(|it| it.input.id.as_str() == "instruction.addressees").unwrap();
    let every = field.offers.iter().find(|(value, _)| value == "every:county").expect("all counties are one choice");
    assert_eq!(every.1.en, format!("Every county ({counties})"));
    assert!(field.offers.iter().any(|(value, _)| value == "220100/emergency"), "and each city below is one");

    let issuer = w.office(2).to_string();
    let form = [
        ("instruction.title", "冬季取暖安全部署"),
        ("instruction.text", "逐户检查"),
        ("instruction.held_on", "2022-10-08"),
        ("instruction.issuer", &*issuer),
        ("instruction.until", "2022-10-31"),
        ("instruction.addressees", "every:county"),
        ("instruction.addressees", "220104/emergency"),
    ];
    let instruction = head.begins(&kind("instruction"), "issue", &ground, &form).unwrap();
    let told = |of: &str| head.opens(instruction).unwrap().particulars.iter().any(|(_, it)| it.en.contains(of));
    assert!(told(&format!("{counties}, of which begun: 0")), "the sender sees how far it is");
    w.ticks();
    w.ticks();
    assert!(told(&format!("{counties}, of which over: 0")));
    let bearing = w.dossier(instruction).declared().unwrap().bearing.clone();
    assert_eq!(usize::try_from(bearing[0].upto).unwrap(), counties, "nobody has two of them");
    let first = w
        .app()
        .matters()
        .list(&crate::kinds_campaign::province(&w).who(), &kind("instruction_slip"), &MatterFilter::default())
        .unwrap();
    assert_eq!(first.total, Some(counties as u64));

    // What people say is read: a letter about the instruction, by the number that they say on the phone.
    let number = head.opens(instruction).unwrap().line.number;
    let city = w.office(1).to_string();
    let letter = [
        ("letter.title", "部署进展缓慢"),
        ("letter.about", &*number),
        ("letter.demand", "说明原因"),
        ("letter.sent_on", "2022-10-08"),
        ("letter.issuer", &*issuer),
        ("letter.addressees", &*city),
        ("letter.until", "2022-10-20"),
    ];
    let letter = crate::kinds_warning::with_photo(&w, "letter.files", &letter);
    let who = crate::kinds_campaign::province(&w).who();
    let letter = w.app().matters().begin(&who, &kind("letter"), "issue", &ground, &letter).unwrap();
    let dossier = w.dossier(letter);
    let about = &dossier.declared().unwrap().answers[&"letter.about".parse().unwrap()];
    assert!(matches!(about, Answer::Link(of) if *of == instruction) || *about == Answer::Links(vec![instruction]));
}
