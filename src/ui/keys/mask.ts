/** A key as it may be seen over a shoulder: enough to tell two apart, too little to use or to guess the rest. */
export function maskedKey(key: string): string {
  return key.length < 24 ? "••••••••" : `${key.slice(0, 3)}••••••••`;
}
