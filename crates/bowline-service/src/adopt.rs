//! One person proposes a pack of this installation and another signs it. The data folder keeps the pack, and every
//! start verifies it.
//!
//! This module must never use a pack whose files are not those that were signed. Start at [`pack_in_force`].

use crate::app::{Entry, Inner};
use crate::chance::sha256_hex;
use crate::refused::{TryAgain, retried};
use crate::views::Who;
use crate::views::law::ProposalView;
use crate::{Refused, Request, open_pack, pack_files, packs};
use bowline_core::facts::{Actor, PackActivated, PackProposed, What};
use bowline_core::obligations::{Adopted, Draft};
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Pack, PackFiles, diff, run_cases};
use bowline_store::{Commit, Store};
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

/// The pack in force: the last one that was signed, else the one of this name, shipped or a folder.
///
/// # Errors
/// [`Refused::Field`] if the pack cannot be used, or the signed files are gone or are not those that were signed.
pub fn pack_in_force(store: &Store, name: &str) -> Result<(Pack, PlaceTree), Refused> {
    let adopted = Adopted::replay(&store.log().facts(Adopted::subject())?);
    match adopted.active {
        Some(active) => kept(store, &active.name, &active.sha256),
        None => Ok(packs::named_pack(name)?),
    }
}

/// A pack kept in the data folder, if it is the one with this digest.
pub(crate) fn kept(store: &Store, name: &str, sha256: &str) -> Result<(Pack, PlaceTree), Refused> {
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
    Ok(open_pack(name, &files)?)
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

    /// The pack that waits for its second signature: how it differs from the one in force, and itself.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if none waits; [`Refused::Field`] if its files were changed.
    pub fn proposal(&self) -> Result<(ProposalView, Pack), Refused> {
        let (proposed, by) = self.proposed()?.ok_or(Refused::NotFound)?;
        let (pack, _) = kept(&self.inner.store, &proposed.name, &proposed.sha256)?;
        let diff = diff(&self.inner.pack, &pack);
        Ok((ProposalView { name: proposed.name, sha256: proposed.sha256, by, diff }, pack))
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
        let (pack, _) = open_pack("proposed", files)?;
        let failed = run_cases(&pack).failures.len();
        if failed > 0 {
            return Err(unfit(
                &format!("{failed} 个案例的结果与预期不符，请用 bowline pack test 查看"),
                &format!("cases that do not give the expected result: {failed}; run bowline pack test to see them"),
            ));
        }
        self.goes_on(&pack)?;
        let proposed = PackProposed {
            name: pack.name().to_owned(),
            sha256: pack_digest(files),
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
        };
        let _one = alone(self.inner);
        retried(|| {
            let (adopted, nation) = (self.adopted()?, self.inner.places.nation());
            let what = Adopted::propose(&who.acting(), nation, self.in_force(&adopted), proposed.clone())?;
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
            let (adopted, nation) = (self.adopted()?, self.inner.places.nation());
            let what = adopted.activate(&who.acting(), nation, self.in_force(&adopted), asked.clone())?;
            kept(&self.inner.store, name, sha256)?;
            self.write(who, adopted.version, what)
        })
    }

    /// The last that was signed, which may wait for the next start.
    fn in_force<'a>(&'a self, adopted: &'a Adopted) -> &'a str {
        adopted.active.as_ref().map_or_else(|| self.inner.pack.name(), |active| &active.name)
    }

    /// What began under a procedure or ladder goes on under it, so none may disappear.
    fn goes_on(&self, new: &Pack) -> Result<(), Refused> {
        let old = &self.inner.pack;
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
        let (now, place) = (self.inner.now(), self.inner.places.nation());
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
    inner.packs.lock().unwrap_or_else(PoisonError::into_inner)
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
