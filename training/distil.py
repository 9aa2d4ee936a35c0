"""Trains on one GPU: teachers of twelve layers on the annotated data, then a student of six on the same and on what the teachers say of it and of the
unlabelled news. gpu.sh says in which order."""
import argparse
import lzma
import os
import pickle
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import batches
import encoder
from export import read, write
from gold import ROLES
from network import HIDDEN, Network, load_pretrained
from predict import choose_threshold, event_f1, predict
from train import WEIGHT, cut, groups_of, losses, mode_mask


def bare(sentences):
    """An unlabelled report in the form of batches.prepare."""
    document = {"sentences": [], "events": [], "words": 0}
    for s in sentences:
        n = len(s)
        document["sentences"].append({"pieces": s, "y": {k: np.full(n, batches.IGNORE) for k in batches.WORD_LAYERS}, "weight": np.ones(n, np.float32), "first": document["words"]})
        document["words"] += n
    return document


def portion(data, share, extra, pieces, seed):
    """The batches of an eighth of a pass over the reports, with `share` of the treebanks and `extra` of the unlabelled."""
    rng, runs = np.random.default_rng(seed), []
    torch.set_num_threads(1)
    for documents, part, single in zip(data, (1, share, extra), (0.04, 0.15, 0.02)):
        for i in rng.choice(len(documents), int(len(documents) * part / 8), replace=False):
            runs += cut(documents[i], rng, single)
    rng.shuffle(runs)
    return [all_sentences(batches.collate(b), b) for b in batches.pack(runs, pieces, rng)]


def make(data, a):
    """Writes `--passes` passes of batches, an eighth a file: a training goes round in them, and no processor holds it up."""
    os.makedirs(a.out, exist_ok=True)
    def one(i):
        torch.save(portion(data, a.share, a.extra, a.pieces, [a.seed, i]), os.path.join(a.out, f"{i}.tmp"))
        os.replace(os.path.join(a.out, f"{i}.tmp"), os.path.join(a.out, f"{i}.pt"))
    for worker in range(a.workers):
        if os.fork() == 0:
            for i in range(worker, 8 * a.passes, a.workers):
                one(i)
            os._exit(0)
    failed = [status for _, status in (os.wait() for _ in range(a.workers)) if status]
    assert not failed, "a process that makes batches failed"


def endless(folder, device, seed, most=None):
    """The batches of a folder, all on the device, in a new order each time round."""
    files = sorted(os.listdir(folder))[:most]
    held = [to(b, device) for f in files for b in torch.load(os.path.join(folder, f))]
    rng = np.random.default_rng(seed)
    while True:
        for i in rng.permutation(len(held)):
            yield held[i]


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


def learn(network, teachers, stream, a, device, labels, words=None):
    groups = groups_of(network, a.rate, 4)
    if words is not None:
        groups[3]["params"] = list(words.parameters())
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=device != "cpu")
    rates = [g["lr"] for g in groups]
    masks = mode_mask(labels).to(device)
    mean = {k: v.detach().clone() for k, v in network.state_dict().items()}
    start, pieces, done = time.time(), 0, 0
    network.half = device != "cpu"
    network.train()
    for batch in stream:
        pieces += batch["ids"].numel()
        hard = losses(network, batch, masks) if words is None else {"words": words.loss(network.encoder, batch)}
        total = sum(WEIGHT.get(k, 1) * v for k, v in hard.items())
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
        if done % 200 == 0:
            print(f"{a.what} {a.seed} {time.time() - start:.0f} s, step {done}, {pieces / (time.time() - start):.0f} pieces/s,",
                  " ".join(f"{k} {float(v.detach()):.3f}" for k, v in shown.items()), flush=True)
        if part >= 1:
            break
    network.load_state_dict(mean)
    network.half = False
    print(f"{a.what} {a.seed} finished: {done} steps, {pieces} pieces, {time.time() - start:.0f} s", flush=True)


class Words(nn.Module):
    """The masked words of the unlabelled reports: 15 of 100 pieces are asked for, of these 80 hidden, 10 changed, 10 shown."""

    def __init__(self, pieces):
        super().__init__()
        self.dense, self.norm, self.bias = nn.Linear(HIDDEN, HIDDEN), nn.LayerNorm(HIDDEN), nn.Parameter(torch.zeros(pieces))

    def loss(self, encoder, batch):
        ids = batch["ids"]
        chance = torch.rand(ids.shape, device=ids.device)
        asked = (chance < 0.15) & (ids > 3)
        shown = torch.where(asked & (chance < 0.015), torch.randint_like(ids, 4, len(self.bias)), ids)
        shown = torch.where(asked & (chance >= 0.03), 3, shown)  # e5 has no mask: <unk> stands for it
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=ids.is_cuda):
            h = encoder(shown, batch["mask"])[asked]
            return F.cross_entropy((self.norm(F.gelu(self.dense(h))) @ encoder.word.weight.T + self.bias).float(), ids[asked])


def held_out(network, labels, held, name):
    """Prints the figures of the reports held out."""
    outputs, (guess, gold) = predict(network, labels, held)
    t = choose_threshold(held, outputs)
    f = {r: 200 * float(((guess == i) & (gold == i)).sum() / max(1, (guess == i).sum() + (gold == i).sum())) for i, r in list(enumerate(ROLES))[1:]}
    party = np.isin(guess, (1, 2)) & np.isin(gold, (1, 2))
    f["swapped"] = 100 * float((guess != gold)[party].mean())
    for k in ("status", "mode", "sector"):
        y = np.concatenate([s["y"][k] for d in held for s in d["sentences"]])
        x = np.concatenate([o[k] for o in outputs])
        f[k] = 100 * float((x == y)[y != batches.IGNORE].mean())
    print(name, "held out: threshold", round(float(t), 2), {k: round(100 * v, 1) for k, v in event_f1(held, outputs, t).items()},
          {k: round(v, 1) for k, v in f.items()}, flush=True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["make", "words", "teacher", "student"])
    p.add_argument("--data", required=True, help="what prepare.py wrote")
    p.add_argument("--batches", help="a folder that make wrote")
    p.add_argument("--out", required=True)
    p.add_argument("--teachers", nargs="*", default=[])
    p.add_argument("--start", help="the first weights: a weights.bin; of a teacher the encoder that words wrote")
    p.add_argument("--rate", type=float, default=3e-4)
    p.add_argument("--pieces", type=int, default=8000)
    p.add_argument("--share", type=float, default=0.6)
    p.add_argument("--extra", type=float, default=0.0)
    p.add_argument("--passes", type=int, default=6)
    p.add_argument("--hard", type=float, default=0.5)
    p.add_argument("--steps", type=int, default=5000)
    p.add_argument("--seconds", type=float, default=600)
    p.add_argument("--until", type=float, help="the second of the clock at which it must be done, whatever --seconds says")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=12)
    p.add_argument("--workers", type=int, default=os.cpu_count())
    a = p.parse_args()
    began = time.time()
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)
    device = "cuda" if torch.cuda.is_available() and a.what != "make" else "cpu"
    data = pickle.load(lzma.open(a.data))
    meta = data["meta"]
    labels = meta["labels"]
    if a.what == "make":
        make((data["reports"], data["trees"], [bare(d) for d in data["more"]] if a.extra else []), a)
        print(f"make: {a.out} in {time.time() - began:.0f} s", flush=True)
        return

    def fresh(layers):
        tensors = {k: encoder.unpack(v) if v.dtype == np.uint8 else v for k, v in data["encoder"].items()}
        for k in ("emb.word", "emb.pos"):
            tensors[k] = tensors[k].reshape(-1, 384)
        network = Network(len(meta["pieces"]), labels, layers)
        load_pretrained(network.encoder, tensors, np.arange(len(meta["pieces"])))
        return network

    def load_teacher(path):
        network = Network(len(meta["pieces"]), labels, 12)
        network.load_state_dict(torch.load(path))
        network.half = True
        return network.to(device).eval()

    teachers = [load_teacher(x) for x in a.teachers]
    if a.start and a.start.endswith(".bin"):
        network, header, known = read(a.start)
        assert header["labels"] == labels and list(known.pieces) == meta["pieces"], "made of other data"
    else:
        network = fresh(a.layers)
        if a.start:
            network.encoder.load_state_dict(torch.load(a.start))
    network = network.to(device)
    words = Words(len(meta["pieces"])).to(device) if a.what == "words" else None
    stream = endless(a.batches, device, a.seed)
    if a.until:
        a.seconds = max(5, min(a.seconds, a.until - time.time()))
    print(f"{a.what} {a.seed}: ready after {time.time() - began:.0f} s on {device}, {a.seconds:.0f} s to go", flush=True)
    learn(network, teachers, stream, a, device, labels, words)
    network.cpu()
    if a.what == "words":
        torch.save(network.encoder.state_dict(), a.out)
    elif a.what == "teacher":
        torch.save(network.state_dict(), a.out)
    else:
        config = {"layers": len(network.encoder.layers), "hidden": 384, "heads": 12, "ffn": 1536, "max_run": batches.MAX_RUN, "max_word_pieces": encoder.MAX_WORD_PIECES,
                  "eps": 1e-12, "unk_score": meta["unk_score"], "event_threshold": 0.5}
        write(a.out, network, meta, config, "base")
    if a.what != "words":
        torch.set_num_threads(max(1, a.workers // 4))
        held_out(network, labels, data["held"], f"{a.what} {a.seed}")
    print(f"{a.what} {a.seed}: all in {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
