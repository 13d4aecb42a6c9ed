#!/usr/bin/env node
import { runCommandLine } from "./cli/run-command-line.js";

const { stdout, stderr, exitCode } = await runCommandLine(process.argv.slice(2), process.env);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
