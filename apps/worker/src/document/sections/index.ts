import type { Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { alternatives } from "./alternatives.ts";
import { approvals } from "./approvals.ts";
import { calibration } from "./calibration.ts";
import { data } from "./data.ts";
import { explanations } from "./explanations.ts";
import { fairness } from "./fairness.ts";
import { features } from "./features.ts";
import { limits } from "./limits.ts";
import { method } from "./method.ts";
import { operation } from "./operation.ts";
import { performance } from "./performance.ts";
import { purpose } from "./purpose.ts";
import { robustness } from "./robustness.ts";
import { wording } from "./wording.ts";

/** Every section in the document's order, one line each. */
export const SECTIONS: readonly ((facts: DocumentFacts) => Section)[] = [
  purpose,
  data,
  features,
  method,
  performance,
  calibration,
  explanations,
  wording,
  robustness,
  fairness,
  alternatives,
  limits,
  approvals,
  operation,
];
