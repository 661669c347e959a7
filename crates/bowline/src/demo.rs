//! `bowline demo`: the product, filled, with personas and a clock to turn.

use crate::open;
use crate::serve::{self, Arguments};
use crate::{Done, refusal};

pub fn run(arguments: &Arguments) -> Done {
    let app = open::product(open::store(&arguments.folder)?, true)?;
    let bar = open::progress("loading the nation");
    let told = app.prepare_demo(&mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    told.map_err(|refused| refusal(&refused))?;
    serve::serve(app, arguments.listen, "Bowline demo")
}
