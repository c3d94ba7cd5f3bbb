// From a file to a governed, scored model over GraphQL alone. Plain Node, no packages.
//   npm start                      in one terminal
//   node docs/quickstart.mjs       in another
// PLIMSOLL_URL (default http://localhost:4000) and PLIMSOLL_API_KEY (default: the owner's key of PLIMSOLL_HOME) point it elsewhere.
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const url = process.env.PLIMSOLL_URL ?? `http://localhost:${process.env.API_PORT ?? 4000}`;
const home = process.env.PLIMSOLL_HOME ?? new URL("../.plimsoll", import.meta.url).pathname;
const key = process.env.PLIMSOLL_API_KEY ?? (await readFile(join(home, "owner-api-key"), "utf8")).trim();
const authorization = `Bearer ${key}`;
const file = new URL("../data/credit_default_taiwan.csv.gz", import.meta.url);
const modelName = "Card default";
const TARGET = "default.payment.next.month";

/** Posts one operation. Each mutation's answer is either its success or an error of the caller's making, told apart by `code`. */
async function graphql(query, variables = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join("; "));
  for (const [field, answer] of Object.entries(data)) {
    if (answer?.code) throw new Error(`${field}: ${answer.code}: ${answer.message}`);
  }
  return data;
}

/** Reads the run until it has ended, with a line whenever its phase changes. */
async function finished(runId) {
  for (let phase = ""; ; await pause(500)) {
    const { run } = await graphql(
      `query Run($id: ID!) { run(id: $id) { id status phase progress etaSeconds error { code message } metrics { name split value low high }
         baselines { name metrics { name split value } } modelVersion { id version } output { url rowCount sha256 } } }`,
      { id: runId },
    );
    if (run.phase !== phase) console.log(`  ${run.status.toLowerCase()} ${run.phase} ${Math.round(run.progress * 100)} %`);
    phase = run.phase;
    if (run.status === "SUCCEEDED") return run;
    if (run.status === "FAILED" || run.status === "CANCELLED")
      throw new Error(`${run.status}: ${run.error?.code ?? ""} ${run.error?.message ?? ""}`);
  }
}

console.log("1. Upload the file");
const bytes = await readFile(file);
const { createUpload } = await graphql(
  `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) {
     ... on CreateUploadSuccess { upload { id url headers { name value } } } ... on UserError { code message } } }`,
  { input: { fileName: "credit_default_taiwan.csv.gz", byteSize: bytes.length } },
);
const { upload } = createUpload;
const headers = Object.fromEntries(upload.headers.map(({ name, value }) => [name, value]));
const put = await fetch(new URL(upload.url, url), { method: "PUT", headers: { authorization, ...headers }, body: bytes });
if (!put.ok) throw new Error(`The upload was answered with ${put.status}: ${await put.text()}`);

console.log("2. Make a data set of it");
const { createDataset } = await graphql(
  `mutation Dataset($input: CreateDatasetInput!) { createDataset(input: $input) {
     ... on CreateDatasetSuccess { dataset { id run { id } } } ... on UserError { code message } } }`,
  { input: { name: "Taiwan card clients", uploadId: upload.id } },
);
const datasetId = createDataset.dataset.id;
await finished(createDataset.dataset.run.id);
const { dataset } = await graphql("query Dataset($id: ID!) { dataset(id: $id) { rowCount columns { name type } } }", { id: datasetId });
console.log(`  ${dataset.rowCount} rows, ${dataset.columns.length} columns`);

console.log("3. Train an LSTM on six months of statements, oldest first");
const months = ["6", "5", "4", "3", "2"];
const { submitTraining } = await graphql(
  `mutation Train($input: SubmitTrainingInput!) { submitTraining(input: $input) {
     ... on SubmitTrainingSuccess { run { id } } ... on UserError { code message } } }`,
  {
    input: {
      datasetId,
      modelName,
      task: "BINARY",
      target: TARGET,
      drop: ["ID"],
      sequence: {
        groups: [
          { name: "repayment status", columns: [...months.map((month) => `PAY_${month}`), "PAY_0"] },
          { name: "bill", columns: [...months, "1"].map((month) => `BILL_AMT${month}`) },
          { name: "payment", columns: [...months, "1"].map((month) => `PAY_AMT${month}`) },
        ],
      },
      architecture: "lstm",
      params: { units: [128] },
      training: { epochs: Number(process.env.QUICKSTART_EPOCHS ?? 10), batchSize: 32, learningRate: 0.001, seed: 1 },
      split: { method: "RANDOM", testFraction: 0.2, seed: 1 },
      baselines: ["LOGISTIC"],
    },
  },
);
const training = await finished(submitTraining.run.id);
const test = (metrics, name) => metrics.find((metric) => metric.split === "TEST" && metric.name === name);
const auc = test(training.metrics, "auc");
console.log(`  AUC on the test rows ${auc.value.toFixed(4)} (95 % interval ${auc.low.toFixed(4)} to ${auc.high.toFixed(4)})`);
for (const { name, metrics } of training.baselines)
  console.log(`  ${name.toLowerCase()} baseline ${test(metrics, "auc").value.toFixed(4)}`);

console.log("4. Name the version champion");
const { promoteModelVersion } = await graphql(
  `mutation Promote($input: PromoteModelVersionInput!) { promoteModelVersion(input: $input) {
     ... on PromoteModelVersionSuccess { modelVersion { version aliases } } ... on UserError { code message } } }`,
  { input: { modelVersionId: training.modelVersion.id, alias: "champion", reason: "First model of the quickstart." } },
);
console.log(`  ${modelName} version ${promoteModelVersion.modelVersion.version} is ${promoteModelVersion.modelVersion.aliases.join(", ")}`);

console.log("5. Score one applicant");
const applicant = {
  LIMIT_BAL: 20000,
  SEX: 2,
  EDUCATION: 2,
  MARRIAGE: 1,
  AGE: 24,
  PAY_0: 2,
  PAY_2: 2,
  PAY_3: -1,
  PAY_4: -1,
  PAY_5: -2,
  PAY_6: -2,
  BILL_AMT1: 3913,
  BILL_AMT2: 3102,
  BILL_AMT3: 689,
  BILL_AMT4: 0,
  BILL_AMT5: 0,
  BILL_AMT6: 0,
  PAY_AMT1: 0,
  PAY_AMT2: 689,
  PAY_AMT3: 0,
  PAY_AMT4: 0,
  PAY_AMT5: 0,
  PAY_AMT6: 0,
};
const { score } = await graphql(
  `mutation Score($input: ScoreInput!) { score(input: $input) {
     ... on ScoreSuccess { scores { probability decision reasons { feature text contribution } } } ... on UserError { code message } } }`,
  { input: { modelName, alias: "champion", rows: [applicant], explain: true } },
);
const [first] = score.scores;
console.log(`  probability of default ${first.probability.toFixed(4)}, decision ${first.decision}`);
for (const { text } of first.reasons) console.log(`  because ${text}`);

console.log("6. Score the whole file and download it");
const { submitScoring } = await graphql(
  `mutation Scoring($input: SubmitScoringInput!) { submitScoring(input: $input) {
     ... on SubmitScoringSuccess { run { id } } ... on UserError { code message } } }`,
  { input: { datasetId, modelName, alias: "champion", format: "CSV" } },
);
const { output } = await finished(submitScoring.run.id);
const download = await fetch(new URL(output.url, url), { headers: { authorization } });
if (!download.ok) throw new Error(`The download was answered with ${download.status}.`);
const scored = await download.text();
const target = join(tmpdir(), "plimsoll-quickstart-scores.csv");
await writeFile(target, scored);

const [header, firstRow] = scored.split("\n", 2);
const probability = Number(firstRow.split(",")[header.trim().split(",").indexOf("probability")]);
if (output.rowCount !== dataset.rowCount) throw new Error(`${dataset.rowCount} rows went in, ${output.rowCount} came out.`);
if (!(Math.abs(probability - first.probability) <= 1e-6)) {
  throw new Error(`The first row scored ${probability} in the file and ${first.probability} alone.`);
}
console.log(`  ${output.rowCount} scored rows in ${target}; the first equals the score of the applicant alone`);
