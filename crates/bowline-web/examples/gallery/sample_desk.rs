//! Made-up desks: duties, one that stands for two, one that waits, alarms together.

use super::*;

fn duty_line(no: u32, act: Act, due: &str, light: Light, what: (&str, &str), grade: Option<Grade>) -> DutyLine {
    DutyLine {
        id: ObligationId { subject: SubjectId::derived(&["hazard", &no.to_string()]), no },
        number: Some(CaseNumber(48_213 + u64::from(no))),
        act,
        name: act.name(),
        matter: None,
        due_at: at(due),
        light,
        owner: inspector(),
        about: t("春城火锅（红旗街店）", "Chuncheng Hotpot (Hongqi Street)"),
        description: t(what.0, what.1),
        place: t("吉林省长春市朝阳区红旗街道", "Hongqi Subdistrict, Chaoyang, Changchun, Jilin"),
        grade,
        alarm: false,
        provisional: false,
        stands_for: 1,
        watched: Vec::new(),
        quiet_until: None,
    }
}

pub fn desk_view() -> Desk {
    let gas = (
        "后厨气瓶间未安装可燃气体报警器，存放 50 kg 气瓶 4 只",
        "No gas alarm in the cylinder room behind the kitchen; four 50 kg cylinders stored",
    );
    let exit = ("二楼疏散通道堆放杂物，安全出口上锁", "Escape route on the second floor blocked; exit locked");
    let supervise = |no, due, quiet_until| DutyLine {
        stands_for: 2,
        watched: [Act::PLAN, Act::RECTIFY]
            .map(|act| WatchedLine { owner: county_head(), act, name: act.name() })
            .to_vec(),
        quiet_until,
        ..duty_line(no, Act::SUPERVISE, due, Light::Yellow, exit, Some(Grade::General))
    };
    let lines = vec![
        duty_line(1, Act::VERIFY, "2022-10-12T00:00", Light::Red, gas, Some(Grade::Major)),
        supervise(2, "2022-10-14T00:00", None),
        duty_line(3, Act::GRADE, "2022-10-15T17:30", Light::Green, exit, None),
        DutyLine { provisional: true, ..duty_line(4, Act::ORDER, "2022-10-18T00:00", Light::Green, exit, None) },
        duty_line(5, Act::CLOSE_OFF, "2022-11-01T00:00", Light::Green, gas, Some(Grade::Major)),
    ];
    Desk {
        mine: Page { lines, next: Some("x".to_owned()) },
        alarms: vec![alarms()],
        waiting: vec![supervise(6, "2022-10-13T00:00", Some(at("2022-10-17T00:00")))],
        late: Count::Exactly(2),
        all: Count::MoreThan(2_000),
        all_waiting: Count::Exactly(1),
    }
}

pub fn alarms() -> AlarmGroup {
    let said = t("岗位无人任职：春城火锅 主要负责人", "Post held by nobody: Chuncheng Hotpot, principal");
    AlarmGroup {
        kind: AlarmKind::SitePost,
        owner: Some(county_head()),
        count: 23,
        late: 0,
        due_at: Some(at("2022-10-18T00:00")),
        provisional: false,
        lines: vec![(t("吉林省长春市", "Changchun, Jilin"), said)],
    }
}

/// The desk of somebody who has nothing to do.
pub fn nothing() -> Desk {
    Desk {
        mine: Page { lines: vec![], next: None },
        alarms: vec![],
        waiting: vec![],
        late: Count::Exactly(0),
        all: Count::Exactly(0),
        all_waiting: Count::Exactly(0),
    }
}
