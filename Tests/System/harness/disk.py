"""A small disk of a node's own, which can be filled."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path


def can_mount():
    """Whether a file system can be mounted in a mount name space of our own."""
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"],
        capture_output=True, text=True) if shutil.which("unshare") else None
    return done is not None and done.returncode == 0


class SmallDisk:
    """Mounted where a node's folder is, in the node's mount name space, once it starts."""

    def __init__(self, node, folder, size="6m"):
        self._node = node
        self._place = folder
        folder.mkdir()
        node.data = folder / "data"
        node.has_own_disk = True
        node.arguments[node.arguments.index("--data") + 1] = str(node.data)
        node.wrapper = [*node.wrapper, "unshare", "-m", "sh", "-c",
                        f'mount -t tmpfs -o size={size} tmpfs "{folder}" && exec "$@"', "sh"]

    @property
    def seen(self):
        """The disk, as the node sees it."""
        return Path(f"/proc/{self._node.process.pid}/root{self._place}")

    @property
    def free(self):
        """Bytes that may still be written."""
        status = os.statvfs(self.seen)
        return status.f_bavail * status.f_frsize

    def fill(self, but=0):
        """Leaves only so many bytes free, or less if the node writes meanwhile."""
        with contextlib.suppress(OSError):
            (self.seen / "filler").write_bytes(b"x" * max(0, self.free - but))

    def make_room(self):
        """Takes away what filled it."""
        (self.seen / "filler").unlink()
