#!/usr/bin/env node
/** The `lapzero` command: makes the clone ready, then hands over to the compiled program. */
import { prepare } from './prepare.mjs';

prepare();
const { main } = await import('../../build/src/cli/main.js');
await main(process.argv.slice(2));
