//! Watches the built UI, so that a binary that is built after it has it inside.

use std::{fs, path::Path};

fn main() {
    let built = Path::new("../../ui/dist");
    // Cargo can only watch what is there. The folder may stay empty: the server then says how to build the UI.
    if let Err(error) = fs::create_dir_all(built) {
        println!("cargo:warning=the folder of the UI cannot be made: {error}");
    }
    println!("cargo:rerun-if-changed={}", built.display());
    println!("cargo:rerun-if-changed=build.rs");
}
