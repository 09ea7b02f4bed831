#!/usr/bin/env python3
"""Level shifts of `loadline history changes` beside the change points of Apache Otava 0.8.0, on 200 series of 500 points.

    python3 -m venv /tmp/otava && /tmp/otava/bin/pip install apache-otava==0.8.0
    make build && /tmp/otava/bin/python Benchmarks/change-points.py .build/release/loadline

For each kind of series: what each program reports where nothing changed, or how many of the true shifts it finds (within five runs) and
what else it reports. Time: the whole process of Loadline, which reads the runs from a database; of Otava only its function."""
import json
import math
import random
import subprocess
import sys
import tempfile
import time

SERIES, POINTS = 200, 500


def autoregressive(draw, rho, spread):
    values, state = [], draw.gauss(0, 1)
    for _ in range(POINTS):
        state = rho * state + math.sqrt(1 - rho * rho) * draw.gauss(0, 1)
        values.append(spread * state)
    return values


def make(kind, rho, shift, spikes):
    """logarithms of 200 series, and the true places"""
    table, places = [], []
    for number in range(SERIES):
        draw = random.Random(f'{kind}-{number}')
        values = autoregressive(draw, rho, 0.03)
        place = draw.randrange(100, 400)
        values = [v + (shift if shift and i >= place else 0) for i, v in enumerate(values)]
        for i in range(POINTS):
            if draw.random() < spikes:
                values[i] += 0.7
        table.append([50 * math.exp(v) for v in values])
        places.append([place] if shift else [])
    return table, places


def record(loadline, table, store):
    lines = []
    for point in range(POINTS):
        series = [{'name': f'GET /{number:03}', 'labels': {}, 'requests': 1000, 'measurements': {'latency': {
            'metric': {'name': 'latency', 'unit': 's', 'direction': 'lower'}, 'value': {'distribution': {
                'count': 1000, 'shape': {'quantiles': [{'rank': 0.95, 'value': table[number][point] / 1000}]}}}}}}
            for number in range(SERIES)]
        run = {'source': 'made', 'format': 'made', 'tool': {'name': 'made'}, 'start': 1.6e9 + point * 3600, 'workload': {},
               'environment': {}, 'labels': {}, 'notes': [], 'branch': 'main', 'commit': f'{point:040x}', 'series': series}
        lines.append(json.dumps({'loadline': {'format': 1}, 'run': run}))
    subprocess.run([loadline, 'history', 'import', '-', '--history', store], input='\n'.join(lines), text=True, check=True,
                   stdout=subprocess.DEVNULL)


def ours(loadline, store):
    start = time.perf_counter()
    out = subprocess.run([loadline, 'history', 'changes', '--history', store, '--metric', 'p95', '--json'], check=True,
                         capture_output=True, text=True).stdout
    seconds = time.perf_counter() - start
    found = [[] for _ in range(SERIES)]
    for change in json.loads(out):
        found[int(change['series'][5:])].append(int(change['first']['commit'], 16))
    return found, seconds


def otava(table):
    from otava.analysis import compute_change_points
    start = time.perf_counter()
    found = [[int(p.index) for p in compute_change_points(values)[0]] for values in table]
    return found, time.perf_counter() - start


def score(found, places):
    hits = sum(any(abs(place - f) <= 5 for f in own) for own, true in zip(found, places) for place in true)
    other = sum(all(abs(place - f) > 5 for place in true) for own, true in zip(found, places) for f in own)
    return hits, other, sum(bool(own) for own in found)


def main():
    loadline = sys.argv[1]
    print(f'{"series":34} {"":9} {"found":>6} {"false":>6} {"series with any":>16} {"seconds":>8}')
    for kind, rho, shift, spikes in [
            ('independent', 0, 0, 0), ('autocorrelated 0.5', 0.5, 0, 0), ('autocorrelated 0.7', 0.7, 0, 0),
            ('autocorrelated 0.9', 0.9, 0, 0), ('independent, spikes', 0, 0, 0.01), ('shift of 5 %', 0, 0.05, 0),
            ('shift of 5 %, autocorrelated 0.5', 0.5, 0.05, 0), ('shift of 5 %, spikes', 0, 0.05, 0.01)]:
        table, places = make(kind, rho, shift, spikes)
        with tempfile.TemporaryDirectory() as folder:
            store = folder + '/history.sqlite'
            record(loadline, table, store)
            answers = [('loadline', *ours(loadline, store))]
        try:
            answers.append(('otava', *otava(table)))
        except ImportError:
            pass
        for name, found, seconds in answers:
            hits, other, any_ = score(found, places)
            print(f'{kind:34} {name:9} {hits if shift else "":>6} {other:>6} {any_:>16} {seconds:>8.2f}', flush=True)


main()
