//! How many closed matters a look-back draws. It is pack data.

/// How many are drawn of each stratum. A stratum that has fewer is drawn whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// Per cent of the closings, rounded up.
    pub percent: u32,
    /// At least so many.
    pub least: u32,
}

impl SampleSize {
    /// How many of so many are drawn.
    #[must_use]
    pub fn of(self, closings: usize) -> usize {
        let share = closings.saturating_mul(usize::try_from(self.percent).unwrap_or(usize::MAX)).div_ceil(100);
        share.max(usize::try_from(self.least).unwrap_or(usize::MAX)).min(closings)
    }
}
