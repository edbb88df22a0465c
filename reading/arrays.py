"""NumPy, for whoever reads a model: imported when the first of them is needed."""

import os
from functools import cache
from typing import Any


@cache
def numpy() -> Any:
    """The package, when it is first needed: it takes a tenth of a second.

    Our sums are too small to be shared among cores; waiting for each other takes longer. So, if
    nobody has said otherwise, this process and those that it starts from now on use one each.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np  # noqa: PLC0415

    return np
