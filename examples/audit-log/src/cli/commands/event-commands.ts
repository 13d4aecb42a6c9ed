import { writeFileSync } from "node:fs";

import { appendEvent } from "../../events/append-event.js";
import { showEvent } from "../../events/find-event.js";
import { listEvents, type EventFilter } from "../../events/list-events.js";
import { searchEvents } from "../../events/search-events.js";
import { verifyChain, type ChainFault } from "../../events/verify-chain.js";
import { exportEvents } from "../../exports/export-events.js";
import { listTags } from "../../tags/list-tags.js";
import { tagEvent } from "../../tags/tag-event.js";
import type { CommandArguments } from "../command-arguments.js";
import type { Command, CommandOption } from "../command.js";
import { formatEvent } from "../format-event.js";
import { formatTable } from "../format-table.js";

const TENANT: CommandOption = { value: "SLUG", isRequired: true };

const FILTER: Readonly<Record<string, CommandOption>> = {
  tenant: TENANT,
  actor: { value: "NAME" },
  action: { value: "PATTERN" },
  target: { value: "TYPE[:ID]" },
  tag: { value: "TAG" },
  day: { value: "DATE" },
  since: { value: "TIME" },
  until: { value: "TIME" },
  limit: { value: "COUNT" },
};

const FAULTS: Readonly<Record<ChainFault, string>> = {
  missing: "is missing",
  link: "does not follow from the one before",
  hash: "does not match its hash",
  payload: "has a payload that does not match its digest",
};

/** What is done with events. */
export const eventCommands: readonly Command[] = [
  {
    name: "append",
    summary: "Record that something happened",
    positionals: ["ACTION"],
    options: {
      tenant: TENANT,
      actor: { value: "NAME", isRequired: true },
      target: { value: "TYPE:ID" },
      payload: { value: "JSON" },
      at: { value: "TIME" },
      tag: { value: "TAG", isRepeatable: true },
    },
    run: async (session, given) => {
      const event = await appendEvent(session, {
        tenant: given.text("tenant"),
        actor: given.text("actor"),
        action: given.text("ACTION"),
        target: given.optional("target"),
        payload: given.optional("payload"),
        occurredAt: given.optional("at"),
        tags: given.list("tag"),
      });
      return { lines: [`#${event.sequence} ${event.hash}`] };
    },
  },
  {
    name: "list",
    summary: "List a tenant's newest events, oldest of them first",
    options: FILTER,
    run: async (session, given) => {
      const events = await listEvents(session, readFilter(given));
      return { lines: events.length === 0 ? ["No events"] : formatTable(events.map(formatEvent)) };
    },
  },
  {
    name: "show",
    summary: "Show one event as JSON",
    positionals: ["NUMBER"],
    options: { tenant: TENANT },
    run: async (session, given) => {
      const event = await showEvent(session, given.text("tenant"), given.number("NUMBER") ?? 0);
      return { lines: [JSON.stringify(event, undefined, 2)] };
    },
  },
  {
    name: "search",
    summary: "Find events by words in action, target and payload",
    positionals: ["QUERY"],
    options: { tenant: TENANT },
    run: async (session, given) => {
      const found = await searchEvents(session, given.text("tenant"), given.text("QUERY"));
      const rows = found.map((event) => [`#${event.sequence}`, event.action, event.excerpt]);
      return { lines: found.length === 0 ? ["Nothing found"] : formatTable(rows) };
    },
  },
  {
    name: "verify-chain",
    summary: "Check that no event was changed or removed; exit code 1 when one was",
    options: { tenant: TENANT },
    run: async (session, given) => {
      const { tenant, eventCount, head, broken } = await verifyChain(session, given.text("tenant"));
      if (broken !== undefined) {
        return { lines: [`${tenant}: event #${broken.sequence} ${FAULTS[broken.fault]}`], exitCode: 1 };
      }
      return { lines: [`${tenant}: ${eventCount} events, chain intact${head === undefined ? "" : `, head ${head}`}`] };
    },
  },
  {
    name: "export",
    summary: "Write a tenant's events to standard output or a file",
    options: { ...FILTER, format: { value: "json|csv", isRequired: true }, output: { value: "FILE" } },
    run: async (session, given) => {
      const { content, eventCount, digest } = await exportEvents(session, given.text("format"), readFilter(given));
      const output = given.optional("output");
      if (output === undefined) return { lines: [content.replace(/\r?\n$/, "")] };
      writeFileSync(output, content);
      return { lines: [`Wrote ${eventCount} events to ${output}, sha256 ${digest}`] };
    },
  },
  {
    name: "tag add",
    summary: "Tag an event that is in the log already",
    positionals: ["NUMBER", "TAG"],
    options: { tenant: TENANT },
    run: async (session, given) => {
      await tagEvent(session, given.text("tenant"), given.number("NUMBER") ?? 0, given.text("TAG"));
      return { lines: [`Tagged #${given.text("NUMBER")} ${given.text("TAG")}`] };
    },
  },
  {
    name: "tag list",
    summary: "List a tenant's tags, most used first",
    options: { tenant: TENANT },
    run: async (session, given) => {
      const tags = await listTags(session, given.text("tenant"));
      return { lines: formatTable(tags.map(({ name, event_count }) => [name, String(event_count)])) };
    },
  },
];

function readFilter(given: CommandArguments): EventFilter {
  return {
    tenant: given.text("tenant"),
    actor: given.optional("actor"),
    action: given.optional("action"),
    target: given.optional("target"),
    tag: given.optional("tag"),
    day: given.optional("day"),
    since: given.optional("since"),
    until: given.optional("until"),
    ...(given.number("limit") === undefined ? {} : { limit: given.number("limit") }),
  };
}
