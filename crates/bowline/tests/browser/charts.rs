//! Charts are seen on first load: pixels of every chart are looked at, at two widths, with and without scripts.
//!
//! These tests must never resize a window before it looks: that once hid an empty box.

use crate::common::process::Server;
use crate::tab::{Look, Tab, test};
use crate::world::{World, walk};
use serde::Deserialize;
use std::sync::Arc;
use thirtyfour::prelude::*;

/// Whatever draws numbers or days.
const CHARTS: &str = "[data-test^='chart-'], svg.line, svg[role='img']";

/// What a picture holds: its size, its pixels in colour, and how far across they reach.
const LOOK: &str = r"
const done = arguments[arguments.length - 1];
createImageBitmap(new Blob([new Uint8Array(arguments[0])], { type: 'image/png' })).then((picture) => {
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  let coloured = 0, first = picture.width, last = 0;
  for (let at = 0; at < data.length; at += 4) {
    const rgb = [data[at], data[at + 1], data[at + 2]];
    if (Math.max(...rgb) - Math.min(...rgb) < 50) continue;
    const x = (at / 4) % picture.width;
    coloured += 1; first = Math.min(first, x); last = Math.max(last, x);
  }
  done({ width: picture.width, coloured, reach: Math.max(0, last - first) / picture.width });
});";

#[derive(Debug, Deserialize)]
struct Seen {
    width: u32,
    coloured: u32,
    reach: f64,
}

#[test]
fn every_chart_is_seen_on_first_load() {
    walk(async |world| {
        let server = Server::demo();
        for look in [Look::Desktop, Look::Phone, Look::NoScript] {
            look_at_all(&world, &server, look).await;
        }
    });
}

async fn look_at_all(world: &Arc<World>, server: &Server, look: Look) {
    let eyes = Tab::open(world, server, Look::Desktop).await;
    eyes.driver.goto("about:blank").await.unwrap();
    let tab = Tab::open(world, server, look).await;
    if look != Look::Phone {
        tab.driver.set_window_rect(0, 0, 1_440, 900).await.unwrap();
    }
    tab.be("nation").await;
    let mut days = 0;
    for page in ["/places", "/places/220000", "/places/220104", "/law/hazard-major", "/law/CN-HAZ-FIRE-17-6.8"] {
        tab.goto(page).await;
        for chart in tab.driver.find_all(By::Css(CHARTS)).await.unwrap() {
            let name = chart.attr("data-test").await.unwrap().unwrap_or_default();
            chart.scroll_into_view().await.unwrap();
            let seen = looked_at(&eyes, &chart.screenshot_as_png().await.unwrap()).await;
            assert!(seen.width > 200 && seen.coloured > 60, "{page} {name}: {seen:?}");
            if name == "chart-days" {
                days += 1;
                assert!(seen.reach > 0.6, "{page}: the lines go from side to side: {seen:?}");
            }
        }
    }
    assert_eq!(days, 3, "each place has its chart");
    assert_eq!(tab.count(&test("chart-sectors")).await, 0, "the rule has none");
    for page in ["/places", "/places/220000", "/places/220100"] {
        tab.goto(page).await;
        let map = tab.driver.find(By::Css(test("tile-map"))).await.unwrap();
        map.scroll_into_view().await.unwrap();
        let seen = looked_at(&eyes, &map.screenshot_as_png().await.unwrap()).await;
        assert!(seen.width > 200 && seen.coloured > 400, "{page}: a red square is red: {seen:?}");
    }
}

async fn looked_at(eyes: &Tab, png: &[u8]) -> Seen {
    let bytes = serde_json::Value::from(png.to_vec());
    eyes.driver.execute_async(LOOK, vec![bytes]).await.unwrap().convert().unwrap()
}
