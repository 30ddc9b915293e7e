//! Patches: solutions of their own, which change another one for a while.

use ::solutions::{
    Contents, ExportOptions, Package, SolutionVersion,
    contents::{FlowFile, PatchParent, RoleFile},
};
use app::{
    roles,
    solutions::{self, Again, Mode, Wish},
};
use model::ErrorCode;

use crate::{
    drift::{FLOW, contents, deploy, drifts, edit, release},
    protected::{open, protected},
    world::World,
};

const PATCH: &str = "Contoso_Patch_1";
const BROUGHT: &str = "7a1c0d52-7a0e-4f0b-9c3e-4a1f6f1f7a09";

/// A patch that changes the flow, and brings a security role besides what the solution has.
fn patch() -> Contents {
    let mut patch = contents("1.0.0.1");
    let manifest = patch.manifest.as_mut().expect("a manifest");
    manifest.unique_name = PATCH.to_owned();
    manifest.patch_of =
        Some(PatchParent { unique_name: "contoso".to_owned(), version: SolutionVersion::new(1, 0, 0, 0) });
    let changed = patch.flows[0].clientdata.to_json_string().replace("lastname", "nickname");
    let clientdata = wdl::Value::from_json(changed.as_bytes()).expect("JSON");
    patch.flows = vec![FlowFile::new(FLOW.parse().expect("an id"), "Audit", true, "", clientdata)];
    let role = patch.roles[0].clone();
    patch.roles.push(RoleFile { id: BROUGHT.parse().expect("an id"), name: "Patched in".to_owned(), ..role });
    patch
}

fn zip(contents: &Contents) -> Vec<u8> {
    let how = ExportOptions { managed: true, values: false };
    ::solutions::export(contents, &Package::new(), how).expect("a package").write_zip().expect("a zip")
}

async fn installed(world: &World) -> Vec<String> {
    let all = solutions::list(&world.steward, &world.op("ada").await, "dev").await.expect("a list");
    all.into_iter().map(|it| format!("{} {}", it.unique_name, it.version)).collect()
}

#[tokio::test]
async fn a_flow_that_came_again_with_a_patch_is_as_the_patch_has_it() {
    let world = protected().await;
    let early = solutions::read(zip(&patch()), None, None).await.expect("a package");
    let early = solutions::apply(&world.steward, &world.op("ada").await, "dev", early, Mode::Upgrade, None).await;
    let early = early.expect_err("refused");
    assert!(early.message.contains("`contoso` 1.0.0.0, which is not installed here"), "{}", early.message);

    release(&world, &contents("1.0.0.0")).await;
    world.pass(60);
    deploy(&world, "dev", zip(&patch())).await;
    assert_eq!(drifts(&world).await, [], "the patch is no change by hand");
    open(&world).await;
    edit(&world, "nickname", "firstname").await;
    let found = drifts(&world).await;
    let told: Vec<_> = found.iter().map(|it| (&*it.solution, &*it.component.kind)).collect();
    assert_eq!(told, [(PATCH, "flow")], "it is told once, of the solution that brought it last");
}

#[tokio::test]
async fn an_upgrade_takes_the_place_of_patches() {
    let world = protected().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    release(&world, &contents("1.0.0.0")).await;
    world.pass(60);
    deploy(&world, "dev", zip(&patch())).await;
    assert_eq!(installed(&world).await, ["Contoso 1.0.0.0", "Contoso_Patch_1 1.0.0.1"]);
    let roles = async || {
        roles::list(steward, &ada, "dev").await.expect("roles").into_iter().map(|it| it.role.name).collect::<Vec<_>>()
    };
    assert!(roles().await.contains(&"Patched in".to_owned()));

    let uninstall = Wish::Again(Again::Uninstall { solution: "Contoso".to_owned() });
    let refused = solutions::fulfil(steward, &ada, "dev", uninstall, None).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::CheckFailed);
    assert!(refused.message.contains("patched here by `Contoso_Patch_1`; uninstall that first"), "{}", refused.message);

    world.pass(60);
    release(&world, &contents("1.1.0.0")).await;
    assert_eq!(installed(&world).await, ["Contoso 1.1.0.0"]);
    assert!(!roles().await.contains(&"Patched in".to_owned()), "what only the patch brought goes with it");
    assert_eq!(drifts(&world).await, []);
    let releases = solutions::releases::list(steward, &ada, "dev", None).await.expect("releases");
    let told: Vec<_> = releases.iter().map(|it| (&*it.record.solution, &*it.record.mode, it.is_current)).collect();
    assert_eq!(
        told,
        [
            (PATCH, "uninstall", false),
            ("Contoso", "upgrade", true),
            (PATCH, "upgrade", false),
            ("Contoso", "upgrade", false)
        ]
    );
}

#[tokio::test]
async fn nothing_overwrites_what_was_changed_by_hand_in_another_solution() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    world.pass(60);
    let told = async |zip: Vec<u8>| {
        let read = solutions::read(zip, None, None).await.expect("a package");
        let done = solutions::apply(&world.steward, &world.op("ada").await, "dev", read, Mode::Upgrade, None).await;
        done.map(drop).map_err(|refused| refused.message)
    };
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let refused = told(zip(&patch())).await.expect_err("the patch would overwrite what was changed in the solution");
    assert!(refused.contains("flow `Audit` was changed here by hand"), "{refused}");

    edit(&world, "firstname", "lastname").await;
    deploy(&world, "dev", zip(&patch())).await;
    world.pass(60);
    edit(&world, "nickname", "firstname").await;
    let refused =
        told(zip(&contents("1.1.0.0"))).await.expect_err("the upgrade would overwrite what was changed in the patch");
    assert!(refused.contains("flow `Audit` was changed here by hand"), "{refused}");
}
