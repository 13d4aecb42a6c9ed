import { After, Before } from "@cucumber/cucumber";

Before(() => {});
After(() => {});
