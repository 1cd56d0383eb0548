"""The ledger: records in a database, and what can be known only across reports."""
