//! A small solution that has something of everything.

use solutions::Package;

macro_rules! files {
    ($($path:literal),* $(,)?) => { [$(($path, include_bytes!(concat!("../small/", $path)).to_vec())),*] };
}

pub(crate) fn package() -> Package {
    let files = files![
        "[Content_Types].xml",
        "solution.xml",
        "customizations.xml",
        "Workflows/Audit.json",
        "Workflows/Nightly.json",
        "environmentvariabledefinitions/demo_limit/environmentvariabledefinition.xml",
        "environmentvariabledefinitions/demo_limit/environmentvariablevalues.json",
        "environmentvariabledefinitions/demo_key/environmentvariabledefinition.xml",
        "Connector/definition.json",
        "Connector/parameters.json",
        "Connector/policies.json",
        "Connector/script.csx",
        "Connector/icon.png",
        "WebResources/demo_page.html",
    ];
    Package::from_files(files).unwrap()
}

/// The package with the first place in a file that has this text changed.
#[track_caller]
pub(crate) fn with(package: &Package, file: &str, from: &str, to: &str) -> Package {
    let text = std::str::from_utf8(package.get(file).unwrap_or_else(|| panic!("no {file}")).bytes()).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    let mut changed = package.clone();
    changed.set(file, text.replacen(from, to, 1)).unwrap();
    changed
}
