//! A solution unpacked to a folder and packed again is the same solution, and a small change is a small difference.

use std::{collections::BTreeMap, path::Path};

use solutions::{
    Limits, Package,
    layout::{left_apart, pack, unpack},
};

#[path = "corpus/packages.rs"]
mod packages;

use packages::{corpus, folders, read_folder, read_zip, zips};

const SECTIONS: [(&str, &str); 6] = [
    ("Entities", "Entity"),
    ("Roles", "Role"),
    ("Workflows", "Workflow"),
    ("EntityRelationships", "EntityRelationship"),
    ("optionsets", "optionset"),
    ("Connectors", "Connector"),
];

/// What a file says, in the form in which a packed and an original one are equal: JSON without the blanks between its tokens,
/// `customizations.xml` with the elements of a section in order, every other file as it is.
fn said(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned();
    if path.ends_with(".json") && serde_json::from_str::<serde_json::Value>(&text).is_ok() {
        return vec![tokens(&text)];
    }
    if path != "customizations.xml" || std::str::from_utf8(bytes).is_err() {
        return vec![bytes.escape_ascii().to_string()];
    }
    let document = roxmltree::Document::parse(&text).unwrap();
    let (mut parts, mut rest) = (Vec::new(), text.clone());
    for (section, item) in SECTIONS {
        let sections = document.root_element().children().filter(|node| node.has_tag_name(section));
        for node in sections.flat_map(|section| section.children()).filter(|node| node.has_tag_name(item)) {
            parts.push(between_tags(&text[node.range()]));
            rest = rest.replacen(&text[node.range()], "", 1);
        }
    }
    parts.sort();
    for (section, _) in SECTIONS {
        let empty = format!("<{section}></{section}>");
        rest = between_tags(&rest).replace(&empty, &format!("<{section}/>"));
    }
    parts.push(rest);
    parts
}

/// XML with the blanks between its tags gone.
fn between_tags(xml: &str) -> String {
    let mut parts =
        xml.split('>').map(|part| if part.trim_start().starts_with('<') { part.trim_start() } else { part });
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + ">" + part).replace(" />", "/>").trim_end().to_owned()
}

/// JSON with the blanks between its tokens gone.
fn tokens(json: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let kept = json.chars().filter(|c| {
        let keep = inside || !c.is_whitespace();
        inside ^= *c == '"' && !escaped;
        escaped = inside && *c == '\\' && !escaped;
        keep
    });
    kept.collect()
}

fn content(package: &Package) -> BTreeMap<String, Vec<String>> {
    let of = package.members().iter().filter(|member| member.path() != "[Content_Types].xml");
    of.map(|member| (member.path().to_owned(), said(member.path(), member.bytes()))).collect()
}

/// What a package is after it went to a folder and came back.
fn there_and_back(package: &Package, path: &Path) {
    let folder = unpack(package).unwrap();
    let packed = pack(&folder).unwrap();
    let (before, after) = (content(package), content(&packed));
    for (file, was) in &before {
        assert_eq!(after.get(file), Some(was), "{} {file}", path.display());
    }
    assert_eq!(before.len(), after.len(), "{}", path.display());
    // What was packed looks the same in a folder, and no order of files makes a difference.
    assert_eq!(unpack(&packed).unwrap(), folder, "{}", path.display());
    let turned = Package::from_files(package.members().iter().rev().map(|it| (it.path(), it.bytes()))).unwrap();
    assert_eq!(unpack(&turned).unwrap(), folder, "{}", path.display());
    // A folder says what the zip says.
    let named = |package: &Package| {
        let (contents, problems) = package.contents();
        let mut flows: Vec<_> = contents.flows.into_iter().map(|flow| (flow.id, flow.name, flow.clientdata)).collect();
        flows.sort_by_key(|flow| flow.0);
        let mut tables: Vec<_> = contents.tables.into_iter().map(|table| table.logical_name).collect();
        tables.sort();
        (
            flows,
            tables,
            contents.roles.len(),
            contents.choices.len(),
            contents.relationships.len(),
            contents.connectors.len(),
            problems.len(),
        )
    };
    assert_eq!(named(&folder), named(package), "{}", path.display());
}

#[test]
fn real_packages_are_the_same_after_they_were_a_folder() {
    let Some(corpus) = corpus() else { return };
    let (mut cut, mut count) = (0, 0);
    for path in zips(&corpus) {
        let package = read_zip(&path);
        there_and_back(&package, &path);
        let folder = unpack(&package).unwrap();
        cut += folder.members().iter().filter(|member| member.path().ends_with(".data.xml")).count();
        let tables = package.contents().0.tables.len();
        let entities = folder.members().iter().filter(|member| member.path().ends_with("/Entity.xml")).count();
        assert!(
            package.get("solution.xml").is_none() || entities >= tables,
            "{}: {entities} of {tables}",
            path.display()
        );
        count += 1;
    }
    assert!(count >= 60 && cut >= 100, "{count} packages, {cut} rows of flows");
}

#[test]
fn real_folders_become_packages_that_say_the_same() {
    let Some(corpus) = corpus() else { return };
    let mut whole = 0;
    for path in folders(&corpus) {
        let folder = read_folder(&path);
        if folder.get("Other/Solution.xml").is_none() {
            assert_eq!(pack(&folder).unwrap(), folder, "{}", path.display());
            continue;
        }
        let packed = pack(&folder).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let written = Package::read_zip(&packed.write_zip().unwrap(), &Limits::default()).unwrap();
        let (before, after) = (folder.contents().0, written.contents().0);
        assert!(written.get("solution.xml").is_some() && written.get("Other/Solution.xml").is_none());
        let names = |contents: &solutions::Contents| {
            let mut names: Vec<_> =
                contents.flows.iter().map(|flow| (flow.id, flow.on, flow.clientdata.clone())).collect();
            names.sort_by_key(|flow| flow.0);
            (
                names,
                contents.tables.len(),
                contents.roles.len(),
                contents.environment_variables.len(),
                contents.connection_references.len(),
            )
        };
        assert_eq!(names(&before), names(&after), "{}", path.display());
        whole += usize::from(left_apart(&packed).is_empty());
    }
    assert!(whole > 0, "no folder is packed whole");
}

#[path = "diff/small.rs"]
mod small;

#[test]
fn a_folder_has_the_platforms_layout() {
    let folder = unpack(&small::package()).unwrap();
    let paths: Vec<&str> = folder.members().iter().map(solutions::Member::path).collect();
    expect_test::expect![[r#"
        Connectors/definition.json
        Connectors/demo_5Finvoices.xml
        Connectors/icon.png
        Connectors/parameters.json
        Connectors/policies.json
        Connectors/script.csx
        Entities/Contact/Entity.xml
        Entities/demo_Item/Entity.xml
        environmentvariabledefinitions/demo_key/environmentvariabledefinition.xml
        environmentvariabledefinitions/demo_limit/environmentvariabledefinition.xml
        environmentvariabledefinitions/demo_limit/environmentvariablevalues.json
        OptionSets/demo_size.xml
        Other/Customizations.xml
        Other/Relationships/Account.xml
        Other/Solution.xml
        Roles/Demo user.xml
        WebResources/demo_page.html
        Workflows/Audit.json
        Workflows/Audit.json.data.xml
        Workflows/Nightly.json
        Workflows/Nightly.json.data.xml"#]]
    .assert_eq(&paths.join("\n"));
    let text = |path: &str| std::str::from_utf8(folder.get(path).unwrap().bytes()).unwrap().to_owned();
    expect_test::expect![[r#"
        <?xml version="1.0" encoding="utf-8"?>
        <ImportExportXml>
          <Entities />
          <Roles />
          <Workflows />
          <EntityRelationships />
          <optionsets />
          <WebResources><WebResource><Name>demo_page.html</Name><WebResourceType>1</WebResourceType></WebResource></WebResources>
          <Connectors />
          <connectionreferences>
            <connectionreference connectionreferencelogicalname="demo_dataverse">
              <connectionreferencedisplayname>Tables</connectionreferencedisplayname>
              <connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid>
              <description>What flows read</description><promptingbehavior>0</promptingbehavior>
            </connectionreference>
            <connectionreference connectionreferencelogicalname="demo_mail">
              <connectionreferencedisplayname>Mail</connectionreferencedisplayname>
              <connectorid>/providers/Microsoft.PowerApps/apis/shared_office365</connectorid>
            </connectionreference>
          </connectionreferences>
          <Languages><Language>1033</Language></Languages>
        </ImportExportXml>
    "#]].assert_eq(&text("Other/Customizations.xml"));
    there_and_back(&small::package(), Path::new("small"));
}

#[test]
fn a_change_of_one_action_is_a_few_lines() {
    let before = small::package();
    let flow = |package: &Package| package.contents().0.flows[0].clone();
    let mut document: serde_json::Value = serde_json::from_str(&flow(&before).clientdata.to_json_string()).unwrap();
    let actions = document["properties"]["definition"]["actions"].as_object_mut().unwrap();
    actions.insert("Note".into(), serde_json::json!({"type": "Compose", "inputs": "x", "runAfter": {}}));
    let mut after = before.clone();
    after.set(&flow(&before).path, serde_json::to_string(&document).unwrap()).unwrap();
    let (was, is) = (unpack(&before).unwrap(), unpack(&after).unwrap());
    let changed: Vec<_> = is.members().iter().filter(|member| was.get(member.path()) != Some(member)).collect();
    let [member] = changed.as_slice() else { panic!("{changed:?}") };
    let lines = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (old, new) = (lines(was.get(member.path()).unwrap().bytes()), lines(member.bytes()));
    let diff = similar::TextDiff::from_lines(&old, &new);
    let touched = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal).count();
    assert!((1..=8).contains(&touched), "{touched} lines:\n{}", diff.unified_diff());
}

#[test]
fn another_version_is_one_line() {
    let before = small::package();
    let after = small::with(&before, "solution.xml", "<Version>", "<Version>1");
    let (was, is) = (unpack(&before).unwrap(), unpack(&after).unwrap());
    let changed: Vec<_> = is.members().iter().filter(|member| was.get(member.path()) != Some(member)).collect();
    assert_eq!(changed.iter().map(|member| member.path()).collect::<Vec<_>>(), ["Other/Solution.xml"]);
}

#[test]
fn of_a_folder_in_both_layouts_the_source_counts() {
    let folder = unpack(&small::package()).unwrap();
    let mut both = folder.clone();
    both.set("solution.xml", "<old />").unwrap();
    both.set("Customizations.xml", "<old />").unwrap();
    assert_eq!(pack(&both).unwrap(), pack(&folder).unwrap());
}

#[test]
fn what_cannot_be_put_back_stays_where_it_is() {
    let customizations = "<ImportExportXml>\n  <Entities>\n    <Entity>\n  <Name>a</Name>\n    </Entity>\n    <Entity>\n      <Name>../b</Name>\n    </Entity>\n    <Entity><Name>c</Name></Entity>\n    <Entity><Name>C</Name><Second /></Entity>\n    <Entity><Name>d</Name></Entity>\n  </Entities>\n</ImportExportXml>";
    let package = Package::from_files([("solution.xml", "<a/>"), ("customizations.xml", customizations)]).unwrap();
    let folder = unpack(&package).unwrap();
    let paths: Vec<&str> = folder.members().iter().map(solutions::Member::path).collect();
    assert_eq!(paths, ["Entities/d/Entity.xml", "Other/Customizations.xml", "Other/Solution.xml"]);
    let rest = std::str::from_utf8(folder.get("Other/Customizations.xml").unwrap().bytes()).unwrap();
    assert!(rest.contains("<Name>a</Name>") && rest.contains("../b") && rest.contains("<Second />"), "{rest}");
    there_and_back(&package, Path::new("odd"));
}

#[test]
fn a_section_with_words_between_its_elements_stays_whole() {
    let package =
        small::with(&small::package(), "customizations.xml", "<EntityRelationships>", "<EntityRelationships>A ");
    let folder = unpack(&package).unwrap();
    assert!(!folder.members().iter().any(|member| member.path().starts_with("Other/Relationships/")));
    there_and_back(&package, Path::new("words"));
}

proptest::proptest! {
    /// Whatever stands in the parts, unpacking ends, and packing gives it back.
    #[test]
    fn damaged_parts_come_back(at in 0..6000_usize, with in "[<>&\"/a-zA-Z0-9 \n\u{fc}]{0,8}", cut in 0..60_usize) {
        let mut package = small::package();
        let mut text = package.get("customizations.xml").unwrap().bytes().to_vec();
        let from = at % text.len();
        text.splice(from..(from + cut).min(text.len()), with.into_bytes());
        let valid = std::str::from_utf8(&text).is_ok_and(|text| roxmltree::Document::parse(text).is_ok());
        package.set("customizations.xml", text.clone()).unwrap();
        let packed = pack(&unpack(&package).unwrap()).unwrap();
        if valid {
            let (was, is) = (content(&package), content(&packed));
            for (path, said) in &was {
                proptest::prop_assert_eq!(is.get(path), Some(said));
            }
            proptest::prop_assert_eq!(was.len(), is.len());
        } else {
            proptest::prop_assert_eq!(packed.get("customizations.xml").unwrap().bytes(), text.as_slice());
        }
    }
}
