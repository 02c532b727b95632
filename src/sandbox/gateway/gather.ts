import { Transform } from "node:stream";

/** What `buffer-response="true"` gathers before it passes anything on, in bytes (apim-facts 3.3). */
const gathered = 8 * 1024;

/** Passes bytes on 8 KB or more at a time, the rest at the end: what the gateway does without `buffer-response="false"`. */
export function gather(): Transform {
  let held: Buffer[] = [];
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      held.push(chunk);
      size += chunk.length;
      if (size < gathered) {
        done();
        return;
      }
      const whole = held.length === 1 ? chunk : Buffer.concat(held);
      held = [];
      size = 0;
      done(null, whole);
    },
    flush(done): void {
      done(null, size === 0 ? undefined : Buffer.concat(held));
    },
  });
}
