"""A slow network: TCP proxies between nodes, which hold back what they carry."""

import asyncio
import random
import threading
import time

from .cluster import ClusterFile
from .ports import free_port

_BLOCK_BYTES = 65_536
_BLOCKS_MAX = 256


class SlowNetwork:
    """Carries connections, each way after `delay` and up to `jitter` seconds, drawn for each block.

    Within a connection the order stays; connections overtake each other. Both may be changed at any
    time; at first nothing is held back.
    """

    def __init__(self):
        self.delay, self.jitter = 0.0, 0.0
        self.carried = 0
        self._dice = random.Random()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def to(self, endpoint):
        """An endpoint of its own, from which everything is carried to `endpoint` and back."""
        host, port = endpoint.removeprefix("tcp://").split(":")
        here = free_port()

        async def carry(reader, writer):
            try:
                there = await asyncio.open_connection(host, int(port))
            except OSError:
                writer.close()
                return
            await asyncio.gather(self._pump(reader, there[1]), self._pump(there[0], writer))
        self._run(asyncio.start_server(carry, "127.0.0.1", here))
        return f"tcp://127.0.0.1:{here}"

    def end(self):
        """Hangs up on everybody."""
        async def cancel():
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._run(cancel())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _pump(self, reader, writer):
        """One way of one connection."""
        held = asyncio.Queue(_BLOCKS_MAX)
        delivery = asyncio.ensure_future(self._deliver(held, writer))
        try:
            while block := await reader.read(_BLOCK_BYTES):
                late = self.delay + self._dice.uniform(0, self.jitter)
                await held.put((time.monotonic() + late, block))
            await held.put((0, b""))
            await delivery
        except OSError:
            pass  # one end is gone, and so is the other
        finally:
            delivery.cancel()
            writer.close()

    async def _deliver(self, held, writer):
        while True:
            due, block = await held.get()
            if not block:
                return
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            writer.write(block)
            await writer.drain()
            self.carried += len(block)


class SlowFile(ClusterFile):
    """A cluster's file for each node, in which the others are beyond a slow network."""

    def __init__(self, network, folder, *nodes, **settings):
        self.network = network
        super().__init__(folder, *nodes, keyed=True, **settings)

    def write(self):
        super().write()
        for own in self.nodes:
            others = [node | {key: self.network.to(node[key]) for key in ("publish", "control")}
                      if node is not own else own for node in self.nodes]
            self.path_for(own["name"]).write_text(self.text(others))

    def path_for(self, name):
        return self.path.with_name(f"{name}.cluster.yaml")
