"""Reference values of portfolio.json. Needs numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, skfolio 1.12.2, PyPortfolioOpt, cvxpy with clarabel.

    python make.py > portfolio.json
"""

import json

import cvxpy as cp
import numpy as np
import pandas as pd
import pypfopt
import scipy
import sklearn
import skfolio
from pypfopt import black_litterman
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.optimize import linprog
from scipy.spatial.distance import squareform
from sklearn.covariance import LedoitWolf
from skfolio import RiskMeasure
from skfolio.optimization import MeanRisk, ObjectiveFunction, RiskBudgeting

rng = np.random.default_rng(20260)
ASSETS = ["A", "B", "C", "D", "E", "F"]
T, n = 80, len(ASSETS)
factor = 0.01 * rng.standard_t(5, size=T)
vol = np.array([0.004, 0.006, 0.01, 0.013, 0.02, 0.009])
beta = np.array([0.3, 0.6, 0.9, 1.1, 1.4, -0.2])
mean = np.array([0.0004, 0.0007, 0.0011, 0.0012, 0.002, 0.0003])
X = np.round(mean + np.outer(factor, beta) + vol * rng.standard_normal((T, n)), 6)
frame = pd.DataFrame(X, columns=ASSETS)
S = np.cov(X.T, ddof=1)
mu = X.mean(axis=0)
PREVIOUS = np.array([0.3, 0.1, 0.2, 0.1, 0.1, 0.2])

out = {
    "made": "golden/make.py",
    "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn, skfolio, cp, pypfopt) if hasattr(m, "__version__")},
    "assets": ASSETS,
    "returns": X.tolist(),
    "previous": PREVIOUS.tolist(),
}

lw = LedoitWolf().fit(X)


def constant_correlation(returns):
    """covCor of Ledoit and Wolf's own code, in numpy. PyPortfolioOpt mixes divisors T and T - 1, which moves the weight by 0.006 here."""
    x = returns - returns.mean(axis=0)
    t, k = x.shape
    sample = x.T @ x / t
    var = np.diag(sample).reshape(-1, 1)
    sd = np.sqrt(var)
    r_bar = (np.sum(sample / (sd @ sd.T)) - k) / (k * (k - 1))
    prior = r_bar * (sd @ sd.T)
    np.fill_diagonal(prior, var)
    phi_mat = (x**2).T @ (x**2) / t - sample**2
    theta = (x**3).T @ x / t - var * sample - sample * var + var * sample
    np.fill_diagonal(theta, 0)
    rho = np.trace(phi_mat) + r_bar * np.sum((1 / sd) @ sd.T * theta)
    weight = max(0, min(1, (phi_mat.sum() - rho) / np.sum((sample - prior) ** 2) / t))
    return weight * prior + (1 - weight) * sample, weight


cc_cov, cc_weight = constant_correlation(X)
w = 0.94 ** np.arange(T - 1, -1, -1)
out["covariance"] = {
    "sample": S.tolist(),
    "ewma_0.94": ((X * w[:, None]).T @ X / w.sum()).tolist(),
    "ledoit-wolf-identity": {"covariance": lw.covariance_.tolist(), "shrinkage": float(lw.shrinkage_)},
    "ledoit-wolf-constant-correlation": {"covariance": cc_cov.tolist(), "shrinkage": float(cc_weight)},
}

Si = np.linalg.inv(S)
one = np.ones(n)
gmv = Si @ one / (one @ Si @ one)
m0 = gmv @ mu
d = mu - m0
shrink = (n + 2) / (n + 2 + T * d @ Si @ d)
out["bayes_stein"] = {"shrinkage": shrink, "expected": ((1 - shrink) * mu + shrink * m0).tolist()}


def solve(objective, constraints):
    cp.Problem(objective, constraints).solve(solver=cp.CLARABEL, tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13)


x = cp.Variable(n)
long_only = [cp.sum(x) == 1, x >= 0, x <= 1]
ANN = 252
RISK_SCALE = 1e4


def weights(objective, constraints):
    solve(objective, constraints)
    return x.value.tolist()


V = cp.quad_form(x, cp.psd_wrap(S * RISK_SCALE))
out["weights"] = {
    "minimum_variance_free": gmv.tolist(),
    "minimum_variance": weights(cp.Minimize(V), long_only),
    "minimum_variance_capped": weights(cp.Minimize(V), [cp.sum(x) == 1, x >= 0.05, x <= 0.35, x[0] + x[1] <= 0.5, x[3] + x[4] >= 0.2]),
    "minimum_variance_turnover_0.3": weights(cp.Minimize(V), long_only + [cp.norm1(x - PREVIOUS) <= 0.3]),
    "minimum_variance_130_30": weights(cp.Minimize(V - 5 * RISK_SCALE * (mu @ x) * 0.02), [cp.sum(x) == 1, x >= -0.3, x <= 1, cp.norm1(x) <= 1.6]),
    "mean_variance_gamma_8": weights(cp.Minimize(4 * V - RISK_SCALE * (mu @ x)), long_only),
}
rf = 0.0001
k = cp.Variable()
y = cp.Variable(n)
scale = 1e3
cp.Problem(
    cp.Minimize(cp.quad_form(y, cp.psd_wrap(S * RISK_SCALE))),
    [scale * (mu - rf) @ y == 1, cp.sum(y) == k, y >= 0, y <= 0.4 * k, k >= 0],
).solve(solver=cp.CLARABEL, tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13)
out["weights"]["maximum_sharpe_rf_capped"] = (y.value / k.value).tolist()
out["risk_free_per_period"] = rf

# Equal and budgeted risk contributions by Newton's method on the log-barrier problem.
def parity(b):
    z = np.sqrt(b / np.diag(S))
    for _ in range(200):
        z = z - np.linalg.solve(S + np.diag(b / z**2), S @ z - b / z) * 0.9
    return (z / z.sum()).tolist()


out["weights"]["risk_parity"] = parity(one / n)
out["weights"]["risk_parity_budgets"] = parity(np.array([1, 1, 2, 2, 3, 1]) / 10)
sk = RiskBudgeting(risk_measure=RiskMeasure.VARIANCE).fit(frame)
out["weights"]["risk_parity_skfolio"] = sk.weights_.tolist()


def hrp(method):
    corr = S / np.sqrt(np.outer(np.diag(S), np.diag(S)))
    dist = np.sqrt(np.clip((1 - corr) / 2, 0, None))
    order = leaves_list(linkage(squareform(dist, checks=False), method))
    w = pd.Series(1.0, index=order)

    def cluster_variance(items):
        sub = S[np.ix_(items, items)]
        iv = 1 / np.diag(sub)
        iv /= iv.sum()
        return iv @ sub @ iv

    parts = [list(order)]
    while parts:
        parts = [half for part in parts if len(part) > 1 for half in (part[: len(part) // 2], part[len(part) // 2 :])]
        for left, right in zip(parts[::2], parts[1::2]):
            a, b = cluster_variance(left), cluster_variance(right)
            w[left] *= 1 - a / (a + b)
            w[right] *= a / (a + b)
    return w.sort_index().tolist()


out["weights"]["hrp"] = {m.upper(): hrp(m) for m in ("single", "complete", "average", "ward")}

# CVaR by scipy's linear program; the optimum value is what must agree, its weights too as it is unique here.
for alpha in (0.9, 0.95):
    tail = (1 - alpha) * T
    c = np.concatenate([np.zeros(n), [1], np.full(T, 1 / tail)])
    A = np.hstack([-X, -np.ones((T, 1)), -np.eye(T)])
    res = linprog(c, A_ub=A, b_ub=np.zeros(T), A_eq=[np.concatenate([one, [0], np.zeros(T)])], b_eq=[1], bounds=[(0, 1)] * n + [(None, None)] + [(0, None)] * T)
    out["weights"][f"cvar_{alpha}"] = {"weights": res.x[:n].tolist(), "cvar": float(res.fun)}
sk = MeanRisk(objective_function=ObjectiveFunction.MINIMIZE_RISK, risk_measure=RiskMeasure.CVAR, cvar_beta=0.95).fit(frame)
out["weights"]["cvar_0.95_skfolio"] = sk.weights_.tolist()

market = np.array([0.25, 0.2, 0.2, 0.15, 0.1, 0.1])
year = S * ANN
P = np.array([[0, 0, 0, 0, 1, 0], [0, -0.5, 1, -0.5, 0, 0]], dtype=float)
Q = np.array([0.12, 0.03])
delta, tau = 2.5, 0.05
pi = delta * year @ market
bl = black_litterman.BlackLittermanModel(pd.DataFrame(year, ASSETS, ASSETS), pi=pi, Q=Q, P=P, tau=tau)
omega = np.diag(np.diag(P @ (tau * year) @ P.T) * np.array([(1 - 0.25) / 0.25, 1.0]))
blc = black_litterman.BlackLittermanModel(pd.DataFrame(year, ASSETS, ASSETS), pi=pi, Q=Q, P=P, tau=tau, omega=omega)
out["black_litterman"] = {
    "market": market.tolist(), "P": P.tolist(), "Q": Q.tolist(), "delta": delta, "tau": tau,
    "equilibrium": pi.tolist(),
    "mean": bl.bl_returns().values.tolist(),
    "covariance": bl.bl_cov().values.tolist(),
    "mean_confidence_0.25_and_none": blc.bl_returns().values.tolist(),
}

# He and Litterman (1999), tables 1 to 4: seven markets, one view that Germany beats the rest of Europe by 5 %.
corr = np.array([
    [1, 0.488, 0.478, 0.515, 0.439, 0.512, 0.491],
    [0.488, 1, 0.664, 0.655, 0.310, 0.608, 0.779],
    [0.478, 0.664, 1, 0.861, 0.355, 0.783, 0.668],
    [0.515, 0.655, 0.861, 1, 0.354, 0.777, 0.653],
    [0.439, 0.310, 0.355, 0.354, 1, 0.405, 0.306],
    [0.512, 0.608, 0.783, 0.777, 0.405, 1, 0.652],
    [0.491, 0.779, 0.668, 0.653, 0.306, 0.652, 1],
])
vols = np.array([0.160, 0.203, 0.248, 0.271, 0.210, 0.200, 0.187])
mkt = np.array([0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615])
cov = corr * np.outer(vols, vols)
out["he_litterman"] = {
    "countries": ["Australia", "Canada", "France", "Germany", "Japan", "UK", "USA"],
    "covariance": cov.tolist(), "market": mkt.tolist(),
    "view": [0, 0, -0.295, 1, 0, -0.705, 0], "expected": 0.05,
    "printed_equilibrium": [0.039, 0.069, 0.084, 0.090, 0.043, 0.068, 0.076],
    "printed_mean": [0.043, 0.076, 0.093, 0.110, 0.045, 0.070, 0.081],
}
print(json.dumps(out, indent=1))
