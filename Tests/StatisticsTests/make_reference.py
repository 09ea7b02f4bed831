#!/usr/bin/env python3
"""Writes reference.json, the numbers that StatisticsTests compares with: make_reference.py > reference.json

Needs SciPy and mpmath. Everything is computed by SciPy's own functions; where SciPy itself loses digits in the far
tails, mpmath at fifty digits takes its place. The seed is fixed, so the file is reproducible."""
import json
import sys

import mpmath
import numpy as np
import scipy
from scipy import optimize, special, stats

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


def fitted_prior(variances, df):
    """(d0, s0) of variances ~ s0 F(df, d0), by the moments of their logarithms"""
    y = np.log(np.maximum(variances, 1e-8)) - special.digamma(df / 2) + np.log(df / 2)
    if len(y) < 3:
        return 0.0, float(np.exp(y.mean()))
    excess = y.var(ddof=1) - special.polygamma(1, df / 2).mean()
    if excess <= 0:
        return 1000.0, float(np.exp(y.mean()))
    root = mpmath.findroot(lambda u: mpmath.log(mpmath.polygamma(1, mpmath.exp(u)) / excess),
                           mpmath.log(0.5 + 1 / float(excess)), tol=1e-40)
    d0 = 2 * float(mpmath.exp(root))
    return min(d0, 1000.0), float(np.exp(y.mean() + special.digamma(d0 / 2) - np.log(d0 / 2)))


def priors(rng):
    cases = []
    for tests, spread in [(1, 1.0), (2, 1.0), (3, 1.0), (8, 0.2), (20, 1.0), (40, 0.01), (12, 3.0)]:
        df = rng.integers(1, 20, tests).astype(float)
        variances = np.exp(rng.normal(-6, spread, tests)) * rng.chisquare(df) / df
        if tests == 8:
            variances[2] = 0.0
        cases.append({'variances': variances.tolist(), 'df': df.tolist(), 'prior': fitted_prior(variances, df)})
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


def others_median(values, endpoints, endpoint):
    left = [v for v, e in zip(values, endpoints) if e != endpoint and np.isfinite(v)]
    return float(np.median(left)) if left else 0.0


def borrowed(variances, df, profile, profile_df):
    typical = np.maximum(profile, 1e-10) if profile is not None else np.ones(len(variances))
    if df < 1:
        return None if profile is None else (typical, min(profile_df, 5.0))
    d0, s0 = fitted_prior(variances / typical, np.full(len(variances), float(df)))
    return np.maximum((d0 * s0 * typical + df * variances) / (d0 + df), 1e-10), min(d0 + df, df * len(variances))


def runs_against_runs(base, head, endpoints, profile, profile_df, least=np.log1p(0.03)):
    """one dictionary per test, in the words of STATISTICS.md section 2"""
    kb, kh, tests = len(base), len(head), base.shape[1]
    c, df = 1 / kb + 1 / kh, kb + kh - 2
    change = head.mean(axis=0) - base.mean(axis=0)
    within = np.concatenate([base - base.mean(axis=0), head - head.mean(axis=0)])
    noise = borrowed((within ** 2).sum(axis=0) / max(df, 1), df, profile, profile_df)
    if noise is None:
        return [{'change': float(d), 'df': 0.0} for d in change]
    variances, t_df = noise
    se = np.sqrt(variances * c)
    worse, better = stats.t.sf(change / se, t_df), stats.t.cdf(change / se, t_df)
    estimate, adjusted = change.copy(), np.zeros(tests, bool)
    if len(set(endpoints)) >= 4 and df >= 3:
        runs = np.concatenate([base, head])
        runs = runs - runs.mean(axis=0)
        left, spread, residual = np.empty(tests), np.empty(tests), np.empty(tests)
        for j in range(tests):
            common = np.array([others_median(run, endpoints, endpoints[j]) for run in runs])
            own = np.concatenate([common[:kb] - common[:kb].mean(), common[kb:] - common[kb:].mean()])
            squares = (own ** 2).sum() + 1e-12
            slope = min(max((within[:, j] * own).sum() / squares, 0), 1.5)
            moved = common[kb:].mean() - common[:kb].mean()
            residual[j] = ((within[:, j] - slope * own) ** 2).sum() / (df - 1)
            left[j] = change[j] - slope * moved
            spread[j] = c + moved ** 2 / squares
        variances_left, left_df = borrowed(residual, df - 1, profile, profile_df)
        ratio = left / np.sqrt(variances_left * spread)
        worse_left = np.where(change >= least, stats.t.sf(ratio, left_df), 1.0)
        better_left = np.where(-change >= least, stats.t.cdf(ratio, left_df), 1.0)
        adjusted = np.minimum(worse_left, better_left) < np.minimum(worse, better)
        estimate = np.where(adjusted, left, change)
        worse = np.minimum(1, 2 * np.minimum(worse, worse_left))
        better = np.minimum(1, 2 * np.minimum(better, better_left))
    margin = stats.t.isf(0.025, t_df) * se
    return [{'change': float(change[j]), 'estimate': float(estimate[j]), 'se': float(se[j]), 'df': float(t_df),
             'worse': float(worse[j]), 'better': float(better[j]), 'adjusted': bool(adjusted[j]),
             'low': float(np.exp(change[j] - margin[j])), 'high': float(np.exp(change[j] + margin[j]))}
            for j in range(tests)]


def comparisons(rng):
    cases = []
    shapes = [(1, 1, 6, True), (1, 1, 6, False), (1, 1, 1, True), (3, 3, 6, True), (3, 3, 6, False), (3, 2, 4, False),
              (5, 5, 8, True), (2, 2, 3, False), (10, 10, 5, False), (2, 1, 1, False), (4, 4, 2, True), (1, 5, 7, False),
              (3, 3, 1, False), (6, 4, 12, True)]
    for kb, kh, count, with_profile in shapes:
        endpoints = [e for e in range(count) for _ in range(rng.integers(1, 4))]
        tests = len(endpoints)
        scale = np.exp(rng.normal(-3.5, 0.7, tests))
        shared = rng.normal(0, 0.05, (kb + kh, 1)) * rng.uniform(0, 1.4, tests)
        runs = rng.normal(3, 1, tests) + shared + rng.normal(size=(kb + kh, tests)) * scale
        runs[kb:, 0] += 0.2
        runs[kb:, -1] -= 0.35
        if count == 8:
            runs[:, 1] = 2.5  # a constant
        profile = scale ** 2 * rng.chisquare(9, tests) / 9 if with_profile else None
        results = runs_against_runs(runs[:kb], runs[kb:], endpoints, profile, 9.0)
        cases.append({'baseline': runs[:kb].tolist(), 'candidate': runs[kb:].tolist(), 'endpoints': endpoints,
                      'profile': None if profile is None else profile.tolist(), 'profileDF': 9.0, 'shifts': results})
    return cases


def last_level(values, least=0.03):
    """the index of the first value of the present level"""
    start = 0
    while True:
        rest = values[start:]
        n, best = len(rest), None
        for k in range(5, n - 4):
            left, right = rest[:k], rest[k:]
            pooled = (((left - left.mean()) ** 2).sum() + ((right - right.mean()) ** 2).sum()) / (n - 2)
            t = abs(right.mean() - left.mean()) / np.sqrt(max(pooled, 1e-10) * (1 / k + 1 / (n - k)))
            if best is None or t > best[0]:
                best = (t, k, abs(right.mean() - left.mean()))
        if best is None or 2 * stats.t.sf(best[0], n - 2) * (n - 9) >= 1e-3 or best[2] < least:
            return start
        start += best[1]


def level_shifts(rng):
    cases = []
    for steps in [[(30, 0)], [(12, 0), (15, 0.2)], [(10, 0), (8, 0.5), (11, 0.3)], [(9, 0)], [(5, 0), (5, 1)], [(40, 0), (6, 0.02)],
                  [(20, 0), (20, -0.1), (4, 0.4)]]:
        values = np.concatenate([rng.normal(level, 0.02, n) for n, level in steps])
        cases.append({'values': values.tolist(), 'start': int(last_level(values))})
    cases.append({'values': [2.0] * 20, 'start': 0})
    cases.append({'values': [2.0] * 10 + [3.0] * 10, 'start': 10})
    return cases


def kurtosis_df(values):
    kurtosis = np.mean(values ** 4) / max(np.mean(values ** 2) ** 2, 1e-18)
    return max(4 + 6 / max(kurtosis - 3, 0.05), 3)


def runs_against_history(history, new, endpoints, least=np.log1p(0.03), q=0.01):
    """in the words of STATISTICS.md section 3; NaN is not measured"""
    count, tests = history.shape
    k, kinds = len(new), len(set(endpoints))
    center = np.array([np.median(c[np.isfinite(c)]) for c in history.T])
    history, new = history - center, new - center
    shared = kinds >= 4
    zero = np.zeros_like

    def common_of(rows):
        return np.array([[others_median(row, endpoints, e) for e in endpoints] for row in rows]) if shared else zero(rows)
    past, now = common_of(history), common_of(new)
    slope, leverage = np.zeros(tests), np.zeros((k, tests))
    levels = []
    for j in range(tests):
        if shared:
            pairs = [(past[i + 1, j] - past[i, j], history[i + 1, j] - history[i, j]) for i in range(count - 1)
                     if np.isfinite(history[i + 1, j] - history[i, j])]
            slope[j] = min(max(sum(a * b for a, b in pairs) / (sum(a * a for a, _ in pairs) + 1e-9), 0), 1.5)
            leverage[:, j] = (now[:, j] - past[:, j].mean()) ** 2 / max(((past[:, j] - past[:, j].mean()) ** 2).sum(), 1e-6)
        rows = [i for i in range(count) if np.isfinite(history[i, j])]
        values = np.array([history[i, j] - slope[j] * past[i, j] for i in rows])
        if len(values) < 3:
            levels.append(None)
            continue
        cut = last_level(values)
        inside, before = values[cut:], values[:cut]
        squares, df = ((inside - inside.mean()) ** 2).sum(), len(inside) - 1
        if len(before) > 2:
            squares += (np.diff(before) ** 2).mean() / 2 * (len(before) - 2) * 2 / 3
            df += (len(before) - 2) * 2 / 3
        df = max(df - shared, 1)
        levels.append({'rows': rows[cut:], 'values': inside, 'mean': inside.mean(), 's2': squares / df, 'df': float(df)})
    known = [j for j in range(tests) if levels[j]]
    d0 = s0 = 0.0
    if len(known) >= 3:
        d0, s0 = fitted_prior(np.array([levels[j]['s2'] for j in known]), np.array([levels[j]['df'] for j in known]))
    sd, df, pooled, product, squares = np.full(tests, np.nan), np.zeros(tests), [], 0.0, 0.0
    for j in known:
        one = levels[j]
        sd[j] = np.sqrt(max((d0 * s0 + one['df'] * one['s2']) / (d0 + one['df']), 1e-8))
        df[j] = one['df'] + d0
        z = (one['values'] - one['mean']) / sd[j]
        pooled.extend(z)
        for a in range(1, len(z)):
            if one['rows'][a] == one['rows'][a - 1] + 1:
                product += z[a] * z[a - 1]
                squares += (z[a] ** 2 + z[a - 1] ** 2) / 2
    tails = min(kurtosis_df(np.array(pooled)), 5.0 if k == 1 else 100.0)
    rho = min(max(product / max(squares, 1e-9), 0), 0.9)
    power = k / (1 + (k - 1) * rho)
    medians = [np.median(r[np.isfinite(r)]) for r in history]
    new_medians = [np.median(r[np.isfinite(r)]) for r in new]
    around = np.array(medians) - np.mean(medians)
    ratios = (np.array(new_medians) - np.mean(medians)) / (np.std(medians, ddof=1) * np.sqrt(1 + 1 / count) + 1e-12)
    global_df = min(count - 1, 5.0 if k == 1 else kurtosis_df(around))
    everything = (float(stats.t.sf(ratios, global_df).max() ** power), float(stats.t.cdf(ratios, global_df).max() ** power))
    far = np.array([[new[i, j] - slope[j] * now[i, j] - levels[j]['mean'] if levels[j] else np.nan
                     for j in range(tests)] for i in range(k)])
    out = []
    for j in range(tests):
        if not levels[j] or not np.isfinite(far[:, j]).all():
            out.append(None)
            continue
        t_df = min(df[j], tails)
        errors = []
        for i in range(k):
            widened = 1.0
            if shared:
                robust = others_median(np.abs(far[i]) / sd, endpoints, endpoints[j]) / 0.6745
                widened = max(np.sqrt(((kinds - 1) * robust ** 2 + 4) / (kinds - 1 + 4)), 1)
            errors.append(sd[j] * np.sqrt(widened ** 2 + 1 / len(levels[j]['values']) + leverage[i, j]))
        errors = np.array(errors)
        worse = stats.t.sf(far[:, j] / errors, t_df).max() ** power
        better = stats.t.cdf(far[:, j] / errors, t_df).max() ** power
        raw = np.median(new[:, j]) - np.mean([history[i, j] for i in levels[j]['rows']])
        if shared and min(everything) <= q:
            worse, better = worse if raw >= least else 1.0, better if -raw >= least else 1.0
        out.append({'change': float(np.median(far[:, j])), 'raw': float(raw), 'df': float(t_df), 'worse': float(worse),
                    'better': float(better), 'start': levels[j]['rows'][0],
                    'se': float(np.sqrt((errors ** 2).mean() * (1.57 if k >= 3 else 1) / k))})
    return {'shifts': out, 'tails': float(tails), 'rho': float(rho), 'globalWorse': everything[0],
            'globalBetter': everything[1], 'globalChange': float(np.median(new_medians) - np.mean(medians))}


def histories(rng):
    cases = []
    for count, k, kinds, step, everywhere, holes in [
            (20, 1, 6, 0, 0, 0), (20, 3, 6, 0.3, 0, 0), (8, 2, 5, 0, 0.25, 0), (30, 2, 3, 0.2, 0, 0), (5, 1, 1, 0, 0, 0),
            (25, 5, 7, 0.25, -0.2, 0.1), (16, 2, 4, 0, 0, 0.2), (40, 3, 9, 0.4, 0.5, 0.05), (12, 1, 2, 0, 0, 0)]:
        endpoints = [e for e in range(kinds) for _ in range(rng.integers(1, 4))]
        tests = len(endpoints)
        rows = count + k
        shared = np.cumsum(rng.normal(0, 0.02, (rows, 1)), axis=0) * rng.uniform(0, 1.3, tests)
        values = rng.normal(2, 1, tests) + shared + rng.standard_t(6, (rows, tests)) * np.exp(rng.normal(-3.7, 0.5, tests))
        values[:count // 2, 0] -= step
        values[count:] += everywhere
        values[count:, -1] += 0.15
        past = values[:count].copy()
        past[rng.uniform(size=past.shape) < holes] = np.nan
        if holes == 0.2:
            past[2:, 1] = np.nan  # measured too rarely
        result = runs_against_history(past, values[count:], endpoints)
        table = [[None if np.isnan(x) else x for x in row] for row in past.tolist()]
        cases.append({'history': table, 'runs': values[count:].tolist(), 'endpoints': endpoints, **result})
    return cases


def error_rates(rng):
    def dispersion_of(errors, requests):
        rate = max(sum(errors) / sum(requests), 1e-9)
        return sum((x - n * rate) ** 2 / max(n * rate * (1 - rate), 1e-9) for x, n in zip(errors, requests))

    cases = []
    sets = [([0], [1000], [0], [1000], None), ([0], [1000], [40], [900], None), ([3], [2000], [9], [2100], None),
            ([5, 9, 4], [3000, 3100, 2900], [30, 22, 41], [3000, 3000, 3050], None),
            ([1000], [10 ** 9], [1300], [10 ** 9], None), ([2, 0], [50, 60], [50, 60], [50, 60], None),
            ([400_000_000], [10 ** 9], [400_300_000], [10 ** 9], None)]
    history = rng.binomial(5000, rng.beta(5, 500, 12))
    sets.append(([45, 60], [5000, 5000], [140, 120], [5000, 5000], (history.tolist(), [5000] * 12)))
    sets.append(([45, 60], [5000, 5000], [140, 120], [5000, 5000], ([1, 2, 3], [5000] * 3)))
    sets.append(([0], [5000], [12], [5000], ([0] * 40, [5000] * 40)))
    for xb, nb, xh, nh, past in sets:
        prior, prior_df = 1.0, 4.0
        if past and len(past[0]) >= 5:
            prior, prior_df = max(dispersion_of(*past) / (len(past[0]) - 1), 1), min(len(past[0]) - 1, 30)
        df = prior_df + len(xb) + len(xh) - 2
        phi = max((prior_df * prior + dispersion_of(xb, nb) + dispersion_of(xh, nh)) / df, 1)

        def p(x, n, y, m):
            tail = 1.0 if x <= 0 else special.betainc(x / phi, y / phi + 1, n / (n + m))
            return float(stats.t.sf(stats.norm.isf(min(max(tail, 1e-300), 1 - 1e-12)), df))
        XB, NB, XH, NH = sum(xb), sum(nb), sum(xh), sum(nh)
        cases.append({'baseline': [xb, nb], 'candidate': [xh, nh], 'history': past, 'worse': p(XH, NH, XB, NB),
                      'better': p(XB, NB, XH, NH), 'dispersion': float(phi), 'df': float(df),
                      'difference': XH / NH - XB / NB, 'extra': XH - XB * NH / NB})
    return cases


def plans():
    """[deviation, tests, runs needed (0 for too many)] and [error, df, tests, change with 90 % power]"""
    def needed(sd, tests):
        for k in range(2, 200):
            df = 2 * k - 2 + 20
            critical = stats.t.isf(0.01 / tests, df)
            if stats.nct.sf(critical, df, np.log1p(0.05) / (sd * np.sqrt(2 / k))) >= 0.9:
                return k
        return 0

    def detectable(se, df, tests):
        critical = stats.t.isf(0.01 / tests, df)
        root = optimize.brentq(lambda d: stats.nct.sf(critical, df, d) - 0.9, critical - 1, 20 * critical + 20, xtol=1e-13)
        return float(np.expm1(max(root * se, np.log1p(0.03) + stats.norm.ppf(0.9) * se)))
    runs = [[sd, tests, needed(sd, tests)] for sd in [0.003, 0.01, 0.02, 0.05, 0.11, 0.3] for tests in [1, 18, 400]]
    changes = [[se, df, tests, detectable(se, df, tests)]
               for se in [0.001, 0.02, 0.1] for df in [2.0, 5.0, 17.3, 300.0] for tests in [1, 30]]
    return {'runs': runs, 'changes': changes}


def two_samples(rng):
    cases = []
    for n, m, digits in [(1, 1, 9), (3, 3, 9), (5, 8, 9), (8, 300, 9), (8, 8, 1), (9, 9, 9), (40, 25, 9), (60, 60, 1), (3, 500, 9),
                         (2, 2, 9), (7, 7, 0), (400, 300, 9)]:
        x, y = np.round(rng.normal(0.3, 1, n), digits), np.round(rng.normal(0, 1.7, m), digits)
        p = [stats.mannwhitneyu(x, y, alternative=a) for a in ('greater', 'less', 'two-sided')]
        case = {'first': x.tolist(), 'second': y.tolist(), 'u': float(p[0].statistic),
                'mannWhitney': [float(r.pvalue) for r in p]}
        if min(n, m) >= 2 and np.var(x) + np.var(y) > 0:
            t = stats.ttest_ind(x, y, equal_var=False)
            interval = t.confidence_interval(0.9)
            case['welch'] = [float(t.statistic), float(t.df), float(t.pvalue), float(interval.low), float(interval.high),
                             float(stats.ttest_ind(x, y, equal_var=False, alternative='greater').pvalue)]
        cases.append(case)
    cases.append({'first': [2.0] * 4, 'second': [2.0] * 12, 'u': 24.0, 'mannWhitney': [1.0, 1.0, 1.0]})
    return cases


def proportions():
    """[successes, trials, confidence, low, high] and [x, n, y, m, confidence, low, high]"""
    one = []
    for x, n, confidence in [(0, 1, .95), (0, 50, .95), (1, 50, .99), (50, 50, .95), (3, 7, .5), (10 ** 6, 10 ** 9, .95)]:
        interval = stats.binomtest(x, n).proportion_ci(confidence, method='wilson')
        one.append([x, n, confidence, float(interval.low), float(interval.high)])
    two = []
    for x, n, y, m, confidence in [(56, 70, 48, 80, .95), (9, 10, 3, 10, .95), (0, 40, 5, 60, .9), (10, 10, 0, 20, .95),
                                   (5, 56, 0, 29, .95)]:
        a = stats.binomtest(x, n).proportion_ci(confidence, method='wilson')
        b = stats.binomtest(y, m).proportion_ci(confidence, method='wilson')
        p, q = x / n, y / m
        two.append([x, n, y, m, confidence, float(p - q - np.hypot(p - a.low, b.high - q)),
                    float(p - q + np.hypot(a.high - p, q - b.low))])
    return {'wilson': one, 'newcombe': two}


def quantiles(rng):
    cases = []
    for n in [2, 3, 10, 57, 1200]:
        x = np.exp(rng.normal(3, 0.5, n))
        levels = [0.05, 0.5, 0.9, 0.99]
        boot = [stats.bootstrap((x,), lambda v, axis, p=p: np.quantile(v, p, axis=axis), n_resamples=20_000, vectorized=True,
                                method='percentile', batch=500, rng=np.random.default_rng(7)) for p in levels]
        cases.append({'values': x.tolist(), 'levels': levels, 'plain': [float(np.quantile(x, p)) for p in levels],
                      'harrellDavis': [float(v) for v in stats.mstats.hdquantiles(x, levels)],
                      'errors': [float(v) for v in stats.mstats.hdquantiles_sd(x, levels)],
                      'bootstrapError': [float(b.standard_error) for b in boot],
                      'bootstrapLow': [float(b.confidence_interval.low) for b in boot],
                      'bootstrapHigh': [float(b.confidence_interval.high) for b in boot]})
    return cases


def main():
    rng = np.random.default_rng(20_170_401)
    reference = {'scipy': scipy.__version__, 'functions': functions(), 'priors': priors(rng),
                 'adjustments': adjustments(rng), 'comparisons': comparisons(rng), 'errorRates': error_rates(rng),
                 'plans': plans(), 'levelShifts': level_shifts(rng), 'histories': histories(rng),
                 'twoSamples': two_samples(rng), 'proportions': proportions(), 'quantiles': quantiles(rng)}
    json.dump(reference, sys.stdout, separators=(',', ':'))
    print()


main()
