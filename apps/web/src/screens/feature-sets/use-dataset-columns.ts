"use client";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import { DatasetColumnsDocument } from "@/graphql/datasets.ts";
import type { ColumnsByDataset } from "./feature-set-draft.ts";
import type { TableColumn } from "./stages/stage-editor.ts";

/** The columns of several data sets, read once each. */
export function useDatasetColumns(ids: readonly string[]): ColumnsByDataset {
  const client = useClient();
  const [columns, setColumns] = useState<ColumnsByDataset>(new Map());
  const wanted = [...new Set(ids)].filter((id) => id !== "" && !columns.has(id));
  const key = wanted.join(",");
  useEffect(() => {
    let isLeft = false;
    for (const id of key === "" ? [] : key.split(",")) {
      void client
        .query(DatasetColumnsDocument, { id })
        .toPromise()
        .then(({ data }) => {
          const found: readonly TableColumn[] = data?.dataset?.columns ?? [];
          if (!isLeft) setColumns((known) => new Map(known).set(id, found));
        });
    }
    return () => {
      isLeft = true;
    };
  }, [client, key]);
  return columns;
}
