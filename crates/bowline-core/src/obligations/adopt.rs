//! How a pack comes into force: one person of the nation's offices proposes it, another puts it in force. The pack of the
//! nation and that of each province or city come into force one by one, each under its own id.
//!
//! This module must never read a pack: the service checks its files and cases. Start at [`Adopted::replay`].

use super::ask::Acting;
use super::rejected::Rejected;
use crate::facts::{Actor, Fact, PackActivated, PackProposed, What};
use crate::ids::{Body, PersonId, PlaceCode, SubjectId};
use crate::rules::id_of;
use crate::words::Text;
use std::collections::BTreeMap;

/// What was decided about packs so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// The version of the last fact.
    pub version: u32,
    /// What was proposed last and is not in force yet, and by whom.
    pub proposed: Option<(PackProposed, PersonId)>,
    /// What was put in force last, by the id of the pack. What is not here is the pack that came with the program.
    pub active: BTreeMap<String, PackActivated>,
}

/// Why a pack is not proposed or not put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackRefusal {
    /// The person holds no post of an office of the nation.
    NotYours,
    /// Whoever proposed it cannot put it in force.
    SamePerson,
    /// Nothing of this name is proposed.
    NotProposed {
        /// The name asked for.
        name: String,
    },
    /// Somebody has signed it meanwhile.
    InForce {
        /// Its name.
        name: String,
    },
    /// The files are not those that were proposed.
    OtherFiles,
    /// It is another pack, or not a later version of the one in force.
    NotLater {
        /// In force.
        in_force: String,
        /// Proposed.
        name: String,
    },
}

impl Adopted {
    /// The stream of these facts.
    #[must_use]
    pub fn subject() -> SubjectId {
        SubjectId::derived(&["pack"])
    }

    /// After these facts.
    #[must_use]
    pub fn replay(facts: &[Fact]) -> Self {
        facts.iter().fold(Self::default(), |mut it, fact| {
            it.version = fact.version;
            match (&fact.what, fact.by) {
                (What::PackProposed(proposed), Actor::Person(by)) => it.proposed = Some(((**proposed).clone(), by)),
                (What::PackActivated(activated), _) => {
                    it.active.insert(id_of(&activated.name).to_owned(), (**activated).clone());
                    it.proposed = None;
                }
                _ => {}
            }
            it
        })
    }

    /// Proposes a pack; a later proposal takes the place of an earlier one. `in_force`: the pack whose place it takes; none: the
    /// first of its id.
    ///
    /// # Errors
    /// [`PackRefusal`].
    pub fn propose(
        acting: &Acting,
        nation: PlaceCode,
        in_force: Option<&str>,
        it: PackProposed,
    ) -> Result<What, Rejected> {
        of_nation(acting, nation)?;
        demand_later(&it.name, in_force)?;
        Ok(What::PackProposed(Box::new(it)))
    }

    /// Puts in force what was proposed.
    ///
    /// # Errors
    /// [`PackRefusal`].
    pub fn activate(
        &self,
        acting: &Acting,
        nation: PlaceCode,
        in_force: Option<&str>,
        it: PackActivated,
    ) -> Result<What, Rejected> {
        let person = of_nation(acting, nation)?;
        if self.active.get(id_of(&it.name)) == Some(&it) {
            return refuse(PackRefusal::InForce { name: it.name });
        }
        let proposed = self.proposed.as_ref().filter(|(proposed, _)| proposed.name == it.name);
        let Some((proposed, by)) = proposed else { return refuse(PackRefusal::NotProposed { name: it.name }) };
        if *by == person {
            return refuse(PackRefusal::SamePerson);
        }
        if proposed.sha256 != it.sha256 {
            return refuse(PackRefusal::OtherFiles);
        }
        demand_later(&it.name, in_force)?;
        Ok(What::PackActivated(Box::new(it)))
    }
}

/// Whether a person may take part in this at all.
///
/// # Errors
/// [`PackRefusal::NotYours`].
pub fn of_nation(acting: &Acting, nation: PlaceCode) -> Result<PersonId, Rejected> {
    let of_nation = |body: &Body| matches!(body, Body::Office(office) if office.place == nation);
    let person = acting.person.filter(|_| acting.posts.iter().any(|post| of_nation(&post.body)));
    person.ok_or(Rejected::Pack(PackRefusal::NotYours))
}

const fn refuse<T>(why: PackRefusal) -> Result<T, Rejected> {
    Err(Rejected::Pack(why))
}

fn demand_later(name: &str, in_force: Option<&str>) -> Result<(), Rejected> {
    match in_force {
        Some(in_force) if !is_later(name, in_force) => {
            refuse(PackRefusal::NotLater { in_force: in_force.to_owned(), name: name.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Whether a name such as `cn-national@2` is a later version of another.
fn is_later(name: &str, than: &str) -> bool {
    let parts = |name: &str| name.rsplit_once('@').and_then(|(id, v)| Some((id.to_owned(), v.parse::<u64>().ok()?)));
    match (parts(name), parts(than)) {
        (Some((id, version)), Some((other, earlier))) => id == other && version > earlier,
        _ => false,
    }
}

impl PackRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYours => "pack.not_yours",
            Self::SamePerson => "pack.same_person",
            Self::NotProposed { .. } => "pack.not_proposed",
            Self::InForce { .. } => "pack.in_force",
            Self::OtherFiles => "pack.other_files",
            Self::NotLater { .. } => "pack.not_later",
        }
    }

    /// The sentence: what is wrong, and what to do instead.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotYours => Text::new(
                "规则库限由国家级主管部门在岗人员提请、审签；请转由其办理。",
                "Only staff of the national authority may propose or approve a rulebook; ask one of them.",
            ),
            Self::SamePerson => Text::new(
                "提请人不得自行审签；请由另一人核对后审签。",
                "The person who proposed a rulebook must not approve the rulebook; ask a second person to check and sign.",
            ),
            Self::NotProposed { name } => Text::new(
                format!("规则库 {name} 尚未提请启用；请先提请。"),
                format!("Rulebook {name} has not been proposed; propose the rulebook first."),
            ),
            Self::InForce { name } => Text::new(
                format!("{name} 已审签，自系统下次启动时生效，无须重复审签。"),
                format!("{name} is already approved and takes effect at the next restart."),
            ),
            Self::OtherFiles => Text::new(
                "文件与提请时不同（摘要不符）；请核对后重新提请。",
                "The files differ from those that were proposed (the file hash differs); check the files and propose again.",
            ),
            Self::NotLater { in_force, name } => Text::new(
                format!("{name} 不是现行 {in_force} 的更高版本；请在 pack.toml 中提高 version。"),
                format!(
                    "{name} is not a later version of {in_force}, which is in force; raise `version` in pack.toml."
                ),
            ),
        }
    }
}
