//! What a data folder can suffer from: one sentence each, with what to do. `docs/operate/doctor.md` lists them all.
//!
//! Must never hold a cause (paths, numbers, errors): those are said beside the sentence. Start at [`Sickness::text`].

use bowline_core::words::Text;
use rusqlite::{ErrorCode, ffi};
use std::io::ErrorKind;

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
    /// Facts are missing from the log.
    LogBroken,
    /// The read tables differ from the log.
    Differs,
    /// Open obligations and live clocks do not balance.
    NoClock,
    /// The log knows of moments that have not come yet.
    ClockBack,
}

impl Sickness {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::InUse,
        Self::Absent,
        Self::Full,
        Self::ReadOnly,
        Self::Disk,
        Self::OtherVersion,
        Self::Damaged,
        Self::TornLog,
        Self::LogBroken,
        Self::Differs,
        Self::NoClock,
        Self::ClockBack,
    ];

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
            Self::LogBroken => "log_broken",
            Self::Differs => "tables_differ",
            Self::NoClock => "no_clock",
            Self::ClockBack => "clock_back",
        }
    }

    /// What it is and what to do, in a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::InUse => (
                "数据目录正被另一个进程使用；请先停止它，或用 --data 另选目录。",
                "The data folder is in use by another process; stop that one first, or choose another with --data.",
            ),
            Self::Absent => {
                ("此目录中没有数据库；请核对 --data。", "There is no database in this folder; check --data.")
            }
            Self::Full => (
                "磁盘已满，什么也没有写入；请腾出空间后再试，不必重启。",
                "The disk is full and nothing was written; make room and try again, without a restart.",
            ),
            Self::ReadOnly => (
                "数据目录只读，只能查看，不能写入；请以可写方式重新挂载磁盘，或归还目录和文件的写权限。",
                "The data folder is read-only, so it can be looked at and not written; mount the disk for writing, or give back the right to write.",
            ),
            Self::Disk => (
                "磁盘读写失败，刚录入的内容不一定已经保存；请查看系统日志，检查磁盘是否已满、被移除或损坏，然后重启并核对。",
                "The disk did not read or write, and what was just entered may be lost; look into the system's log whether it is full, gone or broken, then start anew and check.",
            ),
            Self::OtherVersion => (
                "数据由另一版本写成；请使用写成它的那个版本。",
                "The data was written by another version; use the binary that wrote it.",
            ),
            Self::Damaged => (
                "数据库文件已损坏；请停止使用，原样保留目录，检查磁盘，再从备份恢复。",
                "The database file is damaged; stop, keep the folder as it is, check the disk, and restore a backup.",
            ),
            Self::TornLog => (
                "预写日志的末尾不完整，已恢复到最后一次完整的提交；若因断电则丢弃的内容都未曾答复，否则请与最后录入的人核对。",
                "The end of the write-ahead log is not whole, and the last whole commit counts; after a power cut nothing of the rest was answered, otherwise ask those who entered the last matters.",
            ),
            Self::LogBroken => (
                "日志中有事实缺失；请停止使用，原样保留目录，再从备份恢复。",
                "Facts are missing from the log; stop, keep the folder as it is, and restore a backup.",
            ),
            Self::Differs => (
                "读表与日志不一致，以日志为准；请保留目录副本，并报告所列内容。",
                "Read tables differ from the log, which is the truth; keep a copy of the folder and report what is listed.",
            ),
            Self::NoClock => (
                "有事项没有时钟；请运行 bowline doctor rebuild --compare，并报告所列内容。",
                "Some matters have no clock; run bowline doctor rebuild --compare and report what it lists.",
            ),
            Self::ClockBack => (
                "日志里有尚未到来的时刻：时钟曾经走快，或已被拨回；请先校准机器时钟再启动。",
                "The log knows of moments that have not come yet: the clock ran ahead, or was set back; set it right before you start.",
            ),
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
