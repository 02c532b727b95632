// `npm run bench`: figures as ratios against a peer measured in the same run, each the median of several.
import { command } from "../../scripts/stages/stage.ts";
import { benchIngest } from "./ingest.ts";
import { benchActivation, benchSdk } from "./loading.ts";
import { benchLog } from "./log.ts";
import { benchPublish } from "./publish.ts";
import { benchRelay } from "./relay.ts";
import { benchService } from "./service.ts";

if (command(["esbuild.mjs"]).failed > 0) process.exit(1);
await benchActivation();
await benchSdk();
await benchPublish();
await benchRelay();
await benchService();
await benchIngest();
benchLog();
process.exit(0);
