"""Sentences to runs of word pieces, and runs to batches of tensors."""
import numpy as np
import torch

from gold import ROLES, SECTORS, STATUSES, TYPES

MAX_RUN = 220
DISTANCES = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25, 50])
WORD_LAYERS = ["upos", "feats", "lemma", "name", "event", "status", "mode", "sector"]
IGNORE = -100
# What a training may learn beside the layers of the file, so that the words' vectors know it; it is not written. Other modifiers are ARGM.
FRAME_ROLES = ["none", "ARG0", "ARG1", "ARG2", "ARG3", "ARG4", "ARGM-LOC", "ARGM-TMP", "ARGM-NEG", "ARGM-MOD", "ARGM"]


def bucket(difference):
    return 10 + np.sign(difference) * np.searchsorted(DISTANCES, np.abs(difference), side="right")


def labels_of(treebank_documents, gold_documents, script):
    """The label sets; of the open ones, what was seen three times or more."""
    def frequent(values):
        found = {}
        for v in values:
            found[v] = found.get(v, 0) + 1
        return sorted((v for v, n in found.items() if n >= 3), key=lambda v: (-found[v], v))
    sentences = [s for d in treebank_documents for s in d if "upos" in s]
    modes = frequent(f"{e['type']}/{e['mode']}" for d in gold_documents for e in d["events"] if e["mode"])
    return {"upos": sorted({u for s in sentences for u in s["upos"]} - {"_"}),
            "feats": frequent(f for s in sentences for f in s["feats"]),
            "lemma": frequent(x for s in sentences for x in map(script, s["forms"], s["lemma"]) if x),
            "name": ["O"] + [b + k for k in ("PER", "ORG", "LOC") for b in ("B-", "I-")],
            "event": ["none"] + TYPES, "status": STATUSES, "mode": ["none"] + sorted(modes), "sector": ["none"] + SECTORS,
            "relation": sorted(frequent(r for s in sentences for r in s["relation"])), "role": ROLES}


def prepare(sentences, pieces, labels, script, events=None, sector=None):
    """-> a document: {sentences: [{pieces, y, head, relation, weight}], events}. Layers that are absent are masked."""
    index = {k: {v: i for i, v in enumerate(vs)} for k, vs in labels.items()}
    document = {"sentences": [], "events": [], "words": 0}
    for s in sentences:
        n = len(s["forms"])
        y = {k: np.full(n, IGNORE) for k in WORD_LAYERS}
        for k in ("upos", "feats", "name"):
            if k in s:
                y[k][:] = [index[k].get(v, IGNORE) for v in s[k]]
        tree = {k: s[k] for k in ("frames", "factual", "silver") if k in s}
        if "upos" in s:
            y["lemma"][:] = [index["lemma"].get(script(f, x), IGNORE) for f, x in zip(s["forms"], s["lemma"])]
            tree |= {"head": np.array(s["head"]), "relation": np.array([index["relation"].get(r, IGNORE) for r in s["relation"]])}
        if events is not None:
            y["event"][:] = 0
        document["sentences"].append({"pieces": [pieces.split(f, m) for f, m in zip(s["forms"], s["marked"])], "y": y,
                                      "weight": np.ones(n, np.float32), "first": document["words"], **tree})
        document["words"] += n
    starts = [s["first"] for s in document["sentences"]]
    for e in sorted(events or [], key=lambda e: e["weight"]):  # of two events on one word the clearer one gives the label
        s = document["sentences"][np.searchsorted(starts, e["word"], side="right") - 1]
        i = e["word"] - s["first"]
        s["y"]["event"][i] = index["event"][e["type"]]
        s["weight"][i] = e["weight"]
        s["y"]["status"][i] = index["status"][e["status"]]
        s["y"]["mode"][i] = index["mode"].get(f"{e['type']}/{e['mode']}", 0)
        document["events"].append((e["word"], TYPES.index(e["type"]), {w: ROLES.index(r) if r else IGNORE for w, r in e["roles"].items()}))
    for w, v in (sector or {}).items():
        s = document["sentences"][np.searchsorted(starts, w, side="right") - 1]
        s["y"]["sector"][w - s["first"]] = index["sector"][v]
    return document


def runs(document, limit=MAX_RUN, first_limit=None):
    """Greedy runs of consecutive sentences: lists of (sentence, first word, end word). A sentence over MAX_RUN is cut."""
    out, current, used, room = [], [], 0, first_limit or limit
    for s in document["sentences"]:
        sizes = [len(p) for p in s["pieces"]]
        total = sum(sizes)
        if current and used + total > room:
            out.append(current)
            current, used, room = [], 0, limit
        if total <= MAX_RUN:
            current.append((s, 0, len(sizes)))
            used += total
            continue
        start = size = 0
        for i, n in enumerate(sizes):
            if size + n > MAX_RUN:
                out.append([(s, start, i)])
                start, size = i, 0
            size += n
        out.append([(s, start, len(sizes))])
    if current:
        out.append(current)
    return [(document, r) for r in out]


def size(run):
    return sum(len(p) for s, a, b in run[1] for p in s["pieces"][a:b])


def pack(all_runs, pieces_a_batch, rng=None):
    """Batches of runs of like length, so that little is spent on padding."""
    order = sorted(range(len(all_runs)), key=lambda i: size(all_runs[i]))
    batches, current = [], []
    for i in order:
        longest = size(all_runs[i]) + 2
        if current and longest * (len(current) + 1) > pieces_a_batch:
            batches.append(current)
            current = []
        current.append(all_runs[i])
    batches.append(current)
    if rng is not None:
        rng.shuffle(batches)
    return batches


def collate(batch):
    longest = max(map(size, batch)) + 2
    ids = np.full((len(batch), longest), 1)
    mask = np.zeros((len(batch), longest), bool)
    piece_word, piece_place, lengths = [], [], []
    y, weight = {k: [] for k in WORD_LAYERS}, []
    trees, dependents, heads, relations = [], [], [], []
    roles = {k: [] for k in ("anchor", "word", "kind", "bucket", "label")}
    frames, factual, predicate = {k: [] for k in ("anchor", "word", "bucket", "label")}, ([], []), []
    for b, (document, run) in enumerate(batch):
        at, run_start, where = 1, len(lengths), {}
        ids[b, 0] = 0
        for s, start, end in run:
            base = len(lengths)
            for i in range(start, end):
                where[s["first"] + i] = len(lengths)
                p = s["pieces"][i]
                ids[b, at:at + len(p)] = p
                piece_word += [len(lengths)] * len(p)
                piece_place += range(b * longest + at, b * longest + at + len(p))
                lengths.append(len(p))
                at += len(p)
            for k in WORD_LAYERS:
                y[k].append(s["y"][k][start:end])
            weight.append(s["weight"][start:end])
            predicate.append(np.full(end - start, 0 if "frames" in s and "silver" not in s else IGNORE))
            for p, found in s.get("frames", ()):
                if start <= p < end:
                    predicate[-1][p - start] = 1
                    label = np.zeros(end - start, np.int64)
                    for w, r in found.items():
                        if start <= w < end:
                            label[w - start] = FRAME_ROLES.index(r) if r in FRAME_ROLES else FRAME_ROLES.index("ARGM") if r.startswith("ARGM") else 0
                    here = np.arange(base, base + end - start)
                    for k, v in (("anchor", np.full(end - start, base + p - start)), ("word", here), ("bucket", bucket(here - (base + p - start))), ("label", label)):
                        frames[k].append(v)
            for w, value in s.get("factual", {}).items():
                if start <= w < end:
                    factual[0].append(base + w - start)
                    factual[1].append(value / 3)
            if "head" in s:
                head = s["head"][start:end]
                inside = (head == 0) | ((head > start) & (head <= end))
                trees.append((base, end - start, np.where(inside, np.where(head == 0, 0, head - start), IGNORE)))
                ok = inside & (s["relation"][start:end] != IGNORE)
                dependents.append(base + np.flatnonzero(ok))
                heads.append(np.where(head[ok] == 0, -1, base + head[ok] - 1 - start))
                relations.append(s["relation"][start:end][ok])
        ids[b, at] = 2
        mask[b, :at + 1] = True
        numbers = np.arange(run_start, len(lengths))
        for word, kind, spans in document["events"]:
            if word in where:
                label = np.zeros(len(numbers), np.int64)
                for w, r in spans.items():
                    if w in where:
                        label[where[w] - run_start] = r
                roles["anchor"].append(np.full(len(numbers), where[word]))
                roles["word"].append(numbers)
                roles["kind"].append(np.full(len(numbers), kind))
                roles["bucket"].append(bucket(numbers - where[word]))
                roles["label"].append(label)
    t = lambda a: torch.from_numpy(np.asarray(a))
    out = {"ids": t(ids), "mask": t(mask), "piece_word": t(piece_word), "piece_place": t(piece_place), "lengths": t(np.array(lengths, np.float32)),
           "y": {k: t(np.concatenate(v)) for k, v in y.items()}, "weight": t(np.concatenate(weight))}
    if trees:
        widest = max(n for _, n, _ in trees)
        place, target = np.full((len(trees), widest), -1), np.full((len(trees), widest), IGNORE)
        for r, (base, n, head) in enumerate(trees):
            place[r, :n], target[r, :n] = np.arange(base, base + n), head
        head = np.concatenate(heads)
        out.update(place=t(place), arc=t(target), dependent=t(np.concatenate(dependents)), relation=t(np.concatenate(relations)),
                   head=t(np.where(head < 0, len(lengths), head)))
    if frames["anchor"]:
        out["frame"] = {k: t(np.concatenate(v)) for k, v in frames.items()}
    if factual[0]:
        out["factual"] = {"word": t(np.array(factual[0])), "value": t(np.array(factual[1], np.float32))}
    out["predicate"] = t(np.concatenate(predicate))
    if roles["anchor"]:
        out["role"] = {k: t(np.concatenate(v)) for k, v in roles.items()}
    return out
