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
            s.setdefault("number", []).append(c[0])
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


def read_columns(shared, path, kinds):
    """Names of a corpus of two columns. A kind that is None may be any: its words are masked."""
    documents = []
    for block in re.split(r"\n\s*\n", text_of(shared, path).strip()):
        rows = [line.split("\t") for line in block.split("\n") if "\t" in line]
        name = [(kinds[t[2:]] and t[:2] + kinds[t[2:]]) if t[2:] in kinds else "O" for _, t in rows]
        forms = [f for f, _ in rows]
        tight = lambda i: i == 0 or not (forms[i] in list(",.;:)]!?%") or forms[i] in ("'s", "\u2019s") or forms[i - 1] in list("(["))
        if forms:
            documents.append([{"forms": forms, "marked": [tight(i) for i in range(len(forms))], "name": name}])
    return documents


CROSSNER = {"politician": "PER", "person": "PER", "politicalparty": "ORG", "organisation": "ORG", "location": "LOC", "country": "LOC"}
WNUT = {"person": "PER", "location": "LOC", "corporation": "ORG", "group": None}


def roles_en(shared, part, sentences):
    """PropBank's roles on the sentences of EWT: a role stands on the word of its span whose head is outside the span."""
    by_id = {s["id"]: s for s in sentences}
    for line in text_of(shared, f"propbank_ewt/propbank_ewt.{part}.jsonl.zst").split("\n"):
        found = json.loads(line) if line else {"sent_id": None}
        s = by_id.get(found["sent_id"])
        if s is None or len(found["tokens"]) != len(s["forms"]):
            continue
        s["frames"] = []
        for frame in found["frames"]:
            roles = {}
            for start, end, label in frame["args"]:
                tops = [i for i in range(start, end) if not start < s["head"][i] <= end]
                if tops and label.startswith("ARG"):
                    roles.setdefault(tops[0], label)
            s["frames"].append((frame["pred"], roles))


def roles_es(shared, part, sentences):
    """The roles projected from English to AnCora: silver, so a sentence says what it has and not what it lacks."""
    by_id, here = {s["id"]: s for s in sentences}, None
    for line in text_of(shared, f"up_es_ancora/es_ancora-up-{part}.conllup.zst").split("\n"):
        if line.startswith("# sent_id"):
            here = by_id.get(line.split("=", 1)[1].strip())
        c = line.split("\t")
        if here is None or len(c) < 4 or c[1] == "_" or c[0] not in here["number"]:
            continue
        at = {n: i for i, n in enumerate(here["number"])}
        roles = {at[n]: label.replace("AM-", "ARGM-") if label.startswith("AM") else label.replace("A", "ARG", 1)
                 for label, n in (x.rsplit(":", 1) for x in c[2].split("|") if ":" in x) if n in at}
        if roles:
            here.setdefault("frames", []).append((at[c[0]], roles))
            here["silver"] = True


def factuality(shared, part, sentences):
    """How sure an event is to have happened, -3 to 3, on the sentences of EWT; found by their words."""
    by_words = {}
    for s in sentences:
        by_words.setdefault("".join(s["forms"]).replace(" ", ""), s)
    for line in text_of(shared, f"uds_ih2/{part}.jsonl.zst").split("\n"):
        found = json.loads(line) if line else {"text": ""}
        s = by_words.get(found["text"].replace(" ", ""))
        if s is None or not found["text"]:
            continue
        ends, total = {}, 0
        for i, f in enumerate(s["forms"]):  # the words there are cut finer: by what stands before them
            ends[total] = i
            total += len(f.replace(" ", ""))
        words = found["text"].split(" ")
        for t in found["targets"]:
            i = ends.get(len("".join(words[:t["span1"][0]])))
            if i is not None:
                s.setdefault("factual", {})[i] = float(t["label"])


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
            roles_en(shared, "train", [s for d in found for s in d])
            factuality(shared, "train", [s for d in found for s in d])
        if "ancora" in path:
            roles_es(shared, "dev", [s for d in found for s in d])
        documents += found
    return documents + read_columns(shared, "crossner_politics/train.txt.zst", CROSSNER)


def more_treebanks(shared):
    """What came later, and makes no labels or pieces of its own: Portuguese for the trees of Spanish, names of the web."""
    portuguese = read_conllu(shared, "ud_pt_bosque/pt_bosque-ud-train.rebuilt.conllu.zst")
    for s in (s for d in portuguese for s in d):
        s["feats"], s["lemma"] = [None] * len(s["forms"]), ["_"] * len(s["forms"])
    return portuguese + read_columns(shared, "wnut17/wnut17train.conll.zst", WNUT)


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
