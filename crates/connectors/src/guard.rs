//! Which addresses may be called. One guard for every outbound call, so that a flow cannot reach what only this machine can.
//!
//! Names are resolved here and only the vetted addresses are connected to, so a name cannot change its mind between check and call.
//! Literal addresses are checked too. Redirects are not followed by the client; each is a new call.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use thiserror::Error;

/// Who may be called beyond the public internet.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Hosts (names or addresses, lower case) that may be called although their address is private.
    pub allowed_hosts: Arc<BTreeSet<String>>,
}

/// A call that the guard refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("calls to {host} are not allowed: {why}. An administrator can allow the host with `--allow-host {host}`")]
pub struct Refused {
    host: String,
    why: &'static str,
}

impl Policy {
    /// Allows these hosts although their addresses are private.
    pub fn allowing(hosts: impl IntoIterator<Item = String>) -> Self {
        Self { allowed_hosts: Arc::new(hosts.into_iter().map(|host| host.to_lowercase()).collect()) }
    }

    /// Checks the scheme, and the host if it is a literal address.
    ///
    /// # Errors
    /// Not HTTP, or an address that may not be called.
    pub fn check(&self, url: &Url) -> Result<(), Refused> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_lowercase();
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused { host, why: "only http and https addresses can be called" });
        }
        match host.parse::<IpAddr>() {
            Ok(address) if !self.allowed_hosts.contains(&host) && !is_public(address) => {
                Err(Refused { host, why: "the address is private, local or reserved" })
            }
            _ => Ok(()),
        }
    }

    fn allows(&self, host: &str, address: IpAddr) -> bool {
        self.allowed_hosts.contains(host) || is_public(address)
    }
}

/// Resolves names for the HTTP client and keeps only addresses that may be called.
#[derive(Clone, Debug)]
pub(crate) struct GuardedResolver(pub(crate) Policy);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_lowercase();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let vetted: Vec<SocketAddr> =
                found.into_iter().filter(|address| policy.allows(&host, address.ip())).collect();
            if vetted.is_empty() {
                return Err(
                    Box::new(Refused { host, why: "its name stands for a private, local or reserved address" }) as _,
                );
            }
            Ok(Box::new(vetted.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet. Source: IANA special-purpose address registries.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let segments = address.segments();
    // NAT64 and 6to4 carry an IPv4 address inside.
    match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            return is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
        }
        [0x2002, high, low, ..] => return is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))),
        _ => {}
    }
    // Global unicast is 2000::/3, less documentation and the other protocol blocks under 2001::/23.
    segments[0] & 0xe000 == 0x2000 && !(segments[0] == 0x2001 && (segments[1] < 0x200 || segments[1] == 0xdb8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn literal_addresses_and_schemes_are_checked() {
        let policy = Policy::allowing(["127.0.0.1".to_owned()]);
        let check = |url: &str| policy.check(&Url::parse(url).unwrap()).map_err(|error| error.to_string());
        assert_eq!(check("http://127.0.0.1:8000/x"), Ok(()));
        assert!(check("http://127.0.0.2/").unwrap_err().contains("private"));
        assert!(check("http://[::1]/").unwrap_err().contains("private"));
        assert!(
            check("http://2130706433/").is_ok(),
            "the URL parser turns the number into 127.0.0.1, which is allowed here"
        );
        assert!(Policy::default().check(&Url::parse("http://2130706433/").unwrap()).is_err());
        assert!(check("file:///etc/passwd").unwrap_err().contains("only http"));
    }
}
