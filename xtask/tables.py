"""Do the exports load in pandas, polars and DuckDB without options? `cargo xtask ci` runs this: tables.py DIURNA INPUT FOLDER.

The store holds the examples and a report whose words would run as a formula in a spreadsheet. Every layout that is a table must give each reader as many
rows as the store has events, and the same names of columns; days are days, numbers are numbers, and what was guarded begins with an apostrophe."""
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas
import polars

program, inputs, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
store = folder / "acta.db"
store.unlink(missing_ok=True)


def diurna(*arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


formula = folder / "formula.jsonl"
text = "The army shelled the town of Cali on Monday, killing 12 civilians, the ministry said."
formula.write_text(json.dumps({"id": "=1+1", "title": "=HYPERLINK(\"x\")", "publisher": "@SUM(A1)", "published": "2031-05-06", "text": text}) + "\n")
diurna("add", "--store", store, "--progress", "never", inputs, formula)
diurna("link", "--store", store)
events = int(diurna("query", "--store", store, "--count").split()[0])
assert events > 50, events


def export(layout, name, *flags):
    path = folder / name
    diurna("export", "--store", store, "--format", layout, "-o", path, *flags)
    assert (folder / (name + ".notes.txt")).stat().st_size > 0, name
    return str(path)


def check(name, frames, rows, day=None, number=None):
    """The frames of all readers have these rows and one set of columns; `day` reads as days, `number` as numbers."""
    shapes = {reader: (len(frame), list(frame.columns)) for reader, frame in frames.items()}
    first = next(iter(shapes.values()))
    for reader, shape in shapes.items():
        assert shape[0] == rows, f"{name}: {reader} reads {shape[0]} rows, the store has {rows}"
        assert shape[1] == first[1], f"{name}: {reader} reads other columns"
        if number:
            values = frames[reader][number]
            kind = str(values.dtype).lower()
            assert "float" in kind or "int" in kind, f"{name}: {reader} reads `{number}` as {kind}"
        if day:
            days = [str(v)[:10] for v in frames[reader][day] if v is not None and str(v) not in ("nan", "NaT", "None", "")]
            assert days and all(len(d) == 10 and d[4] == d[7] == "-" for d in days), f"{name}: {reader}: `{day}` holds {days[:3]}"
    print(f"{name}: {rows} rows, {len(first[1])} columns in {', '.join(shapes)}")


for layout, name, pandas_read, polars_read in [
    ("csv", "events.csv", pandas.read_csv, polars.read_csv),
    ("parquet", "events.parquet", pandas.read_parquet, polars.read_parquet),
    ("jsonl", "events.jsonl", lambda p: pandas.read_json(p, lines=True), polars.read_ndjson),
]:
    path = export(layout, name)
    frames = {"pandas": pandas_read(path), "polars": polars_read(path), "duckdb": duckdb.sql(f"select * from '{path}'").df()}
    if layout == "jsonl":
        # Objects with optional fields: the readers order columns as they meet them.
        frames = {reader: frame[sorted(frame.columns)] for reader, frame in frames.items()}
    check(name, frames, events, day=None if layout == "jsonl" else "date_from", number="confidence")

path = export("tsv", "events.tsv")
check("events.tsv", {"pandas": pandas.read_csv(path, sep="\t"), "polars": polars.read_csv(path, separator="\t"), "duckdb": duckdb.sql(f"select * from read_csv('{path}')").df()}, events)

guarded = pandas.read_csv(folder / "events.csv")
raw = pandas.read_csv(export("csv", "raw.csv", "--raw"))
run = lambda frame: sum(str(v)[:1] in ("=", "@", "+") for column in frame for v in frame[column] if isinstance(v, str))
assert run(guarded) == 0 and run(raw) > 0, "cells that a spreadsheet would run as a formula are guarded, and --raw leaves them"

for layout, columns in [("polecat", 40), ("icews", 20), ("gdelt", 61), ("gdelt-mentions", 16), ("phoenix", None), ("acled", None)]:
    path = export(layout, layout + ".tsv", "--no-header")
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    mark = "," if layout == "acled" and "\t" not in lines[0] else "\t"
    widths = {line.count(mark) + 1 for line in lines} if mark == "\t" else set()
    assert lines and (columns is None or widths == {columns}), f"{layout}: {widths} columns"
    print(f"{layout}: {len(lines)} rows")

features = json.loads(Path(export("geojson", "events.geojson")).read_text(encoding="utf-8"))["features"]
assert features and all(f["type"] == "Feature" for f in features)
incidents = pandas.read_csv(export("incidents", "incidents.csv"))
assert len(incidents) > 0
print(f"geojson: {len(features)} features; incidents: {len(incidents)} rows, {len(incidents.columns)} columns")
