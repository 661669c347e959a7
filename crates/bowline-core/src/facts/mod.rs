//! Facts say what happened. They are written in the past tense and typed per noun. Nobody edits a fact; only a later
//! fact answers it.
//!
//! This module must never hold a rule or a decision. Start reading at [`Fact`] and [`What`].

mod answers;
mod engine;
mod hazard;
mod obligation;
mod pack;
mod registry;

pub use answers::{Answer, Answers, InputId};
pub use engine::{AlarmCause, AlarmRaised, AlarmSettled, Completeness, EngineRan, ImportCommitted};
pub use hazard::{
    Accepted, ClosedOff, Closing, Controlled, Found, Grade, GradeBasis, Graded, Ordered, Plan, Planned, Proof,
    ProofKind, ProofSubmitted, Replied, Returned, Source, Supervised, UnitName, Verified,
};
pub use obligation::{Act, Because, Light, ObligationOpened, ObligationQuieted, ObligationSettled, Outcome, RungFired};
pub use pack::{PackActivated, PackProposed};
pub use registry::{
    KeyIssued, OfficeAbolished, OfficeEstablished, PersonConfirmed, PersonRegistered, PostLeft, PostTaken, RiskGrade,
    SiteRegistered,
};

use crate::ids::{Body, PersonId, PlaceCode, SubjectId};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One fact with its envelope. Its address is (subject, version).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The dossier it belongs to.
    #[serde(skip, default = "nobody")]
    pub subject: SubjectId,
    /// Its number in the dossier, from 1 without gaps.
    #[serde(skip)]
    pub version: u32,
    /// Where the matter lies.
    pub place: PlaceCode,
    /// When it held in the world.
    pub held: Moment,
    /// When we learned it.
    pub learned: Moment,
    /// Who says so.
    pub by: Actor,
    /// On whose behalf the person acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behalf: Option<Body>,
    /// The pack in force when it was decided, such as `cn-national@1`.
    pub pack: String,
    /// What happened.
    pub what: What,
}

const fn nobody() -> SubjectId {
    SubjectId(uuid::Uuid::nil())
}

/// Who recorded a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in person.
    Person(PersonId),
    /// The engine's tick: nobody asked, a clock ran out.
    Engine,
    /// The import of an office's ledger by this person.
    Import(PersonId),
    /// The installation itself: loading the nation, a command line on the machine.
    System,
}

/// Everything that can happen. The names are the stable words in the log. What dossiers keep of it is shared, not copied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A hazard was found (发现).
    #[serde(rename = "hazard.found")]
    Found(Arc<Found>),
    /// It was graded general or major (分级).
    #[serde(rename = "hazard.graded")]
    Graded(Arc<Graded>),
    /// It was ordered to the unit responsible (交办).
    #[serde(rename = "hazard.ordered")]
    Ordered(Arc<Ordered>),
    /// The unit accepted the order (签收).
    #[serde(rename = "hazard.accepted")]
    Accepted(Accepted),
    /// The five were fixed: person, measures, money, date, contingency (五落实).
    #[serde(rename = "hazard.planned")]
    Planned(Box<Planned>),
    /// Interim control was put in place (临时管控).
    #[serde(rename = "hazard.controlled")]
    Controlled(Box<Controlled>),
    /// The unit says it is fixed and hands in proof (提交整改证明).
    #[serde(rename = "hazard.proof_submitted")]
    ProofSubmitted(Box<ProofSubmitted>),
    /// Somebody else saw that it is gone (复查验收).
    #[serde(rename = "hazard.verified")]
    Verified(Verified),
    /// Somebody else saw that it is not gone (退回).
    #[serde(rename = "hazard.returned")]
    Returned(Returned),
    /// It was closed off the list (销号).
    #[serde(rename = "hazard.closed_off")]
    ClosedOff(ClosedOff),
    /// An upper office acted on a late matter (督办).
    #[serde(rename = "hazard.supervised")]
    Supervised(Supervised),
    /// Whoever is late below answered it (督办回复).
    #[serde(rename = "hazard.replied")]
    Replied(Replied),
    /// An obligation began: somebody must do something by a date.
    #[serde(rename = "obligation.opened")]
    ObligationOpened(Arc<ObligationOpened>),
    /// An obligation ended.
    #[serde(rename = "obligation.settled")]
    ObligationSettled(ObligationSettled),
    /// An obligation waits for an answer that was asked for.
    #[serde(rename = "obligation.quieted")]
    ObligationQuieted(ObligationQuieted),
    /// A rung of the ladder fired on a late obligation.
    #[serde(rename = "rung.fired")]
    RungFired(RungFired),
    /// Something that has no owner, or no superior.
    #[serde(rename = "alarm.raised")]
    AlarmRaised(AlarmRaised),
    /// The cause of an alarm is gone.
    #[serde(rename = "alarm.settled")]
    AlarmSettled(AlarmSettled),
    /// An office exists from now on.
    #[serde(rename = "office.established")]
    OfficeEstablished(OfficeEstablished),
    /// An office is no more.
    #[serde(rename = "office.abolished")]
    OfficeAbolished(OfficeAbolished),
    /// A person is known.
    #[serde(rename = "person.registered")]
    PersonRegistered(PersonRegistered),
    /// A person was given a sign-in key.
    #[serde(rename = "key.issued")]
    KeyIssued(KeyIssued),
    /// A person whom a ledger named is known.
    #[serde(rename = "person.confirmed")]
    PersonConfirmed(PersonConfirmed),
    /// A person took a post.
    #[serde(rename = "post.taken")]
    PostTaken(PostTaken),
    /// A person left a post.
    #[serde(rename = "post.left")]
    PostLeft(PostLeft),
    /// A site is known.
    #[serde(rename = "site.registered")]
    SiteRegistered(Box<SiteRegistered>),
    /// The engine finished a run.
    #[serde(rename = "engine.ran")]
    EngineRan(EngineRan),
    /// Somebody proposed a policy pack (规则包).
    #[serde(rename = "pack.proposed")]
    PackProposed(Box<PackProposed>),
    /// Somebody else put it in force.
    #[serde(rename = "pack.activated")]
    PackActivated(Box<PackActivated>),
    /// A ledger file was taken in.
    #[serde(rename = "import.committed")]
    ImportCommitted(Box<ImportCommitted>),
}

macro_rules! kinds {
    ($($variant:ident = $word:literal),* $(,)?) => {
        impl What {
            /// The stable word of the fact, as in the log: `hazard.found`.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word),* }
            }
        }
    };
}
kinds! {
    Found = "hazard.found", Graded = "hazard.graded", Ordered = "hazard.ordered", Accepted = "hazard.accepted",
    Planned = "hazard.planned", Controlled = "hazard.controlled", ProofSubmitted = "hazard.proof_submitted",
    Verified = "hazard.verified", Returned = "hazard.returned", ClosedOff = "hazard.closed_off",
    Supervised = "hazard.supervised", Replied = "hazard.replied", ObligationQuieted = "obligation.quieted", ObligationOpened = "obligation.opened",
    ObligationSettled = "obligation.settled", RungFired = "rung.fired", AlarmRaised = "alarm.raised",
    AlarmSettled = "alarm.settled", OfficeEstablished = "office.established", OfficeAbolished = "office.abolished",
    PersonRegistered = "person.registered", KeyIssued = "key.issued", PersonConfirmed = "person.confirmed",
    PostTaken = "post.taken", PostLeft = "post.left",
    SiteRegistered = "site.registered", EngineRan = "engine.ran", ImportCommitted = "import.committed",
    PackProposed = "pack.proposed", PackActivated = "pack.activated",
}
