"""Makes market-indicators.json: every market indicator on 700 days of the S&P 500, by pandas and numpy alone.

Run from the repository's root: python packages/features/src/indicators/market/golden/make.py
Made with Python 3.11, pandas 3.1.1, numpy 2.4.6.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[6]
quotes = pd.read_csv(ROOT / "data" / "market_sp500_daily_1999_2018.csv.gz", parse_dates=["Date"]).iloc[2000:2700].reset_index(drop=True)
o, h, l, c, v = (quotes[name] for name in ("Open", "High", "Low", "Close", "Volume"))
r = np.log(c / c.shift(1))
s = c / c.shift(1) - 1
out = {}


def wilder(x, n):
    x = np.asarray(x, float)
    y = np.full(len(x), np.nan)
    first = int(np.flatnonzero(~np.isnan(x))[0])
    y[first + n - 1] = x[first : first + n].mean()
    for t in range(first + n, len(x)):
        y[t] = (y[t - 1] * (n - 1) + x[t]) / n
    return pd.Series(y)


out["return_1"] = s
out["return_5"] = c.pct_change(5)
out["log_return_1"] = r
out["ewma_volatility_0.94"] = np.sqrt(252 * (r**2).ewm(alpha=0.06, adjust=False).mean())
out["close_volatility_22"] = r.rolling(22).std() * np.sqrt(252)
pk = np.log(h / l) ** 2 / (4 * np.log(2))
gk = 0.5 * np.log(h / l) ** 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2
rs = np.log(h / c) * np.log(h / o) + np.log(l / c) * np.log(l / o)
out["parkinson_volatility_22"] = np.sqrt(pk.rolling(22).mean())
out["garman_klass_volatility_22"] = np.sqrt(gk.rolling(22).mean())
out["rogers_satchell_volatility_22"] = np.sqrt(rs.rolling(22).mean())
n = 22
k = 0.34 / (1.34 + (n + 1) / (n - 1))
out["yang_zhang_volatility_22"] = np.sqrt(np.log(o / c.shift(1)).rolling(n).var() + k * np.log(c / o).rolling(n).var() + (1 - k) * rs.rolling(n).mean())
for name, window in (("day", 1), ("week", 5), ("month", 22)):
    out[f"har_parkinson_{name}"] = pk.rolling(window).mean()
    out[f"har_squared_return_{name}"] = (r**2).rolling(window).mean()
out["sma_20"] = c.rolling(20).mean()
out["ema_20"] = c.ewm(span=20, adjust=False).mean()
out["wma_20"] = c.rolling(20).apply(lambda x: np.average(x, weights=np.arange(1, 21)), raw=True)
line = c.ewm(span=12, adjust=False).mean() - c.ewm(span=26, adjust=False).mean()
signal = line.ewm(span=9, adjust=False).mean()
out["macd_12_26_9_line"], out["macd_12_26_9_signal"], out["macd_12_26_9_histogram"] = line, signal, line - signal
move = c.diff()
gain, loss = wilder(move.clip(lower=0), 14), wilder(-move.clip(upper=0), 14)
out["rsi_14"] = 100 - 100 / (1 + gain / loss)
middle, spread = c.rolling(20).mean(), 2 * c.rolling(20).std(ddof=0)
out["bollinger_20_middle"], out["bollinger_20_upper"], out["bollinger_20_lower"] = middle, middle + spread, middle - spread
out["bollinger_20_position"] = (c - (middle - spread)) / (2 * spread)
out["bollinger_20_bandwidth"] = 2 * spread / middle
tr = pd.concat([h - l, (h - c.shift(1)).abs(), (l - c.shift(1)).abs()], axis=1).max(axis=1)
tr[0] = np.nan
out["atr_14"] = wilder(tr, 14)
lowest, highest = l.rolling(14).min(), h.rolling(14).max()
out["stochastic_14_k"] = 100 * (c - lowest) / (highest - lowest)
out["stochastic_14_d"] = out["stochastic_14_k"].rolling(3).mean()
out["momentum_10"] = c.diff(10)
out["obv"] = (np.sign(c.diff()).fillna(0) * v).cumsum()
out["drawdown_252"] = 1 - c / c.rolling(252, min_periods=1).max()
market = o / o.shift(1) - 1  # a benchmark that moves with the index but is another series
out["beta_Open_60"] = s.rolling(60).cov(market) / market.rolling(60).var()
out["correlation_Open_60"] = s.rolling(60).corr(market)
out["skewness_60"] = r.rolling(60).skew()
out["kurtosis_60"] = r.rolling(60).kurt()
out["curve_level"], out["curve_slope"], out["curve_curvature"] = h, h - l, 2 * c - l - h
vol = r.rolling(22).std()
limit = vol.rolling(252).quantile(0.8)
out["high_volatility_22"] = (vol > limit).astype(float).where(limit.notna())
slow = c.rolling(200).mean()
out["rising_trend_50_200"] = (c.rolling(50).mean() > slow).astype(float).where(slow.notna())
out["bear_market_252"] = (out["drawdown_252"] >= 0.2).astype(float)
d = quotes["Date"]
out["calendar_week_day"], out["calendar_month_day"] = d.dt.day_of_week + 1, d.dt.day
out["calendar_days_to_month_end"], out["calendar_month"], out["calendar_quarter"] = d.dt.days_in_month - d.dt.day, d.dt.month, d.dt.quarter
out["calendar_days_since_last"] = d.diff().dt.days

rows = [*range(0, 30), *range(30, 700, 67), 699]


def cell(x):
    return None if np.isnan(x) else float(x)


golden = {
    "made_by": "golden/make.py with pandas 3.1.1 and numpy 2.4.6",
    "data": "rows 2000 .. 2699 of data/market_sp500_daily_1999_2018.csv.gz",
    "rows": rows,
    "values": {name: [cell(float(x.iloc[row])) for row in rows] for name, x in out.items()},
    "present": {name: int(x.notna().sum()) for name, x in out.items()},
    "sum": {name: float(x.sum()) for name, x in out.items()},
}
path = Path(__file__).parent / "market-indicators.json"
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
