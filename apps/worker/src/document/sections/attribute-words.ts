import type { ProtectedAttribute } from "@plimsoll/schema";

/** `age cut at 25, 40`. */
export const attributeWords = ({ column, edges }: ProtectedAttribute): string =>
  edges && edges.length > 0 ? `${column} cut at ${edges.join(", ")}` : column;
