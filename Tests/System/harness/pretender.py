"""A member's keys in somebody else's hands: hears what a member hears, and says it again."""

import hashlib
import struct
import uuid

import zmq
from zmq.utils.monitor import recv_monitor_message

from .strangers import with_key
from .waiting import until

MAGIC = b"HGRF\x01"
KINDS = {1: "live", 2: "heartbeat", 3: "hello", 4: "welcome", 5: "refuse", 6: "fetch", 7: "batch"}
HEADER = ">5sBH16sQQQQ32sQQII"
NO_CHAIN = bytes(32)


def kind(frame):
    """What a frame is for."""
    return KINDS.get(frame[5])


def frame(number, log, epoch, sequence, payload, count=0, flags=0):
    """A request about the beginning of the log, by one who has nothing of it."""
    position = 0 if number == 3 else 1
    bare = struct.pack(HEADER, MAGIC, number, flags, log, epoch, 0, sequence, position, NO_CHAIN,
                       0, 0, count, len(payload)) + payload
    return bare + hashlib.sha256(bare).digest()[:8]


def field(tag, content):
    return struct.pack(">BH", tag, len(content)) + content


class Pretender:
    """Speaks to a node as the member `name`, whose secret key it has."""

    def __init__(self, context, name, own, node, server):
        self.name, self.heard = name, []
        self._dealer, self._subscriber = context.socket(zmq.DEALER), context.socket(zmq.SUB)
        for peer in (self._dealer, self._subscriber):
            peer.linger = 1000
            peer.rcvtimeo = 50
            with_key(peer, server, own)
        self._monitor = self._dealer.get_monitor_socket()
        self._subscriber.subscribe(MAGIC)
        self._subscriber.connect(node["publish"])
        self._dealer.connect(node["control"])

    def hear(self, *kinds, seconds=20):
        """Listens until it has heard a frame of each of these kinds."""
        def heard():
            for peer in (self._dealer, self._subscriber):
                try:
                    self.heard.append(peer.recv())
                except zmq.Again:
                    pass
            return set(kinds) <= {kind(frame) for frame in self.heard}
        until(heard, f"{self.name} hears {kinds}", seconds)

    def copy(self, log, epoch):
        """Says hello, and fetches the first events: heard are a welcome and a batch."""
        log = uuid.UUID(log).bytes
        hello = field(1, self.name.encode()) + field(8, struct.pack(">Q", 0))
        self.say(frame(3, log, epoch, 1, hello))
        self.hear("welcome")
        self.say(frame(6, log, epoch, 2, field(5, struct.pack(">I", 2000)), 2, 1))
        self.hear("batch")

    def say(self, *frames):
        """To the router."""
        for each in frames:
            self._dealer.send(each)

    def is_hung_up_on(self, seconds=20):
        """Waits until the node has ended the connection to the router."""
        self._monitor.rcvtimeo = seconds * 1000
        while True:
            try:
                if recv_monitor_message(self._monitor)["event"] == zmq.Event.DISCONNECTED:
                    return True
            except zmq.Again:
                return False
