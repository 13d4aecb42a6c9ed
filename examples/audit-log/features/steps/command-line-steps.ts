import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Given, Then, When } from "@cucumber/cucumber";

import type { AuditLogWorld } from "../support/audit-log-world.js";
import { runAuditLog, type CommandRun } from "../support/run-audit-log.js";

When(/^I run `audit-log ?(.*)`$/, async function (this: AuditLogWorld, command: string) {
  this.lastRun = await runAuditLog(this.recall(command), this.db.path);
});

When("I run these commands, one after another:", async function (this: AuditLogWorld, commands: string) {
  for (const command of linesOf(commands)) {
    this.lastRun = succeeded(await runAuditLog(this.recall(command), this.db.path));
  }
});

When("these commands run at the same time:", async function (this: AuditLogWorld, commands: string) {
  const runs = await Promise.all(linesOf(commands).map((command) => runAuditLog(command, this.db.path)));
  for (const run of runs) succeeded(run);
});

When("I remember the output as ${word}", function (this: AuditLogWorld, name: string) {
  this.remembered.set(name, lastRunOf(this).stdout.trim());
});

Given("${word} is a file in an empty folder", async function (this: AuditLogWorld, name: string) {
  this.remembered.set(name, join(await this.directory(), name.toLowerCase()));
});

Then("the command succeeds", function (this: AuditLogWorld) {
  succeeded(lastRunOf(this));
});

Then("it exits with {int}", function (this: AuditLogWorld, exitCode: number) {
  const run = lastRunOf(this);
  assert.equal(run.exitCode, exitCode, `${run.stdout}${run.stderr}`);
});

Then("it prints:", function (this: AuditLogWorld, expected: string) {
  assert.equal(lastRunOf(this).stdout.trimEnd(), this.recall(expected));
});

Then(/^it prints `(.*)`$/, function (this: AuditLogWorld, expected: string) {
  assert.ok(succeeded(lastRunOf(this)).stdout.includes(this.recall(expected)), lastRunOf(this).stdout);
});

Then("it prints nothing", function (this: AuditLogWorld) {
  assert.equal(lastRunOf(this).stdout, "");
});

Then(/^it does not print `(.*)`$/, function (this: AuditLogWorld, unexpected: string) {
  const { stdout, stderr } = lastRunOf(this);
  assert.ok(!`${stdout}${stderr}`.includes(this.recall(unexpected)), stdout);
});

Then("it prints {int} line(s)", function (this: AuditLogWorld, count: number) {
  assert.equal(linesOf(lastRunOf(this).stdout).length, count, lastRunOf(this).stdout);
});

Then(/^it says `(.*)`$/, function (this: AuditLogWorld, expected: string) {
  const { stderr } = lastRunOf(this);
  assert.ok(stderr.includes(expected), `standard error was: ${stderr}`);
});

Then("the file ${word} holds {int} lines", async function (this: AuditLogWorld, name: string, count: number) {
  const content = await readFile(this.recall(`$${name}`), "utf8");
  assert.equal(linesOf(content).length, count);
});

function lastRunOf(world: AuditLogWorld): CommandRun {
  assert.ok(world.lastRun, "no command ran before this step");
  return world.lastRun;
}

function succeeded(run: CommandRun): CommandRun {
  assert.equal(run.exitCode, 0, `audit-log ${run.command}\n${run.stdout}${run.stderr}`);
  return run;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
