import { describe, expect, test } from "vitest";

import type { Recording } from "../../../src/evidence/recorder/recording.js";
import { renderPage } from "../../../src/evidence/viewer/render-page.js";
import { readPageData } from "../../../src/evidence/viewer/page/model/read-page-data.js";
import { shopRecording } from "./samples/shop-recording.js";

describe("renderPage, given a recording that is not as this version writes it", () => {
  test.each<readonly [string, object, string]>([
    ["lack lists", { steps: [{ text: "x" }] }, "steps[0].commits: expected a list, got nothing"],
    ["have odd lists", { steps: [{ commits: [3], changes: [], notes: [] }] }, "steps[0].commits[0]: expected an object, got 3"],
    ["are none", { steps: [null] }, "steps[0]: expected an object, got null"],
    ["are absent", { steps: undefined }, "steps: expected a list, got nothing"],
  ])("gives a page that names the flaw where steps %s", (_what, changes, flaw) => {
    expect(warningOf(changes)).toContain(`damaged, so something is missing here: ${flaw}.`);
  });

  test.each<readonly [string, object, string]>([
    ["changes lack rows", { whole: [{ table: 0, added: 1 }] }, "whole[0].rows: expected a list, got nothing"],
    ["a table lacks columns", { tables: [{ name: "a", key: [], redacted: [] }] }, "tables[0].columns: expected a list"],
    ["the test is absent", { test: undefined }, "test: expected an object, got nothing"],
  ])("does so where %s", (_what, changes, flaw) => {
    expect(warningOf(changes)).toContain(flaw);
  });

  test("says of a newer version that something may be missing, and keeps what it does not know", () => {
    expect(warningOf({ version: 7, steps: [{ text: "x" }], colour: "green" })).toContain("format of version 7");
    expect(renderPage(strange({ version: 7, colour: "green" }))).toContain('"colour":"green"');
  });

  test("says nothing of the sort where nothing is odd", () => {
    expect(warningOf({})).toBeUndefined();
  });

  test.each([
    ["null", null],
    ["a number", 3],
    ["an empty object", {}],
  ])("gives a page that says that there is none: %s", (_what, value) => {
    const html = renderPage(value as Recording);
    expect(readPageData(dataOf(html))).toEqual({ failure: "There is no recording in this page." });
  });
});

/** What a person reads who runs scripts, and who runs none. */
function warningOf(changes: object): string | undefined {
  const html = renderPage(strange(changes));
  const read = readPageData(dataOf(html));
  if ("failure" in read) throw new Error(read.failure);
  expect(html.includes(`<p>${read.warning ?? "This recording is"}`)).toBe(read.warning !== undefined);
  return read.warning;
}

function strange(changes: object): Recording {
  return { ...shopRecording(), ...changes };
}

function dataOf(html: string): string {
  return /id="data">([^<]*)/.exec(html)?.[1] ?? "";
}
