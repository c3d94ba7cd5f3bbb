import { createRng, getColumn, type Table } from "@plimsoll/features";
import type { ActionRule } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { type DecisionModel, type RecoursePlan, recourse } from "./recourse.ts";
import { columnScales, parseActionRules } from "./rules.ts";

const columns = [
  { name: "debt", type: "FLOAT" as const },
  { name: "cards", type: "INTEGER" as const },
  { name: "age", type: "INTEGER" as const },
  { name: "job", type: "STRING" as const },
  { name: "owner", type: "BOOLEAN" as const },
];
const JOBS = ["none", "basic", "skilled", "senior"];

interface Person {
  debt: number;
  cards: number;
  age: number;
  job: string;
  owner: number;
}

function tableOf(people: readonly Person[]): Table {
  const numbers = (name: keyof Person) => Float64Array.from(people, (person) => Number(person[name]));
  return {
    rowCount: people.length,
    columns: columns.map(({ name, type }) =>
      type === "STRING"
        ? { name, type, codes: Int32Array.from(people, ({ job }) => JOBS.indexOf(job)), dictionary: JOBS }
        : { name, type, values: numbers(name as keyof Person) },
    ),
  };
}

const personAt = (table: Table, row: number): Person => {
  const number = (name: string) => {
    const column = getColumn(table, name);
    return column.type === "STRING" ? Number.NaN : (column.values[row] as number);
  };
  const job = getColumn(table, "job");
  return {
    debt: number("debt"),
    cards: number("cards"),
    age: number("age"),
    owner: number("owner"),
    job: job.type === "STRING" ? (job.dictionary[job.codes[row] as number] ?? "") : "",
  };
};

const modelOf = (risk: (person: Person) => number): DecisionModel => ({
  decide(table) {
    const risks = Float64Array.from({ length: table.rowCount }, (_risk, row) => risk(personAt(table, row)));
    return { risk: risks, isApproved: (at) => (risks[at] as number) < 0 };
  },
});

const rng = createRng(3);
const people: Person[] = Array.from({ length: 400 }, () => ({
  debt: 10 * rng.next(),
  cards: rng.int(8),
  age: 20 + rng.int(50),
  job: JOBS[rng.int(4)] as string,
  owner: rng.int(2),
}));
const scales = columnScales(columns, tableOf(people));
const rules = parseActionRules(
  [
    { kind: "NUMBER", column: "debt", direction: "DOWN", min: 0 },
    { kind: "NUMBER", column: "cards", direction: "BOTH", min: 0, max: 7 },
    { kind: "CATEGORY", column: "job", values: JOBS, isOrdered: true },
    { kind: "FLAG", column: "owner", to: true },
  ],
  columns,
);

/** Every rule kept, told by reading the plan alone. */
function isAllowed({ changes }: RecoursePlan, from: Person): boolean {
  return changes.every(({ column, to }) => {
    if (column === "debt") return Number(to) < from.debt && Number(to) >= 0;
    if (column === "cards") return Number.isInteger(to) && Number(to) >= 0 && Number(to) <= 7;
    if (column === "job") return JOBS.indexOf(String(to)) > JOBS.indexOf(from.job);
    return column === "owner" && to === 1 && from.owner === 0;
  });
}

const applied = (person: Person, { changes }: RecoursePlan): Person => ({
  ...person,
  ...Object.fromEntries(changes.map(({ column, to }) => [column, to])),
});

describe("against all allowed changes on a grid", () => {
  /** Risks that bend and interact, other weights each time. */
  const models = Array.from({ length: 12 }, (_model, seed) => {
    const own = createRng(seed + 100);
    const w = Array.from({ length: 6 }, () => own.normal());
    return (p: Person) =>
      Math.tanh((w[0] as number) * (p.debt - 5)) +
      0.3 * (w[1] as number) * (p.cards - 4) +
      (w[2] as number) * Math.sin(p.debt) * (p.owner - 0.5) -
      0.5 * Math.abs(w[3] as number) * JOBS.indexOf(p.job) +
      0.02 * (w[4] as number) * (p.age - 45) +
      (w[5] as number) * (p.cards > 3 ? 1 : 0) * p.owner +
      0.6;
  });

  function isFeasible(risk: (person: Person) => number, person: Person): boolean {
    for (let d = 0; d <= 40; d++)
      for (let cards = 0; cards <= 7; cards++)
        for (let job = JOBS.indexOf(person.job); job < 4; job++)
          for (const owner of person.owner === 1 ? [1] : [0, 1])
            if (risk({ ...person, debt: (person.debt * d) / 40, cards, job: JOBS[job] as string, owner }) < 0) return true;
    return false;
  }

  it("at least 95 % of feasible cases are solved, no plan is forbidden, and every plan turns the decision", async () => {
    let [feasible, solved] = [0, 0];
    for (const [at, risk] of models.entries()) {
      for (const person of people.slice(20 * at, 20 * at + 20)) {
        const { status, plans } = await recourse(modelOf(risk), tableOf([person]), { rules, scales });
        if (risk(person) < 0) {
          expect(status).toBe("APPROVED");
          continue;
        }
        for (const plan of plans) {
          expect(isAllowed(plan, person)).toBe(true);
          expect(risk(applied(person, plan))).toBeLessThan(0);
        }
        if (!isFeasible(risk, person)) continue;
        feasible++;
        if (status === "FOUND") solved++;
      }
    }
    expect(feasible).toBeGreaterThan(60);
    expect(solved / feasible).toBeGreaterThanOrEqual(0.95);
  });
});

const person: Person = { debt: 8, cards: 3, age: 30, job: "basic", owner: 0 };

it("a change is as small as it can be: debt above 2.5 is declined, so from 8 it must fall to just below", async () => {
  const { plans } = await recourse(
    modelOf(({ debt }) => debt - 2.5),
    tableOf([person]),
    { rules, scales, plans: 1 },
  );
  expect(plans[0]?.changes).toHaveLength(1);
  const to = Number(plans[0]?.changes[0]?.to);
  expect(to).toBeLessThan(2.5);
  expect(to).toBeGreaterThan(2);
  const unit = scales.find(({ column }) => column === "debt")?.unit ?? 1;
  expect(plans[0]?.cost).toBeCloseTo((8 - to) / unit, 10);
});

it("none rather than a forbidden one: what only a lower age or a lower job would turn has no plan", async () => {
  for (const risk of [(p: Person) => p.age - 25, (p: Person) => (p.job === "none" ? -1 : 1), (p: Person) => 9 - p.debt]) {
    expect(await recourse(modelOf(risk), tableOf([person]), { rules, scales })).toMatchObject({ status: "NONE", plans: [] });
  }
});

it("several plans each do without the main change of those before", async () => {
  const risk = (p: Person) => (p.debt < 4 || p.owner === 1 || p.job === "senior" ? -1 : 1);
  const { plans } = await recourse(modelOf(risk), tableOf([person]), { rules, scales, plans: 3 });
  expect(plans.map(({ changes }) => changes.map(({ column }) => column).join())).toEqual(expect.arrayContaining(["debt", "owner", "job"]));
  expect(plans.map(({ cost }) => cost)).toEqual(plans.map(({ cost }) => cost).toSorted((a, b) => a - b));
});

it("an effort makes a change dearer, and another one is taken", async () => {
  const risk = (p: Person) => (p.owner === 1 || p.job === "skilled" ? -1 : 1);
  const best = async (effort: number) => {
    const own = rules.map((rule): ActionRule => (rule.column === "owner" ? { ...rule, effort } : rule));
    return (await recourse(modelOf(risk), tableOf([person]), { rules: own, scales, plans: 1 })).plans[0]?.changes[0]?.column;
  };
  expect([await best(0.1), await best(10)]).toEqual(["owner", "job"]);
});

it("a value outside its bounds may come back in, never stop outside", async () => {
  const bounded = parseActionRules([{ kind: "NUMBER", column: "cards", min: 5, max: 7 }], columns);
  const { plans } = await recourse(
    modelOf(({ cards }) => 3.5 - cards),
    tableOf([person]),
    { rules: bounded, scales },
  );
  expect(plans[0]?.changes).toMatchObject([{ column: "cards", from: 3, to: 5 }]);
});

it("a missing cell is left alone, the budget bounds the work, and the same call gives the same plans", async () => {
  const without = tableOf([{ ...person, debt: Number.NaN }]);
  expect(
    (
      await recourse(
        modelOf(({ cards }) => cards - 1.5),
        without,
        { rules, scales },
      )
    ).plans[0]?.changes[0]?.column,
  ).toBe("cards");
  const run = () =>
    recourse(
      modelOf(() => 1),
      tableOf([person]),
      { rules, scales, budget: 500 },
    );
  expect((await run()).evaluations).toBeLessThanOrEqual(501);
  expect(await run()).toEqual(await run());
});

describe("refusals", () => {
  it.each([
    ["a column the model does not read", [{ kind: "FLAG", column: "x", to: true }], "does not read column 'x'"],
    ["a rule of another type", [{ kind: "NUMBER", column: "job" }], "'job' is STRING"],
    ["an order without values", [{ kind: "CATEGORY", column: "job", isOrdered: true }], "from the lowest to the highest"],
    ["two rules of one column", [rules[0], rules[0]], "two rules"],
    ["bounds the wrong way round", [{ kind: "NUMBER", column: "debt", min: 2, max: 1 }], "min 2 above max 1"],
  ])("%s", (_what, given, message) => {
    expect(() => parseActionRules(given, columns)).toThrow(message);
  });

  it("two applicants at once", async () => {
    await expect(
      recourse(
        modelOf(() => 1),
        tableOf([person, person]),
        { rules, scales },
      ),
    ).rejects.toThrow("one applicant at a time");
  });

  it("an abort stops it", async () => {
    await expect(
      recourse(
        modelOf(() => 1),
        tableOf([person]),
        { rules, scales, signal: AbortSignal.abort() },
      ),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
