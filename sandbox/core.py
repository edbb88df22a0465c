"""Everything that methods and control calls work with, in one hand."""

from dataclasses import dataclass

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.queries import Queries
from sandbox.store import Store
from sandbox.updates import Queues
from sandbox.world import World


@dataclass(slots=True, frozen=True)
class Core:
    """The parts of one running sandbox."""

    store: Store
    clock: Clock
    world: World
    queues: Queues
    queries: Queries
    events: Events
    limits: Limits
    faults: Faults
    calls: Calls
