"""More labelled cases from the runs of a folder of labelled cases; `judging.py` says what such a folder holds.

`unchanged`: verdicts in which nothing changed, some times as many as are labelled so. `against_history`: new runs judged against
earlier ones alone, without a baseline side, unchanged and with changes put in.
"""

import pandas as pd

WINDOW = 20  # earlier runs of a case
CHANGES = (0.1, 0.2)


def labelled(folder):
    return pd.read_csv(folder / "cases.csv.gz", keep_default_na=False)


def endpoints(folder, runs):
    return list(pd.read_csv(folder / runs).endpoint.unique())


def without(case, names):
    """The group that leaves out what the case changed, if anything."""
    if case.label == "AA":
        return case.group
    return f"{case.group}|" + ",".join(name for name in names if name != case.target)


def unchanged(folder):
    """Cases with a change in, less the change: S1's injections undone, S6's changed endpoint left out; and of each case of S6 with
    enough earlier runs the last of these, in turn, as both sides. The folder's own unchanged cases are among them."""
    simulated = endpoints(folder, "runs_sim.csv.gz")
    rows = []
    for case in labelled(folder).itertuples():
        row = {"suite": case.suite, "K": case.K, "label": "AA", "kind": "none", "target": "", "shift": 0.0, "inject": "",
               "base": case.base, "head": case.head, "history": case.history}
        if case.suite == "S1":
            rows.append(row | {"case_id": case.case_id, "group": case.group})
        elif case.suite == "S6":
            group = without(case, simulated)
            rows.append(row | {"case_id": case.case_id, "group": group})
            past = case.history.split(";")
            if len(past) >= 2 * case.K:
                sides = past[len(past) - 2 * case.K:]
                rows.append(row | {"case_id": case.case_id + "-earlier", "group": group, "base": ";".join(sides[::2]),
                                   "head": ";".join(sides[1::2]), "history": ";".join(past[:len(past) - 2 * case.K])})
    return pd.DataFrame(rows)


def against_history(folder):
    """The runs that came next after 20 earlier ones: of S1's unchanged build each window of its runs in the order of their times (they
    overlap), of S6 each case's."""
    rows = []

    def add(suite, group, names, new, past):
        row = {"suite": suite, "group": group, "K": len(new), "base": "", "head": ";".join(new), "history": ";".join(past)}
        one = names[len(rows) % len(names)]
        changes = [("none", "", 0.0)] + [change for size in CHANGES for change in (("global", "*", size), ("local", one, size))]
        for kind, target, size in changes:
            rows.append(row | {"case_id": f"{suite}-{len(rows)}", "label": "AB" if target else "AA", "kind": kind, "target": target,
                               "shift": size, "inject": f"{target}:{1 + size}" if target else ""})

    real = pd.read_csv(folder / "runs_local.csv.gz")
    same = list(real[real["var"] == "A"].run.unique())
    for count in (1, 2, 3, 5):
        for first in range(WINDOW, len(same) - count + 1):
            add("S1", "closed", endpoints(folder, "runs_local.csv.gz"), same[first:first + count], same[first - WINDOW:first])
    simulated = endpoints(folder, "runs_sim.csv.gz")
    for case in labelled(folder).query("suite == 'S6'").itertuples():
        names = [name for name in simulated if name != case.target]
        new = sorted(case.base.split(";") + case.head.split(";"))
        for count in (1, 2, 3, 5):
            if count <= len(new):
                add("S6", without(case, simulated), names, new[:count], case.history.split(";"))
    return pd.DataFrame(rows)
