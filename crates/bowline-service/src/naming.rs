//! What an answer may name: offices, posts, places, sites and other matters. Forms offer them by name, and whole levels at
//! once; what is typed may be a name, or the number of a matter, as people say them.
//!
//! This module must never choose among several things of one name: what is not clear stays as it was typed, and the core
//! refuses it. Start at [`Naming::offers`] and [`Naming::ids`].

use crate::Refused;
use crate::app::Inner;
use crate::sites::searched;
use bowline_core::ids::{CaseNumber, DepartmentId, OfficeId, PlaceCode, PostId, Role};
use bowline_core::obligations::Registry;
use bowline_core::places::Level;
use bowline_core::rules::{Input, InputKind, MOST_NAMED, Named};
use bowline_core::words::Text;

/// A value that stands for everything of a level below: `every:county`.
const EVERY: &str = "every:";
/// More sites than this are not offered one by one: they are typed.
const MOST_SITES: u32 = 60;

/// What may be named by a matter for which an office is in charge.
#[derive(Clone, Copy)]
pub(crate) struct Naming<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) office: &'a OfficeId,
}

impl Naming<'_> {
    /// What a form offers, as values and names. Empty: it is typed.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) fn offers(self, input: &Input) -> Result<Vec<(String, Text)>, Refused> {
        let InputKind::Named(named) = input.kind else { return Ok(Vec::new()) };
        let one = |office: &OfficeId| (office.to_string(), self.inner.names().office(office));
        Ok(match named {
            Named::Office => self.offices().iter().map(one).collect(),
            Named::Offices => self.levels(true).into_iter().chain(self.offices().iter().map(one)).collect(),
            Named::Post | Named::Posts => self.posts()?,
            Named::Place => self.places(),
            Named::Places => self.levels(false).into_iter().chain(self.places()).collect(),
            Named::Site | Named::Sites => self.sites()?,
            Named::Rules | Named::Link | Named::Links => Vec::new(),
        })
    }

    /// The ids that a value of a field means: of a level all, of what was typed each part.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) fn ids(self, named: Named, value: &str) -> Result<Vec<String>, Refused> {
        if let Some(level) = value.strip_prefix(EVERY).and_then(|level| Level::parse(level).ok()) {
            let places = self.places_at(level, named == Named::Offices);
            let office = |place| OfficeId { place, department: self.office.department.clone() }.to_string();
            return Ok(match named {
                Named::Offices => places.into_iter().map(office).collect(),
                Named::Places => places.iter().map(ToString::to_string).collect(),
                _ => vec![value.to_owned()],
            });
        }
        let part = |text: &str| self.id(named, text.trim());
        match named.is_several() {
            true => {
                value.split(['、', '，', ',', '；', ';', '\n']).filter(|it| !it.trim().is_empty()).map(part).collect()
            }
            false => Ok(vec![part(value)?]),
        }
    }

    /// The id of what was typed; as it was typed where that is not one thing.
    fn id(self, named: Named, text: &str) -> Result<String, Refused> {
        let known = match named {
            Named::Link | Named::Links => match CaseNumber::written(text) {
                Some(Ok(number)) => self.inner.store.log().numbered(number)?.map(|subject| subject.to_string()),
                _ => None,
            },
            Named::Place | Named::Places => {
                let tree = self.inner.places.latest();
                let is_code = text.parse::<PlaceCode>().is_ok_and(|code| tree.get(code).is_some());
                let found = || tree.resolve(&[text], Some(self.office.place), self.inner.today()).ok();
                if is_code { None } else { found().map(|code| code.to_string()) }
            }
            Named::Site | Named::Sites => {
                let found = self.inner.store.registry().search_sites(
                    &searched(self.inner, self.office.place),
                    text,
                    MOST_SITES,
                )?;
                let mut same = found.into_iter().filter(|row| row.site.name == text);
                same.next().filter(|_| same.next().is_none()).map(|row| row.site.site.to_string())
            }
            _ => None,
        };
        Ok(known.unwrap_or_else(|| text.to_owned()))
    }

    /// Those directly below, the other lines of the same place, the office itself and the ones above it.
    fn offices(self) -> Vec<OfficeId> {
        let registry = self.inner.seen();
        let below = self.inner.offices.directly_below(self.office, self.inner.places.latest());
        let of = |department: &DepartmentId| OfficeId { place: self.office.place, department: department.clone() };
        let lines = self.inner.pack().country().departments().iter().map(|it| of(&it.id));
        let others = lines.filter(|it| it != self.office && self.inner.offices.exists(it));
        let up = std::iter::successors(Some(self.office.clone()), |office| registry.superior(office));
        below.into_iter().chain(others).chain(up).collect()
    }

    /// The posts of the office in charge and of those above it, then the heads below.
    fn posts(self) -> Result<Vec<(String, Text)>, Refused> {
        let registry = self.inner.seen();
        let up = std::iter::successors(Some(self.office.clone()), |office| registry.superior(office));
        let posts = up.flat_map(|office| Role::OF_OFFICE.map(|role| PostId::office(office.clone(), role)));
        let below = self.inner.offices.directly_below(self.office, self.inner.places.latest());
        let heads = below.into_iter().map(|office| PostId::office(office, Role::Head));
        let posts: Vec<PostId> = posts.chain(heads).collect();
        let names = self.inner.names().of(&posts, [])?;
        Ok(posts.iter().map(|post| (post.to_string(), names.title(post))).collect())
    }

    /// The places directly below, and the place itself.
    fn places(self) -> Vec<(String, Text)> {
        let below = self.inner.places.latest().children(self.office.place);
        let named = |code: &PlaceCode| (code.to_string(), self.inner.names().short_place(*code));
        below.iter().chain([&self.office.place]).map(named).collect()
    }

    /// The sites of the place, where they are few enough to be looked through.
    fn sites(self) -> Result<Vec<(String, Text)>, Refused> {
        let found =
            self.inner.store.registry().search_sites(&searched(self.inner, self.office.place), "", MOST_SITES + 1)?;
        if u32::try_from(found.len()).unwrap_or(u32::MAX) > MOST_SITES {
            return Ok(Vec::new());
        }
        Ok(found.into_iter().map(|row| (row.site.site.to_string(), Text::same(row.site.name))).collect())
    }

    /// Whole levels below, each as one value that says how many they are.
    fn levels(self, of_offices: bool) -> Vec<(String, Text)> {
        let own = self.inner.places.latest().get(self.office.place).map(|place| place.level);
        let below = Level::ALL.into_iter().filter(|level| own.is_some_and(|own| *level > own));
        let option = |level: Level| {
            let count = self.places_at(level, of_offices).len();
            let name = self.inner.pack().country().level_name(level);
            let told = Text::new(format!("全部{}（{count} 个）", name.zh), format!("Every {} ({count})", name.en));
            (1 < count && count <= MOST_NAMED).then(|| (format!("{EVERY}{}", level.as_str()), told))
        };
        below.filter_map(option).collect()
    }

    /// The places of a level within the own place; only those where the line has an office, where offices are asked for.
    fn places_at(self, level: Level, of_offices: bool) -> Vec<PlaceCode> {
        let tree = self.inner.places.latest();
        let has_office = |place: PlaceCode| {
            !of_offices || self.inner.offices.exists(&OfficeId { place, department: self.office.department.clone() })
        };
        let at_level = tree.iter().filter(|place| place.level == level && place.valid_to.is_none());
        let within = at_level.map(|place| place.code).filter(|code| tree.is_within(*code, self.office.place));
        within.filter(|code| has_office(*code)).collect()
    }
}
