import { optionRangeError } from "@picklejar/core/integration";

/**
 * Whether scenarios that must fail are judged: not with `PICKLEJAR_EXPECTED_FAIL=off`, which runs them as if they had no such tag.
 *
 * @throws RangeError for any other value
 */
export function areExpectedFailuresOn(environment: NodeJS.ProcessEnv = process.env): boolean {
  const value = environment["PICKLEJAR_EXPECTED_FAIL"] ?? "";
  if (value === "" || value === "on") return true;
  if (value === "off") return false;
  throw optionRangeError(
    { file: undefined, subject: "environment", prefix: "" },
    "PICKLEJAR_EXPECTED_FAIL",
    ["off", "on"],
    value,
  );
}
