"""Who acts."""

from dataclasses import dataclass

from domain.people import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and by which message or tap. `photos` counts the new photos that come with it."""

    person: Person
    message: int | None = None
    photos: int = 0
