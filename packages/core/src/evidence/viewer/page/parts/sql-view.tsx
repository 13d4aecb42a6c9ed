import type { JSX } from "preact";
import type { RecordedStatement, RecordedStep } from "../../../recorder/recording.js";
import { count } from "../model/show-value.js";
import { makeVisible } from "../model/visible-text.js";
import { CopyButton } from "./copy-button.js";
import { drawSegment } from "./value.js";

export function SqlView({ step, text }: { readonly step: RecordedStep; readonly text: string }): JSX.Element {
  const { sql } = step;
  if (sql === undefined) return <p class="empty">The SQL of this step is not known.</p>;
  const found = sql.filter((statement) => statement.sql.toLowerCase().includes(text.toLowerCase()));
  if (found.length === 0)
    return <p class="empty">{sql.length === 0 ? "No statement of this step is known." : "No statement holds this text."}</p>;
  return (
    <>
      <ol class="statements">
        {found.map((statement, index) => (
          // Statements repeat, and their order is fixed.
          <Statement key={index} {...statement} />
        ))}
      </ol>
      <p class="hint">Values are left out. What triggers ran is not among these statements.</p>
    </>
  );
}

function Statement({ sql, count: times }: RecordedStatement): JSX.Element {
  return (
    <li>
      <pre class="sql" tabIndex={0} aria-label="SQL">
        {tokenize(sql).map(([token, kind], index) => (
          <span key={index} class={kind}>
            {makeVisible(
              token.replaceAll(/^ +| {2,}/gm, (spaces) => " ".repeat(Math.min(spaces.length, 8))),
              true,
            ).map((segment) =>
              segment.as === "mark" && /^[·↵⇥]/.test(segment.text) ? plainSpace(segment.text) : drawSegment(segment),
            )}
          </span>
        ))}
      </pre>
      {times > 1 && (
        <span class="times" title={`ran ${count(times)} times in succession`}>
          ×{count(times)}
        </span>
      )}
      <CopyButton text={sql} what="statement" />
    </li>
  );
}

/** Spaces and line ends of SQL mean nothing. */
function plainSpace(mark: string): string {
  return mark.startsWith("·") ? " ".repeat(mark.length) : mark.startsWith("⇥") ? "  " : "\n";
}

const TOKEN =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\/)|\b(SELECT|INSERT|UPDATE|DELETE|REPLACE|INTO|FROM|WHERE|SET|VALUES|AND|OR|NOT|NULL|IN|IS|AS|ON|JOIN|LEFT|INNER|OUTER|CROSS|ORDER|GROUP|BY|HAVING|LIMIT|OFFSET|UNION|ALL|DISTINCT|CREATE|DROP|ALTER|TABLE|INDEX|VIEW|TRIGGER|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|RETURNING|CONFLICT|DO|NOTHING|CASE|WHEN|THEN|ELSE|END|EXISTS|WITH|RECURSIVE|PRIMARY|KEY|UNIQUE|DEFAULT|CHECK|REFERENCES|CASCADE|IMMEDIATE|EXCLUSIVE)\b/gi;

/** Pieces of SQL: strings, names and comments in quotes; key words; and the rest. */
function tokenize(sql: string): readonly (readonly [string, string])[] {
  const tokens: [string, string][] = [];
  let end = 0;
  for (const match of sql.matchAll(TOKEN)) {
    if (match.index > end) tokens.push([sql.slice(end, match.index), ""]);
    tokens.push([match[0], match[1] === undefined ? "keyword" : "quoted"]);
    end = match.index + match[0].length;
  }
  if (end < sql.length) tokens.push([sql.slice(end), ""]);
  return tokens;
}
