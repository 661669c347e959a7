//! This module measures the times of pages over real HTTP, with one client and with many, alone and while others write.
//!
//! This module must never write a filter into an address by hand: misspelt, it asks for another page than its figure
//! names.

use super::cycles;
use super::figures::Figures;
use super::world::World;
use bowline_core::ids::{Body, PlaceCode, Role};
use bowline_core::obligations::Phase;
use bowline_core::places::Level;
use bowline_service::chance::Dice;
use bowline_service::views::{HazardFilter, Who};
use bowline_web::pages::hazards;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Serves on a free port and measures each page.
pub fn measure(world: &World, clients: usize, seconds: u64, figures: &mut Figures) -> Result<(), String> {
    let runtime = crate::serve::runtime().map_err(|error| error.to_string())?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let app = world.app.clone();
    let server =
        runtime.spawn(bowline_web::serve(app, listener, bowline_web::Options::default(), std::future::pending::<()>()));
    let done = pages(world, address, clients, seconds, figures);
    server.abort();
    done
}

fn pages(
    world: &World,
    address: SocketAddr,
    clients: usize,
    seconds: u64,
    figures: &mut Figures,
) -> Result<(), String> {
    let (county, ..) = world.people.first().ok_or("nobody in this world")?;
    // Who sees the whole nation: the longest lists there are.
    let head = &world.who(world.app.places().nation(), Role::Head).map_err(crate::refusal)?;
    let (busiest, duties) = busiest(world)?;
    figures.note("page desk: duties on it", duties as f64, "");
    let [nation, busiest] = [signed_in(world, head)?, signed_in(world, &busiest)?];
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
        ("search 灭火器 in a county", list(HazardFilter { place: Some(*county), ..search("灭火器") })),
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
                while !stop.load(Ordering::Relaxed) && cycles::cycle(world, &mut dice, &mut Vec::new()).is_ok() {}
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

fn signed_in(world: &World, who: &Who) -> Result<String, String> {
    let key = world.app.people().issue_key(who.person).map_err(crate::refusal)?;
    Ok(format!("bowline={}", world.app.sessions().sign_in(&key, "", None).map_err(crate::refusal)?))
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
    let stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let mut out = stream.try_clone().map_err(|error| error.to_string())?;
    let mut lines = BufReader::new(stream);
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
    let started = Instant::now();
    let mut times = Vec::new();
    while times.len() < most && started.elapsed() < long {
        let asked = Instant::now();
        out.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
        let status = answer(&mut lines).map_err(|error| error.to_string())?;
        if !status.contains(" 200 ") {
            return Err(format!("{path}: {status}"));
        }
        times.push(asked.elapsed());
    }
    Ok(times)
}

/// Reads one answer to its end. Answers the status line.
fn answer(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut status = String::new();
    lines.read_line(&mut status)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut lines.take(length), &mut std::io::sink())?;
    Ok(status)
}
