"""Lists, for crates/syntax, the lemmas of words that the treebanks show, and the words that its rules of inflection may answer with.

The rules and those words are for what the treebanks do not show; the network's scripts are for the rest.

    python training/lemmas.py --shared ../shared
"""
import argparse
import collections
import json
import os
import re
import subprocess

TREEBANKS = {
    "en": (["ud_en_ewt/en_ewt-ud-train", "gum_open/gum_open-train"], "Universal Dependencies English EWT and GUM (open genres), train parts", "CC BY-SA 4.0"),
    "es": (["ud_es_ancora/es_ancora-ud-dev", "ud_es_gsd/es_gsd-ud-dev", "ud_es_gsd/es_gsd-ud-test"], "Universal Dependencies Spanish AnCora dev, GSD dev and test", "CC BY 4.0, CC BY-SA 4.0"),
}
# Names and numbers are their own lemmas; the network tells them.
LEFT_OUT = {"PROPN", "NUM", "PUNCT", "SYM", "X", "_"}
# A word seen once may be a slip of the pen: only where there is little text is it worth that risk.
MIN_SEEN, MIN_SHARE = {"en": 2, "es": 1}, 0.8


def words(path):
    text = subprocess.run(["zstd", "-dcq", path + ".conllu.zst"], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            yield cells[1].lower(), cells[3], cells[2]


# Words of news that were seen this often are words.
MIN_COUNT = 2
# After these stands the infinitive of a verb, or its like.
BEFORE_VERB = {"en": {"to", "will", "would", "can", "could", "must", "should", "may", "might", "not", "n't", "did", "does"}, "es": set()}
NEWS = {"en": ["news_wikinews_en/wikinews_2004_2018.jsonl"], "es": ["news_es_fakenews/news_es.jsonl"]}
NEWS_SOURCE = {"en": "Wikinews reports of 2004 to 2018 (CC BY 2.5), counts only", "es": "Spanish Fake News Corpus, true reports (CC BY 4.0), counts only"}


def news(shared, language):
    """The words of unlabelled news, but for the reports whose text stands in an evaluation set."""
    for name in NEWS[language]:
        folder = os.path.join(shared, "data", "language", name.split("/")[0])
        with open(os.path.join(folder, "EXCLUDE.tsv"), encoding="utf-8") as f:
            excluded = {line.split("\t")[0] for line in f.read().split("\n")[1:]}
        file = os.path.join(folder, name.split("/")[1] + ".zst")
        text = subprocess.run(["zstd", "-dcq", file], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            report = json.loads(line) if line else {"label": "False"}
            known = {str(number) if language == "es" else report.get("id"), report.get("title")}
            if not known & excluded and report.get("label", "True") == "True":
                yield re.findall(r"[^\W\d_]+", report["text"])


def vocabulary(shared, language, bases, path):
    """How often each word was seen, and how often where a verb stands; what the word tables of `data/` name counts as seen."""
    seen, verbs = collections.Counter(), collections.Counter()
    for tokens in news(shared, language):
        for before, word in zip(["", *tokens], tokens):
            if word.islower():
                seen[word] += 1
                verbs[word] += before.lower() in BEFORE_VERB[language]
    for word, upos in bases:
        seen[word] += MIN_COUNT
        verbs[word] += MIN_COUNT * (upos == "VERB")
    written = f"; training/verbs.{language}.txt" if os.path.exists(verbs_file(language)) else ""
    with open(path, "w", encoding="utf-8") as out:
        out.write("# Words and how often they were seen, at all and where a verb stands: what the rules of inflection may answer with. Made by training/lemmas.py; sorted by bytes.\n")
        out.write(f"# Source: {NEWS_SOURCE[language]}; lemmas of the treebanks of lemmas.{language}.tsv; keys of data/words{written}. Licence: CC BY-SA 4.0.\nword\tseen\tverb\n")
        kept = [w for w in seen if len(w) > 1 and (seen[w] >= MIN_COUNT or verbs[w])]
        out.write("".join(f"{w}\t{seen[w]}\t{verbs[w]}\n" for w in sorted(kept, key=lambda w: w.encode("utf-8"))))


def verbs_file(language):
    return os.path.join(ROOT, "training", f"verbs.{language}.txt")


def table_words(language):
    """The words of one lemma that the lexicon and the table of agents name, and the verbs written down here."""
    if os.path.exists(verbs_file(language)):
        yield from ((verb, "VERB") for line in open(verbs_file(language), encoding="utf-8") if line[0] != "#" for verb in line.split())
    for name in ("event", "agent"):
        for line in open(os.path.join(ROOT, "data", "words", language, name + ".tsv"), encoding="utf-8"):
            cells = line.rstrip("\n").split("\t")
            if line[0] != "#" and cells[0].isalpha() and cells[0].islower() and cells[0] not in ("key", "lemma"):
                yield cells[0], "VERB" if name == "event" and cells[1] == "v" else "NOUN"


ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    shared = parser.parse_args().shared
    for language, (names, source, licence) in TREEBANKS.items():
        seen = collections.defaultdict(collections.Counter)
        for name in names:
            for form, upos, lemma in words(os.path.join(shared, "data", "language", name)):
                # A foreign or broken word has no letters, or a lemma that says nothing.
                if upos not in LEFT_OUT and lemma not in ("", "_") and any(c.isalpha() for c in form) and " " not in form + lemma:
                    seen[form, upos][lemma] += 1
        rows = []
        for (form, upos), lemmas in seen.items():
            lemma, times = lemmas.most_common(1)[0]
            if sum(lemmas.values()) >= MIN_SEEN[language] and times >= MIN_SHARE * sum(lemmas.values()):
                rows.append(f"{form}\t{upos}\t{lemma}")
        with open(os.path.join(ROOT, "crates", "syntax", "src", f"lemmas.{language}.tsv"), "w", encoding="utf-8") as out:
            out.write(f"# Lemmas by form (lower case) and part of speech, of words seen {MIN_SEEN[language]} times or more. Made by training/lemmas.py; sorted by bytes.\n")
            out.write(f"# Source: {source}. Licence: {licence}.\nform\tupos\tlemma\n")
            out.write("".join(r + "\n" for r in sorted(rows, key=lambda r: r.encode("utf-8"))))
        bases = {(l, upos) for (_, upos), lemmas in seen.items() for l in lemmas if upos in ("VERB", "NOUN", "ADJ") and l.isalpha() and l.islower()}
        vocabulary(shared, language, bases | set(table_words(language)), os.path.join(ROOT, "crates", "syntax", "src", f"vocabulary.{language}.tsv"))


if __name__ == "__main__":
    main()
