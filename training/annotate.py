#!/usr/bin/env python3
"""Our own annotations of the unlabelled news, by ../shared/gold/GUIDELINES.md: to read reports, to check what was written, to keep it as standoff.

usage: annotate.py pick  --shared DIR --work DIR --source FILE LINE…   reports to annotate -> WORK/batch.jsonl
       annotate.py show  --work DIR                                    their sentences, numbered
       annotate.py check --work DIR                                    what is wrong in WORK/out.jsonl (a line: {"doc_id", "events": [GUIDELINES])
       annotate.py keep  --work DIR --out ../gold/annotated.jsonl      appends them without their text

A kept line: id, source and line of the report in the language pack, sha256 of its text, published, sentences, events; every value that is words
of the report is [start, end] in code points. `read` puts the words back. Standard library only, but for zstd's own program."""
import argparse
import hashlib
import json
import os
import re
import subprocess

from gold import SECTORS, STATUSES, TYPES, nearest

NUMBERS = ("killed", "injured", "detained")
WORDS = ("place", "attribution")


def lines_of(shared, source, _cache={}):
    if source not in _cache:
        raw = subprocess.run(["zstd", "-dc", os.path.join(shared, "data/language", source)], capture_output=True, check=True).stdout
        _cache[source] = raw.decode().split("\n")
    return _cache[source]


def text_of(row, source):
    """The text that is annotated: headline and body; figures that a source masks are 00, a date line before the body goes."""
    if source.startswith("news_es"):
        return row["text"].replace("*NUMBER*", "00")
    body = re.sub(r"^\s*\w+day, \w+ \d+, \d{4}\s*", "", row["text"]).strip() if "2019" in source else row["text"]
    return row["title"] + "\n\n" + body


def read(shared, path):
    """The kept annotations in the form of the gold's: -> reports with text, sentences, events."""
    for line in open(path, encoding="utf-8"):
        kept = json.loads(line)
        text = text_of(json.loads(lines_of(shared, kept["source"])[kept["line"] - 1]), kept["source"])
        if hashlib.sha256(text.encode()).hexdigest() != kept["sha256"]:
            raise ValueError(f"{path}: {kept['id']} is of another text: {kept['source']} has changed")
        for e in kept["events"]:
            e["anchor_start"], e["anchor_end"] = e.pop("anchor")
            for p in e["actors"] + e["recipients"]:
                p["start"], p["end"] = p.pop("words")
                p["text"] = text[p["start"]:p["end"]]
            e.update({k: text[slice(*e[k])] for k in WORDS if k in e})
        yield {"id": kept["id"], "published": kept["published"], "text": text, "sentences": kept["sentences"], "events": kept["events"],
               "spanish": kept["source"].startswith("news_es")}


def occurrences(text, words):
    return [m.start() for m in re.finditer(re.escape(words), text)] if words else []


def checked(reports, path, say=print):
    """-> [(report, events with offsets)]; says every fault."""
    known, done, faults = {r["id"]: r for r in reports}, [], 0
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        def fault(*words):
            nonlocal faults
            faults += 1
            say(f"line {number}", *words)
        if not line.strip():
            continue
        try:
            written = json.loads(line)
            report = known.pop(written["doc_id"])
        except (ValueError, KeyError) as e:
            fault("is no report of the batch:", e)
            continue
        text, events = report["text"], []
        for e in written["events"]:
            here = f"{report['id']} S{e.get('sentence')} {e.get('anchor')!r}"
            if not isinstance(e.get("sentence"), int) or not 1 <= e["sentence"] <= len(report["sentences"]):
                fault(here, "no such sentence")
                continue
            first, last = report["sentences"][e["sentence"] - 1]
            found = occurrences(text[first:last], e.get("anchor"))
            if not found or e.get("type") not in TYPES or e.get("status", "actual") not in STATUSES:
                fault(here, "anchor is not in the sentence" if not found else "type or status", e.get("type"), e.get("status"))
                continue
            at = first + found[min(len(found), max(1, e.get("nth", 1))) - 1]
            event = {"sentence": e["sentence"], "anchor": [at, at + len(e["anchor"])], "type": e["type"], "mode": e.get("mode") or "",
                     "status": e.get("status", "actual"), "confidence": e.get("confidence", 1)}
            for side in ("actors", "recipients"):
                event[side] = []
                for p in e.get(side) or []:
                    inside = [first + i for i in occurrences(text[first:last], p["text"])] if not p.get("elsewhere") else []
                    anywhere = inside or occurrences(text, p["text"])
                    if not anywhere or p.get("sector", "") not in SECTORS + [""]:
                        fault(here, side, repr(p["text"]), "is not in the report" if not anywhere else f"has no sector {p.get('sector')}")
                        continue
                    start = min(anywhere, key=lambda i: (bool(p.get("elsewhere")) and i >= first, abs(i - at)))
                    party = {"words": [start, start + len(p["text"])], "who": p.get("who", ""), "country": p.get("country", ""), "sector": p.get("sector", "")}
                    event[side].append(party if inside else party | {"elsewhere": True})
            for k in WORDS:
                span = nearest(text, e[k], at, first, last) if e.get(k) else None
                if e.get(k) and not span:
                    fault(here, k, repr(e[k]), "is not in the report")
                elif span:
                    event[k] = list(span)
            event.update({k: e[k] for k in ("date", "place_country") + NUMBERS if e.get(k) not in (None, "")})
            events.append(event)
        done.append((report, events))
    say(f"{len(done)} reports, {sum(len(e) for _, e in done)} events, {faults} faults, {len(known)} reports still to do")
    return done


def main():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["pick", "show", "check", "keep"])
    p.add_argument("lines", nargs="*", type=int)
    p.add_argument("--shared", default="../shared")
    p.add_argument("--work", required=True)
    p.add_argument("--source")
    p.add_argument("--out", default="../gold/annotated.jsonl")
    p.add_argument("--program", default="../target/release/diurna", help="cuts the reports into sentences")
    a = p.parse_args()
    batch, out = os.path.join(a.work, "batch.jsonl"), os.path.join(a.work, "out.jsonl")
    if a.what == "pick":
        rows = [(n, json.loads(lines_of(a.shared, a.source)[n - 1])) for n in a.lines]
        reports = {}
        for n, row in rows:
            key = f"es-{n}" if a.source.startswith("news_es") else "wk" + row["id"].split(":")[1] if "id" in row else f"n-{n}"
            day = row.get("date") or "-".join((re.search(r"(20\d\d)[/-](\d\d)[/-](\d\d)", row.get("url") or "") or re.match("", "")).groups())
            reports[key] = {"id": key, "source": a.source, "line": n, "published": day, "text": text_of(row, a.source), "sentences": []}
        given = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in reports.values())
        cut = subprocess.run([a.program, "parse", "-", "--format", "json", "--progress", "never"], input=given, capture_output=True, text=True, check=True).stdout
        for line in cut.splitlines():
            s = json.loads(line)
            reports[s["document"]]["sentences"].append([s["start"], s["end"]])
        with open(batch, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in reports.values())
        return
    reports = [json.loads(line) for line in open(batch, encoding="utf-8")]
    if a.what == "show":
        for r in reports:
            print(f"=== {r['id']}  published {r['published'] or 'unknown'}")
            for n, (s, e) in enumerate(r["sentences"], 1):
                print(f"S{n} {r['text'][s:e]}")
            print()
        return
    done = checked(reports, out)
    if a.what == "keep":
        with open(a.out, "a", encoding="utf-8") as f:
            for r, events in done:
                kept = {k: r[k] for k in ("id", "source", "line", "published", "sentences")} | {"events": events}
                kept["sha256"] = hashlib.sha256(r["text"].encode()).hexdigest()
                f.write(json.dumps(kept, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
