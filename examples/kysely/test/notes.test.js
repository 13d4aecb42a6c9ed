import { test } from "@picklejar/core/vitest";
import { expect } from "vitest";

import { openNotes } from "../src/notes.js";

test("the application starts on a database that is migrated", async ({ db, defer }) => {
  const notes = await openNotes(db.path);
  defer(() => notes.close());
  expect(notes.migrated).toEqual([]);
  expect(await notes.list()).toEqual([]);
});

test("a pinned note comes first", async ({ db, defer }) => {
  const notes = await openNotes(db.path);
  defer(() => notes.close());
  await notes.add("milk");
  await notes.add("keys");
  await notes.pin("keys");
  expect(await notes.list()).toEqual(["keys", "milk"]);
});
