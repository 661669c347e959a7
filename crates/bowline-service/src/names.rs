//! This module names things in both languages: posts, bodies, places, sectors, departments, alarms.
//!
//! This module must never fail for want of a name: what has none is called by its id. Start at [`Names`].

use crate::Refused;
use crate::app::Inner;
use crate::sentences::role_name;
use crate::views::PostView;
use bowline_core::facts::{Actor, AlarmCause};
use bowline_core::ids::{Body, DepartmentId, PlaceCode, PostId, Role, SiteId};
use bowline_core::words::{Lang, Text};
use bowline_store::{Holder, StoreFault};

/// Names, from the pack and the registry.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    inner: &'a Inner,
}

impl Inner {
    pub(crate) const fn names(&self) -> Names<'_> {
        Names { inner: self }
    }
}

impl Names<'_> {
    /// A post with its title and holders.
    pub(crate) fn post(self, post: PostId) -> Result<PostView, Refused> {
        let holders = self.inner.store.registry().holders_of_each(std::slice::from_ref(&post), self.inner.today())?;
        Ok(view(&post, &self.body(&post.body)?, holders.into_iter().flatten().collect()))
    }

    /// Many posts, in their order: the registry is read twice for all, not twice for each.
    pub(crate) fn posts(self, posts: &[PostId]) -> Result<Vec<PostView>, Refused> {
        let site = |post: &PostId| if let Body::Site(site) = post.body { Some(site) } else { None };
        let sites: Vec<SiteId> = posts.iter().filter_map(site).collect();
        let names = self.inner.store.registry().site_names(&sites)?;
        let holders = self.inner.store.registry().holders_of_each(posts, self.inner.today())?;
        let one = |(post, holders): (&PostId, _)| {
            let known = site(post).and_then(|site| names.get(&site));
            let body = known.map_or_else(|| self.body(&post.body), |name| Ok(Text::same(name)))?;
            Ok(view(post, &body, holders))
        };
        posts.iter().zip(holders).map(one).collect()
    }

    /// The name of an office or an enterprise.
    pub(crate) fn body(self, body: &Body) -> Result<Text, Refused> {
        match body {
            Body::Office(office) => {
                let place = self.inner.places.get(office.place);
                let department = self.inner.pack.country().department(&office.department);
                let known = department.zip(place);
                Ok(known
                    .map_or_else(|| Text::same(office.to_string()), |(department, place)| department.office_at(place)))
            }
            Body::Site(site) => Ok(Text::same(
                self.inner.store.registry().site(*site)?.map_or_else(|| site.to_string(), |row| row.site.name),
            )),
        }
    }

    /// The full name of a place.
    pub(crate) fn place(self, place: PlaceCode) -> Text {
        let tree = &self.inner.places;
        Text::new(tree.full_name(place, Lang::Zh), tree.full_name(place, Lang::En))
    }

    /// The name of a post, whoever holds it.
    pub(crate) fn post_title(self, post: &PostId) -> Result<Text, Refused> {
        Ok(title(&self.body(&post.body)?, post.role))
    }

    /// The name of one place, without those above it.
    pub(crate) fn short_place(self, place: PlaceCode) -> Text {
        let tree = &self.inner.places;
        tree.get(place)
            .map_or_else(|| Text::same(place.as_str()), |it| Text::new(it.name.get(Lang::Zh), it.name.get(Lang::En)))
    }

    /// The name of a sector.
    pub(crate) fn sector(self, code: &str) -> Text {
        self.inner.pack.country().sector_name(code).cloned().unwrap_or_else(|| Text::same(code))
    }

    /// The name of a department.
    pub(crate) fn department(self, id: &DepartmentId) -> Text {
        let department = self.inner.pack.country().department(id);
        department.map_or_else(|| Text::same(id.as_str()), |department| department.name.clone())
    }

    /// The name of whoever recorded a fact.
    pub(crate) fn actor(self, actor: Actor) -> Result<Text, StoreFault> {
        Ok(match actor {
            Actor::Person(person) => Text::same(self.inner.store.registry().person_name(person)?.unwrap_or_default()),
            Actor::Engine => Text::new("系统自动", "System (automatic)"),
            Actor::Import(_) => Text::new("台账导入", "Register import"),
            Actor::System => Text::new("系统", "System"),
        })
    }

    /// The sentence of a responsibility gap (in the code: an alarm).
    pub(crate) fn alarm(self, cause: &AlarmCause) -> Result<Text, Refused> {
        Ok(match cause {
            AlarmCause::VacantPost(post) => {
                let post = title(&self.body(&post.body)?, post.role);
                Text::new(
                    format!("责任悬空：{}有待办事项，但未明确人员；请尽快明确在岗人员。", post.zh),
                    format!(
                        "Responsibility gap: {} has open actions but no one is appointed. Appoint someone to the post.",
                        post.en
                    ),
                )
            }
            AlarmCause::NoSuperior(office) => {
                let name = self.body(&Body::Office(office.clone()))?;
                Text::new(
                    format!("督办缺位：{}事项逾期，且无上级部门督办；请明确兜底督办部门。", name.zh),
                    format!(
                        "No escalation route: {} is overdue and there is no authority above. Designate one.",
                        name.en
                    ),
                )
            }
        })
    }
}

fn view(post: &PostId, body: &Text, holders: Vec<Holder>) -> PostView {
    let name = |Holder { name, confirmed, .. }: Holder| {
        if confirmed {
            return Text::same(name);
        }
        Text::new(format!("{name}（待确认）"), format!("{name} (to be confirmed)"))
    };
    let holders = holders.into_iter().map(name).collect();
    PostView { title: title(body, post.role), post: post.clone(), holders }
}

fn title(body: &Text, role: Role) -> Text {
    let role = role_name(role);
    Text::new(format!("{}{}", body.zh, role.zh), format!("{}, {}", role.en, body.en))
}
