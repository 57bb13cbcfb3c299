import { directRows, sizeRows } from './direct.mjs';

const rows = [...(await directRows().catch((e) => (console.error(e), []))), ...(await sizeRows())];
console.table(rows.map(({ name, ours, theirs, ratio, bar }) => ({ what: name, 'ours µs': +ours.toFixed(2), 'theirs µs': +theirs.toFixed(2), ratio: +ratio.toFixed(3), bar })));
