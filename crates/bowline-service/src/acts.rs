//! People report a hazard and take every step after that. The module loads, decides and commits; after a conflict it
//! loads and decides again.
//!
//! This module must never decide: the core does. Start at `Hazards::act`.

use crate::app::Entry;
use crate::chance::new_subject;
use crate::guard::{guard, told};
use crate::refused::{TryAgain, retried};
use crate::sites::{credit_code, known_sector, place_of_site, site_id};
use crate::views::{Report, Who};
use crate::{Handed, Hazards, Proofs, Refused};
use bowline_core::facts::{Actor, Proof, SiteRegistered, Source, UnitName, What};
use bowline_core::ids::{Body, PlaceCode, SubjectId};
use bowline_core::obligations::{Ask, Decided, Dossier, Draft, Finding, decide, find};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_store::Commit;

impl Hazards<'_> {
    /// Reports a hazard. Answers its dossier.
    ///
    /// # Errors
    /// [`Refused`] with the field that is missing or unreadable.
    pub fn report(&self, who: &Who, report: Report) -> Result<SubjectId, Refused> {
        self.report_with(who, report, &[])
    }

    /// Reports a hazard with evidence. It is kept once the report is found good.
    ///
    /// # Errors
    /// As [`Self::report`], and for what is no evidence.
    pub fn report_with(&self, who: &Who, mut report: Report, files: &[Handed]) -> Result<SubjectId, Refused> {
        report.proofs.extend(self.judged(files)?);
        retried(|| self.try_report(who, report.clone(), files))
    }

    fn judged(&self, files: &[Handed]) -> Result<Vec<Proof>, Refused> {
        let proofs = Proofs { inner: self.inner };
        files.iter().map(|handed| proofs.judge(handed)).collect()
    }

    fn settle(&self, files: &[Handed]) -> Result<(), Refused> {
        let proofs = Proofs { inner: self.inner };
        files.iter().try_for_each(|handed| proofs.settle(&handed.file))
    }

    fn try_report(&self, who: &Who, report: Report, files: &[Handed]) -> Result<SubjectId, TryAgain> {
        let now = self.inner.now();
        let mut commit = Commit::default();
        let (site, place) = self.site_of(who, &report, now, &mut commit)?;
        self.inner.may_report(who, site.site, place)?;
        let acting = who.acting();
        let seen = self.inner.seen();
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
        commit.once = self.request.map(|request| request.led_to(subject));
        let found = find(self.inner.setting(&seen, now, place), subject, place, by, finding)?;
        self.settle(files)?;
        let found = Decided { behalf: who.body().cloned(), ..found };
        let dossier = self.inner.add(&mut commit, by, &Dossier::new(subject), found);
        self.inner.commit(commit)?;
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
            let row = self.inner.store.registry().site(site)?.ok_or(Refused::NotFound)?;
            return Ok((row.site, row.place));
        }
        let name = report.unit.trim();
        if name.is_empty() {
            return Err(Refused::field("unit", "请填写“单位名称”。", "Enter “Name of the organisation”."));
        }
        let place = place_of_site(self.inner, report.place)?;
        let code = credit_code(&report.credit_code)?;
        if let Some(row) = self.inner.store.registry().find_site(code.as_ref(), place, name)? {
            return Ok((row.site, row.place));
        }
        let sector = known_sector(self.inner, &report.sector)?;
        let site = SiteRegistered {
            site: site_id(place, code.as_ref(), name),
            name: name.to_owned(),
            credit_code: code,
            sector,
            operator: None,
            group: None,
            risk: None,
            coordinates: None,
        };
        let entry = Entry { subject: site.site.into(), place, by: Actor::Person(who.person), behalf: who.body(), now };
        let draft = Draft { held: now, what: What::SiteRegistered(Box::new(site.clone())) };
        self.inner.add_registry(commit, &entry, 0, vec![draft]);
        Ok((site, place))
    }

    /// Does something with a hazard; `seen` is the version of the page. Answers the new version.
    ///
    /// # Errors
    /// [`Refused::Rejected`], with what somebody else did meanwhile, if a person acted since `seen`; [`Refused::Field`] for a
    /// version that no page has shown.
    pub fn act(&self, who: &Who, subject: SubjectId, seen: u32, ask: Ask) -> Result<u32, Refused> {
        self.act_with(who, subject, seen, ask, &[])
    }

    /// Does something with a hazard, with evidence by file name. It is kept once the act is found good.
    ///
    /// # Errors
    /// As [`Self::act`], and for what is no evidence or not asked for.
    pub fn act_with(
        &self,
        who: &Who,
        subject: SubjectId,
        seen: u32,
        mut ask: Ask,
        files: &[Handed],
    ) -> Result<u32, Refused> {
        match &mut ask {
            Ask::Control { proofs, .. } | Ask::SubmitProof { proofs, .. } => proofs.extend(self.judged(files)?),
            _ if files.is_empty() => {}
            _ => {
                return Err(Refused::field(
                    "proofs",
                    "办理此项不接收附件；请去掉附件后再提交。",
                    "This step takes no files. Remove them, then submit again.",
                ));
            }
        }
        retried(|| self.try_act(who, subject, seen, ask.clone(), files))
    }

    fn try_act(&self, who: &Who, subject: SubjectId, seen: u32, ask: Ask, files: &[Handed]) -> Result<u32, TryAgain> {
        let now = self.inner.now();
        let dossier = self.inner.recent.dossier(&self.inner.store, subject)?;
        guard(self.inner, who, &dossier, seen)?;
        let place = dossier.place.ok_or(Refused::NotFound)?;
        let registry = self.inner.seen();
        let decided = decide(self.inner.setting(&registry, now, place), &dossier, &who.acting(), ask)?;
        self.settle(files)?;
        let once = self.request.map(|request| request.led_to(subject));
        let mut commit = Commit { once, ..Commit::default() };
        let after = self.inner.add(&mut commit, Actor::Person(who.person), &dossier, decided);
        self.inner.commit(commit)?;
        Ok(self.inner.recent.remember(after).version)
    }

    /// The sentence of a refusal, with the names that only the pack and the registry know.
    #[must_use]
    pub fn told(&self, refused: &Refused) -> Text {
        told(self.inner, refused)
    }
}

impl Who {
    /// The body on whose behalf the person acts: that of the first post.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.posts.first().map(|post| &post.post.body)
    }
}

pub(crate) fn no_office() -> Refused {
    Refused::field(
        "place",
        "系统尚未登记该地的主管部门；请联系系统管理员补录。",
        "No authority is registered for that area; ask the system administrator to add one.",
    )
}
