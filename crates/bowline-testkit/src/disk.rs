//! Disks that are full or read-only, for real: a small file system in memory, a mount that takes no writes.
//!
//! Needs the right to mount. Where that is missing the makers answer `None`, and the test says that it was left out.

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
