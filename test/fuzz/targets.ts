import type { FuzzTarget } from "./target.ts";
import { answerTargets } from "./targets/answers.ts";
import { codecTargets } from "./targets/codecs.ts";
import { fileTargets } from "./targets/files.ts";
import { serviceProtocolTargets } from "./targets/serviceProtocol.ts";
import { transportTargets } from "./targets/transports.ts";
import { typedTargets } from "./targets/typed.ts";

/** Everything that reads bytes from outside. */
export const targets: readonly FuzzTarget[] = [...codecTargets, ...answerTargets, ...fileTargets, ...serviceProtocolTargets, ...typedTargets, ...transportTargets];
