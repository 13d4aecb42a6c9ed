import { describe, expect, test } from "vitest";

import type { Strategy } from "../../src/index.js";
import type { StorageKind } from "../../src/runs/choose-storage.js";
import { chooseStrategy } from "../../src/strategies/choose-strategy.js";

const MIB = 1024 * 1024;

describe("the strategy of a template", () => {
  test.for<readonly [Strategy, number, "wal" | "delete", StorageKind, string]>([
    ["auto", 4 * MIB - 1, "wal", "disk", "copy: auto picks it: the template has less than 4 MiB"],
    ["auto", 4 * MIB, "wal", "disk", "overlay: auto picks it: a template in WAL mode of 4 MiB or more"],
    ["auto", 16 * MIB - 1, "wal", "memory", "copy: auto picks it: the template has less than 16 MiB"],
    [
      "auto",
      16 * MIB,
      "wal",
      "memory",
      "overlay on disk: auto picks it: a template in WAL mode of 16 MiB or more, with its files on disk",
    ],
    ["auto", 512 * MIB, "wal", "memory-only", "copy: auto picks it: all databases are in memory"],
    ["auto", 512 * MIB, "delete", "disk", "copy: the template is not in WAL mode, without which there is no overlay"],
    ["overlay", 1, "wal", "memory", "overlay: the configuration says so"],
    ["overlay", 512 * MIB, "wal", "memory-only", "overlay: the configuration says so"],
    ["copy", 512 * MIB, "wal", "memory", "copy: the configuration says so"],
  ])("%s, %i bytes, journal mode %s, storage %s: %s", ([configured, sizeBytes, journalMode, storage, expected]) => {
    const { strategy, reason, isOnDisk } = chooseStrategy(configured, { sizeBytes, journalMode }, storage);
    expect(`${strategy}${isOnDisk === true ? " on disk" : ""}: ${reason}`).toBe(expected);
  });
});
