//! Stories about places, over the national data that ships with Bowline.

use super::*;
use crate::ids::PlaceCode;
use crate::time::Day;
use crate::words::Lang;
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::LazyLock;

const PLACES: &str = include_str!("../../../../packs/cn-national/places/places.csv");
const HISTORY: &str = include_str!("../../../../packs/cn-national/places/history.csv");
const TOWNSHIPS: &str = include_str!("../../../../packs/cn-national/places/townships-22.csv");
const TILES: &str = include_str!("../../../../packs/cn-national/tiles.csv");
const HEAD: &str = "code,parent,level,zh,en,valid_from,valid_to\n";
const TODAY: Day = date(2026, 3, 2);

static CHINA: LazyLock<PlaceTree> = LazyLock::new(|| {
    let files = [("places.csv", PLACES), ("history.csv", HISTORY), ("townships-22.csv", TOWNSHIPS)];
    PlaceTree::parse(&files).unwrap_or_else(|faults| panic!("{faults:#?}"))
});

fn code(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

fn resolve(names: &[&str]) -> Result<PlaceCode, NameFault> {
    CHINA.resolve(names, None, TODAY)
}

fn candidates(names: &[&str]) -> Vec<String> {
    match resolve(names) {
        Err(NameFault::Ambiguous { candidates, .. }) => candidates.iter().map(ToString::to_string).collect(),
        other => panic!("{names:?} gave {other:?}"),
    }
}

fn faults_of(rows: &str) -> Vec<String> {
    let text = format!("{HEAD}{rows}");
    let faults = PlaceTree::parse(&[("x.csv", &text)]).unwrap_err();
    faults.iter().map(|it| format!("{}:{}: {}", it.file, it.line, it.message.en)).collect()
}

#[test]
fn a_name_is_told_by_what_it_lies_in() {
    for (names, expected) in [
        (&["长春市", "朝阳区"][..], "220104"),
        (&["吉林", "长春", "朝阳区"], "220104"),
        (&["吉林", "朝阳区"], "220104"),
        (&["北京市", "朝阳区"], "110105"),
        (&["北京市", "北京市", "朝阳区"], "110105"),
        (&["北京市", "市辖区", "朝阳区"], "110105"),
        (&["朝阳市"], "211300"),
        (&["辽宁", "朝阳", "朝阳县"], "211321"),
        (&["延边州", "延吉市"], "222401"),
        (&["延边"], "222400"),
        (&["中国"], "000000"),
        (&["江西", "Fuzhou"], "361000"),
        (&["Fujian", "fuzhou"], "350100"),
        (&["Jilin", "Changchun", "Chaoyang District"], "220104"),
        (&["jilin province", "Changchun City", "chaoyang"], "220104"),
        (&["吉林", "吉林"], "220200"),
        (&["吉林省", "", "吉林市"], "220200"),
        (&["四平市", "铁西区"], "220302"),
        (&["湖北省", "省直辖县级行政区划", "仙桃市"], "429004"),
        (&["湖北省", "仙桃市", "仙桃市"], "429004"),
        (&["东莞市", "东莞市"], "441900"),
        (&["承德"], "130800"),
        (&["新疆", "伊犁州", "伊宁市"], "654002"),
        (&["Xinjiang", "Ili", "Yining County"], "654021"),
        (&["Shanxi", "Lvliang"], "141100"),
        (&["长春市", "南关区", "新春街道"], "220102004"),
    ] {
        assert_eq!(resolve(names).map_err(|fault| fault.text(&CHINA)), Ok(code(expected)), "{names:?}");
    }
}

#[test]
fn a_name_that_fits_several_places_lists_them() {
    assert_eq!(candidates(&["朝阳区"]), ["110105", "220104"]);
    assert_eq!(candidates(&["铁西区"]), ["210106", "210303", "220302"]);
    assert_eq!(candidates(&["Fuzhou"]), ["350100", "361000"]);
    for expected in ["110105", "220104", "211300", "211321"] {
        assert!(candidates(&["朝阳"]).contains(&expected.to_owned()), "{expected}");
    }
    let text = resolve(&["朝阳区"]).unwrap_err().text(&CHINA);
    assert_eq!(text.zh, "“朝阳区”对应多个地方：北京市朝阳区（110105）、吉林省长春市朝阳区（220104）；请写明上级地名");
    assert_eq!(
        text.en,
        "“朝阳区” matches several areas: Chaoyang District, Beijing (110105); Chaoyang District, Changchun, Jilin (220104); \
         name the area above"
    );
}

#[test]
fn an_unknown_name_says_what_may_have_been_meant() {
    let Err(NameFault::Unknown { name, near }) = resolve(&["长春市", "朝杨区"]) else { panic!("found") };
    assert_eq!((name.as_str(), near.first().copied()), ("朝杨区", Some(code("220104"))));
    let Err(NameFault::Unknown { name, near }) = resolve(&["长舂市", "朝阳区"]) else { panic!("found") };
    assert_eq!((name.as_str(), near.first().copied()), ("长舂市", Some(code("220100"))));
    let Err(NameFault::Unknown { name, .. }) = resolve(&["广州市", "朝阳区"]) else { panic!("found") };
    assert_eq!(name, "广州市 朝阳区");
    assert!(matches!(resolve(&["", "市辖区"]), Err(NameFault::Unknown { .. })));
    assert!(resolve(&["火星"]).unwrap_err().text(&CHINA).zh.starts_with("没有“火星”这个地方"));
}

#[test]
fn a_search_can_be_kept_within_a_place() {
    assert_eq!(CHINA.resolve(&["朝阳区"], Some(code("220000")), TODAY), Ok(code("220104")));
    assert!(CHINA.resolve(&["朝阳区"], Some(code("440000")), TODAY).is_err());
}

#[test]
fn gongzhuling_moved_from_siping_to_changchun() {
    assert_eq!(resolve(&["公主岭市"]), Ok(code("220184")));
    assert_eq!(CHINA.resolve(&["公主岭"], None, date(2019, 5, 1)), Ok(code("220381")));
    assert!(CHINA.is_within(code("220184"), code("220100")) && CHINA.is_within(code("220381"), code("220300")));
    assert!(CHINA.get_on(code("220381"), date(2020, 6, 18)).is_some());
    assert!(CHINA.get_on(code("220381"), date(2020, 6, 19)).is_none());
    assert!(!CHINA.children(code("220300")).contains(&code("220381")));
    // One code, two names.
    assert_eq!(CHINA.get_on(code("420600"), date(2010, 1, 1)).unwrap().name.zh, "襄樊市");
    assert_eq!(CHINA.get(code("420600")).unwrap().name.zh, "襄阳市");
}

#[test]
fn a_country_of_one_language_leaves_the_other_column_out() {
    let rows =
        "code,parent,level,en,valid_from,valid_to\nUS,,nation,United States,,\nR5,US,province,Chicago Region,,\n";
    let tree = PlaceTree::parse(&[("x.csv", rows)]).unwrap();
    assert_eq!(tree.full_name(code("R5"), Lang::Zh), "Chicago Region");
    assert_eq!(tree.resolve(&["Chicago Region"], None, TODAY), Ok(code("R5")));
}

#[test]
fn a_place_has_one_chain_up_to_the_nation() {
    let chain = CHINA.ancestors(code("220104"));
    assert_eq!(chain, ["220104", "220100", "220000", "000000"].map(code));
    assert_eq!(CHINA.ancestors(code("110105")), ["110105", "110000", "000000"].map(code));
    assert_eq!(CHINA.full_name(code("220104"), Lang::Zh), "吉林省长春市朝阳区");
    assert_eq!(CHINA.full_name(code("220104"), Lang::En), "Chaoyang District, Changchun, Jilin");
    assert_eq!(CHINA.full_name(CHINA.nation(), Lang::Zh), "中国");
    assert_eq!(CHINA.full_name(code("zz"), Lang::Zh), "zz");
    assert_eq!(CHINA.children(CHINA.nation()).len(), 31);
    assert!(CHINA.ancestors(code("zz")).is_empty());
    assert!(CHINA.iter().count() > 4_400);
}

#[test]
fn the_cities_of_the_national_notice_resolve() {
    for (province, city, expected) in [
        ("河北", "石家庄", "130100"),
        ("河北", "承德", "130800"),
        ("河北", "秦皇岛", "130300"),
        ("山西", "大同", "140200"),
        ("内蒙古", "乌兰察布", "150900"),
        ("内蒙古", "鄂尔多斯", "150600"),
        ("内蒙古", "阿拉善盟", "152900"),
        ("辽宁", "沈阳", "210100"),
        ("辽宁", "鞍山", "210300"),
        ("辽宁", "辽阳", "211000"),
        ("辽宁", "葫芦岛", "211400"),
        ("辽宁", "营口", "210800"),
        ("浙江", "宁波", "330200"),
        ("江西", "抚州", "361000"),
        ("山东", "潍坊", "370700"),
        ("河南", "新乡", "410700"),
        ("河南", "周口", "411600"),
        ("湖南", "怀化", "431200"),
        ("广东", "清远", "441800"),
        ("四川", "成都", "510100"),
        ("云南", "曲靖", "530300"),
    ] {
        assert_eq!(resolve(&[province, city]), Ok(code(expected)), "{province} {city}");
        let full = if city.ends_with('盟') { city.to_owned() } else { format!("{city}市") };
        assert_eq!(resolve(&[&full]), Ok(code(expected)), "{full}");
    }
}

#[test]
fn a_broken_file_is_refused_with_the_line() {
    let nation = "0,,nation,国,N,,\n";
    for (rows, expected) in [
        ("", "x.csv:0: no nation"),
        ("0,,nation,国,N,,\n1,,nation,国,N,,\n", "x.csv:3: more than one nation"),
        (&format!("{nation}1,9,city,市,C,,\n"), "x.csv:3: unknown parent 9"),
        (&format!("{nation}1,,city,市,C,,\n"), "x.csv:3: 1 has no parent"),
        (&format!("{nation}1,2,city,市,C,,\n2,1,city,市,C,,\n"), "x.csv:3: parent 2 is not of an outer level than 1"),
        (
            &format!("{nation}1,0,city,市,C,,2020-01-01\n1,0,city,市,C,2020-01-01,\n"),
            "x.csv:4: code 1 stands twice on one day, the other at x.csv:3",
        ),
        (&format!("{nation}1,0,city,市,C,,2020-01-01\n2,1,county,县,C,,\n"), "x.csv:4: parent 1 ends before 2"),
        (&format!("{nation}1,0,city,市,C,2020-02-30,\n"), "x.csv:3: `2020-02-30` is not a day"),
        (
            &format!("{nation}1,0,city,市,C,2020-02-02,2020-01-01\n"),
            "x.csv:3: ends on 2020-01-01, before it begins on 2020-02-02",
        ),
        (&format!("{nation}1,0,city,,C,,\n"), "x.csv:3: the name is empty, too long or holds control characters"),
    ] {
        let faults = faults_of(rows);
        assert!(faults.contains(&expected.to_owned()), "{expected} not in {faults:?}");
    }
}

#[test]
fn too_many_places_are_refused() {
    let rows: String = (0..=MAX_PLACES).map(|n| format!("{n},0,city,市,C,,\n")).collect();
    assert!(faults_of(&rows).iter().any(|fault| fault.ends_with("more than 100000 places")));
}

/// Each place has a square of its own in the map of what it lies in; what the map leaves out stands below, and nothing is lost.
#[test]
fn every_place_has_one_square_in_the_map_above_it() {
    let mapped = CHINA.clone().with_tiles("tiles.csv", TILES).unwrap_or_else(|faults| panic!("{faults:#?}"));
    for tree in [&*CHINA, &mapped] {
        for parent in tree.iter().map(|place| place.code) {
            let tiles = tree.tiles(parent);
            let squares: std::collections::BTreeSet<_> = tiles.iter().map(|tile| (tile.x, tile.y)).collect();
            assert_eq!(squares.len(), tiles.len(), "{parent}: two places on one square");
            let mut drawn: Vec<PlaceCode> = tiles.iter().filter(|tile| tile.connected).map(|tile| tile.place).collect();
            drawn.sort_unstable();
            assert_eq!(drawn, tree.children(parent), "{parent}");
        }
    }
    let of = |name: &str| {
        let at = |tile: &&Tile| CHINA.get(tile.place).is_some_and(|place| place.name.zh == name);
        let tiles = mapped.tiles(CHINA.nation());
        tiles.iter().find(at).map(|tile| (tile.x, tile.y)).unwrap()
    };
    let (north, south) = (of("黑龙江省"), of("海南省"));
    assert!(north.1 < south.1 && of("新疆维吾尔自治区").0 < of("上海市").0);
    let outside = mapped.tiles(CHINA.nation());
    let outside = outside.iter().filter(|tile| !tile.connected).filter_map(|tile| tile.short.as_ref());
    assert_eq!(outside.map(|name| name.en.as_str()).collect::<Vec<_>>(), ["Taiwan", "Hong Kong", "Macao"]);
}

#[test]
fn a_broken_map_is_refused_with_the_line() {
    for (rows, expected) in [
        ("220000,220100,1,1,,\n220000,220200,1,1,,\n", "3: 220200 or its square stands twice"),
        ("220000,220100,1,1,,\n220000,220100,2,1,,\n", "3: 220100 or its square stands twice"),
        ("220000,110101,1,1,,\n", "2: 110101 does not lie directly below 220000"),
        ("000000,710000,1,1,,\n", "2: the short name of 710000"),
        ("000000,220000,1,1,吉林,\n", "2: the short name of 220000"),
        ("000000,220000,60,1,,\n", "2: x and y are less than 60"),
        ("000000,220000,-1,1,,\n", "2: "),
        ("000000,220000,1\n", "2: "),
        ("000000,220000,1,1,,,jl\n", "2: letters of 220000: two or three capital letters"),
    ] {
        let head = if rows.ends_with("jl\n") { "parent,code,x,y,zh,en,letters" } else { "parent,code,x,y,zh,en" };
        let faults = CHINA.clone().with_tiles("tiles.csv", &format!("{head}\n{rows}")).unwrap_err();
        let told = faults.iter().map(|it| format!("{}: {}", it.line, it.message.en)).collect::<Vec<_>>();
        assert!(told.iter().any(|it| it.starts_with(expected)), "{expected} not in {told:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Whatever is written in a cell, the answer is an answer.
    #[test]
    fn resolving_never_fails_otherwise(names in proptest::collection::vec(".{0,12}", 0..5)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Err(fault) = resolve(&names) {
            let _ = fault.text(&CHINA);
        }
    }
}

/// The chain of names of every place, as it stood, leads back to it.
#[test]
fn every_place_is_found_by_its_chain_of_names() {
    for place in CHINA.iter() {
        let day = place.valid_to.unwrap_or(TODAY);
        let mut chain: Vec<&str> = CHINA
            .ancestors_on(place.code, day)
            .iter()
            .map(|at| CHINA.get_on(*at, day).unwrap().name.zh.as_str())
            .collect();
        chain.reverse();
        assert_eq!(CHINA.resolve(&chain, None, day), Ok(place.code), "{chain:?}");
    }
}
