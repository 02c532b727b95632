/**
 * What the doctor asks and what it finds (architecture.md, "probe"). Plain values: they are streamed to a tree, printed as JSON and kept to be
 * compared with the next run.
 */

/** On which part of the way a probe looks. `service` is the service reached straight, without the gateway. */
export const probeTargets = ["app", "gateway", "service", "control plane"] as const;
export type ProbeTarget = (typeof probeTargets)[number];

export type ProbeOutcome = "ok" | "warning" | "failed" | "skipped";

/** A way to put right what was found. Texts are for people. */
export type Remedy =
  /** Planning the integration anew changes what is wrong, with a preview. */
  | { readonly kind: "plan"; readonly text: string; readonly integration: string }
  /** A property of an Azure resource, or a setting of the app, to be changed by hand. `resource` is an ARM id, a path under the instance, or a URL. */
  | { readonly kind: "setting"; readonly text: string; readonly resource: string; readonly setting: string; readonly value?: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  /** One of the product's own commands. */
  | { readonly kind: "command"; readonly text: string; readonly command: RemedyCommand; readonly integration?: string };

/** `connectionString` gives the app the string with `ClientEndpoint`; `doctor` asks again. */
export type RemedyCommand = "publish" | "connectionString" | "doctor";

/** A cause in plain words. */
export interface Cause {
  /** camelCase, stable, or the code of the `Problem` it comes from. */
  readonly code: string;
  /** What is wrong, in a sentence or two. */
  readonly text: string;
  /** What to do about it. */
  readonly nextStep?: string;
  /**
   * Codes of causes seen on the wire that this is the reason of: what the control plane says explains what a client sees, and a verdict
   * then names the reason and not the symptom. A finding that is well may hold such causes; they count only where the symptom is there.
   */
  readonly explains?: readonly string[];
  /** What would put right this cause; where absent, the finding's. */
  readonly remedy?: Remedy;
}

/** What a probe found. */
export interface Finding {
  readonly outcome: ProbeOutcome;
  /** What was seen, in a sentence; never holds a secret. */
  readonly evidence: string;
  /** The likely causes, the likeliest first. */
  readonly causes?: readonly Cause[];
  readonly remedy?: Remedy;
}

/** One question with a deadline. */
export interface Probe {
  /** Unique in a run: `gateway.upgrade`, `plane.tier`. */
  readonly id: string;
  readonly target: ProbeTarget;
  /** For people: "Does the gateway upgrade to a WebSocket?" */
  readonly question: string;
  readonly deadlineMs: number;
  /** Ids of probes that must not have failed; where one has, this one is skipped. */
  readonly needs: readonly string[];
  /** @throws Problem, which is a failed outcome; Cancelled */
  run(signal: AbortSignal): Promise<Finding>;
}

export interface ProbeResult extends Finding {
  readonly id: string;
  readonly target: ProbeTarget;
  readonly question: string;
  /** How long the probe took, in milliseconds. */
  readonly ms: number;
}

/** Where the fault is, in the words of the verdict. */
export const places = ["the app", "the gateway", "the service", "the way between"] as const;
export type Place = (typeof places)[number];

export interface Verdict {
  /** One sentence. */
  readonly text: string;
  readonly outcome: Exclude<ProbeOutcome, "skipped">;
  /** Absent where nothing failed. */
  readonly place?: Place;
  /** The candidates in order, the first being the one the sentence names; empty where nothing is wrong. */
  readonly causes: readonly Cause[];
  readonly remedy?: Remedy;
}

/** One run of the doctor. */
export interface Diagnosis {
  /** What was examined: an integration's name, a hub's URL (redacted). */
  readonly subject: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly ms: number;
  readonly verdict: Verdict;
  /** In the order of the way a client takes: app, gateway, service, control plane. */
  readonly probes: readonly ProbeResult[];
}
