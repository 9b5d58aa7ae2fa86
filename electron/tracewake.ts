/**
 * `npm run tracewake`: the built product where it is as new as its sources, as the install leaves it, else the sources as they are. Nothing is built
 * here: two that are started at once would write over each other.
 */
import { isStale, NODE_SIDE } from './built.ts';
import { keepStripped } from './stripped.ts';

const stale = isStale(NODE_SIDE);
if (stale) keepStripped();
await import(new URL(stale ? './headless/cli.ts' : '../dist/electron/cli.js', import.meta.url).href);
