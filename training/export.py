"""Writes models/<name>/weights.bin and golden.json from a checkpoint, or from two weights.bin mixed.
usage: export.py --work DIR --out ../models/base | export.py --mix OLD.bin NEW.bin --part 0.4 --out ../models/base"""
import argparse
import json
import os
import struct

import numpy as np
import torch

import batches
import encoder
from corpora import lemma_script
from gold import read_gold
from golden import RUNS
from network import Network
from predict import choose_threshold, event_f1, predict
from tokens import tokenize
from train import held_out

MAGIC, POSITIONS = b"DIURNA\x00\x01", 256


def tensor_names(network):
    """(name in the file, parameter, kind)"""
    e = network.encoder
    yield "embed.word", e.word.weight, "i8"
    yield "embed.position", e.position.weight[:POSITIONS], "f32"
    yield "embed.norm.weight", e.norm.weight, "f32"
    yield "embed.norm.bias", e.norm.bias, "f32"
    linear = lambda name, module: ((f"{name}.weight", module.weight, "i8"), (f"{name}.bias", module.bias, "f32"))
    for i, layer in enumerate(e.layers):
        for k in ("query", "key", "value", "output", "up", "down"):
            yield from linear(f"layer.{i}.{k}", getattr(layer, k))
        for k in ("attention_norm", "output_norm"):
            yield f"layer.{i}.{k}.weight", getattr(layer, k).weight, "f32"
            yield f"layer.{i}.{k}.bias", getattr(layer, k).bias, "f32"
    for k, head in network.head.items():
        yield from linear(f"head.{k}.first", head.first)
        yield from linear(f"head.{k}.second", head.second)
    yield "root", network.root, "f32"
    for group in ("arc", "relation", "role"):
        for k, module in getattr(network, group).items():
            yield from linear(f"{group}.{k}", module)
    yield "arc.bias", network.arc_bias, "f32"
    yield "role.type", network.role_type, "f32"
    yield "role.distance", network.role_distance, "f32"


def quantise(w):
    scale = np.abs(w).max(1) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.clip(np.rint(w / scale[:, None]), -127, 127).astype(np.int8), scale


def write(path, network, meta, config, name):
    data, tensors = bytearray(), []
    def put(raw):
        data.extend(b"\0" * (-len(data) % 64))
        at = len(data)
        data.extend(raw)
        return at
    blob = b"".join(bytes([len(p.encode())]) + p.encode() for p in meta["pieces"])
    tensors.append({"name": "pieces", "kind": "bytes", "shape": [len(blob)], "offset": put(blob)})
    scores = np.array(meta["scores"], "<f4")
    tensors.append({"name": "piece_scores", "kind": "f32", "shape": [len(scores)], "offset": put(scores.tobytes())})
    for key, parameter, kind in tensor_names(network):
        w = parameter.detach().numpy().astype("<f4")
        if kind == "i8":
            q, scale = quantise(w)
            tensors.append({"name": key, "kind": kind, "shape": list(w.shape), "offset": put(q.tobytes()), "scales": put(scale.tobytes())})
        else:
            tensors.append({"name": key, "kind": kind, "shape": list(w.shape), "offset": put(np.ascontiguousarray(w).tobytes())})
    header = json.dumps({"name": name, "config": config, "labels": meta["labels"], "tensors": tensors}, ensure_ascii=False, separators=(",", ":")).encode()
    head = MAGIC + struct.pack("<I", len(header)) + header
    with open(path, "wb") as f:
        f.write(head + b"\0" * (-len(head) % 64) + data)


def read(path):
    """-> (network with dequantised weights, header, Pieces)"""
    raw = open(path, "rb").read()
    assert raw[:8] == MAGIC
    (n,) = struct.unpack_from("<I", raw, 8)
    header, base = json.loads(raw[12:12 + n]), (12 + n + 63) // 64 * 64
    loaded = {}
    for t in header["tensors"]:
        count, at = int(np.prod(t["shape"])), base + t["offset"]
        if t["kind"] == "i8":
            scale = np.frombuffer(raw, "<f4", t["shape"][0], base + t["scales"])
            loaded[t["name"]] = np.frombuffer(raw, np.int8, count, at).reshape(t["shape"]).astype(np.float32) * scale[:, None]
        elif t["kind"] == "f32":
            loaded[t["name"]] = np.frombuffer(raw, "<f4", count, at).reshape(t["shape"])
        else:
            loaded[t["name"]] = raw[at:at + count]
    pieces, blob, at = [], loaded["pieces"], 0
    while at < len(blob):
        pieces.append(blob[at + 1:at + 1 + blob[at]].decode())
        at += 1 + blob[at]
    network = Network(len(pieces), header["labels"], header["config"]["layers"])
    with torch.no_grad():
        for key, parameter, _ in tensor_names(network):
            parameter.copy_(torch.from_numpy(loaded[key].copy()))
    network.eval()
    return network, header, encoder.Pieces(pieces, loaded["piece_scores"], header["config"]["unk_score"])


def golden(path, network, header, pieces):
    labels, runs = header["labels"], []
    documents = []
    for sentences in RUNS:
        found = [tokenize(s, 0, len(s), spanish="\u00f3" in "".join(sentences) or " el " in "".join(sentences)) for s in sentences]
        ready = [{"forms": [w[0] for w in f], "marked": [w[1] for w in f]} for f in found]
        documents.append(batches.prepare(ready, pieces, labels, lemma_script))
        assert len(batches.runs(documents[-1])) == 1
        runs.append({"sentences": [{"words": [{"form": f, "space_before": bool(m)} for f, m in zip(s["forms"], s["marked"])]} for s in ready],
                     "pieces": [list(p) for s in documents[-1]["sentences"] for p in s["pieces"]]})
    for run, o in zip(runs, predict(network, labels, documents)[0]):
        event = np.where(o["none"] < header["config"]["event_threshold"], o["event"], 0)
        run.update({k: [labels[k][i] for i in o[k]] for k in ("upos", "feats", "name", "lemma", "relation")})
        run.update(event=[labels["event"][i] for i in event], event_none=[round(float(x), 6) for x in o["none"]], head=[int(x) for x in o["head"]],
                   vector=[[round(float(x), 6) for x in v] for v in o["vector"]])
    json.dump({"runs": runs}, open(path, "w"), ensure_ascii=False, separators=(",", ":"))


def trained(work):
    meta = json.load(open(os.path.join(work, "meta.json")))
    network = Network(len(meta["pieces"]), meta["labels"])
    network.load_state_dict(torch.load(os.path.join(work, "network.pt")))
    return network, meta


def mixed(old, new, part):
    first, (network, header, pieces) = read(old)[0].state_dict(), read(new)
    network.load_state_dict({k: (1 - part) * first[k] + part * v for k, v in network.state_dict().items()})
    return network, {"pieces": list(pieces.pieces), "scores": [float(x) for x in pieces.scores], "unk_score": header["config"]["unk_score"], "labels": header["labels"]}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--shared", default="../shared")
    p.add_argument("--work", help="folder that train.py wrote")
    p.add_argument("--mix", nargs=2, metavar=("OLD", "NEW"), help="two weights.bin, the new one trained on from the old: their weighted mean")
    p.add_argument("--part", type=float, default=0.4, help="the weight of the new one")
    p.add_argument("--out", default="../models/base")
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    network, meta = mixed(*a.mix, a.part) if a.mix else trained(a.work)
    config = {"layers": 6, "hidden": 384, "heads": 12, "ffn": 1536, "max_run": batches.MAX_RUN, "max_word_pieces": encoder.MAX_WORD_PIECES, "eps": 1e-12,
              "unk_score": meta["unk_score"], "event_threshold": 0.5}
    os.makedirs(a.out, exist_ok=True)
    path, name = os.path.join(a.out, "weights.bin"), os.path.basename(os.path.abspath(a.out))
    write(path + ".new", network, meta, config, name)
    network, header, pieces = read(path + ".new")
    kept = [batches.prepare(d["sentences"], pieces, meta["labels"], lemma_script, d["events"], d["sector"])
            for f in ("train.jsonl", "train_es.jsonl") for d in read_gold(a.shared, f) if held_out(d)]
    outputs, _ = predict(network, meta["labels"], kept)
    config["event_threshold"] = header["config"]["event_threshold"] = round(float(choose_threshold(kept, outputs)), 2)
    print("held-out reports", len(kept), "threshold", config["event_threshold"], event_f1(kept, outputs, config["event_threshold"]))
    for t in (0.3, 0.4, 0.5, 0.6, 0.7):
        print(" at", t, {k: round(v, 3) for k, v in event_f1(kept, outputs, t).items()})
    write(path + ".new", network, meta, config, name)  # the dequantised weights quantise to themselves
    again = read(path + ".new")[0]
    assert all(torch.allclose(x, y, rtol=1e-5, atol=1e-8) 
               for (_, x, _), (_, y, _) in zip(tensor_names(network), tensor_names(again)))
    golden(os.path.join(a.out, "golden.json"), again, header, pieces)
    os.replace(path + ".new", path)
    print(path, os.path.getsize(path), "bytes,", len(pieces.pieces), "pieces")


if __name__ == "__main__":
    main()
