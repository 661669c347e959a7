//! A kind of matter as a picture.

use super::{id, national};
use bowline_core::rules::Picture;

#[test]
fn the_hops_of_an_accident_stand_one_after_the_other_each_in_its_lane() {
    let kind = national().kinds().latest(&id("accident")).unwrap();
    let picture = Picture::of(national(), kind);
    assert_eq!(picture.boxes.len(), kind.steps.len(), "each step has its box");
    let at = |step: &str| kind.steps.iter().position(|it| it.id == step).unwrap();
    let hops = ["county", "city", "province"].map(at);
    let places: Vec<(usize, &str)> =
        hops.iter().map(|hop| &picture.boxes[*hop]).map(|it| (it.column, picture.lanes[it.lane].zh.as_str())).collect();
    assert_eq!(places, [(0, "县级应急管理部门"), (1, "市级应急管理部门"), (2, "省级应急管理部门")]);
    assert!(hops.windows(2).all(|pair| picture.arrows.contains(&(pair[0], pair[1]))), "{:?}", picture.arrows);
    assert!(picture.boxes[hops[0]].when.zh.contains("2 小时"), "{}", picture.boxes[hops[0]].when.zh);
}

#[test]
fn no_two_steps_of_a_kind_stand_on_one_another() {
    for kind in national().kinds().iter() {
        let picture = Picture::of(national(), kind);
        let mut places: Vec<_> = picture.boxes.iter().map(|it| (it.lane, it.column, it.row)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), kind.steps.len(), "{}", kind.id);
    }
}
