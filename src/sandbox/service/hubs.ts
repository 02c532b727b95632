import type { HubHost } from "./hubHost.ts";
import type { Payloads } from "./hubProtocols.ts";
import { UserGroups } from "./userGroups.ts";

/** A connected client as routing sees it: neither its transport nor who answers it matters here. */
export interface HubMember {
  readonly connectionId: string;
  readonly userId: string | undefined;
  /** Its hub protocol's name, lower case. */
  readonly protocol: string;
  readonly transport: string;
  readonly since: Date;
  /** The app server it belongs to; none where this process or an upstream answers it. */
  readonly serverId?: string;
  /** Hands over whole records of the member's protocol. */
  send(records: Uint8Array): void;
  /** Sends a close message (type 7) and ends the connection. */
  close(error: string | undefined, allowReconnect: boolean): void;
}

/** One hub's connections, users and groups. */
export class Hub {
  readonly name: string;
  /** The app servers that offered to answer, the newest last. */
  readonly hosts: HubHost[] = [];
  readonly #members = new Map<string, HubMember>();
  readonly #users = new Map<string, Set<HubMember>>();
  readonly #groups = new Map<string, Set<HubMember>>();
  readonly #groupsOf = new Map<HubMember, Set<string>>();
  readonly #userGroups = new UserGroups();

  readonly #changed: () => void;

  /** @param changed told when members come, go, or change groups */
  constructor(name: string, changed: () => void) {
    this.name = name;
    this.#changed = changed;
  }

  add(member: HubMember): void {
    this.#members.set(member.connectionId, member);
    this.#changed();
    if (member.userId === undefined) return;
    include(this.#users, member.userId, member);
    for (const group of this.#userGroups.of(member.userId)) this.#include(member, group);
  }

  remove(member: HubMember): void {
    if (this.#members.get(member.connectionId) !== member) return;
    this.#members.delete(member.connectionId);
    this.#changed();
    if (member.userId !== undefined) exclude(this.#users, member.userId, member);
    this.#excludeAll(member);
  }

  /** The one connection of that id, or none. */
  connections(connectionId: string): Iterable<HubMember> {
    const member = this.#members.get(connectionId);
    return member === undefined ? [] : [member];
  }

  has(connectionId: string): boolean {
    return this.#members.has(connectionId);
  }

  get size(): number {
    return this.#members.size;
  }

  all(): Iterable<HubMember> {
    return this.#members.values();
  }

  user(userId: string): Iterable<HubMember> {
    return this.#users.get(userId) ?? [];
  }

  group(name: string): Iterable<HubMember> {
    return this.#groups.get(name) ?? [];
  }

  /** The groups a member is in. */
  groupsOf(member: HubMember): Iterable<string> {
    return this.#groupsOf.get(member) ?? [];
  }

  /** Whether the connection exists and is now in the group. */
  join(connectionId: string, group: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) this.#include(member, group);
    return member !== undefined;
  }

  /** Whether the connection exists; it is now not in the group. */
  leave(connectionId: string, group: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) this.#exclude(member, group);
    return member !== undefined;
  }

  leaveAll(connectionId: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) this.#excludeAll(member);
    return member !== undefined;
  }

  /** Adds the user's present connections, and for `ttlSeconds` (0: not at all) those still to come. */
  joinUser(userId: string, group: string, ttlSeconds: number): void {
    if (ttlSeconds > 0) this.#userGroups.join(userId, group, ttlSeconds);
    for (const member of this.user(userId)) this.#include(member, group);
  }

  leaveUser(userId: string, group: string): void {
    this.#userGroups.leave(userId, group);
    for (const member of this.user(userId)) this.#exclude(member, group);
  }

  leaveUserAll(userId: string): void {
    this.#userGroups.leaveAll(userId);
    for (const member of this.user(userId)) this.leaveAll(member.connectionId);
  }

  userInGroup(userId: string, group: string): boolean {
    if (this.#userGroups.of(userId).includes(group)) return true;
    return Array.from(this.user(userId)).some((member) => this.#groupsOf.get(member)?.has(group));
  }

  #include(member: HubMember, group: string): void {
    include(this.#groups, group, member);
    include(this.#groupsOf, member, group);
    this.#changed();
  }

  #exclude(member: HubMember, group: string): void {
    exclude(this.#groups, group, member);
    exclude(this.#groupsOf, member, group);
    this.#changed();
  }

  #excludeAll(member: HubMember): void {
    for (const group of Array.from(this.groupsOf(member))) this.#exclude(member, group);
  }
}

/** Every hub that was ever asked for. */
export class Hubs {
  readonly #hubs = new Map<string, Hub>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param name in any case */
  get(name: string): Hub {
    const key = name.toLowerCase();
    const hub = this.#hubs.get(key) ?? new Hub(key, this.#changed);
    this.#hubs.set(key, hub);
    return hub;
  }

  all(): Iterable<Hub> {
    return this.#hubs.values();
  }
}

/** Sends one message to many: every member of a protocol gets the same bytes, none a copy of its own. */
export function sendTo(members: Iterable<HubMember>, payloads: Payloads): void {
  // A member that is dropped for being slow leaves the set that is walked here.
  for (const member of Array.from(members)) {
    const records = payloads(member.protocol);
    if (records !== undefined) member.send(records);
  }
}

function include<K, T>(sets: Map<K, Set<T>>, key: K, value: T): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

function exclude<K, T>(sets: Map<K, Set<T>>, key: K, value: T): void {
  const set = sets.get(key);
  if (set?.delete(value) === true && set.size === 0) sets.delete(key);
}
