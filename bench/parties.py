#!/usr/bin/env python3
"""Given the gold words of a party, are country and sector right (standard library only)?

usage: parties.py GOLD.jsonl RECORDS.jsonl [--errors N] [--class name|noun|pronoun]

GOLD     gold records (`../shared/gold/dev.jsonl`): the parties of their events with start, end, country, sector.
RECORDS  `diurna code … --format records`: parties with their offices and mentions.
For each gold party the party with the best overlapping mention is judged on the day of publication. One line a class of words (names, common
nouns, pronouns) and one for all: how many are found, and of all gold parties the share with the right country, sector, and both."""
import collections
import json
import sys

PRONOUNS = set("he she it they him her them his hers their its we us i me you who our my él ella ellos ellas nosotros nos".split())


def kind(text):
    words = [w for w in text.replace("-", " ").split() if w.lower() not in ("the", "a", "an", "el", "la", "los", "las")]
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    return "noun" if words and words[-1][:1].islower() else "name"


def code(party, day):
    """Country and sector on a day, as the program's Party::on."""
    for o in party.get("offices") or []:
        if o.get("basis") != "table" or (o.get("from", "") <= day <= o.get("to", "9999")):
            return o.get("country") or party.get("country") or "", o.get("sector") or party.get("sector") or ""
    return party.get("country") or "", party.get("sector") or ""


def best(parties, start, end):
    found = None
    for p in parties:
        for m in p["mentions"]:
            shared = min(end, m["end"]) - max(start, m["start"])
            if shared > 0:
                key = (shared, m["start"] - m["end"])
                if found is None or key > found[0]:
                    found = (key, p)
    return found and found[1]


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(args) < 2:
        sys.exit(__doc__)
    option = lambda name: sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None
    files = [a for a in args if a not in (option("--errors"), option("--class"))]
    records = {}
    for line in open(files[1], encoding="utf-8"):
        r = json.loads(line)
        records[r["document"]["id"]] = r
    counts = collections.defaultdict(collections.Counter)
    errors = []
    for d in map(json.loads, open(files[0], encoding="utf-8")):
        parties = records.get(d["id"], {}).get("parties") or []
        seen = set()
        for e in d["events"]:
            for g in e["actors"] + e["recipients"]:
                key = (g.get("start"), g.get("end"), g["country"], g["sector"])
                if g.get("start") is None or key in seen:
                    continue
                seen.add(key)
                p = best(parties, g["start"], g["end"])
                country, sector = code(p, d.get("published") or "9999") if p else ("", "")
                right = p is not None and (country == g["country"], sector == g["sector"]) or (False, False)
                for c in (counts[kind(g["text"])], counts["all"]):
                    c["gold"] += 1
                    c["found"] += p is not None
                    c["country"] += right[0]
                    c["sector"] += right[1]
                    c["code"] += all(right)
                if not all(right) and option("--class") in (None, kind(g["text"])):
                    told = f"{country or '-'} {sector or '-'} ({p['name']}; {p['basis']})" if p else "not found"
                    errors.append(f"{d['id']} «{g['text']}» {g['country'] or '-'} {g['sector'] or '-'} ({g['who']}): {told}  …{d['text'][max(0, g['start'] - 40):g['end'] + 30]!r}")
    for name in ("name", "noun", "pronoun", "all"):
        c = counts[name]
        n = max(1, c["gold"])
        print(f"{name:8} gold {c['gold']:5}  found {c['found'] / n:.3f}  country {c['country'] / n:.3f}  sector {c['sector'] / n:.3f}  code {c['code'] / n:.3f}")
    for line in errors[:int(option("--errors") or 0)]:
        print(line)


main()
