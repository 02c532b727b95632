import type { HubMessage } from "../../signalr/protocol/messages.ts";
import type { HubProtocol } from "../../signalr/protocol/protocol.ts";
import type { HubHost } from "./hubHost.ts";
import { UserGroups } from "./userGroups.ts";

/** A connected client as routing sees it: neither its transport nor who answers it matters here. */
export interface HubMember {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly protocol: HubProtocol;
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
  readonly #userGroups = new UserGroups();

  constructor(name: string) {
    this.name = name;
  }

  add(member: HubMember): void {
    this.#members.set(member.connectionId, member);
    if (member.userId === undefined) return;
    include(this.#users, member.userId, member);
    for (const group of this.#userGroups.of(member.userId)) include(this.#groups, group, member);
  }

  remove(member: HubMember): void {
    if (this.#members.get(member.connectionId) !== member) return;
    this.#members.delete(member.connectionId);
    if (member.userId !== undefined) exclude(this.#users, member.userId, member);
    for (const group of this.#groups.keys()) exclude(this.#groups, group, member);
  }

  /** The one connection of that id, or none. */
  connections(connectionId: string): Iterable<HubMember> {
    const member = this.#members.get(connectionId);
    return member === undefined ? [] : [member];
  }

  has(connectionId: string): boolean {
    return this.#members.has(connectionId);
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

  /** Whether the connection exists and is now in the group. */
  join(connectionId: string, group: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) include(this.#groups, group, member);
    return member !== undefined;
  }

  /** Whether the connection exists; it is now not in the group. */
  leave(connectionId: string, group: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) exclude(this.#groups, group, member);
    return member !== undefined;
  }

  leaveAll(connectionId: string): boolean {
    const member = this.#members.get(connectionId);
    if (member !== undefined) for (const group of this.#groups.keys()) exclude(this.#groups, group, member);
    return member !== undefined;
  }

  /** Adds the user's present connections, and for `ttlSeconds` (0: not at all) those still to come. */
  joinUser(userId: string, group: string, ttlSeconds: number): void {
    if (ttlSeconds > 0) this.#userGroups.join(userId, group, ttlSeconds);
    for (const member of this.user(userId)) include(this.#groups, group, member);
  }

  leaveUser(userId: string, group: string): void {
    this.#userGroups.leave(userId, group);
    for (const member of this.user(userId)) exclude(this.#groups, group, member);
  }

  leaveUserAll(userId: string): void {
    this.#userGroups.leaveAll(userId);
    for (const member of this.user(userId)) this.leaveAll(member.connectionId);
  }

  userInGroup(userId: string, group: string): boolean {
    if (this.#userGroups.of(userId).includes(group)) return true;
    return Array.from(this.group(group)).some((member) => member.userId === userId);
  }
}

/** Every hub that was ever asked for. */
export class Hubs {
  readonly #hubs = new Map<string, Hub>();

  /** @param name in any case */
  get(name: string): Hub {
    const key = name.toLowerCase();
    const hub = this.#hubs.get(key) ?? new Hub(key);
    this.#hubs.set(key, hub);
    return hub;
  }
}

/** Sends one message to many, encoding it once for each protocol. */
export function sendTo(members: Iterable<HubMember>, message: HubMessage): void {
  const encoded = new Map<HubProtocol, Uint8Array>();
  // A member that is dropped for being slow leaves the set that is walked here.
  for (const member of Array.from(members)) {
    let records = encoded.get(member.protocol);
    if (records === undefined) {
      records = member.protocol.encode(message);
      encoded.set(member.protocol, records);
    }
    member.send(records);
  }
}

function include<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

function exclude<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  if (set?.delete(value) === true && set.size === 0) sets.delete(key);
}
