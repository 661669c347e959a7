//! The people of the simulated world live here: who holds what, who is on leave, who acts for whom.
//!
//! This module must never let anybody act for a post while on leave.

use bowline_core::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, Role};
use bowline_core::time::Day;
use bowline_service::chance::Dice;
use bowline_service::views::Who;
use bowline_service::{Bowline, Refused};
use std::collections::BTreeMap;

/// Posts and their holders, as the simulation has arranged them.
#[derive(Default)]
pub struct People {
    holders: BTreeMap<PostId, PersonId>,
    leave: Vec<(PostId, Day)>,
}

impl People {
    /// Fills the head's and inspector's posts of an office.
    pub fn fill(&mut self, app: &Bowline, office: &OfficeId, from: Day) -> Result<(), Refused> {
        for role in [Role::Head, Role::Inspector] {
            self.take(app, PostId::office(office.clone(), role), from)?;
        }
        Ok(())
    }

    /// A post of an office that is no more cannot be taken.
    fn take(&mut self, app: &Bowline, post: PostId, from: Day) -> Result<(), Refused> {
        match app.people().register(&name_of(app, &post), post.clone(), from) {
            Ok(person) => drop(self.holders.insert(post, person)),
            Err(Refused::Field { .. }) => {}
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Sends somebody on leave; the post is vacant until they, or a successor, come back.
    pub fn send_on_leave(&mut self, app: &Bowline, dice: &mut Dice) -> Result<(), Refused> {
        let Some(post) = self.some_post(dice) else { return Ok(()) };
        if let Some(person) = self.holders.remove(&post) {
            let yesterday = app.today().yesterday().unwrap_or(app.today());
            match app.people().leave_post(person, post.clone(), yesterday) {
                // Came today, by this clock or by one that was set back: cannot have left yesterday.
                Err(Refused::Field { .. }) => {
                    self.holders.insert(post.clone(), person);
                    return Ok(());
                }
                left => left?,
            }
            self.leave.push((post, app.today().saturating_add(days(1 + dice.below(20)))));
        }
        Ok(())
    }

    /// Somebody gives notice: the post is theirs until a day to come, then nobody's, until a successor comes.
    pub fn give_notice(&mut self, app: &Bowline, dice: &mut Dice) -> Result<(), Refused> {
        let Some((post, person)) =
            self.some_post(dice).and_then(|post| Some((post.clone(), *self.holders.get(&post)?)))
        else {
            return Ok(());
        };
        let last = app.today().saturating_add(days(dice.below(12)));
        if leaves(app, person, &post, last)? {
            self.leave.push((post, last.saturating_add(days(1 + dice.below(9)))));
        }
        Ok(())
    }

    /// One of the posts that somebody was given.
    pub fn some_post(&self, dice: &mut Dice) -> Option<PostId> {
        let posts: Vec<PostId> = self.holders.keys().cloned().collect();
        dice.pick(&posts).cloned()
    }

    /// Those whose leave is over, or their successors, come back.
    pub fn come_back(&mut self, app: &Bowline) -> Result<(), Refused> {
        let today = app.today();
        let (back, away) = std::mem::take(&mut self.leave).into_iter().partition(|(_, day)| *day <= today);
        self.leave = away;
        let back: Vec<(PostId, Day)> = back;
        back.into_iter().try_for_each(|(post, day)| self.take(app, post, day))
    }

    /// Somebody who may act for a post today: its holder. Of an enterprise somebody takes the post when it is needed first. None:
    /// vacant.
    pub fn who(&mut self, app: &Bowline, post: &PostId) -> Option<Who> {
        let is_away = self.leave.iter().any(|(away, _)| away == post);
        if matches!(post.body, Body::Site(_)) && !self.holders.contains_key(post) && !is_away {
            self.take(app, post.clone(), app.today()).ok()?;
        }
        // Whoever held a post of an office that is no more holds nothing.
        app.people().who(*self.holders.get(post)?).ok().filter(|who| who.posts.iter().any(|held| held.post == *post))
    }

    /// Somebody whom others gave a post.
    pub fn came(&mut self, post: PostId, person: PersonId) {
        self.holders.insert(post, person);
    }

    /// Some inspector who is not on leave, with the county.
    pub fn some_inspector(
        &mut self,
        app: &Bowline,
        dice: &mut Dice,
        counties: &[PlaceCode],
    ) -> Option<(PlaceCode, Who)> {
        let county = *dice.pick(counties)?;
        let post = self.holders.keys().find(|post| {
            matches!(&post.body, Body::Office(office) if office.place == county) && post.role == Role::Inspector
        })?;
        let post = post.clone();
        Some((county, self.who(app, &post)?))
    }
}

/// Whether somebody can leave: whoever has left already, or has not come yet, cannot.
fn leaves(app: &Bowline, person: PersonId, post: &PostId, last: Day) -> Result<bool, Refused> {
    match app.people().leave_post(person, post.clone(), last) {
        Ok(()) => Ok(true),
        Err(Refused::Field { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

fn days(number: u64) -> jiff::Span {
    jiff::Span::new().days(i64::try_from(number).unwrap_or(1))
}

/// A name as the pack makes them up.
fn name_of(app: &Bowline, post: &PostId) -> String {
    let name = app.pack().country().demo().map(|demo| demo.name_of(&post.to_string())).unwrap_or_default();
    if name.is_empty() { "N. N.".to_owned() } else { name }
}
