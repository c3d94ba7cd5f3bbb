export { type IngestInput, type IngestPhase, ingestFile } from "./ingest.ts";
export { type NumberColumn, writeNumbers } from "./number-writer.ts";
export { type ReadOptions, readBatches, readSchema, readTable } from "./read.ts";
export { openScoreWriter, type ScoreColumn, type ScoreWriter, type ScoreWriterOptions, type WrittenFile } from "./score-writer.ts";
