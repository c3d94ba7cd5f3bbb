import { AppError } from "@plimsoll/schema";

/** Basel's seven event types of level 1 (OPE25, annex), with the abbreviations that loss registers use. */
export const EVENT_TYPES = [
  { code: "INTERNAL_FRAUD", title: "Internal fraud", abbreviation: "IF" },
  { code: "EXTERNAL_FRAUD", title: "External fraud", abbreviation: "EF" },
  { code: "EMPLOYMENT_PRACTICES", title: "Employment practices and workplace safety", abbreviation: "EPWS" },
  { code: "CLIENTS_PRODUCTS", title: "Clients, products and business practices", abbreviation: "CPBP" },
  { code: "PHYSICAL_ASSETS", title: "Damage to physical assets", abbreviation: "DPA" },
  { code: "SYSTEM_FAILURES", title: "Business disruption and system failures", abbreviation: "BDSF" },
  { code: "EXECUTION_DELIVERY", title: "Execution, delivery and process management", abbreviation: "EDPM" },
] as const;
export type EventType = (typeof EVENT_TYPES)[number]["code"];

/** Basel II's eight business lines of level 1. */
export const BUSINESS_LINES = [
  { code: "CORPORATE_FINANCE", title: "Corporate finance", abbreviation: "CF" },
  { code: "TRADING_SALES", title: "Trading and sales", abbreviation: "TS" },
  { code: "RETAIL_BANKING", title: "Retail banking", abbreviation: "RB" },
  { code: "COMMERCIAL_BANKING", title: "Commercial banking", abbreviation: "CB" },
  { code: "PAYMENT_SETTLEMENT", title: "Payment and settlement", abbreviation: "PS" },
  { code: "AGENCY_SERVICES", title: "Agency services", abbreviation: "AS" },
  { code: "ASSET_MANAGEMENT", title: "Asset management", abbreviation: "AM" },
  { code: "RETAIL_BROKERAGE", title: "Retail brokerage", abbreviation: "RBR" },
] as const;
export type BusinessLine = (typeof BUSINESS_LINES)[number]["code"];

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, "");

/** Reads a register's own word for a category: its code, title, abbreviation or number from one, or a word that the mapping gives. */
export function categoryReader<Code extends string>(
  entries: readonly { code: Code; title: string; abbreviation: string }[],
  own: readonly { text: string; code: string }[],
): (text: string) => Code | null {
  const words = new Map<string, Code>();
  entries.forEach((entry, at) => {
    for (const word of [entry.code, entry.title, entry.abbreviation, String(at + 1)]) words.set(plain(word), entry.code);
  });
  for (const { text, code } of own) {
    const entry = entries.find((candidate) => candidate.code === code);
    if (!entry)
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `'${code}' is not a category. Choose one of: ${entries.map((candidate) => candidate.code).join(", ")}.`,
      );
    words.set(plain(text), entry.code);
  }
  return (text) => words.get(plain(text)) ?? null;
}
