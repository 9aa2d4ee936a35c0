#!/usr/bin/env python3
"""Counts, on the training reports, where the actor and the recipient of an act stand: data/words/<language>/side.tsv.

usage: sides.py GOLD.jsonl TREES.conllu LANGUAGE [OTHER.tsv] > side.tsv
TREES is what `diurna parse --format conllu` says of the same reports. The class of an anchor is that of `crates/event/src/roles.rs` (`class`): v active
verb, p passive without an agent, b passive with one, n noun, a adjective. The counts of OTHER, a language with more reports, are added halved.
Standard library only."""
import collections
import json
import sys

from roles import children, is_, read_trees, shape

AGENT = {"by", "por"}


def class_of(tree, anchor, kind):
    found = shape(tree, anchor, anchor, kind)[0]
    agent = lambda w: is_(tree[w][6], "obl") and any(is_(tree[c][6], "case") and tree[c][2] in AGENT for c in children(tree, w))
    return "b" if found == "p" and any(map(agent, children(tree, anchor))) else found


def main():
    gold, trees, language, *others = sys.argv[1:]
    trees = read_trees(trees)
    counts = collections.defaultdict(lambda: [0.0] * 6)
    for report in map(json.loads, open(gold, encoding="utf-8")):
        offset = [0]
        for ch in report["text"]:
            offset.append(offset[-1] + len(ch.encode()))
        for e in report["events"]:
            a, b = offset[e["anchor_start"]], offset[e["anchor_end"]]
            tree = next((t for t in trees[report["id"]] if t[0][0] <= a < t[-1][1]), None)
            anchor = tree and next((i for i, t in enumerate(tree) if t[0] < b and a < t[1]), None)
            if anchor is None:
                continue
            for n, side in enumerate(("actors", "recipients")):
                where = 2 if not e[side] else 1 if all(p.get("elsewhere") for p in e[side]) else 0
                for key in (e["type"].lower(), e["type"].lower() + " " + class_of(tree, anchor, e["type"])):
                    counts[key][3 * n + where] += e.get("confidence") or 1
    for line in (x for path in others for x in open(path, encoding="utf-8") if x[0] != "#" and not x.startswith("act\t")):
        key, *c = line.rstrip("\n").split("\t")
        counts[key] = [own + float(other) / 2 for own, other in zip(counts[key], c)]
    print("# Where the actor and the recipient of an act stand: how often in its sentence, elsewhere in the report, nowhere, on the gold training reports")
    print("# (weights: confidence). Made by training/sides.py; source: gold standoff annotations of Wikinews reports and of the Spanish pack (counts only). CC0-1.0.")
    print("# act: its type, or its type and the class of its anchor (v active verb, p passive without agent, b passive with one, n noun, a adjective).")
    print("act\tactor here\tactor elsewhere\tactor nowhere\trecipient here\trecipient elsewhere\trecipient nowhere")
    for key, c in sorted(counts.items()):
        print(key, *(f"{x:g}" for x in c), sep="\t")
    print(language, len(counts), file=sys.stderr)


main()
