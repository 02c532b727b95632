import type { Socket } from "node:net";

/** One end of a tunnel, with the bytes that were already read from it. */
export interface Side {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** What crossed, in bytes. */
export interface Crossed {
  readonly sent: number;
  readonly received: number;
}

/**
 * Joins two sockets byte for byte. Each direction runs at the pace of its reader; a side that ends ends the other's
 * writing only, a side that breaks ends the other as soon as what it is owed was written.
 * @param idleMs silence after which both are ended
 * @param closed called once, when both are closed
 */
export function tunnel(caller: Side, backend: Side, idleMs: number, closed: (crossed: Crossed) => void): void {
  const before = { sent: backend.socket.bytesWritten, received: caller.socket.bytesWritten };
  let open = 2;
  const join = (from: Side, to: Side): void => {
    from.socket.setNoDelay(true);
    from.socket.setTimeout(idleMs, () => from.socket.destroy());
    from.socket.on("error", () => undefined);
    from.socket.once("close", () => {
      open--;
      if (open === 0) {
        closed({ sent: backend.socket.bytesWritten - before.sent, received: caller.socket.bytesWritten - before.received });
        return;
      }
      to.socket.resume();
      to.socket.end(() => to.socket.destroy());
    });
    if (from.head.length > 0) {
      to.socket.write(from.head);
    }
    from.socket.pipe(to.socket);
  };
  join(caller, backend);
  join(backend, caller);
}
