"""Reference values of operational.json. Needs numpy 2.4.6 and scipy 1.17.1.

    python make.py > operational.json
"""

import json

import numpy as np
import scipy
from scipy import optimize, stats

rng = np.random.default_rng(7)
out = {"made": "golden/make.py", "versions": {"numpy": np.__version__, "scipy": scipy.__version__}}

LAWS = {
    "lognormal": ({"mu": 9.0, "sigma": 1.7}, stats.lognorm(1.7, scale=np.exp(9.0))),
    "gamma": ({"shape": 0.7, "scale": 20000.0}, stats.gamma(0.7, scale=20000.0)),
    "weibull": ({"shape": 0.55, "scale": 12000.0}, stats.weibull_min(0.55, scale=12000.0)),
    "pareto": ({"minimum": 1000.0, "index": 1.4}, stats.pareto(1.4, scale=1000.0)),
    "generalised-pareto": ({"threshold": 5000.0, "scale": 8000.0, "shape": 0.6}, stats.genpareto(0.6, loc=5000.0, scale=8000.0)),
}
XS = [1500.0, 5200.0, 30000.0, 1e6, 5e7]
QS = [0.9, 0.5, 0.01, 1e-5, 1e-9]
out["severities"] = {
    name: {
        "params": params,
        "x": XS,
        "log_pdf": [float(v) if np.isfinite(v) else None for v in law.logpdf(XS)],
        "cdf": law.cdf(XS).tolist(),
        "sf": law.sf(XS).tolist(),
        "q": QS,
        "upper_quantile": law.isf(QS).tolist(),
        "mean": float(law.mean()),
    }
    for name, (params, law) in LAWS.items()
}

# Maximum likelihood of losses seen above 10,000 only, by scipy's own search (Nelder-Mead to 1e-12).
H = 10000.0
full = LAWS["lognormal"][1].rvs(6000, random_state=rng)
losses = np.round(full[full >= H], 2)[:800]


def fit(negative, start):
    best = optimize.minimize(negative, start, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000})
    best = optimize.minimize(negative, best.x, method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000})
    return best.x, -best.fun


def truncated(make):
    return lambda p: -np.sum(make(p).logpdf(losses) - make(p).logsf(H))


x, ll = fit(truncated(lambda p: stats.lognorm(np.exp(p[1]), scale=np.exp(p[0]))), [9.5, 0.3])
w, wl = fit(truncated(lambda p: stats.weibull_min(np.exp(p[0]), scale=np.exp(p[1]))), [-0.7, 9.0])
g, gl = fit(truncated(lambda p: stats.genpareto(p[0], loc=H, scale=np.exp(p[1]))), [0.5, 9.5])
out["truncated_fits"] = {
    "threshold": H,
    "losses": losses.tolist(),
    "lognormal": {"params": {"mu": x[0], "sigma": float(np.exp(x[1]))}, "log_likelihood": ll},
    "weibull": {"params": {"shape": float(np.exp(w[0])), "scale": float(np.exp(w[1]))}, "log_likelihood": wl},
    "generalised-pareto": {"params": {"shape": g[0], "scale": float(np.exp(g[1]))}, "log_likelihood": gl},
}

# Distances of uniform numbers from uniform, by their definitions.
u = np.sort(np.round(rng.random(25), 6))
n = len(u)
i = np.arange(1, n + 1)
out["distances"] = {
    "u": u.tolist(),
    "ks": float(stats.kstest(u, "uniform").statistic),
    "ad": float(-n - np.mean((2 * i - 1) * (np.log(u) + np.log1p(-u[::-1])))),
    "ad_upper": float(n / 2 - 2 * u.sum() - np.sum((2 - (2 * i - 1) / n) * np.log1p(-u))),
}

counts = stats.nbinom(3.0, 3.0 / (3.0 + 12.0)).rvs(40, random_state=rng)
nb, nbl = fit(lambda p: -np.sum(stats.nbinom(np.exp(p[1]), np.exp(p[1]) / (np.exp(p[1]) + np.exp(p[0]))).logpmf(counts)), [2.5, 1.0])
few = stats.binom(20, 0.7).rvs(60, random_state=rng)
profile = {int(t): float(np.sum(stats.binom(t, few.mean() / t).logpmf(few))) for t in range(few.max(), 400)}
best = max(profile, key=profile.get)
out["frequency"] = {
    "counts": counts.tolist(),
    "poisson": {"mean": float(counts.mean()), "log_likelihood": float(stats.poisson(counts.mean()).logpmf(counts).sum())},
    "negative-binomial": {"mean": float(np.exp(nb[0])), "size": float(np.exp(nb[1])), "log_likelihood": nbl},
    "few": few.tolist(),
    "binomial": {"trials": best, "chance": float(few.mean() / best), "log_likelihood": profile[best]},
    "pmf": {
        "poisson": stats.poisson(7.5).pmf([0, 3, 20]).tolist(),
        "negative-binomial": stats.nbinom(2.5, 2.5 / (2.5 + 7.5)).pmf([0, 3, 40]).tolist(),
        "binomial": stats.binom(30, 0.25).pmf([0, 3, 20]).tolist(),
    },
}
print(json.dumps(out, indent=1))
