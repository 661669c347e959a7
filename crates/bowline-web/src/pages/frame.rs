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
    /// Navigation.
    pub tabs: Vec<TabLink>,
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
        Self {
            w,
            lang: if reader.lang() == Lang::Zh { "zh-CN" } else { "en" },
            title,
            tabs: tabs(visit, tab, w),
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

    /// Says that a form came back filled in and was not sent yet.
    pub fn waits(&mut self, waits: bool) {
        if waits {
            self.flash = Some(self.w.form_kept());
        }
    }
}

fn tabs(visit: &Visit, current: Tab, w: FrameWords) -> Vec<TabLink> {
    let Some(who) = visit.who.as_deref() else { return Vec::new() };
    // The key stands in the address, so that the browser's way back leads to the same form.
    let report = with_query("/report", [("form", Some(visit.once.clone()))]);
    let all = [
        (Tab::Desk, "desk", "/desk", w.desk(), true),
        (Tab::Hazards, "hazards", "/hazards", w.hazards(), true),
        (Tab::Matters, "matters", "/matters", w.matters(), visit.reader.has_kinds),
        (Tab::Report, "report", report.as_str(), w.report(), true),
        (Tab::Places, "places", "/places", w.places(), is_official(who)),
        (Tab::Import, "import", "/import", w.import(), is_official(who)),
        (Tab::Engine, "engine", "/engine", w.engine(), is_official(who)),
        (Tab::Law, "law", "/law", w.law(), true),
    ];
    let link = |(tab, key, href, label, _): (_, _, &str, _, _)| TabLink {
        key,
        href: href.to_owned(),
        label,
        current: tab == current,
    };
    all.into_iter().filter(|tab| tab.4).map(link).collect()
}
