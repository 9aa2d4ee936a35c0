"""Scores models/<name>/weights.bin (dequantised, float32, gold words); writes log.txt and model.toml beside it. usage: evaluate.py --model ../models/base"""
import argparse
import os

import numpy as np
import torch

import batches
import card
from corpora import apply_script, gum_names, lemma_script, read_conllu, read_uner, text_of
from export import read
from gold import ROLES, read_gold
from predict import event_f1, predict
from train import held_out

TREEBANKS = [("EWT test", "ud_en_ewt/en_ewt-ud-test.conllu.zst"), ("PUD en", "ud_en_pud/en_pud-ud-test.conllu.zst"), ("PUD es", "ud_es_pud/es_pud-ud-test.conllu.zst"),
             ("AnCora test", "ud_es_ancora/es_ancora-ud-test.conllu.zst"), ("EWT dev", "ud_en_ewt/en_ewt-ud-dev.conllu.zst"), ("GUM open dev", "gum_open/gum_open-dev.conllu.zst")]
NAMES = {"EWT test": ("UNER EWT test", "uner_en_ewt/en_ewt-ud-test.iob2.zst"), "PUD en": ("UNER PUD en", "uner_en_pud/en_pud-ud-test.iob2.zst")}
EUROPARL = [("Europarl en", "europarl_ner/en-europarl.test.conll02.zst"), ("Europarl es", "europarl_ner/es-europarl.test.conll02.zst")]


def spans(tags):
    out, start = set(), None
    for i, t in enumerate(list(tags) + ["O"]):
        if start is not None and not (t.startswith("I-") and t[2:] == tags[start][2:]):
            out.add((start, i, tags[start][2:]))
            start = None
        if t.startswith("B-") or (t.startswith("I-") and start is None):
            start = i
    return out


def span_f1(gold, system):
    tp = sum(len(spans(g) & spans(s)) for g, s in zip(gold, system))
    return 2 * tp / max(1, sum(len(spans(g)) for g in gold) + sum(len(spans(s)) for s in system))


def split_like(outputs, documents, key):
    for d, o in zip(documents, outputs):
        for s in d["sentences"]:
            yield o[key][s["first"]:s["first"] + len(s["pieces"])]


def treebank(network, labels, pieces, shared, name, path):
    found = read_conllu(shared, path)
    documents = [batches.prepare(d, pieces, labels, lemma_script) for d in found]
    outputs, _ = predict(network, labels, documents)
    sentences = [s for d in found for s in d]
    score = {k: [] for k in ("UPOS", "FEATS", "lemma", "UAS", "LAS", "LAS with subtypes")}
    parts = {k: list(split_like(outputs, documents, k)) for k in ("upos", "feats", "lemma", "head", "relation", "name")}
    for i, s in enumerate(sentences):
        head = parts["head"][i] == np.array(s["head"])
        relation = [labels["relation"][r] for r in parts["relation"][i]]
        score["UPOS"] += [labels["upos"][u] == g for u, g in zip(parts["upos"][i], s["upos"])]
        score["FEATS"] += [labels["feats"][u] == g for u, g in zip(parts["feats"][i], s["feats"])]
        score["lemma"] += [apply_script(f, labels["lemma"][x]) == g for f, x, g in zip(s["forms"], parts["lemma"][i], s["lemma"])]
        score["UAS"] += list(head)
        score["LAS"] += [h and r.split(":")[0] == g.split(":")[0] for h, r, g in zip(head, relation, s["relation"])]
        score["LAS with subtypes"] += [h and r == g for h, r, g in zip(head, relation, s["relation"])]
    result = {name: {k: 100 * float(np.mean(v)) for k, v in score.items()}}
    tags = [[labels["name"][t] for t in x] for x in parts["name"]]
    if name in NAMES:
        gold = read_uner(shared, NAMES[name][1])
        # A few sentences are cut into words otherwise there.
        aligned = [gold.get(s["id"]) or gold.get(" ".join(s["forms"]), []) for s in sentences]
        both = [(g, t) for g, t in zip(aligned, tags) if len(g) == len(t)]
        result[NAMES[name][0]] = {"name F1": 100 * span_f1(*zip(*both)), "sentences": len(both)}
    if "gum" in path:
        for d in found:
            gum_names(d)
        result[name]["name F1"] = 100 * span_f1([s["name"] for s in sentences], tags)
    return result


def europarl(network, labels, pieces, shared, name, path):
    sentences = []
    for block in text_of(shared, path).strip().split("\n\n"):
        rows = [line.split() for line in block.split("\n") if line.strip()]
        forms = [r[0] for r in rows]
        tags = ["O" if r[-1].endswith("MISC") else r[-1] for r in rows]
        sentences.append([{"forms": forms, "marked": [i == 0 or f not in list(",.;:)!?") for i, f in enumerate(forms)], "gold": tags}])
    documents = [batches.prepare(d, pieces, labels, lemma_script) for d in sentences]
    outputs, _ = predict(network, labels, documents)
    system = [[labels["name"][t] for t in x] for x in split_like(outputs, documents, "name")]
    return {name: {"name F1": 100 * span_f1([s["gold"] for d in sentences for s in d], system)}}


def reports(network, labels, pieces, shared, threshold, name, found):
    documents = [batches.prepare(d["sentences"], pieces, labels, lemma_script, d["events"], d["sector"]) for d in found]
    outputs, (guess, gold) = predict(network, labels, documents)
    result = {k: 100 * v for k, v in event_f1(documents, outputs, threshold).items()}
    for k in ("status", "mode", "sector"):
        y = np.concatenate([s["y"][k] for d in documents for s in d["sentences"]])
        x = np.concatenate([o[k] for o in outputs])
        result[k] = 100 * float((x == y)[y != batches.IGNORE].mean())
    for r, role in list(enumerate(ROLES))[1:]:
        result[role] = 200 * float(((guess == r) & (gold == r)).sum() / max(1, (guess == r).sum() + (gold == r).sum()))
    party = np.isin(guess, (1, 2)) & np.isin(gold, (1, 2))
    result["swapped"] = 100 * float((guess != gold)[party].sum() / max(1, party.sum()))
    return {name: result}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--shared", default="../shared")
    p.add_argument("--model", default="../models/base")
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    network, header, pieces = read(os.path.join(a.model, "weights.bin"))
    labels, threshold, result = header["labels"], header["config"]["event_threshold"], {}
    for name, path in TREEBANKS:
        result.update(treebank(network, labels, pieces, a.shared, name, path))
    for name, path in EUROPARL:
        result.update(europarl(network, labels, pieces, a.shared, name, path))
    gold = [("gold dev", read_gold(a.shared, "dev.jsonl")), ("gold dev_es", read_gold(a.shared, "dev_es.jsonl"))]
    gold.append(("gold held out", [d for f in ("train.jsonl", "train_es.jsonl") for d in read_gold(a.shared, f) if held_out(d)]))
    for name, found in gold:
        result.update(reports(network, labels, pieces, a.shared, threshold, name, found))
    lines = [f"{name}: " + ", ".join(f"{k} {v:.1f}" for k, v in scores.items()) for name, scores in result.items()]
    print("\n".join(lines))
    with open(os.path.join(a.model, "log.txt"), "w") as f:
        f.write("\n".join(lines) + "\n")
    card.write(a.model, a.shared, result, len(pieces.pieces))


if __name__ == "__main__":
    main()
