//! The rate of false closings that look-backs find, with its interval and sample size.
//!
//! A look-back sees a part of the closings of each stratum. The estimate weighs each stratum by its closings. The interval is that
//! of Clopper and Pearson, computed for the sample size that would tell as much if one list had been drawn
//! from without strata; what was drawn from a finite list leaves less to guess, and a list that was seen whole leaves nothing. It is
//! narrowed to what is certain: those seen to be false are false, those seen to hold do hold. Where a stratum was drawn from and nothing of it
//! looked at yet, the interval is wide enough for whatever is there. `tests/look_back.rs` plays counties
//! with known rates and counts how often the interval holds the true one.
//!
//! This module must never give a rate without its sample size, nor a rate where nothing was looked at. Start at [`rate`].

/// What was looked at of one stratum of one draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Closings that the stratum has.
    pub of: u64,
    /// Of these, looked at with a result.
    pub looked: u64,
    /// Of these, found not to hold.
    pub failed: u64,
}

/// A rate with all that it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FalseClosing {
    /// Closings in the strata of which something was looked at.
    pub closings: u64,
    /// Closings in strata of which nothing was looked at yet; the estimate does not speak for them, the interval does.
    pub unseen: u64,
    /// Sample size: looked at with a result.
    pub looked: u64,
    /// Of these, found not to hold.
    pub failed: u64,
    /// The estimate, from 0 to 1.
    pub rate: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// Half of what the interval leaves out.
const TAIL: f64 = 0.025;

/// The rate over these strata. None: nothing was looked at.
#[must_use]
pub fn rate(strata: &[Looked]) -> Option<FalseClosing> {
    let seen: Vec<&Looked> = strata.iter().filter(|it| it.looked > 0).collect();
    let sum = |of: fn(&Looked) -> u64| seen.iter().map(|it| of(it)).sum::<u64>();
    let (closings, looked, failed) = (sum(|it| it.of.max(it.looked)), sum(|it| it.looked), sum(|it| it.failed));
    if looked == 0 {
        return None;
    }
    let all = closings as f64;
    let weight = |it: &Looked| it.of.max(it.looked) as f64 / all;
    let rate: f64 = seen.iter().map(|it| weight(it) * it.failed as f64 / it.looked as f64).sum();
    // The variance of the estimate is p (1 - p) times this, where all strata have the same p.
    let spread: f64 = seen.iter().map(|it| weight(it).powi(2) * left_to_chance(it) / it.looked as f64).sum();
    let (low, high) = if spread > 0.0 { clopper_pearson(rate, 1.0 / spread) } else { (rate, rate) };
    let (least, most) = (failed as f64 / all, 1.0 - (looked - failed.min(looked)) as f64 / all);
    let unseen: u64 = strata.iter().filter(|it| it.looked == 0).map(|it| it.of).sum();
    // Of what nobody looked at, all may hold or none.
    let seen = all / (all + unseen as f64);
    let (low, high) = (low.max(least).min(rate) * seen, 1.0 - (1.0 - high.min(most).max(rate)) * seen);
    Some(FalseClosing { closings, unseen, looked, failed, rate, low, high })
}

/// What a sample without return leaves to chance: all of one, nothing of all.
fn left_to_chance(it: &Looked) -> f64 {
    if it.of <= it.looked { 0.0 } else { (it.of - it.looked) as f64 / (it.of - 1) as f64 }
}

/// The interval of Clopper and Pearson for a share seen in a sample of this size, which need not be whole.
fn clopper_pearson(share: f64, size: f64) -> (f64, f64) {
    let (found, other) = (share * size, (1.0 - share) * size);
    let low = if found <= 0.0 { 0.0 } else { beta_quantile(TAIL, found, other + 1.0) };
    let high = if other <= 0.0 { 1.0 } else { beta_quantile(1.0 - TAIL, found + 1.0, other) };
    (low, high)
}

/// Where the beta distribution has this much below it, by halving.
fn beta_quantile(below: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta_below(middle, a, b) < below { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The regularised incomplete beta function, by its continued fraction (Numerical Recipes, 6.4).
fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let apart = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / apart(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for m in (1..500).map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = product;
        for term in [even, odd] {
            d = 1.0 / apart(1.0 + term * d);
            c = apart(1.0 + term / c);
            product *= d * c;
        }
        if (product / before - 1.0).abs() < 1e-13 {
            break;
        }
    }
    product
}

/// The logarithm of the gamma function (Lanczos), right to ten digits.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 6] = [
        76.180_091_729_471_46,
        -86.505_320_329_416_77,
        24.014_098_240_830_91,
        -1.231_739_572_450_155,
        0.001_208_650_973_866_179,
        -0.000_005_395_239_384_953,
    ];
    let shifted = x + 5.5;
    let sum = TERMS.iter().zip(1_u32..).fold(1.000_000_000_190_015, |sum, (term, n)| sum + term / (x + f64::from(n)));
    (x + 0.5) * shifted.ln() - shifted + (2.506_628_274_631_000_5 * sum / x).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 5e-5
    }

    #[test]
    fn the_interval_is_that_of_the_tables() {
        // R: binom.test(1, 9), binom.test(0, 3), binom.test(7, 50)
        for (failed, looked, low, high) in
            [(1.0, 9.0, 0.00281, 0.48250), (0.0, 3.0, 0.0, 0.70760), (7.0, 50.0, 0.05819, 0.26739)]
        {
            let (l, h) = clopper_pearson(failed / looked, looked);
            assert!(close(l, low) && close(h, high), "{failed} of {looked}: {l} to {h}");
        }
    }

    #[test]
    fn a_list_that_was_seen_whole_leaves_nothing_to_guess() {
        let found = rate(&[Looked { of: 4, looked: 4, failed: 1 }]).unwrap();
        assert_eq!((found.rate, found.low, found.high), (0.25, 0.25, 0.25));
        assert_eq!(rate(&[Looked { of: 40, looked: 0, failed: 0 }]), None);
        assert_eq!(rate(&[]), None);
    }

    #[test]
    fn a_stratum_counts_by_its_closings_and_one_without_a_look_is_named() {
        let seen = Looked { of: 90, looked: 3, failed: 0 };
        let other = Looked { of: 10, looked: 2, failed: 1 };
        let found = rate(&[seen, other, Looked { of: 7, ..Looked::default() }]).unwrap();
        assert!(close(found.rate, 0.05), "{found:?}");
        assert_eq!((found.closings, found.unseen, found.looked, found.failed), (100, 7, 5, 1));
        assert!(found.low >= 1.0 / 107.0 && found.high > 0.4, "one false closing of 107 is certain: {found:?}");
        let half = rate(&[Looked { of: 6, looked: 6, failed: 2 }, Looked { of: 6, ..Looked::default() }]).unwrap();
        assert!(close(half.low, 2.0 / 12.0) && close(half.high, 8.0 / 12.0), "half of it is not known: {half:?}");
    }
}
