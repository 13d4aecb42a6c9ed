import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Runs the suite beside this file in a target's folder, serial and in two workers; says whether both held and nothing was left. */
export function runSuite(name, directory, node) {
  const project = join(directory, "suite");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  cpSync(join(import.meta.dirname, "suite"), project, { recursive: true });
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  return [[], ["--parallel", "2"]].every((arguments_) => {
    const runs = mkdtempSync(join(project, "runs-"));
    const cucumber = join(directory, "node_modules/@cucumber/cucumber/bin/cucumber.js");
    const { status } = spawnSync(node, [cucumber, ...arguments_], {
      cwd: project,
      stdio: "inherit",
      env: { ...process.env, PICKLEJAR_DIR: runs },
    });
    const left = readdirSync(runs, { recursive: true }).filter((entry) => String(entry).includes("/"));
    const holds = status === 0 && left.length === 0;
    console.log(
      `compat: ${name} (Node ${version}${arguments_.length > 0 ? `, ${arguments_.join(" ")}` : ""}): ${holds ? "holds" : `does not hold: exit code ${status}, left over: ${left.join(", ") || "nothing"}`}`,
    );
    return holds;
  });
}
