"""What the learnt tagger sees of each character of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Sentence
from kg.recognize.names_lexicon import Lexicon

_GENERIC = set("省市县区州旗盟镇乡村厅局院校")
_OPEN = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": ")", "【": "】", "〔": "〕"}
_CLOSE = {v: k for k, v in _OPEN.items()}
_STRICT = {"p", "c", "u", "d", "r", "xc", "v", "TIME", "w", "m", "q", "vd"}
_LOOSE = {"p", "c", "u", "d", "xc", "TIME", "w"}


@dataclass(frozen=True, slots=True)
class Features:
    lexicon: Lexicon

    def __call__(self, text: str, sentence: Sentence) -> list[list[str]]:
        s = sentence.span.of(text)
        off = sentence.span.start
        n = len(s)
        word = [""] * n
        tag = [""] * n
        tb = [""] * n
        tokidx = [0] * n
        toks = [(t.span.start - off, t.span.stop - off, t.tag) for t in sentence.tokens]
        for k, (a, b, t) in enumerate(toks):
            w = s[a:b]
            for i in range(a, b):
                word[i] = w
                tag[i] = t
                tb[i] = ("B" if i == a else "I") + ("E" if i == b - 1 else "") + t
                tokidx[i] = k
        extra = [[] for _ in range(n)]
        isB = [False] * (n + 1)
        isE = [False] * (n + 1)
        for a, b, t in toks:
            isB[a] = True
            isE[b] = True
        # divisions
        anchors = []
        divs = list(self.lexicon.divisions.matches(s))
        for a, b, l in divs:
            if l in "st" and not (isB[a]):
                l = l + "x"
            extra[a].append("D=B" + l)
            for i in range(a + 1, b):
                extra[i].append("D=I" + l)
            extra[b - 1].append("D=E" + l)
            anchors.append((a, b, l))
        for a, b, _ in self.lexicon.formulas.matches(s):
            extra[a].append("F=B")
            for i in range(a + 1, b):
                extra[i].append("F=I")
            extra[b - 1].append("F=E")
        # quotes
        stack = []
        pair = {}
        dq = False
        for i, c in enumerate(s):
            if c == '"':
                if dq:
                    pair[dq - 1] = i
                    dq = False
                else:
                    dq = i + 1
            elif c in _OPEN:
                stack.append(i)
            elif c in _CLOSE:
                while stack and s[stack[-1]] != _CLOSE[c]:
                    stack.pop()
                if stack:
                    pair[stack.pop()] = i
        closes = {b: a for a, b in pair.items()}
        for a, b in pair.items():
            if b - a > 40:
                continue
            left = word[a - 1] if a else "^"
            tag[a - 1] if a else "^"
            right = word[b + 1] if b + 1 < n else "$"
            right2 = s[b + 1 : b + 3]
            L = b - a - 1
            lb = "1" if L < 2 else "2" if L < 4 else "4" if L < 8 else "8" if L < 14 else "14"
            q = s[a]
            rh = "-"
            for j in range(b + 1, min(b + 9, n)):
                if s[j] in "，。、；：！？,;:”“’‘（）()":
                    break
                f = self.lexicon.heads.longest(s, j)
                if f:
                    rh = f[1]
                    break
            for i in range(a, b + 1):
                x = extra[i]
                p = "B" if i == a else "b" if i == a + 1 else "E" if i == b else "e" if i == b - 1 else "I"
                x.append(f"Q={q}{p}")
                x.append(f"Ql={q}{p}{lb}")
                x.append(f"QL={p}{left}")
                x.append(f"QR={p}{right}")
                x.append(f"Qrh={p}{rh}")
                x.append(f"QRr={p}{right2}")
                x.append(f"Qin={p}{s[a + 1 : a + 3]}")
                x.append(f"Qend={p}{s[b - 2 : b]}")
        # runs
        strict = [0] * (n + 1)
        loose = [0] * (n + 1)
        rs = rl = 0
        saved = {}
        for k, (a, b, t) in enumerate(toks):
            for i in range(a, b):
                strict[i] = rs
                loose[i] = rl
                if i in pair:
                    saved[i] = (rs, rl)
                    rs = rl = i + 1
                elif i in closes:
                    rs, rl = saved.get(closes[i], (i + 1, i + 1))
            c = s[a:b]
            if t == "w" and (a in pair or a in closes or c in "·+-—"):
                continue
            if t in _STRICT and not (t in ("m", "q") and b - a > 1):
                rs = b
            if t in _LOOSE:
                rl = b
        best = {}
        for i in range(n):
            f = self.lexicon.heads.longest(s, i)
            if not f:
                continue
            e, types = f
            if e - i == 1 and not isE[e]:
                continue
            r = strict[i]
            l = loose[i]
            anc = None
            for a, b, _lab in anchors:
                if a >= l and a <= i:
                    anc = a
                    break
            if True:
                for j in range(max(l, i - 12), i + 1):
                    if s[j] in _GENERIC and isB[j] and (anc is None or j < anc):
                        anc = j
                        break
            for T in types.split("|"):
                for pre, st in (("R", r), ("A", anc)):
                    if st is None or e - st < 2:
                        continue
                    key = (pre, T, st)
                    if best.get(key, 0) < e:
                        best[key] = e
        for (pre, T, st), e in best.items():
            extra[st].append(f"{pre}=B{T}")
            extra[e - 1].append(f"{pre}=E{T}")
            for i in range(st + 1, e):
                extra[i].append(f"{pre}=I{T}")
        X = []
        P = "^^^" + s + "$$$"
        for i in range(n):
            c = P[i : i + 7]
            k = tokidx[i]
            pt = toks[k - 1][2] if k else "^"
            nt = toks[k + 1][2] if k + 1 < len(toks) else "$"
            pw = s[toks[k - 1][0] : toks[k - 1][1]] if k else "^"
            nw = s[toks[k + 1][0] : toks[k + 1][1]] if k + 1 < len(toks) else "$"
            pt2 = toks[k - 2][2] if k > 1 else "^"
            nt2 = toks[k + 2][2] if k + 2 < len(toks) else "$"
            X.append(
                [
                    "0" + c[3],
                    "-1" + c[2],
                    "+1" + c[4],
                    "-2" + c[1],
                    "+2" + c[5],
                    "-3" + c[0],
                    "+3" + c[6],
                    "a" + c[2:4],
                    "b" + c[3:5],
                    "c" + c[1:3],
                    "d" + c[4:6],
                    "e" + c[2:5],
                    "f" + c[1:4],
                    "g" + c[3:6],
                    "t" + tb[i],
                    "w" + word[i],
                    "tw" + tb[i] + pt,
                    "tn" + tb[i] + nt,
                    "pw" + pw,
                    "nw" + nw,
                    "p2" + pt2 + pt,
                    "n2" + nt + nt2,
                    "t-1" + (tb[i - 1] if i else "^"),
                    "t+1" + (tb[i + 1] if i + 1 < n else "$"),
                    "t-2" + (tb[i - 2] if i > 1 else "^"),
                    "t+2" + (tb[i + 2] if i + 2 < n else "$"),
                    *extra[i],
                    *["-" + x for x in (extra[i - 1] if i else ()) if x[0] in "DF"],
                    *["+" + x for x in (extra[i + 1] if i + 1 < n else ()) if x[0] in "DFQ"],
                ]
            )
        return X
