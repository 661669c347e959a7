//! The cast says who plays and what they say, under the law of one pack. No other part of the testkit knows a country.
//!
//! Start at [`Cast`].

use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role};
use bowline_core::rules::Pack;

/// The people, the enterprise and the sentences of stories under a pack.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// The shipped pack.
    pub pack: &'static str,
    /// The sector of the enterprise.
    pub sector: &'static str,
    /// The enterprise.
    pub unit: &'static str,
    /// The inspector of the county.
    pub inspector: &'static str,
    /// The heads of the county's office and of the places above it, as far as these have one.
    pub heads: [&'static str; 4],
    /// The head of the office that answers where nobody is above.
    pub last: &'static str,
    /// The principal of an enterprise.
    pub principal: &'static str,
    /// The safety officer of an enterprise.
    pub safety_officer: &'static str,
    /// What an order says.
    pub order: &'static str,
    /// What is done at once.
    pub control: &'static str,
    /// What a plan says of measures and contingency.
    pub plan: [&'static str; 2],
    /// What goes with a proof.
    pub proof: &'static str,
    /// What is seen when it is gone.
    pub gone: &'static str,
}

/// Stories in China.
pub const CHINA: Cast = Cast {
    pack: "cn-national",
    sector: "H62",
    unit: "春城小厨",
    inspector: "李建国",
    heads: ["王海燕", "赵志强", "孙丽华", "陈国栋"],
    last: "何晓明",
    principal: "钱程",
    safety_officer: "周敏",
    order: "立即整改",
    control: "停用，专人看守",
    plan: ["更换", "停气疏散"],
    proof: "已整改",
    gone: "已消除",
};

/// Stories in the United States.
pub const AMERICA: Cast = Cast {
    pack: "us-federal",
    sector: "332",
    unit: "Maumee Stamping",
    inspector: "Dana Ortiz",
    heads: ["Grace Kowalski", "", "Walter Brandt", "Ruth Ellison"],
    last: "Samuel Whitaker",
    principal: "Frank Novak",
    safety_officer: "Maria Jensen",
    order: "Guard the point of operation",
    control: "Locked out and tagged",
    plan: ["Fit a two-hand control", "Stop the line"],
    proof: "Guard fitted",
    gone: "Guard in place and working",
};

impl Cast {
    /// The office of the line in charge of the enterprise, at a place.
    #[must_use]
    pub fn office(&self, pack: &Pack, place: PlaceCode) -> OfficeId {
        OfficeId { place, department: pack.country().department_for(self.sector).clone() }
    }

    /// A post of that office.
    #[must_use]
    pub fn post(&self, pack: &Pack, place: PlaceCode, role: Role) -> PostId {
        PostId::office(self.office(pack, place), role)
    }
}
