//! What the tests of the real binary share: running it, a server that ends with its test, plain HTTP, workbooks.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

pub mod http;
pub mod process;
pub mod sheet;
