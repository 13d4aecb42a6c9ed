import type { ITestCaseHookParameter } from "@cucumber/cucumber";
import type { TestStep } from "@picklejar/core/integration";

type Scenario = Pick<ITestCaseHookParameter, "pickle" | "gherkinDocument">;

interface WrittenStep {
  readonly id: string;
  readonly keyword: string;
  readonly location: { readonly line: number };
}

interface Written {
  readonly step: WrittenStep;
  readonly section: "background" | "scenario";
}

/** Lists the steps of a scenario as they are written. Walks the whole document: for failures, not for every scenario. */
export function listSteps({ pickle, gherkinDocument }: Scenario): readonly TestStep[] {
  const written = new Map(findWritten(gherkinDocument).map((each) => [each.step.id, each]));
  return pickle.steps.map(({ text, type, astNodeIds }) => {
    const found = astNodeIds.map((id) => written.get(id)).find((each) => each !== undefined);
    return {
      keyword: found?.step.keyword.trim() ?? "*",
      text,
      section: found?.section ?? "scenario",
      ...(found && { location: `${pickle.uri}:${found.step.location.line}` }),
      isWhen: String(type) === WHEN,
    };
  });
}

/** Position of the first When step, or And after it; -1 where there is none. */
export function findFirstWhen({ pickle }: Pick<Scenario, "pickle">): number {
  return pickle.steps.findIndex(({ type }) => String(type) === WHEN);
}

/** As a pickle calls the steps of When. */
const WHEN = "Action";

function findWritten({ feature }: Scenario["gherkinDocument"]): readonly Written[] {
  const children = feature?.children.flatMap((child) => [child, child.rule?.children ?? []].flat()) ?? [];
  return children.flatMap(({ background, scenario }) => {
    const section = background === undefined ? "scenario" : "background";
    return (background ?? scenario)?.steps.map((step): Written => ({ step, section })) ?? [];
  });
}
