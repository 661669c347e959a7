//! These disks really are full, read-only or failing: a small file system in memory, a mount that takes no writes, and
//! a file system that its kernel finds broken.
//!
//! This module needs the right to mount. Where that is missing the makers answer `None`, and the test says that it was left out.
//! This module must never pretend: a disk that cannot be made for real is left out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn run(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A disk of a few megabytes; gone when dropped.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one. `None`: this machine does not let us.
    #[must_use]
    pub fn of_megabytes(megabytes: u32) -> Option<Self> {
        let folder = TempDir::new().expect("a temporary folder");
        let size = format!("size={megabytes}m");
        let mounted = run("mount", &["-t", "tmpfs", "-o", &size, "none", &folder.path().display().to_string()]);
        if !mounted {
            eprintln!("left out: this machine does not let us mount a small disk");
        }
        mounted.then_some(Self { folder })
    }

    /// Where it is mounted.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Writes until nothing more fits.
    pub fn fill(&self) {
        let mut file = std::fs::File::options().create(true).append(true).open(self.ballast()).expect("a file opens");
        for size in [1 << 20, 1 << 12, 1 << 8, 1] {
            let block = vec![b'x'; size];
            while file.write_all(&block).is_ok() {}
        }
    }

    /// Gives back the room that [`fill`](Self::fill) took.
    pub fn make_room(&self) {
        std::fs::remove_file(self.ballast()).expect("the ballast goes");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &["-l", &self.path().display().to_string()]);
    }
}

/// A folder or file that takes no writes as long as this lives.
pub struct ReadOnly {
    path: String,
}

impl ReadOnly {
    /// Mounts a path over itself, for reading only. `None`: this machine does not let us.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let path = path.display().to_string();
        if !run("mount", &["--bind", &path, &path]) {
            eprintln!("left out: this machine does not let us mount for reading only");
            return None;
        }
        let made = Self { path };
        run("mount", &["-o", "remount,bind,ro", &made.path]).then_some(made)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        run("umount", &["-l", &self.path]);
    }
}

/// A folder in which nothing can be changed as long as this lives, whoever has a file open (`chattr +i`).
pub struct Immutable {
    path: String,
}

impl Immutable {
    /// Marks a folder and all that is in it. `None`: this machine does not let us.
    #[must_use]
    pub fn all_of(folder: &Path) -> Option<Self> {
        let made = Self { path: folder.display().to_string() };
        let sealed = run("chattr", &["-R", "+i", &made.path]);
        if !sealed {
            eprintln!("left out: this machine does not let us make files immutable");
        }
        sealed.then_some(made)
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        run("chattr", &["-R", "-i", &self.path]);
    }
}

/// A file system of its own that can fail while programs use it, as on a machine whose disk goes bad.
pub struct FailingDisk {
    folder: TempDir,
}

impl FailingDisk {
    /// Makes one and mounts it. `None`: this machine does not let us.
    #[must_use]
    pub fn of_megabytes(megabytes: u64) -> Option<Self> {
        let disk = Self { folder: TempDir::new().expect("a temporary folder") };
        std::fs::create_dir(disk.path()).expect("a folder");
        let image = std::fs::File::create(disk.image()).expect("a file");
        image.set_len(megabytes << 20).expect("room");
        let made = run("mkfs.ext4", &["-q", &disk.image()]) && disk.mount() && disk.trigger().is_some();
        if !made {
            eprintln!("left out: this machine does not let us mount a disk that can fail");
        }
        made.then_some(disk)
    }

    /// Where it is mounted.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn image(&self) -> String {
        self.folder.path().join("image").display().to_string()
    }

    fn mount(&self) -> bool {
        run("mount", &["-o", "loop,errors=remount-ro", &self.image(), &self.path().display().to_string()])
    }

    fn unmount(&self) -> bool {
        run("umount", &[&self.path().display().to_string()])
    }

    /// Through which the kernel can be told that it found this file system broken.
    fn trigger(&self) -> Option<PathBuf> {
        let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
        let path = self.path().display().to_string();
        let line = mounts.lines().find(|line| line.split(' ').nth(1) == Some(path.as_str()))?;
        let device = line.split(' ').next()?.strip_prefix("/dev/")?;
        Some(Path::new("/sys/fs/ext4").join(device).join("trigger_fs_error")).filter(|file| file.exists())
    }

    /// Brings what was copied onto it down to the disk.
    pub fn settles(&self) {
        assert!(run("sync", &["-f", &self.path().display().to_string()]), "what was copied goes to the disk");
    }

    /// From now on the kernel lets nobody write, whoever has a file open: what it does when it finds an error.
    pub fn fails(&self) {
        std::fs::write(self.trigger().expect("it is mounted"), "test").expect("the kernel hears it");
    }

    /// Lets the kernel write back what it still holds, if it can.
    pub fn tries_to_settle(&self) {
        run("sync", &["-f", &self.path().display().to_string()]);
    }

    /// Unmounts, checks and mounts it again. Nobody may have a file open.
    pub fn is_mended(&self) {
        assert!(self.unmount(), "nobody uses it");
        run("e2fsck", &["-fy", &self.image()]);
        assert!(self.mount(), "it can be mounted again");
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        run("umount", &["-l", &self.path().display().to_string()]);
    }
}
