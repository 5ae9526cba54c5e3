"""Those who should not speak to a node's sockets, and what they say."""

import random
import socket

import zmq
from zmq.utils.monitor import recv_monitor_message

GREETING = b"\xff" + bytes(7) + b"\x01\x7f\x03\x01"
NULL = GREETING + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04DEAL"
ENDLESS = b"\x7f" + b"\xff" * 7
FAILED = (zmq.Event.HANDSHAKE_FAILED_AUTH | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
          | zmq.Event.HANDSHAKE_FAILED_NO_DETAIL)


def is_let_in(endpoint, kind, prepare):
    """Whether a peer of another build of libzmq gets through the handshake."""
    with zmq.Context() as context:
        peer = context.socket(kind)
        peer.linger = 0
        prepare(peer)
        monitor = peer.get_monitor_socket()
        monitor.rcvtimeo = 20_000
        peer.connect(endpoint)
        try:
            while True:
                event = recv_monitor_message(monitor)["event"]
                if event == zmq.Event.HANDSHAKE_SUCCEEDED:
                    return True
                if event & FAILED:
                    return False
        finally:
            peer.disable_monitor()
            peer.close()


def with_password(peer):
    peer.plain_username, peer.plain_password = b"loopback", b"x"


def with_key(peer, server=None, own=None):
    """Keys of its own, or `own` (public, secret); the key of the `server`, or a wrong one."""
    peer.curve_publickey, peer.curve_secretkey = own or zmq.curve_keypair()
    peer.curve_serverkey = server or zmq.curve_keypair()[0]


def garbage(seed):
    """Bytes that are not, or only half, what a peer says."""
    randomly = random.Random(seed)
    noise = randomly.randbytes(randomly.randint(0, 100_000))
    return randomly.choice([
        noise, GREETING + noise, NULL + noise, NULL + READY + noise,
        NULL + b"\x06" + ENDLESS + noise, NULL + READY + b"\x02" + ENDLESS + noise,
        NULL + READY + b"\x01\0" + b"\x00\x05HGRF\x01" + noise, b"\x01\0" + noise, NULL[:33],
        GREETING + b"CURVE".ljust(20, b"\0") + bytes(32) + noise,
        b"GET / HTTP/1.1\r\n\r\n"])


def throw(endpoint, data):
    """Connects, sends as much as is taken, and hangs up."""
    host, port = endpoint.removeprefix("tcp://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass  # hung up on: that is what should happen
