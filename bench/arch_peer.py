"""Reads lines `<model> <first window> <last window>`; answers with the milliseconds of these fits and their log-likelihoods."""

import json
import sys
import time
import warnings

import numpy as np
from arch import arch_model

warnings.filterwarnings("ignore")
with open(sys.argv[1]) as file:
    data = json.load(file)
returns, size, step = np.array(data["returns"]), data["size"], data["step"]
models = {
    "garch": dict(p=1, o=0, q=1, dist="normal"),
    "garch_t": dict(p=1, o=0, q=1, dist="t"),
    "gjr_t": dict(p=1, o=1, q=1, dist="t"),
}
for line in sys.stdin:
    name, first, last = line.split()
    likelihoods = []
    start = time.perf_counter()
    for window in range(int(first), int(last)):
        part = returns[window * step : window * step + size]
        fit = arch_model(part, mean="Constant", vol="GARCH", **models[name]).fit(disp="off", show_warning=False)
        likelihoods.append(float(fit.loglikelihood))
    ms = 1000 * (time.perf_counter() - start)
    print(json.dumps({"ms": ms, "likelihoods": likelihoods}), flush=True)
