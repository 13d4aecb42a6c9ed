import { addActor } from "../../actors/add-actor.js";
import { listActors } from "../../actors/list-actors.js";
import { addTenant } from "../../tenants/add-tenant.js";
import { listTenants } from "../../tenants/list-tenants.js";
import type { Command } from "../command.js";
import { formatTable } from "../format-table.js";

/** `tenant …` and `actor …`. */
export const tenantCommands: readonly Command[] = [
  {
    name: "tenant add",
    summary: "Add a tenant, whose log begins empty",
    positionals: ["SLUG"],
    options: { name: { value: "NAME", isRequired: true }, plan: { value: "PLAN" } },
    run: async (session, given) => {
      const tenant = await addTenant(session, {
        slug: given.text("SLUG"),
        name: given.text("name"),
        plan: given.optional("plan"),
      });
      return { lines: [`Added tenant ${tenant.slug} (${tenant.name}, plan ${tenant.plan})`] };
    },
  },
  {
    name: "tenant list",
    summary: "List the tenants and the size of their logs",
    run: async (session) => {
      const tenants = await listTenants(session);
      return {
        lines: formatTable(tenants.map(({ slug, name, plan, event_count }) => [slug, name, plan, `${event_count} events`])),
      };
    },
  },
  {
    name: "actor add",
    summary: "Add somebody whose doings are recorded",
    positionals: ["NAME"],
    options: { tenant: { value: "SLUG", isRequired: true }, kind: { value: "user|service|system" } },
    run: async (session, given) => {
      const actor = await addActor(session, {
        tenant: given.text("tenant"),
        name: given.text("NAME"),
        kind: given.optional("kind"),
      });
      return { lines: [`Added ${actor.kind} ${actor.name} to ${given.text("tenant")}`] };
    },
  },
  {
    name: "actor list",
    summary: "List a tenant's actors",
    options: { tenant: { value: "SLUG", isRequired: true } },
    run: async (session, given) => {
      const actors = await listActors(session, given.text("tenant"));
      return { lines: formatTable(actors.map(({ name, kind }) => [name, kind])) };
    },
  },
];
