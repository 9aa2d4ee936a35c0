"""A simple tokenizer near UD's, to lay the gold's character offsets on words. The program's own is in crates/; this one only feeds training."""
import re

TOKEN = re.compile(r"""https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+
    |(?:[A-Za-z]\.){2,}|(?:[A-Z]{2}\.){2}
    |(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|No|Inc|Co|Corp|Ltd|vs|Prof|Rev|Hon|Sra?|Dra?|Lic)\.(?=\s)
    |\d+(?:[.,:]\d+)+|\d+(?:st|nd|rd|th|s)\b|\d+
    |(?:O['\u2019])?[^\W\d_]+(?:\d+)?
    |\.\.\.+|--+|[^\w\s]|_""", re.X)
# EWT keeps these with what follows the hyphen, and splits other hyphens off.
PREFIXES = set("anti pre post non co re ex multi pro semi sub inter counter mid pan trans ultra micro mini e".split())
CLITICS = {"s", "re", "ve", "ll", "d", "m"}
SPANISH = {"del": ("de", "el"), "al": ("a", "el")}


def tokenize(text, start, end, spanish=False):
    """-> [(form, marked, start, end)] of one sentence. Later words of a fused token are marked, as in models/README.md."""
    raw = [[m.group(), m.start(), m.end()] for m in TOKEN.finditer(text, start, end)]
    out, i = [], 0
    while i < len(raw):
        form, a, b = raw[i]
        nxt = raw[i + 1] if i + 1 < len(raw) else None
        after = raw[i + 2] if i + 2 < len(raw) else None
        marked = i == 0 or raw[i - 1][2] < a
        touching = nxt and nxt[1] == b and after and after[1] == nxt[2]
        if touching and nxt[0] == "-" and form.lower() in PREFIXES and after[0][0].isalpha():
            raw[i:i + 3] = [[form + "-" + after[0], a, after[2]]]
            continue
        if touching and nxt[0] in "'\u2019" and form[-1].isalnum() and not spanish:
            tail = after[0].lower()
            if tail == "t" and form.lower().endswith("n") and len(form) > 1:
                head = form[:-1]
                out += [(head, marked, a, b - 1), (form[-1] + nxt[0] + after[0], True, b - 1, after[2])]
                i += 3
                continue
            if tail in CLITICS:
                out += [(form, marked, a, b), (nxt[0] + after[0], True, nxt[1], after[2])]
                i += 3
                continue
        low = form.lower()
        if low == "cannot" and not spanish:
            out += [(form[:3], marked, a, a + 3), (form[3:], True, a + 3, b)]
        elif spanish and low in SPANISH:
            parts = SPANISH[low]
            parts = tuple(p.upper() for p in parts) if form.isupper() else (parts[0].capitalize() if form[0].isupper() else parts[0], parts[1])
            out += [(parts[0], marked, a, b), (parts[1], True, a, b)]
        else:
            out.append((form, marked, a, b))
        i += 1
    return out
