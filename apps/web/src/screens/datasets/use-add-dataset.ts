"use client";
import { useCallback, useRef, useState } from "react";
import type { ColumnType, CreateDatasetMutation, CreateUploadMutation } from "@/generated/graphql.ts";
import { CreateDatasetDocument, CreateUploadDocument } from "@/graphql/datasets.ts";
import { useAction } from "@/graphql/use-action.ts";
import { putFile } from "@/lib/upload.ts";

const pickUpload = (data: CreateUploadMutation) => data.createUpload;
const pickDataset = (data: CreateDatasetMutation) => data.createDataset;

export interface AddOptions {
  name: string;
  types: Record<string, ColumnType>;
  missing: string[];
}

export type AddState =
  | { step: "idle" }
  | { step: "uploading"; fileName: string; fraction: number }
  | { step: "creating"; fileName: string }
  | { step: "failed"; message: string };

export const nameOf = (fileName: string): string => fileName.replace(/\.gz$/i, "").replace(/\.(csv|parquet|pq|tsv|txt)$/i, "") || fileName;

/** A file becomes a dataset in three steps: announce it, send its bytes, ask for it to be read. */
export function useAddDataset(onAdded: (datasetId: string) => void) {
  const [state, setState] = useState<AddState>({ step: "idle" });
  const [createUpload] = useAction(CreateUploadDocument, pickUpload);
  const [createDataset] = useAction(CreateDatasetDocument, pickDataset, { retryUnavailable: true });
  const controller = useRef<AbortController | null>(null);
  const add = useCallback(
    async (file: File, options: AddOptions) => {
      const abort = new AbortController();
      controller.current = abort;
      setState({ step: "uploading", fileName: file.name, fraction: 0 });
      const announced = await createUpload({ input: { fileName: file.name, byteSize: file.size } });
      if (!announced.ok) {
        setState({ step: "failed", message: announced.problem.message });
        return;
      }
      const { upload } = announced.value;
      try {
        await putFile(upload, file, (fraction) => setState({ step: "uploading", fileName: file.name, fraction }), abort.signal);
      } catch (error) {
        setState(
          abort.signal.aborted
            ? { step: "idle" }
            : { step: "failed", message: error instanceof Error ? error.message : "The upload failed." },
        );
        return;
      }
      setState({ step: "creating", fileName: file.name });
      const { types, missing } = options;
      const hasOptions = Object.keys(types).length > 0 || missing.length > 0;
      const created = await createDataset({
        input: {
          name: options.name,
          uploadId: upload.id,
          options: hasOptions ? { types, ...(missing.length > 0 ? { missing } : {}) } : null,
          // The upload is ours alone, so sending the same creation twice must not make two datasets.
          idempotencyKey: `portal-${upload.id}`,
        },
      });
      if (created.ok) onAdded(created.value.dataset.id);
      else setState({ step: "failed", message: created.problem.message });
    },
    [createUpload, createDataset, onAdded],
  );
  const cancel = useCallback(() => controller.current?.abort(), []);
  const reset = useCallback(() => setState({ step: "idle" }), []);
  return { state, add, cancel, reset };
}
