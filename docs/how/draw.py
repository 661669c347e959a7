"""Repeats a draw: draw.py LIST CODE SEED. Needs nothing but Python 3."""
import hashlib
import hmac
import sys

path, code, seed = sys.argv[1:]
text = open(path, encoding="utf-8", newline="").read()
print("list", hashlib.sha256(text.encode()).hexdigest())
key = hmac.new(bytes.fromhex(code), seed.encode(), hashlib.sha256).digest()

(rule, first, second), *lines = [line.split(",", 3) for line in text.split("\n") if line]
groups, reasons = {}, {}
for label, group, *rest in lines:
    if group == "conflict":
        reasons[rest[0] + " " + label] = rest[1]
    elif group == "skip":
        reasons[label] = ",".join(rest)
    else:
        groups.setdefault(group, []).append(label)


def walk(group, labels, size, before=""):
    order = sorted((hmac.new(key, (before + label).encode() + b"\1", hashlib.sha256).hexdigest(), label) for label in labels)
    drawn = []
    for position, label in order:
        why = reasons.get(before + label)
        came = f"skipped: {why}" if why is not None else "drawn" if len(drawn) < size else "left"
        print(group, position, label, came)
        drawn += [label] if came == "drawn" else []
    return drawn


if rule == "share":
    for group, labels in sorted(groups.items()):
        walk(group, labels, max(int(second), -(-len(labels) * int(first) // 100)))
else:
    for unit in walk("unit", groups.get("unit", []), int(first)):
        walk(unit, groups.get("inspector", []), int(second), unit + " ")
