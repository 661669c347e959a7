//! The loader compiles a condition once to a flat postfix program. The program runs without recursion, and its size
//! bounds its cost.
//!
//! Four-valued: holds, fails, unknown, broken. This module must never read a missing answer as "no". Start at
//! [`Program::run`].

use super::Condition;
use super::comparing::{Test, Truth};
use crate::facts::InputId;

/// Deepest nesting of a condition.
pub const MAX_DEPTH: usize = 32;
/// Most nodes of a condition.
pub const MAX_NODES: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    /// Push the truth of a test.
    Test(usize),
    /// Turn the top around.
    Not,
    /// Take `of` values, push whether at least `n` of them hold. `all` is n = of, `any` is n = 1.
    Count { n: usize, of: usize },
}

/// A compiled condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    ops: Vec<Op>,
    tests: Vec<Test>,
}

/// A condition beyond [`MAX_DEPTH`] or [`MAX_NODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the condition is nested too deep or too large")]
pub struct TooLarge;

/// Which test could not be made: the answer does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Misfit {
    pub(in crate::rules) test: usize,
}

impl Program {
    /// Compiles.
    ///
    /// # Errors
    /// [`TooLarge`] beyond the bounds.
    pub fn compile(condition: &Condition) -> Result<Self, TooLarge> {
        let mut program = Self::default();
        program.add(condition, 1)?;
        Ok(program)
    }

    fn add(&mut self, condition: &Condition, depth: usize) -> Result<(), TooLarge> {
        if depth > MAX_DEPTH || self.ops.len() >= MAX_NODES {
            return Err(TooLarge);
        }
        match condition {
            Condition::All(of) => self.add_count(of.len(), of, depth),
            Condition::Any(of) => self.add_count(1, of, depth),
            Condition::AtLeast { n, of } => self.add_count(usize::try_from(*n).unwrap_or(usize::MAX), of, depth),
            Condition::Not(inner) => {
                self.add(inner, depth + 1)?;
                self.ops.push(Op::Not);
                Ok(())
            }
            Condition::Input { input, is } => {
                self.ops.push(Op::Test(self.tests.len()));
                self.tests.push(Test { input: input.clone(), is: is.clone() });
                Ok(())
            }
        }
    }

    fn add_count(&mut self, n: usize, of: &[Condition], depth: usize) -> Result<(), TooLarge> {
        for condition in of {
            self.add(condition, depth + 1)?;
        }
        self.ops.push(Op::Count { n, of: of.len() });
        Ok(())
    }

    /// The tests, in the order in which they are written.
    pub(in crate::rules) fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// Every input that it looks at, in the order in which they are written, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = Vec::new();
        for input in self.tests.iter().flat_map(Test::inputs) {
            if !inputs.contains(input) {
                inputs.push(input.clone());
            }
        }
        inputs
    }

    /// Runs it over the truth of each test, which has a number; None: the test cannot be made. The stack then tells which
    /// tests decided; for unknown, which lack an answer and matter. A stack used again needs no new memory.
    ///
    /// # Errors
    /// The first test whose answer is of the wrong type: always, even where the rest would decide without it.
    pub(in crate::rules) fn run(
        &self,
        stack: &mut Stack,
        truth_of: impl Fn(usize, &Test) -> Option<Truth>,
    ) -> Result<Truth, Misfit> {
        stack.values.clear();
        stack.trail.clear();
        for op in &self.ops {
            match *op {
                Op::Test(i) => {
                    let truth = match self.tests.get(i) {
                        Some(test) => truth_of(i, test).ok_or(Misfit { test: i })?,
                        None => Truth::Unknown,
                    };
                    stack.push(truth, i);
                }
                Op::Not => stack.not(),
                Op::Count { n, of } => stack.count(n, of),
            }
        }
        Ok(stack.values.last().map_or(Truth::Unknown, |(truth, _)| *truth))
    }
}

/// Values, each with the tests that decided it. All trails lie end to end in one list.
#[derive(Debug, Default)]
pub(in crate::rules) struct Stack {
    values: Vec<(Truth, usize)>,
    trail: Vec<usize>,
}

impl Stack {
    /// The tests that decided the run.
    pub(in crate::rules) fn trail(&self) -> &[usize] {
        &self.trail
    }

    fn push(&mut self, truth: Truth, test: usize) {
        self.trail.push(test);
        self.values.push((truth, 1));
    }

    fn not(&mut self) {
        if let Some((truth, _)) = self.values.last_mut() {
            *truth = match *truth {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Unknown => Truth::Unknown,
            };
        }
    }

    /// Folds the last `of` values into one and keeps, in place, the trails of those that decided.
    fn count(&mut self, n: usize, of: usize) {
        let first = self.values.len().saturating_sub(of);
        let (mut yes, mut open, mut length) = (0, 0, 0);
        for (part, trail) in self.values.iter().skip(first) {
            yes += usize::from(*part == Truth::True);
            open += usize::from(*part == Truth::Unknown);
            length += trail;
        }
        let truth = if yes >= n {
            Truth::True
        } else if yes + open < n {
            Truth::False
        } else {
            Truth::Unknown
        };
        let start = self.trail.len().saturating_sub(length);
        let (mut read, mut write) = (start, start);
        for (part, trail) in self.values.iter().skip(first) {
            if *part == truth {
                if read != write {
                    self.trail.copy_within(read..read + trail, write);
                }
                write += trail;
            }
            read += trail;
        }
        self.trail.truncate(write);
        self.values.truncate(first);
        self.values.push((truth, write - start));
    }
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
