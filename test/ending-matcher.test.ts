import { describe, expect, test } from "vitest";

const ending = { code: 1, signal: null, stdout: "1 scenario (1 failed)\n", stderr: "picklejar: no\n" };

describe("toHaveEnded", () => {
  test("takes a string for the whole output, and a pattern or the entries of a list for parts of it", () => {
    expect(ending).toHaveEnded({ code: 1, stdout: /failed/, stderr: "picklejar: no\n" });
    expect(ending).toHaveEnded({ stdout: ["1 scenario", /failed/] });
    expect(ending).not.toHaveEnded({ stdout: "1 scenario" });
    expect(ending).not.toHaveEnded({ stdout: ["1 scenario", /passed/] });
  });

  test("says all that differs, and shows exit code and output", () => {
    expect(() => expect(ending).toHaveEnded({ code: 0, stdout: ["1 passed"], stderr: "" })).toThrow(
      [
        "expected exit code 0",
        'expected stdout to contain "1 passed"',
        'expected stderr to be ""',
        "the process ended with exit code 1",
        "--- stdout\n1 scenario (1 failed)\n\n--- stderr\npicklejar: no\n",
      ].join("\n"),
    );
  });

  test("tells a signal from an exit code", () => {
    expect({ ...ending, code: null, signal: "SIGINT" }).toHaveEnded({ signal: "SIGINT" });
    expect(ending).not.toHaveEnded({ signal: "SIGINT" });
  });
});
