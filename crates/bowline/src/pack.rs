//! `bowline pack check|test|explain|stats|diff|measures|xlsform` is for those who write rules and hand them out. The
//! server runs the same code when it starts.
//!
//! This module must never check by rules of its own.

mod xlsform;

use crate::{Done, adopt, both, open, rehearse};
use bowline_core::ids::RuleId;
use bowline_core::obligations::{run_all_cases, run_kind_mutants};
use bowline_core::rules::{
    Count, Coverage, Diagnostic, Filed, KindCount, Measure, Mutant, Pack, PackDiff, PackStats, Tag, diff, explain,
    run_mutants, words_dropped,
};
use bowline_core::words::{Lang, Text};
use bowline_service::{PackNotUsable, files_of_pack, named_pack, unfit_over};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which pack.
#[derive(clap::Args)]
pub struct Which {
    /// The name of a pack shipped in this binary, or a folder
    #[arg(long, value_name = "PACK", default_value = open::PACK)]
    pack: String,
}

/// What to do with a pack.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Check a pack: schema, references, dates, places; names file, line and column
    Check {
        /// Also refuse what this older pack (a name or a folder) says, and records may hold, and the new one lacks
        #[arg(long, value_name = "OLD")]
        against: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Run the worked cases of a pack
    Test {
        /// Also change every number and word of every rule by the smallest step: name the changes that no case notices
        #[arg(long)]
        mutants: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Count rules of every kind by topic and tag, criteria by set, sector and edition too; cases, inputs, facts
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
    /// Print the tree of measures, and which of those at the top have been taken up further down
    Measures {
        /// Language: zh or en; both without it
        #[arg(long)]
        lang: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Play the real ledger under a pack that is not in force and say what would differ; changes nothing
    Rehearse(rehearse::Arguments),
    /// Propose a pack to be put in force; a second person must sign it
    Propose(adopt::Proposal),
    /// Put in force what somebody else proposed; used from the next start on
    Activate(adopt::Signing),
    /// Explain a rule of any kind in words
    Explain {
        /// Name of the rule, such as CN-HAZ-GAS-09-1 or hazard-major
        rule: String,
        /// Language: zh or en; both without it
        #[arg(long)]
        lang: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Write checklists for phones (XLSForm: ODK, KoboToolbox): of a checklist, a set of criteria, or all
    Xlsform(xlsform::Arguments),
}

pub fn run(command: &Command) -> Done {
    match command {
        Command::Check { against, which } => check(which, against.as_deref()),
        Command::Test { mutants, which } => test(*mutants, which),
        Command::Stats { json, which } => stats(*json, which),
        Command::Diff { old, new, json, lang } => differences(old, new, *json, lang.as_deref()),
        Command::Measures { lang, which } => measures(lang.as_deref(), which),
        Command::Rehearse(arguments) => rehearse::run(arguments),
        Command::Propose(proposal) => adopt::propose(proposal),
        Command::Activate(signing) => adopt::activate(signing),
        Command::Explain { rule, lang, which } => explain_rule(rule, lang.as_deref(), which),
        Command::Xlsform(arguments) => xlsform::run(arguments),
    }
}

/// A pack without a fault.
pub fn load(name: &str) -> Result<Pack, String> {
    named_pack(name).map(|(pack, _)| pack).map_err(|error| both(&error.text()))
}

fn check(which: &Which, against: Option<&str>) -> Done {
    match named_pack(&which.pack) {
        Ok((pack, places)) => {
            for rule in pack.overlay().into_iter().flat_map(|overlay| &overlay.rules) {
                let of = rule.replaces.as_ref().map(|id| format!(" → {id}")).unwrap_or_default();
                let Text { zh, en } = rule.strictness.text();
                say!("{} {}{of}\n  {zh}\n  {en}", rule.id, rule.valid.from);
            }
            let unfit = unfit_over(&pack, &places);
            if !unfit.is_empty() {
                unfit.iter().for_each(|why| say!("{}", both(&why.text())));
                return Ok(ExitCode::FAILURE);
            }
            let dropped = against.map_or(Ok(Vec::new()), |old| dropped_since(old, &which.pack, &pack))?;
            if !dropped.is_empty() {
                return Ok(tell_faults(&dropped));
            }
            say!("{}: 没有发现问题 / no faults found", pack.name());
            Ok(ExitCode::SUCCESS)
        }
        Err(PackNotUsable::Refused { faults, .. }) => Ok(tell_faults(&faults)),
        Err(other) => Err(both(&other.text())),
    }
}

/// The words of an older pack that a newer one lacks or means otherwise.
fn dropped_since(old: &str, new: &str, pack: &Pack) -> Result<Vec<Diagnostic>, String> {
    let files = |name: &str| files_of_pack(name).map_err(|error| both(&error.text()));
    let (before, old_files, new_files) = (load(old)?, files(old)?, files(new)?);
    let (before, after) = (Filed { pack: &before, files: &old_files }, Filed { pack, files: &new_files });
    Ok(words_dropped(before, after))
}

fn tell_faults(faults: &[Diagnostic]) -> ExitCode {
    faults.iter().for_each(print_fault);
    say!("问题：{} 处 / faults: {}", faults.len(), faults.len());
    ExitCode::FAILURE
}

fn print_fault(fault: &Diagnostic) {
    say!("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.code);
    say!("  {}\n  {}", fault.message.zh, fault.message.en);
    if let Some(Text { zh, en }) = &fault.help {
        say!("  → {zh}\n  → {en}");
    }
}

fn test(mutants: bool, which: &Which) -> Done {
    let pack = load(&which.pack)?;
    let report = run_all_cases(&pack);
    for failure in &report.failures {
        say!("{}:{}: {} — {} / {}", failure.file, failure.line, failure.rule, failure.case.zh, failure.case.en);
        say!("  {}\n  {}", failure.message.zh, failure.message.en);
    }
    say!("{} cases passed, {} failed", report.passed, report.failures.len());
    let mut fine = report.failures.is_empty();
    if mutants && fine {
        tell_kind_mutants(&pack);
        let report = run_mutants(&pack);
        for Mutant { rule, valid, change, .. } in &report.survivors {
            let from = valid.map(|valid| valid.from.to_string()).unwrap_or_default();
            say!("{rule} {from}\n  {}\n  {}", change.zh, change.en);
        }
        say!("{} changes noticed, {} noticed by no case", report.noticed, report.survivors.len());
        fine = report.survivors.is_empty();
    }
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells which changes of kinds of matter neither the proof nor a case notices: each is a case to be written.
fn tell_kind_mutants(pack: &Pack) {
    let kinds = run_kind_mutants(pack);
    for mutant in &kinds.survivors {
        say!("{} {}\n  {}\n  {}", mutant.kind.id, mutant.kind.valid.from, mutant.change.zh, mutant.change.en);
    }
    say!("{} changes of kinds noticed, {} by neither proof nor case", kinds.noticed, kinds.survivors.len());
    if !kinds.without_cases.is_empty() {
        let without: Vec<&str> = kinds.without_cases.iter().map(RuleId::as_str).collect();
        say!("没有案例的事项类别 / kinds without cases: {}", without.join(", "));
    }
}

fn stats(json: bool, which: &Which) -> Done {
    let pack = load(&which.pack)?;
    let stats = PackStats::of(&pack);
    if json {
        say!("{}", serde_json::to_string_pretty(&stats).map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}", stats.pack);
    let tags = by_tag(&stats.by_tag);
    let total = BTreeMap::from([("*".to_owned(), stats.criteria)]);
    for (heading, counts) in [
        ("判定标准 / criteria", &total),
        ("按主题 / by topic", &stats.by_topic),
        ("按组 / by set", &stats.by_set),
        ("按行业 / by sector", &stats.by_sector),
        ("按版本 / by edition", &stats.by_edition),
        ("按出处核对情况 / by tag", &tags),
    ] {
        print_counts(heading, counts);
    }
    for (kind, KindCount { all, by_topic, by_tag: tags }) in &stats.kinds {
        let Text { zh, en } = kind.name();
        print_counts(&format!("{zh} / {en}"), &BTreeMap::from([("*".to_owned(), *all)]));
        print_counts("按主题 / by topic", by_topic);
        print_counts("按出处核对情况 / by tag", &by_tag(tags));
    }
    say!();
    for (name, number) in [
        ("案例 / cases", stats.cases.all),
        ("填写项 / questions", stats.inputs),
        ("程序 / procedures", stats.procedures),
        ("步骤 / steps", stats.steps),
        ("逾期处置规则 / escalation schedules", stats.ladders),
        ("处置节点 / escalation steps", stats.rungs),
        ("等级 / scales", stats.scales),
        ("启动条件 / triggers", stats.triggers),
        ("期限 / deadlines", stats.clocks),
        ("要求 / requirements", stats.requirements),
        ("事项类别 / kinds of matter", stats.matters),
        ("事项类别的办理事项 / their acts", stats.matter_acts),
        ("事项类别的步骤 / their steps", stats.matter_steps),
        ("建议事项 / proposals", stats.proposals),
        ("规则引用的事实 / facts cited", stats.facts.cited),
        ("另行列出的事实 / facts listed", stats.facts.listed.values().sum()),
        ("措施 / measures", stats.measures),
        ("检查表 / checklists", stats.checklists),
        ("检查项 / checks", stats.checks),
        ("文件 / instruments", stats.instruments),
    ] {
        say!("{number:>6}  {name}");
    }
    Ok(ExitCode::SUCCESS)
}

fn by_tag(counts: &BTreeMap<Tag, Count>) -> BTreeMap<String, Count> {
    let word = |tag: &Tag| serde_json::to_value(tag).ok().and_then(|word| word.as_str().map(str::to_owned));
    counts.iter().filter_map(|(tag, count)| Some((word(tag)?, *count))).collect()
}

fn print_counts(heading: &str, counts: &BTreeMap<String, Count>) {
    say!("\n{heading}");
    for (name, Count { rules, decidable, undecidable }) in counts {
        say!("  {name:<32} {rules:>5}  可判定 / decidable {decidable:>5}  不判定 / not evaluated {undecidable:>5}");
    }
}

/// The languages asked for: both without a wish.
pub fn langs(wish: Option<&str>) -> Result<Vec<Lang>, String> {
    match wish {
        None => Ok(Lang::ALL.to_vec()),
        Some(tag) => Ok(vec![Lang::parse(tag).ok_or_else(|| {
            both(&Text::new(format!("--lang 是 zh 或 en，不是 {tag}。"), format!("--lang is zh or en, not {tag}.")))
        })?]),
    }
}

fn differences(old: &Path, new: &Path, json: bool, lang: Option<&str>) -> Done {
    let load = |folder: &Path| load(&folder.display().to_string());
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
        say!("{}\n", Text::new(format!("不同的规则：{n} 条"), format!("rules that differ: {n}")).get(lang));
    }
    Ok(ExitCode::SUCCESS)
}

fn measures(lang: Option<&str>, which: &Which) -> Done {
    let pack = load(&which.pack)?;
    let coverage = pack.measures().coverage();
    let taken_up = coverage.iter().filter(|it| !it.actions.is_empty()).count();
    for lang in langs(lang)? {
        for Coverage { measure, actions, below } in &coverage {
            let (own, all) = (actions.len(), below);
            let heard = Text::new(format!("{own} 项行动，共 {all} 项"), format!("actions: {own}, in all: {all}"));
            say!("{} {} — {}", measure.id, measure.title.get(lang), heard.get(lang));
            branch(&pack, measure, 1, lang);
        }
        let all = coverage.len();
        let sum = Text::new(format!("{all} 项中 {taken_up} 项已分解"), format!("{taken_up} of {all} have actions"));
        say!("{}: {}\n", pack.name(), sum.get(lang));
    }
    Ok(ExitCode::SUCCESS)
}

/// What hangs below a measure. Levels fall from parent to child, so it is never deep.
fn branch(pack: &Pack, measure: &Measure, depth: usize, lang: Lang) {
    for child in pack.measures().under(&measure.id) {
        let lines: Vec<Text> = child.lines();
        let told: Vec<&str> = lines.iter().map(|line| line.get(lang)).collect();
        say!("{}{} {} — {}", "  ".repeat(depth), child.id, child.title.get(lang), told.join("; "));
        branch(pack, child, depth + 1, lang);
    }
}

fn explain_rule(rule: &str, lang: Option<&str>, which: &Which) -> Done {
    let pack = load(&which.pack)?;
    let unknown = || {
        both(&Text::new(
            format!("规则库中没有 {rule}；请核对编号。"),
            format!("The rulebook has no rule {rule}; check the id."),
        ))
    };
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
