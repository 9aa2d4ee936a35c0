#!/usr/bin/env python3
"""Counts, on the training reports, what a party at a place of the tree is to an act: data/words/<language>/role.tsv.

usage: roles.py GOLD.jsonl TREES.conllu RECORDS.jsonl LANGUAGE [OTHER.tsv] > role.tsv
TREES and RECORDS are what `diurna parse --format conllu` and `diurna code --format records` say of the same reports. The way from an anchor to a party is
written as `crates/event/src/roles.rs` writes it (`shape`). The counts of OTHER, a language with more reports, are added halved: trees are alike.
Standard library only."""
import collections
import json
import sys

LEAST, MAX_PATH = 4, 5
PASSIVE = {"nsubj:pass", "aux:pass", "csubj:pass", "expl:pass"}


def read_trees(path):
    """id -> sentences; a word is (start byte, end byte, lemma, upos, feats, head or None, relation)."""
    reports, words, now = collections.defaultdict(list), [], None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id = "):
            now = line[14:]
        elif not line and words:
            reports[now].append(words)
            words = []
        elif line and line[0] != "#":
            c = line.split("\t")
            if not c[0].isdigit():
                continue
            bytes_ = next(m for m in c[9].split("|") if m.startswith("Bytes="))[6:]
            start, end = map(int, bytes_.replace(":", "-").split("-"))
            head = int(c[6]) if c[6].isdigit() else 0
            words.append((start, end, c[2].lower(), c[3], c[5].split("|"), head - 1 if head else None, c[7]))
    return reports


def children(tree, w):
    return [i for i, t in enumerate(tree) if t[5] == w]


def is_(relation, wanted):
    return relation == wanted or relation.startswith(wanted + ":")


def is_passive(tree, w):
    _, _, _, upos, feats, _, relation = tree[w]
    if upos != "VERB":
        return False
    return (any(tree[c][6] in PASSIVE for c in children(tree, w)) or "Voice=Pass" in feats
            or ((is_(relation, "acl") or is_(relation, "amod")) and "VerbForm=Part" in feats and "Tense=Pres" not in feats and not is_(relation, "acl:relcl")))


def chain(tree, w):
    out = [w]
    while tree[out[-1]][5] is not None and len(out) <= MAX_PATH:
        out.append(tree[out[-1]][5])
    return out


def is_headline_passive(tree, w, kind):
    completed = any(is_(tree[c][6], r) for c in children(tree, w) for r in ("obj", "ccomp", "xcomp", "aux", "compound"))
    return kind in ("ASSAULT", "COERCE", "SANCTION") and tree[-1][3] != "PUNCT" and "Tense=Past" in tree[w][4] and not completed


def shape(tree, anchor, word, type_=""):
    upos = tree[anchor][3]
    headline = is_headline_passive(tree, anchor, type_)
    kind = ("p" if headline or is_passive(tree, anchor) else "v") if upos in ("VERB", "AUX") else "a" if upos in ("ADJ", "ADV") else "n"
    above, below = chain(tree, anchor), chain(tree, word)
    joint = next(((i, below.index(w)) for i, w in enumerate(above) if w in below), None)
    if joint is None or sum(joint) > MAX_PATH:
        return kind + " far"
    up, down = above[:joint[0]], below[:joint[1]][::-1]
    while len(down) > 1 and any(is_(tree[down[-1]][6], r) for r in ("conj", "appos", "flat", "list")):
        down.pop()
    keep = lambda r: r if r in ("nsubj:pass", "nmod:poss", "acl:relcl") else r.split(":")[0]
    out = kind + "".join(" <" + keep(tree[w][6]) for w in up)
    for w in down:
        out += " >" + ("nsubj:pass" if headline and tree[w][5] == anchor and tree[w][6] == "nsubj" else keep(tree[w][6]))
        if is_(tree[w][6], "obl") or is_(tree[w][6], "nmod"):
            case = next((tree[c][2] for c in children(tree, w) if is_(tree[c][6], "case")), None)
            out += "+" + case if case else ""
    return out


def head_of(tree, start, end):
    inside = [i for i, t in enumerate(tree) if t[0] < end and start < t[1]]
    return next((i for i in inside if tree[i][5] not in inside), None)


def main():
    gold, trees, records, language, *others = sys.argv[1:]
    trees = read_trees(trees)
    counts = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    records = {r["document"]["id"]: r for r in map(json.loads, open(records, encoding="utf-8"))}
    for report in map(json.loads, open(gold, encoding="utf-8")):
        offset = [0]
        for ch in report["text"]:
            offset.append(offset[-1] + len(ch.encode()))
        found = records.get(report["id"])
        mentions = [(offset[m["start"]], offset[m["end"]]) for p in found["parties"] for m in p["mentions"]] if found else []
        for e in report["events"]:
            a, b = offset[e["anchor_start"]], offset[e["anchor_end"]]
            tree = next((t for t in trees[report["id"]] if t[0][0] <= a < t[-1][1]), None)
            if not tree:
                continue
            anchor = next((i for i, t in enumerate(tree) if t[0] < b and a < t[1]), None)
            if anchor is None:
                continue
            roles = {}
            for which, side in ((1, "actors"), (2, "recipients")):
                for p in e[side]:
                    if p.get("start") is not None:
                        h = head_of(tree, offset[p["start"]], offset[p["end"]])
                        if h is not None:
                            roles[h] = which
            for s, t in mentions:
                if tree[0][0] <= s < tree[-1][1]:
                    h = head_of(tree, s, t)
                    if h is not None:
                        roles.setdefault(h, 0)
            weight = e.get("confidence") or 1
            for word, role in roles.items():
                if word != anchor:
                    way = shape(tree, anchor, word, e["type"])
                    counts[way][role] += weight
                    counts[e["type"].lower() + " " + way][role] += weight
    for line in (x for path in others for x in open(path, encoding="utf-8") if x[0] != "#" and not x.startswith("way\t")):
        way, *c = line.rstrip("\n").split("\t")
        for i, x in enumerate(c):
            counts[way][i] += float(x) / 2
    print("# What a party at a place of the tree is to an act: how often neither, actor, recipient, on the gold training reports (weights: confidence).")
    print("# Made by training/roles.py; source: gold standoff annotations of Wikinews reports and of the Spanish pack (counts only). CC0-1.0.")
    print("# way: class of the anchor (v active verb, p passive, n noun, a adjective), relations climbed (<) and descended (>); before it a type, or none for all.")
    print("way\tnone\tactor\trecipient")
    for way, c in sorted(counts.items()):
        if sum(c) >= LEAST:
            print(way, *(f"{x:g}" for x in c), sep="\t")
    print(language, len(counts), file=sys.stderr)


if __name__ == "__main__":
    main()
