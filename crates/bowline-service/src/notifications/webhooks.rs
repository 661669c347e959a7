//! Webhooks: another program is told of each duty that opens, escalates, is missed or lapses, in the order of the log, as one
//! CloudEvent each.
//!
//! This module must never skip an event: how far a webhook has come is noted after its receiver took the event, so that a receiver
//! may get one twice, under the same id, and never misses one. Start at [`Webhooks::run`].

use super::collect::Told;
use super::{Delivered, Health, Notifications, read_json, to_json};
use crate::app::Bowline;
use crate::forecast::Forecast;
use crate::refused::Refused;
use crate::views_of::ahead::Teller;
use bowline_core::facts::{Fact, Light};
use bowline_core::ids::{OfficeId, PlaceCode};
use bowline_core::obligations::Dossier;
use bowline_core::signals::Event;
use bowline_core::words::Text;
use serde::Serialize;

/// What the channels of webhooks begin with.
const PREFIX: &str = "webhook:";
/// Facts that are read at once.
const PAGE: u32 = 500;

/// Brings events to the receiver of a webhook.
pub trait Poster {
    /// Brings one event.
    ///
    /// # Errors
    /// Why the receiver did not take it, in words for the operator.
    fn post(&self, delivery: &Delivery) -> Result<(), String>;
}

/// An event as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The place of its fact in the log: the same in each attempt, and the cursor from which one can replay.
    pub id: String,
    /// The CloudEvent, as JSON.
    pub body: String,
}

/// A webhook as the operator declared it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its name.
    pub name: String,
    /// The office that answers when nothing gets through.
    pub office: OfficeId,
    /// Only what lies in this place or below it.
    pub place: PlaceCode,
}

/// A CloudEvent in structured mode, version 1.0.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    sort: String,
    subject: String,
    time: String,
    datacontenttype: &'static str,
    data: Data<'a>,
}

/// What an event says: no person is named in it.
#[derive(Serialize)]
struct Data<'a> {
    /// The post that owes it, such as `220104/emergency#inspector`.
    post: String,
    /// The number of the duty within its dossier.
    duty: u32,
    place: String,
    said: &'a Text,
    about: &'a Text,
    number: Option<String>,
    due: Option<String>,
    light: Option<&'static str>,
    page: Option<String>,
}

impl Webhook {
    fn channel(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }
}

/// The webhooks of a product.
#[derive(Clone, Copy)]
pub struct Webhooks<'a> {
    notifications: Notifications<'a>,
}

impl<'a> Webhooks<'a> {
    /// The webhooks of a product, whose pages people open at this address.
    #[must_use]
    pub fn of(app: &'a Bowline, site: Option<&'a str>) -> Self {
        Self { notifications: Notifications::of(app).at(site) }
    }

    /// Opens the webhooks of this server, at each start, before their first run: the log is read from its present end where one was
    /// never open. Those that a server before it had and this one has not are closed: nobody answers for them any more.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn open(&self, hooks: &[&Webhook]) -> Result<(), Refused> {
        for hook in hooks {
            self.notifications.open(&hook.channel(), &hook.office)?;
        }
        let is_listed = |channel: &str| hooks.iter().any(|hook| hook.channel() == channel);
        for (channel, seq, state) in self.notifications.messages().channels()? {
            if channel.starts_with(PREFIX) && !is_listed(&channel) {
                let health: Health = read_json("reading how a webhook fares", &state)?;
                self.notifications.put_channel(&channel, seq, &health.closed())?;
            }
        }
        Ok(())
    }

    /// Sends a webhook everything after a place in the log once more; 0: everything there is.
    ///
    /// # Errors
    /// [`Refused::Field`] for a webhook that was never open, or a place beyond the end of the log.
    pub fn replay(&self, hook: &Webhook, after: i64) -> Result<(), Refused> {
        let Some((_, health)) = self.channel_of(hook)? else {
            let (zh, en) = ("没有这个推送接口；请核对名称。", "There is no webhook of this name; check the name.");
            return Err(Refused::field("name", zh, en));
        };
        let end = super::log_end(self.notifications.inner)?;
        if !(0..=end).contains(&after) {
            let (zh, en) = (format!("请填写 0 至 {end} 之间的序号。"), format!("Give a number from 0 to {end}."));
            return Err(Refused::field("from", zh, en));
        }
        self.put(hook, after, &Health { next_try: None, ..health })
    }

    /// Brings a webhook what has happened since, until its receiver does not take an event.
    ///
    /// # Errors
    /// [`Refused::Fault`]; what was taken is noted, the next run goes on from there.
    pub fn run(&self, hook: &Webhook, poster: &dyn Poster) -> Result<Delivered, Refused> {
        let mut done = Delivered::default();
        let Some((mut seq, mut health)) = self.channel_of(hook)? else { return Ok(done) };
        if health.next_try.is_some_and(|next| next > self.notifications.inner.now()) {
            return Ok(done);
        }
        loop {
            let page = self.notifications.inner.store.log().after(seq, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(done) };
            let last = *last;
            for (at, delivery) in self.deliveries(hook, page)? {
                if let Err(failure) = poster.post(&delivery) {
                    done.later += 1;
                    tracing::warn!(hook = hook.name, failure, "a webhook did not take an event; it is tried again");
                    health = health.failing(self.notifications.inner.now(), failure);
                    self.put(hook, seq, &health)?;
                    return Ok(done);
                }
                done.sent += 1;
                seq = at;
                health = health.working(self.notifications.inner.now());
                self.put(hook, seq, &health)?;
            }
            seq = last;
            self.put(hook, seq, &health)?;
        }
    }

    /// The events of a page of the log that concern a webhook, each with its place.
    fn deliveries(&self, hook: &Webhook, page: Vec<(i64, Fact)>) -> Result<Vec<(i64, Delivery)>, Refused> {
        let within = |fact: &Fact| self.notifications.inner.places.latest().is_within(fact.place, hook.place);
        let news = self.notifications.news_of(page.into_iter().filter(|(_, fact)| within(fact)).collect())?;
        let teller = Teller::of(self.notifications.inner, &news.forecast)?;
        let delivery =
            |told: &Told| Some(self.delivery(&teller, &news.forecast, told).transpose()?.map(|it| (told.seq, it)));
        news.told.iter().filter_map(delivery).collect()
    }

    fn delivery(&self, teller: &Teller<'_>, forecast: &Forecast, told: &Told) -> Result<Option<Delivery>, Refused> {
        let dossier: Option<&Dossier> = forecast.dossiers.get(&told.ahead.subject);
        let Some(line) = dossier.and_then(|dossier| teller.line(&told.ahead, dossier)) else { return Ok(None) };
        let id = told.seq.to_string();
        let page = self.notifications.site.zip(line.address.as_ref()).map(|(site, address)| format!("{site}{address}"));
        let event = CloudEvent {
            specversion: "1.0",
            id: &id,
            source: self.notifications.site.unwrap_or("urn:bowline"),
            sort: format!("bowline.{}", told.event.as_str()),
            subject: told.ahead.subject.to_string(),
            time: told.ahead.at.to_string(),
            datacontenttype: "application/json",
            data: Data {
                post: told.ahead.told.to_string(),
                duty: told.ahead.no,
                place: dossier.and_then(|it| it.place).map(|place| place.to_string()).unwrap_or_default(),
                said: &line.said,
                about: &line.about,
                number: line.number.map(|number| number.to_string()),
                due: if let Event::Opened(due) = told.event { Some(due.to_string()) } else { None },
                light: line.light.map(Light::as_str),
                page,
            },
        };
        Ok(Some(Delivery { body: to_json(&event)?, id }))
    }

    fn channel_of(&self, hook: &Webhook) -> Result<Option<(i64, Health)>, Refused> {
        self.notifications.channel(&hook.channel())
    }

    fn put(&self, hook: &Webhook, seq: i64, health: &Health) -> Result<(), Refused> {
        self.notifications.put_channel(&hook.channel(), seq, health)
    }
}
