"""The process behind `photos.workroom`: reads jobs from stdin, writes results to stdout.

A job is `(function, args, kwargs)`, a result `(succeeded, value or exception)`; both are pickled,
with their length in front as eight bytes. It ends when stdin closes, so it never outlives the bot.
"""

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from photos.refusals import PictureRefused

LENGTH = 8
MAX_MEMORY = 1024**3  # the largest PNG, WebP and HEIC photos that are taken need under 0.5 GB


def main() -> None:
    """Runs until stdin closes; a library that prints to stdout cannot disturb the results."""
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the bot's to handle
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MAX_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, hard))
    while (job := _read(jobs)) is not None:
        _write(results, _done(job))


def _read(jobs: BinaryIO) -> bytes | None:
    head = jobs.read(LENGTH)
    if len(head) < LENGTH:
        return None
    body = jobs.read(int.from_bytes(head, "big"))
    return body if len(body) == int.from_bytes(head, "big") else None


def _done(job: bytes) -> bytes:
    try:
        function: Callable[..., Any]
        function, args, kwargs = pickle.loads(job)  # noqa: S301 - written by the bot itself
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        if not isinstance(error, PictureRefused):
            error.add_note(traceback.format_exc())
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _write(results: BinaryIO, body: bytes) -> None:
    try:
        results.write(len(body).to_bytes(LENGTH, "big") + body)
        results.flush()
    except BrokenPipeError:  # the bot was killed
        sys.exit(0)


if __name__ == "__main__":
    main()
