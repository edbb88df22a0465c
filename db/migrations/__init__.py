"""The steps from an empty database to the tables of today, in order; run by `db.migrate`."""
