#!/usr/bin/env python3
"""Level shifts of `loadline history changes` beside the change points of Apache Otava 0.8.0, on 200 series of 500 points.

    python3 -m venv /tmp/otava && /tmp/otava/bin/pip install apache-otava==0.8.0
    make build && /tmp/otava/bin/python Benchmarks/change-points.py .build/release/loadline

For each kind of series: what each program reports where nothing changed, or how many of the true shifts it finds (within five runs) and
what else it reports. Seconds: the whole process, which reads the runs from a database (Loadline) or a CSV file (Otava), best of three in turn; then the
function alone, of Loadline by `history-speed` (built with `swift build -c release --product history-speed`)."""
import json
import math
import os
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


def timed(command, **options):
    start = time.perf_counter()
    out = subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout
    return out, time.perf_counter() - start


def ours(loadline, store):
    out, seconds = timed([loadline, 'history', 'changes', '--history', store, '--metric', 'p95', '--json'])
    found = [[] for _ in range(SERIES)]
    for change in json.loads(out):
        found[int(change['series'][5:])].append(int(change['first']['commit'], 16))
    return found, seconds


def export(table, folder):
    """The same points as Otava reads them, and its configuration."""
    names = [f'm{number}' for number in range(SERIES)]
    with open(folder + '/points.csv', 'w') as file:
        print('time', 'commit', *names, sep=',', file=file)
        for point in range(POINTS):
            print(1_600_000_000 + point * 3600, f'c{point}', *(values[point] for values in table), sep=',', file=file)
    with open(folder + '/otava.yaml', 'w') as file:
        print('tests:\n  load:\n    type: csv\n    file: ' + folder + '/points.csv\n    time_column: time\n'
              '    attributes: [commit]\n    metrics: [' + ', '.join(names) + ']\n    csv_options:\n      delimiter: ","', file=file)


def otava(folder):
    out, seconds = timed([sys.executable, '-m', 'otava.main', 'analyze', 'load', '--since', '2015-01-01', '--output', 'json'],
                         env=os.environ | {'OTAVA_CONFIG': folder + '/otava.yaml'})
    found = [[] for _ in range(SERIES)]
    for place in json.loads(out)['load']:
        for change in place['changes']:
            found[int(change['metric'][1:])].append(int(place['attributes']['commit'][1:]))
    return found, seconds


def functions(loadline, table):
    """Seconds of each function alone: level shifts, and Otava's change points."""
    from otava.analysis import compute_change_points
    speed = os.path.join(os.path.dirname(loadline), 'history-speed')
    own = json.loads(timed([speed, 'changes'], input=json.dumps(table))[0])['seconds']
    start = time.perf_counter()
    for values in table:
        compute_change_points(values)
    return own, time.perf_counter() - start


def score(found, places):
    hits = sum(any(abs(place - f) <= 5 for f in own) for own, true in zip(found, places) for place in true)
    other = sum(all(abs(place - f) > 5 for place in true) for own, true in zip(found, places) for f in own)
    return hits, other


def cell(found, places, shift):
    hits, other = score(found, places)
    return f'{hits} found, {other} beside' if shift else f'{other:,} false'


def main():
    loadline = sys.argv[1]
    print('| series | Loadline | s | Otava | s | ratio | functions alone, ms | ratio |\n' + '|---' * 8 + '|')
    for kind, rho, shift, spikes in [
            ('independent', 0, 0, 0), ('AR(1), 0.5', 0.5, 0, 0), ('AR(1), 0.7', 0.7, 0, 0),
            ('AR(1), 0.9', 0.9, 0, 0), ('independent, 1 % spikes', 0, 0, 0.01), ('shift', 0, 0.05, 0),
            ('shift, AR(1) 0.5', 0.5, 0.05, 0), ('shift, 1 % spikes', 0, 0.05, 0.01)]:
        table, places = make(kind, rho, shift, spikes)
        with tempfile.TemporaryDirectory() as folder:
            store = folder + '/history.sqlite'
            record(loadline, table, store)
            export(table, folder)
            rounds = [(ours(loadline, store), otava(folder)) for _ in range(3)]
        (own, a), (other, b) = [min(answers, key=lambda answer: answer[1]) for answers in zip(*rounds)]
        alone, peer = functions(loadline, table)
        print(f'| {kind} | {cell(own, places, shift)} | {a:.2f} | {cell(other, places, shift)} | {b:.2f} | {b / a:.0f} | '
              f'{alone * 1000:.0f}, {peer * 1000:.0f} | {peer / alone:.0f} |', flush=True)


main()
