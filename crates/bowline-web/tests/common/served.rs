//! A world behind the pages, as a server serves it, and the sessions of its people.

use bowline_testkit::{Person, World};
use bowline_web::Options;
use std::future::pending;

/// A world behind the pages.
pub struct Served {
    pub world: World,
    pub address: String,
    _runtime: tokio::runtime::Runtime,
}

/// Serves a world until it is dropped.
pub fn serve(world: World) -> Served {
    serve_with(world, Options::default())
}

/// As [`serve`], with options.
pub fn serve_with(world: World, options: Options) -> Served {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    runtime.spawn(bowline_web::serve(world.app().clone(), listener, options, pending::<()>()));
    Served { world, address, _runtime: runtime }
}

impl Served {
    /// Signs a person in. Answers the token of the session.
    pub fn token_of(&self, person: &Person<'_>) -> String {
        let app = self.world.app();
        let key = app.people().issue_key(person.id()).unwrap();
        bowline_service::Entrances::of_app(app).with_key(&key, &Default::default()).unwrap().session().unwrap()
    }
}
