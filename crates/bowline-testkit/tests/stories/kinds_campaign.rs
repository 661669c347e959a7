//! What goes down level by level: a clause that is broken down, a campaign with its slips, groups and visits, a lesson for
//! like sites. The dates are those of the specification.

use bowline_core::facts::{Answer, Light, Stage};
use bowline_core::ids::{OfficeId, PostId, Role, SubjectId};
use bowline_service::Refused;
use bowline_service::views::matters::{Ground, MatterFilter};
use bowline_testkit::{Handler, Person, World};

pub(crate) fn found(w: &World, who: Person<'_>, of: &str) -> Vec<SubjectId> {
    let list = w.app().matters().list(&who.who(), &of.parse().unwrap(), &MatterFilter::default()).unwrap();
    list.page.lines.iter().map(|line| line.subject).collect()
}

pub(crate) fn only(w: &World, who: Person<'_>, of: &str) -> SubjectId {
    let all = found(w, who, of);
    assert_eq!(all.len(), 1, "{of}: {all:?}");
    all[0]
}

/// Establishes the offices that a form addresses.
pub(crate) fn establish(w: &World, form: &[(&str, &str)]) {
    for office in form.iter().filter_map(|(_, value)| value.parse::<OfficeId>().ok()) {
        w.app().offices().load(office.place, &mut |_, _| {}).unwrap();
    }
}

/// Begins a matter at the place so many levels above the county.
pub(crate) fn begins(
    w: &World,
    who: Person<'_>,
    above: usize,
    of: (&str, &str),
    form: &[(&str, &str)],
) -> Result<SubjectId, Refused> {
    establish(w, form);
    let ground = Ground { place: Some(w.level(above)), ..Ground::default() };
    Handler(who).begins(&of.0.parse().unwrap(), of.1, &ground, form)
}

pub(crate) fn acts(who: Person<'_>, of: SubjectId, act: &str, form: &[(&str, &str)]) {
    Handler(who).acts(of, act, form).unwrap_or_else(|why| panic!("{act}: {} {}", why.code(), why.text().en));
}

/// The stable code of a refusal, or the fields that it names.
pub(crate) fn code(why: &Refused) -> String {
    match why {
        Refused::Answers(faults) => faults.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>().join(" "),
        other => other.code().to_owned(),
    }
}

pub(crate) fn refused(who: Person<'_>, of: SubjectId, act: &str, form: &[(&str, &str)]) -> String {
    code(&Handler(who).acts(of, act, form).expect_err(act))
}

/// When a step is due, as text.
pub(crate) fn due(w: &World, of: SubjectId, step: &str) -> String {
    let zone = w.app().pack().country().zone().clone();
    let dossier = w.dossier(of);
    let duty = dossier.live().find(|it| it.opened.step == step).unwrap_or_else(|| panic!("{step} is not owed"));
    duty.due.at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

pub(crate) fn owed(w: &World, of: SubjectId) -> Vec<String> {
    w.dossier(of).live().map(|it| it.opened.step.clone()).collect()
}

pub(crate) fn phase(w: &World, of: SubjectId) -> (String, Stage) {
    let dossier = w.dossier(of);
    let phase = &dossier.declared().unwrap().phase;
    (phase.id.clone(), phase.stage)
}

/// The emergency offices of places below one, as a form gives them.
fn offices(w: &World, above: usize, input: &'static str) -> Vec<(&'static str, String)> {
    let below = w.app().places().children(w.level(above)).to_vec();
    below.iter().map(|place| (input, OfficeId { place: *place, ..w.office(above) }.to_string())).collect()
}

pub(crate) fn form<'f>(fixed: &[(&'f str, &'f str)], listed: &'f [(&'static str, String)]) -> Vec<(&'f str, &'f str)> {
    fixed.iter().copied().chain(listed.iter().map(|(input, value)| (*input, value.as_str()))).collect()
}

pub(crate) fn province(w: &World) -> Person<'_> {
    w.holder(&PostId::office(w.office(2), Role::Head))
}

/// 2022-09-23: Guangdong takes the fifteen measures as actions and issues one of them to its cities.
fn issued(w: &World) -> SubjectId {
    let (cities, issuer) = (offices(w, 2, "measure.addressees"), w.office(2).to_string());
    let clause = [
        ("measure.clause", "市、县、镇党委书记担任安委会主任"),
        ("measure.issued_on", "2022-09-23"),
        ("measure.issuer", issuer.as_str()),
        ("measure.bound", "市、县、镇党委书记"),
        ("measure.until", "2022-12-31"),
    ];
    let root = begins(w, province(w), 2, ("measure", "issue"), &form(&clause, &cities)).unwrap();
    w.ticks();
    w.ticks();
    assert_eq!(w.dossier(root).declared().unwrap().bearing[0].upto, u32::try_from(cities.len()).unwrap());
    root
}

#[test]
fn a_clause_that_a_city_does_not_take_up_is_red_before_its_date() {
    let w = World::in_county("440204").on("2022-09-23");
    let root = issued(&w);
    let own = only(&w, w.city(), "measure");
    assert_eq!((phase(&w, own).0.as_str(), due(&w, own, "take_up").as_str()), ("received", "2022-10-27 00:00"));
    w.after_days(21);
    assert_eq!((w.dossier(own).light(), w.app().today()), (Light::Green, "2022-10-14".parse().unwrap()));
    w.after_days(1);
    assert_eq!(w.dossier(own).light(), Light::Red, "from the first day of the last third of its term");
    assert!(w.dossier(own).live().all(|it| it.due.at > w.app().now()), "and it is not late");
    assert_eq!(owed(&w, root), ["conclude"]);
}

#[test]
fn a_copied_text_goes_back_and_a_clause_goes_down_to_a_post_and_up_again() {
    let w = World::in_county("440204").on("2022-09-23");
    let root = issued(&w);
    let own = only(&w, w.city(), "measure");
    let plan = [("measure.how", "adopted_as_is"), ("measure.plan", "市、县、镇党委书记担任安委会主任")];
    acts(w.city(), own, "take_up", &plan);
    let copies = MatterFilter { facet: Some("alike".to_owned()), ..MatterFilter::default() };
    let copies = w.app().matters().list(&province(&w).who(), &"measure".parse().unwrap(), &copies).unwrap();
    assert_eq!(copies.page.lines.iter().map(|it| (it.subject, it.grave)).collect::<Vec<_>>(), [(own, true)]);
    assert_eq!(refused(w.city(), own, "agree", &[]), "act.not_yours");
    acts(province(&w), own, "return_as_copied", &[("measure.reason", "与省文雷同")]);
    assert_eq!(owed(&w, own), ["take_up"], "it runs on, from its first date");
    assert_eq!(due(&w, own, "take_up"), "2022-10-27 00:00");
    acts(
        w.city(),
        own,
        "take_up",
        &[("measure.how", "own_action"), ("measure.plan", "市委书记任市安委会主任，每季度主持会议")],
    );
    assert_eq!(
        w.dossier(own).declared().unwrap().answers[&"measure.text".parse().unwrap()],
        Answer::Choice("unlike".into())
    );
    acts(province(&w), own, "agree", &[]);

    let counties = offices(&w, 1, "measure.addressees");
    let later = form(&[("measure.below_until", "2023-01-15")], &counties);
    assert_eq!(refused(w.city(), own, "hand_down", &later), "answer.too_late");
    acts(w.city(), own, "hand_down", &form(&[("measure.below_until", "2022-11-30")], &counties));
    w.ticks();
    w.ticks();
    let leaf = only(&w, w.county(), "measure");
    assert_eq!(w.dossier(leaf).declared().unwrap().begun.from.as_ref().map(|from| from.subject), Some(own));
    acts(w.county(), leaf, "take_up", &[("measure.how", "own_action"), ("measure.plan", "区委书记任区安委会主任")]);
    acts(w.city(), leaf, "agree", &[]);
    let post = PostId::office(w.office(0), Role::Inspector).to_string();
    let assigned = [("measure.owner", post.as_str()), ("measure.frequency", "quarter"), ("measure.proof", "会议纪要")];
    assert_eq!(refused(w.county(), leaf, "assign", &assigned[1..]), "measure.owner");
    acts(w.county(), leaf, "assign", &assigned);
    assert_eq!(due(&w, leaf, "carry_out"), "2022-12-01 00:00");
    acts(w.inspector(), leaf, "report", &[("measure.done", "已召开会议")]);
    assert_eq!(refused(w.county(), leaf, "accept", &[("measure.outcome", "done")]), "act.not_yours");
    acts(w.city(), leaf, "accept", &[("measure.outcome", "done")]);
    w.ticks();
    assert_eq!(phase(&w, leaf), ("accepted".to_owned(), Stage::Done));
    assert_eq!(w.dossier(own).declared().unwrap().ended, [leaf].into(), "the city counts it");
    assert_eq!(refused(w.city(), own, "report_all", &[("measure.done", "已落实")]), "act.not_now");
    assert_eq!(refused(province(&w), root, "close", &[("measure.done", "已落实")]), "act.not_now");
    acts(province(&w), root, "except", &[("measure.done", "一市已落实"), ("measure.reason", "其余各市另行督办")]);
    assert_eq!(phase(&w, root).1, Stage::Unverified);
}

/// 2022-09-29: Jilin opens its campaign, with a slip for each county of Changchun.
fn campaign(w: &World, teams: bool) -> SubjectId {
    let (counties, issuer) = (offices(w, 1, "campaign.addressees"), w.office(2).to_string());
    let opened = [
        ("campaign.title", "瓶装液化石油气安全大检查"),
        ("campaign.opened_on", "2022-09-29"),
        ("campaign.issuer", issuer.as_str()),
        ("campaign.scope", "使用瓶装液化石油气的餐饮场所"),
        ("campaign.self_until", "2022-10-08"),
        ("campaign.special_until", "2022-10-15"),
        ("campaign.until", "2022-11-04"),
        ("campaign.budget", "2"),
        ("campaign.sends_teams", if teams { "yes" } else { "no" }),
        ("campaign.questions", "报警装置；气瓶间；疏散通道"),
    ];
    let campaign = begins(w, province(w), 2, ("campaign", "open"), &form(&opened, &counties)).unwrap();
    w.ticks();
    w.ticks();
    campaign
}

#[test]
fn a_campaign_goes_to_counties_and_units_and_closes_only_when_all_have_reported() {
    let w = World::in_county("220104").on("2022-09-29");
    w.inspector().finds("灭火器过期", &w.site());
    let site = w.site_id(&w.site());
    let campaign = campaign(&w, false);
    assert_eq!(owed(&w, campaign), ["look_back"], "no groups are sent");
    let slip = only(&w, w.county(), "campaign_slip");
    assert_eq!(due(&w, slip, "report"), "2022-10-22 00:00", "five working days after the special inspections");
    assert_eq!(refused(w.county(), slip, "plan", &[("campaign.plan", "逐户检查")]), "campaign.sites");
    acts(w.county(), slip, "plan", &[("campaign.sites", &site.to_string()), ("campaign.plan", "逐户检查")]);
    w.ticks();

    let check = only(&w, w.inspector(), "check_slip");
    assert_eq!(due(&w, check, "answer"), "2022-10-09 00:00");
    let answers = [("check_slip.answers", "均符合要求"), ("check_slip.found", "0"), ("check_slip.corrected", "0")];
    assert_eq!(refused(w.inspector(), check, "answer", &answers), "act.not_yours", "nobody answers for the unit");
    acts(w.holder(&PostId::site(site, Role::Principal)), check, "answer", &answers);
    assert_eq!(phase(&w, check), ("answered".to_owned(), Stage::Unverified), "his word alone");

    w.after_days(24);
    assert_eq!(w.dossier(slip).light(), Light::Yellow, "the county has not reported");
    let report = [
        ("campaign.visited", "1"),
        ("campaign.found", "3"),
        ("campaign.major", "1"),
        ("campaign.report", "已检查一户"),
    ];
    acts(w.county(), slip, "report", &report);
    assert_eq!(refused(w.county(), slip, "accept", &[]), "act.not_yours", "nobody accepts his own report");
    acts(province(&w), slip, "return", &[("campaign.reason", "与台账不一致")]);
    acts(w.county(), slip, "report", &report);
    acts(province(&w), slip, "accept", &[]);
    let looked = [("campaign.looked_back", "抽查三户")];
    assert_eq!(refused(province(&w), campaign, "look_back", &looked), "act.not_now", "other counties are silent");
    assert_eq!(refused(province(&w), campaign, "close", &[("campaign.outcome", "完成")]), "act.not_now");
    let except = [("campaign.outcome", "完成一区"), ("campaign.reason", "其余各区另行督办")];
    acts(province(&w), campaign, "except", &except);
    assert_eq!(phase(&w, campaign).1, Stage::Unverified);
}

/// A working group of the province that is out on 2022-10-09 and has ordered a visit: its lead and its matter.
fn group_at_work(w: &World) -> (Person<'_>, SubjectId) {
    w.inspector().finds("灭火器过期", &w.site());
    let site = w.site_id(&w.site()).to_string();
    let campaign = campaign(w, true);
    let post = PostId::office(w.office(2), Role::Inspector);
    let lead = w.hires("韩立", post.clone());
    let (lead_id, head_id) = (post.to_string(), PostId::office(w.office(2), Role::Head).to_string());
    assert_eq!(due(w, campaign, "form_teams"), "2022-10-10 00:00", "three working days, with the holidays between");
    acts(province(w), campaign, "form_teams", &[("campaign.leads", &lead_id), ("campaign.team_places", "长春市")]);
    w.ticks();
    let team = only(w, lead, "team");
    let alone = [("team.members", lead_id.as_str()), ("team.mode", "unannounced")];
    assert_eq!(refused(lead, team, "staff", &alone), "team.members", "at least two officers");
    let staff = [("team.members", lead_id.as_str()), ("team.members", &head_id), ("team.mode", "unannounced")];
    acts(lead, team, "staff", &staff);
    acts(lead, team, "plan", &[("team.plan", "十月九日暗访")]);
    w.after_days(10);
    acts(
        lead,
        team,
        "order_visits",
        &[("team.sites", &site), ("team.visit_on", "2022-10-09"), ("team.mode", "unannounced")],
    );
    w.ticks();
    (lead, team)
}

#[test]
fn a_working_group_visits_by_two_officers_and_hands_back_what_it_found() {
    let w = World::in_county("220104").on("2022-09-29");
    let (lead, team) = group_at_work(&w);
    let visit = only(&w, lead, "visit");
    let seen = |officers: &'static str| {
        [
            ("visit.arrived_at", "2022-10-09T08:00"),
            ("visit.left_at", "2022-10-09T08:50"),
            ("visit.officers", officers),
            ("visit.certificate", "shown"),
            ("visit.answers", "无报警装置；存瓶120公斤，无专用气瓶间"),
            ("visit.failed", "2"),
        ]
    };
    assert_eq!(refused(lead, visit, "record", &seen("1")), "visit.officers", "one officer is none");
    let before = [&[("visit.arrived_at", "2022-10-08T23:00")], &seen("2")[1..]].concat();
    assert_eq!(refused(lead, visit, "record", &before), "answer.too_early", "not before the planned day");
    assert_eq!(refused(lead, visit, "record", &seen("2")[..3]), "visit.certificate visit.answers visit.failed");
    assert_eq!(refused(w.inspector(), visit, "record", &seen("2")), "act.not_yours");
    acts(lead, visit, "record", &seen("2"));
    let back = [("visit.handed_to", "区应急管理局")];
    assert_eq!(refused(lead, visit, "hand_back", &back), "act.not_now", "nothing is determined yet");
    acts(lead, visit, "advise", &[("visit.expert", "吴明"), ("visit.advice", "应认定为重大隐患")]);
    acts(
        lead,
        visit,
        "determine",
        &[("visit.determination", "both"), ("visit.determined", "气瓶间按标准判定；报警装置立案")],
    );
    acts(lead, visit, "note_refusal", &[("visit.refusal", "拒签，已录像")]);
    assert_eq!(due(&w, visit, "hand_back"), "2022-10-11 00:00", "one working day");
    let other = OfficeId { department: "market".parse().unwrap(), ..w.office(0) };
    let market = w.hires("苏芳", PostId::office(other.clone(), Role::Head));
    let (to, by) = (other.to_string(), w.office(2).to_string());
    let moved = [
        ("visit.transfer_to", to.as_str()),
        ("visit.transferred", "气瓶超期未检"),
        ("visit.transferred_on", "2022-10-09"),
        ("visit.transferred_by", &by),
    ];
    acts(lead, visit, "transfer", &moved);
    acts(lead, visit, "hand_back", &back);
    acts(lead, visit, "share", &[("visit.shared_with", &to)]);
    w.ticks();
    assert_eq!(phase(&w, visit), ("closed".to_owned(), Stage::Done));
    let handover = only(&w, market, "handover");
    acts(market, handover, "refuse", &[("handover.reason", "不属本部门")]);
    acts(province(&w), handover, "insist", &[("handover.reason", "气瓶检验由市场监管部门负责")]);
    assert_eq!(owed(&w, handover), ["take"], "nothing is left between two authorities");
    acts(lead, team, "report", &[("team.report", "发现问题两项"), ("team.handed_to", "已交朝阳区")]);
    acts(province(&w), team, "accept", &[]);
    assert_eq!(phase(&w, team).1, Stage::Done);
}

#[test]
fn a_lesson_goes_to_like_sites_and_no_percentage_closes_it() {
    let w = World::in_county("220104").on("2023-02-24");
    w.inspector().finds("灭火器过期", &w.site());
    let site = w.site_id(&w.site());
    let (counties, issuer) = (offices(&w, 1, "rectification.addressees"), w.office(1).to_string());
    let decided = [
        ("rectification.title", "露天开采边坡专项整治"),
        ("rectification.decided_on", "2023-02-24"),
        ("rectification.issuer", issuer.as_str()),
        ("rectification.pattern", "露天开采，边坡角大于设计值"),
        ("rectification.questions", "边坡角实测值与设计值；排土场监测"),
        ("rectification.sample", "20"),
        ("rectification.until", "2023-03-01"),
        ("rectification.ends_on", "2023-03-31"),
    ];
    let all = begins(&w, w.city(), 1, ("rectification", "decide"), &form(&decided, &counties)).unwrap();
    w.ticks();
    w.ticks();
    let lesson = only(&w, w.county(), "lesson");
    assert_eq!(due(&w, lesson, "push"), "2023-02-28 00:00", "one working day: Monday");
    assert_eq!(refused(w.inspector(), lesson, "push", &[]), "lesson.matched", "what matches nothing is not sent");
    acts(w.inspector(), lesson, "push", &[("lesson.matched", &site.to_string())]);
    w.ticks();
    let slip = only(&w, w.inspector(), "check_slip");
    assert_eq!(
        (due(&w, slip, "answer").as_str(), due(&w, lesson, "sample").as_str()),
        ("2023-03-02 00:00", "2023-03-12 00:00")
    );
    let sampled = [("lesson.sampled", "1"), ("lesson.false_answers", "1"), ("lesson.found", "边坡角未如实填报")];
    acts(w.inspector(), lesson, "sample", &sampled);
    let close = [("lesson.outcome", "完成率百分之九十五")];
    assert_eq!(refused(w.county(), lesson, "close", &close), "act.not_now", "one has not answered");
    let answers = [("check_slip.answers", "符合设计"), ("check_slip.found", "0"), ("check_slip.corrected", "0")];
    let principal = || w.holder(&PostId::site(site, Role::Principal));
    acts(principal(), slip, "answer", &answers);
    w.ticks();
    assert_eq!(phase(&w, lesson).0, "answered");
    let again = [("lesson.false_sites", site.to_string()), ("lesson.again_until", "2023-03-10".to_owned())];
    acts(w.inspector(), lesson, "send_again", &form(&[], &again));
    w.ticks();
    assert_eq!(refused(w.county(), lesson, "close", &close), "act.not_now", "a false answer is answered again");
    let second = found(&w, w.inspector(), "check_slip").into_iter().find(|it| *it != slip).unwrap();
    acts(principal(), second, "answer", &answers);
    w.ticks();
    acts(w.county(), lesson, "close", &close);
    w.ticks();
    assert_eq!(w.dossier(all).declared().unwrap().ended, [lesson].into());
    assert_eq!(refused(w.city(), all, "close", &[("rectification.outcome", "完成")]), "act.not_now");
}
