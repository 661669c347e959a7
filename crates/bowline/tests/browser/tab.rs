//! A browser of one person: opens pages, taps, fills in, and waits for what a tap brings. Taps are counted.

use crate::common::process::Server;
use crate::world::World;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities};

/// What kind of browser.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// 1280 pixels wide.
    Desktop,
    /// 390 pixels wide, touched.
    Phone,
    /// Without scripts.
    NoScript,
}

/// A browser.
pub struct Tab {
    /// The driver's session.
    pub driver: WebDriver,
    /// Files of this walk.
    pub folder: TempDir,
    base: String,
    taps: AtomicU32,
    _world: Arc<World>,
}

/// The selector of a `data-test` name.
pub fn test(name: &str) -> String {
    format!("[data-test='{name}']")
}

impl Tab {
    /// Starts a browser.
    pub async fn open(world: &Arc<World>, server: &Server, look: Look) -> Self {
        let folder = TempDir::new().unwrap();
        let mut wish = DesiredCapabilities::chrome();
        wish.set_binary(world.chromium.to_str().unwrap()).unwrap();
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let fixed = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,900",
            "--accept-lang=zh-CN",
        ];
        for argument in fixed.into_iter().chain([profile.as_str()]) {
            wish.add_arg(argument).unwrap();
        }
        if look == Look::Phone {
            let metrics =
                serde_json::json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2, "touch": true } });
            wish.add_experimental_option("mobileEmulation", metrics).unwrap();
        }
        if look == Look::NoScript {
            let prefs = serde_json::json!({ "profile.managed_default_content_settings.javascript": 2 });
            wish.add_experimental_option("prefs", prefs).unwrap();
        }
        let poller = ElementPollerWithTimeout::new(Duration::from_secs(20), Duration::from_millis(40));
        let driver = WebDriver::builder(&world.driver.url, wish).poller(Arc::new(poller)).connect().await.unwrap();
        Self { driver, folder, base: server.url(""), taps: AtomicU32::new(0), _world: world.clone() }
    }

    /// Becomes a persona of the demo.
    pub async fn be(&self, persona: &str) {
        self.goto("/sign-in").await;
        self.press(&test(&format!("persona-{persona}"))).await;
        self.taps.store(0, Ordering::Relaxed);
    }

    /// Opens a page by its address.
    pub async fn goto(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
    }

    /// Opens a page in a language.
    pub async fn goto_in(&self, lang: &str, path: &str) {
        let back: String = path.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.goto(&format!("/lang/{lang}?back={back}")).await;
        assert_eq!(self.path().await, path);
    }

    /// Path and query of the page that is shown.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.base).unwrap().to_owned()
    }

    /// Taps since the persona was taken on, or since this was asked last.
    pub fn taps(&self) -> u32 {
        self.taps.swap(0, Ordering::Relaxed)
    }

    /// The first element; waits for it.
    pub async fn find(&self, css: &str) -> WebElement {
        match self.driver.query(By::Css(css)).first().await {
            Ok(element) => element,
            Err(error) => unreachable!("{css} on {}: {error}\n{}", self.path().await, self.text("main").await),
        }
    }

    /// How many there are now.
    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.unwrap().len()
    }

    /// Taps something that stays on the page.
    pub async fn tap(&self, css: &str) {
        self.taps.fetch_add(1, Ordering::Relaxed);
        let element = self.find(css).await;
        // As a person would: first into the middle of the screen, out from under the bars at its edges.
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap();
    }

    /// Taps something that leads to another page, and waits until that one is there.
    pub async fn press(&self, css: &str) {
        let page = self.find("html").await;
        self.tap(css).await;
        page.wait_until().error(&format!("{css} leads nowhere")).stale().await.unwrap();
        self.find("main").await;
    }

    /// Fills in a field; as one tap.
    pub async fn fill(&self, css: &str, text: &str) {
        self.taps.fetch_add(1, Ordering::Relaxed);
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Fills in a day; as one tap. How a day is typed depends on the browser's language, so it is set.
    pub async fn fill_day(&self, css: &str, day: &str) {
        self.taps.fetch_add(1, Ordering::Relaxed);
        self.find(css).await;
        self.run::<()>(&format!("document.querySelector(\"{css}\").value = '{day}'")).await;
    }

    /// Chooses a file; as one tap.
    pub async fn attach(&self, css: &str, file: &Path) {
        self.taps.fetch_add(1, Ordering::Relaxed);
        self.find(css).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// The text that is shown.
    pub async fn text(&self, css: &str) -> String {
        match self.driver.query(By::Css(css)).first().await {
            Ok(element) => element.text().await.unwrap(),
            Err(error) => unreachable!("{css} on {}: {error}", self.path().await),
        }
    }

    /// The number in a text.
    pub async fn number(&self, css: &str) -> u64 {
        let text = self.text(css).await;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_else(|_| unreachable!("no number in {css}: {text}"))
    }

    /// An attribute.
    pub async fn attribute(&self, css: &str, name: &str) -> String {
        self.find(css).await.attr(name).await.unwrap().unwrap_or_default()
    }

    /// Runs a script on the page.
    pub async fn run<T: DeserializeOwned>(&self, script: &str) -> T {
        self.driver.execute(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// A picture to hand in: what the browser shows now.
    pub async fn photo(&self, name: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, self.driver.screenshot_as_png().await.unwrap()).unwrap();
        file
    }

    /// Keeps the screen where `BOWLINE_SHOTS` says so.
    pub async fn shot(&self, name: &str) {
        if let Some(folder) = std::env::var_os("BOWLINE_SHOTS") {
            std::fs::create_dir_all(&folder).unwrap();
            let png = self.driver.screenshot_as_png().await.unwrap();
            std::fs::write(PathBuf::from(folder).join(format!("{name}.png")), png).unwrap();
        }
    }
}
