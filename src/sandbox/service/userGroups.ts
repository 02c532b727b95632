/** Groups a user belongs to whether connected or not (`PUT …/users/{user}/groups/{group}`). */
export class UserGroups {
  readonly #expiry = new Map<string, Map<string, number>>();

  join(userId: string, group: string, ttlSeconds: number): void {
    const groups = this.#expiry.get(userId) ?? new Map<string, number>();
    groups.delete(group);
    groups.set(group, Date.now() + ttlSeconds * 1000);
    // The real service keeps a user's last hundred.
    for (const oldest of groups.keys()) {
      if (groups.size <= 100) break;
      groups.delete(oldest);
    }
    this.#expiry.set(userId, groups);
  }

  leave(userId: string, group: string): void {
    this.#expiry.get(userId)?.delete(group);
  }

  leaveAll(userId: string): void {
    this.#expiry.delete(userId);
  }

  of(userId: string): string[] {
    const now = Date.now();
    return [...(this.#expiry.get(userId) ?? [])].filter(([, expiry]) => expiry > now).map(([group]) => group);
  }
}
