"""Lists the lemmas of words that the treebanks show, for crates/syntax: the network's scripts are for the words they do not show.

    python training/lemmas.py --shared ../shared
"""
import argparse
import collections
import os
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    shared = parser.parse_args().shared
    here = os.path.dirname(os.path.abspath(__file__))
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
        with open(os.path.join(here, "..", "crates", "syntax", "src", f"lemmas.{language}.tsv"), "w", encoding="utf-8") as out:
            out.write(f"# Lemmas by form (lower case) and part of speech, of words seen {MIN_SEEN[language]} times or more. Made by training/lemmas.py; sorted by bytes.\n")
            out.write(f"# Source: {source}. Licence: {licence}.\nform\tupos\tlemma\n")
            out.write("".join(r + "\n" for r in sorted(rows, key=lambda r: r.encode("utf-8"))))


if __name__ == "__main__":
    main()
