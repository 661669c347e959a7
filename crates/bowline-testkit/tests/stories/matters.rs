//! Matters of declared kinds, from a form to the log and back to lists, desks and pages: the accident of the shipped pack.

use crate::world;
use bowline_core::facts::Stage;
use bowline_core::ids::{PostId, RuleId, SiteId, SubjectId};
use bowline_core::obligations::Ask;
use bowline_service::Refused;
use bowline_service::views::matters::{Ground, MatterFilter, MatterList, MatterState};
use bowline_testkit::{Handler, Person, World};

/// An accident this morning, with one dead.
const REPORT: &[(&str, &str)] = &[
    ("accident.happened_at", "2022-10-08T08:10"),
    ("accident.kind", "other"),
    ("accident.deaths", "1"),
    ("accident.injured", "2"),
    ("accident.summary", "后厨气瓶间爆燃"),
    ("accident.measures", "已切断气源，人员撤离"),
];

fn accident() -> RuleId {
    "accident".parse().unwrap()
}

fn at(site: SiteId) -> Ground {
    Ground { site: Some(site), ..Ground::default() }
}

/// A site that is known, because a hazard was found there.
fn known_site(w: &World) -> SiteId {
    w.inspector().finds("灭火器过期", &w.site());
    w.site_id(&w.site())
}

fn begun(w: &World) -> SubjectId {
    Handler(w.county()).begins(&accident(), "report", &at(known_site(w)), REPORT).unwrap()
}

fn with(field: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    REPORT.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect()
}

fn list(w: &World, person: Person<'_>, filter: MatterFilter) -> MatterList {
    w.app().matters().list(&person.who(), &accident(), &filter).unwrap()
}

fn found(list: &MatterList) -> Vec<SubjectId> {
    list.page.lines.iter().map(|line| line.subject).collect()
}

#[test]
fn a_report_is_a_duty_on_the_desk_a_line_in_the_list_and_a_page_that_says_what_to_do() {
    let w = world();
    let a = begun(&w);
    let desk = w.app().duties().desk(&w.county().who(), None).unwrap();
    let line = desk.mine.lines.iter().find(|line| line.id.subject == a).unwrap();
    assert_eq!((line.act.as_str(), line.name.zh.as_str(), line.alarm), ("accident.pass_on", "上报", false));
    let matter = line.matter.as_ref().unwrap();
    assert_eq!((matter.address.as_str(), matter.title.zh.as_str()), ("accidents", "生产安全事故"));
    assert_eq!(line.description.zh, "后厨气瓶间爆燃");

    let all = list(&w, w.county(), MatterFilter::default());
    assert_eq!((found(&all), all.total), (vec![a], Some(1)));
    let line = &all.page.lines[0];
    assert_eq!((line.phase.name.zh.as_str(), line.phase.stage), ("已报告", Stage::Open));
    assert_eq!(
        line.facet.as_ref().map(|(word, name)| (word.as_str(), name.zh.as_str())),
        Some(("general", "一般事故"))
    );
    assert!(!line.number.is_empty() && !line.grave);
    assert_eq!(line.unit.as_deref(), Some(w.site().name.as_str()));

    let page = Handler(w.county()).opens(a).unwrap();
    let forms: Vec<&str> = page.forms.iter().map(|form| form.act.as_str()).collect();
    assert!(forms.contains(&"pass_on") && forms.contains(&"confirm") && forms.contains(&"supplement"), "{forms:?}");
    let pass_on = page.forms.iter().find(|form| form.act == "pass_on").unwrap();
    assert_eq!(pass_on.fields.len(), 1);
    assert_eq!(pass_on.fields[0].input.id.as_str(), "accident.told_others");
    assert!(pass_on.due_at.is_some() && !pass_on.takes_files);
    let said = &page.answers.iter().find(|part| part.act == "report").unwrap().answers;
    assert!(said.iter().any(|line| line.ask.zh.starts_with("死亡人数") && line.value.zh.contains('1')), "{said:?}");
    assert_eq!(page.timeline[0].title.zh, "已报告事故（县级应急管理部门）");
    assert!(page.parties.iter().any(|party| party.id == "county" && party.post.is_some()));
    assert!(page.turn.is_some());
}

#[test]
fn an_act_settles_its_duty_and_the_story_tells_it() {
    let w = world();
    let a = begun(&w);
    let before = w.dossier(a).live().count();
    Handler(w.county()).acts(a, "pass_on", &[("accident.told_others", "区人民政府、公安分局")]).unwrap();
    assert_eq!(w.dossier(a).live().count(), before - 1);
    let page = Handler(w.county()).opens(a).unwrap();
    assert!(page.forms.iter().all(|form| form.act != "pass_on"));
    let told = page.timeline.iter().find(|entry| entry.kind == "accident.passed_on").unwrap();
    assert!(told.details.iter().any(|line| line.zh.contains("区人民政府、公安分局")), "{told:?}");
}

#[test]
fn an_accident_goes_from_report_to_refuted_and_is_over() {
    let w = world();
    let a = begun(&w);
    let refused = Handler(w.county()).acts(a, "refute", &[("accident.reason", "系病亡")]).unwrap_err();
    assert_eq!(refused.code(), "act.not_a_party", "{}", refused.text().en);
    Handler(w.city()).acts(a, "refute", &[("accident.reason", "经核查系自身疾病")]).unwrap();
    assert!(!w.dossier(a).is_open());
    let open = list(&w, w.county(), MatterFilter { state: MatterState::Open, ..MatterFilter::default() });
    assert_eq!((found(&open), open.total), (Vec::new(), Some(0)));
    let closed = list(&w, w.county(), MatterFilter { state: MatterState::Closed, ..MatterFilter::default() });
    assert_eq!(found(&closed), [a]);
    assert_eq!(closed.page.lines[0].phase.stage, Stage::Void);
    let page = Handler(w.county()).opens(a).unwrap();
    assert!(page.forms.is_empty() && page.turn.is_none());
    assert!(page.duties.iter().all(|duty| duty.standing != "open"));
}

#[test]
fn what_is_late_climbs_and_the_office_above_writes_and_is_answered() {
    let w = world();
    let a = begun(&w);
    w.after_hours(3);
    let line = list(&w, w.county(), MatterFilter { late: true, ..MatterFilter::default() });
    assert_eq!((found(&line), line.total), (vec![a], Some(1)));
    assert!(line.page.lines[0].raised_to.is_some());
    let desk = w.app().duties().desk(&w.city().who(), None).unwrap();
    let above = desk.mine.lines.iter().find(|line| line.id.subject == a && !line.watched.is_empty()).unwrap();
    assert!(above.watched.iter().any(|it| it.name.zh == "上报"), "{:?}", above.watched);
    let letters = Handler(w.city()).opens(a).unwrap().letters;
    assert_eq!(letters.iter().map(|it| it.act.as_str()).collect::<Vec<_>>(), ["supervise"]);
    Handler(w.city()).writes(a, Ask::Supervise { letter: "请立即上报".to_owned() }).unwrap();
    let page = Handler(w.city()).opens(a).unwrap();
    assert!(page.timeline.iter().any(|entry| entry.details.iter().any(|line| line.zh == "请立即上报")));
    Handler(w.county()).acts(a, "pass_on", &[("accident.told_others", "区人民政府")]).unwrap();
    assert!(w.dossier(a).live().all(|it| it.opened.act.as_str() != "accident.pass_on"));
    let counts = w.app().matters().counts(&w.city().who(), None).unwrap();
    let (kind, tally) = &counts[0];
    assert_eq!((kind.address.as_str(), counts.len()), ("accidents", 1));
    assert_eq!((tally.begun, tally.open, tally.open_grave, tally.done), (1, 1, 0, 0));
}

#[test]
fn a_form_that_is_refused_writes_nothing_and_names_every_field() {
    let w = world();
    let ground = at(known_site(&w));
    let facts = || w.app().store().log().after(0, 10_000).unwrap().len();
    let before = facts();
    let wrong = with("accident.deaths", "-1");
    let Err(Refused::Answers(faults)) = Handler(w.county()).begins(&accident(), "report", &ground, &wrong[..5]) else {
        panic!("a report without measures and with fewer than no dead is refused")
    };
    let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["accident.deaths", "accident.measures"]);
    let tomorrow = with("accident.happened_at", "2022-10-09T08:10");
    let refused = Handler(w.county()).begins(&accident(), "report", &ground, &tomorrow).unwrap_err();
    assert_eq!(refused.code(), "answer.too_late", "{}", refused.text().en);
    assert_eq!(Handler(w.county()).begins(&accident(), "refute", &ground, REPORT).unwrap_err().code(), "not_found");
    assert_eq!(facts(), before);
}

#[test]
fn whoever_acts_on_an_old_page_is_told_what_happened_since() {
    let w = world();
    let a = begun(&w);
    let seen = Handler(w.county()).opens(a).unwrap().version;
    Handler(w.county()).acts(a, "pass_on", &[("accident.told_others", "区人民政府")]).unwrap();
    let form = bowline_testkit::filled(&[("accident.deaths", "1"), ("accident.injured", "2")]);
    let refused = w.app().matters().act(&w.county().who(), a, seen, "confirm", &form).unwrap_err();
    assert_eq!(refused.code(), "dossier.stale");
    assert!(refused.text().zh.contains("已上报"), "{}", refused.text().zh);
    let never = w.app().matters().act(&w.county().who(), a, 9_999, "confirm", &form).unwrap_err();
    assert!(matches!(never, Refused::Field { field: "version", .. }));
}

#[test]
fn a_request_that_comes_twice_begins_one_matter() {
    let w = world();
    let ground = at(known_site(&w));
    let who = w.county().who();
    let request = w.app().requests().of(Some(who.person), "/matters/accidents/new", "key", [b"content".as_slice()]);
    let form = bowline_testkit::filled(REPORT);
    let send = || w.app().requests().matters(Some(&request)).begin(&who, &accident(), "report", &ground, &form);
    let a = send().unwrap();
    assert!(matches!(send(), Err(Refused::Done { same: true, led_to: Some(led_to) }) if led_to == a));
    assert_eq!(found(&list(&w, w.county(), MatterFilter::default())), [a]);
}

#[test]
fn another_county_sees_nothing_and_can_do_nothing() {
    let w = world();
    let a = begun(&w);
    let counties = w.app().places().children(w.level(1));
    let elsewhere = *counties.iter().find(|place| **place != w.level(0)).unwrap();
    w.app().offices().load(elsewhere, &mut |_, _| {}).unwrap();
    let office = bowline_core::ids::OfficeId { place: elsewhere, ..w.office(0) };
    let other = w.hires("外区干部", PostId::office(office, bowline_core::ids::Role::Head));
    assert!(matches!(Handler(other).opens(a), Err(Refused::NotFound)));
    assert!(matches!(Handler(other).acts(a, "pass_on", &[("accident.told_others", "x")]), Err(Refused::NotFound)));
    assert_eq!(found(&list(&w, other, MatterFilter::default())), []);
    let search = MatterFilter { search: "爆燃".to_owned(), ..MatterFilter::default() };
    assert_eq!(found(&list(&w, other, search.clone())), []);
    assert_eq!(found(&list(&w, w.county(), search)), [a]);
    let inside = MatterFilter { place: Some(w.level(0)), ..MatterFilter::default() };
    let refused = w.app().matters().list(&other.who(), &accident(), &inside);
    assert!(matches!(refused, Err(Refused::NotFound)));
    let site = at(w.site_id(&w.site()));
    assert!(matches!(
        Handler(other).begins(&accident(), "report", &site, REPORT),
        Err(Refused::Field { field: "site", .. })
    ));
    // The unit sees its own.
    assert_eq!(Handler(w.safety_officer()).opens(a).unwrap().line.subject, a);
}

#[test]
fn lists_filter_search_and_go_on_page_by_page() {
    let w = world();
    let ground = at(known_site(&w));
    let larger = Handler(w.county()).begins(&accident(), "report", &ground, &with("accident.deaths", "3")).unwrap();
    let mut all = vec![larger];
    for _ in 0..60 {
        all.push(Handler(w.county()).begins(&accident(), "report", &ground, REPORT).unwrap());
    }
    let grave = MatterFilter { grave: true, state: MatterState::Open, ..MatterFilter::default() };
    let grave = list(&w, w.county(), grave);
    assert_eq!((found(&grave), grave.total), (vec![larger], Some(1)));
    let facet = MatterFilter { facet: Some("larger".to_owned()), ..MatterFilter::default() };
    assert_eq!(found(&list(&w, w.city(), facet)), [larger]);
    let phase = MatterFilter { phase: Some("investigated".to_owned()), ..MatterFilter::default() };
    assert_eq!(found(&list(&w, w.city(), phase)), []);
    for state in [MatterState::All, MatterState::Open] {
        let first = list(&w, w.county(), MatterFilter { state, ..MatterFilter::default() });
        assert_eq!((first.page.lines.len(), first.total), (50, Some(61)));
        let after = first.page.next.clone();
        let second = list(&w, w.county(), MatterFilter { state, after, ..MatterFilter::default() });
        let mut seen = [found(&first), found(&second)].concat();
        assert!(second.page.next.is_none());
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 61);
    }
    let number = first_number(&w, larger);
    let by_number = MatterFilter { search: number, ..MatterFilter::default() };
    assert_eq!(found(&list(&w, w.county(), by_number)), [larger]);
    // What an act says anew is found, and what it said before no more.
    Handler(w.county())
        .acts(
            larger,
            "supplement",
            &[("accident.deaths", "3"), ("accident.injured", "0"), ("accident.summary", "锅炉房垮塌")],
        )
        .unwrap();
    let search = |words: &str| {
        let filter = MatterFilter { search: words.to_owned(), ..MatterFilter::default() };
        list(&w, w.county(), filter)
    };
    assert_eq!(found(&search("锅炉房")), [larger]);
    assert!(!found(&search("爆燃")).contains(&larger));
}

fn first_number(w: &World, of: SubjectId) -> String {
    Handler(w.county()).opens(of).unwrap().line.number
}
