//! This module measures the times of pages over real HTTP, with one client and with many, alone and while others write.
//!
//! This module must never write a filter into an address by hand: misspelt, it asks for another page than its figure
//! names.

use super::browser::{Browser, Server};
use super::cycles;
use super::figures::Figures;
use super::world::{self, World};
use bowline_core::ids::{Body, PlaceCode, Role};
use bowline_core::obligations::Phase;
use bowline_core::places::Level;
use bowline_service::chance::Dice;
use bowline_service::views::{HazardFilter, Who};
use bowline_web::pages::hazards;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Serves on a free port and measures each page.
pub fn measure(world: &World, clients: usize, seconds: u64, figures: &mut Figures) -> Result<(), String> {
    let server = Server::start(&world.app)?;
    pages(world, server.address, clients, seconds, figures)
}

fn pages(
    world: &World,
    address: SocketAddr,
    clients: usize,
    seconds: u64,
    figures: &mut Figures,
) -> Result<(), String> {
    let county = world.people.first().ok_or("nobody in this world")?.county;
    // Who sees the whole nation: the longest lists there are.
    let head = &world.who(world.app.places().nation(), Role::Head).map_err(crate::refusal)?;
    let (busiest, duties) = busiest(world)?;
    figures.note("page desk: duties on it", duties as f64, "");
    let signed_in = |who: &Who| world::signed_in(&world.app, who.person).map_err(crate::refusal);
    let [nation, busiest] = [signed_in(head)?, signed_in(&busiest)?];
    let newest = world.app.hazards().list(head, &Default::default()).map_err(crate::refusal)?;
    let hazard = newest.page.lines.first().map(|line| line.subject.to_string()).unwrap_or_default();
    let list = |filter: HazardFilter| hazards::address(&filter);
    let search = |words: &str| HazardFilter { search: words.to_owned(), ..HazardFilter::default() };
    let (open, rare) = (true, Some(Phase::Submitted));
    let addresses = [
        ("with no data: sign-in", "/sign-in".to_owned()),
        ("list of 50 by due date", list(HazardFilter { open, ..HazardFilter::default() })),
        ("list of 50, newest found", list(HazardFilter::default())),
        ("list of a rare phase", list(HazardFilter { open, phase: rare, ..HazardFilter::default() })),
        ("search 灭火器", list(search("灭火器"))),
        ("search 灭火器 in a county", list(HazardFilter { place: Some(county), ..search("灭火器") })),
        ("search of one character", list(search("灶"))),
        ("search of a rare word", list(search("123456"))),
        ("hazard", format!("/hazards/{hazard}")),
        ("jurisdiction", format!("/places/{county}")),
    ];
    let addresses: Vec<_> = [("desk", "/desk".to_owned(), &busiest)]
        .into_iter()
        .chain(addresses.into_iter().map(|(name, path)| (name, path, &nation)))
        .collect();
    for (name, path, cookie) in &addresses {
        let times = ask(address, path, cookie, 300, Duration::from_secs(seconds))?;
        figures.note_times(&format!("page {name}, 1 client"), times);
    }
    let long = Duration::from_secs(seconds.div_ceil(3));
    let at_once = |who: &str, figures: &mut Figures| {
        addresses.iter().try_for_each(|(name, path, cookie)| {
            let started = Instant::now();
            let times = ask_at_once(clients, address, path, cookie, long)?;
            let name = format!("page {name}, {who}");
            figures.note_rate(name.clone(), times.len() as u64, started.elapsed());
            figures.note_times(&name, times);
            Ok(())
        })
    };
    at_once(&format!("{clients} clients"), figures)?;
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..2_u64 {
            let stop = &stop;
            scope.spawn(move || {
                let mut dice = Dice::new(world.seed ^ writer);
                let Ok(mut browser) = Browser::connect(address) else { return };
                while !stop.load(Ordering::Relaxed) {
                    if let Err(fault) = cycles::cycle(world, &mut browser, &mut dice, &mut Vec::new()) {
                        return eprintln!("nobody writes any more: {fault}");
                    }
                }
            });
        }
        let measured = at_once(&format!("{clients} clients, others write"), figures);
        stop.store(true, Ordering::Relaxed);
        measured
    })
}

/// The head of the city that owns most, and how many duties these are: none before the engine had a night.
fn busiest(world: &World) -> Result<(Who, u64), String> {
    let cities = world.app.places().iter().filter(|place| place.level == Level::City && place.valid_to.is_none());
    let owned = cities.map(|city| {
        let head = (Body::Office(world.office(city.code)), Some(Role::Head));
        let count = world.app.store().duties().count(&[head], world.app.now(), None, u64::from(u32::MAX));
        count.map(|(all, _)| (all, city.code)).map_err(crate::fault)
    });
    let owned: Vec<(u64, PlaceCode)> = owned.collect::<Result<_, _>>()?;
    let (all, city) = owned.into_iter().max().ok_or("no cities in this world")?;
    Ok((world.who(city, Role::Head).map_err(crate::refusal)?, all))
}

/// Several clients ask for the same page, each on a connection of its own.
fn ask_at_once(
    clients: usize,
    address: SocketAddr,
    path: &str,
    cookie: &str,
    long: Duration,
) -> Result<Vec<Duration>, String> {
    let asked: Vec<_> = std::thread::scope(|scope| {
        let one = || ask(address, path, cookie, usize::MAX, long);
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|it| it.join().unwrap_or_else(|_| Err("a client panicked".to_owned()))).collect()
    });
    asked.into_iter().collect::<Result<Vec<_>, _>>().map(|times| times.concat())
}

/// Asks for a page again and again on one connection.
fn ask(address: SocketAddr, path: &str, cookie: &str, most: usize, long: Duration) -> Result<Vec<Duration>, String> {
    let mut browser = Browser::connect(address)?;
    let (started, mut times) = (Instant::now(), Vec::new());
    while times.len() < most && started.elapsed() < long {
        let asked = Instant::now();
        browser.get(path, cookie)?;
        times.push(asked.elapsed());
    }
    Ok(times)
}
