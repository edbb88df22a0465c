"""A program that is its own twin from the nursery: `python -S tests/warm/born.py NURSERY …`.

Whoever can only start a Python (xdist its workers) starts this one. It hands its arguments and
streams on and ends as what is born there ends; so little of Python that it starts at once.
"""

import json
import os
import socket
import sys
from pathlib import Path
from signal import SIGINT


def main(path: str, *arguments: str) -> int:
    """The status of `python ARGUMENTS…`, as the nursery at that path starts it."""
    command = [sys.executable, *arguments]
    order = {"command": command, "folder": str(Path.cwd()), "env": dict(os.environ)}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        line.connect(path)
        line.recv(20)  # its welcome
        socket.send_fds(line, [json.dumps(order).encode()], [0, 1, 2])
        line.recv(20)  # the number of the process
        return int(line.recv(20))


if __name__ == "__main__":
    try:
        status = main(*sys.argv[1:])
    except KeyboardInterrupt:  # it is meant for what was born, and comes there, too
        status = -SIGINT
    sys.exit(status if status >= 0 else 128 - status)
