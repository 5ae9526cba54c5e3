"""Keys of a node: made, shown, checked, rotated; never overwritten, never shown, read by one only."""

import os
import re

import pytest
import zmq

from harness.binary import refused, run

pytestmark = pytest.mark.cli

Z85 = r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}"


def keys(*arguments):
    """Runs `heliograph keys`, which must succeed; what it wrote on standard output."""
    done = run("keys", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def secrets(file):
    """Name to secret, as the file has them."""
    return dict(re.findall(r'(?m)^([a-z-]+): "(.+)"$', file.read_text()))


def public(said):
    """The public CURVE keys and the signing key, of the lines for cluster.yaml."""
    lines = re.fullmatch(r'    keys: \[(.*)\]\n    signing-key: "([\w-]{43})"\n', said)
    assert lines, said
    return re.findall(rf'"({Z85})"', lines[1]), lines[2]


@pytest.fixture
def file(tmp_path):
    """Keys, fresh."""
    keys("generate", "--out", tmp_path / "keys.yaml")
    return tmp_path / "keys.yaml"


def test_keys_are_made_for_their_owner_alone(tmp_path):
    os.umask(0)
    try:
        said = keys("generate", "--out", tmp_path / "keys.yaml")
    finally:
        os.umask(0o022)
    file = tmp_path / "keys.yaml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [f.name for f in tmp_path.iterdir()] == ["keys.yaml"]
    (key,), signing = public(said)
    # Another implementation finds the same public key.
    assert zmq.curve_public(secrets(file)["curve-secret"].encode()).decode() == key
    for secret in secrets(file).values():
        assert secret not in said
    assert keys("show", file) == said
    assert keys("check", file) == f"no faults; its CURVE key is {key}\n"


def test_no_two_keys_are_alike(tmp_path):
    said = [keys("generate", "--out", tmp_path / name) for name in "ab"]
    (a, signs_a), (b, signs_b) = map(public, said)
    assert a != b and signs_a != signs_b


def test_keys_are_never_overwritten(file):
    before = file.read_text()
    assert "never overwritten" in refused("keys", "generate", "--out", file)
    assert file.read_text() == before
    assert [f.name for f in file.parent.iterdir()] == ["keys.yaml"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666])
@pytest.mark.parametrize("command", [["show"], ["check"], ["rotate"]])
def test_keys_that_others_may_read_are_refused(file, mode, command):
    file.chmod(mode)
    said = refused("keys", *command, file)
    assert "others" in said and "chmod 600" in said
    file.chmod(0o400)
    assert run("keys", "check", file).returncode == 0


def test_what_is_not_a_file_is_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    for path in (pipe, folder, tmp_path / "missing", "/dev/zero"):
        refused("keys", "check", path)
    refused("keys", "generate", "--out", tmp_path / "no" / "where")
    assert not (tmp_path / "no").exists()


def faulty(text):
    """Faults that a file may have, each with what is said of it."""
    curve = re.search(r'curve-secret: "(.+)"', text)[1]
    return [
        ("", "not a file of"), ("nonsense", "not a file of"), ("a: [", "not YAML"),
        (text.replace(curve, curve[:-1]), "curve-secret is damaged"),
        (text.replace(curve, curve[:-1] + '\\"'), "curve-secret is damaged"),
        (text.replace("curve-secret", "signing-secret"), "not YAML"),
        (re.sub(r'signing-secret: ".', 'signing-secret: "', text), "signing-secret is damaged"),
        (re.sub(r"signing-secret.*", "", text), "signing-secret is missing"),
        (re.sub(r"(?m)^curve-secret.*", "", text), "curve-secret is missing"),
        (text + f'"{curve}": "x"\n', "a key that is none of"),
        (text.replace(f'"{curve}"', "[1]"), "curve-secret is not a text"),
        (text + f'next-curve-secret: "{curve}"\n', "the next key is the one in use"),
        (text + "#" * 20_000, "longer than keys are"),
    ]


def test_a_faulty_file_is_refused_and_nothing_of_it_is_shown(file):
    whole = file.read_text()
    held = secrets(file).values()
    for text, reason in faulty(whole):
        file.write_text(text)
        said = refused("keys", "check", file)
        assert reason in said, (reason, said)
        assert not any(secret[:20] in said for secret in held), said
    file.write_bytes(b"\xff\xfe" + whole.encode())
    assert "not a text" in refused("keys", "check", file)


def test_a_rotation_has_two_keys_for_a_while_and_then_the_new_one(file):
    (old,), signing = public(keys("show", file))
    assert "no rotation is under way" in refused("keys", "rotate", file, "--finish")
    (kept, new), signs = public(keys("rotate", file))
    assert kept == old != new and signs == signing
    assert file.stat().st_mode & 0o777 == 0o600
    assert f"a rotation to {new} is under way" in keys("check", file)
    assert "under way already" in refused("keys", "rotate", file)
    assert public(keys("show", file)) == ([old, new], signing)
    assert public(keys("rotate", file, "--finish")) == ([new], signing)
    assert set(secrets(file)) == {"curve-secret", "signing-secret"}
    assert [f.name for f in file.parent.iterdir()] == ["keys.yaml"]


def test_the_help_tells_how_to_rotate_without_a_pause():
    said = run("keys", "--help").stdout
    for word in ("rotate FILE", "--finish", "SIGHUP", "cluster.yaml", "stolen"):
        assert word in said, word
