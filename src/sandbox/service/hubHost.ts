/**
 * What answers the invocations of a hub's clients inside this process: the sandbox's stand-in for an app server's
 * hub class. It never sees transports or hub protocols.
 */
export interface HubHost {
  /** Whether clients may come back after a dropped WebSocket without the hub noticing (`AllowStatefulReconnects`). */
  readonly allowStatefulReconnects?: boolean;
  /** A client finished its handshake. */
  connected?(context: HubContext): void | Promise<void>;
  /**
   * Runs a hub method. The value is the completion's result (`undefined` for a method that answers nothing).
   * A {@link HubError} reaches the caller with its own words, any other error as `Failed to invoke …`.
   */
  invoke(context: HubContext, invocation: HubInvocation): unknown;
  /** The client left; `error` when the connection broke. */
  disconnected?(context: HubContext, error: string | undefined): void | Promise<void>;
}

export interface HubInvocation {
  /** As the client spelled it. Lookup ignores case in ASP.NET Core. */
  readonly target: string;
  readonly arguments: readonly unknown[];
  /** True when the client asked for a stream of items (message type 4). */
  readonly streaming: boolean;
}

/** Sends an invocation without an id to the clients it stands for. */
export interface ClientProxy {
  send(target: string, ...args: readonly unknown[]): void;
}

/** The calling client and what a hub method can reach from there, named as in ASP.NET Core's `Hub` class. */
export interface HubContext {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly clients: {
    readonly all: ClientProxy;
    readonly caller: ClientProxy;
    user(userId: string): ClientProxy;
    group(name: string): ClientProxy;
    connection(connectionId: string): ClientProxy;
  };
  readonly groups: {
    add(connectionId: string, group: string): void;
    remove(connectionId: string, group: string): void;
  };
}

/** An error whose words are meant for the caller of a hub method. */
export class HubError extends Error {
  override readonly name = "HubError";
}
