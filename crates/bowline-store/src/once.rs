//! What must not be done twice: a request is known by the key of its form, and the key is written in the same transaction as
//! what the request did, so that no crash can come between them.
//!
//! Must never be written before what it stands for. Start at [`Once`].

use crate::StoreFault;
use crate::convert::{ms, subject};
use crate::fault::Doing;
use bowline_core::ids::SubjectId;
use bowline_core::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};

/// A request that is carried out once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Once {
    /// Its key: hashed, so that it also says whose request it is and where it was sent.
    pub key: [u8; 32],
    /// Hash of what was sent under the key.
    pub content: [u8; 32],
    /// When it was sent, by the machine's time.
    pub at: Moment,
    /// The matter that it began or changed, known once it was carried out.
    pub led_to: Option<SubjectId>,
}

impl Once {
    /// The fault that says that it was carried out before; none if it was not.
    pub(crate) fn done(&self, connection: &Connection) -> rusqlite::Result<Option<StoreFault>> {
        connection
            .prepare_cached("SELECT content = $1, led_to FROM once WHERE key = $2")?
            .query_row(params![self.content, self.key], |row| {
                let led_to = row.get_ref(1)?.as_blob_or_null()?.map(subject).transpose()?;
                Ok(StoreFault::Done { same: row.get(0)?, led_to })
            })
            .optional()
    }

    /// Writes it inside the transaction of what it did.
    pub(crate) fn write(&self, connection: &Connection) -> Result<(), StoreFault> {
        let led_to = self.led_to.map(|it| it.0.as_bytes().to_vec());
        connection
            .prepare_cached("INSERT INTO once (key, content, at, led_to) VALUES ($1, $2, $3, $4)")
            .and_then(|mut insert| insert.execute(params![self.key, self.content, ms(self.at), led_to]))
            .map(drop)
            .doing("writing the key of a request")
    }
}
