//! The frame stands around every page: brand, navigation, language, who is signed in, and the demo's clock.
//!
//! This module must never show a tab that its visitor may not open.

use crate::address::with_query;
use crate::assets::address;
use crate::rights::is_official;
use crate::visit::Visit;
use crate::words::FrameWords;
use bowline_core::words::Lang;

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Words.
    pub w: FrameWords,
    /// `zh` or `en`.
    pub lang: &'static str,
    /// Title of the page.
    pub title: String,
    /// Navigation: what a phone has room for,
    pub tabs: Vec<TabLink>,
    /// and what stands behind "more" there.
    pub more: Vec<TabLink>,
    /// Name and post.
    pub who: Option<(String, String)>,
    /// The demo's time.
    pub clock: Option<String>,
    /// The moment as of which the page is true, for prints.
    pub as_of: String,
    /// The key of the forms on this page.
    pub once: String,
    /// Where the demo's clock leads back to.
    pub here: String,
    /// The other languages: tag, name, address.
    pub languages: Vec<(&'static str, &'static str, String)>,
    /// What was just done.
    pub flash: Option<String>,
    /// Seconds after which the page asks again where scripts do not run.
    pub refresh: Option<u8>,
    /// Address of the style sheet.
    pub css: String,
    /// Address of the script.
    pub js: String,
    /// Address of the icon.
    pub icon: String,
}

/// A place in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// My desk.
    Desk,
    /// Hazards.
    Hazards,
    /// Matters of declared kinds.
    Matters,
    /// Report.
    Report,
    /// Places.
    Places,
    /// Import.
    Import,
    /// Engine.
    Engine,
    /// The law.
    Law,
    /// None of them.
    None,
}

/// A link in the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Stable word for tests.
    pub key: &'static str,
    /// Address.
    pub href: String,
    /// Label.
    pub label: String,
    /// Whether the page belongs to it.
    pub current: bool,
    /// Its icon, as a path in a square of 24.
    pub icon: &'static str,
}

impl Frame {
    /// The frame for a visit.
    #[must_use]
    pub fn new(visit: &Visit, tab: Tab, title: String) -> Self {
        let (reader, w) = (&visit.reader, FrameWords(visit.reader.lang()));
        let link = |lang: Lang| {
            let path = format!("/lang/{}", lang.tag());
            (lang.tag(), lang.name(), with_query(&path, [("back", Some(visit.here.clone()))]))
        };
        let who = visit.who.as_deref().map(|who| {
            let titles = who.posts.iter().map(|post| reader.text(&post.title));
            (who.name.clone(), titles.collect::<Vec<_>>().join(" · "))
        });
        let (tabs, more) = navigation(visit, tab, w);
        Self {
            w,
            lang: if reader.lang() == Lang::Zh { "zh-CN" } else { "en" },
            title,
            tabs,
            more,
            who,
            clock: visit.demo.then(|| reader.moment(reader.now())),
            as_of: w.as_of(&reader.moment(reader.now())),
            once: visit.once.clone(),
            here: visit.here.clone(),
            languages: reader.other_languages().map(link).collect(),
            flash: None,
            refresh: None,
            css: address("bowline.css"),
            js: address("bowline.js"),
            icon: address("icon.svg"),
        }
    }

    /// What single letters do on pages with rows; the script carries it out.
    #[must_use]
    pub fn keys(&self) -> [(&'static [&'static str], String); 4] {
        let w = self.w;
        [(&["j", "k"], w.keys_rows()), (&["o"], w.keys_open()), (&["/"], w.keys_search()), (&["?"], w.keys_help())]
    }

    /// Says that a form came back filled in and was not sent yet.
    pub fn waits(&mut self, waits: bool) {
        if waits {
            self.flash = Some(self.w.form_kept());
        }
    }
}

/// Tabs that a phone has room for.
const ROOM: usize = 5;

/// The navigation of a visitor, and which part of it a phone has no room for.
fn navigation(visit: &Visit, current: Tab, w: FrameWords) -> (Vec<TabLink>, Vec<TabLink>) {
    let Some(who) = visit.who.as_deref() else { return (Vec::new(), Vec::new()) };
    // The key stands in the address, so that the browser's way back leads to the same form.
    let report = with_query("/report", [("form", Some(visit.once.clone()))]);
    let official = is_official(who);
    let all = [
        (Tab::Desk, "desk", "/desk", w.desk(), true),
        (Tab::Hazards, "hazards", "/hazards", w.hazards(), true),
        (Tab::Report, "report", report.as_str(), w.report(), true),
        (Tab::Places, "places", "/places", w.places(), official),
        (Tab::Matters, "matters", "/matters", w.matters(), visit.reader.has_kinds),
        (Tab::Import, "import", "/import", w.import(), official),
        (Tab::Engine, "engine", "/engine", w.engine(), official),
        (Tab::Law, "law", "/law", w.law(), true),
    ];
    let link = |(tab, key, href, label, _): (Tab, _, &str, _, _)| TabLink {
        key,
        href: href.to_owned(),
        label,
        current: tab == current,
        icon: icon(tab),
    };
    let mut tabs: Vec<TabLink> = all.into_iter().filter(|tab| tab.4).map(link).collect();
    // The button for the rest takes the room of one.
    let more = if tabs.len() > ROOM { tabs.split_off(ROOM - 1) } else { Vec::new() };
    (tabs, more)
}

const fn icon(tab: Tab) -> &'static str {
    match tab {
        Tab::Desk => "M4 6h10M4 12h10M4 18h6M14 17l2.500 2.500L21 14",
        Tab::Hazards => "M12 4 21 19.500H3zM12 10v4.500M12 17v.1",
        Tab::Report => "M12 5v14M5 12h14",
        Tab::Places => {
            "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"
        }
        Tab::Matters => "M3 6.500h6l2 2.500h10v10H3z",
        Tab::Import => "M12 4v11m-4-4 4 4 4-4M4 19.500h16",
        Tab::Engine => "M3 12h4l3 7 4-14 3 7h4",
        Tab::Law => {
            "M19 20H7.500A2.500 2.500 0 0 1 5 17.500V6a2 2 0 0 1 2-2h12zM5 17.500A2.500 2.500 0 0 1 7.500 15H19"
        }
        Tab::None => "",
    }
}
