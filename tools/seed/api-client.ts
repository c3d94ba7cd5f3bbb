import { readFile } from "node:fs/promises";
import { basename } from "node:path";

export interface DatasetState {
  id: string;
  name: string;
  status: "INGESTING" | "READY" | "FAILED";
  rowCount: number | null;
  columns: unknown[];
  error: { code: string; message: string } | null;
}

const FIELDS = "id name status rowCount columns { name } error { code message }";

/** The few calls of the public API that loading a data set takes. */
export interface ApiClient {
  datasets(): Promise<DatasetState[]>;
  dataset(id: string): Promise<DatasetState>;
  /** Uploads a file and makes a data set of it. @returns its id. */
  createDataset(name: string, path: string): Promise<string>;
}

export function openApi(url: string, key: string): ApiClient {
  const authorization = `Bearer ${key}`;

  const graphql = async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const headers = { "content-type": "application/json", authorization };
    const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join("; ") ?? `The api answered with ${response.status}.`);
    for (const answer of Object.values(data as Record<string, { code?: string; message?: string } | null>)) {
      if (answer?.code) throw new Error(`${answer.code}: ${answer.message ?? ""}`);
    }
    return data;
  };

  return {
    async datasets() {
      const all: DatasetState[] = [];
      for (let after: string | null = null; ; ) {
        const page: { datasets: { edges: { node: DatasetState }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } =
          await graphql(
            `query Datasets($after: String) { datasets(first: 20, after: $after) { edges { node { ${FIELDS} } } pageInfo { hasNextPage endCursor } } }`,
            { after },
          );
        all.push(...page.datasets.edges.map(({ node }) => node));
        if (!page.datasets.pageInfo.hasNextPage) return all;
        after = page.datasets.pageInfo.endCursor;
      }
    },
    async dataset(id) {
      const { dataset } = await graphql<{ dataset: DatasetState }>(`query Dataset($id: ID!) { dataset(id: $id) { ${FIELDS} } }`, { id });
      return dataset;
    },
    async createDataset(name, path) {
      const bytes = await readFile(path);
      const { createUpload } = await graphql<{
        createUpload: { upload: { id: string; url: string; headers: { name: string; value: string }[] } };
      }>(
        `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) {
           ... on CreateUploadSuccess { upload { id url headers { name value } } } ... on UserError { code message } } }`,
        { input: { fileName: basename(path), byteSize: bytes.length } },
      );
      const { upload } = createUpload;
      const headers = { authorization, ...Object.fromEntries(upload.headers.map((header) => [header.name, header.value])) };
      const put = await fetch(new URL(upload.url, url), { method: "PUT", headers, body: bytes });
      if (!put.ok) throw new Error(`The upload was answered with ${put.status}.`);
      const { createDataset } = await graphql<{ createDataset: { dataset: { id: string } } }>(
        `mutation Dataset($input: CreateDatasetInput!) { createDataset(input: $input) {
           ... on CreateDatasetSuccess { dataset { id } } ... on UserError { code message } } }`,
        { input: { name, uploadId: upload.id } },
      );
      return createDataset.dataset.id;
    },
  };
}
