"""Workers of the photo workroom that are lent to one test after the other.

Starting one costs more than all that a test lets it do. A lent one is the same process, with the
same memory and environment; it outlives the event loop of a test, because it is spoken to over a
socket. What hung, crashed or was not waited for is killed here, too.
"""

import asyncio
import socket
import subprocess

from photos.worker import LENGTH
from photos.workroom import Worker, Workroom, command, environment


class Lent:
    """A worker that belongs to no event loop."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            ends = theirs.fileno()
            self._process = subprocess.Popen(command(), stdin=ends, stdout=ends, env=environment())

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    async def answer(self, job: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._socket, len(job).to_bytes(LENGTH, "big") + job)
        return await self._read(int.from_bytes(await self._read(LENGTH), "big"))

    async def _read(self, length: int) -> bytes:
        read = b""
        while len(read) < length:
            part = await asyncio.get_running_loop().sock_recv(self._socket, length - len(read))
            if not part:
                raise ConnectionResetError
            read += part
        return read

    async def end(self) -> None:
        self.kill()

    def kill(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()


class Agency:
    """Whoever asks for a worker gets one that is free."""

    def __init__(self) -> None:
        self._all: list[Lent] = []
        self._free: list[Worker] = []

    def lend(self) -> Worker:
        """A worker that waits for work."""
        while self._free:
            worker = self._free.pop()
            if not worker.gone:
                return worker
        self._all.append(Lent())
        return self._all[-1]

    def take_back(self, worker: Worker) -> None:
        """It has answered all that it was asked."""
        self._free.append(worker)

    def close(self) -> None:
        """End all of them."""
        for worker in self._all:
            worker.kill()


class LentWorkroom(Workroom):
    """A workroom with the agency's workers."""

    agency: Agency

    async def _hire(self) -> Worker:
        return self.agency.lend()

    async def _dismiss(self, worker: Worker) -> None:
        self.agency.take_back(worker)
