//! This module measures how a warning reaches every county of the nation: the act that sends it, the slips that the engine
//! begins, and the sender's page of all of them.
//!
//! This module must never begin a slip by itself: the engine does, as in the product. Start at [`measure`].

use super::figures::{Figures, cpu};
use super::world::World;
use bowline_core::ids::{Role, RuleId, SubjectId};
use bowline_service::Refused;
use bowline_service::views::Who;
use bowline_service::views::matters::{Filled, Ground, MatterFilter, MatterState};
use std::time::Instant;

/// The warning, as a form gives it. The world stands at nine in the morning of 8 October 2022.
const WARNING: [(&str, &str); 12] = [
    ("warning.title", "寒潮橙色预警"),
    ("warning.source_no", "00000041600000_20221008083000"),
    ("warning.event", "other"),
    ("warning.level", "orange"),
    ("warning.issuer", "中央气象台"),
    ("warning.issued_at", "2022-10-08T08:30"),
    ("warning.received_at", "2022-10-08T08:40"),
    ("warning.from", "2022-10-08T08:40"),
    ("warning.until", "2022-10-31T06:00"),
    ("warning.area", "全国"),
    ("warning.advice", "注意防寒"),
    ("warning.measures", "检查供暖供气"),
];

/// Passes a warning on to every county, and lets the engine begin the slips.
pub fn measure(world: &World, figures: &mut Figures) -> Result<(), Refused> {
    let nation = world.app.places().nation();
    let head = world.who(nation, Role::Head)?;
    let (kind, ground) = (id("warning")?, Ground { place: Some(nation), ..Ground::default() });
    world.app.engine().tick()?;
    let warning = world.app.matters().begin(&head, &kind, "ingest", &ground, &filled(&WARNING))?;
    let sender = world.office(nation).to_string();
    let pass_on = [
        ("warning.sender", sender.as_str()),
        ("warning.addressees", "every:county"),
        ("warning.passed_at", "2022-10-08T08:50"),
        ("warning.relay", "no"),
    ];
    let seen = world.app.store().log().version(warning)?;
    let started = Instant::now();
    world.app.matters().act(&head, warning, seen, "pass_on", &filled(&pass_on))?;
    figures.note("births: the act that calls for them", started.elapsed().as_secs_f64() * 1e3, "ms");
    let (started, cpu_before) = (Instant::now(), cpu());
    let ran = world.app.engine().tick()?;
    let took = started.elapsed();
    let children = counted(world, &head, warning)?;
    figures.note("births: one warning to counties", children as f64, "");
    figures.note("births: the run of the engine that begins them", took.as_secs_f64(), "s");
    figures.note_rate("births: slips", children, took);
    figures.note_cpu("births: one slip", children, cpu_before);
    figures.note("births: responsibility gaps raised in that run, for posts that nobody holds", ran.alarms as f64, "");
    pages(world, &head, warning, figures)
}

/// The sender's page and the list behind it.
fn pages(world: &World, who: &Who, warning: SubjectId, figures: &mut Figures) -> Result<(), Refused> {
    let slip = id("warning_slip")?;
    let filter = MatterFilter {
        from: Some(warning),
        phase: Some("received".to_owned()),
        state: MatterState::Open,
        ..MatterFilter::default()
    };
    let (mut of_page, mut of_list) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        let started = Instant::now();
        world.app.matters().view(who, warning)?;
        of_page.push(started.elapsed());
        let started = Instant::now();
        world.app.matters().list(who, &slip, &filter)?;
        of_list.push(started.elapsed());
    }
    figures.note_times("births: the sender's page, without HTTP", of_page);
    figures.note_times("births: who has not acted, a list of 50", of_list);
    Ok(())
}

/// How many slips the sender's page counts.
fn counted(world: &World, who: &Who, warning: SubjectId) -> Result<u64, Refused> {
    let view = world.app.matters().view(who, warning)?;
    Ok(view.children.iter().map(|it| it.open().number + it.over()).sum())
}

fn id(word: &str) -> Result<RuleId, Refused> {
    word.parse().map_err(|_| Refused::NotFound)
}

fn filled(values: &[(&str, &str)]) -> Filled {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned()));
    Filled { values: values.collect(), files: Vec::new() }
}
