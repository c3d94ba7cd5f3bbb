"""Reads seeds, one a line; answers with the milliseconds of one Monte Carlo value at risk and expected shortfall, and with the two figures."""

import json
import sys
import time

import numpy as np

with open(sys.argv[1]) as file:
    data = json.load(file)
covariance, positions = np.array(data["covariance"]), np.array(data["positions"])
paths, alpha = data["paths"], data["alpha"]
for line in sys.stdin:
    rng = np.random.default_rng(int(line))
    start = time.perf_counter()
    factor = np.linalg.cholesky(covariance)
    returns = rng.standard_normal((paths, len(positions))) @ factor.T
    losses = -(returns @ positions)
    tail = int(np.floor((1 - alpha) * paths + 1e-9 * paths))
    worst = np.partition(losses, paths - tail)[paths - tail :]
    var, es = worst[0], worst.mean()
    ms = 1000 * (time.perf_counter() - start)
    print(json.dumps({"ms": ms, "var": float(var), "es": float(es)}), flush=True)
