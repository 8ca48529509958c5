"""A slow network in user space: each connection is delayed, and capped in one direction or both.

    bench_proxy.py PORT-FILE TARGET-PORT BYTES-PER-SECOND DELAY-MILLISECONDS

Listens on a free port of 127.0.0.1 and hands every connection on to TARGET-PORT. What the target sends arrives after
the delay and at the rate; what is sent to it arrives after the delay. Prints nothing; a line `connections N` is written
to PORT-FILE.log whenever more connections than ever before are open.
"""

import asyncio
import os
import sys
import time

PIECE = 64 << 10


class Line:
    """One direction of one connection: bytes are handed on when they would have arrived."""

    def __init__(self, reader, writer, rate, delay):
        self.reader, self.writer, self.rate, self.delay = reader, writer, rate, delay
        # As much as is under way at the given rate, so that the sender is held back as by a window.
        self.queue = asyncio.Queue(maxsize=max(2, int((rate or 1 << 30) * (delay + 0.05) / PIECE)))

    async def read(self):
        free = 0.0
        while data := await self.reader.read(PIECE):
            now = time.monotonic()
            free = max(free, now) + (len(data) / self.rate if self.rate else 0)
            await self.queue.put((free + self.delay, data))
        await self.queue.put((time.monotonic() + self.delay, b""))

    async def write(self):
        while True:
            due, data = await self.queue.get()
            wait = due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            if not data:
                self.writer.close()
                return
            self.writer.write(data)
            await self.writer.drain()


class Proxy:
    def __init__(self, port_file, target, rate, delay):
        self.port_file, self.target, self.rate, self.delay = port_file, target, rate, delay
        self.open, self.most = 0, 0

    async def serve(self):
        server = await asyncio.start_server(self.connected, "127.0.0.1", 0, backlog=512)
        with open(self.port_file + ".new", "w", encoding="ascii") as out:
            out.write(str(server.sockets[0].getsockname()[1]))
        os.replace(self.port_file + ".new", self.port_file)
        async with server:
            await server.serve_forever()

    async def connected(self, reader, writer):
        self.open += 1
        if self.open > self.most:
            self.most = self.open
            with open(self.port_file + ".log", "w", encoding="ascii") as out:
                out.write(f"connections {self.most}\n")
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            up = Line(reader, far_writer, None, self.delay / 2)
            down = Line(far_reader, writer, self.rate, self.delay / 2)
            await asyncio.gather(up.read(), up.write(), down.read(), down.write())
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()
        finally:
            self.open -= 1


def main():
    port_file, target, rate, delay = sys.argv[1:5]
    proxy = Proxy(port_file, int(target), float(rate), float(delay) / 1000)
    try:
        asyncio.run(proxy.serve())
    except KeyboardInterrupt:
        pass


main()
