//! `bowline pack check|test|explain|stats|diff`: what those who write rules need. The same code runs when the server starts.

use crate::{Done, adopt, both, rehearse};
use bowline_core::ids::RuleId;
use bowline_core::rules::{Count, Diagnostic, Pack, PackDiff, PackStats, Tag, diff, explain, run_cases};
use bowline_core::words::{Lang, Text};
use bowline_service::{PackNotUsable, check_pack_files, embedded_pack, pack_files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to do with a pack.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Which pack.
#[derive(clap::Args)]
struct Which {
    /// Folder of the pack; without it the one shipped in this binary
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check a pack: schema, references, dates, places; names file, line and column
    Check(Which),
    /// Run the worked cases of a pack
    Test(Which),
    /// Count rules by topic, set, sector, edition and tag; cases, inputs, procedures, ladders
    Stats {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Say in words how one pack differs from another: rules added, removed, changed
    Diff {
        /// Folder of the old pack
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// Folder of the new pack
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Language: zh or en; both without it
        #[arg(long)]
        lang: Option<String>,
    },
    /// Play the real ledger under a pack that is not in force and say what would differ; changes nothing
    Rehearse(rehearse::Arguments),
    /// Propose a pack to be put in force; a second person must sign it
    Propose(adopt::Proposal),
    /// Put in force what somebody else proposed; used from the next start on
    Activate(adopt::Signing),
    /// Explain a rule, procedure or ladder in words
    Explain {
        /// Name of the rule, such as CN-HAZ-GAS-09-1 or hazard-major
        rule: String,
        /// Language: zh or en; both without it
        #[arg(long)]
        lang: Option<String>,
        #[command(flatten)]
        which: Which,
    },
}

pub fn run(arguments: &Arguments) -> Done {
    match &arguments.command {
        Command::Check(which) => check(which),
        Command::Test(which) => test(which),
        Command::Stats { json, which } => stats(*json, which),
        Command::Diff { old, new, json, lang } => differences(old, new, *json, lang.as_deref()),
        Command::Rehearse(arguments) => rehearse::run(arguments),
        Command::Propose(proposal) => adopt::propose(proposal),
        Command::Activate(signing) => adopt::activate(signing),
        Command::Explain { rule, lang, which } => explain_rule(rule, lang.as_deref(), which),
    }
}

fn load(which: &Which) -> Result<Pack, PackNotUsable> {
    match &which.pack {
        None => embedded_pack("cn-national").map(|(pack, _)| pack),
        Some(folder) => check_pack_files(&folder.display().to_string(), &pack_files(folder)?),
    }
}

fn check(which: &Which) -> Done {
    match load(which) {
        Ok(pack) => {
            say!("{}: 没有发现问题 / no faults found", pack.name());
            Ok(ExitCode::SUCCESS)
        }
        Err(PackNotUsable::Refused { faults, .. }) => {
            faults.iter().for_each(print_fault);
            say!("{} 处问题 / {} faults", faults.len(), faults.len());
            Ok(ExitCode::FAILURE)
        }
        Err(other) => Err(other.to_string()),
    }
}

fn print_fault(fault: &Diagnostic) {
    say!("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.code);
    say!("  {}\n  {}", fault.message.zh, fault.message.en);
    if let Some(Text { zh, en }) = &fault.help {
        say!("  → {zh}\n  → {en}");
    }
}

fn test(which: &Which) -> Done {
    let pack = load(which).map_err(|error| format!("{error}; bowline pack check"))?;
    let report = run_cases(&pack);
    for failure in &report.failures {
        say!("{}:{}: {} — {} / {}", failure.file, failure.line, failure.rule, failure.case.zh, failure.case.en);
        say!("  {}\n  {}", failure.message.zh, failure.message.en);
    }
    say!("{} cases passed, {} failed", report.passed, report.failures.len());
    Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn stats(json: bool, which: &Which) -> Done {
    let pack = load(which).map_err(|error| format!("{error}; bowline pack check"))?;
    let stats = PackStats::of(&pack);
    if json {
        say!("{}", serde_json::to_string_pretty(&stats).map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}", stats.pack);
    let tag = |tag: &Tag| {
        serde_json::to_value(tag).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let tags: BTreeMap<String, Count> = stats.by_tag.iter().map(|(word, count)| (tag(word), *count)).collect();
    let total = BTreeMap::from([("*".to_owned(), stats.criteria)]);
    for (heading, counts) in [
        ("判定标准 / criteria", &total),
        ("按主题 / by topic", &stats.by_topic),
        ("按组 / by set", &stats.by_set),
        ("按行业 / by sector", &stats.by_sector),
        ("按版本 / by edition", &stats.by_edition),
        ("按出处可靠程度 / by tag", &tags),
    ] {
        say!("\n{heading}");
        for (name, Count { rules, decidable, undecidable }) in counts {
            say!("  {name:<32} {rules:>5}  可判定 / decidable {decidable:>5}  不判定 / never decided {undecidable:>5}");
        }
    }
    say!();
    for (name, number) in [
        ("案例 / cases", stats.cases.all),
        ("输入 / inputs", stats.inputs),
        ("程序 / procedures", stats.procedures),
        ("步骤 / steps", stats.steps),
        ("梯级 / ladders", stats.ladders),
        ("阶 / rungs", stats.rungs),
        ("等级 / scales", stats.scales),
        ("触发 / triggers", stats.triggers),
        ("检查表 / checklists", stats.checklists),
        ("检查项 / checks", stats.checks),
        ("文件 / instruments", stats.instruments),
    ] {
        say!("{number:>6}  {name}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The languages asked for: both without a wish.
pub fn langs(wish: Option<&str>) -> Result<Vec<Lang>, String> {
    match wish {
        None => Ok(Lang::ALL.to_vec()),
        Some(tag) => Ok(vec![Lang::parse(tag).ok_or_else(|| format!("--lang zh | en, not {tag}"))?]),
    }
}

fn differences(old: &Path, new: &Path, json: bool, lang: Option<&str>) -> Done {
    let load = |folder: &Path| {
        load(&Which { pack: Some(folder.to_owned()) }).map_err(|error| format!("{error}; bowline pack check"))
    };
    let found = diff(&load(old)?, &load(new)?);
    if json {
        say!("{}", serde_json::to_string_pretty(&found).map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    let PackDiff { old, new, changes } = &found;
    for lang in langs(lang)? {
        say!("{old} → {new}");
        for change in changes {
            say!("{}", change.headline().get(lang));
            for detail in &change.details {
                say!("  {}", detail.get(lang));
            }
        }
        let n = changes.len();
        say!("{}\n", Text::new(format!("{n} 处不同"), format!("{n} rules differ")).get(lang));
    }
    Ok(ExitCode::SUCCESS)
}

fn explain_rule(rule: &str, lang: Option<&str>, which: &Which) -> Done {
    let pack = load(which).map_err(|error| format!("{error}; bowline pack check"))?;
    let unknown = || both(&Text::new(format!("规则包中没有 {rule}。"), format!("The pack has no rule {rule}.")));
    let id: RuleId = rule.parse().map_err(|_| unknown())?;
    let explained = explain(&pack, &id).ok_or_else(unknown)?;
    for lang in langs(lang)? {
        say!("{}\n", explained.title.get(lang));
        for paragraph in &explained.paragraphs {
            say!("{}", paragraph.get(lang));
        }
        say!();
    }
    Ok(ExitCode::SUCCESS)
}
