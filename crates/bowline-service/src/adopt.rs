//! One person proposes a pack of this installation and another signs it: the pack of the nation, or that of a province
//! or city by itself. The data folder keeps the pack, and every start verifies it.
//!
//! This module must never use a pack whose files are not those that were signed. Start at [`packs_in_force`].

use crate::app::{Entry, Inner};
use crate::chance::sha256_hex;
use crate::local_packs::LocalPacks;
use crate::refused::{TryAgain, retried};
use crate::views::Who;
use crate::views::law::ProposalView;
use crate::{PackNotUsable, Refused, Request, open_pack, pack_files, packs};
use bowline_core::facts::{Actor, PackActivated, PackProposed, What};
use bowline_core::obligations::{Adopted, Draft, run_all_cases};
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Pack, PackFiles, PackHead, PackTree, diff, id_of, own_name};
use bowline_store::{Commit, Store};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

/// The digest of a pack: see [`PackProposed::sha256`].
#[must_use]
pub fn pack_digest(files: &PackFiles) -> String {
    let mut all = Vec::new();
    for (path, text) in files {
        all.extend_from_slice(path.as_bytes());
        all.push(0);
        all.extend_from_slice(sha256_hex(text.as_bytes()).as_bytes());
    }
    sha256_hex(&all)
}

/// The packs in force: the last of each id that was signed; else the one of this name, shipped or a folder, and over it the
/// shipped ones of provinces and cities.
///
/// # Errors
/// [`Refused::Field`] if a pack cannot be used, or signed files are gone or are not those that were signed.
pub fn packs_in_force(store: &Store, name: &str) -> Result<(PackTree, PlaceTree), Refused> {
    let adopted = Adopted::replay(&store.log().facts(Adopted::subject())?);
    let Sources { base, places, local } = Sources::of(store, &adopted, || Ok(packs::named_pack(name)?))?;
    let (tree, left_out) = local.over(base, &places)?;
    for why in left_out {
        tracing::error!("{} {}", why.text().zh, why.text().en);
    }
    Ok((tree, places))
}

/// What is in force, signed or shipped, before the packs of places are read.
struct Sources {
    base: Pack,
    places: PlaceTree,
    local: LocalPacks,
}

impl Sources {
    /// `unsigned`: the pack of the installation as long as none was signed.
    fn of(
        store: &Store,
        adopted: &Adopted,
        unsigned: impl FnOnce() -> Result<(Pack, PlaceTree), Refused>,
    ) -> Result<Self, Refused> {
        let mut signed = BTreeMap::new();
        for (id, active) in &adopted.active {
            signed.insert(id.clone(), (active.name.clone(), kept(store, &active.name, &active.sha256)?));
        }
        let whole = signed.iter().find(|(_, (_, files))| PackHead::of(files).over.is_none()).map(|(id, _)| id.clone());
        let (mut base, mut places) = match whole.and_then(|id| signed.remove(&id)) {
            Some((name, files)) => open_pack(&name, &files)?,
            None => unsigned()?,
        };
        // An installation may run under the pack of one province, which lies over the nation's.
        if let Some((name, files)) = signed.remove(id_of(base.name())) {
            (base, places) = open_pack(&name, &files)?;
        }
        let mut local = LocalPacks::shipped();
        for (name, files) in signed.into_values() {
            local.sign(&name, files);
        }
        Ok(Self { base, places, local })
    }

    /// The packs with these files in the place of those of the same id. A pack of a place that fits now must still fit.
    fn with(self, files: &PackFiles) -> Result<PackTree, Refused> {
        let (head, mut local) = (PackHead::of(files), self.local.clone());
        let id = head.id.unwrap_or_default();
        let (tree, left_out) = if head.over.is_none() || id == id_of(self.base.name()) {
            let (base, places) = open_pack("proposed", files)?;
            local.over(base, &places)?
        } else {
            local.sign(&id, files.clone());
            local.over(self.base.clone(), &self.places)?
        };
        if left_out.is_empty() {
            return Ok(tree);
        }
        let (_, before) = self.local.over(self.base, &self.places)?;
        let fitted = |why: &PackNotUsable| before.iter().all(|it| it.name() != why.name());
        left_out.into_iter().find(fitted).map_or(Ok(tree), |why| Err(why.into()))
    }
}

/// The files of a pack kept in the data folder, if they are those with this digest.
fn kept(store: &Store, name: &str, sha256: &str) -> Result<PackFiles, Refused> {
    let folder = folder_of(store, name)?;
    let shown = folder.display();
    let files = pack_files(&folder).map_err(|error| {
        let told = error.text();
        Refused::field(
            "pack",
            format!("{}该规则库是已审签启用的 {name}；请将其文件放回 {shown}。", told.zh),
            format!("{} This rulebook is the approved {name}; put its files back into {shown}.", told.en),
        )
    })?;
    if pack_digest(&files) != sha256 {
        return Err(Refused::field(
            "pack",
            format!("{shown} 的文件与审签的 {name} 不符（摘要应为 {sha256}）；请放回审签时的文件。"),
            format!(
                "The files in {shown} are not the approved {name} (file hash {sha256}); put back the files that were approved."
            ),
        ));
    }
    Ok(files)
}

/// Where a pack of this name is kept: a folder among the packs of the data folder, whatever the name says.
fn folder_of(store: &Store, name: &str) -> Result<PathBuf, Refused> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(one)), None) if one == name => Ok(store.folder().join("packs").join(name)),
        _ => Err(unfit(&format!("名称 {name} 不能用作文件夹"), &format!("its name {name} is not that of a folder"))),
    }
}

/// Packs of this installation that are to be in force.
#[derive(Clone, Copy)]
pub struct Packs<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

impl<'a> Packs<'a> {
    /// The same, for a request that must not be carried out twice.
    #[must_use]
    pub const fn once(self, request: Option<&'a Request>) -> Self {
        Self { request, ..self }
    }
}

impl Packs<'_> {
    /// What is proposed and not in force yet, with the name of whoever proposed it.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn proposed(&self) -> Result<Option<(PackProposed, String)>, Refused> {
        let adopted = self.adopted()?;
        let Some((proposed, by)) = adopted.proposed else { return Ok(None) };
        Ok(Some((proposed, self.inner.store.registry().person_name(by)?.unwrap_or_default())))
    }

    /// The pack that waits for its second signature: how it differs from the one in force, and all packs with it.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if none waits; [`Refused::Field`] if its files were changed.
    pub fn proposal(&self) -> Result<(ProposalView, PackTree), Refused> {
        let (proposed, by) = self.proposed()?.ok_or(Refused::NotFound)?;
        let tree = self.with(&kept(&self.inner.store, &proposed.name, &proposed.sha256)?)?;
        let new = tree.named(id_of(&proposed.name)).unwrap_or_else(|| tree.base());
        let diff = diff(self.stands_for(new), new);
        Ok((ProposalView { name: proposed.name, sha256: proposed.sha256, by, diff }, tree))
    }

    /// The packs in force, with these files in the place of those of the same id.
    ///
    /// # Errors
    /// [`Refused::Field`] if they cannot be used, or a pack of a province or city does not fit over them.
    pub fn with(&self, files: &PackFiles) -> Result<PackTree, Refused> {
        let here = || Ok((self.inner.packs.base().clone(), self.inner.places.latest().clone()));
        Sources::of(&self.inner.store, &self.adopted()?, here)?.with(files)
    }

    /// The pack in force whose place another takes: that of its id, else the one around its place.
    fn stands_for(&self, new: &Pack) -> &Pack {
        let packs = &self.inner.packs;
        let around = || new.overlay().map_or(packs.base(), |it| packs.around(self.inner.places.latest(), it.place));
        packs.named(id_of(new.name())).unwrap_or_else(around)
    }

    fn adopted(&self) -> Result<Adopted, Refused> {
        Ok(Adopted::replay(&self.inner.store.log().facts(Adopted::subject())?))
    }

    /// Proposes a pack and keeps its files. It is checked first: schema, places, worked cases, and that what is under way
    /// can go on under it.
    ///
    /// # Errors
    /// [`Refused`] with the reason.
    pub fn propose(&self, who: &Who, files: &PackFiles) -> Result<PackProposed, Refused> {
        let tree = self.with(files)?;
        let id = PackHead::of(files).id.unwrap_or_default();
        let pack = tree.named(&id).unwrap_or_else(|| tree.base());
        let failed = run_all_cases(pack).failures.len();
        if failed > 0 {
            return Err(unfit(
                &format!("{failed} 个案例的结果与预期不符，请用 bowline pack test 查看"),
                &format!("cases that do not give the expected result: {failed}; run bowline pack test to see them"),
            ));
        }
        self.goes_on(tree.base())?;
        let local = PackHead::of(files).over.is_some();
        let proposed = PackProposed {
            name: own_name(pack.name()).to_owned(),
            sha256: pack_digest(files),
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
        };
        let _one = alone(self.inner);
        retried(|| {
            let (adopted, nation) = (self.adopted()?, self.inner.places.latest().nation());
            let in_force = self.in_force(&adopted, &id).or_else(|| (!local).then(|| self.inner.packs.base().name()));
            let what = Adopted::propose(&who.acting(), nation, in_force, proposed.clone())?;
            keep(&folder_of(&self.inner.store, &proposed.name)?, files)
                .map_err(|error| Refused::file("keeping the files of the pack", &error))?;
            self.write(who, adopted.version, what)
        })?;
        Ok(proposed)
    }

    /// Puts in force what is proposed, as the second person. It is used from the next start on.
    ///
    /// # Errors
    /// [`Refused`] with the reason.
    pub fn activate(&self, who: &Who, name: &str, sha256: &str) -> Result<(), Refused> {
        let asked = PackActivated { name: name.to_owned(), sha256: sha256.to_owned() };
        let _one = alone(self.inner);
        retried(|| {
            let (adopted, nation) = (self.adopted()?, self.inner.places.latest().nation());
            let what = adopted.activate(&who.acting(), nation, self.in_force(&adopted, id_of(name)), asked.clone())?;
            self.with(&kept(&self.inner.store, name, sha256)?)?;
            self.write(who, adopted.version, what)
        })
    }

    /// The last of an id that was signed, which may wait for the next start; else the one that is in force.
    fn in_force<'a>(&'a self, adopted: &'a Adopted, id: &str) -> Option<&'a str> {
        let signed = adopted.active.get(id).map(|active| active.name.as_str());
        signed.or_else(|| self.inner.packs.named(id).map(|pack| own_name(pack.name())))
    }

    /// What began under a procedure or ladder goes on under it, so none may disappear.
    fn goes_on(&self, new: &Pack) -> Result<(), Refused> {
        let old = self.inner.packs.base();
        let gone = old.procedures().iter().map(|it| &it.id).find(|id| new.procedures().latest(id).is_none());
        let gone = gone.or_else(|| old.ladders().iter().map(|it| &it.id).find(|id| new.ladders().latest(id).is_none()));
        gone.map_or(Ok(()), |id| {
            Err(unfit(
                &format!("其中已没有 `{id}`，而办理中的事项需要它"),
                &format!("`{id}` is gone, but open matters need this rule"),
            ))
        })
    }

    fn write(&self, who: &Who, expected: u32, what: What) -> Result<(), TryAgain> {
        let (now, place) = (self.inner.now(), self.inner.places.latest().nation());
        let by = Actor::Person(who.person);
        let entry = Entry { subject: Adopted::subject(), place, by, behalf: who.body(), now };
        let once = self.request.map(|request| request.led_to(entry.subject));
        let mut commit = Commit { once, ..Commit::default() };
        self.inner.add_registry(&mut commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(self.inner.commit(commit)?)
    }
}

/// Files and fact of a pack are written one after the other: meanwhile nobody else proposes or signs.
fn alone(inner: &Inner) -> MutexGuard<'_, ()> {
    inner.adopting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unfit(zh: &str, en: &str) -> Refused {
    Refused::field("pack", format!("规则库不能使用：{zh}。"), format!("The rulebook cannot be used: {en}."))
}

/// Writes files beside and moves them into place, so that a crash leaves the old ones or the new ones.
fn keep(folder: &Path, files: &PackFiles) -> std::io::Result<()> {
    let beside = folder.with_extension("new");
    let clear = |folder: &Path| match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    clear(&beside)?;
    for (path, text) in files {
        let to = beside.join(path);
        std::fs::create_dir_all(to.parent().unwrap_or(&beside))?;
        std::fs::write(to, text)?;
    }
    clear(folder)?;
    std::fs::rename(&beside, folder)
}
