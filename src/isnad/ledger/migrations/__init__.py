"""What brings a ledger from one shape of its tables to the next: Alembic's scripts, run by ``ledger.database``."""
