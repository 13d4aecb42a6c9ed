#!/usr/bin/env node
// In front of what is built, since the workspace links this before anything is.
import "../dist/tags-cli/main.js";
