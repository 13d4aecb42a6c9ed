#!/usr/bin/env node
// For the workspace, which links this before anything is built; what is published is `bundle/cli.js`.
import "../dist/cli/main.js";
