"""Trains the network of models/README.md on all layers together. usage: train.py --shared ../shared --work DIR --minutes 80"""
import argparse
import hashlib
import json
import math
import os
import time

import numpy as np
import torch
import torch.distributed
import torch.nn.functional as F

import batches
import encoder
from corpora import lemma_script, more_treebanks, news, treebanks
from gold import read_annotated, read_gold
from network import Network, load_pretrained
from tokens import tokenize

WEIGHT = {"upos": 1, "feats": 0.5, "lemma": 0.5, "name": 1.5, "event": 5, "status": 0.5, "mode": 0.5, "sector": 0.5, "arc": 1, "relation": 0.7, "role": 10,
          "predicate": 0.3, "frame": 3, "factual": 0.3}
CLITICS = {"'s", "\u2019s", "n't", "n\u2019t", "'re", "'ve", "'ll", "'d", "'m"}


def held_out(document):
    return int(hashlib.sha256(document["id"].encode()).hexdigest(), 16) % 100 < 8


def vocabulary(shared, documents):
    """The pieces kept: of the training data and of the unlabelled news."""
    pieces, scores, tensors = encoder.read_e5()
    words = {(f, m) for d in documents for s in d for f, m in zip(s["forms"], s["marked"])}
    for text in news(shared):
        words.update((w[0], w[1]) for w in tokenize(text, 0, len(text)))
    kept, unk_score = encoder.prune(pieces, scores, sorted(words))
    return [pieces[i] for i in kept], scores[kept], unk_score, kept, tensors


def unmark(s, rng):
    """A program may see `'s` as a word of its own or as a part of a fused token: learn both ways to split it into pieces."""
    if rng.random() < 0.15:
        s["marked"] = [m and f.lower() not in CLITICS for f, m in zip(s["forms"], s["marked"])]
    return s


def load(shared, work, options, start):
    """`start`: a weights.bin whose labels and pieces are kept; what came later (corpora.more_treebanks) is learnt too."""
    trees, gold = treebanks(shared), read_gold(shared, "train.jsonl") + read_gold(shared, "train_es.jsonl")
    if start:
        from export import read
        network, header, pieces = read(start)
        labels, names, scores, unk_score = header["labels"], pieces.pieces, pieces.scores, pieces.unk_score
        reports, trees, held = documents(shared, trees + more_treebanks(shared), gold, pieces, labels)
        keep(work, names, scores, unk_score, labels, held, options)
        return network, labels, reports, trees, names
    names, scores, unk_score, kept, tensors = vocabulary(shared, trees + [d["sentences"] for d in gold])
    labels = batches.labels_of(trees, gold, lemma_script)
    pieces = encoder.Pieces(names, scores, unk_score)
    reports, trees, held = documents(shared, trees, gold, pieces, labels)
    keep(work, names, scores, unk_score, labels, held, options)
    network = Network(len(names), labels)
    load_pretrained(network.encoder, tensors, kept)
    return network, labels, reports, trees, names


def keep(work, names, scores, unk_score, labels, held, options):
    meta = {"pieces": list(names), "scores": [float(s) for s in scores], "unk_score": unk_score, "labels": labels, "held_out": held, "options": options}
    json.dump(meta, open(os.path.join(work, "meta.json"), "w"))


def documents(shared, trees, gold, pieces, labels):
    """-> the reports and the treebanks as batches.prepare gives them, and the ids of the reports held out."""
    rng = np.random.default_rng(1)
    ready = lambda d: batches.prepare([unmark(s, rng) for s in d["sentences"]], pieces, labels, lemma_script, d["events"], d["sector"])
    spanish = [ready(d) for d in gold if d["spanish"] and not held_out(d)]
    # There are few Spanish reports: each is seen twice in a pass.
    reports = [ready(d) for d in gold if not d["spanish"] and not held_out(d)] + spanish * 2
    reports += [ready(d) for d in read_annotated(shared)]
    trees = [batches.prepare([unmark(s, rng) for s in d], pieces, labels, lemma_script) for d in trees]
    return reports, trees, [d["id"] for d in gold if held_out(d)]


def cut(document, rng, single):
    """Runs of random lengths, so that a word's neighbours vary from pass to pass and short runs are known too."""
    if rng.random() < single:
        return batches.runs(document, 1)
    limit = batches.MAX_RUN if rng.random() < 0.6 else int(rng.integers(30, batches.MAX_RUN))
    return batches.runs(document, limit, int(rng.integers(20, batches.MAX_RUN)))


def stream(reports, trees, share, pieces_a_batch, rng):
    """Batches without end: a pass over the reports goes with `share` of a pass over the treebanks."""
    queue, epoch = [], 0
    while True:
        runs = [r for d in reports for r in cut(d, rng, 0.04)]
        wanted = sum(map(batches.size, (r for d in trees for r in batches.runs(d)))) * share
        while wanted > 0:
            if not queue:
                queue = [trees[i] for i in rng.permutation(len(trees))]
            more = cut(queue.pop(), rng, 0.15)
            wanted -= sum(map(batches.size, more))
            runs += more
        order = rng.permutation(len(runs))
        for start in range(0, len(order), 1200):  # like lengths within a slice of the pass, all sources mixed
            for b in batches.pack([runs[i] for i in order[start:start + 1200]], pieces_a_batch, rng):
                yield epoch, b
        epoch += 1


def losses(network, batch, mode_mask):
    h = network.dropout(network.vectors(batch))
    out = {}
    for k in batches.WORD_LAYERS:
        y = batch["y"][k]
        known = (y != batches.IGNORE).nonzero()[:, 0]
        if not len(known):
            continue
        logits, y = network.head[k](h[known]), y[known]
        if k == "event":
            out[k] = (F.cross_entropy(logits, y, reduction="none", label_smoothing=0.05) * batch["weight"][known]).mean()
            continue
        if k == "mode":
            logits = logits + mode_mask[batch["y"]["event"][known]]
        out[k] = F.cross_entropy(logits, y)
    if "place" in batch:
        out["arc"] = F.cross_entropy(network.arcs(h, batch["place"]).flatten(0, 1), batch["arc"].flatten(), ignore_index=batches.IGNORE)
        out["relation"] = F.cross_entropy(network.relations(h, batch["dependent"], batch["head"]), batch["relation"])
    known = (batch["predicate"] != batches.IGNORE).nonzero()[:, 0]
    if len(known):
        out["predicate"] = F.cross_entropy(network.learnt["predicate"](h[known]), batch["predicate"][known])
    if "frame" in batch:
        r = batch["frame"]
        out["frame"] = F.cross_entropy(network.frames(h, r["anchor"], r["word"], r["bucket"]), r["label"])
    if "factual" in batch:
        r = batch["factual"]
        out["factual"] = F.smooth_l1_loss(network.learnt["factual"](h[r["word"]])[:, 0], r["value"])
    if "role" in batch:
        r = batch["role"]
        out["role"] = F.cross_entropy(network.roles(h, r["anchor"], r["word"], r["kind"], r["bucket"]), r["label"])
    return out


def mode_mask(labels):
    """Modes of other types are out of the question: added to the logits of a word with the event label of the row."""
    return torch.tensor([[0.0 if m == "none" or m.startswith(t + "/") else -1e4 for m in labels["mode"]] for t in labels["event"]])


def together(parameters, part, buffer):
    """Average the gradients over the processes; the first one's clock is the clock of all."""
    at = 0
    for v in parameters:
        n = v.numel()
        if v.grad is None:
            buffer[at:at + n].zero_()
        else:
            buffer[at:at + n].copy_(v.grad.view(-1))
        at += n
    buffer[at] = part
    torch.distributed.all_reduce(buffer)
    buffer[:at] /= torch.distributed.get_world_size()
    at = 0
    for v in parameters:
        v.grad = buffer[at:at + v.numel()].view_as(v)
        at += v.numel()
    return float(buffer[at])


def groups_of(network, rate, heads):
    """The parameters by rate and decay; the heads learn `heads` times as fast."""
    inner = list(network.encoder.named_parameters())
    ids = {id(v) for _, v in inner}
    return [{"params": [v for k, v in inner if v.dim() > 1 and not k.startswith(("word", "position"))], "lr": rate, "weight_decay": 0.01},
            {"params": [v for k, v in inner if v.dim() == 1], "lr": rate, "weight_decay": 0.0},
            # Most rows of the embedding get no gradient in a step: no decay there, and a lower rate.
            {"params": [v for k, v in inner if k.startswith(("word", "position"))], "lr": rate / 2, "weight_decay": 0.0},
            {"params": [v for v in network.parameters() if id(v) not in ids], "lr": heads * rate, "weight_decay": 0.01}]


def learn(rank, a, prepared):
    """One of several processes of one thread each: they meet once a step. On a machine shared with others that goes much faster than
    threads, which meet in every operation."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method="file://" + os.path.abspath(os.path.join(a.work, "meeting")), rank=rank, world_size=a.processes)
    network, labels, reports, trees, _ = prepared
    torch.manual_seed(a.seed + rank)
    rng = np.random.default_rng(a.seed + 1)
    groups = groups_of(network, a.rate, 5)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    rates = [g["lr"] for g in groups]
    parameters = list(network.parameters())
    buffer = torch.zeros(sum(v.numel() for v in parameters) + 1)
    mask, sums, counts = mode_mask(labels), {}, {}
    start = saved = time.time()
    pieces, part = 0, 0.0
    network.half = a.half
    network.train()
    # The mean of the last few hundred steps' weights is what is kept.
    mean = {k: v.detach().clone() for k, v in network.state_dict().items()} if rank == 0 else {}
    for step, (epoch, b) in enumerate(stream(reports, trees, a.share, a.pieces, rng)):
        if step % a.processes != rank:
            continue
        done = step // a.processes + 1
        batch = batches.collate(b)
        found = losses(network, batch, mask)
        optimizer.zero_grad(set_to_none=True)
        sum(WEIGHT[k] * v for k, v in found.items()).backward()
        part = together(parameters, (time.time() - start) / (60 * a.minutes) if rank == 0 else 0.0, buffer)
        norm = float(torch.nn.utils.clip_grad_norm_(parameters, 1.0))
        for g, rate in zip(optimizer.param_groups, rates):
            g["lr"] = rate * max(0.01, min(part / 0.04, (1 - part) / 0.96))
        if math.isfinite(norm):
            optimizer.step()
        pieces += int(batch["mask"].sum()) * a.processes
        for k, v in found.items():
            sums[k], counts[k] = sums.get(k, 0) + float(v.detach()), counts.get(k, 0) + 1
        if rank == 0 and done % a.show == 0:
            seconds = time.time() - start
            print(f"{seconds / 60:.1f} min, step {done}, pass {epoch}, {pieces / seconds:.0f} pieces/s, norm {norm:.1f},",
                  " ".join(f"{k} {sums[k] / counts[k]:.3f}" for k in WEIGHT if k in sums), flush=True)
            sums, counts = {}, {}
        if rank == 0 and done % 4 == 0:
            keep = min(a.mean, done / (done + 20)) ** 4
            for k, v in network.state_dict().items():
                mean[k].lerp_(v.detach(), 1 - keep)
        last = part >= 1
        if rank == 0 and (last or time.time() - saved > 60 * a.every):
            torch.save(mean, os.path.join(a.work, "network.tmp"))
            os.replace(os.path.join(a.work, "network.tmp"), os.path.join(a.work, "network.pt"))
            saved = time.time()
        if last:
            break
    if rank == 0:
        print("finished", done, "steps, about", pieces, "pieces", f"{(time.time() - start) / 60:.1f} min", flush=True)
    torch.distributed.destroy_process_group()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--shared", default="../shared")
    p.add_argument("--work", required=True, help="folder for checkpoints")
    p.add_argument("--minutes", type=float, default=80)
    p.add_argument("--pieces", type=int, default=800, help="word pieces a step and process")
    p.add_argument("--share", type=float, default=0.6, help="passes over the treebanks for each pass over the reports")
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--processes", type=int, default=2)
    p.add_argument("--every", type=float, default=8, help="minutes between checkpoints")
    p.add_argument("--start", help="a checkpoint, or a weights.bin, to go on from, with a schedule of its own")
    p.add_argument("--mean", type=float, default=0.995, help="what the running mean of the weights keeps in a step")
    p.add_argument("--half", action="store_true", help="bfloat16 in the encoder: faster where the processor has it")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--show", type=int, default=50, help="steps between lines of the log")
    a = p.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    os.makedirs(a.work, exist_ok=True)
    if os.path.exists(os.path.join(a.work, "meeting")):
        os.remove(os.path.join(a.work, "meeting"))
    options = {k: v for k, v in vars(a).items() if k in ("minutes", "pieces", "share", "rate", "processes", "seed")}
    if a.start and not a.start.endswith(".bin"):
        before = json.load(open(os.path.join(os.path.dirname(a.start), "meta.json")))["options"]
        options.update({k if k.startswith("before_") else "before_" + k: v for k, v in before.items()})
    bin = a.start if a.start and a.start.endswith(".bin") else None
    prepared = load(a.shared, a.work, options, bin)
    if a.start and not bin:
        prepared[0].load_state_dict(torch.load(a.start))
    print(f"{len(prepared[0].encoder.word.weight)} pieces, {sum(v.numel() for v in prepared[0].parameters())} parameters, labels",
          {k: len(v) for k, v in prepared[1].items()}, flush=True)
    # Forked, so that each process has a copy of what was read.
    torch.multiprocessing.start_processes(learn, (a, prepared), a.processes, start_method="fork")


if __name__ == "__main__":
    main()
