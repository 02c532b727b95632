import type { Command } from "commander";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit.ts";

/** What a command does: throws what went wrong, and may end with another code than 0. `argument` is the positional one, where there is one. */
export type Action<Options> = (context: Context, options: Options, argument: string | undefined) => Promise<ExitCode | void>;

/** Makes of an action what commander calls on its command. */
export type Runner = <Options extends object>(action: Action<Options>) => (this: Command) => Promise<void>;
