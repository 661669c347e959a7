//! Look-backs (回头看): an office above draws closed hazards at random, each is looked at again, and the results give a rate of
//! false closings.
//!
//! The list that was drawn from is kept as a file under its hash, so that anybody who gets it can repeat the draw. This module
//! must never let a person choose what is drawn, or draw the same days twice. Start at [`LookBacks::draw`].

use crate::app::Inner;
use crate::chance::sha256_hex;
use crate::proofs::{place_of, write_whole};
use crate::refused::{TryAgain, retried};
use crate::views::Who;
use crate::views::look_backs::{DrawForm, Frame};
use crate::{Refused, Request};
use bowline_core::facts::{Actor, Answer, Answers, Closing, InputId, Proof, ProofKind};
use bowline_core::ids::{Body, OfficeId, PlaceCode, RuleId, SubjectId};
use bowline_core::obligations::{Beginning, By, Dossier, Hazard, Wish, begin};
use bowline_core::places::Level;
use bowline_core::rules::SampleSize;
use bowline_core::signals::{Closed, Drawn, draw, list_text};
use bowline_core::time::{Day, day_of};
use bowline_core::words::Text;
use bowline_store::Commit;

/// The kind of a draw, as packs call it.
pub(crate) const DRAW: &str = "look_back_draw";
/// The kind of a look.
pub(crate) const LOOK: &str = "look_back";
/// Who verified what a register closed.
pub(crate) const REGISTER: &str = "register";
/// Most matters that one draw takes: the names that an answer lists.
const MOST_DRAWN: usize = 4_000;
/// Hazards whose facts are read at once.
const PART: usize = 50;
/// Characters of a seed.
const LONGEST_SEED: usize = 200;

/// Look-backs: counted, drawn, told.
#[derive(Clone, Copy)]
pub struct LookBacks<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

impl LookBacks<'_> {
    /// The office of a person that may draw: an office of a level above the county. None: they have none, or the rulebook knows no
    /// look-backs.
    #[must_use]
    pub fn drawer(&self, who: &Who) -> Option<OfficeId> {
        self.inner.pack().country().look_back()?;
        let above = |place| self.inner.places.latest().get(place).is_some_and(|it| it.level < Level::County);
        let mut offices = who.posts.iter().filter_map(|post| match &post.post.body {
            Body::Office(office) => Some(office.clone()),
            Body::Site(_) => None,
        });
        offices.find(|office| above(office.place))
    }

    /// What could be drawn from: how many closings lie in the days, in how many strata, and how many would be drawn.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever may not draw; [`Refused::Field`] for days that do not fit.
    pub fn frame(&self, who: &Who, form: &DrawForm) -> Result<Frame, Refused> {
        let (office, size) = self.right(who)?;
        self.days(form)?;
        let list = self.list(&office, form)?;
        // How many are drawn does not depend on the seed.
        let drawn = draw(&list, "", size);
        Ok(Frame {
            closings: list.len(),
            strata: drawn.len(),
            drawn: drawn.iter().map(|it| it.subjects.len()).sum(),
            percent: size.percent,
            least: size.least,
        })
    }

    /// Draws, and begins the draw; the engine then begins a look for each matter drawn, once. Answers the draw.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever may not draw; [`Refused::Field`] for a seed or days that do not fit, where nothing was
    /// closed in these days, and where the office drew from just these days before.
    pub fn draw(&self, who: &Who, form: &DrawForm) -> Result<SubjectId, Refused> {
        let (office, size) = self.right(who)?;
        self.days(form)?;
        let seed = form.seed.trim();
        crate::refused::seen("seed", &Text::new("随机种子", "Seed"), seed)?;
        if seed.is_empty() || seed.chars().count() > LONGEST_SEED {
            return Err(Refused::field(
                "seed",
                format!("请填写“随机种子”，不超过 {LONGEST_SEED} 字。"),
                format!("Enter a “Seed” of at most {LONGEST_SEED} characters."),
            ));
        }
        let list = self.list(&office, form)?;
        let drawn = draw(&list, seed, size);
        let count: usize = drawn.iter().map(|it| it.subjects.len()).sum();
        if count == 0 {
            return Err(Refused::field(
                "from",
                "所选日期内，下级没有办结销号的隐患；请调整日期。",
                "No hazard of an authority below was closed in these days. Choose others.",
            ));
        }
        if count > MOST_DRAWN {
            return Err(Refused::field(
                "until",
                format!("将抽取 {count} 件，超过每次 {MOST_DRAWN} 件；请缩短日期。"),
                format!("{count} would be drawn, more than {MOST_DRAWN} at once. Choose fewer days."),
            ));
        }
        let file = self.keep(&list_text(&list))?;
        retried(|| self.begin(who, &office, (form, seed, size), (list.len(), &file), &drawn))
    }

    fn begin(
        &self,
        who: &Who,
        office: &OfficeId,
        (form, seed, size): (&DrawForm, &str, SampleSize),
        (closings, file): (usize, &Proof),
        drawn: &[Drawn],
    ) -> Result<SubjectId, TryAgain> {
        let (place, now) = (office.place, self.inner.now());
        let parts = ["look-back", &office.to_string(), &form.from.to_string(), &form.until.to_string()];
        let subject = SubjectId::derived_in(place, &parts);
        if self.inner.store.log().version(subject)? > 0 {
            return Err(Refused::field(
                "from",
                "这段日期已经抽取过，不能重抽；请查看已有的抽取。",
                "These days were drawn from before, and a draw is not made twice. See the draw that exists.",
            )
            .into());
        }
        let lines =
            drawn.iter().flat_map(|it| std::iter::repeat_n(format!("{},{}", it.stratum, it.of), it.subjects.len()));
        let links = drawn.iter().flat_map(|it| it.subjects.iter().copied()).collect();
        let title = self.title(office, form);
        let answers = [
            ("look_back.title", Answer::Text(title)),
            ("look_back.drawn_on", Answer::Day(self.inner.today())),
            ("look_back.closed_from", Answer::Day(form.from)),
            ("look_back.closed_until", Answer::Day(form.until)),
            ("look_back.seed", Answer::Text(seed.to_owned())),
            ("look_back.percent", Answer::Number(f64::from(size.percent))),
            ("look_back.least", Answer::Number(f64::from(size.least))),
            ("look_back.closings", Answer::Number(closings as f64)),
            ("look_back.list", Answer::Files(vec![file.clone()])),
            ("look_back.drawn", Answer::Links(links)),
            ("look_back.strata", Answer::Text(lines.collect::<Vec<_>>().join("\n"))),
        ];
        let answers: Answers =
            answers.into_iter().filter_map(|(input, answer)| Some((input.parse::<InputId>().ok()?, answer))).collect();
        let beginning = Beginning {
            kind: kind(DRAW)?,
            office: office.clone(),
            site: None,
            unit: None,
            sector: None,
            from: None,
            wish: Wish { act: "draw".to_owned(), answers },
        };
        let registry = self.inner.seen();
        // The program draws, and nobody fills this form in; that it did so on the word of a person stands in the fact.
        let decided = begin(self.inner.setting(&registry, now, place), subject, place, By::Engine, beginning)?;
        let once = self.request.map(|request| request.led_to(subject));
        let mut commit = Commit { once, ..Commit::default() };
        self.inner.add(&mut commit, Actor::Person(who.person), &Dossier::new(subject), decided);
        self.inner.commit(commit)?;
        Ok(subject)
    }

    fn right(&self, who: &Who) -> Result<(OfficeId, SampleSize), Refused> {
        self.drawer(who).zip(self.inner.pack().country().look_back()).ok_or(Refused::NotFound)
    }

    fn days(&self, form: &DrawForm) -> Result<(), Refused> {
        if form.until < form.from {
            return Err(Refused::field("until", "“至”不得早于“自”。", "“Until” may not lie before “from”."));
        }
        if form.until > self.inner.today() {
            return Err(Refused::field("until", "“至”不得晚于今天。", "“Until” may not lie after today."));
        }
        Ok(())
    }

    fn title(&self, office: &OfficeId, form: &DrawForm) -> String {
        let place = self.inner.names().short_place(office.place);
        let name = Text::new(
            format!("{}回头看（{} 至 {} 办结）", place.zh, form.from, form.until),
            format!("{}: look-back at closings of {} to {}", place.en, form.from, form.until),
        );
        let speaks = self.inner.pack().country().languages();
        name.get(speaks.first().copied().unwrap_or(bowline_core::words::Lang::Zh)).to_owned()
    }

    /// The hazards of offices below that were closed in the days, with their strata.
    fn list(&self, office: &OfficeId, form: &DrawForm) -> Result<Vec<Closed>, Refused> {
        let level = self.inner.places.latest().get(office.place).map_or(Level::Nation, |it| it.level);
        let zone = self.inner.pack().country().zone();
        let mut list = Vec::new();
        let closed = bowline_store::LookBacks::of(&self.inner.store).closed((level, office.place))?;
        for part in closed.chunks(PART) {
            for (subject, facts) in part.iter().zip(self.inner.store.log().facts_of_each(part)?) {
                let dossier = Dossier::replay(*subject, &facts);
                let (Some(hazard), Some(place)) = (dossier.hazard(), dossier.place) else { continue };
                let Some((_, at)) = hazard.closing else { continue };
                let day: Day = day_of(at, zone);
                if form.from <= day && day <= form.until && hazard.found.office != *office {
                    list.push(Closed { subject: *subject, stratum: self.stratum(hazard, place) });
                }
            }
        }
        Ok(list)
    }

    /// Who verified it, in which county, of which office. What a register closed was verified by nobody.
    fn stratum(&self, hazard: &Hazard, place: PlaceCode) -> String {
        let of_county =
            |code: &PlaceCode| self.inner.places.latest().get(*code).is_some_and(|it| it.level == Level::County);
        let county = self.inner.places.latest().ancestors(place).into_iter().find(of_county).unwrap_or(place);
        let by_register = matches!(hazard.closing, Some((Closing::Ledger, _)));
        let verifier = hazard.verified.as_ref().filter(|_| !by_register).and_then(|(by, _)| by.person());
        match verifier {
            Some(person) => format!("{person}/{county}/{}", hazard.found.office),
            None => format!("{REGISTER}/{county}/{}", hazard.found.office),
        }
    }

    /// Keeps the list where evidence is kept, under its hash.
    fn keep(&self, text: &str) -> Result<Proof, Refused> {
        let sha256 = sha256_hex(text.as_bytes());
        let path = place_of(&self.inner.store, &sha256);
        write_whole(&*self.inner.chance, &path, text.as_bytes())
            .map_err(|error| Refused::file("keeping the list of a look-back", &error))?;
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        Ok(Proof { kind: ProofKind::Document, name: "list.csv".to_owned(), sha256, bytes })
    }
}

pub(crate) fn kind(word: &str) -> Result<RuleId, Refused> {
    word.parse().map_err(|_| Refused::NotFound)
}
