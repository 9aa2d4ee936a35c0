#!/usr/bin/env python3
"""Scores sentences, words and trees of raw text against a treebank, by the definitions of the CoNLL 2018 shared task.

    bench/syntax.py raw GOLD.conllu[.zst]                 the raw text (form feeds between documents, blank lines between paragraphs)
    bench/syntax.py score GOLD.conllu[.zst] SYSTEM.conllu [--errors N]
                                                          sentence, token, word F1, UPOS, features, lemma, UAS, LAS
    bench/syntax.py table SHARED WEIGHTS PARSE            both for every test part, from raw text and from gold words, as CSV; PARSE is the
                                                          program that `cargo build --release -p syntax --example parse` builds

Standard library only; `zstd` on the path for .zst files.
"""
import collections
import subprocess
import sys
import tempfile
import unicodedata


def lines_of(path):
    if path.endswith(".zst"):
        return subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8").split("\n")
    return (sys.stdin if path == "-" else open(path, encoding="utf-8")).read().split("\n")


class Word:
    __slots__ = ("form", "span", "row", "fused", "sentence", "head", "parent")


class Bank:
    """The words, tokens and sentences of a file, each with its range of characters that show something."""

    def __init__(self, path):
        self.characters, self.tokens, self.words, self.sentences, self.raw = [], [], [], [], []
        self.count = 0
        self.fused_end, self.fused_span = 0, None
        self.first, self.start = 0, 0
        for line in lines_of(path):
            self.line(line)
        self.finish()

    def line(self, line):
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            key = key.strip()
            if key.startswith("newdoc"):
                self.raw.append([[]])
            elif key.startswith("newpar") and self.raw and self.raw[-1][-1]:
                self.raw[-1].append([])
            elif key == "text":
                if not self.raw:
                    self.raw.append([[]])
                self.raw[-1][-1].append(value.strip())
            return
        if not line.strip():
            return self.finish()
        cells = line.split("\t")
        if "." in cells[0]:
            return
        if "-" in cells[0]:
            self.fused_end = int(cells[0].split("-")[1])
            self.fused_span = self.advance(cells[1])
            self.tokens.append(self.fused_span)
            return
        word = Word()
        word.form, word.row, word.sentence = cells[1], cells, len(self.sentences)
        word.fused = int(cells[0]) <= self.fused_end
        word.span = self.fused_span if word.fused else self.advance(cells[1])
        if not word.fused:
            self.tokens.append(word.span)
        word.head = int(cells[6]) if cells[6] != "_" else 0
        self.words.append(word)

    def advance(self, form):
        shown = [c for c in form if unicodedata.category(c) not in ("Zs", "Cf")]
        self.characters += shown
        self.count += len(shown)
        return (self.count - len(shown), self.count)

    def finish(self):
        words = self.words[self.first:]
        if words:
            for word in words:
                word.parent = words[word.head - 1] if 0 < word.head <= len(words) else None
            self.sentences.append((self.start, self.count))
        self.first, self.start, self.fused_end = len(self.words), self.count, 0


def aligned(gold, system):
    """-> pairs (gold word, system word): same range, or within a fused token the longest common run of forms."""
    pairs, g, s = [], 0, 0
    G, S = gold.words, system.words
    while g < len(G) and s < len(S):
        a, b = G[g], S[s]
        if not a.fused and not b.fused:
            if a.span == b.span:
                pairs.append((a, b))
                g, s = g + 1, s + 1
            elif a.span[0] <= b.span[0]:
                g += 1
            else:
                s += 1
            continue
        if not a.fused and a.span[1] <= b.span[0]:
            g += 1
            continue
        if not b.fused and b.span[1] <= a.span[0]:
            s += 1
            continue
        # A region that covers whole fused tokens of both.
        end = a.span[1] if a.fused else b.span[1]
        i, j = g, s
        while True:
            before = (i, j)
            while i < len(G) and G[i].span[0] < end:
                end = max(end, G[i].span[1]) if G[i].fused else end
                i += 1
            while j < len(S) and S[j].span[0] < end:
                end = max(end, S[j].span[1]) if S[j].fused else end
                j += 1
            if (i, j) == before:
                break
        pairs += common(G[g:i], S[s:j])
        g, s = i, j
    return pairs


def common(a, b):
    length = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            same = a[i].form.lower() == b[j].form.lower()
            length[i][j] = length[i + 1][j + 1] + 1 if same else max(length[i + 1][j], length[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i].form.lower() == b[j].form.lower():
            pairs.append((a[i], b[j]))
            i, j = i + 1, j + 1
        elif length[i + 1][j] >= length[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


MEASURES = ["sentences", "tokens", "words", "upos", "features", "lemma", "uas", "las"]

# The task's universal features.
FEATURES = set("PronType NumType Poss Reflex Foreign Abbr Gender Animacy Number Case Definite Degree VerbForm Mood Tense Aspect Voice Evident Polarity Person Polite".split())


def features(cell):
    return "|".join(sorted(f for f in cell.split("|") if f.split("=")[0] in FEATURES))


def score(gold, system):
    """-> {measure: F1 in percent}"""
    if gold.characters != system.characters:
        at = next((i for i, (a, b) in enumerate(zip(gold.characters, system.characters)) if a != b), min(len(gold.characters), len(system.characters)))
        raise SystemExit(f"the texts differ at character {at}: {''.join(gold.characters[at:at + 20])!r} / {''.join(system.characters[at:at + 20])!r}")
    pairs = aligned(gold, system)
    partner = {id(g): s for g, s in pairs}

    def f1(right, a, b):
        return 200 * right / (a + b) if a + b else 0.0

    def spans(a, b):
        return f1(sum((collections.Counter(a) & collections.Counter(b)).values()), len(a), len(b))

    def words(same):
        return f1(sum(1 for g, s in pairs if same(g, s)), len(gold.words), len(system.words))

    def headed(g, s):
        return s.parent is None if g.parent is None else s.parent is not None and partner.get(id(g.parent)) is s.parent

    def relation(word):
        return word.row[7].split(":")[0]

    return {
        "sentences": spans(gold.sentences, system.sentences),
        "tokens": spans(gold.tokens, system.tokens),
        "words": f1(len(pairs), len(gold.words), len(system.words)),
        "upos": words(lambda g, s: g.row[3] == s.row[3]),
        "features": words(lambda g, s: features(g.row[5]) == features(s.row[5])),
        "lemma": words(lambda g, s: g.row[2] in ("_", s.row[2])),
        "uas": words(headed),
        "las": words(lambda g, s: headed(g, s) and relation(g) == relation(s)),
    }


def errors(gold, system, limit):
    """Prints where sentences end differently and which words are cut differently."""
    text = gold.characters
    ends_g, ends_s = {e for _, e in gold.sentences}, {e for _, e in system.sentences}
    for name, ends in (("missed end", ends_g - ends_s), ("false end", ends_s - ends_g)):
        print(f"== {name}: {len(ends)}")
        for e in sorted(ends)[:limit]:
            print("  ", "".join(text[max(0, e - 40):e]), "|", "".join(text[e:e + 30]))
    pairs = aligned(gold, system)
    right_g, right_s = {id(g) for g, _ in pairs}, {id(s) for _, s in pairs}
    kinds = collections.Counter()
    by_start = collections.defaultdict(list)
    for w in system.words:
        by_start[w.span[0]].append(w)
    lost = [w for w in gold.words if id(w) not in right_g]
    wrong = [w for w in system.words if id(w) not in right_s]
    place = 0
    for w in lost:
        near = []
        while place < len(wrong) and wrong[place].span[1] <= w.span[0]:
            place += 1
        for x in wrong[place:place + 8]:
            if x.span[0] < w.span[1] and x.span[1] > w.span[0]:
                near.append(x.form)
        kinds[(w.form, " ".join(near))] += 1
    print(f"== words: {len(lost)} lost, {len(wrong)} wrong")
    for (form, near), n in kinds.most_common(limit):
        print(f"   {n}  gold {form!r}  here {near!r}")


PARTS = {"EWT test": ("en", "ud_en_ewt/en_ewt"), "PUD en": ("en", "ud_en_pud/en_pud"), "AnCora test": ("es", "ud_es_ancora/es_ancora"), "PUD es": ("es", "ud_es_pud/es_pud")}


def raw(bank):
    return "\f".join("\n\n".join(" ".join(p) for p in d if p) + "\n" for d in bank.raw)


def table(shared, weights, program):
    print("part,input," + ",".join(MEASURES))
    for part, (language, name) in PARTS.items():
        path = f"{shared}/data/language/{name}-ud-test.conllu.zst"
        gold = Bank(path)
        for mode, text in (("raw", raw(gold)), ("gold", "\n".join(lines_of(path)))):
            out = subprocess.run([program, weights, language, mode], check=True, input=text.encode("utf-8"), stdout=subprocess.PIPE).stdout
            with tempfile.NamedTemporaryFile("wb", suffix=".conllu") as file:
                file.write(out)
                file.flush()
                figures = score(gold, Bank(file.name))
            print(f"{part},{mode}," + ",".join(f"{figures[m]:.2f}" for m in MEASURES), flush=True)


def main():
    arguments = sys.argv[1:]
    if len(arguments) >= 2 and arguments[0] == "raw":
        sys.stdout.write(raw(Bank(arguments[1])))
    elif len(arguments) == 4 and arguments[0] == "table":
        table(*arguments[1:])
    elif len(arguments) >= 3 and arguments[0] == "score":
        gold, system = Bank(arguments[1]), Bank(arguments[2])
        print("  ".join(f"{k} {v:.2f}" for k, v in score(gold, system).items()))
        if "--errors" in arguments:
            errors(gold, system, int(arguments[arguments.index("--errors") + 1]))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
