//! Screens of every page, desktop and phone, in both languages. Only where `BOWLINE_SHOTS=DIR` says so.

use crate::languages::pages;
use crate::tab::{Look, Tab};
use crate::world::{World, walk};
use std::sync::Arc;

/// How high a screen may be.
const HIGHEST: u32 = 3_000;

#[test]
fn screens_are_kept_where_asked_for() {
    if std::env::var_os("BOWLINE_SHOTS").is_none() {
        return;
    }
    walk(async |world| {
        for (look, name) in [(Look::Desktop, "desktop"), (Look::Phone, "phone")] {
            keep(&world, look, name).await;
        }
    });
}

async fn keep(world: &Arc<World>, look: Look, name: &str) {
    let tab = Tab::open(world, &world.server, look).await;
    for persona in ["safety-officer", "county", "nation"] {
        for (at, page) in pages(&tab, persona).await.into_iter().enumerate() {
            for lang in ["zh", "en"] {
                tab.driver.set_window_rect(0, 0, 1_280, 900).await.unwrap();
                tab.goto_in(lang, &page).await;
                let height: u32 = tab.run("return document.documentElement.scrollHeight").await;
                tab.driver.set_window_rect(0, 0, 1_280, height.clamp(900, HIGHEST) + 140).await.unwrap();
                let words = page.split(['/', '?']).filter(|it| !it.is_empty()).collect::<Vec<_>>();
                let plain: String = words.join("-").chars().take(24).collect();
                tab.shot(&format!("{persona}-{at}-{plain}-{name}-{lang}")).await;
            }
        }
    }
}
