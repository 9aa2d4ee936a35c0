#!/usr/bin/env python3
"""Body and day of saved pages: this program beside Python trafilatura and htmldate, on the same pages in one run.

usage: pages.py peers SHARED OUT.jsonl            what trafilatura and htmldate read (needs both installed)
       pages.py score SHARED RECORDS.jsonl…       figures of each file of records, on both halves and the whole
       pages.py wrong SHARED RECORDS.jsonl body|date   the errors on the half that is developed on
       pages.py table SHARED PEERS.jsonl RECORDS.jsonl the figures as CSV, for bench/record

SHARED holds evaluation/pages. RECORDS come from `diurna read FOLDER --format json` or `cargo run --release -p article --example read -- FILE…` over
the unpacked pages.tar.zst. The pages are cut in two halves by the MD5 of their file's name: `dev` is read while rules are written, `check` never is.
"""
import hashlib, json, os, re, subprocess, sys, tempfile, time

fold = lambda text: re.sub(r"\s+", " ", text or "").strip()
half = lambda name: "dev" if hashlib.md5(name.encode()).digest()[0] % 2 == 0 else "check"


def gold(shared):
    return [json.loads(line) for line in open(os.path.join(shared, "evaluation/pages/pages.jsonl"), encoding="utf8")]


def records(path):
    documents = (json.loads(line)["document"] for line in open(path, encoding="utf8"))
    return {os.path.basename(document.get("path") or document["id"]): document for document in documents}


def f1(right, wrong, none):
    return 2 * right / (2 * right + wrong + none) if right else 0.0


def counts(pages, read):
    """Right, wrong and missing passages; right, wrong and missing days; by the definitions of score_pages.py."""
    body, date = [0, 0, 0], [0, 0, 0]
    for page in pages:
        document = read.get(page["file"], {})
        if "with" in page:
            text = fold(document.get("text"))
            hits = sum(fold(passage) in text for passage in page["with"])
            body[0] += hits
            body[1] += sum(fold(passage) in text for passage in page["without"])
            body[2] += len(page["with"]) - hits
        if page.get("date"):
            day = (document.get("published") or "")[:10]
            date[0] += day == page["date"][:10]
            date[1] += bool(day) and day != page["date"][:10]
            date[2] += not day
    return body, date


def figures(pages, read):
    for part in ["dev", "check", "all"]:
        body, date = counts([page for page in pages if part in ("all", half(page["file"]))], read)
        yield part, "body F1", f1(*body), body
        yield part, "date F1", f1(*date), date


def score(shared, *paths):
    pages = gold(shared)
    for path in paths:
        print(path)
        for part, name, value, (right, wrong, none) in figures(pages, records(path)):
            print(f"  {part:6}{name} {value:.4f}  right {right}  wrong {wrong}  missing {none}")


def wrong(shared, path, what):
    read = records(path)
    for page in gold(shared):
        document = read.get(page["file"], {})
        if half(page["file"]) != "dev":
            continue
        if what == "date" and page.get("date") and (document.get("published") or "")[:10] != page["date"][:10]:
            print(f"{page['file']}  told {page['date'][:10]}  read {document.get('published')} {document.get('basis')}  {page['url']}")
        if what == "body" and "with" in page:
            text = fold(document.get("text"))
            missing = [passage for passage in map(fold, page["with"]) if passage not in text]
            extra = [passage for passage in map(fold, page["without"]) if passage in text]
            if missing or extra:
                print(f"{page['file']}  {page['url']}  {len(text)} characters")
                [print(f"    missing  {passage[:150]}") for passage in missing]
                [print(f"    extra    {passage[:150]}") for passage in extra]


def peers(shared, out):
    import htmldate, trafilatura

    with tempfile.TemporaryDirectory() as folder, open(out, "w", encoding="utf8") as file:
        subprocess.run(["tar", "--zstd", "-xf", os.path.join(shared, "evaluation/pages/pages.tar.zst"), "-C", folder], check=True)
        where = {name: os.path.join(at, name) for at, _, names in os.walk(folder) for name in names}
        started = time.process_time()
        for page in gold(shared):
            markup = open(where[page["file"]], "rb").read()
            text = trafilatura.extract(markup, include_comments=False, include_tables=True) or ""
            try:
                day = htmldate.find_date(markup, original_date=True, extensive_search=True, url=page["url"])
            except Exception as fault:  # a page that htmldate cannot read has no day
                print(f"{page['file']}: {fault}", file=sys.stderr)
                day = None
            file.write(json.dumps({"document": {"id": page["file"], "text": text, "published": day}}) + "\n")
        print(f"trafilatura {trafilatura.__version__}, htmldate {htmldate.__version__}: {time.process_time() - started:.1f} CPU-s")


def table(shared, theirs, ours):
    print("reader,part,figure,value,right,wrong,missing")
    for reader, path in [("diurna", ours), ("trafilatura and htmldate", theirs)]:
        for part, name, value, (right, false, none) in figures(gold(shared), records(path)):
            print(f"{reader},{part},{name},{value:.4f},{right},{false},{none}")


if __name__ == "__main__":
    verbs = {"peers": peers, "score": score, "wrong": wrong, "table": table}
    if len(sys.argv) < 4 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]](*sys.argv[2:])
