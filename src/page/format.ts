/** `12:01:07.218`, local time. */
export function clock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Milliseconds as `0.4ms`, `9ms`, `3.1s`, `2m 13s`, `1h 2m`. */
export function duration(ms: number): string {
  if (ms < 0) return "0ms";
  if (ms < 1) return `${ms.toFixed(1)}ms`;
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}

/** How long a state has lasted: whole seconds, as nobody reads more of a running clock. */
export function elapsed(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))}s` : duration(Math.floor(ms / 1000) * 1000);
}

/** A time that is left, in its largest unit: `42s`, `58m`, `5h`, `3d`. */
export function remaining(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** Bytes as `70`, `12.3K`, `4.5M`. */
export function bytes(count: number): string {
  if (count < 10_000) return String(count);
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)}K`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** A count with its thousands marked as the language does. */
export function grouped(count: number): string {
  return count.toLocaleString(document.documentElement.lang);
}
