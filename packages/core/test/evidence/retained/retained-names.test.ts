import { describe, expect, test } from "vitest";

import { isRetainedFileName, retainedNameOf, type FailedScenario } from "../../../src/evidence/retained/retained-names.js";

describe("retainedNameOf", () => {
  test.each<[string, Partial<FailedScenario>, string]>([
    ["feature, scenario and line", {}, "03-Orders-Ann-pays-L12"],
    ["a later attempt, which has the name of the first", { attempt: 2 }, "03-Orders-Ann-pays-L12"],
    ["no line", { line: 0 }, "03-Orders-Ann-pays"],
    ["no names", { feature: "", name: "" }, "03-orders-unnamed-L12"],
    ["nothing that a name can be made of", { uri: "", feature: "🎉", name: "🎉🎉" }, "03-unnamed-L12"],
    ["slashes and dots", { name: "../../etc/passwd" }, "03-Orders-etc-passwd-L12"],
    ["backslashes and drives", { name: String.raw`C:\CON\aux.` }, "03-Orders-C-CON-aux-L12"],
    ["quotes and what shells take for theirs", { name: `it's "$(rm -rf ~)" & \`more\`` }, "03-Orders-it-s-rm-rf-more-L12"],
    ["line breaks and control characters", { name: "a\nb\r\n\tc\u0000d\u001b[31m" }, "03-Orders-a-b-c-d-31m-L12"],
    ["other scripts", { name: "注文 naïve Ωμέγα" }, "03-Orders-注文-naïve-Ωμέγα-L12"],
    ["500 characters", { name: "x".repeat(500) }, `03-Orders-${"x".repeat(60)}-L12`],
    ["500 characters of several bytes", { name: "注".repeat(500) }, `03-Orders-${"注".repeat(20)}-L12`],
  ])("makes a safe name of %s", (_what, changes, expected) => {
    const name = retainedNameOf(3, { ...SCENARIO, ...changes }, "default");
    expect(name).toBe(expected);
    expect(Buffer.byteLength(`${name}.db-journal`)).toBeLessThan(255);
    for (const suffix of ["db", "json", "db-wal"]) expect(isRetainedFileName(`${name}.${suffix}`)).toBe(true);
  });

  test("names the database where it is not the default one", () => {
    expect(retainedNameOf(3, SCENARIO, "audit/log")).toBe("03-Orders-Ann-pays-L12-audit-log");
  });
});

describe("isRetainedFileName", () => {
  test.each([["run.json"], ["notes.txt"], ["my-own.db"], ["01.db"], ["01-Orders-L12.sql"], ["../01-Orders-L12.db"]])(
    "takes %s for somebody else's",
    (name) => {
      expect(isRetainedFileName(name)).toBe(false);
    },
  );
});

const SCENARIO: FailedScenario = { uri: "features/orders.feature", feature: "Orders", name: "Ann pays", line: 12, attempt: 1 };
