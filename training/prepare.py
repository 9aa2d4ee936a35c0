"""Packs all that a training needs into one file, so that it can run on a machine that has neither ../shared nor the packages.
Labels and pieces are those of a network that is there. usage: prepare.py --shared ../shared --model ../models/base/weights.bin --out WORK/prepared.pkl.xz"""
import argparse
import json
import lzma
import os
import pickle
import re

import numpy as np

import batches
import encoder
from corpora import lemma_script, more_treebanks, news, treebanks
from export import read
from gold import read_gold
from tokens import tokenize
from train import documents

END = re.compile(r"(?<=[a-z0-9)\u00e0-\u00ff][.!?])[\"\u201d\u2019]?\s+(?=[\"\u201c\u2018\u00bf\u00a1A-Z0-9])|\n+")


def unlabelled(shared, pieces):
    """The news that nobody annotated: sentences of word pieces only. Reports of the gold, held-out ones too, are not in it."""
    known = set()
    for name in ("train.jsonl", "train_es.jsonl"):
        for line in open(os.path.join(shared, "gold", name), encoding="utf-8"):
            r = json.loads(line)
            known.update({r["title"].strip(), r["text"][-200:].strip()})
    for text in news(shared):
        title, _, body = text.partition("\n")
        if title.strip() in known or body[-200:].strip() in known or len(body) < 300:
            continue
        spanish = len(re.findall(r"\b(?:el|la|de|que|los|en)\b", body)) > len(re.findall(r"\b(?:the|of|to|in|that|and)\b", body))
        sentences, at = [], len(title) + 1
        for m in list(END.finditer(text, at)) + [None]:
            end = m.start() if m else len(text)
            words = tokenize(text, at, end, spanish)
            at = m.end() if m else end
            if 2 < len(words) < 120:
                sentences.append([pieces.split(w[0], w[1]) for w in words])
        if sentences:
            yield sentences


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--shared", default="../shared")
    p.add_argument("--model", default="../models/base/weights.bin")
    p.add_argument("--out", required=True)
    a = p.parse_args()
    os.makedirs(os.path.dirname(os.path.abspath(a.out)), exist_ok=True)
    _, header, pieces = read(a.model)
    labels, names = header["labels"], pieces.pieces
    gold = read_gold(a.shared, "train.jsonl") + read_gold(a.shared, "train_es.jsonl")
    reports, trees, ids = documents(a.shared, treebanks(a.shared) + more_treebanks(a.shared), gold, pieces, labels)
    meta = {"pieces": names, "scores": [float(x) for x in pieces.scores], "unk_score": pieces.unk_score, "labels": labels}
    held = [batches.prepare(d["sentences"], pieces, labels, lemma_script, d["events"], d["sector"])
            for d in gold if d["id"] in ids]
    own, _, blocks = encoder.read_e5(raw=True)
    table = {n: i for i, n in enumerate(own)}
    rows = blocks["emb.word"].reshape(-1, 384 // 32, 18)  # a row of 384 numbers: 12 blocks; more rows than pieces
    blocks["emb.word"] = rows[[table[n] for n in names]].reshape(-1, 18).copy()
    more = list(unlabelled(a.shared, pieces))
    print(len(reports), "reports", len(trees), "treebank documents", len(more), "unlabelled reports,",
          sum(len(w) for d in more for s in d for w in s), "pieces")
    with lzma.open(a.out, "wb", preset=6) as f:
        pickle.dump({"meta": meta, "reports": reports, "trees": trees, "held": held, "more": more, "encoder": blocks}, f, 4)
    print(a.out, os.path.getsize(a.out))


if __name__ == "__main__":
    main()
