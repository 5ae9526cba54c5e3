"""Free loopback ports, below the range from which the kernel takes client ports."""

import random
import socket

_taken = set()


def free_port():
    """A port that nothing listens on and that this run has not handed out before."""
    for _ in range(1000):
        port = random.randint(20_000, 32_000)
        if port in _taken:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _taken.add(port)
        return port
    raise AssertionError("no free port between 20000 and 32000")
