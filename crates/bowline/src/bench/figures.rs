//! The figures of a run have name, value and unit. They are printed as a table or as JSON.

use serde_json::json;
use std::time::Duration;

/// All figures, in the order in which they were taken.
#[derive(Default)]
pub struct Figures {
    lines: Vec<(String, f64, &'static str)>,
}

impl Figures {
    /// Notes a figure, and shows it at once on standard error.
    pub fn note(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        let name = name.into();
        eprintln!("{name:<58} {value:>14.2} {unit}");
        self.lines.push((name, value, unit));
    }

    /// Notes how many a second.
    pub fn note_rate(&mut self, name: impl Into<String>, count: u64, took: Duration) {
        #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
        let count = count as f64;
        self.note(name, count / took.as_secs_f64().max(1e-9), "1/s");
    }

    /// Notes the 50th, 95th and 99th percentile of times.
    pub fn note_times(&mut self, name: &str, mut times: Vec<Duration>) {
        times.sort_unstable();
        for percent in [50, 95, 99] {
            let at = times.len().saturating_sub(1) * percent / 100;
            if let Some(time) = times.get(at) {
                self.note(format!("{name} p{percent}"), time.as_secs_f64() * 1e3, "ms");
            }
        }
    }

    /// Notes the memory of this process as the kernel counts it.
    pub fn note_memory(&mut self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let kinds = [
            ("VmHWM:", "memory, peak"),
            ("VmRSS:", "memory, now"),
            ("RssAnon:", "memory, now, without what only mirrors files"),
        ];
        for (key, name) in kinds {
            let line = status.lines().find(|line| line.starts_with(key));
            let kilobytes =
                line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
            if let Some(kilobytes) = kilobytes {
                self.note(name, kilobytes / 1024.0, "MiB");
            }
        }
    }

    /// Notes the processor time that one of `count` took, of all threads: what bounds the rate when nothing else does.
    pub fn note_cpu(&mut self, name: impl Into<String>, count: u64, since: Duration) {
        let took = cpu().saturating_sub(since);
        #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
        self.note(name, took.as_secs_f64() * 1e6 / count.max(1) as f64, "µs CPU");
    }

    /// Prints them.
    pub fn print(&self, as_json: bool) -> Result<(), String> {
        if as_json {
            let lines: Vec<_> = self
                .lines
                .iter()
                .map(|(name, value, unit)| json!({"name": name, "value": value, "unit": unit}))
                .collect();
            say!("{}", serde_json::to_string_pretty(&lines).map_err(|error| error.to_string())?);
            return Ok(());
        }
        say!("| figure | value | unit |\n|---|---:|---|");
        for (name, value, unit) in &self.lines {
            say!("| {name} | {value:.2} | {unit} |");
        }
        Ok(())
    }
}

/// Processor time of this process so far, user and system, in the kernel's ticks of a hundredth of a second.
pub fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}
