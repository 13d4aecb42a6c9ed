import type { RecordedTable, RecordedValue, Recording } from "../../../../src/evidence/recorder/recording.js";
import { scriptRecording } from "./scripted-recording.js";

/** A table of 40 columns, and long texts that differ near their ends. */
export function wideRecording(): Recording {
  const columns = Array.from({ length: 40 }, (_, index) => (index === 0 ? "id" : `column_${index}_of_forty`));
  const wide = (id: number): readonly RecordedValue[] =>
    columns.map((_, index) => (index === 0 ? id : index % 3 === 0 ? id * index : `${id}/${index}`));
  const long = "The quick brown fox jumps over the lazy dog. ".repeat(20);
  return scriptRecording(
    [
      { name: "wide", columns, key: [0], redacted: [] },
      { name: "articles", columns: ["slug", "body"], key: [0], redacted: [] },
    ],
    (tables) => {
      tables.put("wide", wide(1), wide(2));
      tables.put("articles", ["fox", long], ["空港", "短い"]);
    },
    [
      { name: "Given a wide table", commits: [(tables) => tables.put("wide", wide(3), wide(4), wide(5))] },
      {
        name: "When the fox is edited",
        commits: [
          (tables) => {
            tables.set("articles", "fox", { 1: `${long.slice(0, -6)}cat. ` });
            tables.set("wide", 2, { 1: "changed", 39: -1 });
          },
        ],
      },
      { name: "Then it is a cat", status: "failed", error: "AssertionError: it is a dog" },
    ],
  );
}

/** Tables that are created, dropped and changed while the test runs, and rows without a key. */
export function alteredRecording(): Recording {
  const tables: readonly RecordedTable[] = [
    { name: "notes", columns: ["id", "text"], key: [0], redacted: [] },
    { name: "notes", columns: ["id", "text", "colour"], key: [0], redacted: [] },
    { name: "drafts", columns: ["text"], key: [], redacted: [] },
    { name: "old", columns: ["a", "b"], key: [], redacted: [] },
  ];
  const step = { section: "scenario", status: "passed", notes: [] } as const;
  const base = scriptRecording(tables, () => {}, []);
  const oldRow = [1, "x"] as const;
  return {
    ...base,
    test: { ...base.test, name: "The schema changes" },
    contents: [
      { table: 0, rows: [[1, "first"]], total: 1 },
      { table: 3, rows: [oldRow, oldRow, [2, "y"]], total: 5000 },
    ],
    steps: [
      {
        ...step,
        keyword: "Given",
        text: "a table of drafts",
        ...oneCommit([
          {
            table: 2,
            schema: "created",
            added: 2,
            changed: 0,
            removed: 0,
            rows: [
              { kind: "added", after: ["same"] },
              { kind: "added", after: ["same"] },
            ],
          },
        ]),
      },
      {
        ...step,
        keyword: "When",
        text: "notes get a colour",
        ...oneCommit([
          {
            table: 1,
            schema: "altered",
            added: 1,
            changed: 1,
            removed: 0,
            rows: [
              { kind: "changed", before: [1, "first", null], after: [1, "first", "red"], columns: [2] },
              { kind: "added", after: [2, "second", null] },
            ],
          },
        ]),
        notes: ["A transaction was open at the end of this step: what it wrote appears in the step that committed it."],
      },
      {
        ...step,
        keyword: "And",
        text: "the old table goes",
        ...oneCommit([
          {
            table: 3,
            schema: "dropped",
            added: 0,
            changed: 0,
            removed: 5000,
            rows: [{ kind: "removed", before: oldRow }],
            note: "1 of 5,000 rows is shown.",
          },
        ]),
      },
      {
        ...step,
        keyword: "Then",
        text: "one draft is left",
        status: "failed",
        error: "AssertionError: 2 !== 1",
        ...oneCommit([]),
      },
    ],
    whole: [
      {
        table: 2,
        schema: "created",
        added: 2,
        changed: 0,
        removed: 0,
        rows: [
          { kind: "added", after: ["same"] },
          { kind: "added", after: ["same"] },
        ],
      },
      {
        table: 1,
        schema: "altered",
        added: 1,
        changed: 1,
        removed: 0,
        rows: [
          { kind: "changed", before: [1, "first", null], after: [1, "first", "red"], columns: [2] },
          { kind: "added", after: [2, "second", null] },
        ],
      },
      {
        table: 3,
        schema: "dropped",
        added: 0,
        changed: 0,
        removed: 5000,
        rows: [{ kind: "removed", before: oldRow }],
        note: "1 of 5,000 rows is shown.",
      },
    ],
    lastWriters: [
      { table: 2, row: 0, step: 0 },
      { table: 2, row: 1, step: 0 },
      { table: 1, row: 0, step: 1 },
      { table: 1, row: 1, step: 1 },
      { table: 3, row: 0, step: 2 },
    ],
  };
}

function oneCommit(changes: Recording["whole"]): Pick<Recording["steps"][number], "commits" | "changes"> {
  return { changes, commits: changes.length === 0 ? [] : [{ changes }] };
}
