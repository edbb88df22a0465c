"""A process that made itself ready loads no model and no vocabulary with its first report."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
import gc

from reading.counting import tally
from reading.preparing import prepare
from reading.reader import read

def loaded():
    kept = (one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper))
    ours = (one for one in kept if (one.__module__ or "").startswith("reading"))
    files = (one for one in ours if one.cache_info().maxsize is None)
    return {f"{one.__module__}.{one.__name__}": one.cache_info().misses for one in files}

prepare()
before = loaded()
now = datetime(2021, 3, 3, tzinfo=UTC)
read("文化路5号门前三包不落实，垃圾也没人扫，园林处明天上午清掉", now=now)
tally("整治流动摊贩12处")
after = loaded()
print(sorted(name for name in after if after[name] != before.get(name)))
"""


def test_after_it_reports_and_tallies_load_nothing_more() -> None:
    made = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout == "[]\n"
