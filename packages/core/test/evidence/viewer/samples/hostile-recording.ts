import type { RecordedValue, Recording } from "../../../../src/evidence/recorder/recording.js";
import { scriptRecording } from "./scripted-recording.js";

/** Sets `window.pwned` in a page that takes it for markup or code. */
const ATTACKS: readonly string[] = [
  "</script><script>window.pwned=1</script>",
  "<!--<script>window.pwned=1",
  "--><img src=x onerror=window.pwned=1>",
  "]]><svg/onload=window.pwned=1>",
  "\"'`><iframe srcdoc='<script>top.pwned=1</script>'>",
  "javascript:window.pwned=1",
  "${window.pwned=1}{{window.pwned=1}}",
  "\u001B[31mred\u001B[0m \u001B]8;;http://example.org\u0007link",
  "NUL \0 in the middle",
  "lone \uD800 and \uDFFF",
  "left \u202Eright\u202C \u2066isolate\u2069 \u200Fmark",
  "line\u2028and\u2029paragraph separators, \uFEFF, \u00A0, zero\u200Bwidth",
  "  spaces  around\tand\r\nlines  ",
  "##[error]fake ::error::fake",
  "__proto__",
  "&lt;b&gt; &amp; &#39;",
  "\u{1F468}\u200D\u{1F469}\u200D\u{1F467} 日本語のテキスト e\u0301 Z\u0351\u0351\u0351\u0351\u0351\u0351algo",
];

export function hostileRecording(): Recording {
  const attack = ATTACKS[0] ?? "";
  const rows = ATTACKS.map((text, index): readonly RecordedValue[] => [index + 1, text, index % 2 === 0 ? "1" : 1]);
  const numbers: readonly (readonly RecordedValue[])[] = [
    [101, { integer: "9223372036854775807" }, { real: "Infinity" }],
    [102, { real: 1e300 }, { real: 5 }],
    [103, { text: "x".repeat(2000), characters: 5_000_000 }, { blob: "00ff", bytes: 2 }],
    [104, { secret: true, nth: 3 }, ""],
    [105, { somethingNew: "<b>of a newer version</b>" } as unknown as RecordedValue, true as unknown as RecordedValue],
  ];
  return scriptRecording(
    [
      {
        name: `o"r'd<b>ers</b>${attack}`,
        columns: ["id", `v"<img src=x onerror=window.pwned=1>`, "__proto__"],
        key: [0],
        redacted: [],
      },
      { name: "\u202Esredro\u0000", columns: ["constructor", "two\nlines"], key: [], redacted: [] },
    ],
    (tables) => tables.put("\u202Esredro\u0000", ["a\u0000", "b"]),
    [
      {
        name: `Given ${attack}`,
        section: "<h1>section" as "scenario",
        location: attack,
        commits: [(tables) => tables.put(`o"r'd<b>ers</b>${attack}`, ...rows, ...numbers)],
        sql: [`SELECT '${attack}' -- <!--`, 'DROP TABLE \u202E"x\0"'],
        notes: [attack],
      },
      {
        name: `When ${"a very long step ".repeat(30)}`,
        commits: [
          (tables) => {
            tables.set(`o"r'd<b>ers</b>${attack}`, 1, { 1: `${attack}!` });
            tables.put("\u202Esredro\u0000", ["a\u0000", "c"]);
          },
        ],
      },
      {
        name: "Then \u202Enothing executes",
        status: "failed",
        error: `${attack}\n\u001B[31mExpected\u001B[0m <b>1</b>\n${ATTACKS.join("\n")}`,
        durationMs: -5,
      },
    ],
    {
      test: {
        name: `${attack}<title>`,
        file: attack,
        suite: [`</title>${attack}`],
        attempt: 1,
        kind: "scenario",
        status: "failed",
      },
      database: attack,
      otherDatabases: ["__proto__", attack],
      problems: [attack],
      retainedPath: `/tmp/${attack}/x.db`,
      redactedValues: 1,
    },
  );
}
