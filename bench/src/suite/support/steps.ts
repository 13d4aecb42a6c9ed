import { Given, Then, When } from "@cucumber/cucumber";

Given("there is nothing", nothing);
When("nothing happens", nothing);
Then("there is still nothing", nothing);

function nothing(): void {
  // What is measured is what comes before and after.
}
