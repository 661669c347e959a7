//! What people do: report a hazard, and every step after it. Load → decide → commit; a conflict loads and decides again.
//!
//! Must never decide: the core does. Start at `Bowline::act`.

use crate::app::Entry;
use crate::chance::new_subject;
use crate::refused::{TryAgain, retried};
use crate::views::{Report, Who};
use crate::{Bowline, Refused};
use bowline_core::facts::{Actor, Fact, SiteRegistered, Source, UnitName, What};
use bowline_core::ids::{Body, CreditCode, PlaceCode, SiteId, SubjectId};
use bowline_core::obligations::{Acting, Ask, Dossier, Draft, Finding, Rejected, decide, find};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_store::{Commit, StoreFault};

impl Bowline {
    /// Reports a hazard. Answers its dossier.
    ///
    /// # Errors
    /// [`Refused`] with the field that is missing or unreadable.
    pub fn report(&self, who: &Who, report: Report) -> Result<SubjectId, Refused> {
        retried(|| self.try_report(who, report.clone()))
    }

    fn try_report(&self, who: &Who, report: Report) -> Result<SubjectId, TryAgain> {
        let now = self.now();
        let mut commit = Commit::default();
        let (site, place) = self.site_of(who, &report, now, &mut commit)?;
        let acting = self.acting(who)?;
        let seen = self.seen();
        let office = seen.office_for(place, &site.sector).ok_or_else(no_office)?;
        let finding = Finding {
            site: site.site,
            unit: UnitName { name: site.name.clone(), credit_code: site.credit_code.clone() },
            sector: site.sector.clone(),
            source: Source::of(&acting, site.site),
            description: report.description,
            found_on: report.found_on,
            office,
            answers: Default::default(),
            proofs: report.proofs,
        };
        let subject = new_subject(&*self.inner.chance, now);
        let by = Actor::Person(who.person);
        let drafts = find(self.setting(&seen, now), subject, place, by, finding)?;
        let entry = Entry { subject, place, by, behalf: who.body(), now };
        let dossier = self.add(&mut commit, &entry, &Dossier::new(subject), drafts);
        self.commit(commit)?;
        self.inner.recent.remember(dossier);
        Ok(subject)
    }

    /// The site that a report names; a new one is registered in the same commit, under the id that follows from place and
    /// code or name: two who report it at once conflict, and the second finds the site of the first.
    fn site_of(
        &self,
        who: &Who,
        report: &Report,
        now: Moment,
        commit: &mut Commit,
    ) -> Result<(SiteRegistered, PlaceCode), Refused> {
        if let Some(site) = report.site {
            let row = self.inner.store.site(site)?.ok_or(Refused::NotFound)?;
            return Ok((row.site, row.place));
        }
        let name = report.unit.trim();
        if name.is_empty() {
            return Err(Refused::field("unit", "请填写单位名称。", "Fill in the unit."));
        }
        let place = self.place_of_site(report.place)?;
        let code = self.credit_code(&report.credit_code)?;
        if let Some(row) = self.inner.store.find_site(code.as_ref(), place, name)? {
            return Ok((row.site, row.place));
        }
        let sector = report.sector.trim();
        if sector.is_empty() {
            return Err(Refused::field("sector", "请选择行业。", "Choose the sector."));
        }
        let site = SiteRegistered {
            site: site_id(place, code.as_ref(), name),
            name: name.to_owned(),
            credit_code: code,
            sector: sector.to_owned(),
            operator: None,
            group: None,
            risk: None,
            coordinates: None,
        };
        let entry = Entry { subject: site.site.into(), place, by: Actor::Person(who.person), behalf: who.body(), now };
        let draft = Draft { held: now, what: What::SiteRegistered(Box::new(site.clone())) };
        self.add_registry(commit, &entry, 0, vec![draft]);
        Ok((site, place))
    }

    pub(crate) fn credit_code(&self, text: &str) -> Result<Option<CreditCode>, Refused> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        CreditCode::parse(text).map(Some).map_err(|fault| {
            Refused::field(
                "credit_code",
                format!("统一社会信用代码有误（{fault}）；请核对营业执照。"),
                format!("The unified social credit code is wrong ({fault}); check the business licence."),
            )
        })
    }

    /// Does something with a hazard; `seen` is the version of the page. Answers the new version.
    ///
    /// # Errors
    /// [`Refused::Rejected`], with what somebody else did meanwhile, if a person acted since `seen`.
    pub fn act(&self, who: &Who, subject: SubjectId, seen: u32, ask: Ask) -> Result<u32, Refused> {
        retried(|| self.try_act(who, subject, seen, ask.clone()))
    }

    fn try_act(&self, who: &Who, subject: SubjectId, seen: u32, ask: Ask) -> Result<u32, TryAgain> {
        let now = self.now();
        let dossier = self.inner.recent.dossier(&self.inner.store, subject)?;
        if !self.may_see(who, &dossier) {
            return Err(Refused::NotFound.into());
        }
        if let Some(happened) = happened_since(self, &dossier, seen)? {
            return Err(Rejected::Stale { happened }.into());
        }
        let registry = self.seen();
        let acting = self.acting(who)?;
        let behalf = behalf(&dossier, &acting, &ask).or(who.body()).cloned();
        let drafts = decide(self.setting(&registry, now), &dossier, &acting, ask)?;
        let place = dossier.place.ok_or(Refused::NotFound)?;
        let entry = Entry { subject, place, by: Actor::Person(who.person), behalf: behalf.as_ref(), now };
        let mut commit = Commit::default();
        let after = self.add(&mut commit, &entry, &dossier, drafts);
        self.commit(commit)?;
        let version = after.version;
        self.inner.recent.remember(after);
        Ok(version)
    }

    /// The sentence of a refusal; questions that are open by their words, which only the pack knows.
    #[must_use]
    pub fn told(&self, refused: &Refused) -> Text {
        let Refused::Rejected(Rejected::AnswersMissing { inputs }) = refused else { return refused.text() };
        let asks = inputs.iter().map(|input| {
            self.inner.pack.inputs().get(input).map_or_else(|| Text::same(input.as_str()), |it| it.ask.clone())
        });
        let (zh, en): (Vec<_>, Vec<_>) = asks.map(|ask| (ask.zh, ask.en)).unzip();
        Text::new(format!("尚不能判定，请回答：{}", zh.join("")), format!("Not yet known; answer: {}", en.join(" ")))
    }

    /// The person as decisions see them. Interests come from posts, not from what the person sees: an inspector who also
    /// holds a post in an enterprise has an interest in the whole group of that enterprise.
    pub(crate) fn acting(&self, who: &Who) -> Result<Acting, Refused> {
        let posts: Vec<_> = who.posts.iter().map(|post| post.post.clone()).collect();
        let interests = self.sites_of(&posts)?;
        Ok(Acting { person: Some(who.person), posts, interests })
    }
}

impl Who {
    /// The body on whose behalf the person acts: that of the first post.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.posts.first().map(|post| &post.post.body)
    }
}

/// What people did with a hazard after a version, for somebody who did not see it yet; none if nothing.
fn happened_since(app: &Bowline, dossier: &Dossier, seen: u32) -> Result<Option<Vec<Text>>, StoreFault> {
    if dossier.version <= seen {
        return Ok(None);
    }
    let facts = app.inner.store.facts(dossier.subject)?;
    let by_people = |fact: &&Fact| fact.version > seen && matches!(fact.by, Actor::Person(_));
    app.happened(&facts.iter().filter(by_people).collect::<Vec<_>>())
}

/// The body for which the person may do this: that of the duty's owner.
fn behalf<'a>(dossier: &'a Dossier, acting: &Acting, ask: &Ask) -> Option<&'a Body> {
    let mut duties = dossier.live().filter(|it| it.opened.act == ask.act());
    duties.find(|it| acting.belongs_to(&it.opened.owner.body)).map(|it| &it.opened.owner.body)
}

/// The id of a new site: the same whoever registers it first, a report or a ledger.
pub(crate) fn site_id(place: PlaceCode, code: Option<&CreditCode>, name: &str) -> SiteId {
    SiteId::derived_in(place, &["site", code.map_or(name, CreditCode::as_str)])
}

pub(crate) fn no_office() -> Refused {
    Refused::field(
        "place",
        "该地没有主管部门；请联系管理员设立。",
        "No office is in charge there; ask the operator to establish one.",
    )
}
