#!/usr/bin/env python3
"""Two processes record into one store at once, and again and again one is killed (kill -9) at a random moment:
kill-recording.py LOADLINE STORE [--kills 100] [--runs 500] [--pause 0.15]

Each worker records one made run after another, marks every fifth as failed afterwards, and notes what was said to be recorded. In the end every such run has to be in the
store, whole and marked, and no run may be there that is not whole. Exit status 0 where that holds."""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time


def made(name):
    draw = random.Random(name)
    values = {'metric': {'name': 'latency', 'unit': 's', 'direction': 'lower'}, 'value': {'distribution': {
        'shape': {'quantiles': [{'rank': 0.5, 'value': draw.random()}, {'rank': 0.95, 'value': 1 + draw.random()}]}}}}
    run = {'source': name, 'format': 'made', 'tool': {'name': 'made'}, 'start': 1.6e9 + draw.random() * 1e8, 'workload': {},
           'environment': {}, 'labels': {}, 'notes': [], 'branch': 'main', 'commit': 'c0ffee', 'duration': 60,
           'series': [{'name': f'GET /{n}', 'labels': {}, 'requests': 100, 'measurements': {'latency': values}}
                      for n in range(40)]}
    return json.dumps({'loadline': {'format': 1}, 'run': run})


def work(loadline, store, folder, worker, runs):
    """records run after run; a line of the log is a run that was recorded"""
    log = os.path.join(folder, f'log-{worker}')
    done = len(open(log).read().split()) if os.path.exists(log) else 0
    for number in range(done, runs):
        name = f'{worker}-{number}'
        path = os.path.join(folder, name + '.json')
        with open(path, 'w') as file:
            file.write(made(name))
        record = [loadline, 'record', path, '--history', store, '--label', f'name={name}', '--no-machine', '--branch', 'main',
                  '--commit', 'c0ffee']
        subprocess.run(record, check=True, stdout=subprocess.DEVNULL)
        if number % 5 == 0:
            subprocess.run(record + ['--failed'], check=True, stdout=subprocess.DEVNULL)
        with open(log, 'a') as file:
            file.write(name + '\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('loadline')
    parser.add_argument('store')
    parser.add_argument('--kills', type=int, default=100)
    parser.add_argument('--runs', type=int, default=500)
    parser.add_argument('--pause', type=float, default=0.15, help='longest time between two kills, in seconds')
    parser.add_argument('--worker', nargs=2)
    options = parser.parse_args()
    if options.worker:
        return work(options.loadline, options.store, options.worker[0], options.worker[1], options.runs)
    with tempfile.TemporaryDirectory() as folder:
        kills = survive(options, folder)
        said = [name for worker in 'ab' for name in open(f'{folder}/log-{worker}').read().split()]
    export = subprocess.run([options.loadline, 'history', 'export', '--history', options.store], capture_output=True, text=True)
    runs = [json.loads(line)['run'] for line in export.stdout.splitlines()]
    found = {run['labels']['name'] for run in runs}
    whole = all(len(run['series']) == 40 for run in runs)
    failed = {run['labels']['name'] for run in runs if run['labels'].get('verdict') == 'fail'}
    lost = set(said) - found | {name for name in said if int(name.split('-')[1]) % 5 == 0} - failed
    print(f'{kills} killed; {len(said)} runs said to be recorded, {len(runs)} found, {len(lost)} lost, '
          f'{"all whole" if whole else "some not whole"}; {export.stderr.strip() or "no complaint"}')
    good = not lost and whole and len(found) == len(runs) == 2 * options.runs and not export.stderr and export.returncode == 0
    sys.exit(0 if good else 1)


def survive(options, folder):
    draw = random.Random(1)

    def start(worker):
        return subprocess.Popen([sys.executable, __file__, options.loadline, options.store, '--runs', str(options.runs),
                                 '--worker', folder, worker], start_new_session=True)
    workers = {worker: start(worker) for worker in 'ab'}
    kills = 0
    while any(process.poll() is None for process in workers.values()):
        time.sleep(draw.uniform(0.02, options.pause))
        worker = draw.choice('ab')
        if kills < options.kills and workers[worker].poll() is None:
            # the whole session: the recording process at whatever it does, and the one that started it
            os.killpg(workers[worker].pid, signal.SIGKILL)
            workers[worker].wait()
            kills += 1
            workers[worker] = start(worker)
        elif workers[worker].poll() not in (None, 0):
            sys.exit(f'worker {worker} failed')
    return kills


main()
