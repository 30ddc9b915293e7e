//! Real files that lie beside the repository, where they do.

use std::{
    env, fs,
    io::Read,
    path::{Path, PathBuf},
};

use wdl::Value;

/// A definition that was found, and where.
pub struct Found {
    /// Its path below the material, with the path inside a package after `!`.
    pub name: String,
    /// Its JSON.
    pub json: Value,
}

/// The folder of material: `STEWARD_SHARED`, else `shared` beside the repository. Says so on stderr if there is none.
pub fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = env::var_os("STEWARD_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no shared folder at {}", folder.display());
    None
}

/// Every cloud flow: loose files, solution folders, and the inside of packages.
pub fn cloud_flows(folder: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for part in ["flows", "solutions", "packages"] {
        for path in files(&folder.join("corpus").join(part)) {
            let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
                Some("json") => found.extend(fs::read(&path).ok().and_then(|raw| flow(name, &raw))),
                Some("zip") => found.extend(inside(&path, &name)),
                _ => {}
            }
        }
    }
    found
}

/// Every Logic Apps workflow, plain or inside an ARM template.
pub fn workflows(folder: &Path) -> Vec<Found> {
    let json = files(&folder.join("corpus/logicapps"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "json"));
    json.filter_map(|path| {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        Some(Found { name, json: read(&fs::read(&path).ok()?)? })
    })
    .collect()
}

fn inside(path: &Path, name: &str) -> Vec<Found> {
    let Some(mut package) = fs::File::open(path).ok().and_then(|file| zip::ZipArchive::new(file).ok()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for at in 0..package.len() {
        let Ok(mut file) = package.by_index(at) else { continue };
        let Ok(inside) = file.name().map(std::borrow::Cow::into_owned) else { continue };
        if inside.to_lowercase().ends_with(".json") {
            let mut raw = Vec::new();
            let inner = format!("{name}!{inside}");
            if file.read_to_end(&mut raw).is_ok() {
                found.extend(flow(inner, &raw));
            }
        }
    }
    found
}

fn flow(name: String, raw: &[u8]) -> Option<Found> {
    let json = read(raw)?;
    let definition = json.get("properties")?.get("definition")?;
    definition.get("triggers")?.as_object()?;
    definition.get("actions")?.as_object()?;
    Some(Found { name, json })
}

/// JSON in UTF-8 or, as some exports are, UTF-16.
fn read(raw: &[u8]) -> Option<Value> {
    if let Ok(json) = Value::from_json(raw) {
        return Some(json);
    }
    let units: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).ok()?;
    Value::from_json(text.trim_start_matches('\u{feff}').as_bytes()).ok()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
