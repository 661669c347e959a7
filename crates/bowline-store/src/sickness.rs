//! A data folder can suffer from these sicknesses. Each has one sentence with what to do, and `docs/operate/doctor.md`
//! lists them all.
//!
//! This module must never hold a cause (paths, numbers, errors): those are said beside the sentence. Start at
//! [`Sickness::text`].

use bowline_core::words::Text;
use rusqlite::{ErrorCode, ffi};
use std::io::ErrorKind;

/// The long ones, Chinese and English.
const LOG_DAMAGED: (&str, &str) = (
    "预写日志已损坏，其中有已经答复为保存的内容，照常启动会将其丢弃；请先复制整个目录，检查磁盘，从备份恢复；确需放弃这部分内容的，用 bowline serve --accept-loss 启动，损坏的日志会另存一份。",
    "The write-ahead log is damaged where it holds what was answered as saved, and a start would drop it. Copy the whole folder, check the disk and restore a backup; to go on without that part, start with bowline serve --accept-loss, which keeps a copy of the damaged log.",
);
const LOG_CHANGED: (&str, &str) = (
    "日志与校验链或者检查点不符：有记录在写入之后被改动、删除、调换，或者目录被换成了旧副本；请停止使用，原样保留目录，查明原因，再从备份恢复。",
    "The log does not agree with its chain or a checkpoint: after they were written, records were changed, removed or reordered, or the folder was replaced by an older copy. Stop, keep the folder as it is, find out why, and restore a backup.",
);
const HOLIDAYS: (&str, &str) = (
    "放假安排只载入到上述日期，此后按工作日计算的期限以周末推算，属暂定；请更新规则库中的放假安排。",
    "The rulebook holds holidays up to this date only. Due dates in working days beyond it are counted with weekends only and are provisional; update the calendar of the rulebook.",
);

/// A sickness that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sickness {
    /// Another process holds the folder.
    InUse,
    /// There is no database.
    Absent,
    /// No room on the disk, or a limit of the system is reached.
    Full,
    /// Nothing may be written: the disk, the folder or the file.
    ReadOnly,
    /// The disk did not do what was asked.
    Disk,
    /// Written by another schema.
    OtherVersion,
    /// The database file is not what was written.
    Damaged,
    /// The end of the write-ahead log is not whole.
    TornLog,
    /// The write-ahead log is not what was written, where it holds what was answered.
    LogDamaged,
    /// Facts are missing from the log.
    LogBroken,
    /// The log is not the one that was written.
    LogChanged,
    /// Evidence is missing, or is not what was handed in.
    Evidence,
    /// The read tables differ from the log.
    Differs,
    /// Open obligations and live clocks do not balance.
    NoClock,
    /// The log knows of moments that have not come yet.
    ClockBack,
    /// Others on this machine may read the data.
    OpenToAll,
    /// Dates are counted without the holidays of their year.
    Holidays,
}

impl Sickness {
    /// Every one.
    pub const ALL: [Self; 17] = [
        Self::InUse,
        Self::Absent,
        Self::Full,
        Self::ReadOnly,
        Self::Disk,
        Self::OtherVersion,
        Self::Damaged,
        Self::TornLog,
        Self::LogDamaged,
        Self::LogBroken,
        Self::LogChanged,
        Self::Evidence,
        Self::Differs,
        Self::NoClock,
        Self::ClockBack,
        Self::OpenToAll,
        Self::Holidays,
    ];

    /// Whether the data is well all the same, and this is to be seen to in good time.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::OpenToAll | Self::Holidays)
    }

    /// The stable code, for scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::Absent => "absent",
            Self::Full => "disk_full",
            Self::ReadOnly => "read_only",
            Self::Disk => "disk_failed",
            Self::OtherVersion => "other_version",
            Self::Damaged => "damaged",
            Self::TornLog => "torn_log",
            Self::LogDamaged => "log_damaged",
            Self::LogBroken => "log_broken",
            Self::LogChanged => "log_changed",
            Self::Evidence => "evidence_changed",
            Self::Differs => "tables_differ",
            Self::NoClock => "no_clock",
            Self::ClockBack => "clock_back",
            Self::OpenToAll => "open_to_all",
            Self::Holidays => "holidays_unknown",
        }
    }

    /// What it is and what to do, in a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::InUse => (
                "数据目录正被另一个进程使用；请先停止该进程，或者用 --data 另选目录。",
                "The data folder is in use by another process; stop that process first, or choose another folder with --data.",
            ),
            Self::Absent => {
                ("此目录中没有数据库；请核对 --data。", "There is no database in this folder; check --data.")
            }
            Self::Full => (
                "磁盘已满，本次操作未保存；请腾出空间后重试，不必重启。",
                "The disk is full and nothing was saved; free some space and try again. No restart is needed.",
            ),
            Self::ReadOnly => (
                "数据目录只读，只能查看，不能写入；请以可写方式重新挂载磁盘，或者恢复该目录和文件的写入权限。",
                "The data folder is read-only: pages can be viewed but nothing can be saved; mount the disk for writing, or restore write permission.",
            ),
            Self::Disk => (
                "磁盘读写失败，刚录入的内容可能尚未保存；请查看系统日志，检查磁盘是否已满、被移除或者损坏，然后重启并核对。",
                "The disk failed to read or write, and the last entries may be lost; check in the system log whether the disk is full, removed or broken, then restart and check the last entries.",
            ),
            Self::OtherVersion => (
                "数据由其他版本的程序写入；请使用该版本的程序。",
                "The data was written by another version of the program; use that version.",
            ),
            Self::Damaged => (
                "数据库文件已损坏；请停止使用，原样保留目录，检查磁盘后从备份恢复。",
                "The database file is damaged; stop the program, keep the folder as it is, check the disk, and restore a backup.",
            ),
            Self::TornLog => (
                "日志末尾不完整，已恢复至最后一次完整提交；系断电所致的，丢失的内容均未曾提示保存成功；非断电所致的，请与最后录入人核对。",
                "The end of the log is incomplete; the last complete entry was restored. After a power cut nothing confirmed on screen is lost; otherwise check with the last users.",
            ),
            Self::LogDamaged => LOG_DAMAGED,
            Self::LogBroken => (
                "日志中有记录缺失；请停止使用，原样保留目录，并从备份恢复。",
                "Entries are missing from the log; stop the program, keep the folder as it is, and restore a backup.",
            ),
            Self::LogChanged => LOG_CHANGED,
            Self::Evidence => (
                "该佐证材料缺失，或者与提交时不一致，不予显示；请告知系统管理员原样保留文件，查明原因，再从备份恢复。",
                "This evidence is missing or is not what was handed in, so it is not shown. Tell the operator, who keeps the file as it is, finds out why, and restores it from a backup.",
            ),
            Self::Differs => (
                "数据表与日志不一致，以日志为准；请保留目录副本，并报告所列内容。",
                "The tables differ from the log, and the log is authoritative; keep a copy of the folder and report what is listed.",
            ),
            Self::NoClock => (
                "有事项没有办理期限；请运行 bowline doctor rebuild --compare，并报告所列内容。",
                "Some actions have no deadline; run bowline doctor rebuild --compare and report what it lists.",
            ),
            Self::ClockBack => (
                "日志中存在晚于当前时间的记录，系统时钟可能曾走快或者被回拨；请校准时钟后再启动。时钟现已准确的，用 --accept-clock 启动。",
                "The log holds entries dated in the future: the clock ran fast or was set back. Correct the clock before starting; if it is correct now, start with --accept-clock.",
            ),
            Self::OpenToAll => (
                "本机其他用户可以读取数据目录；请收回他人权限，如 chmod -R go= 目录。",
                "Other users of this machine can read the data folder; take that right away, for example with chmod -R go= DIR.",
            ),
            Self::Holidays => HOLIDAYS,
        };
        Text::new(zh, en)
    }

    /// The sickness behind an error of a file; none if it has no name.
    #[must_use]
    pub fn of_io(error: &std::io::Error) -> Option<Self> {
        Some(match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => return None,
        })
    }

    /// The sickness behind any error of the store.
    pub(crate) fn of(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return Self::of_io(error);
        }
        match error.downcast_ref::<rusqlite::Error>()? {
            rusqlite::Error::SqliteFailure(failure, _) => of_failure(failure),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Some(Self::Damaged),
            _ => None,
        }
    }
}

/// SQLite says of a file that it failed, not why. The system's reason is the last error of this thread, which
/// `sqlite3_system_errno` reads as well; it is asked for only where a call to the system has just failed.
fn of_failure(failure: &ffi::Error) -> Option<Sickness> {
    let refused = matches!(
        failure.extended_code,
        ffi::SQLITE_IOERR_WRITE
            | ffi::SQLITE_IOERR_FSYNC
            | ffi::SQLITE_IOERR_DIR_FSYNC
            | ffi::SQLITE_IOERR_TRUNCATE
            | ffi::SQLITE_IOERR_DELETE
            | ffi::SQLITE_IOERR_SHMOPEN
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMMAP
    );
    let reason = refused.then(std::io::Error::last_os_error);
    reason.and_then(|error| Sickness::of_io(&error)).or_else(|| of_code(failure.code))
}

const fn of_code(code: ErrorCode) -> Option<Sickness> {
    Some(match code {
        ErrorCode::DiskFull => Sickness::Full,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Sickness::ReadOnly,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Sickness::Disk,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Sickness::Damaged,
        _ => return None,
    })
}
