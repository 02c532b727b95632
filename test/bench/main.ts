// `npm run bench`: figures as ratios against a peer measured in the same run, each the median of several.
import { spawnSync } from "node:child_process";
import { root } from "../../scripts/paths.ts";
import { command } from "../../scripts/stages/stage.ts";
import { benchDiscovery } from "./discovery.ts";
import { benchDoctor } from "./doctor.ts";
import { benchIngest } from "./ingest.ts";
import { benchActivation, benchSdk } from "./loading.ts";
import { benchLog } from "./log.ts";
import { benchLongTranscript } from "./longTranscript.ts";
import { benchPolicies } from "./policies.ts";
import { benchPublish } from "./publish.ts";
import { benchRelay } from "./relay.ts";
import { benchService } from "./service.ts";

if ((await command(["esbuild.mjs"])).failed > 0) process.exit(1);
await benchActivation();
await benchSdk();
await benchPublish();
await benchDiscovery();
await benchRelay();
await benchPolicies();
await benchService();
await benchDoctor();
await benchIngest();
await benchLog();
await benchLongTranscript();
// Browser code has its own types, so it runs beside this.
spawnSync(process.execPath, ["test/page/bench.ts"], { cwd: root, stdio: "inherit" });
process.exit(0);
