"""Exports: what the ledger keeps, in the formats of other people's programs."""
