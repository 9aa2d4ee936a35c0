#!/usr/bin/env python3
"""Which names and pronouns are the same party, on sets of others (standard library only)?

usage: coreference.py gap PROGRAM GAP.tsv.zst        a pronoun and two names: F1 over the pairs, for men's and women's pronouns too
       coreference.py gum PROGRAM GUM.conllu.zst     chains of mentions: MUC, B3, CEAFe and their mean (CoNLL F1), without singletons

Each set is written as reports, coded by PROGRAM, and its parties are compared. Mentions of GUM are compared by their heads on the gold trees;
`people` are the chains that the gold has as persons. The program links parties alone, so chains of things are missed by design."""
import collections
import json
import re
import subprocess
import sys

WOMEN = {"she", "her", "hers"}


def read(path):
    return subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")


def coded(program, texts):
    """The parties of each text, as lists of ranges."""
    lines = "".join(json.dumps({"id": str(i), "text": t, "language": "en"}, ensure_ascii=False) + "\n" for i, t in enumerate(texts))
    command = [program, "code", "-", "--lang", "en", "--format", "records", "--progress", "never"]
    said = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=True, text=True).stdout
    records = {r["document"]["id"]: r for r in map(json.loads, said.splitlines())}
    return [[[(m["start"], m["end"]) for m in p["mentions"]] for p in records.get(str(i), {}).get("parties") or []] for i in range(len(texts))]


def f1(right, system, gold):
    p, r = right / max(1, system), right / max(1, gold)
    return 2 * p * r / (p + r) if p + r else 0.0


def gap(program, path):
    rows = [line.split("\t") for line in read(path).split("\n")[1:] if line]
    counts = collections.defaultdict(collections.Counter)
    for row, parties in zip(rows, coded(program, [r[1] for r in rows])):
        overlap = lambda spans, start, text: any(s < start + len(text) and start < e for s, e in spans)
        for name, start, gold in ((row[4], int(row[5]), row[6]), (row[7], int(row[8]), row[9])):
            said = any(overlap(p, int(row[3]), row[2]) and overlap(p, start, name) for p in parties)
            for c in (counts["all"], counts["women" if row[2].lower() in WOMEN else "men"]):
                c.update(right=said and gold == "TRUE", system=said, gold=gold == "TRUE")
    for name in ("men", "women", "all"):
        c = counts[name]
        print(f"gap {name:6} pairs {c['gold']}  F1 {f1(c['right'], c['system'], c['gold']):.3f}  P {c['right'] / max(1, c['system']):.3f}  R {c['right'] / max(1, c['gold']):.3f}")


class Gold:
    """A document of GUM: its text, and its mentions as (head, chain, kind)."""

    def __init__(self, lines):
        self.text, self.words, self.mentions = "", [], {}
        open_mentions = []
        for line in lines:
            if line.startswith("# newpar") and self.text:
                self.text = self.text.rstrip(" ") + "\n\n"
            cells = line.split("\t")
            if len(cells) == 10 and cells[0].isdigit():
                start = len(self.text)
                self.text += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
                self.words.append((start, start + len(cells[1]), len(self.words) - int(cells[0]) + int(cells[6]) if int(cells[6]) else None))
                found = re.search(r"(?:^|\|)Entity=([^|\s]*)", cells[9])
                for opened, kind, one, closed in re.findall(r"\((\d+)[^-()]*-([a-z]+)[^()]*(\)?)|(\d+)[^-()]*\)", found[1]) if found else []:
                    if opened:
                        open_mentions.append((opened, kind, len(self.words) - 1))
                    if one or closed:
                        at = max(i for i, m in enumerate(open_mentions) if m[0] == (opened or closed))
                        chain, kind, first = open_mentions.pop(at)
                        self.mentions.setdefault(self.head(first, len(self.words)), (chain, kind))

    def head(self, first, end):
        return next((w for w in range(first, end) if self.words[w][2] is None or not first <= self.words[w][2] < end), first)

    def system(self, spans):
        """The heads of ranges of the text."""
        inside = lambda s, e: [i for i, (a, b, _) in enumerate(self.words) if a < e and s < b]
        return {self.head(w[0], w[-1] + 1) for w in (inside(s, e) for s, e in spans) if w}


def assigned(weights):
    """The greatest sum of a one-to-one assignment (Hungarian method, rows no more than columns)."""
    if weights and len(weights) > len(weights[0]):
        weights = [list(column) for column in zip(*weights)]
    n, m = len(weights), len(weights[0]) if weights else 0
    u, v, owner = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0], column, least, way, used = row, 0, [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while owner[column]:
            used[column], here, step, following = True, owner[column], float("inf"), 0
            for j in range(1, m + 1):
                if not used[j]:
                    cost = -weights[here - 1][j - 1] - u[here] - v[j]
                    if cost < least[j]:
                        least[j], way[j] = cost, column
                    if least[j] < step:
                        step, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += step
                    v[j] -= step
                else:
                    least[j] -= step
            column = following
        while column:
            owner[column], column = owner[way[column]], way[column]
    return sum(weights[owner[j] - 1][j - 1] for j in range(1, m + 1) if owner[j])


def muc(chains, others):
    of = {w: i for i, chain in enumerate(others) for w in chain}
    parts = lambda chain: len({of[w] for w in chain if w in of}) + sum(w not in of for w in chain)
    return sum(len(c) - parts(c) for c in chains), sum(len(c) - 1 for c in chains)


def b3(chains, others):
    of = {w: chain for chain in others for w in chain}
    return sum(len(c & of.get(w, set())) / len(c) for c in chains for w in c), sum(map(len, chains))


def gum(program, path):
    documents = [Gold(part.split("\n")) for part in re.split(r"(?m)^(?=# newdoc)", read(path)) if part.strip()]
    sums = collections.defaultdict(lambda: [0.0, 0, 0.0, 0])
    for gold, parties in zip(documents, coded(program, [d.text for d in documents])):
        for name, wanted in (("all", lambda kind: True), ("people", lambda kind: kind == "person")):
            chains = collections.defaultdict(set)
            for head, (chain, kind) in gold.mentions.items():
                if wanted(kind):
                    chains[chain].add(head)
            heads, taken = [], set()
            for spans in parties:
                heads.append({h for h in gold.system(spans) if wanted(gold.mentions.get(h, ("", "person"))[1])} - taken)
                taken |= heads[-1]
            key, said = [c for c in chains.values() if len(c) > 1], [c for c in heads if len(c) > 1]
            for metric, function in (("MUC", muc), ("B3", b3)):
                for i, value in enumerate((*function(key, said), *function(said, key))):
                    sums[name, metric][i] += value
            alike = assigned([[2 * len(a & b) / (len(a) + len(b)) for b in said] for a in key]) if key and said else 0.0
            for i, value in enumerate((alike, len(key), alike, len(said))):
                sums[name, "CEAFe"][i] += value
    for name in ("all", "people"):
        figures = []
        for metric in ("MUC", "B3", "CEAFe"):
            a, n, b, m = sums[name, metric]
            r, p = a / max(1, n), b / max(1, m)
            figures.append(2 * p * r / (p + r) if p + r else 0.0)
        print(f"gum {name:6} MUC {figures[0]:.3f}  B3 {figures[1]:.3f}  CEAFe {figures[2]:.3f}  F1 {sum(figures) / 3:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("gap", "gum"):
        sys.exit(__doc__)
    {"gap": gap, "gum": gum}[sys.argv[1]](*sys.argv[2:])
