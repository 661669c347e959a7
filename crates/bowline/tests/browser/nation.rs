//! What nobody attends to climbs to the nation. Turns the clock, so it has a demo of its own.

use crate::common::process::Server;
use crate::tab::{Look, Tab, test};
use crate::world::walk;

const MINISTRY: &str = "应急管理部";
/// Weeks after which everything must have climbed.
const MOST_WEEKS: u32 = 16;

#[test]
fn what_nobody_attends_to_reaches_the_nation() {
    walk(async |world| {
        let server = Server::demo();
        let tab = Tab::open(&world, &server, Look::Desktop).await;
        tab.be("nation").await;
        assert_eq!(
            tab.count(&format!("{}[data-act='supervise']", test("duty"))).await,
            0,
            "on the first day nothing is raised"
        );
        let id = turn_until_raised(&tab).await;
        supervise(&tab, &id).await;
        drill_down(&tab).await;
        engine(&tab).await;
    });
}

/// Turns the clock week by week until a hazard is raised to the ministry; answers its id.
async fn turn_until_raised(tab: &Tab) -> String {
    for _ in 0..MOST_WEEKS {
        tab.press(&test("turn-week")).await;
        tab.goto("/hazards?late=on&open=on").await;
        let raised = format!(
            "const rows = [...document.querySelectorAll(\"{}\")];
             return rows.find((row) => row.querySelector(\"{}\")?.textContent.includes('{MINISTRY}'))?.dataset.id ?? ''",
            test("hazard"),
            test("raised-to")
        );
        let id: String = tab.run(&raised).await;
        if !id.is_empty() {
            return id;
        }
    }
    unreachable!("nothing reached the ministry in {MOST_WEEKS} weeks")
}

async fn supervise(tab: &Tab, id: &str) {
    tab.press(&test("nav-desk")).await;
    tab.find(&format!("{}[data-act='supervise']", test("duty"))).await;
    tab.shot("nation-desk").await;
    tab.press(&format!("{} a[href='/hazards/{id}']", test("duty"))).await;
    assert!(tab.text(&test("raised-to")).await.contains(MINISTRY));
    assert_eq!(tab.attribute(".title [data-test='light']", "data-light").await, "red");
    assert!(tab.tells("rung.fired").await);
    tab.shot("nation-hazard").await;
    tab.step("supervise", &[("letter", "请吉林省立即督促落实，三日内报告结果")]).await;
    assert!(tab.tells("hazard.supervised").await);
}

async fn drill_down(tab: &Tab) {
    tab.press(&test("nav-places")).await;
    assert_eq!(tab.attribute(&test("place-name"), "data-place").await, "000000");
    tab.shot("nation-places").await;
    // One late general hazard alone makes a county yellow; late major ones make all above red.
    for (code, name, light) in
        [("220000", "吉林省", "red"), ("220100", "长春市", "red"), ("220104", "朝阳区", "yellow")]
    {
        let overdue: String = tab
            .run(&format!("return document.querySelector(\"[data-place='{code}'] td:nth-of-type(3)\").textContent"))
            .await;
        tab.press(&format!("{}[data-place='{code}'] a", test("child"))).await;
        assert_eq!(tab.text(&test("place-name")).await, name);
        assert_eq!(tab.attribute(".verdict [data-test='light']", "data-light").await, light, "{name}");
        assert_eq!(tab.text(&test("tally-overdue")).await, overdue.trim(), "{name}: the same count on both pages");
        let open = tab.number(&test("tally-open")).await;
        tab.press(&format!("{} a", test("tally-open"))).await;
        assert_eq!(tab.number(&test("total")).await, open, "{name}: list = count");
        tab.driver.back().await.unwrap();
    }
    assert_eq!(tab.count(".crumbs li").await, 4);
}

async fn engine(tab: &Tab) {
    tab.press(&test("nav-engine")).await;
    tab.press(&test("run-now")).await;
    assert_eq!(tab.attribute(&test("proof"), "data-holds").await, "true");
    let (open, clocks) = (tab.number(&test("proof-open")).await, tab.number(&test("proof-clocks")).await);
    assert!(open == clocks && open > 50, "{open} = {clocks}");
    assert!(tab.count(&test("run")).await >= 3);
    assert_eq!(tab.count("[data-test='run'] .badge.major").await, 0, "every run's proof held");
    let alarms = tab.number(&test("open-alarms")).await;
    assert!(alarms >= 1, "the posts of one county are vacant");
    let owner = tab.text("[data-test='alarm'] .owner").await;
    assert!(owner.contains('·'), "an open alarm has an owner with a name: {owner}");
    let counts: Vec<u64> = tab
        .run("return [...document.querySelectorAll(\"[data-test='alarm']\")].map((it) => Number(it.dataset.count))")
        .await;
    assert_eq!(counts.iter().sum::<u64>(), alarms, "the groups count every alarm");
    assert!(tab.count("[data-test='alarm']").await < 12, "alarms stand together");
    tab.run::<()>("document.querySelectorAll('#alarms details').forEach((it) => { it.open = true; })").await;
    assert!(tab.text("#alarms").await.contains("江源区"));
    tab.shot("nation-engine").await;
}
