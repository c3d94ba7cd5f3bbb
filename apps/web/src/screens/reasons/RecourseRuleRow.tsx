import type { RecourseRulesQuery } from "@/generated/graphql.ts";
import { FIXED, isNumberColumn, movesOf, type RuleLine } from "@/lib/recourse-draft.ts";
import { Select } from "@/ui/Select.tsx";

type Model = NonNullable<RecourseRulesQuery["model"]>;
type Column = NonNullable<Model["versions"]["edges"][number]["node"]["signature"]>["columns"][number];

interface RecourseRuleRowProps {
  column: Column;
  line: RuleLine;
  problem: string | null;
  onChange: (part: Partial<RuleLine>) => void;
}

/** One column's rule; what does not apply to its kind is left blank. */
export function RecourseRuleRow({ column, line, problem, onChange }: RecourseRuleRowProps) {
  const isFree = line.move !== FIXED;
  const box = (key: "min" | "max" | "step" | "effort", label: string, placeholder: string) => (
    <input
      aria-label={`${label} of ${line.column}`}
      className="control num w-28"
      inputMode="decimal"
      placeholder={placeholder}
      value={line[key]}
      onChange={(event) => onChange({ [key]: event.target.value })}
    />
  );
  const hasNumbers = isFree && isNumberColumn(column);
  return (
    <tr>
      <th scope="row">
        {line.column}
        {problem ? <p className="text-sm font-normal text-bad">{problem}</p> : null}
      </th>
      <td>
        <Select
          aria-label={`What may happen to ${line.column}`}
          className="w-60"
          value={line.move}
          options={movesOf(column)}
          onChange={(move) => onChange({ move })}
        />
      </td>
      <td>{hasNumbers && line.move !== "UP" ? box("min", "Lowest", "1 % quantile") : null}</td>
      <td>{hasNumbers && line.move !== "DOWN" ? box("max", "Highest", "99 % quantile") : null}</td>
      <td>{hasNumbers ? box("step", "Step", column.type === "INTEGER" ? "1" : "any") : null}</td>
      <td>
        {isFree && column.type === "STRING" ? (
          <textarea
            aria-label={`Values of ${line.column}`}
            className="control min-w-64 font-sans"
            rows={Math.min(6, line.values.split("\n").length + 1)}
            value={line.values}
            onChange={(event) => onChange({ values: event.target.value })}
          />
        ) : null}
      </td>
      <td>{isFree ? box("effort", "Effort", "1") : null}</td>
    </tr>
  );
}
