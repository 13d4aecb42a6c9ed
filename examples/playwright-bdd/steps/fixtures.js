import { mergeTests } from "@playwright/test";
import { test as databaseTest } from "@picklejar/core/playwright";
import { createBdd, test as bddTest } from "playwright-bdd";

export const test = mergeTests(bddTest, databaseTest);

export const { Given, When, Then, Before, AfterStep } = createBdd(test);

// Each step is a mark: if the scenario fails, its report says what each step changed.
AfterStep(({ db, $step }) => db.mark($step.title));

Before({ tags: "@tdd_expected_fail" }, ({ $testInfo }) => $testInfo.fail());
