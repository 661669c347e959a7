//! An order may set a date only up to a longest term: of all clocks that bound orders of a grade on that day, the
//! shortest counts.
//!
//! This module must never let a pack that lies over another set a later date: it can only add a shorter term, or
//! replace one by a shorter.

use crate::facts::Grade;
use crate::ids::RuleId;
use crate::rules::law::Law;
use crate::time::{Day, last_day};
use crate::words::Text;

/// The latest date for an order, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Longest {
    /// The last day that may be set.
    pub last: Day,
    /// The clock that says so.
    pub rule: RuleId,
    /// What that clock is called.
    pub title: Text,
    /// How the day came about.
    pub working: Text,
}

impl Law {
    /// The latest date that an order of a day may set for a hazard of a grade. None: no procedure of this law gives orders then.
    #[must_use]
    pub fn longest_order(&self, grade: Grade, given_on: Day) -> Option<Longest> {
        let limits = self.clocks().in_force(given_on).filter(|clock| clock.limits == Some(grade));
        let days = limits.filter_map(|clock| {
            let (last, working) = last_day(given_on, clock.terms.first()?.term?, self.country().calendar());
            Some(Longest { last, rule: clock.id.clone(), title: clock.title.clone(), working })
        });
        days.min_by(|a, b| (a.last, &a.rule).cmp(&(b.last, &b.rule)))
    }
}
