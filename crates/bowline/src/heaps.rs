//! Two heaps for all threads, on Linux with glibc. See `docs/decisions/0026-two-heaps.md`.
//!
//! Must never keep the server from starting. Start at [`share`].

use std::os::unix::process::CommandExt;
use std::process::Command;

/// Read by glibc when a process begins, and never again.
const HEAPS: &str = "MALLOC_ARENA_MAX";
/// The operator's own choice of the same.
const TUNED: &str = "GLIBC_TUNABLES";

/// Begins the process anew with two heaps, unless the operator has said how many. Must come before anything else: the same
/// process goes on under the same number, with nothing done yet. Where this cannot be done, it goes on as it is.
pub fn share() {
    let said = [HEAPS, TUNED].into_iter().any(|name| std::env::var_os(name).is_some());
    let mut arguments = std::env::args_os();
    if let (false, Some(name), Ok(program)) = (said, arguments.next(), std::env::current_exe()) {
        // Comes back only if it failed, and then nothing has changed.
        let _ = Command::new(program).arg0(name).args(arguments).env(HEAPS, "2").exec();
    }
}
