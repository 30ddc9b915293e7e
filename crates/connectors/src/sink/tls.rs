//! TLS to a collector of syslog. Source: RFC 5425.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::SinkError;

/// Who may vouch for a server.
pub(crate) type Authorities = Vec<CertificateDer<'static>>;

/// The certificates of a file in the PEM format.
pub(crate) fn authorities(pem: &[u8]) -> Result<Authorities, String> {
    let found: Result<Authorities, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| format!("the certificates cannot be read: {error}"))?;
    if found.is_empty() {
        return Err("the file for certificates holds none".to_owned());
    }
    // One that is no certificate is refused at the start and not at the first record.
    store(Some(&found)).map(|_| found)
}

fn store(authorities: Option<&Authorities>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(given) => {
            for certificate in given {
                let added = roots.add(certificate.clone());
                added.map_err(|error| format!("a certificate cannot be used: {error}"))?;
            }
        }
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    Ok(roots)
}

/// Speaks TLS over a connection to a collector, which shows a certificate for its name that one of the authorities vouches for; without
/// authorities one that this machine trusts.
pub(super) async fn over(
    stream: TcpStream,
    host: &str,
    authorities: Option<&Authorities>,
) -> Result<TlsStream<TcpStream>, SinkError> {
    let roots = store(authorities).map_err(SinkError::Unreachable)?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(SinkError::unreachable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(SinkError::unreachable)?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(SinkError::unreachable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_certificates_is_read_and_anything_else_refused() {
        let good = include_bytes!("../../../testkit/tls/authority.pem");
        assert_eq!(authorities(good).expect("read").len(), 1);
        let key = include_bytes!("../../../testkit/tls/key.pem");
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for bad in [&b""[..], b"nonsense", key, broken, &good[..good.len() / 2]] {
            assert!(authorities(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }
}
