//! What people call the strata of a look-back, which stand in the log as ids: who verified, in which county, for which office.
//!
//! This module must never change a stratum: the ids are what is counted by. Start at [`stratum_name`].

use crate::app::Inner;
use crate::names::NameBook;
use bowline_core::facts::Actor;
use bowline_core::ids::PersonId;
use bowline_core::words::Text;

/// Who verified what a register closed.
pub(crate) const REGISTER: &str = "register";

/// What people call a stratum: who verified, in which county, for which office.
pub(crate) fn stratum_name(inner: &Inner, names: &NameBook<'_>, stratum: &str) -> Text {
    let mut parts = stratum.splitn(3, '/');
    let verifier = match parts.next() {
        Some(REGISTER) => Text::new("仅由台账销号", "closed by register only"),
        person => match person.and_then(|person| person.parse::<PersonId>().ok()) {
            Some(person) => names.actor(Actor::Person(person)),
            None => return Text::same(stratum),
        },
    };
    let county = parts.next().and_then(|code| code.parse().ok()).map(|code| inner.names().place(code));
    let office = parts.next().and_then(|office| office.parse().ok()).map(|office| inner.names().office(&office));
    let all: Vec<Text> = std::iter::once(verifier).chain(county).chain(office).collect();
    let joined = |text: fn(&Text) -> &str| all.iter().map(text).collect::<Vec<_>>().join(" · ");
    Text::new(joined(|it| &it.zh), joined(|it| &it.en))
}

/// What people call the strata of a text, one a line with the number of its closings.
pub(crate) fn strata_names(inner: &Inner, text: &str) -> Text {
    let people: Vec<PersonId> = text.lines().filter_map(|line| line.split('/').next()?.parse().ok()).collect();
    let Ok(names) = inner.names().of([], people) else { return Text::same(text) };
    let line = |line: &str| match line.rsplit_once(',') {
        Some((stratum, of)) => {
            let name = stratum_name(inner, &names, stratum);
            Text::new(format!("{}，办结 {of} 件", name.zh), format!("{}, closings: {of}", name.en))
        }
        None => Text::same(line),
    };
    let lines: Vec<Text> = text.lines().map(line).collect();
    let joined = |text: fn(&Text) -> &str| lines.iter().map(text).collect::<Vec<_>>().join("\n");
    Text::new(joined(|it| &it.zh), joined(|it| &it.en))
}
