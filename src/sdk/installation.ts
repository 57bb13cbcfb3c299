import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { World } from '../mock/world.ts';
import { type AnsweringWorld, restoredMeanwhile } from './answering-world.ts';
import { forgetClients } from './direct-door.ts';
import { openFetchDoor } from './network/fetch-door.ts';
import { openHttpDoor } from './network/http-door.ts';
import { requestJudge } from './network/judgement.ts';
import { type SdkClient, type SdkCommand, serviceOf } from './sdk-client.ts';
import { sendTo } from './sending.ts';
import { unwatchStacks } from './stack-watch.ts';
import { takeDefaultsAway } from './wire/client-defaults.ts';

/** Mocks in the order they were installed: the last one answers until it is restored. */
const installed: World[] = [];

/** The `send` of each SDK base class that was replaced. */
const replaced = new Map<object, PropertyDescriptor>();

const closeNetworkDoors: (() => void)[] = [];

export const isInstalled = (world: World): boolean => installed.includes(world);

/** From now on every IAM and STS client in the process is answered by `world`; nothing is changed where that fails. */
export function install(world: World): void {
  if (isInstalled(world)) return;
  installed.push(world);
  if (installed.length > 1) return;
  try {
    openDoors();
  } catch (error) {
    uninstall(world);
    throw error;
  }
}

function openDoors(): void {
  for (const prototype of basePrototypes()) replaceSend(prototype);
  const judge = requestJudge(currentWorld);
  closeNetworkDoors.push(openHttpDoor(judge));
  closeNetworkDoors.push(openFetchDoor(judge));
}

/** Takes `world` away; with the last one the process is as it was before the first. */
export function uninstall(world: World): void {
  const index = installed.lastIndexOf(world);
  if (index < 0) return;
  installed.splice(index, 1);
  if (installed.length > 0) return;
  for (const [prototype, descriptor] of replaced) Object.defineProperty(prototype, 'send', descriptor);
  replaced.clear();
  unwatchStacks();
  forgetClients();
  takeDefaultsAway();
  for (const close of closeNetworkDoors.splice(0)) close();
}

/** Who answers, the last one first in line. */
export const installedWorlds = (): readonly World[] => [...installed];

/** Lets the same answer as when `installedWorlds()` was asked. */
export function putBack(worlds: readonly World[]): void {
  if (worlds.length === installed.length && worlds.every((world, index) => world === installed[index]))
    return;
  for (const world of installed.toReversed()) uninstall(world);
  for (const world of worlds) install(world);
}

const currentWorld: AnsweringWorld = (sentTo = installed[installed.length - 1]) => {
  if (sentTo === undefined || !isInstalled(sentTo)) throw restoredMeanwhile();
  return sentTo;
};

/**
 * The smithy base classes of the SDK copies that are ours. Their `send` is inherited by IAMClient, STSClient and
 * the private STS client of `@aws-sdk/nested-clients`, so one replacement sees every client.
 */
function basePrototypes(): Set<object> {
  const bases = new Set<object>();
  for (const client of [IAMClient, STSClient]) {
    let base: object | null = null;
    for (
      let prototype: object | null = client.prototype;
      prototype !== null;
      prototype = Object.getPrototypeOf(prototype) as object | null
    ) {
      if (Object.hasOwn(prototype, 'send')) base = prototype;
    }
    if (base !== null) bases.add(base);
  }
  return bases;
}

function replaceSend(prototype: object): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'send') as PropertyDescriptor;
  replaced.set(prototype, descriptor);
  const original = descriptor.value as (...args: unknown[]) => unknown;
  function send(
    this: SdkClient,
    command: SdkCommand,
    optionsOrCallback?: unknown,
    callback?: unknown,
  ): unknown {
    if (installed.length === 0 || serviceOf(this) === undefined)
      return original.call(this, command, optionsOrCallback, callback);
    return sendTo(currentWorld, this, command, optionsOrCallback, callback);
  }
  Object.defineProperty(prototype, 'send', { ...descriptor, value: send });
}
