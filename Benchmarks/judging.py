#!/usr/bin/env python3
"""False alarms and power of the judge on labelled cases, beside those of another judge's verdicts on the same cases.

    swift build -c release --product judge-cases
    Benchmarks/judging.py FOLDER        # needs pandas

FOLDER has cases.csv.gz (the labels), materialize.py (prints the cases as JSON lines), score.py (counts), runs_local.csv.gz and
runs_sim.csv.gz (the figures of real and simulated runs) and reference-verdicts.csv.gz (the reference's answers). Prints Markdown: false alarms
and power on these cases, false alarms on more verdicts without a change, and both where runs are judged against a history alone (`more_cases.py`).
Ends with 1 where false alarms of two sides are more than 1 % (three of 250 are not, by counting), their upper limit is above 3.5 %, or
a power is below the reference's.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

import more_cases

JUDGE = Path(__file__).resolve().parent.parent / ".build/release/judge-cases"
MOST_FALSE_ALARMS = 0.0125
HIGHEST_LIMIT = 0.035
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


def judged_anew(folder, cases, scratch, name):
    """Scores other cases made of the folder's runs."""
    own = scratch / name
    own.mkdir()
    for file in folder.iterdir():
        if file.name.startswith("runs_") or file.suffix == ".py":
            (own / file.name).symlink_to(file)
    cases.to_csv(own / "cases.csv.gz", index=False)
    return score(own, judged(own, own), own, name)


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


def more_false_alarms(own):
    print("| suite | runs a side | verdicts | false alarms | 95 % interval |\n|---|---|---|---|---|")
    for row in own.itertuples():
        print(f"| {row.suite} | {row.K} | {row.n} | {percent(row.rate)} % | {percent(row.lo)} to {percent(row.hi)} % |")
    return bool((own.rate <= MOST_FALSE_ALARMS).all() and (own.hi.round(3) <= HIGHEST_LIMIT).all())


def history_alone(own):
    print("| suite | new runs | verdicts | false alarms | 95 % interval | all +10 % | all +20 % | one +10 % | one +20 % |\n" + "|---" * 9 + "|")
    for (suite, count), rows in own.groupby(["suite", "K"]):
        calm = rows[rows.what.str.startswith("A/A")].iloc[0]
        found = [rows[(rows.what == what) & (rows["shift"].astype(str) == size)].rate.iloc[0]
                 for what in ("global", "local") for size in ("0.1", "0.2")]
        print(f"| {suite} | {count} | {calm.n} | {percent(calm.rate)} % | {percent(calm.lo)} to {percent(calm.hi)} % | "
              + " | ".join(percent(rate) for rate in found) + " |")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        own = score(folder, judged(folder, scratch), scratch, "loadline")
        other = score(folder, folder / "reference-verdicts.csv.gz", scratch, "reference")
        wider = judged_anew(folder, more_cases.unchanged(folder), scratch, "unchanged")
        alone = judged_anew(folder, more_cases.against_history(folder), scratch, "history")
    alarms = own.what.str.startswith("A/A")
    calm = false_alarms(own[alarms], other[alarms])
    print()
    strong = power(own[~alarms], other[~alarms])
    print()
    calm = more_false_alarms(wider) and calm
    print()
    history_alone(alone)
    sys.exit(0 if calm and strong else 1)


if __name__ == "__main__":
    main()
