"""Trains on one GPU: teachers of twelve layers on the annotated data, then a student of six on the same and on what the teachers say of it and of the
unlabelled news. usage: distil.py teacher --data prepared.pkl.gz --out t1.pt --seed 1 | student --teachers t1.pt t2.pt --start weights.bin --out student.bin"""
import argparse
import gzip
import pickle
import time

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import batches
import encoder
from export import read, write
from network import Network, load_pretrained
from predict import choose_threshold, event_f1, predict
from train import WEIGHT, cut, groups_of, losses, mode_mask

WORKERS = 7

def bare(sentences):
    """An unlabelled report in the form of batches.prepare."""
    document = {"sentences": [], "events": [], "words": 0}
    for s in sentences:
        n = len(s)
        document["sentences"].append({"pieces": s, "y": {k: np.full(n, batches.IGNORE) for k in batches.WORD_LAYERS}, "weight": np.ones(n, np.float32), "first": document["words"]})
        document["words"] += n
    return document


class Stream(IterableDataset):
    """Batches without end; each worker draws its own. A pass over the reports goes with `share` of the treebanks and `extra` of the unlabelled."""

    def __init__(self, data, share, extra, pieces, seed):
        self.data, self.share, self.extra, self.pieces, self.seed = data, share, extra, pieces, seed

    def __iter__(self):
        info = get_worker_info()
        rng = np.random.default_rng([self.seed, info.id if info else 0])
        torch.set_num_threads(1)
        reports, trees, more = self.data
        while True:  # an eighth of a pass at a time
            runs = []
            for documents, part, single in ((reports, 1, 0.04), (trees, self.share, 0.15), (more, self.extra, 0.02)):
                for i in rng.choice(len(documents), int(len(documents) * part / 8), replace=False) if len(documents) else ():
                    runs += cut(documents[i], rng, single)
            order = rng.permutation(len(runs))
            for start in range(0, len(order), 2400):
                for b in batches.pack([runs[i] for i in order[start:start + 2400]], self.pieces, rng):
                    yield all_sentences(batches.collate(b), b)


def all_sentences(batch, runs):
    """Adds what is the same for labelled and unlabelled runs: the places of every sentence, the run of every word and where it begins."""
    sizes = [b - a for _, run in runs for _, a, b in run]
    place, at = np.full((len(sizes), max(sizes)), -1), 0
    for i, n in enumerate(sizes):
        place[i, :n] = np.arange(at, at + n)
        at += n
    words = [sum(b - a for _, a, b in run) for _, run in runs]
    batch["places"] = torch.from_numpy(place)
    batch["run"] = torch.from_numpy(np.repeat(np.arange(len(words)), words))
    return batch


def to(batch, device):
    return {k: to(v, device) if isinstance(v, dict) else v.to(device, non_blocking=True) for k, v in batch.items()}


def words_of(network, h):
    return {k: network.head[k](h) for k in batches.WORD_LAYERS}


def soft(logits, target):
    return -(target * logits.float().log_softmax(-1)).sum(-1)


def taught(network, teachers, batch, masks):
    """The losses of a student against the mean of what its teachers say."""
    with torch.no_grad():
        hs = [t.vectors(batch) for t in teachers]
        said = [words_of(t, h) for t, h in zip(teachers, hs)]
        mean = lambda k: sum(s[k].float().softmax(-1) for s in said) / len(said)
        event = mean("event")
        anchors = (event[:, 0] < 0.6).nonzero()[:, 0]
        kind = event[anchors, 1:].argmax(1)
        arcs = sum(t.arcs(h, batch["places"]).float().softmax(-1) for t, h in zip(teachers, hs)) / len(teachers)
        place = batch["places"]
        real = place >= 0
        best = arcs.argmax(2)[real]
        first = place[:, :1].expand_as(place)[real]
        head = torch.where(best == 0, len(hs[0]), first + best - 1)
        dependent = place[real]
        relation = sum(t.relations(h, dependent, head).float().softmax(-1) for t, h in zip(teachers, hs)) / len(teachers)
        pair = (batch["run"][anchors][:, None] == batch["run"][None]).nonzero()
        a, w, kinds = anchors[pair[:, 0]], pair[:, 1], kind[pair[:, 0]]
        d = w - a
        bucket = 10 + d.sign() * torch.searchsorted(torch.tensor(batches.DISTANCES, device=d.device), d.abs(), right=True)
        role = sum(t.roles(h, a, w, kinds, bucket).float().softmax(-1) for t, h in zip(teachers, hs)) / len(teachers)
    h = network.dropout(network.vectors(batch))
    out = {}
    for k in ("upos", "feats", "lemma", "name"):
        out[k] = soft(network.head[k](h), mean(k)).mean()
    out["event"] = soft(network.head["event"](h), event).mean()
    if len(anchors):
        out["status"] = soft(network.head["status"](h[anchors]), mean("status")[anchors]).mean()
        m = masks[kind + 1]
        target = sum((s["mode"][anchors].float() + m).softmax(-1) for s in said) / len(said)
        out["mode"] = soft(network.head["mode"](h[anchors]) + m, target).mean()
        out["role"] = soft(network.roles(h, a, w, kinds, bucket), role).mean()
        party = torch.zeros(len(h), dtype=torch.bool, device=h.device)
        party[w[role[:, 1:3].sum(1) > 0.3]] = True
        party = party.nonzero()[:, 0]
        if len(party):
            out["sector"] = soft(network.head["sector"](h[party]), mean("sector")[party]).mean()
    scores = network.arcs(h, batch["places"])[real]
    out["arc"] = soft(scores, arcs[real]).mean()
    out["relation"] = soft(network.relations(h, dependent, head), relation).mean()
    return out


def learn(network, teachers, stream, a, device, labels, check):
    groups = groups_of(network, a.rate, 4)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=device != "cpu")
    rates = [g["lr"] for g in groups]
    masks = mode_mask(labels).to(device)
    mean = {k: v.detach().clone() for k, v in network.state_dict().items()}
    start, pieces, done = time.time(), 0, 0
    network.half = device != "cpu"
    network.train()
    loader = DataLoader(stream, batch_size=None, num_workers=a.workers, prefetch_factor=6, pin_memory=device != "cpu") if a.workers else stream
    for batch in loader:
        pieces += int(batch["mask"].sum())
        batch = to(batch, device)
        hard = losses(network, batch, masks)
        total = sum(WEIGHT[k] * v for k, v in hard.items())
        shown = hard
        if teachers:
            shown = taught(network, teachers, batch, masks)
            total = a.hard * total + sum(WEIGHT[k] * v for k, v in shown.items())
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        part = min(1.0, max(done / a.steps, (time.time() - start) / a.seconds))
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        for g, rate in zip(optimizer.param_groups, rates):
            g["lr"] = rate * max(0.005, min(part / 0.05, (1 - part) / 0.95))
        optimizer.step()
        done += 1
        if done % 4 == 0:
            keep = min(0.995, done / (done + 20)) ** 4
            torch._foreach_lerp_(list(mean.values()), [v.detach() for v in network.state_dict().values()], 1 - keep)
        if done % 100 == 0:
            print(f"{a.what} {a.seed} {time.time() - start:.0f} s, step {done}, {pieces / (time.time() - start):.0f} pieces/s,",
                  " ".join(f"{k} {float(v.detach()):.3f}" for k, v in shown.items()), flush=True)
        if part >= 1:
            break
    network.load_state_dict(mean)
    network.half = False
    print(f"{a.what} {a.seed} finished: {done} steps, {pieces} pieces, {time.time() - start:.0f} s", flush=True)
    check(network)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["teacher", "student"])
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--teachers", nargs="*", default=[])
    p.add_argument("--start", help="the student's first weights: a weights.bin")
    p.add_argument("--rate", type=float, default=3e-4)
    p.add_argument("--pieces", type=int, default=6000)
    p.add_argument("--share", type=float, default=0.6)
    p.add_argument("--extra", type=float, default=0.0)
    p.add_argument("--hard", type=float, default=0.5)
    p.add_argument("--steps", type=int, default=2500)
    p.add_argument("--seconds", type=float, default=150)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=12)
    p.add_argument("--workers", type=int, default=WORKERS)
    a = p.parse_args()
    began = time.time()
    torch.manual_seed(a.seed)
    torch.multiprocessing.set_sharing_strategy("file_system")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = pickle.load(gzip.open(a.data))
    meta = data["meta"]
    labels = meta["labels"]
    tensors = {k: encoder.unpack(v) if v.dtype == np.uint8 else v for k, v in data["encoder"].items()}
    for k in ("emb.word", "emb.pos"):
        tensors[k] = tensors[k].reshape(-1, 384)

    def fresh(layers):
        network = Network(len(meta["pieces"]), labels, layers)
        load_pretrained(network.encoder, tensors, np.arange(len(meta["pieces"])))
        return network

    def load_teacher(path):
        network = Network(len(meta["pieces"]), labels, 12)
        network.load_state_dict(torch.load(path))
        network.half = True
        return network.to(device).eval()

    teachers = [load_teacher(x) for x in a.teachers]
    if a.start:
        network, header, known = read(a.start)
        assert header["labels"] == labels and list(known.pieces) == meta["pieces"], "made of other data"
    else:
        network = fresh(a.layers)
    network = network.to(device)
    more = [bare(d) for d in data["more"]] if a.extra else []
    stream = Stream((data["reports"], data["trees"], more), a.share, a.extra, a.pieces, a.seed)
    print(f"{a.what} {a.seed}: ready after {time.time() - began:.0f} s on {device}", flush=True)

    def check(network):
        network.cpu()
        outputs, (guess, gold) = predict(network, labels, data["held"])
        t = choose_threshold(data["held"], outputs)
        f = {r: 200 * float(((guess == i) & (gold == i)).sum() / max(1, (guess == i).sum() + (gold == i).sum())) for i, r in ((1, "actor"), (2, "recipient"))}
        party = np.isin(guess, (1, 2)) & np.isin(gold, (1, 2))
        f["swapped"] = 100 * float((guess != gold)[party].mean())
        for k in ("status", "mode", "sector"):
            y = np.concatenate([s["y"][k] for d in data["held"] for s in d["sentences"]])
            x = np.concatenate([o[k] for o in outputs])
            f[k] = 100 * float((x == y)[y != batches.IGNORE].mean())
        print(a.what, a.seed, "held out: threshold", round(float(t), 2), {k: round(100 * v, 1) for k, v in event_f1(data["held"], outputs, t).items()},
              {k: round(v, 1) for k, v in f.items()}, flush=True)

    learn(network, teachers, stream, a, device, labels, check)
    if a.what == "teacher":
        torch.save(network.state_dict(), a.out)
    else:
        config = {"layers": len(network.encoder.layers), "hidden": 384, "heads": 12, "ffn": 1536, "max_run": batches.MAX_RUN, "max_word_pieces": encoder.MAX_WORD_PIECES,
                  "eps": 1e-12, "unk_score": meta["unk_score"], "event_threshold": 0.5}
        write(a.out, network, meta, config, "base")
    print(f"{a.what} {a.seed}: all in {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
