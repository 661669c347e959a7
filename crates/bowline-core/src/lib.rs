//! This crate is the domain of work safety, without I/O: facts → rules → obligations → signals.
//!
//! Nothing here does I/O, knows the time, draws an id or is async: `now`, new ids and the law in force are arguments.
//! Imports go left only (checked by `cargo xtask tidy`):
//!
//! `words · ids · time` ◀ `places` ◀ `facts` ◀ `rules` ◀ `obligations` ◀ `signals`
//!
//! Start reading at [`obligations`]: `decide` and `evolve` are the product; everything else serves them.

pub mod facts;
pub mod ids;
pub mod obligations;
pub mod places;
pub mod rules;
pub mod signals;
pub mod time;
pub mod words;
