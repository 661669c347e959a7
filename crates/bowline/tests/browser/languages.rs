//! Every page in both languages: the switch leads back to the same page, and no word of the chrome is left
//! untranslated.

use crate::tab::{Tab, test};
use crate::world::walk;
use serde::Deserialize;

/// Where data stands that nobody translates: what people wrote, names of people and units, file names.
const DATA: &str = ".language, .initial, .persona b, .persona .name span, [data-test=who], .holder, td.o, .post, [data-test=turn-owner], \
    [data-test=duty] .desc, [data-test=duty] .meta, tr[data-test=hazard] th, .dossier h1, .where, .pairs dd, .by, .more, .choice, \
    .duty dd small, .fixed b, .where b, .proofs span, \
    [data-test=import], [data-test=alarm], .watched, .beside span";

/// Chinese outside of data and of what is data elsewhere on the page (a unit's name in a sentence): text nodes that are shown, and attributes that are read out.
const FIND: &str = r#"
document.querySelectorAll('details').forEach((it) => { it.open = true; });
const han = /[\u3400-\u9fff]/, found = [];
const shown = (it) => it.checkVisibility({ checkOpacity: true });
const inside = [...document.querySelectorAll(DATA)].flatMap((it) => { const texts = [], walk = document.createTreeWalker(it, NodeFilter.SHOW_TEXT); while (walk.nextNode()) texts.push(walk.currentNode.data.trim()); return texts; });
const data = inside.filter((it) => it.length > 1).sort((a, b) => b.length - a.length);
const note = (it, whole) => { const text = data.reduce((text, it) => text.replaceAll(it, ''), whole); if (han.test(text) && !it.closest(DATA)) found.push({ at: it.closest('[class],[data-test]')?.outerHTML.slice(0, 80) ?? it.tagName, text: text.trim().slice(0, 60) }); };
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
    let mut pages = vec![
        "/sign-in".to_owned(),
        "/law".into(),
        "/law?set=GAS".into(),
        "/law/hazard-major".into(),
        "/desk".into(),
        "/hazards".into(),
        "/report".into(),
        format!("/hazards/{hazard}"),
    ];
    if persona != "safety-officer" {
        pages.extend(
            ["/places", "/places/220104", "/engine", "/import", "/hazards?search=nothing-like-this"].map(String::from),
        );
    }
    pages.push("/no/such/page".into());
    pages
}

#[test]
fn every_page_speaks_both_languages() {
    walk(async |world| {
        let tab = world.sign_in("safety-officer").await;
        // A fresh one, so that the criteria are among what is read.
        let fresh = format!("/hazards/{}", tab.report("尚未分级", None).await);
        let mut left = Vec::new();
        for persona in ["safety-officer", "inspector", "county", "nation"] {
            for page in pages(&tab, persona).await.into_iter().chain([fresh.clone()]) {
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
