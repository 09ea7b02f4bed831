#!/usr/bin/env python3
"""Writes reference.json, the numbers that StatisticsTests compares with: make_reference.py > reference.json

Needs SciPy and mpmath. Everything is computed by SciPy's own functions; where SciPy itself loses digits in the far
tails, mpmath at fifty digits takes its place. The seed is fixed, so the file is reproducible."""
import json
import sys

import mpmath
import numpy as np
import scipy
from scipy import special, stats

mpmath.mp.dps = 50


def exact_t_tail(t, df):
    """P(T > t) for t > 0 at fifty digits"""
    t, df = mpmath.mpf(t), mpmath.mpf(df)
    x = df / (df + t * t)
    return float(mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, x, regularized=True) / 2)


def exact_beta(x, a, b):
    a, b, x = mpmath.mpf(a), mpmath.mpf(b), mpmath.mpf(x)
    series = mpmath.hyp2f1(1, a + b, a + 1, x, maxterms=10**7)  # all terms positive
    return float(x**a * (1 - x)**b / a * series * mpmath.gammaprod([a + b], [a, b]))


def exact_normal_tail(x):
    return float(mpmath.erfc(mpmath.mpf(x) / mpmath.sqrt(2)) / 2)


def functions():
    positive = [1e-12, 1e-5, 0.1, 0.5, 0.999, 1.0, 1.5, 2.0, 3.7, 9.99, 10.0, 47.0, 1e3, 1e6, 1e12]
    out = {
        'logGamma': [[x, float(mpmath.loggamma(x))] for x in positive],
        'digamma': [[x, float(mpmath.digamma(x))] for x in positive],
        'trigamma': [[x, float(mpmath.polygamma(1, x))] for x in positive],
        'tetragamma': [[x, float(mpmath.polygamma(2, x))] for x in positive],
        # the inverse is checked by the function that it inverts
        'inverseTrigamma': [[float(mpmath.polygamma(1, y)), y] for y in [1e-5, 0.01, 0.3, 1.0, 2.5, 17.0, 400.0, 2e5]],
    }
    out['normalTail'] = [[x, exact_normal_tail(x)] for x in [-37.0, -8.0, -1.0, 0.0, 0.3, 1.96, 5.0, 8.3, 20.0, 37.0]]
    out['normalQuantile'] = [[p, float(stats.norm.isf(p))] for p in
                             [1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.05, 0.3, 0.5, 0.77, 0.999]]
    dfs = [0.5, 1.0, 2.0, 3.7, 10.0, 47.25, 1e3, 999_999.0, 1e7, 1e9, 1e13]
    out['tTail'] = [[t, df, exact_t_tail(t, df)] for df in dfs if df <= 1e7
                    for t in [1e-8, 0.1, 0.8, 1.5, 3.0, 9.0, 25.0, 36.0, 200.0, 1e5] if df < 1e5 or t < 40]
    out['tTail'] += [[t, df, exact_t_tail(t, df)] for t, df in
                     [(1e100, 3.0), (1e160, 0.5), (1e200, 1.0), (-2.5, 7.5), (-30.0, 4.0)] if t > 0]
    out['tTail'] += [[-t, df, float(stats.t.sf(-t, df))] for t, df in [(2.5, 7.5), (30.0, 4.0), (0.2, 0.5)]]
    out['tQuantile'] = [[p, df, float(stats.t.isf(p, df))] for df in [0.5, 1.0, 2.0, 3.7, 10.0, 47.25, 1e3, 1e5]
                        for p in [1e-12, 1e-6, 0.01, 0.05, 0.2, 0.26, 0.4, 0.499, 0.7, 0.99]]
    # the far tails: the quantile of the exact probability of a round number
    out['tQuantile'] += [[exact_t_tail(t, df), df, t] for t, df in
                         [(1e60, 5.0), (1e30, 10.0), (1e100, 3.0), (60.0, 300.0), (38.0, 1e4), (36.5, 1e7)]]
    out['beta'] = [[x, a, b, exact_beta(x, a, b)] for x, a, b in
                   [(0.5, 0.5, 0.5), (0.1, 2.0, 30.0), (0.9, 2.0, 30.0), (1e-30, 3.0, 4.0), (0.3, 1e-3, 1.0),
                    (0.5, 0.03, 4000.0), (0.01, 200.0, 300.0), (0.5, 5e3, 5.1e3), (0.5, 1.0, 1e3), (0.2, 700.0, 1.0),
                    (0.999, 5000.0, 2.0), (0.4999, 2e4, 2e4)]]
    out['noncentralT'] = [[t, df, d, float(stats.nct.sf(t, df, d))] for df in [0.5, 2.0, 4.0, 20.5, 400.0]
                          for t in [0.5, 2.0, 4.5, 8.0] for d in [0.0, 1.0, 4.0, 7.5]]
    return out


def priors(rng):
    cases = []
    for tests, spread in [(1, 1.0), (2, 1.0), (3, 1.0), (8, 0.2), (20, 1.0), (40, 0.01), (12, 3.0)]:
        df = rng.integers(1, 20, tests).astype(float)
        variances = np.exp(rng.normal(-6, spread, tests)) * rng.chisquare(df) / df
        if tests == 8:
            variances[2] = 0.0
        y = np.log(np.maximum(variances, 1e-8)) - special.digamma(df / 2) + np.log(df / 2)
        center = y.mean()
        excess = y.var(ddof=1) - special.polygamma(1, df / 2).mean() if tests >= 3 else None
        if excess is None:
            prior = (0.0, np.exp(center))
        elif excess <= 0:
            prior = (1000.0, np.exp(center))
        else:
            d0 = 2 * float(mpmath.findroot(lambda z: mpmath.polygamma(1, z) - float(excess), (1e-3, 1e4),
                                           solver='anderson' if excess > 1e9 else 'bisect', tol=1e-28, maxsteps=400))
            prior = (min(d0, 1000.0), np.exp(center + special.digamma(d0 / 2) - np.log(d0 / 2)))
        cases.append({'variances': list(variances), 'df': list(df), 'prior': [float(x) for x in prior]})
    return cases


def adjustments(rng):
    cases = []
    for p in [[0.04], [0.01, 0.02, 0.03, 0.5], [1.0, 1.0], [0.5, 0.001, 0.5, 1e-300], list(rng.uniform(size=25) ** 3)]:
        order = np.argsort(p, kind='stable')
        factors = np.arange(len(p), 0, -1)
        adjusted = np.empty(len(p))
        adjusted[order] = np.minimum(1, np.maximum.accumulate(np.array(p)[order] * factors))
        cases.append({'p': [float(x) for x in p],
                      'benjaminiHochberg': [float(x) for x in stats.false_discovery_control(p)],
                      'holm': [float(x) for x in adjusted]})
    return cases


def main():
    rng = np.random.default_rng(20_170_401)
    reference = {'scipy': scipy.__version__, 'functions': functions(), 'priors': priors(rng),
                 'adjustments': adjustments(rng)}
    json.dump(reference, sys.stdout, indent=0)
    print()


main()
