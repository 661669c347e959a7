//! STUB
use super::*;
use crate::facts::*;
use crate::ids::*;
use crate::time::*;
pub struct Pack;
pub struct Grading { pub verdicts: Vec<(RuleId, Verdict)>, pub grade: Option<Grade>, pub missing: Vec<InputId>, pub not_in_force: Vec<RuleId>, pub undecidable: Vec<RuleId> }
pub struct Verdict;
impl Verdict { pub fn holds(&self) -> bool { true } }
pub fn grade(_: &Pack, _: &[RuleId], _: Day, _: &Answers) -> Grading { unimplemented!() }
impl Pack {
 pub fn zone(&self) -> &jiff::tz::TimeZone { unimplemented!() }
 pub fn name(&self) -> &str { unimplemented!() }
 pub fn calendar(&self) -> &WorkingCalendar { unimplemented!() }
 pub fn ladder(&self, _: &RuleId) -> Option<&Ladder> { unimplemented!() }
 pub fn procedure(&self, _: &RuleId) -> Option<&Procedure> { unimplemented!() }
 pub fn procedure_for(&self, _: Matter, _: Day) -> Option<&Procedure> { unimplemented!() }
}
