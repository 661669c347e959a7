//! Double-random draws (双随机): an office draws which of its organisations are visited, and which of its inspectors visit each.
//! This module writes the list down; the draw itself is that of every list (`draws.rs`).
//!
//! This module must never leave out an organisation or an inspector of the office, or take a conflict without its reason. Start at
//! [`Inspections::prepare`].

use crate::app::Inner;
use crate::chance::new_subject;
use crate::draws::{Draws, label};
use crate::look_backs::{kind, source};
use crate::refused::{retried, seen};
use crate::registry::Seen;
use crate::sites::searched;
use crate::views::Who;
use crate::views::draws::{Pool, PrepareForm};
use crate::{Refused, Request};
use bowline_core::facts::{Answer, Answers, InputId};
use bowline_core::ids::{Body, OfficeId, PersonId, PostId, Role, SubjectId};
use bowline_core::obligations::Wish;
use bowline_core::signals::{INSPECTOR, Line, List, SiteRow, Size, UNIT};
use bowline_core::words::{Text, folded};
use std::collections::BTreeSet;

/// The kind of a double-random draw.
pub(crate) const INSPECTIONS: &str = "inspection_draw";
/// Most organisations that one draw visits.
const MOST_VISITS: u32 = 500;
/// Most organisations of one list.
const MOST_UNITS: u32 = 50_000;
/// Officers that a visit needs at least.
const LEAST_OFFICERS: u32 = 2;
/// Most officers of one visit.
const MOST_OFFICERS: u32 = 10;

/// Double-random draws: what is drawn from, and how a list is written down.
#[derive(Clone, Copy)]
pub struct Inspections<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

impl Inspections<'_> {
    /// What an office of the person can draw from. None: they are of no office, or the rulebook knows no such draws.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn pool(&self, who: &Who) -> Result<Option<Pool>, Refused> {
        let Some(office) = self.office(who) else { return Ok(None) };
        let name = self.inner.names().office(&office);
        let (units, inspectors) = (self.units(&office)?.len(), self.inspectors(&office)?);
        Ok(Some(Pool { office: name, units, inspectors: inspectors.into_iter().map(|(_, name)| name).collect() }))
    }

    /// Writes a list down, and begins the draw: a second person agrees to the list, two people type the seed, and the engine
    /// draws. Answers the draw.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever is of no office; [`Refused::Field`] with what cannot be taken.
    pub fn prepare(&self, who: &Who, form: &PrepareForm) -> Result<SubjectId, Refused> {
        let office = self.office(who).ok_or(Refused::NotFound)?;
        let (units, inspectors) = (self.units(&office)?, self.inspectors(&office)?);
        let subject_line = self.form_fits(form, units.len(), inspectors.len())?;
        let source = source(&form.source)?;
        let conflicts = conflicts(&form.conflicts, &units, &inspectors)?;
        let told: Vec<&str> = form.conflicts.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let told = told.join("\n");
        let (many_units, many_inspectors) = (units.len(), inspectors.len());
        let unit = |row: SiteRow| Line::Candidate {
            label: row.site.site.to_string(),
            group: UNIT.to_owned(),
            name: row.site.name,
        };
        let inspector = |(person, name): (PersonId, String)| Line::Candidate {
            label: label(person),
            group: INSPECTOR.to_owned(),
            name,
        };
        let lines = units.into_iter().map(unit).chain(inspectors.into_iter().map(inspector)).chain(conflicts);
        let size = Size::Visits { units: form.visits, inspectors: form.officers };
        let committed = Draws::of(self.inner).commit_to(&List { size, lines: lines.collect() })?;
        let answers = [
            ("visit.subject", Some(Answer::Text(subject_line))),
            ("draw.committed_on", Some(Answer::Day(self.inner.today()))),
            ("visit.planned_on", Some(Answer::Day(form.planned_on))),
            ("visit.mode", Some(Answer::Choice("double_random".to_owned()))),
            ("visit.lead", Some(Answer::Post(lead(&office)))),
            ("draw.source", Some(Answer::Text(source.to_owned()))),
            ("draw.candidates", Some(Answer::Number(many_units as f64))),
            ("draw.inspectors", Some(Answer::Number(many_inspectors as f64))),
            ("draw.conflicts", Some(Answer::Text(told)).filter(|_| !form.conflicts.trim().is_empty())),
            ("draw.list", Some(Answer::Files(vec![committed.list]))),
            ("draw.code_published", Some(Answer::Text(committed.published))),
        ];
        let answers: Answers =
            answers.into_iter().filter_map(|(input, answer)| Some((input.parse::<InputId>().ok()?, answer?))).collect();
        let subject = new_subject(&*self.inner.chance, self.inner.now());
        retried(|| {
            let wish = Wish { act: "prepare".to_owned(), answers: answers.clone() };
            Draws::of(self.inner).begin(who, &office, subject, (kind(INSPECTIONS)?, wish), self.request)
        })?;
        Ok(subject)
    }

    fn office(&self, who: &Who) -> Option<OfficeId> {
        self.inner.pack().kinds().latest(&kind(INSPECTIONS).ok()?)?;
        who.posts.iter().find_map(|post| match &post.post.body {
            Body::Office(office) => Some(office.clone()),
            Body::Site(_) => None,
        })
    }

    /// The organisations in whose charge the office is.
    fn units(&self, office: &OfficeId) -> Result<Vec<SiteRow>, Refused> {
        let registry: Seen<'_> = self.inner.seen();
        let rows = self.inner.store.registry().search_sites(&searched(self.inner, office.place), "", MOST_UNITS)?;
        Ok(rows
            .into_iter()
            .filter(|row| registry.office_for(row.place, &row.site.sector).as_ref() == Some(office))
            .collect())
    }

    fn inspectors(&self, office: &OfficeId) -> Result<Vec<(PersonId, String)>, Refused> {
        Ok(self.inner.store.registry().holders(&lead(office), self.inner.today())?)
    }

    fn form_fits(&self, form: &PrepareForm, units: usize, inspectors: usize) -> Result<String, Refused> {
        let subject = form.subject.trim();
        seen("subject", &Text::new("检查事由", "What the visits are for"), subject)?;
        if subject.is_empty() || subject.chars().count() > 200 {
            return Err(Refused::field(
                "subject",
                "请填写“检查事由”，不超过 200 字。",
                "Say what the visits are for, in at most 200 characters.",
            ));
        }
        if form.planned_on < self.inner.today() {
            return Err(Refused::field(
                "planned_on",
                "“计划检查日期”不得早于今天。",
                "“Planned for” may not lie before today.",
            ));
        }
        let most = u32::try_from(units).unwrap_or(u32::MAX).min(MOST_VISITS);
        if form.visits == 0 || form.visits > most {
            return Err(Refused::field(
                "visits",
                format!("“抽取单位数”应为 1 至 {most}。"),
                format!("“Organisations to draw” must be from 1 to {most}."),
            ));
        }
        let most = u32::try_from(inspectors).unwrap_or(u32::MAX).min(MOST_OFFICERS);
        if most < LEAST_OFFICERS {
            return Err(Refused::field(
                "officers",
                format!("本机关在岗检查人员只有 {most} 名，检查不得少于两人；请先配备人员。"),
                format!("The office has {most} inspectors in post; a visit needs two. Staff its posts first."),
            ));
        }
        if !(LEAST_OFFICERS..=most).contains(&form.officers) {
            return Err(Refused::field(
                "officers",
                format!("“每家检查人员数”应为 {LEAST_OFFICERS} 至 {most}。"),
                format!("“Inspectors for each” must be from {LEAST_OFFICERS} to {most}."),
            ));
        }
        Ok(subject.to_owned())
    }
}

/// The post whose holders are drawn, and which leads each visit.
fn lead(office: &OfficeId) -> PostId {
    PostId { body: Body::Office(office.clone()), role: Role::Inspector }
}

/// The conflicts that were declared, one a line: inspector, organisation, reason.
fn conflicts(typed: &str, units: &[SiteRow], inspectors: &[(PersonId, String)]) -> Result<BTreeSet<Line>, Refused> {
    let lines = (1..).zip(typed.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(no, line)| conflict(no, line, units, inspectors)).collect()
}

fn conflict(no: usize, line: &str, units: &[SiteRow], inspectors: &[(PersonId, String)]) -> Result<Line, Refused> {
    let bad = |zh: String, en: String| {
        Refused::field("conflicts", format!("回避申报第 {no} 行：{zh}"), format!("Conflicts, line {no}: {en}"))
    };
    let mut fields = line.splitn(3, ['，', ',']).map(str::trim);
    let (Some(inspector), Some(unit), Some(reason)) =
        (fields.next(), fields.next(), fields.next().filter(|it| !it.is_empty()))
    else {
        return Err(bad(
            "请写明检查人员、单位、理由，用逗号分开。".to_owned(),
            "write inspector, organisation and reason, parted by commas.".to_owned(),
        ));
    };
    seen("conflicts", &Text::new("回避申报", "Conflicts"), reason)?;
    let unknown = |what: (&str, &str), name: &str| {
        bad(
            format!("名录中没有唯一的{}“{name}”。", what.0),
            format!("the list has no single {} called “{name}”.", what.1),
        )
    };
    let mut people = inspectors.iter().filter(|(_, name)| folded(name) == folded(inspector));
    let mut sites = units.iter().filter(|row| folded(&row.site.name) == folded(unit));
    let (Some((person, _)), None) = (people.next(), people.next()) else {
        return Err(unknown(("检查人员", "inspector"), inspector));
    };
    let (Some(site), None) = (sites.next(), sites.next()) else {
        return Err(unknown(("单位", "organisation"), unit));
    };
    Ok(Line::Conflict { inspector: label(*person), unit: site.site.site.to_string(), reason: reason.to_owned() })
}
