"""What is imported to find the tests is there to stay: Python need not look for garbage in it."""

import gc

import pytest

gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on there is garbage, but not in what the tests were made of."""
    gc.collect()
    gc.freeze()
    gc.enable()
