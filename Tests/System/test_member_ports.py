"""The live sockets of members with keys: who may not speak, and what is not taken from who may."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
import zmq

from harness.agreement import account, agree, prove
from harness.cluster import ClusterFile
from harness.load import ClusterWriters
from harness.metrics import Metrics
from harness.operator import told
from harness.pretender import Pretender
from harness.strangers import garbage, is_let_in, throw, with_key, with_password
from harness.waiting import until

pytestmark = pytest.mark.replication

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]


@pytest.fixture
def file(nodes):
    return ClusterFile(nodes.folder, *NODES, keyed=True)


@pytest.fixture
def pair(nodes, file):
    """The first two of three members; the third's keys are in other hands."""
    first = nodes.member(file, "fra-1", "primary", start=False)
    second = nodes.member(file, "muc-1", start=False)
    for node in (first, second):
        node.start(ready=False)
    for node in (first, second):
        node.wait_ready()
    first.wait_writing()
    return first, second


@pytest.fixture
def pretend(file):
    """Makes pretenders of the third member, for one node each."""
    context, made = zmq.Context(), []

    def make(node):
        own = curve(file, "ber-1"), yaml.safe_load(file.keys["ber-1"].read_text())[
            "curve-secret"].encode()
        made.append(Pretender(context, "ber-1", own, file.node(node.name), curve(file, node.name)))
        return made[-1]
    yield make
    context.destroy(linger=0)


def curve(file, name):
    """The public key that the file has of a node."""
    return yaml.safe_load(file.node(name)["keys"])[0].encode()


def ports(file):
    return [(name, file.node(name)[kind], socket)
            for name in ("fra-1", "muc-1")
            for kind, socket in (("publish", zmq.SUB), ("control", zmq.DEALER))]


def received(node, frame):
    return Metrics(node).get(
        "heliograph_replication_frames_total", direction="received", frame=frame)


def not_taken(node, reason):
    return Metrics(node).get("heliograph_replication_refused_frames_total", reason=reason)


def damaged_count(node):
    return sum(not_taken(node, reason) for reason in ("foreign", "version", "checksum"))


def authentications(node, result):
    return Metrics(node).get("heliograph_replication_authentications_total", result=result)


def test_nobody_without_an_admitted_key_is_let_in(pair, file):
    before = [authentications(node, "member") for node in pair]
    attempts = [(endpoint, kind, prepare) for name, endpoint, kind in ports(file)
                for prepare in (lambda peer: None, with_password, with_key,
                                lambda peer, key=curve(file, name): with_key(peer, key))]
    with ClusterWriters(pair) as load, ThreadPoolExecutor(len(attempts)) as strangers:
        let_in = list(strangers.map(lambda attempt: is_let_in(*attempt), attempts))
    assert let_in == [False] * len(attempts)
    for node in pair:
        assert authentications(node, "unknown_key") >= 2
        assert not_taken(node, "stranger") == 0, "whoever is not let in says nothing"
    assert [authentications(node, "member") for node in pair] == before, "nobody had to come back"
    prove(*pair)
    assert account(load.receipts, *pair) == []


def test_garbage_on_live_ports_stops_nothing(pair, file):
    endpoints = [endpoint for _, endpoint, _ in ports(file)]
    with ClusterWriters(pair) as load:
        for seed in range(400):
            throw(endpoints[seed % 4], garbage(seed))
        load.mark()
        until(lambda: load.since_mark() > 20, "writes go on")
    prove(*pair)
    assert account(load.receipts, *pair) == [] and load.failures == []


def test_what_was_heard_once_is_not_taken_a_second_time(pair, file, pretend):
    first, second = pair
    listener = pretend(first)
    listener.hear("heartbeat")
    with ClusterWriters(pair, pause=0.02):
        listener.hear("live")
    listener.copy(told(first)["log"], told(first)["epoch"])
    agree(*pair)
    before = [told(node)["head"] for node in pair]
    frames = [frame for frame in listener.heard if len(frame) <= 4096]
    for node in pair:
        speaker = pretend(node)
        speaker.hear("heartbeat")
        count, misplaced = received(node, "live") + received(node, "batch"), len(frames) * 5
        misplaced += not_taken(node, "misplaced")
        for _ in range(5):
            speaker.say(*frames)
        replayed = 5 * sum(frame[5] in (1, 7) for frame in frames)
        until(lambda node=node, aim=count + replayed:
              received(node, "live") + received(node, "batch") >= aim, "all of it has come")
        until(lambda node=node, aim=misplaced: not_taken(node, "misplaced") >= aim, "it is counted")
    assert [told(node)["head"] for node in pair] == before
    assert [told(node)["role"] for node in pair] == ["primary", "replica"]
    first.api.component("Goes on")
    prove(*pair)


def test_frames_that_are_damaged_on_the_way_are_counted_and_dropped(pair, pretend):
    first, second = pair
    listener, dice = pretend(first), random.Random(7)
    listener.hear("heartbeat")
    damaged = []
    for _ in range(200):
        frame = bytearray(dice.choice(listener.heard))
        frame[dice.randrange(len(frame))] ^= 1 << dice.randrange(8)
        damaged.append(bytes(frame))
    for node in pair:
        count = received(node, "damaged")
        before = damaged_count(node)
        speaker = pretend(node)
        speaker.hear("heartbeat")
        speaker.say(*damaged)
        until(lambda node=node, aim=count + 200: received(node, "damaged") >= aim, "all have come")
        until(lambda node=node, aim=before + 200: damaged_count(node) >= aim, "it is said why")
    first.api.component("Goes on")
    prove(*pair)


def test_a_member_that_sends_too_much_at_once_is_hung_up_on(pair, pretend):
    first, second = pair
    for node, size in itertools.product(pair, (4097, 1_000_000, 64_000_000)):
        speaker = pretend(node)
        speaker.hear("heartbeat")
        speaker.say(bytes(size))
        assert speaker.is_hung_up_on()
    first.api.component("Goes on")
    prove(*pair)
