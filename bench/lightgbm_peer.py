"""LightGBM's side of the boosted-trees benchmark.

Reads one line a job from standard input, a JSON object: `path` to a CSV of numbers with a header (empty = missing) whose last column is the
label, `test` with the row numbers not to train on, `params` and `trees`. Answers `epoch <milliseconds>` for data set and training together,
then `scores <JSON list>` of the test rows.
"""

import json
import sys
import time

import lightgbm
import numpy as np

tables = {}
for line in sys.stdin:
    job = json.loads(line)
    if job["path"] not in tables:
        tables[job["path"]] = np.genfromtxt(job["path"], delimiter=",", skip_header=1)
    table = tables[job["path"]]
    is_test = np.zeros(len(table), dtype=bool)
    is_test[job["test"]] = True
    x, y = np.ascontiguousarray(table[:, :-1].astype(np.float32)), table[:, -1]
    train_x, train_y = x[~is_test], y[~is_test]
    start = time.perf_counter()
    data = lightgbm.Dataset(train_x, train_y, categorical_feature=job.get("categorical", []))
    model = lightgbm.train(job["params"] | {"objective": "binary", "verbosity": -1}, data, job["trees"])
    print(f"epoch {(time.perf_counter() - start) * 1000}", flush=True)
    print("scores " + json.dumps(model.predict(x[is_test]).tolist()), flush=True)
