"use client";
import { createContext, use } from "react";
import type { ViewerQuery } from "@/generated/graphql.ts";

/** Who is signed in, and the engines at work; set once by the shell for every screen below it. */
export const ViewerContext = createContext<ViewerQuery | null>(null);

export function useViewer(): ViewerQuery {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error("A screen was drawn outside the shell, which is what knows the viewer.");
  return viewer;
}
