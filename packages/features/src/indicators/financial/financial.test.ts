import { describe, expect, test } from "vitest";
import { createRng } from "../../random.ts";
import type { Column, Table } from "../../table.ts";
import { companyIndicators } from "./company-indicators.ts";
import { parseFormula } from "./formula.ts";
import { financialIndicator, financialIndicators } from "./index.ts";
import { FINANCIAL_GROUPS } from "./indicator.ts";
import { isItemRef, STATEMENT_ITEMS } from "./items.ts";

/** One company over three years, in millions: the third is the year looked at. */
const YEARS: Record<string, [number, number, number]> = {
  total_assets: [800, 900, 1100],
  current_assets: [330, 360, 440],
  cash: [40, 50, 60],
  short_term_investments: [10, 10, 20],
  receivables: [100, 120, 140],
  inventory: [150, 160, 200],
  fixed_assets: [400, 450, 550],
  total_liabilities: [480, 500, 600],
  current_liabilities: [200, 200, 220],
  payables: [70, 80, 100],
  short_term_debt: [50, 60, 80],
  long_term_debt: [220, 240, 242],
  total_debt: [270, 300, 320],
  equity: [320, 400, 500],
  retained_earnings: [150, 180, 220],
  sales: [1000, 1200, 1500],
  cost_of_goods_sold: [600, 700, 900],
  gross_profit: [400, 500, 600],
  ebitda: [170, 190, 240],
  ebit: [120, 150, 180],
  interest_expense: [16, 18, 20],
  pretax_income: [104, 132, 160],
  income_tax: [26, 33, 40],
  net_income: [78, 99, 120],
  depreciation: [50, 40, 60],
  operating_expenses: [230, 310, 360],
  operating_cash_flow: [110, 130, 160],
  capital_expenditure: [70, 90, 110],
  investing_cash_flow: [-75, -95, -120],
  dividends: [20, 25, 30],
  debt_service: [40, 50, 60],
  funds_from_operations: [128, 139, 180],
  market_equity: [700, 800, 900],
  shares_outstanding: [10, 10, 10],
  gnp_price_index: [180, 190, 200],
};

const given = (item: string): number => {
  const [, year, name] = /^(?:(prior2?)\.)?(.*)$/.exec(item) ?? [];
  return YEARS[name ?? ""]?.[year === "prior2" ? 0 : year === "prior" ? 1 : 2] ?? Number.NaN;
};
const allItems = Object.keys(STATEMENT_ITEMS).flatMap((name) => [name, `prior.${name}`, `prior2.${name}`]);
const tableWith = (valuesOf: (item: string) => number[]): Table => {
  const columns = allItems.map((item): Column => ({ name: `col ${item}`, type: "FLOAT", values: Float64Array.from(valuesOf(item)) }));
  return { rowCount: columns[0]?.type === "FLOAT" ? columns[0].values.length : 0, columns };
};
const mapping = Object.fromEntries(allItems.map((item) => [item, `col ${item}`]));
const company = tableWith((item) => [given(item)]);
const figure = (name: string, table: Table = company): number =>
  companyIndicators(table, { items: mapping, indicators: [name] }).columns[0]?.values[0] as number;

const ohlson =
  -1.32 -
  0.407 * Math.log(1100 / 200) +
  6.03 * (600 / 1100) -
  1.43 * (220 / 1100) +
  0.0757 * (220 / 440) -
  2.37 * (120 / 1100) -
  1.83 * (180 / 600) -
  0.521 * (21 / 219);

const BY_HAND: Record<string, number> = {
  current_ratio: 2,
  quick_ratio: 1,
  cash_ratio: 80 / 220,
  defensive_interval: 220 / (1260 / 365),
  working_capital_to_assets: 0.2,
  working_capital_to_sales: 220 / 1500,
  cash_to_assets: 60 / 1100,
  debt_to_assets: 320 / 1100,
  debt_to_equity: 0.64,
  debt_to_capital: 320 / 820,
  liabilities_to_assets: 600 / 1100,
  equity_ratio: 500 / 1100,
  financial_leverage: 1000 / 450,
  long_term_debt_to_capital: 242 / 742,
  short_term_debt_share: 0.25,
  interest_coverage: 9,
  ebitda_interest_coverage: 12,
  debt_to_ebitda: 320 / 240,
  net_debt_to_ebitda: 1,
  debt_service_coverage: 4,
  gross_margin: 0.4,
  ebitda_margin: 0.16,
  operating_margin: 0.12,
  pretax_margin: 160 / 1500,
  net_margin: 0.08,
  return_on_assets: 0.12,
  return_on_equity: 120 / 450,
  return_on_capital_employed: 180 / 880,
  basic_earning_power: 180 / 1100,
  retained_earnings_to_assets: 0.2,
  effective_tax_rate: 0.25,
  asset_turnover: 1.5,
  fixed_asset_turnover: 3,
  working_capital_turnover: 1500 / 190,
  receivables_turnover: 1500 / 130,
  days_sales_outstanding: (365 * 130) / 1500,
  inventory_turnover: 5,
  days_inventory: 73,
  payables_turnover: 10,
  days_payables: 36.5,
  cash_conversion_cycle: (365 * 130) / 1500 + 73 - 36.5,
  sales_growth: 0.25,
  ebit_growth: 0.2,
  net_income_growth: 21 / 99,
  asset_growth: 200 / 900,
  equity_growth: 0.25,
  operating_cash_flow_growth: 30 / 130,
  sustainable_growth: 0.2,
  operating_cash_flow_ratio: 160 / 220,
  cash_flow_to_debt: 0.5,
  cash_flow_margin: 160 / 1500,
  cash_return_on_assets: 0.16,
  free_cash_flow_margin: 50 / 1500,
  capital_expenditure_coverage: 160 / 110,
  cash_interest_coverage: 11,
  dividend_coverage: 160 / 30,
  cash_to_income: 160 / 180,
  accruals_ratio: 0.08,
  altman_z: 1.2 * 0.2 + 1.4 * 0.2 + 3.3 * (180 / 1100) + 0.6 * 1.5 + 0.999 * (1500 / 1100),
  altman_z_private: 0.717 * 0.2 + 0.847 * 0.2 + 3.107 * (180 / 1100) + 0.42 * (500 / 600) + 0.998 * (1500 / 1100),
  altman_z_non_manufacturer: 6.56 * 0.2 + 3.26 * 0.2 + 6.72 * (180 / 1100) + 1.05 * (500 / 600),
  ohlson_o: ohlson,
  ohlson_probability: 1 / (1 + Math.exp(-ohlson)),
  zmijewski: -4.336 - 4.513 * (120 / 1100) + 5.679 * (600 / 1100) + 0.004 * 2,
  // Profit, cash, return 120/900 > 99/800, cash above profit, debt 0.242 < 240/850, current 2 > 1.8, no shares, margin 0.40 < 0.4167, turnover 1.67 > 1.5.
  piotroski_f: 8,
  dupont_tax_burden: 0.75,
  dupont_interest_burden: 160 / 180,
  dupont_ebit_margin: 0.12,
  dupont_asset_turnover: 1.5,
  dupont_equity_multiplier: 1000 / 450,
  dupont_return_on_equity: 120 / 450,
};

test("there are at least 35 ratios beside the scores, in every group", () => {
  const ratios = financialIndicators.filter(({ group }) => group !== "DISTRESS" && group !== "DUPONT");
  expect(ratios.length).toBeGreaterThanOrEqual(35);
  expect(new Set(financialIndicators.map(({ group }) => group))).toEqual(new Set(FINANCIAL_GROUPS));
  expect(new Set(financialIndicators.map(({ name }) => name)).size).toBe(financialIndicators.length);
});

describe.each(financialIndicators.map((indicator) => [indicator.name, indicator] as const))("%s", (name, indicator) => {
  const rng = createRng(name.length);
  const random = tableWith(() => Array.from({ length: 200 }, () => (rng.next() < 0.1 ? 0 : Math.round(rng.normal() * 1000))));
  const valuesOf = (table: Table): Float64Array =>
    companyIndicators(table, { items: mapping, indicators: [name] }).columns[0]?.values ?? new Float64Array(0);

  test("is found by its name, and says what it is, in which unit, from which source and when it is missing", () => {
    expect(financialIndicator(name)).toBe(indicator);
    for (const words of [indicator.title, indicator.unit, indicator.formula, indicator.source, indicator.denominators])
      expect(words.length).toBeGreaterThan(2);
    expect(indicator.items.length).toBeGreaterThan(0);
    expect(indicator.items.every(isItemRef)).toBe(true);
  });

  test("is the figure worked out by hand", () => {
    const expected = BY_HAND[name];
    if (expected === undefined) throw new Error(`There is no figure by hand for ${name}.`);
    expect(Math.abs(figure(name) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  });

  test("is missing where any of its items is, and depends on no other item", () => {
    for (const missing of indicator.items)
      expect(
        figure(
          name,
          tableWith((item) => [item === missing ? Number.NaN : given(item)]),
        ),
      ).toBeNaN();
    const needed: ReadonlySet<string> = new Set(indicator.items);
    expect(
      figure(
        name,
        tableWith((item) => [needed.has(item) ? given(item) : Number.NaN]),
      ),
    ).toBe(figure(name));
  });

  test("is missing, never infinite, where all items are 0, and finite or missing for figures of any sign", () => {
    expect(
      figure(
        name,
        tableWith(() => [0]),
      ),
    ).toBeNaN();
    for (const value of valuesOf(random)) expect(Number.isFinite(value) || Number.isNaN(value)).toBe(true);
  });

  test("its rule for negative denominators holds: what `positive` guards is never 0 or less where there is a figure", () => {
    const guarded = [...indicator.formula.matchAll(/positive\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)].map((match) => match[1] ?? "");
    expect(guarded.length > 0).toBe(indicator.formula.includes("positive("));
    const values = valuesOf(random);
    for (const text of guarded) {
      const inner = parseFormula(text);
      const evaluate = inner.open(inner.items.map((item) => (random.columns[allItems.indexOf(item)] as { values: Float64Array }).values));
      values.forEach((value, row) => {
        if (!Number.isNaN(value)) expect(evaluate(row)).toBeGreaterThan(0);
      });
    }
  });

  test("does not depend on the currency's unit, unless its source says so", () => {
    const money = (item: string): boolean => !/shares_outstanding|gnp_price_index/.test(item);
    const scaled = figure(
      name,
      tableWith((item) => [given(item) * (money(item) ? 1000 : 1)]),
    );
    const isScaleFree = !/US dollars|model 1: logistic/.test(indicator.source);
    if (isScaleFree) expect(Math.abs(scaled - figure(name))).toBeLessThanOrEqual(1e-9 * Math.abs(scaled));
    else expect(scaled).toBeLessThan(figure(name));
  });
});

test("the product of the DuPont parts is the return on equity, for any figures", () => {
  const rng = createRng(1);
  const random = tableWith(() => Array.from({ length: 500 }, () => 1 + rng.next() * 1000));
  const { columns } = companyIndicators(random, {
    items: mapping,
    indicators: [
      "dupont_tax_burden",
      "dupont_interest_burden",
      "dupont_ebit_margin",
      "dupont_asset_turnover",
      "dupont_equity_multiplier",
      "return_on_equity",
    ],
  });
  for (let row = 0; row < 500; row++) {
    const [product, equity] = [
      columns.slice(0, 5).reduce((all, { values }) => all * (values[row] as number), 1),
      columns[5]?.values[row] as number,
    ];
    expect(Math.abs(product - equity)).toBeLessThanOrEqual(1e-12 * equity);
  }
});

test("Piotroski's F counts each of its nine signals", () => {
  const change = (changes: Record<string, number>): number =>
    figure(
      "piotroski_f",
      tableWith((item) => [changes[item] ?? given(item)]),
    );
  const best = { gross_profit: 700 };
  expect(change(best)).toBe(9);
  expect(change({ ...best, operating_cash_flow: 100 })).toBe(8);
  expect(change({ ...best, operating_cash_flow: -1 })).toBe(7);
  expect(change({ ...best, net_income: -1 })).toBe(7);
  expect(change({ ...best, long_term_debt: 400 })).toBe(8);
  expect(change({ ...best, current_liabilities: 440 })).toBe(8);
  expect(change({ ...best, shares_outstanding: 11 })).toBe(8);
  expect(change({ ...best, sales: 1300 })).toBe(8);
});

test("Ohlson's O knows negative equity and two years of losses", () => {
  const change = (changes: Record<string, number>): number =>
    figure(
      "ohlson_o",
      tableWith((item) => [changes[item] ?? given(item)]),
    );
  const both = change({ net_income: -120, "prior.net_income": -99 });
  const one = change({ net_income: -120, "prior.net_income": 99 });
  expect(both - one).toBeCloseTo(0.285 - 0.521 * (-21 / 219) + 0.521 * (-219 / 219), 12);
  const insolvent = change({ total_liabilities: 1200 });
  expect(insolvent - ohlson).toBeCloseTo(6.03 * (600 / 1100) - 1.72 - 1.83 * (180 / 1200 - 180 / 600), 12);
});

test("all indicators whose items are there are made, the others are named with what they lack, and rows without a figure are counted", () => {
  const table = tableWith((item) => (item === "current_liabilities" ? [220, 0, Number.NaN] : [given(item), given(item), given(item)]));
  const items = { current_assets: "col current_assets", current_liabilities: "col current_liabilities", cash: "col cash" };
  const result = companyIndicators(table, { items, prefix: "f_" });
  expect(result.columns).toEqual([{ name: "f_current_ratio", type: "FLOAT", values: Float64Array.of(2, Number.NaN, Number.NaN) }]);
  expect(result.undefinedRows).toEqual([{ name: "f_current_ratio", count: 1 }]);
  expect(result.skipped).toHaveLength(financialIndicators.length - 1);
  expect(result.skipped.find(({ name }) => name === "quick_ratio")?.missing).toEqual(["short_term_investments", "receivables"]);
});

test.each([
  ["an unknown item", { items: { total_asset: "col cash" } }, /did you mean 'total_assets'/],
  ["an unknown column", { items: { cash: "cash" } }, /'cash'/],
  ["an unknown indicator", { items: mapping, indicators: ["curent_ratio"] }, /did you mean 'current_ratio'/],
  [
    "an indicator without its items",
    { items: { cash: "col cash" }, indicators: ["quick_ratio"] },
    /needs 'short_term_investments', 'receivables', 'current_liabilities'/,
  ],
  ["an unknown field", { items: mapping, indicator: ["current_ratio"] }, /ecognized/],
])("%s is refused", (_title, input, says) => {
  expect(() => companyIndicators(company, input as never)).toThrow(says);
});

test("an item that is text and a name that is taken are refused", () => {
  const odd: Table = {
    rowCount: 1,
    columns: [
      { name: "a", type: "STRING", codes: Int32Array.of(0), dictionary: ["x"] },
      { name: "current_ratio", type: "FLOAT", values: Float64Array.of(1) },
    ],
  };
  expect(() => companyIndicators(odd, { items: { cash: "a" } })).toThrow(/is STRING/);
  expect(() => companyIndicators(odd, { items: { current_assets: "current_ratio", current_liabilities: "current_ratio" } })).toThrow(
    /Give a prefix/,
  );
});

test.each(["1 +", "current_assets current_liabilities", "sin(cash)", "cash ^ 2", "(cash", "average(3)", "profit / sales", "cash)", ""])(
  "the formula '%s' is refused",
  (text) => {
    expect(() => parseFormula(text)).toThrow(/Formula/);
  },
);

test.each([
  ["2 + 3 * 4 - 10 / 5 - 1", 11],
  ["-(2 + 3) * -2", 10],
  ["(3 > 2) + (2 > 3) + (1 < 2)", 2],
  ["exp(ln(5)) + abs(-2)", 7],
  ["8 / 4 / 2", 1],
])("the formula '%s' is %d", (text, expected) => {
  expect(parseFormula(text).open([])(0)).toBeCloseTo(expected, 12);
});
