//! The client of the API.

/// Makes the TLS of `ring` the one of this process. Later calls change nothing.
pub(crate) fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
