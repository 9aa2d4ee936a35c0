"""Runs a network over prepared documents."""
import numpy as np
import torch

import batches
from train import mode_mask


def predict(network, labels, documents, pieces_a_batch=4000):
    """-> (for each document a dict of arrays over its words, the role labels of the pairs of gold anchors and words: predicted, gold)."""
    network.eval()
    out = [{k: np.zeros(d["words"], int) for k in batches.WORD_LAYERS + ["head", "relation"]}
           | {"none": np.zeros(d["words"], np.float32), "vector": np.zeros((d["words"], 8), np.float32)} for d in documents]
    roles = [(np.zeros(0, int), np.zeros(0, int))]
    number = {id(d): i for i, d in enumerate(documents)}
    mask = mode_mask(labels)
    with torch.no_grad():
        for batch_runs in batches.pack([r for d in documents for r in batches.runs(d)], pieces_a_batch):
            batch = batches.collate(batch_runs)
            h = network.vectors(batch)
            logits = {k: network.head[k](h) for k in batches.WORD_LAYERS}
            none = logits["event"].softmax(1)[:, 0].numpy()
            best = logits["event"][:, 1:].argmax(1) + 1
            # The gold's type where there is one: status and mode are measured on gold anchors.
            gold_type = batch["y"]["event"]
            logits["mode"] = logits["mode"] + mask[torch.where(gold_type > 0, gold_type, best)]
            found = {k: v.argmax(1).numpy() for k, v in logits.items()}
            found["event"] = best.numpy()
            sentences = [(d, s, a, b) for d, run in batch_runs for s, a, b in run]
            widest = max(b - a for _, _, a, b in sentences)
            place, at = np.full((len(sentences), widest), -1), 0
            for i, (_, _, a, b) in enumerate(sentences):
                place[i, :b - a] = np.arange(at, at + b - a)
                at += b - a
            heads = network.arcs(h, torch.from_numpy(place)).argmax(2).numpy()
            flat, starts = heads[place >= 0], np.repeat(place[:, 0], (place >= 0).sum(1))
            absolute = np.where(flat == 0, at, starts + flat - 1)
            relation = network.relations(h, torch.arange(at), torch.from_numpy(absolute)).argmax(1).numpy()
            first = np.cumsum([0] + [b - a for _, _, a, b in sentences])
            for i, (d, s, a, b) in enumerate(sentences):
                target, here = slice(s["first"] + a, s["first"] + b), slice(first[i], first[i + 1])
                o = out[number[id(d)]]
                for k in batches.WORD_LAYERS:
                    o[k][target] = found[k][here]
                head = flat[here]
                o["head"][target] = np.where(head == 0, 0, head + a)
                o["relation"][target], o["none"][target], o["vector"][target] = relation[here], none[here], h[here, :8].numpy()
            if "role" in batch:
                r = batch["role"]
                guess = network.roles(h, r["anchor"], r["word"], r["kind"], r["bucket"]).argmax(1).numpy()
                roles.append((guess, r["label"].numpy()))
    return out, tuple(np.concatenate(x) for x in zip(*roles))


def event_f1(documents, outputs, threshold):
    """By word: -> {anchors, types} strict F1, and {anchors_lenient, types_lenient}: events of confidence 0.5 count when found, and cost nothing when missed."""
    n = {k: 0 for k in ("system", "gold", "clear", "anchor", "type", "anchor_clear", "type_clear")}
    for d, o in zip(documents, outputs):
        gold = np.concatenate([s["y"]["event"] for s in d["sentences"]])
        clear = np.concatenate([s["weight"] for s in d["sentences"]]) == 1
        hit = o["none"] < threshold
        same = hit & (o["event"] == gold)
        n["system"] += hit.sum()
        n["gold"] += (gold > 0).sum()
        n["clear"] += ((gold > 0) & clear).sum()
        n["anchor"] += (hit & (gold > 0)).sum()
        n["type"] += same.sum()
        n["anchor_clear"] += (hit & (gold > 0) & clear).sum()
        n["type_clear"] += (same & clear).sum()
    f = lambda tp, system, gold: float(2 * tp / (system + gold)) if system + gold else 0.0
    p = lambda a, b: a / max(1, b)
    harmonic = lambda a, b: float(2 * a * b / (a + b)) if a + b else 0.0
    return {"anchors": f(n["anchor"], n["system"], n["gold"]), "types": f(n["type"], n["system"], n["gold"]),
            "anchors_lenient": harmonic(p(n["anchor"], n["system"]), p(n["anchor_clear"], n["clear"])),
            "types_lenient": harmonic(p(n["type"], n["system"]), p(n["type_clear"], n["clear"]))}


def choose_threshold(documents, outputs):
    """The threshold with the best lenient type F1, the way the gold is scored."""
    return max(np.arange(0.2, 0.86, 0.02), key=lambda t: event_f1(documents, outputs, t)["types_lenient"])
