//! TCP ports that a test may keep.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below the ports that systems hand to outgoing connections. A server that is stopped and started again keeps its port: from the
/// upper range, a connection of anybody's may take it in between.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// A port of 127.0.0.1 that nobody listens on, and that this process was not given before.
pub fn free() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Test processes that run side by side begin at different places.
    let offset = process::id().wrapping_mul(97);
    for _ in 0..COUNT {
        let number = offset.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + number).expect("below 65536");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("every port from {FIRST} to {} is taken", FIRST + COUNT);
}
