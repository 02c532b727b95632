import * as l10n from "@vscode/l10n";
import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) {
      return value;
    }
    throw new InvalidArgumentError(l10n.t("It has to be a whole number from {0} to {1}.", least, most));
  };
}

/** Reads an option that is a time in seconds, fractions allowed; gives milliseconds. */
export function seconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Number.NaN;
  // The longest time a timer can be set to is a little over 24 days.
  if (value > 0 && value <= 2_000_000_000) {
    return value;
  }
  throw new InvalidArgumentError(l10n.t("It has to be a time in seconds, such as 10 or 0.5."));
}
