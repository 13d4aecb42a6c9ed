import { PicklejarError } from "@picklejar/core";
import { describe, expect, test } from "vitest";

import { PreconditionError, ScenarioTagsError, UnexpectedPassError } from "../src/index.js";

describe("errors of the hooks", () => {
  test.each([
    ["PreconditionError", new PreconditionError("no rows"), "PRECONDITION_FAILED"],
    ["ScenarioTagsError", new ScenarioTagsError([]), "SCENARIO_TAGS_INVALID"],
    ["UnexpectedPassError", new UnexpectedPassError({ issues: [991], tagsToRemove: [], tagsToKeep: [] }), "UNEXPECTED_PASS"],
  ])("are errors of picklejar, with their name on the prototype: %s", (name, error, code) => {
    expect(error).toBeInstanceOf(PicklejarError);
    expect(error).toMatchObject({ name, code });
    expect(Object.keys(error)).not.toContain("name");
  });
});
