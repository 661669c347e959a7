//! Closed by somebody else: whoever fixed it, belongs to the unit, or gains from it, cannot verify it.

use crate::{COUNTY, submitted, world};
use bowline_core::ids::{PostId, Role};
use bowline_core::obligations::Ask;
use bowline_service::SiteForm;
use bowline_testkit::{Person, Site, World, post};

fn verify() -> Ask {
    Ask::Verify { finding: "已消除".to_owned() }
}

fn is_refused(person: &Person<'_>, w: &World, h: bowline_core::ids::SubjectId) {
    let refused = person.asks(h, verify()).unwrap_err();
    assert_eq!(refused.code(), "verify.self");
    let next = w.app().hazards().one(&person.who(), h).unwrap().next;
    assert!(!next.contains(&bowline_core::facts::Act::VERIFY), "the page offers what is refused");
}

#[test]
fn neither_the_fixer_nor_a_colleague_verifies() {
    let w = world();
    let h = submitted(&w);
    is_refused(&w.safety_officer(), &w, h);
    let site = w.site_id(&w.site());
    is_refused(&w.holder(&PostId::site(site, Role::Principal)), &w, h);
    insta::assert_snapshot!(w.safety_officer().asks(h, verify()).unwrap_err().text().en, @"Anyone who carried out the correction, works for that organisation or has an interest in the matter must not verify the correction; ask another inspector of the authority.");
}

#[test]
fn an_inspector_who_holds_a_post_at_the_enterprise_does_not_verify() {
    let w = world();
    let h = submitted(&w);
    w.app()
        .people()
        .take_post(w.inspector().id(), PostId::site(w.site_id(&w.site()), Role::SafetyOfficer), w.day(0))
        .unwrap();
    is_refused(&w.inspector(), &w, h);
}

/// The site becomes one of a group.
fn joins_group(w: &World, site: &Site, parent: &str) {
    let row = w.app().store().registry().site(w.site_id(site)).unwrap().unwrap();
    let form = SiteForm {
        name: row.site.name,
        credit_code: row.site.credit_code.map(|code| code.to_string()).unwrap_or_default(),
        sector: row.site.sector,
        group: parent.to_owned(),
        ..SiteForm::default()
    };
    w.app().sites().register(row.place, &form).unwrap();
}

#[test]
fn somebody_of_the_same_group_does_not_verify() {
    let parent = "91220104609984990J";
    let w = world();
    let h = submitted(&w);
    let sister = Site { name: "春城大厨".to_owned(), ..w.site() };
    let _ = w.inspector().finds("灭火器过期", &sister);
    joins_group(&w, &w.site(), parent);
    joins_group(&w, &sister, parent);
    is_refused(&w.holder(&PostId::site(w.site_id(&sister), Role::Principal)), &w, h);
    // The same for an inspector who holds a post there.
    w.app()
        .people()
        .take_post(w.inspector().id(), PostId::site(w.site_id(&sister), Role::SafetyOfficer), w.day(0))
        .unwrap();
    is_refused(&w.inspector(), &w, h);
}

#[test]
fn somebody_who_fixed_it_and_changed_sides_does_not_verify() {
    let w = world();
    let h = submitted(&w);
    let zhou = w.safety_officer();
    w.app().people().leave_post(zhou.id(), PostId::site(w.site_id(&w.site()), Role::SafetyOfficer), w.day(0)).unwrap();
    w.app().people().take_post(zhou.id(), post(COUNTY, Role::Inspector), w.day(1)).unwrap();
    w.after_days(1);
    is_refused(&zhou, &w, h);
}

#[test]
fn another_office_cannot_verify_or_even_see() {
    let w = world();
    let h = submitted(&w);
    assert_eq!(w.city().asks(h, verify()).unwrap_err().code(), "act.not_yours");
    w.app().offices().load("220105".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = w.hires("冯远", post("220105", Role::Inspector));
    assert_eq!(elsewhere.asks(h, verify()).unwrap_err().code(), "not_found");
    w.inspector().verifies(h);
}
