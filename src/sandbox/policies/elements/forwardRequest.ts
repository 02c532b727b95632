import type { PolicyDefinition } from "../definition.ts";
import { cannotRun } from "../fault.ts";

/** Switches that the gateway can only leave off. */
const offOnly = ["follow-redirects", "fail-on-error-status-code"];
const defaultSeconds = 300;

/** `forward-request`: the one way to the backend. Bodies are streamed to it in any case, so `buffer-request-body` changes nothing. */
export const forwardRequest: PolicyDefinition = {
  sections: ["backend"],
  once: true,
  compile(element) {
    const on = offOnly.find((name) => element.has(name) && element.fixed(name)?.toLowerCase() !== "false");
    if (on !== undefined) element.refuse(cannotRun(`'forward-request' with '${on}' other than false.`));
    if (element.has("http-version")) element.refuse(cannotRun("'forward-request' with 'http-version'."));
    const milliseconds = element.has("timeout-ms") ? element.whole("timeout-ms", 0, { what: "number of milliseconds" }) : undefined;
    const seconds = element.whole("timeout", defaultSeconds, { what: "number of seconds" });
    element.flag("buffer-request-body", false);
    const buffered = element.flag("buffer-response", true);
    return (run, entry) => {
      return run.forward({ timeoutMs: milliseconds?.(run) ?? seconds(run) * 1000, buffered: buffered(run) }, entry);
    };
  },
};
