//! These files make each view from the read tables and, for one matter, from its facts. Each page has one file.

pub(crate) mod ahead;
mod alarms;
mod children;
mod desk;
mod draws;
mod engine;
mod forms;
mod hazard;
mod hazards;
mod jurisdiction;
mod law;
pub(crate) mod look_backs;
mod matter;
mod matters;
mod reuse;
mod timeline;
mod tryout;

pub use children::ChildrenOf;
pub use desk::Duties;
pub use hazards::Hazards;
pub use jurisdiction::Signals;
pub use law::Law;
