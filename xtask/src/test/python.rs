//! This module makes sure that the Python programs exist that tests are held against and that others wrote, in a venv of their
//! own under `target/`, at the versions named here: pyxform converts the forms for phones, aiosmtpd is a mail server, trustme an
//! authority for its certificates, standardwebhooks the standard's own library.

use super::Env;
use super::browser::{as_root, may_install};
use std::path::Path;
use std::process::{Command, Stdio};

const PACKAGES: [&str; 4] = ["pyxform==4.5.0", "aiosmtpd==1.4.6", "trustme==1.2.1", "standardwebhooks==1.1.0"];

/// Finds or installs, and gives the environment for the tests.
///
/// # Errors
/// What has to be installed.
pub fn ensure(root: &Path) -> Result<Env, String> {
    let folder = root.join("target").join("python");
    let python = folder.join("bin").join("python");
    if !are_there(&python) && !install(&folder, &python) {
        return Err(format!(
            "the tests against other people's programs need Python 3 with venv (or --no-python): \
             python3 -m venv {0} && {0}/bin/python -m pip install {1}",
            folder.display(),
            PACKAGES.join(" ")
        ));
    }
    Ok(vec![("BOWLINE_PYTHON", python.display().to_string())])
}

fn are_there(python: &Path) -> bool {
    let ask = "import sys; from importlib.metadata import version; \
               sys.exit(any(version(it.split('==')[0]) != it.split('==')[1] for it in sys.argv[1:]))";
    let status = Command::new(python).args(["-c", ask]).args(PACKAGES).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn install(folder: &Path, python: &Path) -> bool {
    if !venv(folder) && may_install() {
        as_root("apt-get update");
        as_root("apt-get install -y --no-install-recommends python3 python3-venv");
        venv(folder);
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    runs(&mut pip) && are_there(python)
}

fn venv(folder: &Path) -> bool {
    runs(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(std::io::stderr()).status().is_ok_and(|status| status.success())
}
