//! The handlers share the product, and what the server keeps beside it while it runs.
//!
//! This module must never hold anything that has to outlive the process. Start at [`House`].

use crate::budget::Budget;
use crate::doors::Doors;
use crate::heavy::{Hashing, Heavy};
use crate::rate::Rate;
use crate::throttle::Throttle;
use crate::tries::Tries;
use axum::extract::FromRef;
use bowline_core::ids::Role;
use bowline_service::Bowline;
use bowline_service::views::Who;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The product and what stands around it. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// The product.
    pub app: Bowline,
    /// The pool for work that takes seconds.
    pub heavy: Heavy,
    /// What all forms together may hold.
    pub budget: Budget,
    /// Where the site is, and which proxies are believed.
    pub doors: Arc<Doors>,
    /// Reports of late.
    pub rate: Rate,
    /// Wrong keys of late.
    pub tries: Tries,
    /// Wrong passwords of late.
    pub throttle: Throttle,
    /// The pool in which passwords are looked at.
    pub hashing: Hashing,
    /// Roles whose holders sign in with a second step.
    pub second_factor: Arc<BTreeSet<Role>>,
}

impl House {
    /// Around a product.
    #[must_use]
    pub fn new(app: Bowline, doors: Doors, second_factor: BTreeSet<Role>) -> Self {
        Self {
            app,
            heavy: Heavy::default(),
            budget: Budget::default(),
            doors: Arc::new(doors),
            rate: Rate::default(),
            tries: Tries::default(),
            throttle: Throttle::default(),
            hashing: Hashing::default(),
            second_factor: Arc::new(second_factor),
        }
    }

    /// Whether a post of a person requires a second step of signing in.
    #[must_use]
    pub fn requires_second(&self, who: &Who) -> bool {
        who.posts.iter().any(|held| self.second_factor.contains(&held.post.role))
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

impl FromRef<House> for Tries {
    fn from_ref(house: &House) -> Self {
        house.tries.clone()
    }
}

impl FromRef<House> for Rate {
    fn from_ref(house: &House) -> Self {
        house.rate.clone()
    }
}
