//! This view lists matters of a declared kind, and says which kinds there are.
//!
//! This module must never reach beyond the person's scope, whatever the filter says. Start at [`Matters::list`].

use crate::export::{MANY_LINES, Take, each_line};
use crate::views::matters::{
    ActName, FacetView, FamilyView, KindView, MatterFilter, MatterLine, MatterList, MatterState, PhaseView,
};
use crate::views::{Page, Who};
use crate::{Hazards, Matters, Refused};
use bowline_core::facts::{InputId, Stage};
use bowline_core::ids::{CaseNumber, PlaceCode, PostId, RuleId, SubjectId};
use bowline_core::rules::kinds::{ENGINE, Kind, PartyOf};
use bowline_core::rules::{InputKind, Pack};
use bowline_core::signals::{MatterRow, MatterTally};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_store::{MatterQuery, MatterSort, Sought, StoreFault, Total, Within};

/// Lines of one page.
const LINES: usize = 50;

impl Matters<'_> {
    /// The kinds in force today below the headings of the pack; those that stand below none come last.
    #[must_use]
    pub fn families(&self) -> Vec<FamilyView> {
        let pack = self.inner.pack();
        let in_force = pack.shared_kinds().filter(|kind| kind.valid.holds_on(self.inner.today()));
        let mut left: Vec<KindView> = in_force.map(|kind| kind_view(pack, kind)).collect();
        let mut families = Vec::new();
        for family in pack.families() {
            let at = |kind: &KindView| family.kinds.iter().position(|id| *id == kind.id);
            let mut kinds: Vec<KindView> = left.extract_if(.., |kind| at(kind).is_some()).collect();
            kinds.sort_by_key(at);
            families.push(FamilyView { title: Some(family.name.clone()), kinds });
        }
        families.push(FamilyView { title: None, kinds: left });
        families.retain(|family| !family.kinds.is_empty());
        families
    }

    /// The kind that addresses call so: one in force today, else its latest edition, since its matters go on.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn kind_at(&self, address: &str) -> Result<KindView, Refused> {
        let kinds = self.inner.pack().kinds();
        let called = |kind: &&Kind| kind.address == address && !kind.is_coded();
        let kind = kinds.in_force(self.inner.today()).find(called).or_else(|| kinds.iter().rev().find(called));
        kind.map(|kind| kind_view(self.inner.pack(), kind)).ok_or(Refused::NotFound)
    }

    /// One page of matters of a kind within the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a kind that the pack does not know, or a place outside the scope.
    pub fn list(&self, who: &Who, kind: &RuleId, filter: &MatterFilter) -> Result<MatterList, Refused> {
        let kinds = self.inner.pack().kinds();
        let known = kinds.on(kind, self.inner.today()).or_else(|| kinds.latest(kind)).ok_or(Refused::NotFound)?;
        let view = kind_view(self.inner.pack(), known);
        self.inner.store.at_one_moment(|| self.read_list(who, view, filter)).map(|(list, _)| list)
    }

    /// Every matter of a list, in its order and as at one moment, as long as `take` goes on.
    ///
    /// # Errors
    /// As [`Self::list`], and what `take` meets.
    pub fn each(
        &self,
        who: &Who,
        kind: &KindView,
        filter: &MatterFilter,
        take: &mut Take<'_, MatterLine>,
    ) -> Result<(), Refused> {
        let first = MatterFilter { after: None, ..filter.clone() };
        self.inner.store.at_one_moment(|| {
            let (MatterList { page, .. }, query) = self.read_list(who, kind.clone(), &first)?;
            let next = query.zip(page.next.as_deref().and_then(cursor));
            let more = |(query, sort)| {
                let query = MatterQuery { sort, ..query };
                let found = bowline_store::Matters::of(&self.inner.store).list(&query, MANY_LINES)?;
                Ok((self.lines(found.rows)?, found.next.map(|next| (query, next))))
            };
            each_line((page.lines, next), more, take)
        })
    }

    /// One page, and the query that found it, where one did.
    fn read_list(
        &self,
        who: &Who,
        kind: KindView,
        filter: &MatterFilter,
    ) -> Result<(MatterList, Option<MatterQuery>), Refused> {
        let within = Hazards { inner: self.inner, request: None }.within(who, filter.place)?;
        let Some(within) = within.filter(|_| Sought::by(&filter.search) != Sought::Nothing) else {
            let page = Page { lines: Vec::new(), next: None };
            return Ok((MatterList { kind, page, total: Some(0), newest_recorded: false, from: None }, None));
        };
        if let Some(number) = CaseNumber::written(&filter.search) {
            let row = number.ok().map(|number| self.numbered(who, &kind.id, number)).transpose()?.flatten();
            let lines = self.lines(row.into_iter().collect())?;
            let total = Some(lines.len() as u64);
            let page = Page { lines, next: None };
            return Ok((MatterList { kind, page, total, newest_recorded: false, from: None }, None));
        }
        let open = match filter.state {
            MatterState::All => None,
            MatterState::Open => Some(true),
            MatterState::Closed => Some(false),
        };
        let query = MatterQuery {
            kind: kind.id.clone(),
            within,
            open,
            phase: filter.phase.clone(),
            facet: filter.facet.clone(),
            grave: filter.grave,
            late: filter.late,
            from: filter.from,
            search: filter.search.clone(),
            sort: sort(filter),
        };
        let store = bowline_store::Matters::of(&self.inner.store);
        let found = store.list(&query, LINES)?;
        let page = Page { lines: self.lines(found.rows)?, next: found.next.as_ref().and_then(cursor_text) };
        let total = match (found.total, tallied(self, &query)?) {
            (Total::Is(number), _) => Some(number),
            // Of what has a tally, a long list knows its number too.
            (_, Some(number)) => Some(number),
            (Total::TooMany, None) => None,
            (Total::NotCounted, None) => store.count(&query)?,
        };
        let from = filter.from.map(|from| seen_line(self, who, from)).transpose()?.flatten();
        Ok((MatterList { kind, page, total, newest_recorded: found.newest_recorded, from }, Some(query)))
    }

    /// The matter of a kind with this number, if the person may see it.
    fn numbered(&self, who: &Who, kind: &RuleId, number: CaseNumber) -> Result<Option<MatterRow>, StoreFault> {
        let Some(subject) = self.inner.store.log().numbered(number)? else { return Ok(None) };
        let row = bowline_store::Matters::of(&self.inner.store).one(subject)?;
        Ok(row.filter(|row| row.kind == *kind && self.inner.lies_within(who, row.site, row.place)))
    }

    /// How many matters of each kind there are in a place, within the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope.
    pub fn counts(&self, who: &Who, place: Option<PlaceCode>) -> Result<Vec<(KindView, MatterTally)>, Refused> {
        let within = Hazards { inner: self.inner, request: None }.within(who, place)?;
        let place = match within {
            Some(Within::Place { code, .. }) => code,
            Some(Within::Everywhere) => self.inner.places.latest().nation(),
            // A tally counts places, not sites.
            Some(Within::Sites(_)) | None => return Ok(Vec::new()),
        };
        let counts = bowline_store::Matters::of(&self.inner.store).tallies(&self.inner.places.counted_in(place))?;
        let named = counts.into_iter().filter_map(|(kind, tally)| {
            Some((kind_view(self.inner.pack(), self.inner.pack().kinds().latest(&kind)?), tally))
        });
        Ok(named.collect())
    }

    pub(crate) fn lines(&self, rows: Vec<MatterRow>) -> Result<Vec<MatterLine>, StoreFault> {
        let owners: Vec<PostId> = rows.iter().filter_map(|row| row.owner.clone()).collect();
        let names = self.inner.names().of(&owners, [])?;
        let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject).collect();
        let numbers = self.inner.store.log().numbers(&subjects)?;
        Ok(rows.into_iter().zip(numbers).map(|(row, number)| self.line(&names, number, row)).collect())
    }

    pub(crate) fn line(
        &self,
        names: &crate::names::NameBook<'_>,
        number: Option<CaseNumber>,
        row: MatterRow,
    ) -> MatterLine {
        let pack = self.inner.pack_at(row.place);
        let kind = pack.kind_of(&row.kind, row.began);
        let facet = row.facet.map(|word| {
            let input = kind.and_then(|kind| kind.line.facet.as_ref());
            let name = input.and_then(|input| choice(pack, input, &word));
            (word.clone(), name.cloned().unwrap_or_else(|| Text::same(word)))
        });
        MatterLine {
            subject: row.subject,
            kind_title: kind.map_or_else(|| Text::same(row.kind.as_str()), |kind| kind.title.clone()),
            phase: phase_of(kind, &row.phase, row.stage),
            kind: row.kind,
            number: number.map(|number| number.to_string()).unwrap_or_default(),
            text: row.text,
            unit: row.unit,
            place: self.inner.names().place(row.place),
            place_code: row.place,
            facet,
            grave: row.grave,
            light: row.light,
            began: row.began,
            due_at: row.due_at,
            provisional: row.provisional,
            late_beside: row.late_beside,
            act: row.act.map(|act| ActName { act, name: pack.act_name(act) }),
            owner: row.owner.as_ref().map(|post| names.post(post)),
            raised_to: row.raised_to.map(|office| self.inner.names().office(&office)),
            returned: row.returned,
        }
    }
}

/// The page and the line of a matter, if the person may see it.
fn seen_line(app: &Matters<'_>, who: &Who, subject: SubjectId) -> Result<Option<(String, MatterLine)>, StoreFault> {
    let row = bowline_store::Matters::of(&app.inner.store).one(subject)?;
    let row = row.filter(|row| app.inner.lies_within(who, row.site, row.place));
    let line = app.lines(row.into_iter().collect())?.pop();
    let page = |line: &MatterLine| {
        let kind = app.inner.pack_at(line.place_code).kind_of(&line.kind, line.began)?;
        Some(format!("/matters/{}/{subject}", kind.address))
    };
    Ok(line.and_then(|line| Some((page(&line)?, line))))
}

/// How many there are, as the tally of the place says. None: it does not count just these.
fn tallied(app: &Matters<'_>, query: &MatterQuery) -> Result<Option<u64>, StoreFault> {
    let place = match &query.within {
        Within::Place { code, .. } => *code,
        Within::Everywhere => app.inner.places.latest().nation(),
        Within::Sites(_) => return Ok(None),
    };
    if query.phase.is_some() || query.from.is_some() || query.facet.is_some() || !query.search.trim().is_empty() {
        return Ok(None);
    }
    let counts = bowline_store::Matters::of(&app.inner.store).tallies(&app.inner.places.counted_in(place))?;
    let of_kind = counts.into_iter().find(|(kind, _)| *kind == query.kind);
    let tally = of_kind.map(|(_, tally)| tally).unwrap_or_default();
    let number = match (query.open, query.grave, query.late) {
        (None, false, false) => tally.begun,
        (Some(true), false, false) => tally.open,
        (Some(true), true, false) => tally.open_grave,
        (Some(false), false, false) => tally.begun - tally.open,
        (None | Some(true), false, true) => tally.overdue,
        _ => return Ok(None),
    };
    Ok(u64::try_from(number).ok())
}

/// A kind of a pack, as pages show it.
pub(crate) fn kind_view(pack: &Pack, kind: &Kind) -> KindView {
    let facet = kind.line.facet.as_ref().and_then(|input| {
        let input = pack.inputs().get(input)?;
        let InputKind::Choice { choices } = &input.kind else { return None };
        let choice = |(word, name): (&String, &Text)| (word.clone(), name.clone(), kind.line.grave.contains(word));
        Some(FacetView { ask: input.ask.clone(), choices: choices.iter().map(choice).collect() })
    });
    let by_people = kind.beginnings().filter(|act| act.may.iter().any(|party| party != ENGINE));
    KindView {
        id: kind.id.clone(),
        address: kind.address.clone(),
        title: kind.title.clone(),
        phases: kind.phases.iter().map(phase_view).collect(),
        facet,
        begins: by_people.map(|act| (act.id.clone(), act.name.clone())).collect(),
        about_site: kind.parties.iter().any(|party| matches!(party.of, PartyOf::Site(_))),
    }
}

pub(super) fn choice<'p>(pack: &'p Pack, input: &InputId, word: &str) -> Option<&'p Text> {
    match &pack.inputs().get(input)?.kind {
        InputKind::Choice { choices } => choices.get(word),
        _ => None,
    }
}

fn phase_view(phase: &bowline_core::rules::kinds::Phase) -> PhaseView {
    PhaseView { id: phase.id.clone(), name: phase.name.clone(), stage: phase.stage }
}

/// A phase with its name; its word, where no pack knows it.
pub(crate) fn phase_of(kind: Option<&Kind>, id: &str, stage: Stage) -> PhaseView {
    let known = kind.and_then(|kind| kind.phase(id));
    let name = known.map_or_else(|| Text::same(id), |phase| phase.name.clone());
    PhaseView { id: id.to_owned(), name, stage }
}

/// The order of a list, and where it goes on. A cursor of another order counts for nothing.
fn sort(filter: &MatterFilter) -> MatterSort {
    let by_due = filter.state == MatterState::Open || filter.late;
    match (filter.after.as_deref().and_then(cursor), by_due) {
        (Some(cursor @ MatterSort::Recorded(_)), _)
        | (Some(cursor @ MatterSort::Due(_)), true)
        | (Some(cursor @ MatterSort::Began(_)), false) => cursor,
        (_, true) => MatterSort::Due(None),
        (_, false) => MatterSort::Began(None),
    }
}

/// Where a list goes on, as an address says it.
fn cursor_text(sort: &MatterSort) -> Option<String> {
    Some(match sort {
        MatterSort::Due(after) => {
            let (at, last) = (*after)?;
            format!("due_{}_{last}", at.map_or_else(String::new, |at| at.as_millisecond().to_string()))
        }
        MatterSort::Began(after) => {
            let (on, last) = (*after)?;
            format!("began_{on}_{last}")
        }
        MatterSort::Recorded(before) => format!("recorded_{}", (*before)?),
    })
}

fn cursor(text: &str) -> Option<MatterSort> {
    let mut parts = text.splitn(3, '_');
    let (kind, value) = (parts.next()?, parts.next()?);
    if kind == "recorded" {
        return Some(MatterSort::Recorded(Some(value.parse().ok()?)));
    }
    let last: SubjectId = parts.next()?.parse().ok()?;
    match kind {
        "due" if value.is_empty() => Some(MatterSort::Due(Some((None, last)))),
        "due" => Some(MatterSort::Due(Some((Some(Moment::from_millisecond(value.parse().ok()?).ok()?), last)))),
        "began" => Some(MatterSort::Began(Some((value.parse().ok()?, last)))),
        _ => None,
    }
}
