"""shap's side of the explanation benchmark: reads one JSON job a line, answers `ms <milliseconds>` and `result <JSON>`."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import shap  # noqa: E402


def gradients(job):
    layers = [keras.layers.Input((job["d"],))]
    for kernel in job["kernels"][:-1]:
        layers.append(keras.layers.Dense(len(kernel[0]), activation="relu"))
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    weights = [np.array(w, dtype="float32") for pair in zip(job["kernels"], job["biases"]) for w in pair]
    model.set_weights(weights)
    x = np.array(job["x"], dtype="float32").reshape(-1, job["d"])
    background = np.array(job["background"], dtype="float32").reshape(-1, job["d"])
    explainer = shap.GradientExplainer(model, background)
    explainer.shap_values(x[:20], nsamples=job["samples"])
    start = time.perf_counter()
    values = explainer.shap_values(x, nsamples=job["samples"], rseed=1)
    return (time.perf_counter() - start) * 1000, np.reshape(values, (len(x), -1))


def trees(job):
    def tree_of(tree):
        left, right = np.array(tree["left"]), np.array(tree["right"])
        return {
            "children_left": left,
            "children_right": right,
            "children_default": np.where(left < 0, -1, np.where(tree["missingLeft"], left, right)),
            "features": np.array(tree["feature"]),
            "thresholds": np.array(tree["threshold"], dtype=float),
            "values": np.array(tree["value"], dtype=float).reshape(-1, 1),
            "node_sample_weight": np.array(tree["cover"], dtype=float),
        }

    model = {"trees": [tree_of(tree) for tree in job["trees"]], "base_offset": job["start"]}
    x = np.array(job["x"], dtype=float).reshape(-1, job["d"])
    data = None if job["background"] is None else np.array(job["background"], dtype=float).reshape(-1, job["d"])
    kind = "tree_path_dependent" if data is None else "interventional"
    explainer = shap.TreeExplainer(model, data=data, feature_perturbation=kind)
    explainer.shap_values(x[:20], check_additivity=False)
    start = time.perf_counter()
    values = explainer.shap_values(x, check_additivity=False)
    return (time.perf_counter() - start) * 1000, np.array(values)


KINDS = {"gradients": gradients, "trees": trees}
for line in sys.stdin:
    job = json.load(open(line.strip()))
    ms, values = KINDS[job["kind"]](job)
    print(f"ms {ms}", flush=True)
    print(f"result {json.dumps(values.tolist())}", flush=True)
