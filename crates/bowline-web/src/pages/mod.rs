//! Each page has one file: the handler (few lines), the page's model, and how the model is made from a view.
//!
//! This module must never format in a template or ask the service in a model. Start at [`Frame`], then [`desk`].

pub mod account;
pub mod ahead;
pub mod alarms;
pub mod attempt;
pub mod chart;
pub mod clock;
pub mod desk;
pub mod dissolve;
pub mod drawing;
pub mod draws;
pub mod engine;
mod entering;
mod evidence;
mod frame;
pub mod hazard;
pub mod hazards;
pub mod health;
pub mod import;
mod import_reading;
pub mod join;
pub mod language;
pub mod law;
pub mod look_backs;
pub mod matter;
pub mod matters;
pub mod merge;
pub mod notifications;
mod photos;
pub mod place;
pub mod place_order;
pub mod posts;
pub mod problem;
pub mod proposal;
pub mod question;
pub mod report;
pub mod rule;
pub mod second_factor;
pub mod second_step;
pub mod sign_in;
mod story;
mod tile_map;
pub mod tryout;
pub mod whereabouts;

pub use frame::{Frame, Tab};
