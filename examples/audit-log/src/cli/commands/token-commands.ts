import { checkToken, createToken, listTokens, revokeToken } from "../../tokens/api-token.js";
import type { Command, CommandOption } from "../command.js";
import { formatTable } from "../format-table.js";

const TENANT: CommandOption = { value: "SLUG", isRequired: true };

/** `token …`. */
export const tokenCommands: readonly Command[] = [
  {
    name: "token create",
    summary: "Make an API token, and print its secret this once",
    positionals: ["NAME"],
    options: { tenant: TENANT, scope: { value: "read|append" } },
    run: async (session, given) => ({
      lines: [await createToken(session, given.text("tenant"), given.text("NAME"), given.optional("scope"))],
    }),
  },
  {
    name: "token check",
    summary: "Say whose token a secret is; exit code 1 when it is nobody's",
    positionals: ["SECRET"],
    run: async (session, given) => {
      const token = await checkToken(session, given.text("SECRET"));
      if (token === undefined) return { lines: ["Not a token, or no longer"], exitCode: 1 };
      return { lines: [`${token.tenant}/${token.name} (${token.scope})`] };
    },
  },
  {
    name: "token revoke",
    summary: "End a token",
    positionals: ["NAME"],
    options: { tenant: TENANT },
    run: async (session, given) => {
      await revokeToken(session, given.text("tenant"), given.text("NAME"));
      return { lines: [`Revoked ${given.text("NAME")}`] };
    },
  },
  {
    name: "token list",
    summary: "List a tenant's tokens, without their secrets",
    options: { tenant: TENANT },
    run: async (session, given) => {
      const tokens = await listTokens(session, given.text("tenant"));
      return {
        lines: formatTable(
          tokens.map(({ name, scope, revoked_at }) => [name, scope, revoked_at === null ? "in force" : "revoked"]),
        ),
      };
    },
  },
];
