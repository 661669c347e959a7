//! This view tells what will happen if nobody does anything, by day and by who will be told.
//!
//! This module must never foresee anything by itself: it tells what [`Engine::forecast`] answers.

use crate::app::Inner;
use crate::forecast::{Ahead, Forecast, Whose};
use crate::names::NameBook;
use crate::views::{AheadDay, AheadLine, AheadTold, AheadView, Who};
use crate::{Engine, Matters, Refused, sentences};
use bowline_core::facts::{AlarmCause, ObligationOpened, Outcome, What};
use bowline_core::ids::{Body, CaseNumber, PostId, Role, SubjectId};
use bowline_core::obligations::{Dossier, Matter};
use bowline_core::signals::matter_row;
use bowline_core::time::day_of;
use bowline_core::words::Text;
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};

/// The furthest that anybody looks ahead, in days.
const MOST_DAYS: u32 = 90;

impl Engine<'_> {
    /// What will happen in the next days if nobody does anything: one day at least, ninety at most.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn ahead(&self, whose: &Whose, days: u32) -> Result<AheadView, Refused> {
        let hours = i64::from(days.clamp(1, MOST_DAYS)) * 24;
        let until = self.inner.now().saturating_add(hours.hours()).unwrap_or_else(|_| self.inner.now());
        let forecast = self.forecast(whose, until)?;
        let teller = Teller::of(self.inner, &forecast)?;
        Ok(AheadView { until, cut: forecast.cut, count: forecast.events.len() as u64, days: teller.days(&forecast) })
    }
}

/// Every post that is named.
fn named(forecast: &Forecast) -> BTreeSet<&PostId> {
    let told = forecast.events.iter().map(|event| &event.told);
    let duties = forecast.dossiers.values().flat_map(|dossier| &dossier.obligations);
    let about = forecast.dossiers.values().filter_map(|dossier| match &dossier.matter {
        Some(Matter::Alarm(alarm)) => match &alarm.cause {
            AlarmCause::VacantPost(post) => Some(post),
            AlarmCause::NoSuperior(_) | AlarmCause::Undelivered(_) => None,
        },
        _ => None,
    });
    told.chain(duties.map(|duty| &duty.opened.owner)).chain(about).collect()
}

/// Tells in words what happens to duties.
pub(crate) struct Teller<'a> {
    inner: &'a Inner,
    names: NameBook<'a>,
    numbers: BTreeMap<SubjectId, Option<CaseNumber>>,
}

impl<'a> Teller<'a> {
    /// Reads the names and numbers that these events need.
    pub(crate) fn of(inner: &'a Inner, forecast: &Forecast) -> Result<Self, Refused> {
        let names = inner.names().of(named(forecast), [])?;
        let subjects: Vec<SubjectId> = forecast.dossiers.keys().copied().collect();
        let numbers = inner.store.log().numbers(&subjects)?;
        Ok(Self { inner, names, numbers: subjects.into_iter().zip(numbers).collect() })
    }

    fn days(&self, forecast: &Forecast) -> Vec<AheadDay> {
        let zone = self.inner.pack().country().zone();
        let mut days: BTreeMap<_, BTreeMap<&PostId, Vec<AheadLine>>> = BTreeMap::new();
        for event in &forecast.events {
            let Some(dossier) = forecast.dossiers.get(&event.subject) else { continue };
            let Some(line) = self.line(event, dossier) else { continue };
            days.entry(day_of(event.at, zone)).or_default().entry(&event.told).or_default().push(line);
        }
        let told = |(post, lines)| AheadTold { post: self.names.post(post), lines };
        days.into_iter().map(|(day, posts)| AheadDay { day, told: posts.into_iter().map(told).collect() }).collect()
    }

    pub(crate) fn line(&self, event: &Ahead, dossier: &Dossier) -> Option<AheadLine> {
        let duty = &dossier.obligation(event.no)?.opened;
        let place = dossier.place?;
        let light = if let What::RungFired(rung) = &event.what { rung.light } else { None };
        let (about, description, address) = self.about(dossier);
        Some(AheadLine {
            at: event.at,
            said: self.said(&event.what, duty, dossier),
            light,
            about,
            description,
            place: self.inner.names().place(place),
            number: self.numbers.get(&event.subject).copied().flatten().filter(|_| address.is_some()),
            address,
        })
    }

    fn said(&self, what: &What, duty: &ObligationOpened, dossier: &Dossier) -> Text {
        let pack = self.inner.pack_of(dossier);
        let act = pack.act_name(duty.act);
        let owner = |no: u32| dossier.obligation(no).map(|it| (&it.opened.owner, pack.act_name(it.opened.act)));
        match what {
            What::RungFired(rung) => {
                let above = rung.opened.and_then(owner).map(|(owner, _)| self.names.title(owner));
                sentences::rung(&act, rung, above.as_ref())
            }
            What::ObligationSettled(it) if it.outcome == Outcome::Missed => Text::new(
                format!("本期“{}”未办理，记为漏办", act.zh),
                format!("“{}” was not done in its period: missed", act.en),
            ),
            What::ObligationSettled(_) if duty.right => {
                Text::new(format!("“{}”期满未行使，权利终止", act.zh), format!("the time for “{}” is over", act.en))
            }
            What::ObligationSettled(_) => {
                Text::new(format!("“{}”不再需要办理", act.zh), format!("“{}” is no longer needed", act.en))
            }
            _ => match dossier.obligation(duty.no).and_then(|it| it.watches()).and_then(owner) {
                Some((late, undone)) => {
                    let late = self.names.title(late);
                    Text::new(
                        format!("提级督办：{}逾期未办结“{}”", late.zh, undone.zh),
                        format!("Escalated to you: “{}” of {} is overdue", undone.en, late.en),
                    )
                }
                None => Text::new(format!("新增待办：“{}”", act.zh), format!("New action: “{}”", act.en)),
            },
        }
    }

    /// What a matter is about: the unit or the kind, what is wrong, its address.
    fn about(&self, dossier: &Dossier) -> (Text, Text, Option<String>) {
        let subject = dossier.subject;
        if let Some(hazard) = dossier.hazard() {
            let found = &hazard.found;
            let address = format!("/hazards/{subject}");
            return (Text::same(&found.unit.name), Text::same(&found.description), Some(address));
        }
        if let Some(Matter::Alarm(alarm)) = &dossier.matter {
            return (Text::new("责任悬空", "Responsibility gap"), self.names.alarm(&alarm.cause), None);
        }
        let pack = self.inner.pack_of(dossier);
        let Some(row) = matter_row(pack, &crate::Places(self.inner.places.latest()), dossier) else {
            return (Text::default(), Text::default(), None);
        };
        let address = pack.kind_of(&row.kind, row.began).map(|kind| format!("/matters/{}/{subject}", kind.address));
        let line = Matters { inner: self.inner, request: None }.line(&self.names, None, row);
        let about = line.unit.map_or_else(|| line.kind_title.clone(), Text::same);
        (about, Text::same(line.text), address)
    }
}

impl Who {
    /// The posts whose duties stand on the person's desk: a head sees the whole office, an enterprise's people the whole enterprise.
    pub(crate) fn desk_posts(&self) -> Vec<(Body, Option<Role>)> {
        let of = |view: &crate::views::PostView| {
            let whole = view.post.role == Role::Head || matches!(view.post.body, Body::Site(_));
            (view.post.body.clone(), (!whole).then_some(view.post.role))
        };
        self.posts.iter().map(of).collect()
    }
}
