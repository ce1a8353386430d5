//! Where a request comes from. A proxy adds the address that it was asked from at the right of `X-Forwarded-For`; what stands
//! further left than the proxies that we know of was written by whoever liked to.

use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

const FORWARDED: &str = "x-forwarded-for";

/// The address of the client behind so many proxies of our own. A proxy that wrote nothing, or nothing readable, is taken for
/// the client itself: then everybody behind it is throttled together, and nobody can choose an address.
pub(super) fn of_client(headers: &HeaderMap, peer: IpAddr, trusted_proxies: u8) -> IpAddr {
    let lines = headers.get_all(FORWARDED).iter().map(|line| line.to_str().unwrap_or_default());
    let told: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut client = peer;
    for hop in told.iter().rev().take(usize::from(trusted_proxies)) {
        match read(hop) {
            Some(address) => client = address,
            None => break,
        }
    }
    client.to_canonical()
}

/// An address, alone, in brackets, or with a port.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn client(lines: &[&'static str], trusted: u8) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_static(line));
        }
        of_client(&headers, IpAddr::from([127, 0, 0, 1]), trusted).to_string()
    }

    #[test]
    fn without_proxies_nobody_can_tell_where_they_are() {
        assert_eq!(client(&["192.0.2.1"], 0), "127.0.0.1");
        assert_eq!(client(&[], 0), "127.0.0.1");
    }

    #[test]
    fn as_many_proxies_as_are_ours_are_believed_from_the_right() {
        assert_eq!(client(&["192.0.2.9, 192.0.2.1"], 1), "192.0.2.1");
        assert_eq!(client(&["192.0.2.9, 192.0.2.1, 10.0.0.7"], 2), "192.0.2.1");
        assert_eq!(client(&["192.0.2.9", "192.0.2.1,10.0.0.7"], 2), "192.0.2.1");
    }

    #[test]
    fn a_proxy_that_tells_nothing_readable_is_the_client() {
        assert_eq!(client(&[], 2), "127.0.0.1");
        assert_eq!(client(&["192.0.2.1"], 2), "192.0.2.1");
        assert_eq!(client(&["192.0.2.1, unknown"], 1), "127.0.0.1");
        assert_eq!(client(&["192.0.2.1, _hidden, 10.0.0.7"], 3), "10.0.0.7");
        assert_eq!(client(&[""], 1), "127.0.0.1");
    }

    #[test]
    fn ports_and_both_families_are_understood() {
        assert_eq!(client(&["192.0.2.1:4711"], 1), "192.0.2.1");
        assert_eq!(client(&["[2001:db8::1]:4711"], 1), "2001:db8::1");
        assert_eq!(client(&["[2001:db8::1]"], 1), "2001:db8::1");
        assert_eq!(client(&["::ffff:192.0.2.1"], 1), "192.0.2.1");
    }
}
