//! `bowline serve` serves the pages, with the engine running beside them.
//!
//! This module must never stop because a run of the engine failed.

use crate::control;
use crate::mail::{self, MailOption, MailServer};
use crate::open::{self, Writable};
use crate::webhooks::{self, Receiver, WebhookOption};
use crate::{Done, cannot, refusal};
use bowline_core::ids::Role;
use bowline_service::clock::TOLERANCE_MS;
use bowline_service::{Accounts, Bowline, Refused, Sickness, keep_checkpoint};
use bowline_web::Options;
use bowline_web::doors::{Doors, PublicUrl};
use bowline_web::server::Limits;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Where the data lies and where to listen.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Writable,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8460", env = "BOWLINE_LISTEN")]
    listen: SocketAddr,
    #[command(flatten)]
    outside: Outside,
    #[command(flatten)]
    mail: MailOption,
    #[command(flatten)]
    webhooks: WebhookOption,
}

/// What stands between the server and its visitors.
#[derive(clap::Args, Clone)]
pub struct Outside {
    /// The address that people open, such as `https://safety.example.gov.cn`; without it the site answers only to IP addresses
    #[arg(long, value_name = "URL", env = "BOWLINE_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    /// A proxy whose X-Forwarded-For is believed; may be given several times
    #[arg(long, value_name = "IP", env = "BOWLINE_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
    /// A role whose holders sign in with a second step, such as `head`; may be given several times
    #[arg(long, value_name = "ROLE", env = "BOWLINE_SECOND_FACTOR", value_delimiter = ',')]
    second_factor: Vec<Role>,
}

pub fn run(arguments: &Arguments) -> Done {
    let app = open::of_the_product(&arguments.folder)?;
    if let Some(first) = Accounts::of_app(&app).first_administrator().map_err(refusal)? {
        say!("first administrator: person {}; one-time code {}, to be entered on /join", first.person, first.code);
    }
    let told = Told { mail: arguments.mail.open(&app)?, webhooks: arguments.webhooks.open(&app)? };
    serve(app, arguments.listen, &arguments.outside, told, "Bowline")
}

/// Serves until interrupted. Prints the address once it can be opened.
pub fn serve(app: Bowline, listen: SocketAddr, outside: &Outside, told: Told, what: &str) -> Done {
    app.proofs().sweep().map_err(refusal)?;
    let options = Options {
        limits: Limits { connections: connections(), ..Limits::default() },
        doors: Doors { public: outside.public_url.clone(), trusted: outside.trusted_proxy.clone() },
        second_factor: outside.second_factor.iter().copied().collect(),
    };
    let runtime = runtime().map_err(|error| cannot("启动", "start", "bowline", error))?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| cannot("监听", "listen on", listen, error))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        say!("{what}: http://{address}/");
        control::listen(&app);
        let engine = tokio::spawn(run_engine(app.clone()));
        let telling = told.run(&app, outside.public_url.as_ref());
        let served = bowline_web::serve(app, listener, options, stopped()).await;
        engine.abort();
        telling.iter().for_each(tokio::task::JoinHandle::abort);
        served.map(|()| ExitCode::SUCCESS).map_err(|error| cannot("继续监听", "go on listening on", address, error))
    });
    // Whoever still waits for the database is not waited for: what was answered is on disk.
    runtime.shutdown_timeout(LAST_WORK);
    served
}

/// Connections that may be held at the same time: as many as the machine gives files, less those that the store and evidence
/// need. The limit of the process is raised to what it may have.
fn connections() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "the number of files that may be open could not be raised");
        }
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        files.saturating_sub(KEPT_FILES).clamp(LEAST_CONNECTIONS, MOST_CONNECTIONS)
    }
    #[cfg(not(unix))]
    LEAST_CONNECTIONS
}

/// The threads of a server. Whoever asks the database waits on one of a few: more would wait for one another, and each keeps
/// memory of its own.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(LEAST_CORES, |cores| cores.get().max(LEAST_CORES));
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    threads.enable_all().max_blocking_threads(WAITING_A_CORE * cores).build()
}

/// Runs the engine whenever a clock is due, every quarter of an hour at least; what follows from a change, within moments.
async fn run_engine(app: Bowline) {
    let mut wait = run_once(app.clone(), |app| app.engine().tick().and_then(|_| app.engine().next_tick())).await;
    loop {
        // New clocks may be set while we wait, so never wait long.
        tokio::time::sleep(wait).await;
        wait = run_once(app.clone(), |app| app.engine().tick_when_due()).await;
    }
}

/// One run off the async threads. Answers when to look again.
async fn run_once(app: Bowline, run: fn(&Bowline) -> Result<Duration, Refused>) -> Duration {
    let and_keep = move || {
        let wait = run(&app)?;
        let behind = app.clock_stood_still_ms();
        if behind > TOLERANCE_MS {
            tracing::error!(behind_ms = behind, "{}", Sickness::ClockBack.text().en);
        }
        if let Some(checkpoint) = keep_checkpoint(&app)? {
            tracing::info!(%checkpoint, "the checkpoint of the day: keep it elsewhere too");
        }
        Ok::<Duration, Refused>(wait)
    };
    match tokio::task::spawn_blocking(and_keep).await {
        Ok(Ok(wait)) => wait.min(LOOK_WAIT),
        Ok(Err(refused)) => after_failure(&format!("{refused:?}")),
        Err(error) => after_failure(&error.to_string()),
    }
}

/// Who is told by other ways than pages.
#[derive(Default)]
pub struct Told {
    mail: Option<MailServer>,
    webhooks: Vec<Receiver>,
}

impl Told {
    /// Sends what waits, again and again: each way on its own, so that one that hangs holds up nothing else.
    fn run(self, app: &Bowline, site: Option<&PublicUrl>) -> Vec<JoinHandle<()>> {
        let mail = self.mail.map(|mail| {
            let site = site.cloned();
            tokio::spawn(again(app.clone(), move |app| mail::run_once(app, &mail, site.as_ref())))
        });
        let webhooks = self.webhooks.into_iter().map(|hook| {
            let site = site.cloned();
            let one = [hook];
            tokio::spawn(again(app.clone(), move |app| webhooks::run_once(app, &one, site.as_ref())))
        });
        mail.into_iter().chain(webhooks).collect()
    }
}

async fn again(app: Bowline, run: impl Fn(&Bowline) -> Result<u64, Refused> + Send + Sync + 'static) {
    let run = Arc::new(run);
    loop {
        let (app, run) = (app.clone(), Arc::clone(&run));
        match tokio::task::spawn_blocking(move || run(&app)).await {
            Ok(Ok(_)) => {}
            Ok(Err(refused)) => tracing::error!(why = ?refused, "messages could not be sent; it is tried again soon"),
            Err(error) => tracing::error!(why = %error, "messages could not be sent; it is tried again soon"),
        }
        tokio::time::sleep(MAIL_WAIT).await;
    }
}

/// The wait before looking again whether a message is to be sent: a code is expected by somebody who looks at the page.
const MAIL_WAIT: Duration = Duration::from_secs(3);
/// For work that goes on when the server has stopped.
const LAST_WORK: Duration = Duration::from_secs(2);
/// Files that are not for connections: the database has a reader for each thread, evidence and ledgers come and go.
const KEPT_FILES: usize = 192;
/// Connections, however few files there are,
const LEAST_CONNECTIONS: usize = 64;
/// and however many.
const MOST_CONNECTIONS: usize = 8_192;

/// The longest wait before looking again what is due and what changed: whoever sends something to many looks at the page.
const LOOK_WAIT: Duration = Duration::from_secs(2);
/// The wait after a run that failed.
const FAILURE_WAIT: Duration = Duration::from_secs(20);
/// Threads that wait for the database, for each core,
const WAITING_A_CORE: usize = 6;
/// of which there are at least so many.
const LEAST_CORES: usize = 2;

fn after_failure(why: &str) -> Duration {
    tracing::error!(why, "the engine's run failed; it runs again soon");
    FAILURE_WAIT
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            // Without a handler the interrupt alone stops us.
            drop(interrupt.await);
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
