"""What people put right of what had been read, each thing of a case once."""

from datetime import datetime

from sqlalchemy import delete, select, true

from db import dialect
from db.tables import corrections
from db.transaction import Transaction
from domain.corrections import Correction, Field

_note = dialect.Insertion(
    corrections,
    # The first reading stays; what was meant is what was said last.
    lambda new: new.on_conflict_do_update(
        index_elements=[corrections.c.case_id, corrections.c.field],
        set_={"meant": new.excluded.meant, "at": new.excluded.at},
    ),
)


async def note(tx: Transaction, correction: Correction) -> None:
    """Keep a correction; a later one of the same thing replaces what was meant."""
    values = {
        "case_id": correction.case,
        "field": correction.field.value,
        "at": tx.now,
        "read_as": correction.read_as[:300] if correction.read_as else None,
        "meant": correction.meant[:300],
        "words": list(correction.words),
        "text": correction.text,
    }
    await tx.run(_note.on(tx), values)


async def forget(tx: Transaction, case: int, field: Field) -> None:
    """It was read rightly after all."""
    mine = (corrections.c.case_id == case) & (corrections.c.field == field.value)
    await tx.run(delete(corrections).where(mine))


async def since(tx: Transaction, moment: datetime | None) -> list[Correction]:
    """All corrections since then (None: ever), oldest first."""
    recent = corrections.c.at >= moment if moment is not None else true()
    query = select(corrections).where(recent).order_by(corrections.c.at, corrections.c.id)
    return [
        Correction(
            row.case_id, Field(row.field), row.read_as, row.meant, tuple(row.words), row.text
        )
        for row in await tx.run(query)
    ]
