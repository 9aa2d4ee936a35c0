"""The network of models/README.md in torch."""
import torch
import torch.nn.functional as F
from torch import nn

from batches import FRAME_ROLES

HIDDEN, HEADS, FFN = 384, 12, 1536
WORD_HEADS = {"upos": 128, "feats": 256, "lemma": 256, "name": 128, "event": 384, "status": 128, "mode": 128, "sector": 128}
PAIR = 256
LEARNT = {"predicate": (64, 2), "factual": (64, 1)}  # beside the heads of the file: batches.FRAME_ROLES


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.up, self.down = nn.Linear(HIDDEN, FFN), nn.Linear(FFN, HIDDEN)
        self.attention_norm, self.output_norm = nn.LayerNorm(HIDDEN, 1e-12), nn.LayerNorm(HIDDEN, 1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        if self.training and not x.is_cuda:  # torch's own attention is slow backwards on CPUs
            weights = q @ k.transpose(2, 3) * (HIDDEN // HEADS) ** -0.5
            a = (weights if mask is None else weights.masked_fill(~mask, -1e4)).softmax(-1).to(v.dtype) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        a = a.transpose(1, 2).reshape(b, n, HIDDEN)
        x = self.attention_norm(x + self.dropout(self.output(a)))
        return self.output_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, pieces, layers, positions=512, dropout=0.1):
        super().__init__()
        self.word, self.position = nn.Embedding(pieces, HIDDEN), nn.Embedding(positions, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids, mask):
        x = self.dropout(self.norm(self.word(ids) + self.position.weight[:ids.shape[1]]))
        mask = None if bool(mask.all()) else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x


def load_pretrained(encoder, tensors, kept):
    """Copy the tensors of encoder.read_e5 in; `kept` are the ids of the pieces that stay. Token type 0 goes into the positions."""
    def put(target, source):
        with torch.no_grad():
            target.copy_(torch.from_numpy(source.copy()).reshape(target.shape))
    put(encoder.word.weight, tensors["emb.word"][kept])
    put(encoder.position.weight, tensors["emb.pos"][:encoder.position.weight.shape[0]] + tensors["emb.type"].reshape(-1)[:HIDDEN])
    put(encoder.norm.weight, tensors["emb.ln.w"])
    put(encoder.norm.bias, tensors["emb.ln.b"])
    names = {"query": "q", "key": "k", "value": "v", "output": "ao", "up": "fi", "down": "fo", "attention_norm": "aln", "output_norm": "oln"}
    for i, layer in enumerate(encoder.layers):
        for ours, theirs in names.items():
            put(getattr(layer, ours).weight, tensors[f"l{i}.{theirs}.w"])
            put(getattr(layer, ours).bias, tensors[f"l{i}.{theirs}.b"])


class WordHead(nn.Module):
    def __init__(self, hidden, labels, dropout):
        super().__init__()
        self.first, self.second, self.dropout = nn.Linear(HIDDEN, hidden), nn.Linear(hidden, labels), nn.Dropout(dropout)

    def forward(self, h):
        return self.second(self.dropout(F.gelu(self.first(h))))


class Network(nn.Module):
    def __init__(self, pieces, labels, layers=6, dropout=0.1):
        super().__init__()
        self.half = False  # bfloat16 inside the encoder; only while training
        self.encoder = Encoder(pieces, layers, dropout=dropout)
        self.head = nn.ModuleDict({k: WordHead(n, len(labels[k]), dropout) for k, n in WORD_HEADS.items()})
        self.root = nn.Parameter(torch.randn(HIDDEN) * 0.1)
        self.arc = nn.ModuleDict({"dependent": nn.Linear(HIDDEN, PAIR), "head": nn.Linear(HIDDEN, PAIR)})
        self.arc_bias = nn.Parameter(torch.zeros(PAIR))
        self.relation = nn.ModuleDict({"dependent": nn.Linear(HIDDEN, PAIR), "head": nn.Linear(HIDDEN, PAIR), "out": nn.Linear(PAIR, len(labels["relation"]))})
        self.role = nn.ModuleDict({"anchor": nn.Linear(HIDDEN, PAIR), "word": nn.Linear(HIDDEN, PAIR), "out": nn.Linear(PAIR, len(labels["role"]))})
        self.role_type = nn.Parameter(torch.randn(16, PAIR) * 0.05)
        self.role_distance = nn.Parameter(torch.randn(21, PAIR) * 0.05)
        self.learnt = nn.ModuleDict({k: WordHead(n, m, dropout) for k, (n, m) in LEARNT.items()})
        self.frame = nn.ModuleDict({"anchor": nn.Linear(HIDDEN, PAIR), "word": nn.Linear(HIDDEN, PAIR), "out": nn.Linear(PAIR, len(FRAME_ROLES))})
        self.frame_distance = nn.Parameter(torch.randn(21, PAIR) * 0.05)
        self.dropout = nn.Dropout(dropout)

    def vectors(self, batch):
        """The vector h of each word: the mean over its pieces."""
        with torch.autocast(self.root.device.type, torch.bfloat16, enabled=self.half):
            x = self.encoder(batch["ids"], batch["mask"]).float().reshape(-1, HIDDEN)
        h = x.new_zeros(len(batch["lengths"]), HIDDEN).index_add_(0, batch["piece_word"], x[batch["piece_place"]])
        return h / batch["lengths"][:, None]

    def arcs(self, h, place):
        """place [sentences, words]: word indices, -1 where there is none -> scores [sentences, words, 1 + words]; column 0 is root."""
        d = F.gelu(self.arc["dependent"](h))
        heads = F.gelu(self.arc["head"](torch.cat([h, self.root[None]])))
        padded = heads[place.clamp(min=0)]
        root = heads[-1].expand(len(place), 1, -1)
        heads = torch.cat([root, padded], 1)
        scores = self.dropout(d)[place.clamp(min=0)] @ heads.transpose(1, 2) + (heads @ self.arc_bias)[:, None, :]
        absent = torch.cat([place.new_zeros((len(place), 1), dtype=torch.bool), place < 0], 1)
        return scores.masked_fill(absent[:, None, :], -1e9)

    def relations(self, h, dependent, head):
        """head: index of a word, or len(h) for root."""
        a = self.relation["dependent"](h)[dependent]
        b = self.relation["head"](torch.cat([h, self.root[None]]))[head]
        return self.relation["out"](self.dropout(F.gelu(a + b)))

    def frames(self, h, anchor, word, bucket):
        a, b = self.frame["anchor"](h)[anchor], self.frame["word"](h)[word]
        return self.frame["out"](self.dropout(F.gelu(a + b + self.frame_distance[bucket])))

    def roles(self, h, anchor, word, kind, bucket):
        a, b = self.role["anchor"](h)[anchor], self.role["word"](h)[word]
        return self.role["out"](self.dropout(F.gelu(a + b + self.role_type[kind] + self.role_distance[bucket])))
