"""Reads names of methods, one a line; answers with the milliseconds of one fit on the returns of the file."""

import json
import sys
import time
import warnings

import pandas as pd
from skfolio import RiskMeasure
from skfolio.optimization import HierarchicalRiskParity, MeanRisk, RiskBudgeting

warnings.filterwarnings("ignore")
with open(sys.argv[1]) as file:
    data = json.load(file)
returns = pd.DataFrame(data["rows"], columns=data["assets"])
methods = {
    "minimum_variance": lambda: MeanRisk(risk_measure=RiskMeasure.VARIANCE),
    "risk_parity": lambda: RiskBudgeting(risk_measure=RiskMeasure.VARIANCE),
    "cvar": lambda: MeanRisk(risk_measure=RiskMeasure.CVAR, cvar_beta=0.95),
    "hrp": lambda: HierarchicalRiskParity(),
}
for line in sys.stdin:
    method = methods[line.strip()]()
    start = time.perf_counter()
    method.fit(returns)
    print(1000 * (time.perf_counter() - start), flush=True)
