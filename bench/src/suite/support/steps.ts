import { Given, Then, When } from "@cucumber/cucumber";

import { noteLastStep } from "./first-scenario.js";

Given("there is nothing", nothing);
When("nothing happens", nothing);
Then("there is still nothing", noteLastStep);

function nothing(): void {
  // What is measured is what comes before and after.
}
