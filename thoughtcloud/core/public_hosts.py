"""Which addresses of the Internet anybody may ask us to call: public ones only, never our own network."""

import ipaddress
from typing import Final

# Addresses that stand for others, which may lie inside: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC
# 4380), addresses of before IPv4-mapped ones (RFC 4291, 2.5.5.1), and site-local ones of old (RFC 3879).
_STAND_INS: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver gives it, is one of the public Internet; False for any other text.

    Private, loopback, link-local (cloud metadata), shared, reserved and multicast addresses are not (IANA's
    special-purpose registries), nor IPv6 ones that carry an IPv4 address inside.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None or found.scope_id is not None:
            return False
        if any(found in network for network in _STAND_INS):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)
