"""Repeats the draw of a look-back: draw.py LIST SEED PERCENT LEAST. Needs nothing but Python 3."""
import hashlib
import sys

path, seed, percent, least = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
lines = sorted({line.rstrip("\n") for line in open(path, encoding="utf-8", newline="\n") if line.strip()})
print("list", hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest())

strata = {}
for line in lines:
    matter, stratum = line.split(",", 1)
    strata.setdefault(stratum, []).append(matter)

for stratum in sorted(strata):
    closed = strata[stratum]
    closed.sort(key=lambda matter: hashlib.sha256(f"{seed}\n{matter}".encode()).hexdigest())
    size = min(len(closed), max(least, -(-len(closed) * percent // 100)))
    for matter in sorted(closed[:size]):
        print(f"{matter},{stratum}")
