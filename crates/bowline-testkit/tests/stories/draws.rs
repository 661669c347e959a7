//! A county draws whom it visits and who visits, in public: the list first, then the seed of two people, then the order; a
//! substitution is drawn with a fresh code.

use crate::look_back::drawn_by_an_outsider;
use crate::world;
use bowline_core::facts::Answer;
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_core::signals::Came;
use bowline_service::views::draws::{DrawView, PrepareForm};
use bowline_service::views::matters::MatterFilter;
use bowline_service::{Refused, SiteForm};
use bowline_testkit::{Handler, World};
use std::collections::BTreeSet;

const SEED: &str = "3 1 6 2 5 5";

fn form(w: &World, conflicts: &str) -> PrepareForm {
    PrepareForm {
        subject: "十月双随机抽查".to_owned(),
        planned_on: w.day(3),
        visits: 4,
        officers: 2,
        source: "局务会上两人轮流掷骰子六次".to_owned(),
        conflicts: conflicts.to_owned(),
    }
}

fn view(w: &World, draw: SubjectId) -> DrawView {
    w.app().requests().inspections(None).view(&w.county().who(), draw).unwrap()
}

fn visits(w: &World) -> Vec<SubjectId> {
    let kind = "visit".parse().unwrap();
    let list = w.app().matters().list(&w.county().who(), &kind, &MatterFilter::default()).unwrap();
    list.page.lines.iter().map(|line| line.subject).collect()
}

fn answer(w: &World, matter: SubjectId, input: &str) -> Answer {
    w.dossier(matter).declared().unwrap().answers[&input.parse().unwrap()].clone()
}

/// Ten restaurants more, and four inspectors in all.
fn county() -> World {
    let w = world();
    for no in 0..10 {
        let form = SiteForm { name: format!("酒楼{no}"), sector: "H62".to_owned(), ..SiteForm::default() };
        w.app().sites().register(w.level(0), &form).unwrap();
    }
    for name in ["赵一", "钱二", "孙三"] {
        let _ = w.hires(name, PostId::office(w.office(0), Role::Inspector));
    }
    w
}

#[test]
fn the_list_stands_before_the_seed_and_what_is_drawn_is_visited() {
    let w = county();
    let inspections = w.app().requests().inspections(None);
    let (head, inspector) = (Handler(w.county()), Handler(w.inspector()));
    let pool = inspections.pool(&w.county().who()).unwrap().unwrap();
    assert_eq!((pool.units, pool.inspectors.len()), (10, 4));

    let refused = |conflicts: &str| match inspections.prepare(&w.inspector().who(), &form(&w, conflicts)) {
        Err(Refused::Field { field: "conflicts", text }) => text.zh,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("赵一，酒楼0"), "回避申报第 1 行：请写明检查人员、单位、理由，用逗号分开。");
    assert_eq!(refused("\n赵一，酒楼，亲属"), "回避申报第 2 行：名录中没有唯一的单位“酒楼”。");
    let too_many = PrepareForm { visits: 11, ..form(&w, "") };
    assert!(matches!(
        inspections.prepare(&w.inspector().who(), &too_many),
        Err(Refused::Field { field: "visits", .. })
    ));

    let declared: String = (0..10).map(|no| format!("赵一，酒楼{no}，亲属任职\n")).collect();
    let draw = inspections.prepare(&w.inspector().who(), &form(&w, &declared)).unwrap();
    assert!(inspector.acts(draw, "confirm", &[]).is_err(), "a second person agrees to the list");
    head.acts(draw, "confirm", &[]).unwrap();
    let before = view(&w, draw);
    assert_eq!((before.seed.clone(), before.rounds.len(), before.list.passed_by.len()), (None, 0, 10));

    head.acts(draw, "enter", &[("draw.seed_first", SEED)]).unwrap();
    assert!(head.acts(draw, "agree", &[("draw.seed", SEED)]).is_err());
    w.ticks();
    assert!(visits(&w).is_empty() && view(&w, draw).rounds.is_empty(), "one person draws nothing");
    inspector.acts(draw, "agree", &[("draw.seed", SEED)]).unwrap();
    w.ticks();
    w.ticks();

    let begun = visits(&w);
    assert_eq!(begun.len(), 4, "each is begun once");
    let after = view(&w, draw);
    assert_eq!((after.list.sha256.clone(), after.published.clone()), (before.list.sha256, before.published));
    let round = &after.rounds[0];
    assert!(round.leads_back && round.list.sha256 == after.list.sha256, "the code was fixed before the seed");
    for team in &round.groups[1..] {
        let came = |came: fn(&Came) -> bool| team.lines.iter().filter(|it| came(it.came.as_ref().unwrap())).count();
        assert_eq!(
            (came(|it| *it == Came::Drawn), came(|it| matches!(it, Came::Skipped(why) if why == "亲属任职"))),
            (2, 1)
        );
    }
    for visit in &begun {
        let Answer::Text(team) = answer(&w, *visit, "visit.team") else { panic!() };
        assert!(!team.contains("赵一") && team.split('、').count() == 2, "{team}");
        assert!(w.dossier(*visit).live().any(|it| it.opened.step == "record"), "and has its clock");
    }
    the_same_by_an_outsider(&w, draw);
    another_is_drawn(&w, draw, &begun);
}

fn the_same_by_an_outsider(w: &World, draw: SubjectId) {
    let view = view(w, draw);
    let last = view.rounds.last().unwrap();
    let drawn = last.groups.iter().flat_map(|it| &it.lines).filter(|it| it.came == Some(Came::Drawn));
    let own: BTreeSet<SubjectId> = drawn.map(|it| it.label.parse().unwrap()).collect();
    assert_eq!(drawn_by_an_outsider(w, draw, SEED), own);
}

fn another_is_drawn(w: &World, draw: SubjectId, before: &[SubjectId]) {
    let (head, inspector) = (Handler(w.county()), Handler(w.inspector()));
    let Answer::Site(unit) = answer(w, before[0], "visit.site") else { panic!() };
    let unit = w.app().store().registry().site(unit).unwrap().unwrap().site.name;
    let why = [("draw.skip", "unit"), ("draw.skip_unit", &*unit), ("draw.skip_reason", "已停业, 人去楼空")];
    inspector.acts(draw, "substitute", &why).unwrap();
    w.ticks();
    assert_eq!(view(w, draw).rounds.len(), 1, "nothing moves until a second person agrees");
    head.acts(draw, "substitute_agree", &[]).unwrap();
    w.ticks();
    assert_eq!(visits(w).len(), 5, "one more is visited");
    let second = view(w, draw);
    let round = &second.rounds[1];
    assert!(round.leads_back && round.code != second.rounds[0].code, "with a fresh code");
    let skipped =
        |why: &str| round.groups[0].lines.iter().filter(|it| it.came == Some(Came::Skipped(why.to_owned()))).count();
    assert_eq!((skipped("已停业, 人去楼空"), skipped("第 1 轮已抽中")), (1, 3), "with the reason, printed");
    the_same_by_an_outsider(w, draw);

    // Other inspectors for one unit: those who were drawn are passed by, and one is left, which is too few.
    let Answer::Site(unit) = answer(w, before[1], "visit.site") else { panic!() };
    let unit = unit.to_string();
    let why = [("draw.skip", "team"), ("draw.skip_unit", &*unit), ("draw.skip_reason", "当日另有任务")];
    head.acts(draw, "substitute", &why).unwrap();
    let second_head = w.hires("副局长", PostId::office(w.office(0), Role::Head));
    Handler(second_head).acts(draw, "substitute_agree", &[]).unwrap();
    w.ticks();
    let third = view(w, draw);
    assert_eq!(third.rounds.len(), 3);
    assert_eq!(third.rounds[2].groups[0].lines.len(), 1, "only that unit");
    let new: Vec<_> = visits(w)
        .into_iter()
        .filter(|it| answer(w, *it, "visit.site") == Answer::Site(unit.parse().unwrap()))
        .collect();
    let teams: Vec<String> = new
        .iter()
        .map(|it| match answer(w, *it, "visit.team") {
            Answer::Text(team) => team,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(teams.len() == 2 && teams.iter().any(|team| team.ends_with("人数不足，请另行安排")), "{teams:?}");
    the_same_by_an_outsider(w, draw);
    assert_eq!(visits(w).len(), 6);
    // Who was not drawn cannot be made to be visited by a substitution.
    let left = third.rounds[0].groups[0].lines.iter().filter(|it| it.came == Some(Came::Left));
    let left = left.map(|it| it.label.clone()).find(|it| {
        second.rounds[1].groups[0].lines.iter().any(|line| line.label == *it && line.came == Some(Came::Left))
    });
    let left = left.unwrap();
    inspector
        .acts(draw, "substitute", &[("draw.skip", "unit"), ("draw.skip_unit", &left), ("draw.skip_reason", "另选一家")])
        .unwrap();
    Handler(second_head).acts(draw, "substitute_agree", &[]).unwrap();
    w.ticks();
    assert_eq!((visits(w).len(), view(w, draw).phase.zh.as_str()), (6, "检查中"));
}
