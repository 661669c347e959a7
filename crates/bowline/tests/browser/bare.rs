//! Without scripts: signing in, the list, a report and a step still work.

use crate::tab::{Look, Tab, test};
use crate::world::walk;

#[test]
fn everything_needed_works_without_scripts() {
    walk(async |world| {
        let tab = Tab::open(&world, &world.server, Look::NoScript).await;
        tab.be("inspector").await;
        tab.press(&test("nav-report")).await;
        assert!(
            tab.find(&test("load-places")).await.is_displayed().await.unwrap(),
            "scripts hide this button, so none ran"
        );
        tab.press(&test("nav-hazards")).await;
        assert!(tab.count(&test("hazard")).await > 0);
        tab.fill(&test("search"), "江畔宾馆").await;
        tab.press(&test("apply")).await;
        assert!(tab.count(&test("hazard")).await > 0);

        tab.be("safety-officer").await;
        let id = tab.report("不用脚本：宿舍用彩钢板", None).await;
        assert!(tab.tells("hazard.found").await);
        tab.be("inspector").await;
        tab.opens_from_desk(&id).await;
        tab.grade().await;
        assert!(tab.tells("hazard.graded").await);
        let other = report_elsewhere(&tab).await;
        assert_ne!(id, other);
    });
}

/// Reports about a unit that is not known yet, with the next level of places loaded by a button.
async fn report_elsewhere(tab: &Tab) -> String {
    tab.be("city").await;
    tab.press(&test("nav-report")).await;
    tab.fill(&test("find-site"), "没有这家店").await;
    tab.press(&test("find")).await;
    if tab.count("details.other[open]").await == 0 {
        tab.tap("details.other > summary").await;
    }
    tab.fill(&test("unit"), "无脚本饭店").await;
    tab.tap("[data-test='place1'] option[value='220104']").await;
    tab.tap("[data-test='sector'] option[value='H62']").await;
    tab.fill(&test("description"), "软管老化").await;
    tab.press(&test("send-report")).await;
    tab.attribute(&test("hazard-page"), "data-id").await
}
