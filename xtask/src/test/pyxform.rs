//! This module makes sure that pyxform exists, the converter by which the forms for phones are checked: in a venv of
//! its own under `target/`, at the version named here.

use super::Env;
use super::browser::{as_root, may_install};
use std::path::Path;
use std::process::{Command, Stdio};

const VERSION: &str = "4.5.0";

/// Finds or installs, and gives the environment for the tests.
///
/// # Errors
/// What has to be installed.
pub fn ensure(root: &Path) -> Result<Env, String> {
    let folder = root.join("target").join(format!("pyxform-{VERSION}"));
    let python = folder.join("bin").join("python");
    if !is_there(&python) && !install(&folder, &python) {
        return Err(format!(
            "the tests of forms need Python 3 with venv and pyxform {VERSION} (or --no-pyxform): \
             python3 -m venv {0} && {0}/bin/python -m pip install pyxform=={VERSION}",
            folder.display()
        ));
    }
    Ok(vec![("BOWLINE_PYXFORM", python.display().to_string())])
}

fn is_there(python: &Path) -> bool {
    let ask = "from importlib.metadata import version; print(version('pyxform'))";
    let output = Command::new(python).args(["-c", ask]).stderr(Stdio::null()).output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == VERSION.as_bytes())
}

fn install(folder: &Path, python: &Path) -> bool {
    if !venv(folder) && may_install() {
        as_root("apt-get update");
        as_root("apt-get install -y --no-install-recommends python3 python3-venv");
        venv(folder);
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &format!("pyxform=={VERSION}")]);
    runs(&mut pip) && is_there(python)
}

fn venv(folder: &Path) -> bool {
    runs(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(std::io::stderr()).status().is_ok_and(|status| status.success())
}
