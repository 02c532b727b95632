import { appCases } from "./app.ts";
import type { CaseGroup } from "./case.ts";
import { gatewayCases } from "./gateway.ts";
import { negotiatedCases } from "./negotiated.ts";
import { publishedCases } from "./published.ts";
import { serviceCases } from "./service.ts";

/** Every case, in the order of `docs/doctor.md`. */
export const allCases: readonly CaseGroup[] = [appCases, gatewayCases, serviceCases, publishedCases, negotiatedCases];
