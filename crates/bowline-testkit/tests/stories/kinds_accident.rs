//! What follows from an accident, by the dates of its story: listed supervision, an investigation set up anew, measures,
//! liability, an approval traced back; and letters from an office above.

use crate::world;
use bowline_core::facts::Answer;
use bowline_core::ids::{PostId, RuleId, SubjectId};
use bowline_core::obligations::Obligation;
use bowline_core::rules::InputKind;
use bowline_core::time::Moment;
use bowline_service::Refused;
use bowline_service::views::matters::{Filled, Ground, MatterFilter};
use bowline_testkit::{Handler, Person, World, filled};
use jiff::civil::DateTime;

/// A matter that is played: whoever owes a step does its act, with a document wherever the form asks for files.
#[derive(Clone, Copy)]
pub(crate) struct Play<'w>(pub(crate) &'w World);

impl<'w> Play<'w> {
    /// Time goes on until a local moment such as `2022-11-04T09:00`; the engine runs every day.
    pub(crate) fn at(&self, when: &str) {
        let until = moment(self.0, when);
        let hours = until.duration_since(self.0.app().now()).as_hours();
        self.0.after_hours(hours);
        self.0.clock_is_set(until);
        self.0.ticks();
    }

    /// Whoever holds a post, or somebody new in it.
    pub(crate) fn holder(&self, post: &PostId) -> Person<'w> {
        let held = self.0.app().store().registry().holders(post, self.0.app().today()).unwrap();
        if held.is_empty() { self.0.hires("新任", post.clone()) } else { self.0.holder(post) }
    }

    /// What is owed under the name of a step.
    pub(crate) fn duty(&self, of: SubjectId, step: &str) -> Obligation {
        let dossier = self.0.dossier(of);
        let owed: Vec<String> = dossier.live().map(|it| it.opened.step.clone()).collect();
        let found = dossier.live().find(|it| it.opened.step == step).cloned();
        found.unwrap_or_else(|| panic!("{step} is not owed, but {owed:?}"))
    }

    /// Until when a step is owed, in local time.
    pub(crate) fn due(&self, of: SubjectId, step: &str) -> String {
        let zone = self.0.app().pack().country().zone().clone();
        self.duty(of, step).due.at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// What is owed, in the order in which it opened.
    pub(crate) fn owed(&self, of: SubjectId) -> Vec<String> {
        self.0.dossier(of).live().map(|it| it.opened.step.clone()).collect()
    }

    /// Whoever owes a step does this.
    pub(crate) fn does(&self, of: SubjectId, step: &str, act: &str, values: &[(&str, &str)]) -> Result<u32, Refused> {
        let owner = self.duty(of, step).opened.owner.clone();
        self.by(self.holder(&owner), of, act, values)
    }

    /// Somebody does this.
    pub(crate) fn by(
        &self,
        who: Person<'_>,
        of: SubjectId,
        act: &str,
        values: &[(&str, &str)],
    ) -> Result<u32, Refused> {
        let kind = self.0.dossier(of).declared().unwrap().kind.clone();
        let seen = self.0.app().store().log().version(of).unwrap();
        self.0.app().matters().act(&who.who(), of, seen, act, &self.form(&kind, act, values))
    }

    /// Somebody begins a matter at a place.
    pub(crate) fn begins(
        &self,
        who: Person<'_>,
        (kind, act): (&str, &str),
        ground: &Ground,
        values: &[(&str, &str)],
    ) -> Result<SubjectId, Refused> {
        let kind: RuleId = kind.parse().unwrap();
        self.0.app().matters().begin(&who.who(), &kind, act, ground, &self.form(&kind, act, values))
    }

    fn form(&self, kind: &RuleId, act: &str, values: &[(&str, &str)]) -> Filled {
        let pack = self.0.app().pack();
        let act = pack.kinds().latest(kind).unwrap().act(act).unwrap_or_else(|| panic!("{kind} has no act {act}"));
        let asked = act.asks.iter().map(|ask| &ask.input);
        let files = asked.filter(|input| matches!(pack.inputs()[*input].kind, InputKind::Files));
        let document = |input: &bowline_core::facts::InputId| {
            let mut stage = self.0.app().proofs().stage().unwrap();
            stage.write(b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n").unwrap();
            (input.as_str().to_owned(), bowline_service::Handed::new("document.pdf", stage.done()))
        };
        Filled { files: files.map(document).collect(), ..filled(values) }
    }

    /// The matters of a kind that somebody sees.
    pub(crate) fn found(&self, who: Person<'_>, kind: &str) -> Vec<SubjectId> {
        let list = self.0.app().matters().list(&who.who(), &kind.parse().unwrap(), &MatterFilter::default()).unwrap();
        list.page.lines.iter().map(|line| line.subject).collect()
    }

    pub(crate) fn phase(&self, of: SubjectId) -> String {
        self.0.dossier(of).declared().unwrap().phase.id.clone()
    }
}

fn moment(w: &World, when: &str) -> Moment {
    let when: DateTime = when.parse().unwrap();
    when.to_zoned(w.app().pack().country().zone().clone()).unwrap().timestamp()
}

/// The code of a refusal.
pub(crate) fn refused<T: std::fmt::Debug>(done: Result<T, Refused>) -> String {
    done.unwrap_err().code().to_owned()
}

/// A larger accident of a morning, with three dead.
pub(crate) fn larger(w: &World, at: &str) -> SubjectId {
    w.inspector().finds("灭火器过期", &w.site());
    let report = [
        ("accident.happened_at", at),
        ("accident.kind", "other"),
        ("accident.deaths", "3"),
        ("accident.injured", "4"),
        ("accident.summary", "餐馆燃气爆炸"),
        ("accident.measures", "已切断气源"),
    ];
    let ground = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    Handler(w.county()).begins(&"accident".parse().unwrap(), "report", &ground, &report).unwrap()
}

#[test]
fn a_larger_accident_is_listed_by_rule_and_struck_off_by_whoever_listed_it() {
    let w = world();
    let play = Play(&w);
    let accident = larger(&w, "2022-10-08T07:10");
    play.at("2022-10-08T10:00");
    let proposed = play.found(w.nation(), "listed_supervision");
    let [listed] = proposed[..] else { panic!("one is proposed: {proposed:?}") };
    let answers = w.dossier(listed).declared().unwrap().answers.clone();
    assert_eq!(answers[&"listed.rule".parse().unwrap()], Answer::Rules(vec!["CN-ACC-SUP-1-LARGER".parse().unwrap()]));
    assert_eq!(answers[&"listed.evidence".parse().unwrap()], Answer::Links(vec![accident]));
    assert_eq!(
        (play.owed(listed), play.due(listed, "decide").as_str()),
        (vec!["decide".to_owned()], "2022-10-14 00:00")
    );

    let city = w.office(1).to_string();
    let list = [
        ("listed.title", "餐馆燃气爆炸事故查处"),
        ("listed.of", "accident"),
        ("listed.unit", "春城小厨"),
        ("listed.to", city.as_str()),
        ("listed.demand", "依法查清原因，严肃追责"),
        ("listed.number", "吉安督〔2022〕1号"),
        ("listed.until", "2022-12-31"),
    ];
    play.at("2022-10-10T09:00");
    assert_eq!(refused(play.does(listed, "decide", "list", &list[..6])), "field.unreadable");
    play.does(listed, "decide", "list", &list).unwrap();
    assert_eq!(play.due(listed, "publish_list"), "2022-10-18 00:00");
    assert_eq!(play.due(listed, "sign_for"), "2022-10-12 00:00");
    play.at("2022-10-11T09:00");
    play.does(listed, "sign_for", "sign_for", &[]).unwrap();
    assert_eq!(play.due(listed, "inquire"), "2022-12-11 00:00", "sixty days from the notice");
    assert_eq!(play.due(listed, "plan"), "2022-10-19 00:00");

    play.at("2022-12-20T09:00");
    let own = play.holder(&play.duty(listed, "carry_out").opened.owner);
    play.does(listed, "carry_out", "report_done", &[("listed.reply", "事故已查处")]).unwrap();
    assert_eq!(refused(play.by(own, listed, "accept", &[("listed.seen", "属实")])), "act.not_yours");
    assert_eq!(play.due(listed, "accept"), "2022-12-31 00:00");
    play.does(listed, "accept", "accept", &[("listed.seen", "属实")]).unwrap();
    let off = [("listed.reason", "已查处到位"), ("listed.published_where", "省应急管理厅网站")];
    assert_eq!(refused(play.by(own, listed, "delist", &off)), "act.not_yours");
    play.does(listed, "delist", "delist", &off).unwrap();
    assert_eq!((play.phase(listed).as_str(), w.dossier(listed).is_open()), ("delisted", false));
}

#[test]
fn a_refuted_accident_takes_the_ground_of_its_listing() {
    let w = world();
    let play = Play(&w);
    let accident = larger(&w, "2022-10-08T07:10");
    play.at("2022-10-08T10:00");
    let listed = play.found(w.nation(), "listed_supervision")[0];
    Handler(w.city()).acts(accident, "refute", &[("accident.reason", "系自身疾病")]).unwrap();
    w.ticks();
    w.ticks();
    assert_eq!(play.owed(listed), ["decide", "ground"]);
    play.does(listed, "ground", "drop", &[("listed.reason", "事故不成立")]).unwrap();
    assert_eq!(play.phase(listed), "declined");
}

/// An investigation of a city, set up on 4 November after a third death on the second.
fn set_up(w: &World) -> SubjectId {
    let play = Play(w);
    play.at("2022-11-04T09:00");
    let ground = Ground { place: Some(w.level(1)), ..Ground::default() };
    let open = [
        ("investigation.rule", "CN-ACC-20-1"),
        ("investigation.called_on", "2022-11-02"),
        ("investigation.reason", "伤亡变化使事故等级升高"),
    ];
    let of = play.begins(w.city(), ("investigation", "open"), &ground, &open).unwrap();
    assert_eq!(play.due(of, "decide"), "2022-11-10 00:00");
    let lead = format!("{}#inspector", w.office(1));
    let above = w.office(2).to_string();
    let team = [
        ("investigation.subject", "昌邑区餐馆燃气爆炸事故"),
        ("accident.happened_at", "2022-10-12T11:40"),
        ("accident.grade", "larger"),
        ("accident.team_leader", lead.as_str()),
        ("investigation.members", "应急、公安、住建、总工会"),
        ("investigation.above", above.as_str()),
        ("accident.supervised", "yes"),
    ];
    play.does(of, "decide", "set_up", &team).unwrap();
    of
}

const REPORT: [(&str, &str); 8] = [
    ("accident.inquiry_profile", "yes"),
    ("accident.inquiry_course", "yes"),
    ("accident.inquiry_loss", "yes"),
    ("accident.inquiry_cause", "yes"),
    ("accident.inquiry_liability", "yes"),
    ("accident.inquiry_prevention", "yes"),
    ("accident.inquiry_signed", "yes"),
    ("accident.cause", "软管老化泄漏，遇明火爆炸"),
];

/// Approved on 9 March.
fn approved(w: &World) -> SubjectId {
    let (play, of) = (Play(w), set_up(w));
    assert_eq!(play.due(of, "investigate"), "2022-12-12 00:00", "sixty days from the accident");
    assert_eq!(play.due(of, "interest"), "2022-11-08 00:00");
    let interests = [("investigation.interests", "均无利害关系"), ("accident.member_interested", "no")];
    play.does(of, "interest", "declare_interest", &interests).unwrap();
    assert_eq!(play.owed(of), ["investigate"], "nobody is to be replaced");
    play.at("2022-11-10T09:00");
    let lead = play.holder(&play.duty(of, "investigate").opened.owner);
    let appraisal = [("accident.appraised_by", "省特检院"), ("accident.appraised_until", "2022-12-01")];
    play.by(lead, of, "pause", &appraisal).unwrap();
    play.at("2022-12-01T09:00");
    play.does(of, "appraise", "resume", &[]).unwrap();
    assert_eq!(play.due(of, "investigate"), "2023-01-02 00:00", "twenty-one days do not count");
    play.at("2022-12-20T09:00");
    assert_eq!(refused(play.by(lead, of, "extend", &[("investigation.reason", "复杂")])), "act.not_a_party");
    play.by(w.city(), of, "extend", &[("investigation.reason", "鉴定复杂")]).unwrap();
    assert_eq!(play.due(of, "investigate"), "2023-03-03 00:00");
    let again = play.by(w.city(), of, "extend", &[("investigation.reason", "仍复杂")]);
    assert!(again.is_err(), "once");
    play.at("2023-02-24T09:00");
    play.does(of, "investigate", "submit", &REPORT).unwrap();
    assert_eq!(play.due(of, "approve"), "2023-03-12 00:00", "calendar days, though the last is a Saturday");
    play.at("2023-03-06T09:00");
    play.does(of, "draft", "send_draft", &[("accident.draft_submitted", "yes")]).unwrap();
    play.at("2023-03-09T09:00");
    let decision = [("investigation.decision", "同意"), ("investigation.decision_no", "吉市政函〔2023〕8号")];
    assert_eq!(refused(play.by(lead, of, "approve", &decision)), "act.not_yours");
    play.does(of, "approve", "approve", &decision).unwrap();
    of
}

#[test]
fn an_investigation_keeps_the_dates_of_the_regulation_until_its_evaluation() {
    let w = crate::World::in_county("220202").on("2022-10-12");
    let (play, of) = (Play(&w), approved(&w));
    assert_eq!(play.due(of, "publish"), "2023-03-17 00:00");
    assert_eq!(play.due(of, "evaluate"), "2024-03-10 00:00", "one year from the approval");
    play.at("2023-03-13T09:00");
    let where_to = ("investigation.published_where", "市政府网站");
    play.does(of, "publish", "publish", &[("accident.result_secret", "no"), where_to]).unwrap();
    play.at("2024-02-28T09:00");
    let found = [("accident.evaluation", "六项落实五项"), ("accident.measures_in_place", "no"), where_to];
    play.does(of, "evaluate", "evaluate", &found).unwrap();
    play.at("2024-04-10T09:00");
    let gates = [
        ("accident.cause_found", "yes"),
        ("accident.liable_dealt_with", "yes"),
        ("accident.measures_in_place", "yes"),
        ("accident.people_educated", "yes"),
        ("accident.sanctions", "已处理五人"),
    ];
    assert_eq!(refused(play.does(of, "close", "close", &gates[1..])), "field.unreadable");
    play.does(of, "close", "close", &gates).unwrap();
    assert_eq!(play.phase(of), "closed");
}

#[test]
fn a_measure_that_is_not_in_place_is_returned_late_and_climbs() {
    let w = crate::World::in_county("220202").on("2022-10-12");
    let (play, of) = (Play(&w), approved(&w));
    let (owner, city) = ("220202/housing#head", w.office(1).to_string());
    let measure = [
        ("corrective.measure", "全区312家餐馆安装可燃气体报警装置"),
        ("corrective.owners", owner),
        ("corrective.verifier", city.as_str()),
        ("corrective.ordered_on", "2023-03-09"),
        ("corrective.until", "2023-06-30"),
        ("corrective.proof_asked", "逐户照片"),
    ];
    play.by(w.city(), of, "assign_measure", &measure).unwrap();
    w.ticks();
    let born = play.found(w.nation(), "corrective");
    let [corrective] = born[..] else { panic!("one for one body: {born:?}") };
    assert_eq!(play.due(corrective, "accept"), "2023-03-15 00:00");
    assert_eq!(play.duty(corrective, "accept").opened.owner.to_string(), owner);
    play.does(corrective, "accept", "accept", &[]).unwrap();
    play.at("2023-06-27T09:00");
    play.does(corrective, "carry_out", "report", &[("corrective.done", "288家已安装")]).unwrap();
    let own = play.holder(&owner.parse().unwrap());
    assert_eq!(refused(play.by(own, corrective, "verify", &[("corrective.reason", "已安装")])), "act.not_yours");
    play.does(corrective, "verify", "return", &[("corrective.reason", "312家中尚有24家未安装")]).unwrap();
    assert_eq!(play.due(corrective, "carry_out"), "2023-07-01 00:00");
    play.at("2023-07-03T23:00");
    let supervised = || w.dossier(corrective).live().filter(|it| it.opened.act.as_str() == "supervise").count();
    assert_eq!(supervised(), 0);
    play.at("2023-07-04T09:00");
    assert_eq!(supervised(), 1, "the office above is called after one working day");
    play.does(corrective, "carry_out", "report", &[("corrective.done", "312家均已安装")]).unwrap();
    play.does(corrective, "verify", "verify", &[("corrective.reason", "逐户核实")]).unwrap();
    w.ticks();
    assert_eq!(w.dossier(of).declared().unwrap().ended.len(), 1, "the investigation counts it");
    let followed = w.app().store().log().facts(of).unwrap();
    assert!(followed.iter().any(|fact| fact.what.kind() == "investigation.all_followed"));
}

#[test]
fn a_measure_that_is_referred_keeps_its_time_limit_and_is_seen_through_by_whoever_referred_it() {
    let w = crate::World::in_county("220202").on("2022-10-12");
    let (play, of) = (Play(&w), approved(&w));
    let (owner, city) = ("220202/housing#head", w.office(1).to_string());
    let measure = [
        ("corrective.measure", "全区312家餐馆安装可燃气体报警装置"),
        ("corrective.owners", owner),
        ("corrective.verifier", city.as_str()),
        ("corrective.ordered_on", "2023-03-09"),
        ("corrective.until", "2023-06-30"),
        ("corrective.proof_asked", "逐户照片"),
    ];
    play.by(w.city(), of, "assign_measure", &measure).unwrap();
    w.ticks();
    let first = play.found(w.nation(), "corrective")[0];
    play.does(first, "accept", "ask_back", &[("turn.question_back", "商务部门是否更为合适？")]).unwrap();
    let refer = [("corrective.owners", "220202/commerce#head"), ("turn.reason", "餐饮业由商务部门主管")];
    play.does(first, "answer_back", "refer", &refer).unwrap();
    w.ticks();
    let born = play.found(w.nation(), "corrective");
    let second = born.into_iter().find(|it| *it != first).unwrap();
    assert_eq!(
        (play.owed(first), play.due(first, "see_through")),
        (vec!["see_through".to_owned()], play.due(second, "carry_out"))
    );
    assert_eq!(w.dossier(of).declared().unwrap().ended.len(), 0, "nothing is in place yet");
    play.at("2023-06-01T09:00");
    play.does(second, "carry_out", "report", &[("corrective.done", "均已安装")]).unwrap();
    play.does(second, "verify", "verify", &[("corrective.reason", "逐户核实")]).unwrap();
    w.ticks();
    w.ticks();
    let ended = w.dossier(first).declared().unwrap().ending;
    assert_eq!((play.phase(first).as_str(), ended), ("verified", Some(bowline_core::facts::Ending::DoneOtherwise)));
    assert_eq!(w.dossier(of).declared().unwrap().ended.len(), 1, "now the investigation counts it");
}

#[test]
fn an_approval_is_traced_back_and_whoever_signed_is_held_to_account() {
    let w = crate::World::in_county("220202").on("2022-10-12");
    let (play, of) = (Play(&w), approved(&w));
    let above = w.office(2).to_string();
    let trace = [
        ("traceback.approval", "2021年5月20日营业审批"),
        ("traceback.ordered_on", "2023-03-09"),
        ("traceback.confirmed_by", above.as_str()),
    ];
    play.by(w.city(), of, "trace_approval", &trace).unwrap();
    w.ticks();
    let traced = play.found(w.nation(), "traceback")[0];
    assert_eq!(
        play.due(traced, "trace"),
        "2023-04-08 00:00",
        "twenty working days, the fifth of April being a holiday"
    );
    let findings = [
        ("traceback.approved_on", "2021-05-20"),
        ("traceback.chain", "受理：窗口；审核：科长；批准：副局长"),
        ("traceback.papers", "未核查安全承诺书"),
        ("traceback.finding", "unlawful"),
    ];
    play.does(traced, "trace", "report", &findings).unwrap();
    let liable = [
        ("accountability.who", "某甲"),
        ("accountability.post_then", "区住建局副局长"),
        ("accountability.fact", "未核查承诺即签批"),
        ("accountability.ground", "CN-ACC-RPT-6"),
        ("accountability.proposed", "demerit"),
        ("accountability.lifelong", "yes"),
        ("traceback.answered_on", "2023-03-09"),
    ];
    play.by(w.city(), traced, "hold_to_account", &liable).unwrap();
    w.ticks();
    let person = play.found(w.nation(), "accountability")[0];
    let list = w.app().matters().list(&w.nation().who(), &"accountability".parse().unwrap(), &MatterFilter::default());
    assert_eq!(list.unwrap().page.lines[0].text.as_str(), "区住建局副局长", "a list names the post, not the person");
    assert_eq!(play.due(person, "refer"), "2023-03-17 00:00");
    play.at("2023-03-16T09:00");
    play.does(person, "refer", "refer", &[("accountability.organ", "区纪委监委")]).unwrap();
    assert_eq!(play.due(person, "decide"), "2023-05-16 00:00", "sixty days for the organ, kept by whoever referred it");
    play.at("2023-05-16T09:00");
    play.by(w.city(), person, "chase", &[("accountability.reason", "已逾期，请函复")]).unwrap();
    let decided = [("accountability.decided", "none"), ("accountability.reason", "")];
    assert_eq!(
        refused(play.does(person, "decide", "decide", &decided)),
        "field.unreadable",
        "nothing is decided without a reason"
    );
    let decided = [("accountability.decided", "demerit"), ("accountability.reason", "政务记过")];
    play.does(person, "decide", "decide", &decided).unwrap();
    play.does(person, "inform", "inform", &[("accountability.result", "已函告市政府")]).unwrap();
    assert!(!w.dossier(person).is_open());
}

#[test]
fn a_letter_goes_to_each_and_a_reply_without_a_document_is_refused() {
    let w = world();
    let play = Play(&w);
    let (issuer, county) = (w.office(1).to_string(), w.office(0).to_string());
    let letter = [
        ("letter.title", "关于限期办理瓶装燃气隐患的督办函"),
        ("letter.demand", "逐户核查，限期办结"),
        ("letter.sent_on", "2022-10-08"),
        ("letter.issuer", issuer.as_str()),
        ("letter.addressees", county.as_str()),
        ("letter.until", "2022-10-21"),
    ];
    let ground = Ground { place: Some(w.level(1)), ..Ground::default() };
    let sent = play.begins(w.city(), ("letter", "issue"), &ground, &letter).unwrap();
    w.ticks();
    let slip = play.found(w.county(), "letter_slip")[0];
    assert_eq!(
        (play.due(slip, "sign_for").as_str(), play.due(slip, "reply").as_str()),
        ("2022-10-10 00:00", "2022-10-22 00:00")
    );
    play.does(slip, "sign_for", "sign_for", &[]).unwrap();
    play.at("2022-10-19T09:00");
    let bare = Handler(w.county()).acts(slip, "reply", &[("letter.reply", "已办结")]);
    assert_eq!(refused(bare), "field.unreadable");
    play.does(slip, "reply", "reply", &[("letter.reply", "已办结")]).unwrap();
    assert_eq!(refused(play.by(w.county(), slip, "accept", &[("letter.reason", "属实")])), "act.not_yours");
    play.by(w.city(), slip, "accept", &[("letter.reason", "抽查属实")]).unwrap();
    w.ticks();
    w.ticks();
    assert_eq!((play.phase(slip).as_str(), play.phase(sent).as_str()), ("done", "answered"));
}
