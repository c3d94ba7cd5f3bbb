"use client";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface ReasonCodesEditorProps {
  features: readonly string[];
  /** By feature; a feature that is not in it has its own name as code, an empty one may not be named. */
  codes: Record<string, string>;
  onChange: (codes: Record<string, string>) => void;
  error: string | null;
}

/** The approved list: under which code each feature may be named as a reason for a decline. */
export function ReasonCodesEditor({ features, codes, onChange, error }: ReasonCodesEditorProps) {
  if (features.length === 0) return <p className="text-sm text-ink-3">Choose what the policy reads first.</p>;
  return (
    <>
      <TableScroll label="Reason codes">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Feature</th>
              <th scope="col">Code on the decision</th>
            </tr>
          </thead>
          <tbody>
            {features.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <input
                    aria-label={`Reason code of ${name}`}
                    className="control max-w-80"
                    value={codes[name] ?? name}
                    onChange={(event) => onChange({ ...codes, [name]: event.target.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {error ? <p className="mt-2 text-sm font-medium text-bad">{error}</p> : null}
    </>
  );
}
