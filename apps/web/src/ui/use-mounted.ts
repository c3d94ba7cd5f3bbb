"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** False while the server's markup is taken over, true afterwards: for what only a browser knows. */
export const useMounted = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
