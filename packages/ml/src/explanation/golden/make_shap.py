"""Writes shap.json: what the Python packages shap 0.51 and numpy 2.4 make of the cases that explanations are compared with.

Trees: trees.json holds one of our own models (fitBoostedTrees: 12 trees of 8 leaves on 500 rows of 5 columns, one with missing values) with rows;
shap reads its lists as they are. Linear and network: drawn here by seed.
"""

import json
from pathlib import Path

import numpy as np
import shap

here = Path(__file__).parent
case = json.loads((here / "trees.json").read_text())
d = case["d"]


def rows_of(values):
    return np.array([np.nan if v is None else v for v in values], dtype=float).reshape(-1, d)


rows, background = rows_of(case["rows"]), rows_of(case["background"])


def tree_dict(tree):
    left, right = np.array(tree["left"]), np.array(tree["right"])
    default = np.where(tree["missingLeft"], left, right)
    return {
        "children_left": left,
        "children_right": right,
        "children_default": np.where(left < 0, -1, default),
        "features": np.array(tree["feature"]),
        "thresholds": np.array(tree["threshold"], dtype=float),
        "values": np.array(tree["value"], dtype=float).reshape(-1, 1),
        "node_sample_weight": np.array(tree["cover"], dtype=float),
    }


model = {"trees": [tree_dict(tree) for tree in case["model"]["trees"]], "base_offset": case["model"]["start"]}
path = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
interventional = shap.TreeExplainer(model, data=background, feature_perturbation="interventional")

random = np.random.default_rng(7)
weights, bias = random.normal(size=4), 0.3
x, b = np.round(random.normal(size=(6, 4)), 3), np.round(random.normal(size=(10, 4)), 3)
linear = shap.LinearExplainer((weights, bias), shap.maskers.Independent(b, max_samples=100))

w1, b1 = np.round(random.normal(size=(4, 5)), 3), np.round(random.normal(size=5), 3)
w2, b2 = np.round(random.normal(size=(5, 1)), 3), np.round(random.normal(size=1), 3)


def network(values):
    return (np.tanh(values @ w1 + b1) @ w2 + b2)[:, 0]


exact = shap.explainers.Exact(network, shap.maskers.Independent(b, max_samples=100))(x)
kernel = shap.KernelExplainer(network, b).shap_values(x, nsamples=1000, silent=True)

result = {
    "versions": {"shap": shap.__version__, "numpy": np.__version__},
    "trees": {
        "path_dependent": path.shap_values(rows, check_additivity=False).tolist(),
        "path_dependent_base": float(np.ravel(path.expected_value)[0]),
        "interventional": interventional.shap_values(rows, check_additivity=False).tolist(),
        "interventional_base": float(np.ravel(interventional.expected_value)[0]),
    },
    "x": x.tolist(),
    "background": b.tolist(),
    "linear": {"weights": weights.tolist(), "bias": bias, "values": linear.shap_values(x).tolist(), "base": float(linear.expected_value)},
    "network": {
        "w1": w1.tolist(),
        "b1": b1.tolist(),
        "w2": w2.tolist(),
        "b2": b2.tolist(),
        "exact": exact.values.tolist(),
        "kernel": kernel.tolist(),
        "base": float(network(b).mean()),
    },
}
(here / "shap.json").write_text(json.dumps(result, indent=1))
