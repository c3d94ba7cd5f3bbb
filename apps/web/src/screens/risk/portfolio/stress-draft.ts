import type { BookInput } from "@/generated/graphql.ts";
import type { FormReader } from "@/lib/form-reader.ts";

/** A scenario as it is typed: days that were, or returns that are asked about. */
export type StressDraft =
  | { kind: "HISTORICAL"; name: string; from: string; to: string }
  | { kind: "SHOCK"; name: string; shocks: string; others: "ZERO" | "CONDITIONAL" };

/** One shock a line: the asset, then its simple return, such as "AAPL -0.3". */
const SHOCK = /^(.*\S)[\s:;,=]+(\S+)$/;

export function readStress(scenarios: readonly StressDraft[], read: FormReader): Pick<BookInput, "historicalStress" | "shockStress"> {
  const historicalStress = scenarios.flatMap((scenario, at) => {
    if (scenario.kind !== "HISTORICAL") return [];
    const day = (name: "from" | "to") => read.text(`stress.${at}.${name}`, scenario[name], true) ?? "";
    return [{ name: read.text(`stress.${at}.name`, scenario.name, true) ?? "", from: day("from"), to: day("to") }];
  });
  const shockStress = scenarios.flatMap((scenario, at) => {
    if (scenario.kind !== "SHOCK") return [];
    const shocks = readShocks(scenario.shocks, `stress.${at}.shocks`, read);
    return [{ name: read.text(`stress.${at}.name`, scenario.name, true) ?? "", shocks, others: scenario.others }];
  });
  return {
    ...(historicalStress.length > 0 ? { historicalStress } : {}),
    ...(shockStress.length > 0 ? { shockStress } : {}),
  };
}

function readShocks(text: string, path: string, read: FormReader): { asset: string; change: number }[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0) read.problems[path] = "Give at least one asset with its return, such as 'AAPL -0.3'.";
  return lines.flatMap((line) => {
    const [, name = "", number = ""] = SHOCK.exec(line) ?? [];
    const asset = name.replace(/[:;,=]$/, "").trim();
    const change = Number(number);
    if (asset === "" || !Number.isFinite(change)) {
      read.problems[path] = `'${line}' is no asset with its return, such as 'AAPL -0.3'.`;
      return [];
    }
    return [{ asset, change }];
  });
}
