import { closeSync, fstatSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import { listOpenInProcess, isOpenInProcess, type OpenFile } from "../../../src/files/processes/open-descriptors.js";
import { createFolder } from "../../helpers/create-folder.js";

const opened = new Set<number>();
afterEach(() => [...opened].forEach(close));

describe("listOpenInProcess", () => {
  test("gives each descriptor of each file", () => {
    const [one, two] = [createFile(), createFile()];
    const [first, second, third] = [open(one), open(two), open(two)];
    expect(listOpenInProcess([one, two, createFile()].map(identityOf))).toEqual([[first], [second, third], []]);
  });

  test("knows what was opened and closed since it looked last", () => {
    const [path, other] = [createFile(), createFile()];
    const file = identityOf(path);
    const counts = [listOpenInProcess([file])[0]?.length];
    const first = open(path);
    counts.push(listOpenInProcess([file])[0]?.length);
    const second = open(path);
    counts.push(listOpenInProcess([file])[0]?.length);
    close(first);
    counts.push(listOpenInProcess([file])[0]?.length);
    close(second);
    open(other);
    counts.push(listOpenInProcess([file])[0]?.length);
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
