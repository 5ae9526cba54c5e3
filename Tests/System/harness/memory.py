"""How much memory a node takes."""

import os
import threading
from pathlib import Path


class Memory:
    """The mebibytes of a node's process, `seen` some times a second while this is entered."""

    def __init__(self, node):
        self._statm = Path(f"/proc/{node.process.pid}/statm")
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen = []

    def __enter__(self):
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._thread.join()
        self._look()

    def _watch(self):
        while not self._ending.wait(0.2):
            self._look()

    def _look(self):
        pages = int(self._statm.read_text().split()[1])
        self.seen.append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)
