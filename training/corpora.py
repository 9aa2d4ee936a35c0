"""Readers: treebanks, name corpora, unlabelled news. A sentence is a dict of lists: forms, marked (takes the mark of a word start),
and of the layers it has: upos, feats, lemma, head, relation, name."""
import io
import json
import os
import re

NEWS = ["news_wikinews_en/wikinews_2004_2018.jsonl.zst", "news_es_fakenews/news_es.jsonl.zst"]
# (file, share of a pass): what may be trained on; the README of the data pack names the parts that may not.
TREEBANKS = ["ud_en_ewt/en_ewt-ud-train.conllu.zst", "gum_open/gum_open-train.conllu.zst", "ud_es_ancora/es_ancora-ud-dev.conllu.zst",
             "ud_es_gsd/es_gsd-ud-dev.conllu.zst", "ud_es_gsd/es_gsd-ud-test.conllu.zst"]


def text_of(shared, path):
    import zstandard  # only where the language pack is
    with open(os.path.join(shared, "data/language", path), "rb") as f:
        return io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(f), "utf-8").read()


def read_conllu(shared, path):
    """-> documents (lists of sentences); every sentence has its id."""
    documents, group = [], None
    for block in text_of(shared, path).split("\n\n"):
        lines = block.strip("\n").split("\n")
        if len(lines) < 2:
            continue
        s = {k: [] for k in ("forms", "marked", "upos", "feats", "lemma", "head", "relation", "misc", "xpos")}
        fused_end, fused_misc, space = 0, "", True
        for line in lines:
            if line.startswith("#"):
                if line.startswith("# newdoc"):
                    group = None
                if line.startswith("# sent_id"):
                    s["id"] = line.split("=", 1)[1].strip()
                continue
            c = line.split("\t")
            if "." in c[0]:
                continue
            if "-" in c[0]:
                first, fused_end = map(int, c[0].split("-"))
                fused_misc, fused_first = c[9], first
                continue
            number = int(c[0])
            inside = number <= fused_end
            s["forms"].append(c[1])
            # A later word of a fused token takes the mark as well (models/README.md).
            s["marked"].append(space or (inside and number > fused_first) or number == 1)
            if not inside:
                space = "SpaceAfter=No" not in c[9]
            elif number == fused_end:
                space = "SpaceAfter=No" not in fused_misc
            for key, column in (("upos", 3), ("xpos", 4), ("feats", 5), ("relation", 7), ("misc", 9)):
                s[key].append(c[column])
            # The treebanks disagree on the case of names' lemmas: as the form has it.
            lemma = c[1] if c[3] == "PROPN" and c[2].lower() == c[1].lower() else c[2]
            s["lemma"].append(lemma)
            s["head"].append(int(c[6]))
        # GSD marks documents only in its sentence ids (es-dev-001-s1).
        own = re.sub(r"-s\d+$", "", s["id"]) if path.startswith("ud_es_gsd") else None
        if group is None or own != group[0]:
            group = (own, [])
            documents.append(group[1])
        group[1].append(s)
    return documents


def lemma_script(form, lemma):
    if lemma in ("_", ""):
        return None
    best = None
    for case, base in (("l", form.lower()), ("=", form)):
        n = len(os.path.commonprefix([base, lemma]))
        if n and (best is None or len(base) - n + len(lemma) - n < best[0]):
            best = (len(base) - n + len(lemma) - n, f"{case}|{len(base) - n}|{lemma[n:]}")
    return best[1] if best else "!" + lemma


def apply_script(form, script):
    if script.startswith("!"):
        return script[1:]
    case, cut, add = script.split("|", 2)
    base = form if case == "=" else form.lower()
    return base[:len(base) - int(cut)] + add


def read_uner(shared, path):
    """-> {sentence id, and the words joined (PUD's ids are others there): tags}; spans of other kinds become O."""
    tags = {}
    for block in text_of(shared, path).split("\n\n"):
        name, out, words = None, [], []
        for line in block.split("\n"):
            if line.startswith("# sent_id"):
                name = line.split("=", 1)[1].strip()
            elif line and not line.startswith("#"):
                word, tag = line.split("\t")[1:3]
                words.append(word)
                out.append("O" if tag.endswith("OTH") else tag)
        if name:
            tags[name] = tags[" ".join(words)] = out
    return tags


def gum_names(document):
    """Named people, organisations and places out of GUM's nested entities: the stretch of proper nouns around the head of a mention."""
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC"}
    open_spans, places = [], [(s, i) for s in document for i in range(len(s["forms"]))]
    for s in document:
        s["name"] = ["O"] * len(s["forms"])
    spans = []
    for at, (s, i) in enumerate(places):
        m = re.search(r"Entity=([^|]*)", s["misc"][i])
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", m.group(1)) if m else []:
            fields = mark.strip("()").split("-")
            if mark.startswith("("):
                head = re.match(r"\d+", fields[5]) if len(fields) > 5 else None
                open_spans.append((fields[0], fields[1] if len(fields) > 1 else "", at, int(head.group()) if head else 1))
            if mark.endswith(")"):
                k = next((k for k in range(len(open_spans) - 1, -1, -1) if open_spans[k][0] == fields[0]), None)
                if k is not None:
                    spans.append(open_spans.pop(k)[1:] + (at,))
    for kind, start, head, end in sorted(spans, key=lambda x: x[1] - x[3]):  # longest first: the outer name wins
        s, i = places[min(start + head - 1, end)]
        if kind not in kinds or s["upos"][i] != "PROPN" or s["name"][i] != "O":
            continue
        low, high = max(0, i - (start + head - 1 - start)), min(len(s["forms"]) - 1, i + end - (start + head - 1))
        inner = lambda j: kind != "person" and s["upos"][j] in ("ADP", "CCONJ", "DET") or s["forms"][j] == "-"
        proper = lambda j: low <= j <= high and s["upos"][j] == "PROPN"
        first = last = i
        while proper(first - 1) or (first - 2 >= low and inner(first - 1) and proper(first - 2)):
            first -= 1
        while proper(last + 1) or (inner(min(last + 1, high)) and (proper(last + 2) or (last + 3 <= high and inner(last + 2) and proper(last + 3)))):
            last += 1
        if any(t != "O" for t in s["name"][first:last + 1]):
            continue
        for j in range(first, last + 1):
            s["name"][j] = ("B-" if j == first else "I-") + kinds[kind]


def read_crossner(shared, path="crossner_politics/train.txt.zst"):
    kinds = {"politician": "PER", "person": "PER", "politicalparty": "ORG", "organisation": "ORG", "location": "LOC", "country": "LOC"}
    documents = []
    for block in text_of(shared, path).strip().split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if "\t" in line]
        name = [t[:2] + kinds[t[2:]] if t[2:] in kinds else "O" for _, t in rows]
        forms = [f for f, _ in rows]
        tight = lambda i: i == 0 or not (forms[i] in list(",.;:)]!?%") or forms[i] in ("'s", "\u2019s") or forms[i - 1] in list("(["))
        documents.append([{"forms": forms, "marked": [tight(i) for i in range(len(forms))], "name": name}])
    return documents


def treebanks(shared):
    """-> documents to train the language layers on."""
    documents = []
    for path in TREEBANKS:
        found = read_conllu(shared, path)
        if "gum" in path:
            for d in found:
                gum_names(d)
        if "ewt" in path:
            tags = read_uner(shared, "uner_en_ewt/en_ewt-ud-train.first.iob2.zst")
            for s in (s for d in found for s in d):
                if len(tags.get(s["id"], [])) == len(s["forms"]):
                    s["name"] = tags[s["id"]]
        documents += found
    return documents + read_crossner(shared)


def news(shared):
    """The unlabelled reports, less those that stand in an evaluation set."""
    for path in NEWS:
        excluded = open(os.path.join(shared, "data/language", os.path.dirname(path), "EXCLUDE.tsv")).read().split("\n")[1:]
        by_line = path.startswith("news_es")
        excluded = {line.split("\t")[0] for line in excluded}
        for number, line in enumerate(text_of(shared, path).split("\n"), 1):
            if line:
                report = json.loads(line)
                if (str(number) if by_line else report["id"]) not in excluded and report["title"] not in excluded:
                    yield (report["title"] or "") + "\n" + report["text"]
