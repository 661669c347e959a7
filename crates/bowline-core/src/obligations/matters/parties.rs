//! This module says which post a party is, as the matter stands.
//!
//! This module must never leave a duty without an owner: where a party names nobody, the head of the office in charge
//! answers for it, and the duty says so. Start at [`post_of`].

use crate::facts::Answer;
use crate::ids::{Body, OfficeId, PostId, Role};
use crate::obligations::ask::Setting;
use crate::obligations::declared::Declared;
use crate::obligations::dossier::Dossier;
use crate::places::Level;
use crate::rules::kinds::{Kind, LevelOf, Party, PartyOf};
use crate::words::Text;

impl Party {
    /// Whether whoever holds this post may begin a matter as the party: anybody of a site, of an office the post itself or
    /// its head.
    pub(super) fn may_be(&self, post: &PostId) -> bool {
        match (&self.of, &post.body) {
            (PartyOf::Site(_), Body::Site(_)) => true,
            (PartyOf::Office { level: None, role }, Body::Office(_)) => post.role == *role || post.role == Role::Head,
            _ => false,
        }
    }
}

/// The post that a party is now. None: it names nobody.
pub(super) fn post_of(setting: Setting<'_>, kind: &Kind, matter: &Declared, id: &str) -> Option<PostId> {
    if let Some(post) = matter.bound.get(id) {
        return Some(post.clone());
    }
    match &kind.party(id)?.of {
        PartyOf::Site(role) => Some(PostId::site(matter.begun.site?, *role)),
        PartyOf::Office { level, role } => {
            let office = match level.as_ref().and_then(|level| level_of(matter, level)) {
                None => matter.begun.office.clone(),
                Some(level) => office_at(setting, &matter.begun.office, level),
            };
            Some(PostId::office(office, *role))
        }
        PartyOf::Above(other) => {
            let office = match post_of(setting, kind, matter, other).map(|post| post.body) {
                Some(Body::Office(office)) => office,
                Some(Body::Site(_)) | None => matter.begun.office.clone(),
            };
            let above = setting.registry.superior(&office).unwrap_or_else(|| setting.registry.last_resort());
            Some(PostId::office(above, Role::Head))
        }
        PartyOf::Answer(input) => match matter.answers.get(input)? {
            Answer::Post(post) => Some(post.clone()),
            Answer::Office(office) => Some(PostId::office(office.clone(), Role::Head)),
            Answer::Site(site) => Some(PostId::site(*site, Role::Principal)),
            _ => None,
        },
    }
}

/// Who is party to a matter now, in the order of its kind. None: nobody yet.
#[must_use]
pub fn parties<'k>(setting: Setting<'k>, dossier: &Dossier) -> Vec<(&'k Party, Option<PostId>)> {
    let Some(matter) = dossier.as_declared() else { return Vec::new() };
    let Some(kind) = setting.pack.kind_of(&matter.kind, matter.begun.edition) else { return Vec::new() };
    kind.parties.iter().map(|party| (party, post_of(setting, kind, matter, &party.id))).collect()
}

/// The post that owes a step, and why it is that one.
pub(super) fn owner_of(setting: Setting<'_>, kind: &Kind, matter: &Declared, party: &str) -> (PostId, Text) {
    let name = kind.party(party).map(|party| party.name.clone()).unwrap_or_default();
    match post_of(setting, kind, matter, party) {
        Some(post) => (post, name),
        None => {
            let post = PostId::office(matter.begun.office.clone(), Role::Head);
            let zh = format!("尚未确定{}，暂由主管部门负责人承担", name.zh);
            (
                post,
                Text::new(
                    zh,
                    format!("nobody is named as {} yet: the head of the office in charge answers for it", name.en),
                ),
            )
        }
    }
}

fn level_of(matter: &Declared, level: &LevelOf) -> Option<Level> {
    match level {
        LevelOf::Level(level) => Some(*level),
        LevelOf::Table { input, rows } => match matter.answers.get(input)? {
            Answer::Choice(word) => rows.get(word).copied(),
            _ => None,
        },
    }
}

/// The office of the same line at a level, or the nearest above it; the office itself where it stands there already.
fn office_at(setting: Setting<'_>, office: &OfficeId, level: Level) -> OfficeId {
    let registry = setting.registry;
    let (mut at, mut above) = (office.clone(), registry.superior(office));
    while registry.level(at.place).is_some_and(|here| here > level) {
        let Some(next) = above else { break };
        above = registry.superior(&next);
        at = next;
    }
    at
}
