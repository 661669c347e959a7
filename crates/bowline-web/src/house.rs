//! The handlers share the product, and what the server keeps beside it while it runs.
//!
//! This module must never hold anything that has to outlive the process. Start at [`House`].

use crate::budget::Budget;
use crate::heavy::Heavy;
use axum::extract::FromRef;
use bowline_service::Bowline;

/// The product and what stands around it. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// The product.
    pub app: Bowline,
    /// The pool for work that takes seconds.
    pub heavy: Heavy,
    /// What all forms together may hold.
    pub budget: Budget,
}

impl House {
    /// Around a product.
    #[must_use]
    pub fn new(app: Bowline) -> Self {
        Self { app, heavy: Heavy::default(), budget: Budget::default() }
    }
}

impl FromRef<House> for Bowline {
    fn from_ref(house: &House) -> Self {
        house.app.clone()
    }
}

impl FromRef<House> for Heavy {
    fn from_ref(house: &House) -> Self {
        house.heavy.clone()
    }
}
