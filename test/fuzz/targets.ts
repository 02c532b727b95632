import type { FuzzTarget } from "./target.ts";
import { answerTargets } from "./targets/answers.ts";
import { codecTargets } from "./targets/codecs.ts";
import { expressionTargets } from "./targets/expressions.ts";
import { fileTargets } from "./targets/files.ts";
import { policyTargets } from "./targets/policies.ts";
import { serviceProtocolTargets } from "./targets/serviceProtocol.ts";
import { transportTargets } from "./targets/transports.ts";
import { typedTargets } from "./targets/typed.ts";

/** Everything that reads bytes from outside. */
export const targets: readonly FuzzTarget[] = [...codecTargets, ...answerTargets, ...fileTargets, ...serviceProtocolTargets, ...typedTargets, ...transportTargets, ...policyTargets, ...expressionTargets];
