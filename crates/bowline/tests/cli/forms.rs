//! Forms over a real server: what is sent twice is done once, what was typed comes back, one lands where one wanted to go.
//!
//! One demo serves all of it, since loading it takes longer than any of the stories.

use crate::common::http::{Answered, get, post, send};
use crate::common::process::{Server, root};
use std::collections::BTreeSet;

const QUESTIONS: [&str; 3] = ["fire.crowd_place", "fire.panel_living_quarters", "fire.panel_core_below_a"];
const CRITERION: &str = "CN-HAZ-FIRE-17-6.10";

#[test]
fn what_is_sent_twice_is_done_once_and_what_was_typed_comes_back() {
    let server = Server::demo();
    let demo = Demo { address: &server.address };
    demo.four_equal_reports_at_once_are_one_hazard();
    demo.a_key_that_was_used_takes_nothing_else();
    demo.every_step_of_a_hazard_is_taken_once();
    demo.a_machine_sends_its_key_as_a_header();
    demo.the_clock_and_the_engine_are_turned_once();
    demo.a_search_for_a_unit_keeps_what_was_typed();
    demo.a_refused_form_keeps_what_was_typed_in_both_languages();
    demo.a_form_that_is_not_offered_any_more_gives_back_what_was_typed();
    demo.a_session_that_ended_loses_nothing();
    demo.one_lands_where_one_wanted_to_go();
    demo.a_search_says_what_it_cannot_look_for();
}

struct Demo<'a> {
    address: &'a str,
}

/// Who does it, which act, what the log calls it, and what is typed.
type Step<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);

/// The value of the first hidden field of this name on a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    let value = rest.split('"').next().unwrap();
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.into_iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect::<Vec<_>>().join("&")
}

impl Demo<'_> {
    fn be(&self, persona: &str) -> String {
        post(self.address, "/sign-in/demo", "", &format!("persona={persona}")).cookies()
    }

    fn get(&self, path: &str, cookies: &str) -> String {
        let answered = get(self.address, path, cookies);
        assert_eq!(answered.status, 200, "{path}: {}", answered.body);
        answered.body
    }

    fn post(&self, path: &str, cookies: &str, pairs: &[(&str, &str)]) -> Answered {
        post(self.address, path, cookies, &form(pairs))
    }

    /// Hazards that carry this text.
    fn found(&self, cookies: &str, text: &str) -> usize {
        let page = self.get(&format!("/hazards?{}", form(&[("search", text)])), cookies);
        page.matches("<tr data-test=\"hazard\"").count()
    }

    fn report(&self, cookies: &str, description: &str) -> String {
        let page = self.get("/report", cookies);
        let (once, site) = (hidden(&page, "once"), hidden(&page, "site"));
        let sent = self.post("/report", cookies, &report(&once, &site, description));
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent.header("location").unwrap().to_owned()
    }

    /// How often a fact of this kind stands in the story of a hazard.
    fn times(&self, hazard: &str, cookies: &str, kind: &str) -> usize {
        self.get(hazard, cookies).matches(&format!("data-kind=\"{kind}\"")).count()
    }

    fn four_equal_reports_at_once_are_one_hazard(&self) {
        let cookies = self.be("safety-officer");
        let page = self.get("/report", &cookies);
        let body = form(&report(&hidden(&page, "once"), &hidden(&page, "site"), "四份同时到达"));
        let led_to: BTreeSet<String> = std::thread::scope(|scope| {
            let send = || scope.spawn(|| post(self.address, "/report", &cookies, &body));
            let sent: Vec<_> = (0..4).map(|_| send()).collect();
            let led_to = |answered: Answered| {
                assert_eq!(answered.status, 303, "{}", answered.body);
                answered.header("location").unwrap().to_owned()
            };
            sent.into_iter().map(|it| led_to(it.join().unwrap())).collect()
        });
        assert_eq!(led_to.len(), 1, "all lead to the same: {led_to:?}");
        assert_eq!(self.found(&cookies, "四份同时到达"), 1);
        let other = self.be("inspector");
        let page = self.get("/report", &other);
        assert_ne!(
            hidden(&page, "once"),
            hidden(&self.get("/report", &other), "once"),
            "each form has a key of its own"
        );
    }

    fn a_key_that_was_used_takes_nothing_else(&self) {
        let cookies = self.be("safety-officer");
        let page = self.get("/report", &cookies);
        let (once, site) = (hidden(&page, "once"), hidden(&page, "site"));
        let first = self.post("/report", &cookies, &report(&once, &site, "返回后改写甲"));
        let changed = self.post("/report", &cookies, &report(&once, &site, "返回后改写乙"));
        assert_eq!(changed.status, 422);
        assert!(changed.body.contains(first.header("location").unwrap()), "it leads to what was recorded");
        assert!(changed.body.contains("返回后改写乙"), "what was typed is still there");
        let again = hidden(&changed.body, "once");
        assert_ne!(again, once);
        assert_eq!(self.post("/report", &cookies, &report(&again, &site, "返回后改写乙")).status, 303);
        assert_eq!((self.found(&cookies, "返回后改写甲"), self.found(&cookies, "返回后改写乙")), (1, 1));
    }

    fn every_step_of_a_hazard_is_taken_once(&self) {
        let [officer, inspector, county] = ["safety-officer", "inspector", "county"].map(|it| self.be(it));
        let hazard = self.report(&officer, "逐环节重复提交");
        let answers = self.answers(&hazard, &inspector);
        let mut graded = vec![("criterion", CRITERION)];
        graded.extend(answers.iter().map(|(name, value)| (name.as_str(), *value)));
        let plan = [
            ("person", "周敏"),
            ("funds", "100"),
            ("measures", "拆除"),
            ("until", "2022-10-20"),
            ("contingency", "疏散"),
        ];
        let steps: [Step<'_>; 9] = [
            (&inspector, "grade", "hazard.graded", &graded),
            (&county, "order", "hazard.ordered", &[("text", "拆除"), ("deadline", "2022-10-20")]),
            (&officer, "accept", "hazard.accepted", &[]),
            (&officer, "control", "hazard.controlled", &[("measures", "断电看守")]),
            (&officer, "plan", "hazard.planned", &plan),
            (&officer, "rectify", "hazard.proof_submitted", &[("note", "已拆除")]),
            (&inspector, "return", "hazard.returned", &[("reason", "北侧仍在")]),
            (&officer, "rectify", "hazard.proof_submitted", &[("note", "北侧也已拆除")]),
            (&inspector, "verify", "hazard.verified", &[("finding", "已全部拆除")]),
        ];
        for (cookies, key, kind, fields) in
            steps.into_iter().chain([(county.as_str(), "close_off", "hazard.closed_off", &[][..])])
        {
            let before = self.times(&hazard, cookies, kind);
            let page = self.get(&hazard, cookies);
            let (once, version) = (hidden(&page, "once"), hidden(&page, "version"));
            let all = [&[("once", once.as_str()), ("version", version.as_str())], fields].concat();
            for time in ["first", "second"] {
                let sent = self.hand_in(&format!("{hazard}/{key}"), cookies, &all);
                assert_eq!(sent.status, 303, "{key}, {time}: {}", sent.body);
                assert_eq!(sent.header("location"), Some(format!("{hazard}?done={key}").as_str()));
            }
            assert_eq!(self.times(&hazard, cookies, kind), before + 1, "{key}");
        }
    }

    /// The fields of the criterion's questions with answers under which it is met.
    fn answers(&self, hazard: &str, cookies: &str) -> Vec<(String, &'static str)> {
        let page = self.get(hazard, cookies);
        let after = page.split_once(&format!("data-test=\"criterion-{CRITERION}\"")).unwrap().1;
        let criterion = after.split("data-test=\"criterion-").next().unwrap();
        let names = criterion.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let names: BTreeSet<&str> = names.filter(|name| *name != "criterion" && name.contains("fire.")).collect();
        let yes = |name: &str| QUESTIONS.iter().any(|question| name.ends_with(question));
        names.into_iter().map(|name| (name.to_owned(), if yes(name) { "yes" } else { "no" })).collect()
    }

    /// Sends a form with a photo.
    fn hand_in(&self, path: &str, cookies: &str, pairs: &[(&str, &str)]) -> Answered {
        let mut body = Vec::new();
        for (key, value) in pairs {
            body.extend(format!("--b\r\ncontent-disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").bytes());
        }
        if path.ends_with("/rectify") {
            body.extend(b"--b\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"a.png\"\r\n\r\n");
            body.extend(std::fs::read(root("docs/images/hazard-en.png")).unwrap());
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let origin = format!("http://{}", self.address);
        let kind = ("content-type", "multipart/form-data; boundary=b");
        send(
            self.address,
            "POST",
            path,
            &[("cookie", cookies), ("origin", &origin), kind, ("accept-language", "en")],
            &body,
        )
    }

    fn a_machine_sends_its_key_as_a_header(&self) {
        let cookies = self.be("safety-officer");
        let site = hidden(&self.get("/report", &cookies), "site");
        let origin = format!("http://{}", self.address);
        let headers = [
            ("cookie", cookies.as_str()),
            ("origin", &origin),
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
            ("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ];
        let send = |text| send(self.address, "POST", "/report", &headers, form(&report("", &site, text)).as_bytes());
        let (first, second, other) = (send("机器上报"), send("机器上报"), send("机器上报，内容不同"));
        assert_eq!((first.status, second.status, other.status), (303, 303, 422));
        assert_eq!(first.header("location"), second.header("location"));
        let told: serde_json::Value = serde_json::from_str(&other.body).unwrap();
        assert!(told["refused"].as_str().unwrap().contains("提交过"), "{told}");
        assert_eq!(self.found(&cookies, "机器上报"), 1);
    }

    fn the_clock_and_the_engine_are_turned_once(&self) {
        let cookies = self.be("county");
        let now =
            |page: &str| page.split_once("data-test=\"demo-now\">").unwrap().1.split('<').next().unwrap().to_owned();
        let day = |text: String| text.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let page = self.get("/desk", &cookies);
        let turn = [("once", hidden(&page, "once")), ("hours", "24".to_owned()), ("back", "/desk".to_owned())];
        let turn = turn.each_ref().map(|(key, value)| (*key, value.as_str()));
        for _ in 0..3 {
            let sent = self.post("/clock", &cookies, &turn);
            assert_eq!((sent.status, sent.header("location")), (303, Some("/desk")));
        }
        assert_eq!(
            (day(now(&page)), day(now(&self.get("/desk", &cookies)))),
            ("8 Oct 2022".into(), "9 Oct 2022".into())
        );

        let page = self.get("/engine", &cookies);
        let runs = |page: &str| page.matches("data-test=\"run\"").count();
        let run = [("once", hidden(&page, "once"))];
        for _ in 0..3 {
            assert_eq!(
                self.post("/engine/run", &cookies, &run.each_ref().map(|(key, value)| (*key, value.as_str()))).status,
                303
            );
        }
        assert!(runs(&self.get("/engine", &cookies)) <= runs(&page) + 1, "three presses are one run at most");
    }

    fn a_search_for_a_unit_keeps_what_was_typed(&self) {
        let cookies = self.be("inspector");
        let once = hidden(&self.get("/report?form=abc", &cookies), "once");
        assert_eq!(once, "abc", "the key stands in the address, so the way back leads to the same form");
        let typed = [
            ("once", "abc"),
            ("go", "find"),
            ("find", "江畔"),
            ("description", "先写的描述"),
            ("found_on", "2022-10-07"),
        ];
        let found = self.post("/report", &cookies, &typed);
        assert_eq!(found.status, 303, "a page that can be gone back to");
        let page = self.get(found.header("location").unwrap(), &cookies);
        assert!(
            page.contains("data-test=\"site\"") && page.contains("先写的描述") && page.contains("value=\"2022-10-07\"")
        );
        assert_eq!(hidden(&page, "once"), "abc");
        assert!(!page.contains("data-test=\"flash\"") && !page.contains("data-test=\"refusal\""));
        assert!(self.get("/report?find=%E6%B1%9F%E7%95%94", &cookies).contains("data-test=\"site\""));
        let other = self.get(found.header("location").unwrap(), &self.be("county"));
        assert!(!other.contains("先写的描述"), "of nobody else");
    }

    fn a_refused_form_keeps_what_was_typed_in_both_languages(&self) {
        let cookies = self.be("city");
        let typed = [
            ("once", "r1"),
            ("go", "send"),
            ("find", ""),
            ("site", ""),
            ("unit", "新开的饭店"),
            ("place1", "220102"),
            ("sector", "H62"),
            ("description", ""),
            ("found_on", "2022-10-07"),
            ("credit_code", "not a code"),
        ];
        let refused = self.post("/report", &cookies, &typed);
        assert_eq!(refused.status, 422);
        let switch = refused.body.split_once("hreflang=").unwrap().0.rsplit_once("href=\"").unwrap().1;
        let switched = get(self.address, switch.split('"').next().unwrap(), &cookies);
        let again = self.get(switched.header("location").unwrap(), &format!("{cookies}; {}", switched.cookies()));
        for page in [&refused.body, &again] {
            for kept in [
                "value=\"新开的饭店\"",
                "value=\"220102\" selected",
                "value=\"H62\" selected",
                "value=\"2022-10-07\"",
                "value=\"not a code\"",
            ] {
                assert!(page.contains(kept), "{kept}");
            }
            assert_eq!(hidden(page, "once"), "r1");
        }
        assert!(refused.body.contains("tabindex=\"-1\" autofocus data-test=\"refusal\""), "the summary has the focus");
    }

    fn a_form_that_is_not_offered_any_more_gives_back_what_was_typed(&self) {
        let officer = self.be("safety-officer");
        let hazard = self.report(&officer, "办理权已转移");
        let told = self.post(
            &format!("{hazard}/verify"),
            &officer,
            &[("version", "1"), ("finding", "现场看过，问题已经没有了")],
        );
        assert_eq!(told.status, 422);
        assert!(told.body.contains("<blockquote data-test=\"typed\">现场看过，问题已经没有了</blockquote>"));
        let json = get(self.address, &format!("{hazard}?format=json"), &officer);
        assert!(json.body.contains("\"refused\":null"));
        let origin = format!("http://{}", self.address);
        let headers = [
            ("cookie", officer.as_str()),
            ("origin", &origin),
            ("accept", "application/json"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let told = send(self.address, "POST", &format!("{hazard}/grade"), &headers, b"version=1");
        let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert!(told["refused"].as_str().is_some_and(|sentence| !sentence.is_empty()), "a machine is told too");
    }

    fn a_session_that_ended_loses_nothing(&self) {
        let officer = self.be("safety-officer");
        let hazard = owed(&self.get("/desk", &officer));
        let page = self.get(&hazard, &officer);
        let (once, version) = (hidden(&page, "once"), hidden(&page, "version"));
        let handed_in = self.times(&hazard, &officer, "hazard.proof_submitted");
        assert_eq!(self.post("/sign-out", &officer, &[]).status, 303);
        let typed = [("once", once.as_str()), ("version", &version), ("note", "写了一半 \"的\" <说明>")];
        let asked = self.hand_in(&format!("{hazard}/rectify"), &officer, &typed);
        assert_eq!(asked.status, 401);
        assert!(asked.body.contains("data-test=\"session-ended\""));
        let waiting = ["back", "action", "kept"].map(|name| (name, hidden(&asked.body, name)));
        let waiting = waiting.each_ref().map(|(name, value)| (*name, value.as_str()));
        let wrong = self.post("/sign-in", "", &[&waiting[..], &[("key", "wrong")]].concat());
        assert_eq!(
            (wrong.status, hidden(&wrong.body, "kept")),
            (422, waiting[2].1.to_owned()),
            "a wrong key loses nothing"
        );
        let entered = self.post("/sign-in/demo", "", &[&waiting[..], &[("persona", "safety-officer")]].concat());
        let (to, officer) = (entered.header("location").unwrap(), entered.cookies());
        assert!(to.starts_with(&format!("{hazard}?kept=")), "{to}");
        let back = self.get(to, &officer);
        assert!(back.contains("写了一半 &#34;的&#34; &#60;说明&#62;</textarea>"), "{back}");
        assert_eq!(hidden(&back, "once"), once);
        assert_eq!(
            self.times(&hazard, &officer, "hazard.proof_submitted"),
            handed_in,
            "nothing is carried out by itself"
        );
        let sent = self.hand_in(&format!("{hazard}/rectify"), &officer, &typed);
        assert_eq!((sent.status, self.times(&hazard, &officer, "hazard.proof_submitted")), (303, handed_in + 1));
        assert!(
            !self.get(to, &self.be("county")).contains("写了一半 &#34;的&#34; &#60;说明&#62;</textarea>"),
            "of nobody else"
        );
        // A report comes back too, and a form without anything typed only leads to its page.
        let asked =
            self.post("/report", "", &[("go", "send"), ("description", "没登录就写的"), ("found_on", "2022-10-07")]);
        let waiting = ["back", "action", "kept"].map(|name| (name, hidden(&asked.body, name)));
        let waiting = waiting.each_ref().map(|(name, value)| (*name, value.as_str()));
        let entered = self.post("/sign-in/demo", "", &[&waiting[..], &[("persona", "inspector")]].concat());
        let page = self.get(entered.header("location").unwrap(), &entered.cookies());
        assert!(page.contains("没登录就写的") && page.contains("data-test=\"flash\""));
        let asked = self.post("/engine/run", "", &[("once", "k")]);
        let sign_in = asked.body.split_once("action=\"/sign-in").unwrap().1;
        assert_eq!((asked.status, hidden(sign_in, "back")), (401, "/engine".to_owned()));
        assert!(!sign_in.contains("name=\"kept\""));
    }

    fn one_lands_where_one_wanted_to_go(&self) {
        let wanted = "/hazards?search=%E6%B0%94%E7%93%B6&open=on";
        let asked = get(self.address, wanted, "");
        assert_eq!(asked.status, 303);
        let sign_in = get(self.address, asked.header("location").unwrap(), "");
        let back = hidden(sign_in.body.split_once("action=\"/sign-in").unwrap().1, "back");
        let entered = self.post("/sign-in/demo", "", &[("back", &back), ("persona", "county")]);
        assert_eq!(entered.header("location"), Some(wanted));
        for away in [
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nset-cookie: x=y",
            "/sign-in?back=/x",
            "",
        ] {
            let entered = self.post("/sign-in/demo", "", &[("back", away), ("persona", "county")]);
            assert_eq!((entered.status, entered.header("location")), (303, Some("/desk")), "{away:?}");
            let kept = [("back", "/"), ("action", away), ("kept", "[[\"a\",\"b\"]]"), ("persona", "county")];
            let to = self.post("/sign-in/demo", "", &kept).header("location").unwrap().to_owned();
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"), "{away:?}: {to}");
        }
    }
}

fn report<'a>(once: &'a str, site: &'a str, description: &'a str) -> [(&'a str, &'a str); 5] {
    [("once", once), ("go", "send"), ("site", site), ("description", description), ("found_on", "2022-10-08")]
}

/// The hazard of the first duty on a desk.
fn owed(desk: &str) -> String {
    let (_, rest) = desk.split_once("href=\"/hazards/").unwrap();
    format!("/hazards/{}", rest.split('"').next().unwrap())
}

impl Demo<'_> {
    fn a_search_says_what_it_cannot_look_for(&self) {
        let cookies = self.be("safety-officer");
        self.report(&cookies, "后厨着火🔥了");
        assert_eq!(
            (self.found(&cookies, "🔥"), self.found(&cookies, "着火🔥"), self.found(&cookies, "🔥🔥🔥")),
            (1, 1, 1)
        );
        for nothing in ["%", "_", "\"", "*", " ' ", "%_\"*"] {
            let page = self.get(&format!("/hazards?{}", form(&[("search", nothing)])), &cookies);
            assert!(page.contains("data-test=\"unsought\""), "{nothing}");
            assert_eq!(self.found(&cookies, nothing), 0, "{nothing}");
        }
        let many: Vec<String> = (0..40).map(|at| format!("w{at}")).collect();
        let page = self.get(&format!("/hazards?{}", form(&[("search", &many.join(" "))])), &cookies);
        let told = page.split_once("data-test=\"unsought\">").unwrap().1.split('<').next().unwrap();
        assert!(told.contains("w32 w33") && told.contains("w39") && !told.contains("w31"), "{told}");
        let page = self.get("/hazards", &cookies);
        assert!(page.contains("data-test=\"print\"") && page.contains("data-test=\"as-of\""));
        assert!(!page.contains("data-test=\"unsought\""));
    }
}
