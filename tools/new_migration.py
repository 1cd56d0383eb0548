"""Write the next migration of the ledger: ``python tools/new_migration.py 0002 "what it changes"``.

It compares a new ledger with ``ledger.schema``. Read what it writes before it is committed, and set ``HEAD`` in
``ledger.database``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from isnad.ledger import database, migrations

if __name__ == "__main__":
    number, message = sys.argv[1:]
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with TemporaryDirectory() as folder:
        ledger = database.Ledger(database._engine(database.make_url(f"sqlite:///{folder}/new.db")))
        with ledger.write() as db:
            if number != "0001":
                database.migrate(db)
            config.attributes["connection"] = db
            command.revision(config, message, autogenerate=True, rev_id=number)
