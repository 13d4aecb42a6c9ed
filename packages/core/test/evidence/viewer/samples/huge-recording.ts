import type { Recording } from "../../../../src/evidence/recorder/recording.js";
import { scriptRecording, type ScriptedStep } from "./scripted-recording.js";

const STATES = ["open", "pending", "paid", "shipped", "returned"] as const;

/** Two hundred steps, and a table of ten thousand rows that the first of them writes. */
export function hugeRecording(): Recording {
  const rows = Array.from({ length: 10_000 }, (_, index) => [
    index + 1,
    `event-${String(index).padStart(5, "0")}`,
    STATES[index % STATES.length] ?? null,
    { real: Math.round(index * 137.31) / 100 },
    index % 7 === 0 ? null : `customer ${index % 613}`,
    `2026-11-30 ${String(Math.floor(index / 3600)).padStart(2, "0")}:${String(Math.floor(index / 60) % 60).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}`,
    `{"index":${index}}`,
  ]);
  const load: ScriptedStep = {
    name: "Given ten thousand events",
    section: "background",
    durationMs: 812,
    commits: [(tables) => tables.put("events", ...rows)],
  };
  const steps = Array.from({ length: 199 }, (_, step): ScriptedStep => ({
    name: `${step % 3 === 0 ? "When" : "And"} event ${step * 20 + 1} to ${step * 20 + 20} are handled by the worker of shift ${step}`,
    durationMs: 1 + (step % 17),
    commits: [
      (tables) => {
        for (let id = step * 20 + 1; id <= step * 20 + 20; id++)
          tables.set("events", id, { 2: "handled", 3: { real: step + 0.25 } });
      },
      (tables) => {
        tables.put("log", [step + 1, `shift ${step}`, step * 20]);
        tables.remove("events", 9000 + step);
      },
    ],
    ...(step === 198 && { status: "failed", error: "Error: the worker of shift 198 was late" }),
  }));
  return scriptRecording(
    [
      { name: "events", columns: ["id", "name", "state", "amount", "customer", "at", "payload"], key: [0], redacted: [] },
      { name: "log", columns: ["id", "what", "events"], key: [0], redacted: [] },
    ],
    (tables) => {
      tables.put("events");
      tables.put("log");
    },
    [load, ...steps],
    {
      test: {
        name: "Two hundred steps",
        file: "features/load.feature",
        line: 3,
        suite: ["Load"],
        attempt: 2,
        kind: "scenario",
        status: "failed",
        durationMs: 3120,
      },
    },
  );
}
