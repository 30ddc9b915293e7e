//! Packages that cannot be imported.

use std::io::{Cursor, Read as _, Write as _};

use serde_json::json;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::Site;
use crate::answer::Refusal;

/// Neither a text nor half a zip.
pub(super) async fn broken(site: &Site) {
    let whole = site.soul.package("dev", "DemoRunAs").await;
    let half = whole[..whole.len() / 2].to_vec();
    for (what, package) in [("half a zip", half), ("a text", b"hello".to_vec()), ("nothing", Vec::new())] {
        refused(site, what, package, 422, "STW1030").await.says(&["not a readable zip"]);
    }
    // A file whose bytes are not what its checksum says.
    let mut damaged = zip_of([("solution.xml", b"<ImportExportXml/>".as_slice())]);
    let content = damaged.windows(12).position(|window| window == b"solution.xml").expect("the entry") + 12;
    damaged[content + 4] ^= 0xff;
    refused(site, "a damaged file", damaged, 422, "STW1030").await.says(&["solution.xml"]);
    let escapes = zip_of([("../../etc/cron.d/evil", b"x".as_slice())]);
    refused(site, "a path that leaves", escapes, 422, "STW1030").await.says(&["../../etc/cron.d/evil"]);
}

/// Small files that would become large.
pub(super) async fn bombs(site: &Site) {
    let names: Vec<_> = (0..20_001).map(|number| number.to_string()).collect();
    let many = zip_of(names.iter().map(|name| (name.as_str(), b"".as_slice())));
    assert!(many.len() < 3 << 20, "{}", many.len());
    refused(site, "many entries", many, 413, "STW1031").await.says(&["the number of files is limited to 20000"]);

    let dense = zip_of([("Workflows/dense.json", vec![b' '; 16 << 20].as_slice())]);
    assert!(dense.len() < 64 << 10, "{}", dense.len());
    let told = refused(site, "a dense file", dense, 413, "STW1031").await;
    told.says(&["`Workflows/dense.json`", "inflated bytes per compressed byte is limited to 200"]);

    let large = five_large_files();
    assert!(large.len() < 4 << 20, "{}", large.len());
    let told = refused(site, "large files", large, 413, "STW1031").await;
    told.says(&["`Workflows/4.json`", "the inflated size of all files in bytes is limited to 268435456"]);
    if let Some(peak) = site.server.peak_memory() {
        assert!(peak < 600, "the server took {peak} MiB for a zip bomb");
    }
}

/// Files of 60 MiB each, none of them dense enough to be refused for that.
fn five_large_files() -> Vec<u8> {
    let mut content = vec![b' '; 60 << 20];
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    for block in content.chunks_mut(16 << 10) {
        for byte in &mut block[..100] {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            *byte = noise.to_le_bytes()[0];
        }
    }
    // It is compressed once and copied as it is.
    let one = zip_of([("one", content.as_slice())]);
    let mut one = ZipArchive::new(Cursor::new(one)).expect("a zip");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..5 {
        let file = one.by_index_raw(0).expect("a file");
        writer.raw_copy_file_rename(file, format!("Workflows/{number}.json")).expect("a file");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Real packages in which one file was edited badly.
pub(super) async fn broken_files(site: &Site) {
    let whole = site.soul.package("dev", "DemoRunAs").await;
    let flow = names(&whole).into_iter().find(|name| name.starts_with("Workflows/Echo")).expect("a flow");

    let package = edited(&whole, "solution.xml", |text| text.replacen("<Version>", "<Version", 1));
    let line = line_of(&whole, "solution.xml", "<Version>");
    let told = refused(site, "a broken manifest", package, 422, "STW1032").await;
    told.says(&["not valid XML", &format!("solution.xml:{line}:")]);

    // What is cut off ends where it is cut off.
    for part in ["<Version>", "</ImportExportXml>"] {
        let package = edited(&whole, "solution.xml", |text| text.split(part).next().unwrap_or_default().to_owned());
        let line = line_of(&whole, "solution.xml", part);
        let told = refused(site, "half a manifest", package, 422, "STW1032").await;
        told.says(&["not valid XML", &format!("solution.xml:{line}:")]);
    }

    let package = edited(&whole, "customizations.xml", |text| text.replacen("</ImportExportXml>", "</Import>", 1));
    let line = line_of(&whole, "customizations.xml", "</ImportExportXml>");
    let told = refused(site, "broken customizations", package, 422, "STW1032").await;
    told.says(&["not valid XML", &format!("customizations.xml:{line}:")]);

    let package = edited(&whole, &flow, |text| text.replacen("\"actions\":", "\"actions\" oops", 1));
    let line = line_of(&whole, &flow, "\"actions\":");
    let told = refused(site, "a broken flow", package, 422, "STW1032").await;
    assert_eq!(told.path, flow);
    told.says(&["not valid JSON", &format!("{flow}:{line}:")]);
    let package = edited(&whole, "solution.xml", |text| {
        let entity = "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
        text.replacen("<ImportExportXml", &format!("{entity}<ImportExportXml"), 1)
    });
    refused(site, "entities", package, 422, "STW1032").await.says(&["solution.xml"]);
}

/// Settings that do not fit.
pub(super) async fn settings(site: &Site) {
    let package = site.soul.package("dev", "DemoRunAs").await;
    let missing = "00000000-0000-0000-0000-00000000c0de";
    let reference = |name: &str, connection: &str| {
        let connector = "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps";
        json!({"ConnectionReferences": [{"LogicalName": name, "ConnectionId": connection, "ConnectorId": connector}]})
    };
    for (settings, parts) in [
        (reference("demo_dataverse_soul", missing).to_string(), vec!["demo_dataverse_soul", missing]),
        ("{\n  \"ConnectionReferences\": [}".to_owned(), vec!["line 2, column 28"]),
        ("[]".to_owned(), vec!["settings"]),
    ] {
        let import = site.soul.import("dev", package.clone(), Some(settings.clone()));
        let answer = site.unharmed(&settings, import).await;
        answer.refused(422, "STW1033").says(&parts);
    }
    let references = site.soul.list(&crate::caller::dev("connection-references")).await;
    assert!(references.iter().all(|it| it["connection"].is_object()), "they are bound as before: {references:?}");
}

async fn refused(site: &Site, what: &str, package: Vec<u8>, status: u16, code: &str) -> Refusal {
    site.unharmed(what, site.soul.import("dev", package, None)).await.refused(status, code)
}

fn zip_of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, SimpleFileOptions::default()).expect("a file");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

fn names(package: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(package)).expect("a zip");
    (0..archive.len()).map(|place| archive.name_for_index(place).expect("a name").expect("text").into_owned()).collect()
}

fn text_of(package: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect("the file").read_to_string(&mut text).expect("text");
    text
}

/// The line on which a text stands, from 1.
fn line_of(package: &[u8], name: &str, part: &str) -> usize {
    let text = text_of(package, name);
    1 + text.lines().position(|line| line.contains(part)).unwrap_or_else(|| panic!("`{part}` is in {name}: {text}"))
}

fn edited(package: &[u8], name: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let files: Vec<_> = names(package).into_iter().map(|it| (text_of(package, &it), it)).collect();
    let files: Vec<_> = files.into_iter().map(|(text, it)| (if it == name { edit(&text) } else { text }, it)).collect();
    zip_of(files.iter().map(|(text, name)| (name.as_str(), text.as_bytes())))
}
