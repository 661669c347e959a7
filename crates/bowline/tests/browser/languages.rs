//! Every page in both languages: the switch leads back to the same page, and no word of the chrome is left untranslated.

use crate::tab::{Tab, test};
use crate::world::walk;
use serde::Deserialize;

/// Where data stands that nobody translates: what people wrote, names of people and units, file names, texts of law.
const DATA: &str = "[data-test=who], .language, [data-test=duty] .desc, [data-test=duty] .meta, .hazard h1, .where, .pairs dd";

/// Chinese outside of data: text nodes that are shown, and attributes that are read out.
const FIND: &str = r#"
const han = /[\u3400-\u9fff]/, found = [];
const shown = (it) => it.checkVisibility({ checkOpacity: true });
const note = (it, text) => { if (han.test(text) && !it.closest(DATA)) found.push({ at: it.closest('[class],[data-test]')?.outerHTML.slice(0, 80) ?? it.tagName, text: text.trim().slice(0, 60) }); };
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) { const it = walker.currentNode.parentElement; if (shown(it)) note(it, walker.currentNode.data); }
for (const name of ['placeholder', 'title', 'aria-label', 'alt', 'data-label']) for (const it of document.querySelectorAll(`[${name}]`)) note(it, it.getAttribute(name));
note(document.documentElement, document.title.replace(/ · .*/, ''));
return found;
"#;

#[derive(Debug, Deserialize)]
struct Found {
    at: String,
    text: String,
}

/// Every page that a persona may open, by address.
pub async fn pages(tab: &Tab, persona: &str) -> Vec<String> {
    tab.be(persona).await;
    tab.goto("/hazards").await;
    let hazard = tab.attribute(&test("hazard"), "data-id").await;
    let mut pages = vec!["/sign-in".to_owned(), "/desk".into(), "/hazards".into(), "/report".into(), format!("/hazards/{hazard}")];
    if persona != "safety-officer" {
        pages.extend(["/places", "/places/220104", "/engine", "/import", "/hazards?search=nothing-like-this"].map(String::from));
    }
    pages.push("/no/such/page".into());
    pages
}

#[test]
fn every_page_speaks_both_languages() {
    walk(async |world| {
        let tab = world.open().await;
        let mut left = Vec::new();
        for persona in ["safety-officer", "inspector", "county", "nation"] {
            for page in pages(&tab, persona).await {
                tab.goto(&page).await;
                tab.press(&test("language-en")).await;
                assert_eq!(tab.path().await, page, "the switch leads back");
                assert_eq!(tab.attribute("html", "lang").await, "en");
                let found: Vec<Found> = tab.run(&format!("const DATA = \"{DATA}\"; {FIND}")).await;
                left.extend(found.into_iter().map(|it| format!("{persona} {page}: {} in {}", it.text, it.at)));
                tab.press(&test("language-zh")).await;
                assert_eq!(tab.path().await, page, "the switch leads back");
                assert!(tab.attribute("html", "lang").await.starts_with("zh"));
            }
        }
        assert!(left.is_empty(), "{} left in Chinese:\n{}", left.len(), left.join("\n"));
    });
}
