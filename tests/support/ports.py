"""Free loopback ports that stay ours while a server is down."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range from which systems pick ports for outgoing connections,
# so that no client takes the port of a server that is being restarted.
SERVER_PORTS = range(15_000, 32_000)


def free_port(*, other_than: tuple[int, ...] = ()) -> int:
    """A TCP port on loopback that nobody listens on now."""
    for port in random.SystemRandom().sample(SERVER_PORTS, 200):
        if port not in other_than and _is_free(port):
            return port
    raise RuntimeError(f"no free port on {LOOPBACK} among 200 tried")


def answers(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
