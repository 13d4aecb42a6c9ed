import { runTagsCommand } from "./run-tags-command.js";

// The reader of the output may stop early, for example `head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

void main();

async function main(): Promise<void> {
  const { exitCode, stdout, stderr } = await runTagsCommand(process.argv.slice(2));
  process.exitCode = exitCode;
  process.stderr.write(stderr);
  process.stdout.write(stdout);
}
