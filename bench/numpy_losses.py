"""Reads seeds, one a line; answers with the milliseconds of one simulation of yearly losses."""

import sys
import time

import numpy as np

years, mean, mu, sigma = int(sys.argv[1]), *map(float, sys.argv[2:5])
for line in sys.stdin:
    rng = np.random.default_rng(int(line))
    start = time.perf_counter()
    counts = rng.poisson(mean, years)
    losses = rng.lognormal(mu, sigma, counts.sum())
    total = np.concatenate([[0.0], np.cumsum(losses)])
    ends = np.cumsum(counts)
    year = total[ends] - total[ends - counts]
    year.sort()
    tail = int(round(years * 0.001))
    year[-tail - 1], year[-tail:].mean()
    print(1000 * (time.perf_counter() - start), flush=True)
