//! The whole loop of one hazard on pages: reported, graded, ordered, fixed, returned, fixed again, verified by somebody
//! else, closed off.

use crate::tab::{Tab, test};
use crate::world::{say, walk};

/// The most taps that the three daily acts may take, from the desk on: each field and each file is one.
const MOST: [(&str, u32); 3] = [("report", 6), ("fix", 7), ("verify", 6)];

fn within(act: &str, taps: u32) {
    let most = MOST.into_iter().find(|(it, _)| *it == act).unwrap().1;
    say(&format!("{act}: {taps} taps (at most {most})"));
    assert!(taps <= most, "{act} takes {taps} taps");
}

#[test]
fn a_hazard_is_reported_fixed_returned_fixed_again_and_closed_by_somebody_else() {
    walk(async |world| {
        let tab = world.sign_in("safety-officer").await;
        let photo = tab.photo("现场 photo.png").await;
        let id = tab.report("后厨员工宿舍用彩钢板搭建", Some(&photo)).await;
        within("report", tab.taps());
        assert!(tab.tells("hazard.found").await);
        assert_eq!(tab.text(&test("proof")).await.lines().next(), Some("现场 photo.png"));
        assert_eq!(tab.count("[data-test='next-verify'], [data-test='next-grade']").await, 0, "not theirs");
        grade_and_order(&tab, &id).await;
        accept_control_and_plan(&tab, &id).await;
        hand_in_and_return(&tab, &id).await;
        hand_in_again_verify_and_close(&tab, &id).await;
    });
}

async fn grade_and_order(tab: &Tab, id: &str) {
    tab.be("inspector").await;
    tab.opens_from_desk(id).await;
    tab.tick_criterion().await;
    tab.press(&test("do-grade")).await;
    let asked = tab.text(&test("refusal")).await;
    assert!(
        asked.contains("是人员密集场所吗") && !asked.contains("fire."),
        "what is unknown is asked for in words: {asked}"
    );
    assert!(!tab.tells("hazard.graded").await);
    tab.shot("story-1-grade-asks").await;
    tab.answer().await;
    tab.press(&test("do-grade")).await;
    assert!(tab.tells("hazard.graded").await);
    assert!(tab.attribute(&test("grade"), "class").await.contains("major"));

    tab.be("county").await;
    tab.opens_from_desk(id).await;
    tab.step("order", &[("text", "立即停用宿舍，拆除彩钢板")]).await;
    assert!(tab.tells("hazard.ordered").await);
}

async fn accept_control_and_plan(tab: &Tab, id: &str) {
    tab.be("safety-officer").await;
    tab.opens_from_desk(id).await;
    tab.step("accept", &[]).await;
    assert!(tab.tells("hazard.accepted").await);
    tab.step("control", &[("measures", "宿舍断电清人，专人看守")]).await;
    assert!(tab.tells("hazard.controlled").await);
    tab.unfold("plan").await;
    let until = tab.attribute("[data-test='form-plan'] [name='until']", "max").await;
    tab.fill_day("[data-test='form-plan'] [name='until']", &until).await;
    let five = [
        ("person", "周敏"),
        ("funds", "12,000"),
        ("measures", "拆除彩钢板，改用 A 级材料"),
        ("contingency", "发现火情立即疏散"),
    ];
    tab.step("plan", &five).await;
    assert!(tab.tells("hazard.planned").await);
}

async fn hand_in_and_return(tab: &Tab, id: &str) {
    let photo = tab.photo("整改后.png").await;
    tab.hand_in("彩钢板已拆除", &photo).await;
    assert!(tab.tells("hazard.proof_submitted").await);
    let not_theirs = ["next-verify", "do-verify", "next-return", "do-return"].map(test).join(", ");
    assert_eq!(tab.count(&not_theirs).await, 0, "whoever fixed it is not offered to verify it");
    let version = tab.attribute("[name='version'], [data-test='version']", "value").await;
    let forced = format!(
        "const form = new URLSearchParams({{ version: '{}', finding: 'fine' }});
         return fetch('/hazards/{id}/verify', {{ method: 'POST', body: form }}).then((it) => it.status)",
        if version.is_empty() { "9999" } else { version.as_str() }
    );
    assert_eq!(tab.run::<u16>(&forced).await, 422, "nor is it taken when sent all the same");

    tab.be("inspector").await;
    tab.opens_from_desk(id).await;
    tab.step("return", &[("reason", "北侧隔墙仍是彩钢板")]).await;
    assert!(tab.tells("hazard.returned").await && !tab.tells("hazard.verified").await);
    assert!(tab.text(".timeline").await.contains("北侧隔墙仍是彩钢板"), "the reason stands in the story");
}

async fn hand_in_again_verify_and_close(tab: &Tab, id: &str) {
    tab.be("safety-officer").await;
    let photo = tab.photo("北侧.png").await;
    tab.opens_from_desk(id).await;
    tab.shot("story-2-returned").await;
    tab.hand_in("北侧隔墙也已拆除", &photo).await;
    within("fix", tab.taps());

    tab.be("inspector").await;
    tab.opens_from_desk(id).await;
    tab.shot("story-3-verify").await;
    tab.step("verify", &[("finding", "现场复查，彩钢板已全部拆除")]).await;
    within("verify", tab.taps());
    assert!(tab.tells("hazard.verified").await);

    tab.be("county").await;
    tab.opens_from_desk(id).await;
    tab.step("close_off", &[]).await;
    assert!(tab.tells("hazard.closed_off").await);
    assert_eq!(tab.count("[data-test^='do-']").await, 0, "nothing is left to do");
    assert_eq!(tab.count("[data-test='obligation'][data-standing='open']").await, 0);
    tab.shot("story-4-closed").await;
}
