//! Lines over days, drawn on the server: the picture is in the page before any script or layout has run.
//!
//! This module must never need a script, a measured width or an inline style: positions across are shares of whatever
//! width there is, and heights are fixed, so that letters keep their size on a phone. Start at [`Chart::of`].

use crate::reader::Reader;
use askama::Template;
use bowline_core::time::Day;
use serde::Serialize;

/// Height of the drawing, with room for the days below it.
const HEIGHT: f64 = 220.0;
/// Where zero lies.
const FLOOR: f64 = 190.0;
/// Where the highest line of the grid lies.
const CEILING: f64 = 24.0;
/// Percent of the width that is left for the numbers of the grid.
const LEFT: f64 = 6.0;
/// Lines of the grid, zero not counted.
const MOST_LINES: i64 = 4;
/// Days up to which each has a dot of its own.
const DOTTED: usize = 31;
/// Days named below the drawing.
const NAMED: usize = 4;

/// One line: its name, the class that colours it, and what it says of a day.
pub type Line<'a, T> = (String, &'static str, &'a dyn Fn(&T) -> i64);

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Template)]
#[template(path = "parts/chart.html")]
pub struct Chart {
    #[serde(skip)]
    title: String,
    series: Vec<Series>,
    days: Vec<String>,
    #[serde(skip)]
    grid: Vec<(f64, String)>,
    #[serde(skip)]
    named: Vec<(f64, &'static str, String)>,
    #[serde(skip)]
    height: f64,
    #[serde(skip)]
    floor: f64,
    #[serde(skip)]
    rows: Vec<(String, Vec<i64>)>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    name: String,
    class: &'static str,
    values: Vec<i64>,
    sum: i64,
    #[serde(skip)]
    total: String,
    #[serde(skip)]
    points: String,
    #[serde(skip)]
    dots: Vec<(f64, f64)>,
}

impl Chart {
    /// The chart of these days, oldest first. None: there is no day.
    #[must_use]
    pub fn of<T>(reader: &Reader, title: String, days: &[(Day, T)], lines: &[Line<'_, T>]) -> Option<Self> {
        if days.is_empty() {
            return None;
        }
        let values = |pick: &dyn Fn(&T) -> i64| days.iter().map(|(_, of)| pick(of)).collect::<Vec<i64>>();
        let of: Vec<Vec<i64>> = lines.iter().map(|(_, _, pick)| values(*pick)).collect();
        let step = step(of.iter().flatten().copied().max().unwrap_or(0));
        let top = of.iter().flatten().copied().max().unwrap_or(0).div_euclid(step).saturating_add(1) * step;
        let series = lines.iter().zip(&of).map(|((name, class, _), values)| {
            let sum = values.iter().sum();
            let at = |(at, value): (usize, &i64)| (across(at, days.len()), up(*value, top));
            let points: Vec<(f64, f64)> = values.iter().enumerate().map(at).collect();
            Series {
                name: name.clone(),
                class,
                values: values.clone(),
                sum,
                total: reader.count(sum),
                points: points.iter().map(|(x, y)| format!("{},{y}", tenth(x * 10.0))).collect::<Vec<_>>().join(" "),
                dots: if days.len() <= DOTTED { points } else { points.last().copied().into_iter().collect() },
            }
        });
        let grid = (0..=top / step).map(|line| (up(line * step, top), reader.count(line * step)));
        let rows = days.iter().enumerate().rev();
        Some(Self {
            title,
            series: series.collect(),
            days: days.iter().map(|(day, _)| day.to_string()).collect(),
            grid: grid.collect(),
            named: named(reader, days),
            height: HEIGHT,
            floor: FLOOR,
            rows: rows
                .map(|(at, (day, _))| {
                    (reader.day(*day), of.iter().filter_map(|values| values.get(at).copied()).collect())
                })
                .collect(),
        })
    }

    /// The same as a table, newest day first.
    #[must_use]
    pub fn rows(&self) -> &[(String, Vec<i64>)] {
        &self.rows
    }

    /// The finding in one sentence, for whoever does not see the picture.
    fn spoken(&self) -> String {
        let parts: Vec<String> = self.series.iter().map(|it| format!("{} {}", it.name, it.total)).collect();
        format!("{}: {}", self.title, parts.join(", "))
    }
}

/// The days named below: the first, the last, and a few between, with where their letters stand.
fn named<T>(reader: &Reader, days: &[(Day, T)]) -> Vec<(f64, &'static str, String)> {
    let last = days.len().saturating_sub(1);
    let parts = NAMED.min(last);
    let mut at: Vec<usize> = (0..=parts).map(|part| (part * last).checked_div(parts).unwrap_or(0)).collect();
    at.dedup();
    let anchor = |at: usize| match at {
        0 => "start",
        at if at == last => "end",
        _ => "middle",
    };
    let name = |at: usize| days.get(at).map(|(day, _)| (across(at, days.len()), anchor(at), reader.short_day(*day)));
    at.into_iter().filter_map(name).collect()
}

/// From one line of the grid to the next: 1, 2 or 5 times a power of ten.
fn step(most: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        for step in [unit, unit.saturating_mul(2), unit.saturating_mul(5)] {
            if most / step < MOST_LINES {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Percent of the width at which a day lies; a single day lies in the middle.
#[expect(clippy::cast_precision_loss, reason = "places of dots")]
fn across(at: usize, days: usize) -> f64 {
    if days < 2 { 50.0 } else { tenth(LEFT + at as f64 * (100.0 - LEFT) / (days - 1) as f64) }
}

#[expect(clippy::cast_precision_loss, reason = "places of dots")]
fn up(value: i64, top: i64) -> f64 {
    tenth(FLOOR - (FLOOR - CEILING) * value as f64 / top as f64)
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use bowline_core::words::Lang;
    use jiff::tz::TimeZone;

    fn drawn(values: &[i64]) -> Option<Chart> {
        let reader = Reader::new(Lang::En, TimeZone::UTC, "2022-10-08T01:00:00Z".parse().unwrap());
        let first: Day = "2022-10-01".parse().unwrap();
        let days: Vec<(Day, i64)> = first.series(jiff::ToSpan::days(1)).zip(values.iter().copied()).collect();
        Chart::of(&reader, "Days".to_owned(), &days, &[("Found".to_owned(), "found", &|value| *value)])
    }

    #[test]
    fn whatever_the_numbers_every_point_lies_within_the_drawing() {
        for values in [vec![0], vec![7], vec![0, 0, 0], vec![1, 2, 3], vec![999, 0, 5_000], vec![3; 61]] {
            let chart = drawn(&values).unwrap();
            assert!(chart.grid.len() >= 2 && chart.grid.len() <= 6, "{values:?}: {:?}", chart.grid);
            for (x, y) in chart.series.iter().flat_map(|series| &series.dots) {
                assert!((0.0..=100.0).contains(x) && (CEILING..=FLOOR).contains(y), "{values:?}: {x} {y}");
            }
            assert_eq!(chart.series[0].points.split(' ').count(), values.len());
            assert!(!chart.series[0].dots.is_empty(), "a single day is seen too");
        }
    }

    #[test]
    fn without_a_day_there_is_no_chart() {
        assert_eq!(drawn(&[]), None);
    }

    #[test]
    fn the_grid_has_round_numbers() {
        for (most, wanted) in [(0, 1), (3, 1), (4, 2), (8, 5), (19, 5), (20, 10), (399, 100), (5_000, 2_000)] {
            assert_eq!(step(most), wanted, "{most}");
        }
    }
}
