"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# What one household or firm is given; single addresses in it are changed at will.
_IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, for counting only; of IPv6 the first 64 bits.

    Behind TRUSTED_PROXIES proxies it is that many entries from the end of X-Forwarded-For, since each
    proxy appends whom it heard from. What stands before that anybody can write, and it is not believed.
    """
    found = request.META.get("REMOTE_ADDR", "")
    trusted: int = settings.TRUSTED_PROXIES
    if trusted:
        entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(entries) >= trusted:
            found = entries[-trusted]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False).network_address)
