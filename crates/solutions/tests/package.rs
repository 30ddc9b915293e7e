//! Packages that were made to harm, or broken on the way, are refused with the file and the reason.

use std::io::{Cursor, Write};

use model::ErrorCode;
use proptest::{collection, prelude::*};
use solutions::{Limits, Member, Package, PackageError, package::Limit};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A zip as somebody else would write it: no path is looked at.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        writer.start_file(path, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8], limits: &Limits) -> PackageError {
    Package::read_zip(bytes, limits).unwrap_err()
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

#[test]
fn a_bomb_is_refused_while_it_inflates() {
    let zeros = vec![0; 64 << 20];
    let bomb = zip(&[("customizations.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let error = refused(&bomb, &Limits::default());
    assert_eq!(
        error.to_string(),
        "`customizations.xml` in the package is too large: the number of inflated bytes per compressed byte is limited to 200"
    );
    assert_eq!(error.code(), ErrorCode::PackageTooLarge);
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_too() {
    let mut bomb = zip(&[("a.xml", &vec![0; 8 << 20])]);
    replace(&mut bomb, &(8_u32 << 20).to_le_bytes(), &16_u32.to_le_bytes());
    let error = refused(&bomb, &Limits::default());
    assert_eq!(error.entry(), Some("a.xml"), "{error}");
}

#[test]
fn each_limit_names_itself() {
    let noise: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let package = zip(&[("a", &noise), ("b", &noise), ("c", b"")]);
    let open = Limits::default();
    let cases = [
        (Limits { package_bytes: 1000, ..open }, Limit::PackageBytes, None),
        (Limits { entries: 2, ..open }, Limit::Entries, None),
        (Limits { entry_bytes: 799_999, ..open }, Limit::EntryBytes, Some("a")),
        (Limits { total_bytes: 1_599_999, ..open }, Limit::TotalBytes, Some("b")),
    ];
    for (limits, expected, expected_entry) in cases {
        let PackageError::TooLarge { entry, limit, .. } = refused(&package, &limits) else { panic!("{expected:?}") };
        assert_eq!((limit, entry.as_deref()), (expected, expected_entry));
    }
    assert_eq!(Package::read_zip(&package, &open).unwrap().members().len(), 3);
}

#[test]
fn paths_that_leave_the_package_are_refused() {
    for path in ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "..\\x"] {
        let error = refused(&zip(&[("solution.xml", b""), (path, b"")]), &Limits::default());
        assert!(matches!(error, PackageError::PathNotAllowed { .. }), "{path}: {error}");
        assert_eq!(error.code(), ErrorCode::PackageUnreadable);
    }
}

#[test]
fn the_same_path_twice_is_refused() {
    let error = refused(&zip(&[("Workflows/a.json", b"1"), ("workflows/A.json", b"2")]), &Limits::default());
    assert_eq!(error.entry(), Some("workflows/A.json"));
    let mut exact = zip(&[("a.json", b"1"), ("b.json", b"2")]);
    replace(&mut exact, b"b.json", b"a.json");
    assert!(matches!(refused(&exact, &Limits::default()), PackageError::NotAZip { .. }));
}

#[test]
fn damage_is_refused() {
    let good = zip(&[("solution.xml", b"<a>some text that is long enough to be deflated, deflated, deflated</a>")]);
    assert!(matches!(refused(b"PK, but no zip", &Limits::default()), PackageError::NotAZip { .. }));
    assert!(matches!(refused(&good[..good.len() - 30], &Limits::default()), PackageError::NotAZip { .. }));
    let mut damaged = good;
    let content = 30 + "solution.xml".len();
    damaged[content + 5] ^= 0xFF;
    let error = refused(&damaged, &Limits::default());
    assert_eq!(error.entry(), Some("solution.xml"), "{error}");
}

#[test]
fn folders_are_left_out() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("Workflows/", SimpleFileOptions::default()).unwrap();
    writer.start_file("Workflows/a.json", SimpleFileOptions::default()).unwrap();
    let package = Package::read_zip(writer.finish().unwrap().get_ref(), &Limits::default()).unwrap();
    assert_eq!(package.members().iter().map(Member::path).collect::<Vec<_>>(), ["Workflows/a.json"]);
}

proptest! {
    #[test]
    fn what_is_written_is_read(files in collection::btree_map("[a-z\u{e4}][a-z ()_.-]{0,8}(/[a-z0-9][a-z]{0,4}){0,2}", collection::vec(any::<u8>(), 0..300), 0..12)) {
        let mut package = Package::new();
        for (path, content) in files {
            package.set(&path, content).unwrap();
        }
        let written = package.write_zip().unwrap();
        prop_assert_eq!(&Package::read_zip(&written, &Limits::default()).unwrap(), &package);
        prop_assert_eq!(written, package.write_zip().unwrap());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in collection::vec(any::<u8>(), 0..400), cut in any::<prop::sample::Index>()) {
        let _ = Package::read_zip(&bytes, &Limits::default());
        let mut package = zip(&[("solution.xml", b"<a/>"), ("b", &bytes)]);
        let at = cut.index(package.len());
        package[at] ^= 0x55;
        if let Ok(package) = Package::read_zip(&package, &Limits::default()) {
            let _ = package.contents();
        }
    }
}
