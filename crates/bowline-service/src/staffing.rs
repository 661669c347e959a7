//! An office staffs its posts itself: one person hands a post over to another, somebody stands in, joins or leaves. What
//! is owed belongs to the post, so nothing that runs is touched: no date moves.
//!
//! This module must never hand out what signs somebody in without a trace: a one-time code is a fact, and the person in the
//! post sees it. Start at [`Staffing::change`].

use crate::app::{Entry, Inner};
use crate::chance::new_subject;
use crate::names::{name_of_person, role_name};
use crate::requests::Request;
use crate::scope::place_of_post;
use crate::views::Who;
use crate::{Dissolving, Refused};
use bowline_core::facts::{Actor, PersonRegistered, PostLeft, PostTaken, What};
use bowline_core::ids::{Body, OfficeId, PersonId, PostId, Role};
use bowline_core::obligations::{Draft, Registry as _};
use bowline_core::signals::HoldingRow;
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_store::Commit;
use std::collections::{BTreeMap, BTreeSet};

/// Most duties of a post that are counted.
const MOST_COUNTED: u64 = 2_000;

/// The posts that somebody may staff, and the acts of doing so.
#[derive(Clone, Copy)]
pub struct Staffing<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

/// An office or enterprise with its posts.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffedBody {
    /// Which.
    pub body: Body,
    /// Its name.
    pub name: Text,
    /// The office, where the reader may dissolve it.
    pub may_be_dissolved: Option<OfficeId>,
    /// Its posts.
    pub posts: Vec<StaffedPost>,
    /// Who may be chosen: whoever holds or held a post of the bodies that are shown.
    pub known: Vec<(PersonId, String)>,
}

/// A post with whoever holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffedPost {
    /// Which.
    pub post: PostId,
    /// What it is called within its body.
    pub role: Text,
    /// Who holds it today or will.
    pub holders: Vec<Held>,
    /// Duties that run, and how many of them are late; counted up to 2,000.
    pub duties: (u64, u64),
    /// The ways in which the reader may change who holds it; a holder may only name a stand-in.
    pub ways: Vec<Way>,
}

/// Somebody in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// First day.
    pub from: Day,
    /// Last day, where one is known.
    pub until: Option<Day>,
}

/// A way to change who holds a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// See [`Change::HandOver`].
    HandOver,
    /// See [`Change::StandIn`].
    StandIn,
    /// See [`Change::Join`].
    Join,
    /// See [`Change::Leave`].
    Leave,
}

/// What changes in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// One person hands over to another: both hold the post on that day, so that it is never vacant.
    HandOver {
        /// Who leaves.
        leaver: PersonId,
        /// Who takes over.
        to: Successor,
        /// The day of the hand-over.
        on: Day,
    },
    /// Somebody stands in between two days, both included; whoever holds the post keeps it.
    StandIn {
        /// Who.
        to: Successor,
        /// First day.
        from: Day,
        /// Last day.
        until: Day,
    },
    /// Somebody joins whoever holds the post.
    Join {
        /// Who.
        to: Successor,
        /// First day.
        from: Day,
    },
    /// Somebody leaves, and nobody follows. A post that owes something raises a responsibility gap.
    Leave {
        /// Who.
        leaver: PersonId,
        /// Last day.
        until: Day,
    },
}

impl Change {
    /// Who leaves by it.
    const fn leaver(&self) -> Option<PersonId> {
        match self {
            Self::HandOver { leaver, .. } | Self::Leave { leaver, .. } => Some(*leaver),
            Self::StandIn { .. } | Self::Join { .. } => None,
        }
    }
}

/// Who takes a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successor {
    /// Somebody who is known.
    Known(PersonId),
    /// Somebody new, by name.
    New(String),
}

impl<'a> Staffing<'a> {
    /// The offices and enterprises whose posts the person may see here: their own, and for the head of an office those of
    /// the same line directly below.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn view(&self, who: &Who) -> Result<Vec<StaffedBody>, Refused> {
        let bodies = self.bodies(who);
        let posts: Vec<PostId> = bodies.iter().flat_map(posts_of).collect();
        let held = self.inner.store.registry().holdings_of(&posts)?;
        let known: BTreeMap<PersonId, String> =
            held.iter().map(|(name, holding)| (holding.person, name.clone())).collect();
        let mut known: Vec<(PersonId, String)> = known.into_iter().collect();
        known.sort_by(|one, other| one.1.cmp(&other.1));
        let book = self.inner.names().of(&posts, [])?;
        let dissolving = Dissolving { inner: self.inner, request: None };
        let body = |body: &Body| {
            let posts = posts_of(body).map(|post| self.post(who, post, &held));
            Ok(StaffedBody {
                body: body.clone(),
                name: book.body(body),
                may_be_dissolved: match body {
                    Body::Office(office) => dissolving.may(who, office).ok().map(|_| office.clone()),
                    Body::Site(_) => None,
                },
                posts: posts.collect::<Result<_, Refused>>()?,
                known: known.clone(),
            })
        };
        bodies.iter().map(body).collect()
    }

    fn post(&self, who: &Who, post: PostId, held: &[(String, HoldingRow)]) -> Result<StaffedPost, Refused> {
        let today = self.inner.today();
        let runs = held.iter().filter(|(_, it)| it.post == post && it.until.is_none_or(|until| until >= today));
        let held = |(name, it): &(String, HoldingRow)| Held {
            person: it.person,
            name: name.clone(),
            from: it.from,
            until: it.until,
        };
        let holders: Vec<Held> = runs.map(held).collect();
        let one = [(post.body.clone(), Some(post.role))];
        let duties = self.inner.store.duties().count(&one, self.inner.now(), None, MOST_COUNTED)?;
        Ok(StaffedPost {
            role: role_name(post.role),
            ways: self.ways(who, &post, !holders.is_empty()),
            holders,
            duties,
            post,
        })
    }

    fn ways(&self, who: &Who, post: &PostId, is_held: bool) -> Vec<Way> {
        let ways: &[Way] = match (self.answers_for(who, post).is_some(), is_held) {
            (true, true) => &[Way::HandOver, Way::StandIn, Way::Join, Way::Leave],
            (true, false) => &[Way::Join, Way::StandIn],
            (false, _) if holds(who, post) => &[Way::StandIn],
            (false, _) => &[],
        };
        ways.to_vec()
    }

    fn bodies(&self, who: &Who) -> BTreeSet<Body> {
        let own = who.posts.iter().map(|post| post.post.body.clone());
        let below = who.posts.iter().filter_map(|post| match &post.post {
            PostId { body: Body::Office(office), role: Role::Head } => Some(office),
            _ => None,
        });
        let below = below.flat_map(|office| self.inner.offices.directly_below(office, self.inner.places.latest()));
        own.chain(below.map(Body::Office)).collect()
    }

    /// The body for which the person may change who holds a post: the head of its office for all others in it, and whoever
    /// answers for it from above.
    pub(crate) fn answers_for(&self, who: &Who, post: &PostId) -> Option<Body> {
        let is_office = matches!(post.body, Body::Office(_)) && post.role != Role::Head;
        let own = if is_office { heads(who, &post.body, Role::Head) } else { None };
        own.or_else(|| self.answers_above(who, post))
    }

    /// The body for which the person answers for a post from above: the head of the office above for every post below, the
    /// principal of an enterprise for its posts.
    pub(crate) fn answers_above(&self, who: &Who, post: &PostId) -> Option<Body> {
        match &post.body {
            Body::Site(_) => heads(who, &post.body, Role::Principal),
            Body::Office(office) => heads(who, &self.inner.seen().superior(office).map(Body::Office)?, Role::Head),
        }
    }

    /// Changes who holds a post, as one act: nothing is half done.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a post that is not the person's to staff; [`Refused::Field`] for a day that is past, a person
    /// who does not hold the post or holds it already, a name that is none.
    pub fn change(&self, who: &Who, post: &PostId, change: Change) -> Result<(), Refused> {
        let behalf = self.may(who, post, &change).ok_or(Refused::NotFound)?;
        let mut act = Act { staffing: self, who, post, behalf, commit: Commit::default() };
        let leaver = change.leaver();
        match change {
            Change::HandOver { leaver, to, on } => {
                act.not_past("from", on)?;
                if to == Successor::Known(leaver) {
                    let (zh, en) = (
                        "接任人不能是交班人本人；请另选一人。",
                        "Nobody hands over to themselves; choose somebody else.",
                    );
                    return Err(Refused::field("to", zh, en));
                }
                act.leaves(leaver, on)?;
                act.takes(&to, on, None)?;
            }
            Change::StandIn { to, from, until } => {
                act.not_past("from", from)?;
                if until < from {
                    let (zh, en) = ("截止日期不能早于起始日期。", "The last date cannot be before the first.");
                    return Err(Refused::field("until", zh, en));
                }
                act.takes(&to, from, Some(until))?;
            }
            Change::Join { to, from } => {
                act.not_past("from", from)?;
                act.takes(&to, from, None)?;
            }
            Change::Leave { leaver, until } => {
                act.not_past("from", until)?;
                act.leaves(leaver, until)?;
            }
        }
        let mut commit = act.commit;
        commit.once = self.request.map(|request| request.led_to(who.person.into()));
        self.inner.commit(commit)?;
        if let Some(leaver) = leaver {
            self.inner.store.own().sign_in().remove_sessions_of(leaver, None)?;
        }
        Ok(())
    }

    fn may(&self, who: &Who, post: &PostId, change: &Change) -> Option<Body> {
        let for_oneself = matches!(change, Change::StandIn { .. }) && holds(who, post);
        self.answers_for(who, post).or_else(|| for_oneself.then(|| post.body.clone()))
    }
}

/// One change while it is put together.
struct Act<'a> {
    staffing: &'a Staffing<'a>,
    who: &'a Who,
    post: &'a PostId,
    behalf: Body,
    commit: Commit,
}

impl Act<'_> {
    fn not_past(&self, field: &'static str, day: Day) -> Result<(), Refused> {
        let today = self.staffing.inner.today();
        let past = || {
            Refused::field(
                field,
                format!("日期不能早于今天（{today}）；已经发生的任职请由系统管理员更正。"),
                format!(
                    "The date cannot be before today, {today}; the system administrator corrects what is in the past."
                ),
            )
        };
        (day >= today).then_some(()).ok_or_else(past)
    }

    fn leaves(&mut self, leaver: PersonId, until: Day) -> Result<(), Refused> {
        let held = self.staffing.inner.store.registry().last_holding(leaver, self.post)?;
        let held = held.filter(|it| it.until.is_none_or(|last| last > until));
        let Some(held) = held else {
            let (zh, en) = (
                "此人届时已不在该岗位任职；请刷新页面后重选。",
                "This person does not hold the post then; reload the page and choose again.",
            );
            return Err(Refused::field("leaver", zh, en));
        };
        if until < held.from {
            let first = held.from;
            return Err(Refused::field(
                "from",
                format!("日期不能早于其任职首日 {first}。"),
                format!("The date cannot be before this person's first day, {first}."),
            ));
        }
        self.note(leaver, vec![What::PostLeft(PostLeft { person: leaver, post: self.post.clone(), until })])
    }

    fn takes(&mut self, to: &Successor, from: Day, until: Option<Day>) -> Result<(), Refused> {
        let inner = self.staffing.inner;
        let taken = |person| What::PostTaken(PostTaken { person, post: self.post.clone(), from, until });
        let person = match to {
            Successor::New(name) => {
                let name = name_of_person(name)?;
                let person = PersonId(new_subject(&*inner.chance, inner.now()).0);
                let registered = What::PersonRegistered(PersonRegistered { person, name, to_confirm: false });
                let facts = vec![registered, taken(person)];
                return self.note(person, facts);
            }
            Successor::Known(person) => *person,
        };
        self.may_be_chosen(person)?;
        let held = inner.store.registry().last_holding(person, self.post)?;
        if let Some(held) = held.filter(|it| it.until.is_none_or(|last| from <= last)) {
            let since = held.from;
            return Err(Refused::field(
                "to",
                format!("此人自 {since} 起已在该岗位任职；请另选一人。"),
                format!("This person holds the post since {since} already; choose somebody else."),
            ));
        }
        let facts = vec![taken(person)];
        self.note(person, facts)
    }

    /// Only who is shown may be chosen, and nobody whom only a register names.
    fn may_be_chosen(&self, person: PersonId) -> Result<(), Refused> {
        let registry = self.staffing.inner.store.registry();
        let posts: Vec<PostId> = self.staffing.bodies(self.who).iter().flat_map(posts_of).collect();
        if !registry.holdings_of(&posts)?.iter().any(|(_, it)| it.person == person) {
            let (zh, en) = (
                "请从列表中选择人员，或者填写新人员的姓名。",
                "Choose somebody from the list, or enter the name of a new person.",
            );
            return Err(Refused::field("to", zh, en));
        }
        if !registry.is_confirmed(person)? {
            let (zh, en) = (
                "此人只在导入的台账中出现，尚未确认；请先由系统管理员核实身份。",
                "Only an imported register names this person; the system administrator has to confirm who it is first.",
            );
            return Err(Refused::field("to", zh, en));
        }
        Ok(())
    }

    fn note(&mut self, person: PersonId, facts: Vec<What>) -> Result<(), Refused> {
        let inner = self.staffing.inner;
        let (now, place) = (inner.now(), place_of_post(inner, self.post)?);
        let by = Actor::Person(self.who.person);
        let entry = Entry { subject: person.into(), place, by, behalf: Some(&self.behalf), now };
        let expected = inner.store.log().version(person.into())?;
        let drafts = facts.into_iter().map(|what| Draft { held: now, what }).collect();
        inner.add_registry(&mut self.commit, &entry, expected, drafts);
        Ok(())
    }
}

/// The body, if the person holds this post of it.
fn heads(who: &Who, body: &Body, role: Role) -> Option<Body> {
    who.posts.iter().any(|held| held.post.role == role && held.post.body == *body).then(|| body.clone())
}

fn holds(who: &Who, post: &PostId) -> bool {
    who.posts.iter().any(|held| held.post == *post)
}

/// The posts that a body has.
fn posts_of(body: &Body) -> impl Iterator<Item = PostId> + use<'_> {
    body.roles().iter().map(|role| PostId { body: body.clone(), role: *role })
}
