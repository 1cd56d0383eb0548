"""Batches: any amount of JSON lines, Parquet or web archives to partitioned Parquet of records, a part at a time, in
this process, in several, or on a cluster of Ray."""
