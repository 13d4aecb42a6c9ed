import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";

import { pythonPath } from "./python.mjs";

/** What a program may keep of a database while others run: each says what it does first, and each time that it is told to. */
const KEEPERS = [
  // Its working directory, in which it opens the database, or makes one.
  [
    "pass",
    "c = sqlite3.connect('scenario.db', timeout=0); c.execute('insert into notes (body) values (1)'); c.commit(); c.close()",
  ],
  [
    "d = os.open(os.path.dirname(path), os.O_RDONLY)",
    "f = os.open('scenario.db', os.O_RDWR, dir_fd=d); os.pwrite(f, b'late', 5000); os.close(f)",
  ],
  ["f = os.open(path, os.O_RDWR)", "os.pwrite(f, b'late', 5000)"],
  ["f = os.open(path, os.O_RDWR); m = mmap.mmap(f, 0); os.close(f)", "m[5000] ^= 255"],
  ["f = os.open(path, os.O_RDWR); m = mmap.mmap(f, 0); os.close(f); m[5001] ^= 255", "pass"],
  [
    "f = os.open(path + '-wal', os.O_RDWR) if os.path.exists(path + '-wal') else None",
    "f is None or os.pwrite(f, b'late', 40)",
  ],
  [
    "f = os.open(path + '-shm', os.O_RDWR) if os.path.exists(path + '-shm') else None",
    "f is None or os.pwrite(f, b'late', 16)",
  ],
];

/** A program that works in a database's folder, and goes on when the database's scenario has ended. */
export class Program {
  #process;

  /** @param {import("./random.mjs").Random} random */
  static async start(path, random) {
    const program = new Program();
    const [begin, go] = random.pick(KEEPERS);
    const lines = [
      "import mmap, os, sqlite3, sys",
      "path = sys.argv[1]",
      "try:",
      `  ${begin}`,
      "except Exception: pass",
      "print('ready')",
      "for line in sys.stdin:",
      "  try:",
      `    ${go}`,
      "  except Exception: pass",
      "  print('done')",
    ];
    program.#process = spawn(pythonPath, ["-u", "-c", lines.join("\n"), path], {
      cwd: dirname(path),
      stdio: ["pipe", "pipe", "ignore"],
    });
    // It may find no folder to begin in.
    program.#process.on("error", () => undefined);
    program.#process.stdin.on("error", () => undefined);
    await program.#heard();
    return program;
  }

  async act() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.stdin.write("go\n");
    await this.#heard();
  }

  end() {
    this.#process.kill("SIGKILL");
  }

  async #heard() {
    const abort = new AbortController();
    const signals = { signal: abort.signal };
    await Promise.race([once(this.#process.stdout, "data", signals), once(this.#process, "close", signals)]).catch(
      () => undefined,
    );
    abort.abort();
  }
}
