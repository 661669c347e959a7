//! A person acts here in the words of the case file. A verb that is refused stops the test; `asks` answers the refusal.
//!
//! This module must never do what a page could not: every verb is a public use case.

use crate::populate::Site;
use crate::world::World;
use bowline_core::facts::{Actor, Answer, Answers, Plan};
use bowline_core::ids::{PersonId, PostId, Role, SubjectId};
use bowline_core::obligations::Ask;
use bowline_core::time::Day;
use bowline_service::Refused;
use bowline_service::views::{Report, Scope, Who};

/// Somebody in a world.
#[derive(Clone, Copy)]
pub struct Person<'w> {
    pub(crate) world: &'w World,
    pub(crate) id: PersonId,
}

impl Person<'_> {
    /// Who it is.
    #[must_use]
    pub const fn id(&self) -> PersonId {
        self.id
    }
    /// The person signed in today.
    #[must_use]
    pub fn who(&self) -> Who {
        self.world.app().people().who(self.id).expect("a known person")
    }

    // --------------------------------------------------------------------------------------------- the first step

    /// Reports a hazard found today.
    pub fn finds(&self, what: &str, site: &Site) -> SubjectId {
        self.finds_on(self.world.app().today(), what, site)
    }
    /// Reports a hazard found on a day.
    pub fn finds_on(&self, day: Day, what: &str, site: &Site) -> SubjectId {
        let found = self.reports(day, what, site).unwrap_or_else(|refused| panic!("refused: {}", refused.text().en));
        let id = self.world.dossier(found).hazard().expect("a hazard").found.site;
        self.world.knows_site(site, id);
        found
    }
    /// Reports a hazard; answers the refusal.
    ///
    /// # Errors
    /// As the use case.
    pub fn reports(&self, day: Day, what: &str, site: &Site) -> Result<SubjectId, Refused> {
        let report = Report {
            site: None,
            unit: site.name.clone(),
            credit_code: String::new(),
            place: Some(site.place),
            sector: site.sector.clone(),
            description: what.to_owned(),
            found_on: day,
            proofs: Vec::new(),
        };
        self.world.app().hazards().report(&self.who(), report)
    }

    /// Takes in a ledger. Answers accepted, duplicates, refused.
    ///
    /// # Errors
    /// As the use case.
    pub fn imports(&self, name: &str, bytes: &[u8]) -> Result<(usize, usize, usize), Refused> {
        let (who, imports) = (self.who(), self.world.app().imports());
        let Scope::Place(within) = who.scope else { panic!("only officials take ledgers in") };
        let import = imports.read(name, bytes, None, Some(within))?;
        let by = Actor::Import(who.person);
        let report = imports.take_in(by, &import, &mut |_, _| {})?;
        Ok((report.accepted, report.duplicates, report.refused.len()))
    }

    // ------------------------------------------------------------------------------------------ every step after it

    /// Asks something of a hazard as it stands now.
    ///
    /// # Errors
    /// As the use case.
    pub fn asks(&self, hazard: SubjectId, ask: Ask) -> Result<u32, Refused> {
        let seen = self.world.app().store().log().version(hazard).expect("a version");
        self.asks_having_seen(hazard, seen, ask)
    }
    /// Asks something from a page that showed an earlier version.
    ///
    /// # Errors
    /// As the use case.
    pub fn asks_having_seen(&self, hazard: SubjectId, seen: u32, ask: Ask) -> Result<u32, Refused> {
        self.world.app().hazards().act(&self.who(), hazard, seen, ask)
    }
    fn does(&self, hazard: SubjectId, ask: Ask) {
        if let Err(refused) = self.asks(hazard, ask.clone()) {
            panic!("{ask:?} was refused: {}", refused.text().en);
        }
    }

    /// Grades by one criterion; what comes out follows from the answers.
    pub fn grades(&self, hazard: SubjectId, criterion: &str, answers: &[(&str, bool)]) {
        self.does(hazard, grading(criterion, self::answers(answers)));
    }
    /// Grades by one criterion, and it must come out major.
    pub fn grades_major(&self, hazard: SubjectId, criterion: &str, answers: &[(&str, bool)]) {
        self.grades(hazard, criterion, answers);
        assert_eq!(self.grade_of(hazard), Some(bowline_core::facts::Grade::Major));
    }
    /// Grades by one criterion, and it must come out general.
    pub fn grades_general(&self, hazard: SubjectId, criterion: &str, answers: &[(&str, bool)]) {
        self.grades(hazard, criterion, answers);
        assert_eq!(self.grade_of(hazard), Some(bowline_core::facts::Grade::General));
    }
    fn grade_of(&self, hazard: SubjectId) -> Option<bowline_core::facts::Grade> {
        self.world.dossier(hazard).hazard()?.graded.as_ref().map(|graded| graded.grade)
    }

    /// Orders it to the principal of the site.
    pub fn orders(&self, hazard: SubjectId, deadline: &str) {
        let site = self.world.dossier(hazard).hazard().expect("a hazard").found.site;
        let to = PostId::site(site, Role::Principal);
        self.does(hazard, Ask::Order { to, deadline: day(deadline), text: self.world.cast().order.to_owned() });
    }
    /// Accepts the order.
    pub fn accepts(&self, hazard: SubjectId) {
        self.does(hazard, Ask::Accept);
    }
    /// Puts interim control in place.
    pub fn controls(&self, hazard: SubjectId) {
        self.does(hazard, Ask::Control { measures: self.world.cast().control.to_owned(), proofs: Vec::new() });
    }
    /// Fixes the five.
    pub fn plans(&self, hazard: SubjectId) {
        let until = self.world.dossier(hazard).hazard().and_then(|it| it.ordered.as_ref()).expect("an order").deadline;
        self.does(
            hazard,
            Ask::Plan(Plan {
                person: self.world.cast().safety_officer.to_owned(),
                measures: self.world.cast().plan[0].to_owned(),
                funds_yuan: 3_000,
                until,
                contingency: self.world.cast().plan[1].to_owned(),
            }),
        );
    }
    /// Says that it is fixed, with a photo.
    pub fn submits_proof(&self, hazard: SubjectId) {
        let ask = self.proof(hazard);
        self.does(hazard, ask);
    }
    /// What handing in proof asks; the photo is kept.
    #[must_use]
    pub fn proof(&self, hazard: SubjectId) -> Ask {
        let bytes = crate::photo(hazard.0.as_bytes());
        let photo = self.world.app().proofs().keep("photo.png", &bytes).expect("a photo is kept");
        Ask::SubmitProof { note: self.world.cast().proof.to_owned(), proofs: vec![photo] }
    }
    /// Says that it is gone.
    pub fn verifies(&self, hazard: SubjectId) {
        self.does(hazard, Ask::Verify { finding: self.world.cast().gone.to_owned() });
    }
    /// Says that it is not gone.
    pub fn returns(&self, hazard: SubjectId, reason: &str) {
        self.does(hazard, Ask::Return { reason: reason.to_owned() });
    }
    /// Closes it off the list.
    pub fn closes_off(&self, hazard: SubjectId) {
        self.does(hazard, Ask::CloseOff);
    }
    /// Acts on what is late below.
    pub fn supervises(&self, hazard: SubjectId, letter: &str) {
        self.does(hazard, Ask::Supervise { letter: letter.to_owned() });
    }
    /// Answers the letter of the office above.
    pub fn replies(&self, hazard: SubjectId, reply: &str) {
        self.does(hazard, Ask::Reply { reply: reply.to_owned() });
    }
}

/// Answers of yes and no.
#[must_use]
pub fn answers(given: &[(&str, bool)]) -> Answers {
    given.iter().map(|(input, yes)| (input.parse().expect("an input"), Answer::Yes(*yes))).collect()
}

/// Asks for a grade by one criterion.
pub(crate) fn grading(criterion: &str, answers: Answers) -> Ask {
    Ask::Grade { candidates: vec![criterion.parse().expect("a rule")], answers }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}
