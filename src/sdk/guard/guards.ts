import type { World } from '../../mock/world.ts';

const guards = new WeakMap<World, (() => void)[]>();

/** Remembers how to take a guard away. */
export function addGuard(world: World, end: () => void): void {
  guards.set(world, [...(guards.get(world) ?? []), end]);
}

/** Takes every guard of a mock away, the last one first. */
export function endGuards(world: World): void {
  for (const end of (guards.get(world) ?? []).toReversed()) end();
  guards.delete(world);
}
