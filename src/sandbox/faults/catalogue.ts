import { apiFaults } from "./apiFaults.ts";
import type { SandboxFault } from "./fault.ts";
import { policyFaults } from "./policyFaults.ts";
import { serviceFaults } from "./serviceFaults.ts";

/** Everything that can be switched on in a sandbox, in the order in which it is offered. */
export const sandboxFaults: readonly SandboxFault[] = [...apiFaults, ...policyFaults, ...serviceFaults];
