import { liftHold, placeHold } from "../../holds/legal-hold.js";
import { applyRetention } from "../../retention/apply-retention.js";
import { listRetentionPolicies, setRetentionPolicy } from "../../retention/set-retention-policy.js";
import type { Command, CommandOption } from "../command.js";
import { formatTable } from "../format-table.js";

const TENANT: CommandOption = { value: "SLUG", isRequired: true };

/** `retention …` and `hold …`: how long things are kept. */
export const keepingCommands: readonly Command[] = [
  {
    name: "retention set",
    summary: "Keep the payloads of some actions for so many days",
    positionals: ["PATTERN"],
    options: { tenant: TENANT, days: { value: "DAYS", isRequired: true } },
    run: async (session, given) => {
      await setRetentionPolicy(session, given.text("tenant"), given.text("PATTERN"), given.number("days") ?? 0);
      return { lines: [`Payloads of ${given.text("PATTERN")} are kept for ${given.text("days")} days`] };
    },
  },
  {
    name: "retention list",
    summary: "List a tenant's retention policies",
    options: { tenant: TENANT },
    run: async (session, given) => {
      const policies = await listRetentionPolicies(session, given.text("tenant"));
      return { lines: formatTable(policies.map(({ action_pattern, keep_days }) => [action_pattern, `${keep_days} days`])) };
    },
  },
  {
    name: "retention apply",
    summary: "Remove the payloads that are past their time",
    options: { tenant: TENANT, now: { value: "TIME" }, "dry-run": {} },
    run: async (session, given) => {
      const isDryRun = given.flag("dry-run");
      const { payloadsRemoved, bytesRemoved } = await applyRetention(session, {
        tenant: given.text("tenant"),
        now: given.optional("now"),
        isDryRun,
      });
      return { lines: [`${isDryRun ? "Would remove" : "Removed"} ${payloadsRemoved} payloads (${bytesRemoved} bytes)`] };
    },
  },
  {
    name: "hold place",
    summary: "Let nothing of a tenant's be removed from now on",
    options: { tenant: TENANT, reason: { value: "TEXT", isRequired: true } },
    run: async (session, given) => {
      await placeHold(session, given.text("tenant"), given.text("reason"));
      return { lines: [`${given.text("tenant")} is under a legal hold: ${given.text("reason")}`] };
    },
  },
  {
    name: "hold lift",
    summary: "End the legal hold",
    options: { tenant: TENANT },
    run: async (session, given) => {
      await liftHold(session, given.text("tenant"));
      return { lines: [`The legal hold on ${given.text("tenant")} is lifted`] };
    },
  },
];
