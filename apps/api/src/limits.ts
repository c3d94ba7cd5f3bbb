import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";

/** Bounds of one GraphQL operation, the same over HTTP, WebSocket and server-sent events. */
export const LIMITS = {
  /** Wide enough for the standard introspection query. */
  depth: 16,
  /** Aliased fields, `__typename` included, with fragments spread out. */
  aliases: 15,
  directives: 8,
  /** Fields with fragments spread out, so that nested spreads cannot multiply. */
  fields: 1_000,
  tokens: 3_000,
  bodyBytes: 1_000_000,
  /** Estimated objects and fields of the answer; a connection counts `first` times its node. */
  cost: 50_000,
} as const;

export const parseOptions = { maxTokens: LIMITS.tokens } as const;

interface Measure {
  depth: number;
  aliases: number;
  directives: number;
  fields: number;
}
type MeasuredLimit = keyof Measure;

/** Refuses a document beyond the bounds. Fragments are measured once each, so a bomb of spreads costs its text, not its expansion. */
export function documentLimits(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const measure = measureDocument(document);
      for (const name of Object.keys(measure) as MeasuredLimit[]) {
        if (measure[name] <= LIMITS[name]) continue;
        const counted = Number.isSafeInteger(measure[name]) ? `${measure[name]}` : "more";
        context.reportError(
          new GraphQLError(`The operation has ${counted} ${NOUNS[name]}; at most ${LIMITS[name]} are allowed.`, {
            extensions: { limit: name },
          }),
        );
        return;
      }
    },
  };
}

const NOUNS: Record<MeasuredLimit, string> = { depth: "levels", aliases: "aliases", directives: "directives", fields: "fields" };

export function measureDocument(document: DocumentNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Measure>();
  const open = new Set<string>();

  const ofFragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    // A cycle or an unknown fragment is refused by GraphQL's own rules.
    if (!fragment || open.has(name)) return { depth: 0, aliases: 0, directives: 0, fields: 0 };
    open.add(name);
    const result = ofSelections(fragment.selectionSet);
    result.directives += fragment.directives?.length ?? 0;
    open.delete(name);
    measured.set(name, result);
    return result;
  };

  const ofSelections = (selectionSet: SelectionSetNode): Measure => {
    const total: Measure = { depth: 0, aliases: 0, directives: 0, fields: 0 };
    for (const selection of selectionSet.selections) {
      total.directives += selection.directives?.length ?? 0;
      let part: Measure | null = null;
      let level = 0;
      if (selection.kind === Kind.FIELD) {
        total.fields += 1;
        if (selection.alias) total.aliases += 1;
        if (selection.selectionSet) part = ofSelections(selection.selectionSet);
        level = 1;
      } else {
        part = selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : ofSelections(selection.selectionSet);
      }
      total.depth = Math.max(total.depth, level + (part?.depth ?? 0));
      total.aliases += part?.aliases ?? 0;
      total.directives += part?.directives ?? 0;
      total.fields += part?.fields ?? 0;
    }
    return total;
  };

  const whole: Measure = { depth: 0, aliases: 0, directives: 0, fields: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const part = ofSelections(definition.selectionSet);
    const onVariables = (definition.variableDefinitions ?? []).reduce((sum, variable) => sum + (variable.directives?.length ?? 0), 0);
    whole.depth = Math.max(whole.depth, part.depth);
    whole.aliases += part.aliases;
    whole.fields += part.fields;
    whole.directives += part.directives + onVariables + (definition.directives?.length ?? 0);
  }
  return whole;
}

/** Whether an operation asks for the schema itself. */
export function introspects(document: DocumentNode): boolean {
  const asks = (selectionSet: SelectionSetNode): boolean =>
    selectionSet.selections.some((selection) =>
      selection.kind === Kind.FIELD
        ? selection.name.value === "__schema" || selection.name.value === "__type"
        : selection.kind === Kind.INLINE_FRAGMENT && asks(selection.selectionSet),
    );
  return document.definitions.some(
    (definition) =>
      (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) && asks(definition.selectionSet),
  );
}
