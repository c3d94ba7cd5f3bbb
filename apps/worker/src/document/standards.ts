import type { Answers, Section } from "./content.ts";

/** What the rules ask for, in the order in which the document's last section lists it. */
export const TOPICS: { readonly [Rule in keyof Answers]: { title: string; topics: Readonly<Record<string, string>> } } = {
  sr262: {
    title: "SR 26-2 (2026), model risk management",
    topics: {
      INVENTORY: "inventory and materiality: purpose and exposure",
      DEVELOPMENT: "development, implementation and use",
      DATA: "quality and relevance of data",
      SOUNDNESS: "validation: conceptual soundness",
      OUTCOMES: "validation: outcomes analysis",
      MONITORING: "ongoing monitoring",
      GOVERNANCE: "governance, roles and effective challenge",
      LIMITS: "limitations and their mitigation",
    },
  },
  ss123: {
    title: "SS1/23 (PRA), model risk management principles",
    topics: {
      "1": "model identification and risk classification",
      "2": "governance",
      "3": "development, implementation and use",
      "4": "independent validation",
      "5": "model risk mitigants",
    },
  },
  annexIv: {
    title: "Regulation (EU) 2024/1689, Annex IV, technical documentation",
    topics: {
      "1": "general description",
      "2": "elements and process of development",
      "3": "monitoring, functioning and control",
      "4": "appropriateness of the performance metrics",
      "5": "risk management system",
      "6": "changes through the lifecycle",
      "7": "harmonised standards applied",
      "8": "declaration of conformity",
      "9": "post-market monitoring",
    },
  },
};

const NAMES: { readonly [Rule in keyof Answers]: (topic: string) => string } = {
  sr262: (topic) => `SR 26-2: ${TOPICS.sr262.topics[topic] ?? topic}`,
  ss123: (topic) => `SS1/23 principle ${topic}`,
  annexIv: (topic) => `Annex IV point ${topic}`,
};
const RULES = ["sr262", "ss123", "annexIv"] as const satisfies readonly (keyof Answers)[];

/** The line under a section's heading. */
export const standardsOf = (answers: Answers): string =>
  RULES.flatMap((rule) => answers[rule].map((topic) => NAMES[rule](topic))).join(" · ");

/** For each rule's topic, the sections that answer to it. */
export function coverage(sections: readonly Section[]): { rule: string; topic: string; sections: string[] }[] {
  return RULES.flatMap((rule) =>
    Object.entries(TOPICS[rule].topics).map(([key, words]) => ({
      rule: TOPICS[rule].title,
      topic: rule === "sr262" ? words : `${key}. ${words}`,
      sections: sections.filter(({ answers }) => answers[rule].includes(key)).map(({ title }) => title),
    })),
  );
}
