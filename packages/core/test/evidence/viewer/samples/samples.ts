import type { RecordedStep, Recording } from "../../../../src/evidence/recorder/recording.js";
import { hostileRecording } from "./hostile-recording.js";
import { hugeRecording } from "./huge-recording.js";
import { shopRecording } from "./shop-recording.js";
import { scriptRecording } from "./scripted-recording.js";
import { alteredRecording, wideRecording } from "./table-shapes.js";

/** Recordings to look at, and to test with. */
export const SAMPLES: Readonly<Record<string, () => Recording>> = {
  shop: shopRecording,
  huge: hugeRecording,
  hostile: hostileRecording,
  wide: wideRecording,
  altered: alteredRecording,
  empty: emptyRecording,
  scenario: scenarioRecording,
  passed: passedRecording,
  "no-steps": () => scriptRecording([], () => {}, []),
  newer: () => ({ ...shopRecording(), ...({ version: 7, colour: "green" } as object) }),
};

/** A test that fails before it writes anything. */
function emptyRecording(): Recording {
  const steps = [
    { name: "Given a shop", durationMs: 0.4 },
    { name: "Then the shop is open", status: "failed", error: "AssertionError: the shop is closed", durationMs: 1 },
    { name: "And Ann is in it", status: "not-run" },
  ] as const;
  return scriptRecording([], () => {}, steps);
}

/** A database that was read only before and after the test. */
function scenarioRecording(): Recording {
  const recording = shopRecording();
  return {
    ...recording,
    detail: "scenario",
    reason: "copies of more than 1 MiB are read at each step only from the second attempt on",
    strategy: "copy",
    steps: recording.steps.map(withoutChanges),
    lastWriters: [],
  };
}

/** A test that was expected to fail. */
function passedRecording(): Recording {
  const recording = shopRecording();
  return {
    ...recording,
    test: { ...recording.test, status: "passed" },
    steps: recording.steps.map(asPassed),
  };
}

function withoutChanges(step: RecordedStep): RecordedStep {
  return { ...step, commits: [], changes: [] };
}

function asPassed(step: RecordedStep): RecordedStep {
  const { keyword, text, section, commits, changes, notes } = step;
  return { keyword, text, section, status: "passed", commits, changes, notes };
}
