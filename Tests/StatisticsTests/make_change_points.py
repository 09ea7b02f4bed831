#!/usr/bin/env python3
"""Writes change_points.json, the change points that two other programs find: make_change_points.py [file]

Run once with apache-otava 0.8.0 installed and once with signal-processing-algorithms 2.1.6 (they want different versions of
NumPy); each run fills in the part of the library that it can import and keeps the other."""
import json
import os
import random
import sys


def series(seed, count):
    """values with level shifts, drift of spread, outliers; every third with few distinct values"""
    draw = random.Random(seed)
    level, values = 100.0, []
    for _ in range(count):
        if draw.random() < 0.02:
            level *= draw.choice([0.8, 0.95, 1.05, 1.3])
        spike = draw.choice([0.6, 1.8]) if draw.random() < 0.01 else 1
        values.append(round(level * spike + draw.gauss(0, 3), 0 if seed % 3 == 0 else 3))
    return values


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), 'change_points.json')
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 240
    out = json.load(open(path)) if os.path.exists(path) else {}
    try:
        from otava.analysis import compute_change_points
        cases = []
        for seed in range(many):
            values = series(seed, [1, 2, 7, 49, 51][seed] if seed < 5 else size)
            window, level, magnitude = [(50, 0.001, 0.0), (30, 0.01, 0.05), (20, 0.05, 0.0)][seed % 4 % 3]
            points, _ = compute_change_points(values, window_len=window, max_pvalue=level, min_magnitude=magnitude)
            cases.append({'values': values, 'window': window, 'level': level, 'magnitude': magnitude,
                          'indices': [int(p.index) for p in points], 'p': [float(p.stats.pvalue) for p in points]})
        out['otava'] = cases
    except ImportError:
        pass
    try:
        import numpy
        from signal_processing_algorithms.energy_statistics import energy_statistics as energy
        cases = []
        for seed in range(many // 2):
            values = series(seed + 1000, size)
            statistics = energy._calculate_t_stats(energy._get_distance_matrix(energy._convert(values)))
            answers = set()
            for permutation_seed in range(10):
                numpy.random.seed(permutation_seed)
                answers.add(tuple(sorted(energy.e_divisive(values, pvalue=0.01, permutations=100))))
            # where the permutations decide differently from seed to seed there is no answer to agree with
            cases.append({'values': values, 'split': int(numpy.argmax(statistics)), 'statistic': float(max(statistics)),
                          'indices': list(answers.pop()) if len(answers) == 1 else None})
        out['signalProcessingAlgorithms'] = cases
    except ImportError:
        pass
    with open(path, 'w') as file:
        json.dump(out, file, separators=(',', ':'))
        file.write('\n')


main()
