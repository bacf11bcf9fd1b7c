"""Which addresses an endpoint may have. A host is looked up once, checked, and the connection pinned to what was found.

Without this, a project lead could make the server talk to the machine's own network, and a name that changes its
address between check and use (DNS rebinding) would pass any check.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

Resolve = Callable[[str, int], list[str]]

#: What `is_global` of Python 3.11 lets pass although it leads to an IPv4 address nearby, or nowhere that all can reach.
NOT_PUBLIC = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible (RFC 4291)
        "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765)
        "64:ff9b:1::/48",  # NAT64 inside a network (RFC 8215)
        "3fff::/20",  # for documentation (RFC 9637)
        "fec0::/10",  # site-local (RFC 3879)
    )
)


class AddressRefused(ValueError):
    """The message says what to change."""


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    host: str
    port: int
    ips: tuple[str, ...]


def look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise AddressRefused(f"The host {host} cannot be found.") from problem
    return list(dict.fromkeys(entry[4][0] for entry in found))


def checked_address(url: str, *, allowed: Iterable[str] = (), resolve: Resolve = look_up) -> Address:
    """The pinned address of a URL. `allowed` holds hosts, or host:port, that may be private or without https."""
    scheme, host, port = _parts(url)
    listed = is_listed(host, port, allowed)
    if scheme != "https" and not listed:
        raise AddressRefused(f"{host} must be addressed by https, or be listed in SYNTHLAB_ALLOWED_LLM_HOSTS.")
    ips = tuple(resolve(host, port))
    if not ips:
        raise AddressRefused(f"The host {host} cannot be found.")
    if not listed and not all(is_public(ip) for ip in ips):
        raise AddressRefused(
            f"{host} is an address on a private network. List it in SYNTHLAB_ALLOWED_LLM_HOSTS to use it."
        )
    return Address(scheme, host, port, ips)


def _parts(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise AddressRefused("This is not a web address.") from problem
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressRefused("The address must begin with https:// or http:// and name a host.")
    if parts.username or parts.password:
        raise AddressRefused("The address must not hold a user name or a password. Give the key in its own field.")
    if parts.query or parts.fragment:
        raise AddressRefused("The address must not hold a query or a fragment.")
    return parts.scheme, parts.hostname.rstrip(".").lower(), port or (443 if parts.scheme == "https" else 80)


def is_listed(host: str, port: int, allowed: Iterable[str]) -> bool:
    names = {entry.strip().lower() for entry in allowed}
    shown = f"[{host}]" if ":" in host else host
    return bool(names & {host, shown, f"{shown}:{port}"})


def is_public(ip: str) -> bool:
    """Whether an address is reachable from everywhere; an IPv4 address inside an IPv6 one is judged as itself."""
    address = ipaddress.ip_address(ip.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 carries an IPv4 address in its last four bytes
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if any(address in network for network in NOT_PUBLIC):
            return False
    return address.is_global and not address.is_multicast
