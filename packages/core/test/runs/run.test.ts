import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { ownRun } from "../../src/runs/own-run.js";
import { Run } from "../../src/runs/run.js";

class Notes {
  readonly run: Run;
  readonly lines: string[] = [];

  constructor(run: Run) {
    this.run = run;
  }
}

describe("Run.own", () => {
  test("gives one object of a class as long as the run lasts, made with the run", () => {
    const run = ownRun();
    const notes = run.own(Notes, run);
    expect([run.own(Notes, run), notes.run]).toEqual([notes, run]);
    run.end();
    expect(run.own(Notes, run)).not.toBe(notes);
  });

  test("keeps what a constructor could not make for another attempt", () => {
    const run = ownRun();
    let isReady = false;
    class Late {
      constructor() {
        if (!isReady) throw new Error("not yet");
      }
    }
    expect(() => run.own(Late)).toThrow("not yet");
    isReady = true;
    expect(run.own(Late)).toBeInstanceOf(Late);
    run.end();
  });
});

describe("Run.onEnd", () => {
  test("calls back once, the last added first, while the directory is there", () => {
    const run = ownRun();
    const calls: unknown[] = [];
    for (const name of ["first", "second"]) run.onEnd(() => calls.push(name, existsSync(run.path)));
    run.end();
    run.end();
    expect(calls).toEqual(["second", true, "first", true]);
  });
});

describe("Run.current", () => {
  test("finds the same run again after the variable led to another", () => {
    const run = ownRun();
    const text = process.env["PICKLEJAR_RUN"];
    process.env["PICKLEJAR_RUN"] = "1|00|/nowhere";
    expect(Run.current()).toBeUndefined();
    process.env["PICKLEJAR_RUN"] = text;
    expect(Run.current()).toBe(run);
    run.end();
    expect(Run.current()).toBeUndefined();
  });
});
