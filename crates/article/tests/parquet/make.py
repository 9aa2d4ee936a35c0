"""Writes the files of this folder with other programs' writers: pip install pyarrow duckdb polars; python make.py."""

import datetime

import duckdb
import polars
import pyarrow
import pyarrow.parquet

TITLE = "Guards leave the bridge"
BODY = """Guards left the bridge on Monday after talks with the miners, the interior ministry said.

Nobody was hurt. The miners had held the road since March."""
DAY = datetime.date(2031, 3, 25)
rows = {
    "tags": pyarrow.array([["a", "b"], [], None], pyarrow.list_(pyarrow.string())),
    "id": [7, 8, 9],
    "title": [TITLE, None, TITLE],
    "text": [BODY, f"{TITLE}\n\n{BODY}", BODY],
    "published": pyarrow.array([DAY] * 3, pyarrow.date32()),
}
table = pyarrow.table(rows)
moment = datetime.datetime(2031, 3, 25, 23, 30)
for unit in ["ms", "us", "ns"]:
    times = table.set_column(4, "published", pyarrow.array([moment] * 3, pyarrow.timestamp(unit)))
    pyarrow.parquet.write_table(times, f"time-{unit}.parquet", version="2.6")
pyarrow.parquet.write_table(times, "time-int96.parquet", use_deprecated_int96_timestamps=True)
for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
    pyarrow.parquet.write_table(table, f"{codec}.parquet", compression=codec)
pyarrow.parquet.write_table(table, "brotli.parquet", compression="brotli")
pyarrow.parquet.write_table(table, "plain-v2.parquet", use_dictionary=False, data_page_version="2.0", row_group_size=1)
for encoding in ["DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]:
    columns = {"id": "DELTA_BINARY_PACKED", "title": encoding, "text": encoding}
    pyarrow.parquet.write_table(table, f"{encoding.lower()}.parquet", use_dictionary=False, column_encoding=columns)
polars.from_arrow(table).write_parquet("polars.parquet")
duckdb.from_arrow(table).write_parquet("duckdb.parquet")
