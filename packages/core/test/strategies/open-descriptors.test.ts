import { closeSync, fstatSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import { countOpenInProcess, isOpenInProcess, type OpenFile } from "../../src/strategies/open-descriptors.js";
import { createFolder } from "../fixtures/create-folder.js";

const opened = new Set<number>();
afterEach(() => [...opened].forEach(close));

describe("countOpenInProcess", () => {
  test("counts each descriptor of each file", () => {
    const [one, two] = [createFile(), createFile()];
    for (const path of [one, two, two]) open(path);
    expect(countOpenInProcess([one, two, createFile()].map(identityOf))).toEqual([1, 2, 0]);
  });

  test("knows what was opened and closed since it looked last", () => {
    const [path, other] = [createFile(), createFile()];
    const file = identityOf(path);
    const counts = [countOpenInProcess([file])[0]];
    const first = open(path);
    counts.push(countOpenInProcess([file])[0]);
    const second = open(path);
    counts.push(countOpenInProcess([file])[0]);
    close(first);
    counts.push(countOpenInProcess([file])[0]);
    close(second);
    open(other);
    counts.push(countOpenInProcess([file])[0]);
    expect(counts).toEqual([0, 1, 2, 1, 0]);
  });

  test("knows that a number leads to another file now, with as many open as before", () => {
    const [path, other] = [createFile(), createFile()];
    const file = identityOf(path);
    const number = open(other);
    expect(isOpenInProcess(file)).toBe(false);
    close(number);
    expect(open(path)).toBe(number);
    expect(isOpenInProcess(file)).toBe(true);
    close(number);
    expect(open(other)).toBe(number);
    expect(isOpenInProcess(file)).toBe(false);
  });
});

function createFile(): string {
  const path = join(createFolder(), "file");
  writeFileSync(path, "");
  return path;
}

function identityOf(path: string): OpenFile {
  const descriptor = openSync(path, "r");
  const file = fstatSync(descriptor);
  closeSync(descriptor);
  return file;
}

function open(path: string): number {
  const descriptor = openSync(path, "r");
  opened.add(descriptor);
  return descriptor;
}

function close(descriptor: number): void {
  closeSync(descriptor);
  opened.delete(descriptor);
}
