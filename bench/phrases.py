#!/usr/bin/env python3
"""How many written times get the right type and value (standard library only)?

usage: phrases.py PROGRAM PHRASES.tsv en|es [--errors N]

PHRASES  `../shared/evaluation/time/phrases_es.tsv`: blocks, each headed by its reference day; a phrase, its TIMEX3 type and value a line.
Each phrase stands in a sentence that says nothing else of time; a report a block, published on the reference day. Of the times found in the phrase
the longest is judged. Some phrases need the text that they were taken from (`the day` as a date already named)."""
import json
import subprocess
import sys

SENTENCE = {"en": "The ministers speak of {} in the hall.", "es": "Se trata de {}."}


def main():
    program, path, language = sys.argv[1:4]
    most = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    reports, wanted = [], {}
    for block in open(path, encoding="utf-8").read().split("\n\n"):
        rows = [line.split("\t") for line in block.strip().split("\n") if line]
        if len(rows) < 2:
            continue
        for phrase, kind, value in rows[1:]:
            sentence = SENTENCE[language].format(phrase)
            start = SENTENCE[language].index("{")
            name = str(len(reports))
            wanted[name] = (start, start + len(phrase), phrase, kind, value, rows[0][0])
            reports.append({"id": name, "published": rows[0][0], "language": language, "text": sentence})
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports)
    said = subprocess.run([program, "code", "-", "--lang", language, "--format", "records", "--progress", "never"], input=lines, capture_output=True, text=True).stdout
    right = found = 0
    for line in said.split("\n"):
        if not line:
            continue
        record = json.loads(line)
        start, end, phrase, kind, value, day = wanted[record["document"]["id"]]
        times = [t for t in record["times"] if t["start"] < end and start < t["end"]]
        best = max(times, key=lambda t: t["end"] - t["start"], default=None)
        found += best is not None
        ok = best is not None and best["type"] == kind and best["value"] == value
        right += ok
        if not ok and most > 0:
            most -= 1
            print(f"{day}  {phrase}  {kind} {value}  said {best and (best['type'], best['value'], best['text'])}")
    print(f"phrases {language}: {len(wanted)}  found {found / len(wanted):.3f}  type and value right {right / len(wanted):.3f}")


if __name__ == "__main__":
    main()
