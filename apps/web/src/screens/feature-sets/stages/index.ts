import { companyIndicators } from "./company-indicators.tsx";
import { join } from "./join.tsx";
import { marketIndicators } from "./market-indicators.tsx";
import { plainEditor } from "./plain.tsx";
import type { StageEditor } from "./stage-editor.ts";
import { windows } from "./windows.tsx";

/** Every kind of stage with a form of its own: a file here and a line in this list. */
const stageEditors: readonly StageEditor[] = [join, windows, companyIndicators, marketIndicators];

export const stageEditor = (type: string): StageEditor => stageEditors.find((editor) => editor.type === type) ?? plainEditor(type);
