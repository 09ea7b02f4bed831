#!/usr/bin/env python3
"""False alarms and power of the judge on labelled cases, beside those of another judge's verdicts on the same cases.

    swift build -c release --product judge-cases
    Benchmarks/judging.py FOLDER        # needs pandas

FOLDER has cases.csv.gz (the labels), materialize.py (prints the cases as JSON lines), score.py (counts) and reference-verdicts.csv.gz (the
reference's answers). Prints Markdown; ends with 1 where false alarms are more than 1 % (three of 250 are not, by counting) or a power is
below the reference's.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

JUDGE = Path(__file__).resolve().parent.parent / ".build/release/judge-cases"
MOST_FALSE_ALARMS = 0.0125
WHAT = {"global": "all endpoints", "local": "one endpoint", "err": "errors", "error": "errors", "lock": "lock contention",
        "tail": "tail only", "m03": "code, one route", "m05": "code, one route", "m10": "code, one route", "m20": "code, one route"}


def score(folder, verdicts, scratch, name):
    rows = scratch / f"{name}.rows.csv"
    command = [sys.executable, folder / "score.py", folder / "cases.csv.gz", verdicts, name, rows]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return pd.read_csv(rows, keep_default_na=False, dtype={"shift": str})


def judged(folder, scratch):
    verdicts = scratch / "verdicts.csv"
    with open(verdicts, "w") as output:
        cases = subprocess.Popen([sys.executable, "materialize.py", "--dir", "."], cwd=folder, stdout=subprocess.PIPE)
        subprocess.run([JUDGE], stdin=cases.stdout, stdout=output, check=True)
        if cases.wait() != 0:
            sys.exit("materialize.py failed")
    return verdicts


def percent(rate):
    return f"{100 * rate:.1f}".removesuffix(".0")


def false_alarms(own, other):
    print("| suite | runs a side | verdicts | false alarms | 95 % interval | reference |\n|---|---|---|---|---|---|")
    good = True
    for a, b in zip(own.itertuples(), other.itertuples()):
        print(f"| {a.suite} | {a.K} | {a.n} | {percent(a.rate)} % | {percent(a.lo)} to {percent(a.hi)} % | {percent(b.rate)} % |")
        good = good and a.rate <= MOST_FALSE_ALARMS
    return good


def power(own, other):
    print("| suite | change | runs a side: 1 | 3 | 5 | 10 | reference: 1 | 3 | 5 | 10 |\n|---|---|---|---|---|---|---|---|---|---|")
    keys = ["suite", "what", "shift"]
    for (suite, what, shift), rows in own.groupby(keys, sort=False):
        same = other[(other.suite == suite) & (other.what == what) & (other["shift"] == shift)]
        size = f"+{percent(float(shift))} %" if what not in ("err", "error", "tail") else f"× {1 + float(shift):g}"
        cells = [percent(rate) for frame in (rows, same) for rate in frame.sort_values("K").rate]
        print(f"| {suite} | {WHAT.get(what, what)} {size} | " + " | ".join(cells) + " |")
    return bool((own.rate.to_numpy() >= other.rate.to_numpy() - 1e-9).all())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        own = score(folder, judged(folder, scratch), scratch, "loadline")
        other = score(folder, folder / "reference-verdicts.csv.gz", scratch, "reference")
    alarms = own.what.str.startswith("A/A")
    calm = false_alarms(own[alarms], other[alarms])
    print()
    strong = power(own[~alarms], other[~alarms])
    sys.exit(0 if calm and strong else 1)


if __name__ == "__main__":
    main()
