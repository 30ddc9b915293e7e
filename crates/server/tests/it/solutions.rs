//! Solutions over HTTP.

use axum::{body::Body, http::header};
use serde_json::Value as Json;

use crate::site::{Answer, Site, request};

const SOLUTIONS: &str = "/api/v1/environments/dev/solutions";

/// A package of the sibling folder of material, where there is one.
fn package() -> Option<Vec<u8>> {
    let shared = std::env::var_os("STEWARD_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let folder = shared.join("corpus/packages");
    let mut zips = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "zip") {
                zips.push(path);
            }
        }
    }
    zips.sort();
    zips.first().and_then(|zip| std::fs::read(zip).ok())
}

async fn upload(site: &Site, who: &str, query: &str, package: &[u8]) -> Answer {
    let token = site.token(who).await;
    let mut form = b"--X\r\nContent-Disposition: form-data; name=\"package\"; filename=\"s.zip\"\r\n\r\n".to_vec();
    form.extend_from_slice(package);
    form.extend_from_slice(b"\r\n--X\r\nContent-Disposition: form-data; name=\"settings\"\r\n\r\n\r\n--X--\r\n");
    let request = request("POST", &format!("{SOLUTIONS}{query}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
    site.send(request.body(Body::from(form)).expect("a request")).await
}

#[tokio::test]
async fn what_is_no_package_is_refused() {
    let site = Site::new().await;
    assert_eq!(upload(&site, "admin", "", b"PK nonsense").await.refusal(), "422 STW1030 at package");
    assert_eq!(upload(&site, "sam", "", b"PK nonsense").await.refusal(), "403 STW1002");
    assert_eq!(upload(&site, "olga", "", b"PK nonsense").await.refusal(), "404 STW1003");
}

#[tokio::test]
async fn a_package_is_planned_imported_and_exported() {
    let Some(package) = package() else {
        println!("skipped: no shared folder");
        return;
    };
    let site = Site::new().await;
    let plan = upload(&site, "admin", "/plan", &package).await.ok().json();
    if plan["canApply"] == false {
        // The package needs another one first, and says so.
        assert_eq!(upload(&site, "admin", "", &package).await.refusal(), "422 STW1034");
        return;
    }
    assert_eq!(site.get("admin", SOLUTIONS).await.ok().json()["value"], Json::Array(Vec::new()));
    let expect = format!("?expect={}&note=first", plan["digest"].as_str().expect("a digest"));
    let release = upload(&site, "admin", &expect, &package).await.ok().json();
    assert_eq!((&release["plan"], &release["note"]), (&plan, &Json::from("first")));
    let again = upload(&site, "admin", "", &package).await.ok().json();
    assert_eq!((&again["id"], &again["plan"]["changesNothing"]), (&release["id"], &Json::Bool(true)), "{again}");
    assert_eq!(upload(&site, "admin", "?expect=other", &package).await.refusal(), "409 STW1101");
    assert_eq!(upload(&site, "admin", "?mode=uninstall", &package).await.refusal(), "400 STW1004");
    assert_eq!(upload(&site, "admin", "?dryRun=true", &package).await.refusal(), "400 STW1004");
    assert_eq!(upload(&site, "sam", "/plan", &package).await.refusal(), "403 STW1002");
    let listed = site.get("sam", SOLUTIONS).await.ok().json();
    assert_eq!(listed["value"][0]["uniqueName"], release["solution"]);
    let name = release["solution"].as_str().expect("a name");
    let export = site.get("admin", &format!("{SOLUTIONS}/{name}/package")).await.ok();
    assert_eq!(export.header("content-type"), "application/zip");
    assert!(export.text.starts_with("PK"));
}
