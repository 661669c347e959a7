//! This module says what somebody asks of the core, who asks, and in which setting.
//!
//! This module must never judge: `decide` does. Start at [`Ask`].

use super::dossier::Dossier;
use crate::facts::{Act, Answers, Entered, Plan, Proof, Source, UnitName, What};
use crate::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use crate::places::Level;
use crate::rules::Pack;
use crate::time::{Day, Moment, day_of};
use std::collections::BTreeSet;

/// Who exists and who is above whom: answered by the service from the ledger.
pub trait Registry {
    /// Whether an office exists today.
    fn exists(&self, office: &OfficeId) -> bool;
    /// Whether somebody holds a post on a day.
    fn is_held(&self, post: &PostId, day: Day) -> bool;
    /// The nearest existing office of the same department above this one. None at the top.
    fn superior(&self, office: &OfficeId) -> Option<OfficeId>;
    /// The level of a place. None: there is no such place.
    fn level(&self, place: PlaceCode) -> Option<Level>;
    /// The office in charge of a site, by its place and sector.
    fn in_charge(&self, site: SiteId) -> Option<OfficeId>;
    /// The office that answers for what has nobody above it.
    fn last_resort(&self) -> OfficeId;
    /// Where another matter lies, and whom it is about. None: there is no such matter.
    fn stands(&self, matter: SubjectId) -> Option<Stands> {
        let _ = matter;
        None
    }
}

/// Where a matter lies, and whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The place.
    pub place: PlaceCode,
    /// The site, if it is about one.
    pub site: Option<SiteId>,
    /// The unit as named.
    pub unit: Option<UnitName>,
    /// GB/T 4754 code of the site.
    pub sector: Option<String>,
    /// Its kind, and where it is on its way.
    pub matter: Option<(RuleId, Entered)>,
}

impl Stands {
    /// At a site of which nothing else is known.
    pub(in crate::obligations) const fn at_site(place: PlaceCode, site: SiteId) -> Self {
        Self { place, site: Some(site), unit: None, sector: None, matter: None }
    }
}

/// What a decision may know besides the dossier.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The moment of the decision.
    pub now: Moment,
    /// The law in force.
    pub pack: &'a Pack,
    /// Offices and posts.
    pub registry: &'a dyn Registry,
}

impl Setting<'_> {
    /// The civil day of now in the pack's zone.
    #[must_use]
    pub fn today(&self) -> Day {
        day_of(self.now, self.pack.country().zone())
    }
}

/// The person who acts, with what they hold on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acting {
    /// Who. None: nobody is signed in.
    pub person: Option<PersonId>,
    /// Posts held today.
    pub posts: Vec<PostId>,
    /// Sites of the enterprises, and of their groups, in which the person holds a post.
    pub interests: BTreeSet<SiteId>,
}

impl Acting {
    /// Whether the person holds any post in a body.
    #[must_use]
    pub fn belongs_to(&self, body: &Body) -> bool {
        self.posts.iter().any(|post| post.body == *body)
    }
}

/// A fact to be recorded, not yet in an envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// When it held.
    pub held: Moment,
    /// What happened.
    pub what: What,
}

/// What follows from a wish, or from a clock that ran out.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The facts to be recorded, in order. None: nothing is to be recorded.
    pub drafts: Vec<Draft>,
    /// The dossier as these facts leave it: its place is theirs, and it was touched when they were learned.
    pub after: Dossier,
    /// For which body the person acts: that of the duty's owner. None: the act answers no duty.
    pub behalf: Option<Body>,
}

impl Decided {
    /// Nothing follows: the dossier stays as it is.
    pub(super) fn nothing(dossier: &Dossier) -> Self {
        Self { drafts: Vec::new(), after: dossier.clone(), behalf: None }
    }
}

/// A new hazard.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The site.
    pub site: SiteId,
    /// The unit as named.
    pub unit: UnitName,
    /// GB/T 4754 code.
    pub sector: String,
    /// Where it came from.
    pub source: Source,
    /// What is wrong.
    pub description: String,
    /// When it was seen.
    pub found_on: Day,
    /// The office in charge.
    pub office: OfficeId,
    /// Answers already known.
    pub answers: Answers,
    /// Photos and documents.
    pub proofs: Vec<Proof>,
}

/// What a person wants to do with a dossier.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Grade by these criteria and answers.
    Grade {
        /// Criteria to try.
        candidates: Vec<RuleId>,
        /// Answers to their questions.
        answers: Answers,
    },
    /// Order it to the unit responsible.
    Order {
        /// Whom.
        to: PostId,
        /// Last day.
        deadline: Day,
        /// What is ordered.
        text: String,
    },
    /// Accept the order.
    Accept,
    /// Put interim control in place.
    Control {
        /// What was done.
        measures: String,
        /// Evidence.
        proofs: Vec<Proof>,
    },
    /// Fix the five.
    Plan(Plan),
    /// Hand in proof that it is fixed.
    SubmitProof {
        /// What was done.
        note: String,
        /// Evidence.
        proofs: Vec<Proof>,
    },
    /// Say that it is gone.
    Verify {
        /// What was seen.
        finding: String,
    },
    /// Say that it is not gone.
    Return {
        /// Why.
        reason: String,
    },
    /// Close it off the list.
    CloseOff,
    /// Act on a late matter below.
    Supervise {
        /// What was done or asked for.
        letter: String,
    },
    /// Answer the letter of the office above.
    Reply {
        /// What is answered.
        reply: String,
    },
}

impl Ask {
    /// The act it answers.
    #[must_use]
    pub const fn act(&self) -> Act {
        match self {
            Self::Grade { .. } => Act::GRADE,
            Self::Order { .. } => Act::ORDER,
            Self::Accept => Act::ACCEPT,
            Self::Control { .. } => Act::CONTROL,
            Self::Plan(_) => Act::PLAN,
            Self::SubmitProof { .. } => Act::RECTIFY,
            Self::Verify { .. } | Self::Return { .. } => Act::VERIFY,
            Self::CloseOff => Act::CLOSE_OFF,
            Self::Supervise { .. } => Act::SUPERVISE,
            Self::Reply { .. } => Act::REPLY,
        }
    }
}
