import * as l10n from "@vscode/l10n";
import type { SignalRService } from "../apim/model.ts";
import { Problem, isCancelled } from "../signalr/problem.ts";
import type { ControlPlane, KeyName, ServiceKeys } from "./controlPlane.ts";

export interface Rotation {
  readonly controlPlane: Pick<ControlPlane, "regenerateKey">;
  readonly service: SignalRService;
  /**
   * Hands the app the connection string with the named key, and resolves once the app runs with it. Throwing ends the rotation: the app
   * then still has a key that is valid.
   */
  readonly give: (keys: ServiceKeys, key: KeyName) => Promise<void>;
  /** Told before each key is replaced. */
  readonly step?: (key: KeyName) => void;
}

/**
 * Replaces both keys while the app, which uses the primary one, goes on working: the secondary first, which nobody uses; then the app gets
 * it; only then the primary, and the app gets that. At every moment the key that the app has is valid.
 * @throws Problem as ARM refused, saying what stands; Cancelled as `give` and `signal` have it
 */
export async function rotateKeys({ controlPlane, service, give, step }: Rotation, signal?: AbortSignal): Promise<ServiceKeys> {
  step?.("secondary");
  const first = await controlPlane.regenerateKey(service, "secondary", signal);
  await give(first, "secondary");
  step?.("primary");
  const both = await replacedPrimary(controlPlane, service, signal);
  await give(both, "primary");
  return both;
}

async function replacedPrimary(controlPlane: Rotation["controlPlane"], service: SignalRService, signal: AbortSignal | undefined): Promise<ServiceKeys> {
  try {
    return await controlPlane.regenerateKey(service, "primary", signal);
  } catch (error) {
    if (isCancelled(error) || !(error instanceof Problem)) throw error;
    throw new Problem({ ...error.details, nextStep: l10n.t("The app goes on with the secondary key, which is new. Rotate again later to replace the primary key.") }, { cause: error });
  }
}
