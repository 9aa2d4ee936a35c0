"""The gold reports: words, event labels and the words of each role."""
import json
import os
import re

from tokens import tokenize

TYPES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
STATUSES = ["actual", "future", "hypothetical", "negated", "historical"]
SECTORS = "GOV MIL COP JUD LEG PTY REB PRM SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP REL SOC".split()
ROLES = ["none", "actor", "recipient", "place", "toll", "source"]
NUMBERS = {w: n for n, ws in enumerate(
    "zero/cero one/un/uno/una two/dos three/tres four/cuatro five/cinco six/seis seven/siete eight/ocho nine/nueve ten/diez eleven/once twelve/doce "
    "thirteen/trece fourteen/catorce fifteen/quince sixteen/diecis\u00e9is seventeen/diecisiete eighteen/dieciocho nineteen/diecinueve twenty/veinte".split())
    for w in ws.split("/")}
NUMBERS.update({"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
                "hundred": 100, "cien": 100})


def number(form):
    if form.lower() in NUMBERS:
        return NUMBERS[form.lower()]
    bare = re.sub(r"[.,](?=\d{3}\b)", "", form)
    return int(bare) if bare.isdigit() else None


def overlapping(words, start, end):
    """Words at the characters; fused tokens give all their words."""
    return [i for i, w in enumerate(words) if w[2] < end and start < w[3]]


def nearest(text, needle, anchor, start, end):
    """The occurrence of a string nearest to the anchor: in its own sentence, else anywhere."""
    best = None
    for m in re.finditer(re.escape(needle), text):
        key = (not (start <= m.start() < end), abs(m.start() - anchor))
        if best is None or key < best[0]:
            best = (key, m.start(), m.end())
    return best and best[1:]


def toll_words(words, figure, first, last, anchor):
    wanted, found = str(figure).strip("<>+ ").lower(), []
    for i in range(first, last):
        n = number(words[i][0])
        if (n is not None and wanted.isdigit() and n == int(wanted)) or (not wanted.isdigit() and words[i][0].lower() == wanted.split()[0]):
            found.append(i)
    if not found:
        return []
    i = min(found, key=lambda i: abs(i - anchor))
    return list(range(i, min(last, i + (1 if wanted.isdigit() else len(wanted.split())))))


ANNOTATED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../gold/annotated.jsonl")


def read_gold(shared, name):
    """-> documents: {id, spanish, sentences, events}; an event's words are numbered through its report."""
    spanish = name.endswith("_es.jsonl")
    return [document(json.loads(line), spanish) for line in open(os.path.join(shared, "gold", name), encoding="utf-8")]


def read_annotated(shared):
    """Our own annotations, in the same form."""
    from annotate import read
    return [document(report, report["spanish"]) for report in read(shared, ANNOTATED)]


def document(report, spanish):
    text, words, sentences, bounds = report["text"], [], [], []
    for start, end in report["sentences"]:
        found = tokenize(text, start, end, spanish)
        bounds.append((len(words), len(words) + len(found)))
        words += found
        sentences.append({"forms": [w[0] for w in found], "marked": [w[1] for w in found]})
    events, sector, same = [], {}, {}
    for p in (p for e in report["events"] for p in e["actors"] + e["recipients"] if "start" in p):
        same.setdefault(p["who"], set()).update(overlapping(words, p["start"], p["end"]))
    for e in report["events"]:
        hit = overlapping(words, e["anchor_start"], e["anchor_end"])
        if not hit:
            continue
        anchor = hit[0]
        first, last = bounds[e["sentence"] - 1]
        start, end = report["sentences"][e["sentence"] - 1]
        roles = {}
        for figure in (e.get(k) for k in ("killed", "injured", "detained")):
            if figure not in (None, ""):
                roles.update({i: "toll" for i in toll_words(words, figure, first, last, anchor)})
        for role, parties in (("actor", e["actors"]), ("recipient", e["recipients"])):
            for p in parties:
                for i in overlapping(words, p["start"], p["end"]) if "start" in p else []:
                    roles.setdefault(i, role)
                    sector.setdefault(i, {}).setdefault(p.get("sector") or "none", 0)
                    sector[i][p.get("sector") or "none"] += 1
        for role, value in (("place", e.get("place")), ("source", e.get("attribution"))):
            span = nearest(text, value, e["anchor_start"], start, end) if value else None
            for i in overlapping(words, *span) if span else []:
                roles.setdefault(i, role)
        # The other mentions of a party are neither its role nor none: the record names one of them.
        for p in e["actors"] + e["recipients"]:
            for i in same.get(p["who"], ()) if p["who"] else ():
                roles.setdefault(i, None)
        roles.pop(anchor, None)
        events.append({"word": anchor, "type": e["type"], "mode": e.get("mode") or "", "status": e["status"],
                       "weight": e.get("confidence") or 1, "roles": roles})
    return {"id": report["id"], "spanish": spanish, "sentences": sentences, "events": events, "bounds": bounds,
            "sector": {i: max(c, key=c.get) for i, c in sector.items()}}
