"""`socket://host:port`: a serial server on the network, and virtual devices where there are no ptys."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from bedside.errors import PortError
from bedside.link.transport import PortMissingError, SelectTransport, Transport

SCHEME = "socket://"
CONNECT_S = 2.0


def open_socket(url: str) -> Transport:
    """Connect to the server behind `url`.

    Raises:
        PortMissingError: nobody answers there (now).
        PortError: the address is not of the form socket://host:port.
    """
    try:
        parts = urlsplit(url)
        host, number = parts.hostname, parts.port
    except ValueError as error:
        raise PortError(f"{url} is not an address: write socket://host:port.") from error
    if not url.startswith(SCHEME) or not host or number is None:
        raise PortError(f"{url} is not an address: write socket://host:port.")
    try:
        line = socket.create_connection((host, number), timeout=CONNECT_S)
    except OSError as error:
        raise PortMissingError(
            f"Nobody answers at {url} ({error.strerror or error}): check the address and that the other side runs."
        ) from error
    line.setblocking(False)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return SelectTransport(
        line,
        receive=line.recv,
        send=line.send,
        close=line.close,
        vanished=f"The connection to {url} was lost: bedside connects again by itself.",
    )
