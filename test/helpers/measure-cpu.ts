import { readFileSync } from "node:fs";
import { afterAll } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** CPU seconds of the process that ran a test file, since the file before it if they share it, and of the processes that it waited for. */
    cpuSeconds?: number;
  }
}

/** Clock ticks a second of `/proc/self/stat`: the same on every Linux. */
const TICKS = 100;

// oxlint-disable-next-line no-empty-pattern -- Vitest refuses any other first parameter
afterAll(({}, { meta }) => {
  const read = readCpuSeconds();
  meta.cpuSeconds = read - Number(Reflect.get(process, READ_BEFORE) ?? 0);
  Reflect.set(process, READ_BEFORE, read);
});

/** Where the process keeps what was read after the file before: a module's variable is not shared between files. */
const READ_BEFORE = Symbol.for("picklejar.tests.cpu-seconds");

/** Of this process, and on Linux of its children that ended. */
function readCpuSeconds(): number {
  if (process.platform !== "linux") {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name of the process may hold spaces, so fields are counted from the bracket after it. utime is the 14th of all.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}
