//! Facts say what happened. They are written in the past tense and typed per noun. Nobody edits a fact; only a later
//! fact answers it.
//!
//! This module must never hold a rule or a decision. Start reading at [`Fact`] and [`What`].

mod act;
mod answers;
mod coded;
mod deed;
mod engine;
mod hazard;
mod obligation;
mod pack;
mod proof;
mod registry;

pub use act::Act;
pub use answers::{Answer, Answers, InputId};
pub use coded::{CODED_NOUNS, Coded, coded, coded_word, deed_of, what_of};
pub use deed::{
    Begun, Deed, Ending, Entered, FactWord, Link, MatterBore, MatterJoined, MatterLinked, OWN_NOUNS,
    ObligationExtended, ObligationPaused, ObligationResumed, Stage, is_word,
};
pub use engine::{AlarmCause, AlarmRaised, AlarmSettled, Completeness, EngineRan, ImportCommitted, Undelivered};
pub use hazard::{
    Accepted, ClosedOff, Closing, Controlled, Found, Grade, GradeBasis, Graded, Ordered, Plan, Planned, ProofSubmitted,
    Replied, Returned, Source, Supervised, UnitName, Verified,
};
pub use obligation::{
    Because, InPeriod, Light, MatterHandedOver, ObligationOpened, ObligationQuieted, ObligationSettled, Outcome,
    RungFired,
};
pub use pack::{PackActivated, PackProposed};
pub use proof::{Capture, Proof, ProofKind, Spot};
pub use registry::{
    AccountChange, AccountChanged, KeyIssued, OfficeAbolished, OfficeEstablished, PersonConfirmed, PersonRegistered,
    PlaceMerged, PostLeft, PostTaken, RiskGrade, SiteRegistered,
};

use crate::ids::{Body, IdFault, PersonId, PlaceCode, SubjectId};
use crate::time::Moment;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
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

impl Actor {
    /// The signed-in person, if it is one.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        if let Self::Person(person) = self { Some(person) } else { None }
    }
}

/// Everything that can happen. The names are the stable words in the log. What dossiers keep of it is shared, not copied.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A hazard was found (发现).
    Found(Arc<Found>),
    /// It was graded general or major (分级).
    Graded(Arc<Graded>),
    /// It was ordered to the unit responsible (交办).
    Ordered(Arc<Ordered>),
    /// The unit accepted the order (签收).
    Accepted(Accepted),
    /// The five were fixed: person, measures, money, date, contingency (五落实).
    Planned(Box<Planned>),
    /// Interim control was put in place (临时管控).
    Controlled(Box<Controlled>),
    /// The unit says it is fixed and hands in proof (提交整改证明).
    ProofSubmitted(Box<ProofSubmitted>),
    /// Somebody else saw that it is gone (复查验收).
    Verified(Verified),
    /// Somebody else saw that it is not gone (退回).
    Returned(Returned),
    /// It was closed off the list (销号).
    ClosedOff(ClosedOff),
    /// An upper office acted on a late matter (督办).
    Supervised(Supervised),
    /// Whoever is late below answered it (督办回复).
    Replied(Replied),
    /// An obligation began: somebody must do something by a date.
    ObligationOpened(Arc<ObligationOpened>),
    /// An obligation ended.
    ObligationSettled(ObligationSettled),
    /// An obligation waits for an answer that was asked for.
    ObligationQuieted(ObligationQuieted),
    /// A rung of the ladder fired on a late obligation.
    RungFired(RungFired),
    /// Something that has no owner, or no superior.
    AlarmRaised(AlarmRaised),
    /// The cause of an alarm is gone.
    AlarmSettled(AlarmSettled),
    /// An office exists from now on.
    OfficeEstablished(OfficeEstablished),
    /// An office is no more.
    OfficeAbolished(OfficeAbolished),
    /// A place is part of another.
    PlaceMerged(Box<PlaceMerged>),
    /// A person is known.
    PersonRegistered(PersonRegistered),
    /// A person was given a sign-in key.
    KeyIssued(KeyIssued),
    /// The account by which a person signs in changed.
    AccountChanged(AccountChanged),
    /// A person whom a ledger named is known.
    PersonConfirmed(PersonConfirmed),
    /// A person took a post.
    PostTaken(PostTaken),
    /// A person left a post.
    PostLeft(PostLeft),
    /// A site is known.
    SiteRegistered(Box<SiteRegistered>),
    /// The engine finished a run.
    EngineRan(EngineRan),
    /// Somebody proposed a policy pack (规则包).
    PackProposed(Box<PackProposed>),
    /// Somebody else put it in force.
    PackActivated(Box<PackActivated>),
    /// A ledger file was taken in.
    ImportCommitted(Box<ImportCommitted>),
    /// The clock of an obligation runs longer.
    ObligationExtended(Box<ObligationExtended>),
    /// The clock of an obligation stands still.
    ObligationPaused(ObligationPaused),
    /// The clock of an obligation runs again.
    ObligationResumed(Box<ObligationResumed>),
    /// An upper office wrote to whoever is late with a matter of a declared kind.
    ObligationSupervised(Supervised),
    /// Whoever is late answered it.
    ObligationReplied(Replied),
    /// Matters that a deed began exist.
    MatterBore(MatterBore),
    /// A matter that this one began is over.
    MatterLinked(Box<MatterLinked>),
    /// Another matter about the same thing was joined to this one, or goes its own way again.
    MatterJoined(MatterJoined),
    /// What one body owed is another's from now on.
    MatterHandedOver(Box<MatterHandedOver>),
    /// Somebody did something with a matter of a declared kind. Its word stands in the pack.
    Deed(Arc<Deed>),
}

macro_rules! kinds {
    ($($variant:ident = $word:literal),* $(,)?) => {
        impl What {
            /// The stable word of the fact, as in the log: `hazard.found`.
            #[must_use]
            pub fn kind(&self) -> &str {
                match self { $(Self::$variant(_) => $word,)* Self::Deed(deed) => deed.word.as_str() }
            }
        }

        impl Serialize for What {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut map = to.serialize_map(Some(1))?;
                match self {
                    $(Self::$variant(what) => map.serialize_entry($word, what)?,)*
                    Self::Deed(deed) => map.serialize_entry(deed.word.as_str(), deed)?,
                }
                map.end()
            }
        }

        /// The word of a fact that is being read.
        enum Word { $($variant,)* Deed(FactWord) }

        impl std::str::FromStr for Word {
            type Err = IdFault;
            fn from_str(text: &str) -> Result<Self, IdFault> {
                match text { $($word => Ok(Self::$variant),)* _ => text.parse().map(Self::Deed) }
            }
        }

        impl Word {
            fn read<'de, M: MapAccess<'de>>(self, from: &mut M) -> Result<What, M::Error> {
                Ok(match self {
                    $(Self::$variant => What::$variant(from.next_value()?),)*
                    Self::Deed(word) => What::Deed(Arc::new(Deed { word, ..from.next_value()? })),
                })
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
    PlaceMerged = "place.merged", PersonRegistered = "person.registered", KeyIssued = "key.issued", AccountChanged = "account.changed", PersonConfirmed = "person.confirmed",
    PostTaken = "post.taken", PostLeft = "post.left",
    SiteRegistered = "site.registered", EngineRan = "engine.ran", ImportCommitted = "import.committed",
    PackProposed = "pack.proposed", PackActivated = "pack.activated", ObligationExtended = "obligation.extended",
    ObligationPaused = "obligation.paused", ObligationResumed = "obligation.resumed",
    MatterBore = "matter.bore", MatterLinked = "matter.linked", MatterJoined = "matter.joined", MatterHandedOver = "matter.handed_over", ObligationSupervised = "obligation.supervised", ObligationReplied = "obligation.replied",
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Word;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the word of a fact")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Word, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Reader)
    }
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = What;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one fact under its word")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut from: M) -> Result<What, M::Error> {
                let word: Word = from.next_key()?.ok_or_else(|| M::Error::invalid_length(0, &self))?;
                let what = word.read(&mut from)?;
                match from.next_key::<serde::de::IgnoredAny>()? {
                    None => Ok(what),
                    Some(_) => Err(M::Error::invalid_length(2, &self)),
                }
            }
        }
        from.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_read_under_its_word_and_written_back_byte_for_byte() {
        for line in [
            r#"{"accident.passed_on":{"party":"county","answers":{"accident.deaths":{"number":2.0}}}}"#,
            r#"{"accident.closed":{"phase":{"id":"closed","stage":"done"}}}"#,
            r#"{"obligation.paused":{"no":3,"by":7}}"#,
        ] {
            let what: What = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&what).unwrap(), line);
            assert!(line.contains(what.kind()));
        }
    }

    #[test]
    fn no_deed_takes_a_noun_of_the_program_and_no_fact_has_two_words() {
        for line in [
            r#"{"hazard.fuond":{}}"#,
            r#"{"obligation.forgotten":{}}"#,
            r#"{"accident":{}}"#,
            r#"{"Accident.reported":{}}"#,
            r#"{"accident.reported":{"whom":"county"}}"#,
            r#"{"accident.reported":{},"accident.closed":{}}"#,
            "{}",
        ] {
            assert!(serde_json::from_str::<What>(line).is_err(), "{line}");
        }
    }
}
