//! This module names things in both languages: posts, bodies, places, sectors, departments, alarms.
//!
//! This module must never fail for want of a name: what has none is called by its id; and it must never read names one by
//! one. Start at [`Names`].

use crate::Refused;
use crate::app::Inner;
use crate::refused::seen;
use crate::views::PostView;
use bowline_core::facts::{Actor, AlarmCause};
use bowline_core::ids::{Body, DepartmentId, OfficeId, PersonId, PlaceCode, PostId, Role, SiteId};
use bowline_core::places::{Level, Place};
use bowline_core::words::{Lang, Text};
use bowline_store::{Holder, StoreFault};
use std::collections::{BTreeMap, BTreeSet};

/// Most characters of a person's name.
const LONGEST_NAME: usize = 60;

/// Names, from the pack and the registry.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    inner: &'a Inner,
}

/// The names of some posts and people, which were read at once.
pub(crate) struct NameBook<'a> {
    names: Names<'a>,
    sites: BTreeMap<SiteId, Text>,
    holders: BTreeMap<PostId, Vec<Holder>>,
    people: BTreeMap<PersonId, String>,
}

impl Inner {
    pub(crate) const fn names(&self) -> Names<'_> {
        Names { inner: self }
    }
}

impl<'a> Names<'a> {
    /// The names of these posts and people, read at once: two questions for the posts and one for the people, however many there
    /// are.
    pub(crate) fn of<'p>(
        self,
        posts: impl IntoIterator<Item = &'p PostId>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<NameBook<'a>, StoreFault> {
        let registry = self.inner.store.registry();
        let posts: Vec<PostId> = posts.into_iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let people: Vec<PersonId> = people.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let site = |post: &PostId| if let Body::Site(site) = post.body { Some(site) } else { None };
        let sites: Vec<SiteId> = posts.iter().filter_map(site).collect();
        let sites = if sites.is_empty() { BTreeMap::new() } else { registry.site_names(&sites)? };
        let sites = sites.into_iter().map(|(site, name)| (site, Text::same(name))).collect();
        let people = if people.is_empty() { BTreeMap::new() } else { registry.person_names(&people)? };
        let holders =
            if posts.is_empty() { Vec::new() } else { registry.holders_of_each(&posts, self.inner.today())? };
        Ok(NameBook { names: self, sites, holders: posts.into_iter().zip(holders).collect(), people })
    }

    /// The names of what an invented matter is about: nobody holds its posts, and its site is any.
    pub(crate) fn of_invented(self, site: SiteId) -> NameBook<'a> {
        let sites = BTreeMap::from([(site, Text::new("某单位", "an organisation"))]);
        NameBook { names: self, sites, holders: BTreeMap::new(), people: BTreeMap::new() }
    }

    /// Many posts, in their order.
    pub(crate) fn posts(self, posts: &[PostId]) -> Result<Vec<PostView>, StoreFault> {
        let book = self.of(posts, [])?;
        Ok(posts.iter().map(|post| book.post(post)).collect())
    }

    /// The name of a post, whoever holds it.
    pub(crate) fn post_title(self, post: &PostId) -> Result<Text, StoreFault> {
        Ok(self.of([post], [])?.title(post))
    }

    /// The name of an office.
    pub(crate) fn office(self, office: &OfficeId) -> Text {
        let place = self.inner.places.latest().get(office.place).cloned().or_else(|| self.invented(office.place));
        let known = self.inner.pack().country().department(&office.department).zip(place);
        known.map_or_else(|| Text::same(office.to_string()), |(department, place)| department.office_at(&place))
    }

    /// A place of worked cases, which is called after its level: `county`, `county2`.
    fn invented(self, code: PlaceCode) -> Option<Place> {
        let word = code.as_str().trim_end_matches(|letter: char| letter.is_ascii_digit());
        let (level, no) = (Level::parse(word).ok()?, code.as_str().trim_start_matches(word));
        let zh = match level {
            Level::Nation => "国家",
            Level::Province => "某省",
            Level::City => "某市",
            Level::County => "某县",
            Level::Township => "某乡镇",
        };
        let en = format!("(invented {})", self.inner.pack().country().level_name(level).en);
        let name = Text::new(format!("{zh}{no}"), if no.is_empty() { en } else { format!("{en} {no}") });
        Some(Place { code, parent: None, level, name, valid_from: None, valid_to: None })
    }

    /// The full name of a place.
    pub(crate) fn place(self, place: PlaceCode) -> Text {
        if let Some(place) = self.invented(place) {
            return place.name;
        }
        let tree = self.inner.places.latest();
        Text::new(tree.full_name(place, Lang::Zh), tree.full_name(place, Lang::En))
    }

    /// The name of one place, without those above it.
    pub(crate) fn short_place(self, place: PlaceCode) -> Text {
        let tree = self.inner.places.latest();
        tree.get(place)
            .map_or_else(|| Text::same(place.as_str()), |it| Text::new(it.name.get(Lang::Zh), it.name.get(Lang::En)))
    }

    /// The name of a sector.
    pub(crate) fn sector(self, code: &str) -> Text {
        self.inner.pack().country().sector_name(code).cloned().unwrap_or_else(|| Text::same(code))
    }

    /// The name of a department.
    pub(crate) fn department(self, id: &DepartmentId) -> Text {
        let department = self.inner.pack().country().department(id);
        department.map_or_else(|| Text::same(id.as_str()), |department| department.name.clone())
    }
}

impl NameBook<'_> {
    /// A post with its title and holders.
    pub(crate) fn post(&self, post: &PostId) -> PostView {
        let name = |Holder { name, confirmed, .. }: &Holder| {
            if *confirmed {
                return Text::same(name);
            }
            Text::new(format!("{name}（待确认）"), format!("{name} (to be confirmed)"))
        };
        let holders = self.holders.get(post).map(|all| all.iter().map(name).collect()).unwrap_or_default();
        PostView { title: self.title(post), post: post.clone(), holders }
    }

    /// The name of a post, whoever holds it.
    pub(crate) fn title(&self, post: &PostId) -> Text {
        let (body, role) = (self.body(&post.body), role_name(post.role));
        Text::new(format!("{}{}", body.zh, role.zh), format!("{}, {}", role.en, body.en))
    }

    /// The name of an office or an enterprise.
    pub(crate) fn body(&self, body: &Body) -> Text {
        match body {
            Body::Office(office) => self.names.office(office),
            Body::Site(site) => self.sites.get(site).cloned().unwrap_or_else(|| Text::same(site.to_string())),
        }
    }

    /// The name of whoever recorded a fact.
    pub(crate) fn actor(&self, actor: Actor) -> Text {
        match actor {
            Actor::Person(person) => Text::same(self.people.get(&person).cloned().unwrap_or_default()),
            Actor::Engine => Text::new("系统自动", "System (automatic)"),
            Actor::Import(_) => Text::new("台账导入", "Register import"),
            Actor::System => Text::new("系统", "System"),
        }
    }

    /// The sentence of a responsibility gap (in the code: an alarm).
    pub(crate) fn alarm(&self, cause: &AlarmCause) -> Text {
        match cause {
            AlarmCause::VacantPost(post) => {
                let post = self.title(post);
                Text::new(
                    format!("责任悬空：{}有待办事项，但未明确人员；请尽快明确在岗人员。", post.zh),
                    format!(
                        "Responsibility gap: {} has open actions but no one is appointed. Appoint someone to the post.",
                        post.en
                    ),
                )
            }
            AlarmCause::Undelivered(it) => {
                let way = match it.channel.strip_prefix("webhook:") {
                    Some(hook) => Text::new(format!("推送接口 {hook}"), format!("The webhook {hook}")),
                    None => Text::new("电子邮件", "E-mail"),
                };
                Text::new(
                    format!("通知未送达：{}超过一小时无法发送；请联系系统管理员恢复，其间请以页面待办为准。", way.zh),
                    format!("Not told: {} has not got through for more than an hour. See that it works again.", way.en),
                )
            }
            AlarmCause::NoSuperior(office) => {
                let name = self.names.office(office);
                Text::new(
                    format!("督办缺位：{}事项逾期，且无上级部门督办；请明确兜底督办部门。", name.zh),
                    format!(
                        "No escalation route: {} is overdue and there is no authority above. Designate one.",
                        name.en
                    ),
                )
            }
        }
    }
}

/// The name of a role.
pub(crate) fn role_name(role: Role) -> Text {
    let (zh, en) = match role {
        Role::Head => ("负责人", "head"),
        Role::Inspector => ("监督检查人员", "inspector"),
        Role::DutyOfficer => ("值班人员", "duty officer"),
        Role::Principal => ("主要负责人", "senior person in charge"),
        Role::SafetyOfficer => ("安全管理人员", "safety officer"),
    };
    Text::new(zh, en)
}

/// The name of a new person, as it was typed.
///
/// # Errors
/// [`Refused::Field`] for none, one that is too long, or one with signs that nobody sees.
pub(crate) fn name_of_person(typed: &str) -> Result<String, Refused> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(['\n', '\r', '\t']) {
        return Err(Refused::field("name", "请填写姓名，不超过 60 个字。", "Enter a name of at most 60 characters."));
    }
    seen("name", &Text::new("姓名", "name"), name)?;
    Ok(name.to_owned())
}
