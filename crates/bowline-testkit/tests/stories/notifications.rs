//! Whoever owes something is told by e-mail: once a day, at once of what cannot wait, in quiet hours not, and never twice.

use crate::kinds_accident::larger;
use crate::words::patrolled;
use crate::{COUNTY, graded, world};
use bowline_core::facts::{AlarmCause, Undelivered};
use bowline_core::ids::{PostId, Role};
use bowline_core::obligations::alarm_subject;
use bowline_core::signals::{Event, notices};
use bowline_core::words::Lang;
use bowline_service::{Carrier, Choices, Delivered, Mail, NotCarried, Notifications, Refused};
use bowline_testkit::{Person, World, post};
use jiff::ToSpan;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A mail server as the product sees one: it keeps what it took, and answers what it is told to answer.
#[derive(Default)]
struct Post {
    taken: RefCell<Vec<Mail>>,
    answer: RefCell<Option<NotCarried>>,
    tried: RefCell<u32>,
    ends: bool,
}

impl Carrier for Post {
    fn carry(&self, mail: &Mail) -> Result<(), NotCarried> {
        *self.tried.borrow_mut() += 1;
        if let Some(answer) = self.answer.borrow().clone() {
            return Err(answer);
        }
        self.taken.borrow_mut().push(mail.clone());
        assert!(!self.ends, "the program ends between sending and noting it");
        Ok(())
    }
}

impl Post {
    fn runs(&self, w: &World) -> Delivered {
        told(w).run(self).unwrap()
    }

    /// Runs, and answers what came: the address and the subject.
    fn brings(&self, w: &World) -> Vec<(String, String)> {
        self.runs(w);
        self.taken.take().into_iter().map(|mail| (mail.to, mail.subject)).collect()
    }

    fn refuses(&self, answer: Option<NotCarried>) {
        *self.answer.borrow_mut() = answer;
    }
}

fn told(w: &World) -> Notifications<'_> {
    Notifications::of(w.app()).at(Some("https://safety.example.gov.cn"))
}

/// The person gives an address, gets a code there, and confirms it.
fn confirms(w: &World, person: &Person<'_>, address: &str, choices: Choices) {
    let post = Post::default();
    let id = person.who().person;
    told(w).of_person(id, Lang::En).choose(choices).unwrap();
    told(w).of_person(id, choices.lang).ask_address(address).unwrap();
    post.runs(w);
    let taken = post.taken.take();
    let mail = taken.iter().find(|mail| mail.to == address).unwrap();
    told(w).of_person(id, choices.lang).confirm(code_in(&mail.body)).unwrap();
}

fn code_in(body: &str) -> &str {
    let after = body.split_once("code: ").or_else(|| body.split_once('：')).unwrap().1;
    after.lines().next().unwrap()
}

const AT_EIGHT: Choices = Choices { lang: Lang::En, digest_hour: 8, at_once: true, quiet_from: 22, quiet_until: 7 };

/// A world in which e-mail goes out and the inspector is reached.
fn reached() -> World {
    let w = world();
    told(&w).open_mail(&w.office(1)).unwrap();
    confirms(&w, &w.inspector(), "li@office.example", AT_EIGHT);
    w
}

#[test]
fn an_address_counts_once_its_code_comes_back() {
    let w = world();
    told(&w).open_mail(&w.office(1)).unwrap();
    let (post, id) = (Post::default(), w.inspector().who().person);
    for wrong in ["", "li", "li@", "@x", "a b@x", "li@x\r\nBcc: all@x", "李@x", "li@x@y"] {
        let refused = told(&w).of_person(id, Lang::En).ask_address(wrong).unwrap_err();
        assert!(matches!(refused, Refused::Field { field: "address", .. }), "{wrong:?}: {refused:?}");
    }
    told(&w).of_person(id, Lang::En).ask_address(" li@office.example ").unwrap();
    let _ = graded(&w);
    post.runs(&w);
    let code = post.taken.take();
    assert!(code.len() == 1 && code[0].to == "li@office.example", "nothing but the code goes there: {code:?}");
    for _ in 0..4 {
        assert!(told(&w).of_person(id, Lang::En).confirm("00000000").is_err());
    }
    told(&w).of_person(id, Lang::En).confirm(&code_in(&code[0].body).to_uppercase()).unwrap();
    assert_eq!(told(&w).of_person(id, Lang::En).preferences().unwrap().reached_at(), Some("li@office.example"));
    let again = told(&w).of_person(id, Lang::En).confirm(code_in(&code[0].body));
    assert!(again.is_err(), "a code is used once");
}

#[test]
fn five_wrong_codes_end_it_and_so_does_a_day() {
    let w = world();
    told(&w).open_mail(&w.office(1)).unwrap();
    let (post, id) = (Post::default(), w.inspector().who().person);
    told(&w).of_person(id, Lang::En).ask_address("li@office.example").unwrap();
    post.runs(&w);
    let code = code_in(&post.taken.take()[0].body).to_owned();
    for _ in 0..5 {
        assert!(told(&w).of_person(id, Lang::En).confirm("00000000").is_err());
    }
    assert!(told(&w).of_person(id, Lang::En).confirm(&code).is_err(), "guessed too often");
    told(&w).of_person(id, Lang::En).ask_address("li@office.example").unwrap();
    post.runs(&w);
    let code = code_in(&post.taken.take()[0].body).to_owned();
    w.after_hours(25);
    assert!(told(&w).of_person(id, Lang::En).confirm(&code).is_err(), "too late");
    for _ in 0..5 {
        told(&w).of_person(id, Lang::En).ask_address("li@office.example").unwrap();
    }
    assert!(told(&w).of_person(id, Lang::En).ask_address("li@office.example").is_err(), "no more codes on one day");
}

#[test]
fn once_a_day_and_never_twice() {
    let w = reached();
    let post = Post::default();
    assert_eq!(post.brings(&w), [], "nothing is owed: nobody gets an empty message");
    let h = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(22);
    assert_eq!(post.brings(&w), [], "seven in the morning");
    w.after_hours(1);
    post.runs(&w);
    let mail = post.taken.take();
    assert_eq!(mail.len(), 1, "{mail:?}");
    insta::assert_snapshot!(format!("{}\n\n{}", mail[0].subject, mail[0].body.replace(&h.to_string(), "HAZARD")));
    for _ in 0..3 {
        w.after_hours(1);
        assert_eq!(post.brings(&w), [], "this day was told");
    }
    w.after_hours(21);
    assert_eq!(post.brings(&w).len(), 1, "the next day");
}

#[test]
fn what_cannot_wait_comes_at_once() {
    let w = reached();
    let post = Post::default();
    assert_eq!(post.brings(&w), [], "nothing is owed on the first day");
    let _ = w.inspector().finds("灭火器过期", &w.site());
    assert_eq!(post.brings(&w), [], "due in three days");
    w.after_days(12);
    let late = post.brings(&w);
    let at_once = |mail: &[(String, String)]| mail.iter().filter(|(_, it)| it.starts_with("[At once]")).count();
    assert_eq!(at_once(&late), 1, "the light went red: {late:?}");
    let silent = Choices { at_once: false, ..AT_EIGHT };
    told(&w).of_person(w.inspector().who().person, Lang::En).choose(silent).unwrap();
    w.after_days(12);
    assert_eq!(at_once(&post.brings(&w)), 0, "who does not want it is told once a day");
}

#[test]
fn quiet_hours_hold_back_what_can_wait_for_their_end_and_nothing_that_is_due_before() {
    let w = world();
    told(&w).open_mail(&w.office(1)).unwrap();
    confirms(&w, &w.county(), "head@office.example", AT_EIGHT);
    let duty_officer = w.hires("值班员", post(COUNTY, Role::DutyOfficer));
    confirms(&w, &duty_officer, "duty@office.example", AT_EIGHT);
    let of_the_head = |mail: Vec<(String, String)>| {
        mail.into_iter().filter(|(to, _)| to == "head@office.example").map(|(_, subject)| subject).collect::<Vec<_>>()
    };
    let post = Post::default();
    let day_of_the_first = post.brings(&w);
    assert_eq!(day_of_the_first, []);
    w.after_hours(14);
    let h = graded(&w);
    assert_eq!(post.brings(&w), [], "an order by the end of tomorrow, at eleven at night");
    assert!(w.dossier(h).is_open());
    let _ = larger(&w, "2022-10-08T22:40");
    let mail = post.brings(&w);
    let to: Vec<&str> = mail.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["duty@office.example"], "a report within two hours: {mail:?}");
    w.after_hours(7);
    let at_six = of_the_head(post.brings(&w));
    assert!(
        at_six.iter().all(|it| it.contains("Report of the unit")),
        "what was to be done within the hour: {at_six:?}"
    );
    w.after_hours(1);
    assert_eq!(of_the_head(post.brings(&w)), ["[At once] New action: “Issue the order”"], "seven");
    w.after_hours(1);
    let mail = of_the_head(post.brings(&w));
    assert!(mail.len() == 1 && mail[0].starts_with("Today's actions"), "eight: the daily message: {mail:?}");
}

#[test]
fn a_closed_way_is_tried_again_and_each_message_comes_once() {
    let w = reached();
    let post = Post::default();
    post.refuses(Some(NotCarried::Closed("connection refused".to_owned())));
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(23);
    assert_eq!(post.runs(&w), Delivered { later: 1, ..Delivered::default() });
    let status = told(&w).mail_status().unwrap();
    let health = status.health.unwrap();
    assert!(health.failure == "connection refused" && health.failing_since == Some(w.app().now()), "{health:?}");
    assert_eq!(status.waiting, 1);
    let tried = *post.tried.borrow();
    post.runs(&w);
    assert_eq!(*post.tried.borrow(), tried, "not before the wait is over");
    for _ in 0..5 {
        w.clock_is_set(w.app().now() + 61.minutes());
        post.runs(&w);
    }
    assert_eq!(*post.tried.borrow(), tried + 5);
    post.refuses(None);
    w.clock_is_set(w.app().now() + 61.minutes());
    assert_eq!(post.brings(&w).len(), 1);
    assert_eq!(told(&w).mail_status().unwrap().health.unwrap().failing_since, None);
    assert_eq!(post.brings(&w), []);
}

#[test]
fn what_does_not_get_through_for_an_hour_is_owed_by_the_office_that_answers_for_it() {
    let w = reached();
    let post = Post::default();
    post.refuses(Some(NotCarried::Closed("connection refused".to_owned())));
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(23);
    post.runs(&w);
    w.ticks();
    let cause = AlarmCause::Undelivered(Undelivered { channel: "mail".to_owned(), office: w.office(1) });
    let alarm = || w.app().store().signals().alarm(alarm_subject(&cause)).unwrap();
    assert!(alarm().is_none(), "not at once");
    w.after_hours(1);
    let raised = alarm().unwrap();
    assert!(raised.open && raised.owner == Some(PostId::office(w.office(1), Role::Head)), "{raised:?}");
    let desk = w.app().duties().desk(&w.city().who(), None).unwrap();
    assert!(desk.alarms.iter().any(|group| group.lines[0].1.en.starts_with("Not told: E-mail")), "{desk:?}");
    post.refuses(None);
    w.after_hours(1);
    assert_eq!(post.brings(&w).len(), 1);
    w.ticks();
    assert!(!alarm().unwrap().open, "it works again");
}

#[test]
fn a_message_that_is_put_off_is_given_up_after_three_days() {
    let w = reached();
    let post = Post::default();
    post.refuses(Some(NotCarried::Later("450 try later".to_owned())));
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(23);
    post.runs(&w);
    w.clock_is_set(w.app().now() + 73.hours());
    assert_eq!(post.runs(&w).refused, 1);
    assert_eq!(told(&w).mail_status().unwrap().refused, 1);
}

#[test]
fn what_was_being_sent_when_the_program_ended_is_not_sent_again_and_its_news_are_told_once_more() {
    let w = reached();
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(23);
    let first = Post { ends: true, ..Post::default() };
    let ended = catch_unwind(AssertUnwindSafe(|| told(&w).run(&first)));
    assert!(ended.is_err() && first.taken.borrow().len() == 1);
    let sent = first.taken.take();

    told(&w).open_mail(&w.office(1)).unwrap();
    let post = Post::default();
    assert_eq!(post.brings(&w), [], "it may have arrived");
    assert_eq!(told(&w).mail_status().unwrap().in_doubt, 1);
    told(&w).open_mail(&w.office(1)).unwrap();
    w.after_days(1);
    post.runs(&w);
    let next = post.taken.take();
    assert!(next.len() == 1 && next[0].id != sent[0].id, "{next:?}");
    let first_line = |mail: &Mail| mail.body.lines().nth(2).unwrap().to_owned();
    assert_eq!(first_line(&next[0]), first_line(&sent[0]), "what it told is told again: {next:?}");
}

#[test]
fn an_address_that_the_receiver_does_not_know_is_not_used_again() {
    let w = reached();
    let post = Post::default();
    post.refuses(Some(NotCarried::NoSuchAddress("550 no such user".to_owned())));
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.after_hours(23);
    assert_eq!(post.runs(&w).refused, 1);
    let id = w.inspector().who().person;
    let kept = told(&w).of_person(id, Lang::En).preferences().unwrap();
    assert!(kept.reached_at().is_none() && kept.refused.as_deref() == Some("550 no such user"), "{kept:?}");
    post.refuses(None);
    w.after_days(2);
    assert_eq!(post.brings(&w), []);
    confirms(&w, &w.inspector(), "li@office.example", AT_EIGHT);
    assert_eq!(post.brings(&w).len(), 1, "confirmed anew, and told what is owed now");
}

#[test]
fn who_left_the_post_is_told_nothing() {
    let w = reached();
    let (post, leaver) = (Post::default(), w.inspector().who());
    let _ = w.inspector().finds("灭火器过期", &w.site());
    w.app().people().leave_post(leaver.person, leaver.posts[0].post.clone(), w.app().today()).unwrap();
    w.after_days(2);
    assert_eq!(post.brings(&w), []);
}

#[test]
fn missed_and_lapsed_duties_are_told() {
    let mut w = world();
    let subject = patrolled(&mut w);
    w.after_days(3);
    let of = |subject| notices(&w.dossier(subject), &w.app().store().log().facts(subject).unwrap());
    let missed: Vec<_> = of(subject).into_iter().filter(|it| it.event == Event::Missed).collect();
    assert_eq!(missed.len(), 3);
    assert!(missed.iter().all(|it| it.post.role == Role::Principal), "{missed:?}");
}
