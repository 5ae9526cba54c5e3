"""Visitors of every node, who go on reading whatever happens between the nodes."""

import contextlib

from .load import Readers

PATHS = ["/", "/api/v1/components"]
PAUSE_SECONDS = 0.05


class Traffic:
    """Readers of each node's page and API. `failed` is what nodes that were alive did not answer.

    A node that a test ends or freezes is said to be `gone`, and to be `back` once it is there.
    """

    def __init__(self, nodes):
        self._lives = {node.name: 1 for node in nodes}
        self.readers = [Readers(node, PATHS, 1, self._life_of(node), PAUSE_SECONDS)
                        for node in nodes]
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        for readers in self.readers:
            self._stack.enter_context(readers)
        return self

    def __exit__(self, *_):
        self._stack.close()

    def gone(self, node):
        """From here on it is not expected to answer."""
        self._lives[node.name] = -abs(self._lives[node.name])

    def back(self, node):
        """From here on it answers everything."""
        self._lives[node.name] = abs(self._lives[node.name]) + 1

    @property
    def failed(self):
        return [(r.node.name, *failure) for r in self.readers for failure in r.failed]

    @property
    def answered(self):
        """How many reads each node answered."""
        return {readers.node.name: readers.answered for readers in self.readers}

    def _life_of(self, node):
        def life():
            number = self._lives[node.name]
            return number if number > 0 else None
        return life
