import { AppError } from "@plimsoll/schema";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { RunUpdate } from "../live.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { Run } from "./refs.ts";

const MOST_SUBSCRIPTIONS = 5_000;

builder.subscriptionField("runUpdated", (t) =>
  t.field({
    type: Run,
    description: "The run now, then on every change (at most four a second), then its final state.",
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    subscribe: async (_root, { id }, context) => {
      const { hub } = context.services;
      if (hub.size() >= MOST_SUBSCRIPTIONS)
        throw new AppError("UNAVAILABLE", "resource", "Too many subscriptions are open; poll run(id) instead.");
      const caller = callerIn(context);
      const run = await hub.find(caller.workspaceId, id);
      if (!run) throw notFound();
      return hub.watch(run, caller);
    },
    resolve: (update: RunUpdate, _args, context) => {
      // Each state is read afresh: what an earlier one cached is out of date.
      context.loaders = update.loaders;
      return update.run;
    },
  }),
);
