//! What a column of a ledger can hold, and the names that offices give it.
//!
//! Must never change a code: saved mappings and reports hold it. Start reading at [`Field`] and [`field_of`].

use bowline_core::places::Level;
use bowline_core::words::{Lang, Text};
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$meta:meta])* $variant:ident $code:ident { zh: $zh:literal, en: $en:literal, names: $names:literal })*) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$meta])* $variant,)* }

        impl Field {
            /// Every field, in the order in which pages offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code, such as `unit_name`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => stringify!($code),)* }
            }

            /// The name people read.
            #[must_use]
            pub fn name(self) -> Text {
                match self {
                    $(Self::$variant => Text { zh: FieldWords(Lang::Zh).$code(), en: FieldWords(Lang::En).$code() },)*
                }
            }

            /// Names of such columns as they stand in ledgers, folded, divided by blanks.
            const fn names(self) -> &'static str {
                match self { $(Self::$variant => $names,)* }
            }
        }

        bowline_core::words! {
            /// The names of fields.
            pub struct FieldWords { $($code() { zh: $zh, en: $en })* }
        }
    };
}

fields! {
    /// The office's own number of the row.
    RowNumber row_number { zh: "序号", en: "row number", names: "序号 编号 隐患编号 台账编号 no number" }
    /// The unit, site or vessel.
    UnitName unit_name {
        zh: "单位名称", en: "organisation",
        names: "单位名称 企业名称 单位 企业 场所名称 被检查单位 受检单位 受检单位名称 生产经营单位 生产经营单位名称 煤矿名称 矿山名称 船名号 船名 船号 项目名称 \
                工程名称 商户名称 经营户 unit company enterprise"
    }
    /// Who owns it, where the unit itself has no name.
    Owner owner { zh: "经营者或所有人", en: "owner", names: "船主 业主 经营者 法定代表人 法人 负责人 owner" }
    /// Unified social credit code.
    CreditCode credit_code {
        zh: "统一社会信用代码", en: "credit code", names: "统一社会信用代码 信用代码 社会信用代码 creditcode"
    }
    /// Province.
    Province province { zh: "省", en: "province", names: "省 省份 省自治区 省区市 province" }
    /// City.
    City city { zh: "市（州）", en: "city", names: "市 市州 地市 地级市 市盟 所在市 所属市 城市 盟市 所在盟市 city" }
    /// County.
    County county {
        zh: "县（市、区）", en: "county",
        names: "县 区县 县区 县市区 区 旗县 旗县区 所在旗县 所在县区 所在区县 所在县 所属县区 属地 所属地区 所在地 行政区划 county district"
    }
    /// Township or street.
    Township township { zh: "乡镇（街道）", en: "township", names: "乡镇 乡镇街道 街道 镇街 所在乡镇 township street" }
    /// What is wrong.
    Description description {
        zh: "隐患描述", en: "description",
        names: "隐患描述 隐患内容 隐患 问题 问题描述 问题隐患 隐患问题 存在问题 存在的问题 主要问题 主要隐患 隐患情况 问题和隐患 具体问题 description hazard"
    }
    /// General or major.
    Grade grade {
        zh: "隐患等级", en: "class",
        names: "隐患等级 隐患级别 等级 级别 隐患分级 是否重大隐患 是否重大 是否重大事故隐患 重大隐患 grade major"
    }
    /// A grade or another class of matter, such as 三无船舶.
    Kind kind { zh: "类型", en: "type", names: "类型 隐患类型 隐患类别 类别 问题类型 type kind" }
    /// The criterion on which the ledger bases its grade.
    Basis basis { zh: "判定依据", en: "basis of the class", names: "判定依据 依据 检查依据 判定标准 法规依据 basis" }
    /// Where it came from.
    Channel channel { zh: "发现渠道", en: "channel", names: "发现渠道 来源 隐患来源 发现方式 检查方式 channel source" }
    /// The day it was found.
    FoundOn found_on {
        zh: "发现日期", en: "date observed",
        names: "排查时间 排查日期 检查时间 检查日期 发现时间 发现日期 隐患发现时间 上报时间 foundon found date"
    }
    /// Who found it.
    Inspector inspector { zh: "检查人员", en: "inspector", names: "检查人员 检查人 排查人 排查人员 发现人 inspector" }
    /// The unit that must act, if it is another.
    ResponsibleUnit responsible_unit {
        zh: "整改责任单位", en: "organisation responsible", names: "整改责任单位 责任单位 整改单位 responsibleunit"
    }
    /// The person responsible.
    Person person {
        zh: "责任人", en: "person responsible",
        names: "责任人 整改责任人 包保责任人 整改责任人员 责任人员 责任落实 整改负责人 具体责任人 personresponsible person responsible"
    }
    /// Measures.
    Measures measures { zh: "整改措施", en: "measures", names: "整改措施 措施 治理措施 整改方案 措施落实 整改要求 measures" }
    /// Money.
    Funds funds { zh: "整改资金", en: "funds", names: "资金 整改资金 资金落实 投入资金 治理资金 资金投入 funds money" }
    /// Last day for rectification.
    Deadline deadline {
        zh: "整改期限", en: "due date",
        names: "整改时限 整改期限 限期 时限 期限 要求完成日期 要求完成时间 计划完成时间 计划完成日期 整改截止日期 截止日期 整改限期 时限落实 \
                拟完成时间 应完成时间 deadline due"
    }
    /// What is done meanwhile.
    Contingency contingency {
        zh: "应急措施", en: "contingency plan", names: "应急措施 应急预案 预案 预案落实 防范措施 管控措施 临时措施 contingency"
    }
    /// The day it was rectified.
    CompletedOn completed_on {
        zh: "完成日期", en: "completed on",
        names: "完成时间 完成日期 整改完成时间 整改完成日期 实际完成时间 实际完成日期 销号时间 销号日期 completedon completed"
    }
    /// Whether it is closed off.
    Closed closed { zh: "是否销号", en: "closed out", names: "是否销号 销号 是否闭环 是否办结 销号情况 closed" }
    /// Where it stands, in words.
    Status status {
        zh: "目前状态", en: "status", names: "目前状态 状态 是否完成 是否整改 整改状态 处置结果 整改进展 整改情况 整改结果 进展情况 处理结果 status result"
    }
    /// Sector of the national economy.
    Sector sector { zh: "行业", en: "sector", names: "行业 行业领域 所属行业 行业类别 国民经济行业 sector" }
    /// Remark.
    Remark remark { zh: "备注", en: "remark", names: "备注 说明 remark note" }
    /// Why a row came back; written by Bowline, never read.
    ReturnReason return_reason { zh: "退回原因", en: "reason for return", names: "退回原因 退回原因reason" }
}

impl Field {
    /// The field that holds the names of a level of places; none for the nation.
    #[must_use]
    pub const fn of_level(level: Level) -> Option<Self> {
        match level {
            Level::Nation => None,
            Level::Province => Some(Self::Province),
            Level::City => Some(Self::City),
            Level::County => Some(Self::County),
            Level::Township => Some(Self::Township),
        }
    }
}

/// Parts of names, tried in this order where no whole name fits.
const PARTS: [(&str, Field); 24] = [
    ("退回原因", Field::ReturnReason),
    ("信用代码", Field::CreditCode),
    ("要求完成", Field::Deadline),
    ("计划完成", Field::Deadline),
    ("完成时间", Field::CompletedOn),
    ("完成日期", Field::CompletedOn),
    ("时限", Field::Deadline),
    ("期限", Field::Deadline),
    ("限期", Field::Deadline),
    ("应急", Field::Contingency),
    ("预案", Field::Contingency),
    ("责任单位", Field::ResponsibleUnit),
    ("责任人", Field::Person),
    ("措施", Field::Measures),
    ("资金", Field::Funds),
    ("等级", Field::Grade),
    ("重大隐患", Field::Grade),
    ("销号", Field::Closed),
    ("单位名称", Field::UnitName),
    ("企业名称", Field::UnitName),
    ("隐患描述", Field::Description),
    ("隐患内容", Field::Description),
    ("存在问题", Field::Description),
    ("备注", Field::Remark),
];

/// A name without brackets and what they hold, blanks and marks: 县(市、区) → 县.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut depth = 0_usize;
    let mut folded = String::new();
    for c in name.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => {}
        }
    }
    folded
}

/// What a column of this name holds, and whether the name is known as a whole.
#[must_use]
pub fn field_of(name: &str) -> Option<(Field, bool)> {
    let folded = fold(name);
    if folded.is_empty() {
        return None;
    }
    let whole = Field::ALL.iter().find(|field| field.names().split_whitespace().any(|known| known == folded));
    if let Some(field) = whole {
        return Some((*field, true));
    }
    let short = folded.chars().count() <= 14;
    PARTS.iter().find(|(part, _)| short && folded.contains(part)).map(|(_, field)| (*field, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_offices_are_known() {
        let known = |name: &str| field_of(name).map(|found| found.0);
        assert_eq!(known("县(市、区)"), Some(Field::County));
        assert_eq!(known(" 整 改 时 限 "), Some(Field::Deadline));
        assert_eq!(known("包保责任人"), Some(Field::Person));
        assert_eq!(known("资金（万元）"), Some(Field::Funds));
        assert_eq!(known("隐患整改完成时间"), Some(Field::CompletedOn));
        assert_eq!(known("经度"), None);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = std::collections::BTreeMap::new();
        for field in Field::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.code());
            for name in field.names().split_whitespace() {
                assert_eq!(fold(name), name);
                assert_eq!(seen.insert(name, *field), None, "{name}");
            }
        }
    }
}
